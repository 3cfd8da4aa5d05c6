"""What repeats itself among complaints: pure functions from what was read to patterns somebody should look at.

A pattern is no finding. It says what is alike, names the complaints it rests on, and what else may explain it; no act
follows from it, for nobody may be judged by a machine's count (PIPL art. 24). What is not proven is called a complaint
here, and nothing else.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text, Word

T = TypeVar("T")

YEAR = timedelta(days=365)
"""How far back patterns are looked for."""

CLOSE, IN_A_ROW = timedelta(days=30), 3
"""So many within so long a time stand close together."""

ALIKE = 0.6
"""Two accounts that share this much of their pairs of characters are nearly the same."""

COMPARED = 600
"""Characters of an account that are compared: enough to know a copy, and a bound on the work."""

TELLING = 12
"""An account with fewer pairs of characters says too little to be like another."""

MOST = 120
"""How many complaints are compared, the newest: the accounts are compared each with each."""

YEARLY = Text("近12个月内", " within 12 months")
NEWEST = Text(f"最近{MOST}件投诉中", f" among the newest {MOST}")
"""Of what the patterns speak: of a year, or of as many as are compared where a year has more."""

SHOWN = 3
"""Of one kind, the strongest so many."""

ANONYMOUS = frozenset({"匿名", "匿名人", "不详"})
"""Names that tell nobody apart."""


class Kind(Word):
    """What is alike."""

    PEOPLE = "people", "不同投诉人", "Different complainants"
    PERSON = "person", "同一投诉人", "Same complainant"
    TEXT = "text", "陈述相同", "Same account"
    VIOLATION = "violation", "同一行为", "Same conduct"
    PRODUCT = "product", "同一产品", "Same product"
    LAPSED = "lapsed", "保单已终止", "Policies ended"
    CLOSE = "close", "时间集中", "Close in time"
    TEAM = "team", "同一团队", "Same team"
    MANAGER = "manager", "同一主管", "Same manager"


CAUTIONS = {
    Kind.PEOPLE: Text("也可能与客户数量或同一事件有关", "May also come of many customers, or of one event"),
    Kind.PERSON: Text("也可能是同一事项的补充或重复反映", "May also be one matter told again"),
    Kind.TEXT: Text("也可能出自同一受理人记录或同一代写人", "May also come of one clerk's or one writer's wording"),
    Kind.VIOLATION: Text("事项仅为投诉所称", "It is only what was complained of"),
    Kind.PRODUCT: Text("也可能源于产品设计或市场变化", "May also come of the product or of the market"),
    Kind.LAPSED: Text("也可能是客户自行退保或停止缴费", "The customers may have surrendered or stopped paying"),
    Kind.CLOSE: Text("也可能与同一事件或集中回访有关", "May also come of one event or of a round of call-backs"),
    Kind.TEAM: Text("被投诉的是其他代理人", "Others were complained of, not this agent"),
    Kind.MANAGER: Text("被投诉的是其他代理人", "Others were complained of, not this agent"),
}
"""What else may explain each kind, so that nobody reads it as a finding."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One complaint, as far as it can be like another."""

    case: int
    number: str
    received_at: datetime
    agents: frozenset[str] = frozenset()
    """Codes of those complained of."""
    people: tuple[frozenset[str], ...] = ()
    """For each complainant what tells him apart, see `marks`."""
    violations: frozenset[str] = frozenset()
    """Codes of what is alleged."""
    products: frozenset[str] = frozenset()
    facts: str = ""
    lapsed: bool = False
    """Whether a policy it is about had ended when it came."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is alike, in words, and the complaints it rests on, the newest first."""

    kind: Kind
    words: Text
    cases: tuple[Complaint, ...]

    @property
    def caution(self) -> Text:
        """What else may explain it."""
        return CAUTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Bar:
    """How much has to be alike to be worth a look."""

    cases: int
    share: float = 0.0
    """Of all complaints that are compared: among many, a few alike are chance."""
    agents: int = 1
    """How many agents they have to be about."""
    period: Text = YEARLY

    def met(self, alike: Sequence[Complaint], of: int) -> bool:
        """Whether these are enough, of so many."""
        agents = {code for each in alike for code in each.agents}
        return len(alike) >= max(self.cases, self.share * of) and len(agents) >= self.agents


OF_ONE = Bar(2)
"""Among the complaints about one agent."""

OF_MANY = Bar(3, share=1 / 3, agents=2)
"""Among those about a team or in a unit."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who shares something with the agent, and the complaints about them."""

    kind: Kind
    name: str
    codes: frozenset[str]
    complaints: Sequence[Complaint]


def of_agent(
    complaints: Sequence[Complaint], colleagues: Iterable[Colleagues], label: Callable[[str], Text]
) -> list[Pattern]:
    """What repeats itself among a year's complaints about one agent, and among those about his colleagues."""
    told = newest(complaints)
    found = [*_people(told), *_persons(told, OF_ONE), *_same_text(told, OF_ONE)]
    found += [*_alike(told, OF_ONE, label), *_close(told, OF_ONE)]
    beside: dict[tuple[Complaint, ...], Pattern] = {}
    for pattern in (each for them in colleagues if told for each in _beside(them)):
        beside.setdefault(pattern.cases, pattern)  # a team with one manager is not told twice
    return [*found, *beside.values()]


def of_group(complaints: Sequence[Complaint], label: Callable[[str], Text], *, more: bool = False) -> list[Pattern]:
    """What repeats itself across the agents of a team or a unit.

    `more` says that the year has others, which are not compared: then nothing follows from how close these stand.
    """
    told, bar = newest(complaints), replace(OF_MANY, period=NEWEST) if more else OF_MANY
    repeated = replace(bar, cases=2, share=0.0)
    found = [*_persons(told, repeated), *_same_text(told, repeated), *_alike(told, bar, label)]
    return found if more else [*found, *_close(told, bar)]


def newest(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Those that are compared."""
    return sorted(complaints, key=lambda each: (each.received_at, each.case), reverse=True)[:MOST]


# -- who complains -----------------------------------------------------------------------------------------------


def marks(name: str, customer: int | None, identity: str, phone: str) -> frozenset[str]:
    """What tells a person apart; the name only where nothing better is known."""
    known = {f"customer {customer}" if customer else "", identity, phone} - {""}
    return frozenset(known or {name})


def people(marked: Iterable[tuple[frozenset[str], T]]) -> list[list[T]]:
    """One list for each person of what he is in: two are one who share a mark."""
    known: list[tuple[set[str], list[T]]] = []
    for own, thing in marked:
        same = [each for each in known if each[0] & own]
        merged = (own.union(*(found for found, _ in same)), [one for _, things in same for one in things] + [thing])
        known = [each for each in known if each not in same] + [(set(merged[0]), merged[1])]
    return [things for _, things in known]


def _complainants(told: Sequence[Complaint]) -> list[list[Complaint]]:
    named = ((own, each) for each in told for own in each.people if not own <= ANONYMOUS)
    return [list(dict.fromkeys(each)) for each in people(named)]


def _people(told: Sequence[Complaint]) -> Iterator[Pattern]:
    persons = _complainants(told)
    cases = newest({case.case: case for person in persons for case in person}.values())
    if len(persons) >= OF_ONE.cases and len(cases) >= OF_ONE.cases:
        yield _pattern(
            Kind.PEOPLE,
            f"近12个月内{len(persons)}名投诉人先后投诉，共{len(cases)}件",
            f"{len(persons)} different people complained within 12 months, {len(cases)} complaints in all",
            cases,
        )


def _persons(told: Sequence[Complaint], bar: Bar) -> Iterator[Pattern]:
    for cases in _strongest(_complainants(told), bar, len(told)):
        agents = len({code for case in cases for code in case.agents})
        of_whom = Text(f"，涉及{agents}名代理人", f", about {agents} agents") if bar.agents > 1 else Text("", "")
        said = Text(
            f"{bar.period.zh}同一投诉人投诉{len(cases)}件",
            f"The same person complained {len(cases)} times{bar.period.en}",
        )
        yield Pattern(Kind.PERSON, said + of_whom, tuple(newest(cases)))


# -- what they complain of ---------------------------------------------------------------------------------------


def _alike(told: Sequence[Complaint], bar: Bar, label: Callable[[str], Text]) -> Iterator[Pattern]:
    for code, cases in _by(told, lambda each: each.violations, bar):
        said = _counted(cases, bar, "件投诉涉及同一行为：", "allege the same: ")
        yield Pattern(Kind.VIOLATION, said + label(code), tuple(cases))
    for product, cases in _by(told, lambda each: each.products, bar):
        said = _counted(cases, bar, "件投诉涉及同一产品：", "are about the same product: ")
        yield Pattern(Kind.PRODUCT, said + Text(product, product), tuple(cases))
    lapsed = [each for each in told if each.lapsed]
    if bar.met(lapsed, len(told)):
        said = _counted(lapsed, bar, "件投诉所涉保单在收到投诉时已终止", "are about policies that had ended")
        yield Pattern(Kind.LAPSED, said, tuple(lapsed))


def _by(
    told: Sequence[Complaint], what: Callable[[Complaint], Iterable[str]], bar: Bar
) -> list[tuple[str, list[Complaint]]]:
    shared: dict[str, list[Complaint]] = {}
    for each in told:
        for word in sorted(what(each)):
            shared.setdefault(word, []).append(each)
    enough = [(word, cases) for word, cases in shared.items() if bar.met(cases, len(told))]
    return sorted(enough, key=lambda each: len(each[1]), reverse=True)[:SHOWN]


def _strongest(alike: Iterable[list[Complaint]], bar: Bar, of: int) -> list[list[Complaint]]:
    return sorted((cases for cases in alike if bar.met(cases, of)), key=len, reverse=True)[:SHOWN]


def _same_text(told: Sequence[Complaint], bar: Bar) -> Iterator[Pattern]:
    for cases in _strongest(copies(told), bar, len(told)):
        said = _counted(cases, bar, "件投诉的陈述几乎相同", "are told in nearly the same words")
        yield Pattern(Kind.TEXT, said, tuple(cases))


def copies(told: Sequence[Complaint]) -> list[list[Complaint]]:
    """Complaints whose accounts are nearly the same, put together; each with each, so the caller bounds how many."""
    found: list[list[tuple[Complaint, frozenset[str]]]] = []
    for each in told:
        own = pairs(each.facts)
        if len(own) < TELLING:
            continue
        same = [group for group in found if any(likeness(own, other) >= ALIKE for _, other in group)]
        merged = [one for group in same for one in group]
        found = [group for group in found if group not in same] + [[*merged, (each, own)]]
    return [newest(case for case, _ in group) for group in found if len(group) > 1]


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, as search folds it; what is no letter divides them."""
    plain = unicodedata.normalize("NFKC", text[:COMPARED]).lower()
    return frozenset(pair for pair in map("".join, pairwise(plain)) if pair.isalnum())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two texts share of what either has (Jaccard); 0 at once where their lengths already forbid more."""
    fewer, more = sorted((len(one), len(other)))
    if not more or fewer < ALIKE * more:
        return 0.0
    shared = len(one & other)
    return shared / (fewer + more - shared)


# -- when, and about whom else -----------------------------------------------------------------------------------


def _close(told: Sequence[Complaint], bar: Bar) -> Iterator[Pattern]:
    cases = _densest(told)
    if len(cases) >= IN_A_ROW and bar.met(cases, len(told)):
        first, last = (f"{each.received_at.astimezone(SHANGHAI):%Y-%m-%d}" for each in (cases[-1], cases[0]))
        yield _pattern(
            Kind.CLOSE,
            f"30天内收到{len(cases)}件投诉（{first}至{last}）",
            f"{len(cases)} complaints came within 30 days ({first} to {last})",
            cases,
        )


def _densest(told: Sequence[Complaint]) -> list[Complaint]:
    """The most complaints that came within the time, the newest where several are as many."""
    best: list[Complaint] = []
    for number, latest in enumerate(told):
        window = [each for each in told[number:] if latest.received_at - each.received_at < CLOSE]
        best = window if len(window) > len(best) else best
    return best


def _beside(them: Colleagues) -> Iterator[Pattern]:
    cases = newest(them.complaints)
    accused = {code for case in cases for code in case.agents & them.codes}
    if len(cases) < OF_ONE.cases:
        return
    who = {
        Kind.TEAM: Text(f"同一营业部组（{them.name}）", f"of the same team ({them.name})"),
        Kind.MANAGER: Text(f"同一主管（{them.name}）所辖", f"of the same manager ({them.name})"),
    }[them.kind]
    yield _pattern(
        them.kind,
        f"近12个月内{who.zh}另有{len(accused)}名代理人被投诉，共{len(cases)}件",
        f"{len(accused)} other agents {who.en} were complained of within 12 months, {len(cases)} complaints in all",
        cases,
    )


# -- who stands out ----------------------------------------------------------------------------------------------

TIMES = 2
"""So many times the average stands out."""


def stands_out(own: int, together: int, agents: int) -> bool:
    """Whether an agent was complained of clearly more often than the agents he is compared with."""
    return own >= OF_ONE.cases and agents > 1 and own * agents >= TIMES * together


# -- words ---------------------------------------------------------------------------------------------------------


def _pattern(kind: Kind, zh: str, en: str, cases: Iterable[Complaint]) -> Pattern:
    return Pattern(kind, Text(zh, en), tuple(cases))


def _counted(cases: Sequence[Complaint], bar: Bar, zh: str, en: str) -> Text:
    return Text(f"{bar.period.zh}{len(cases)}{zh}", f"{len(cases)} complaints{bar.period.en} {en}")
