"""May this officer do this act now, and if not, which clause forbids it: pure functions over the rulebook.

The three kinds of clause are asked in turn: is it forbidden (must not), does an open demand stand in the way (a
must with `before`), has somebody in this post the authority (may). Every refusal says what would have to be so.
`fold` and `duties` are the other half and stand in `duties`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import chain

from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile
from anjie.procedure.duties import Dossier, Duty, duties, fold, matches, open_duties
from anjie.procedure.facts import FACTS, RELATIONS, facts_hold
from anjie.procedure.gravity import beyond, listed
from anjie.procedure.office import Office
from anjie.procedure.rulebook import (
    Clause,
    Conditions,
    Inform,
    May,
    MustNot,
    Rulebook,
    Scalar,
)
from anjie.procedure.terms import Text

__all__ = [
    "Dossier",
    "Duty",
    "Refusal",
    "Verdict",
    "allowed",
    "barred",
    "duties",
    "fold",
    "open_duties",
    "permitted",
    "verdict",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why not: the clause (None where the act merely contradicts the file) and what is wanting."""

    wanting: Text
    clause: Clause | None = None
    field: str = ""
    """The field of the act that is at fault, e.g. `allegations.0.violation`."""
    duty: Duty | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act may be done; by which authority, or why not."""

    kind: str
    refusals: tuple[Refusal, ...] = ()
    authority: May | None = None
    inform: tuple[Inform, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.refusals


def verdict(dossier: Dossier, act: Act, office: Office, owed_now: Sequence[Duty] | None = None) -> Verdict:
    """Judge an act with all its fields, by this officer, at `office.at`.

    `owed_now` spares the reckoning where the open duties of that moment are at hand already.
    """
    if owed_now is None:
        owed_now = open_duties(dossier, office.calendar, office.at) if act.kind in gated(dossier.book) else ()
    may, wanting = _authority(dossier, act.kind, act, office)
    refusals = [*_hindrances(dossier, act.kind, act, office, owed_now), *wanting]
    if not refusals:
        refusals = [*_ahead(act, office), *_contradictions(dossier, act)]
    inform = (
        tuple(i for i in may.row.inform if facts_hold(dossier.case, dossier.book, i.when))
        if may and not refusals
        else ()
    )
    return Verdict(act.kind, tuple(refusals), may, inform)


def allowed(dossier: Dossier, kind: str, act: Act | None, office: Office, owed_now: Sequence[Duty]) -> bool:
    """Whether the verdict would be yes; quicker where there are many to judge, since it gives no reasons."""
    mays = dossier.book.mays.get(kind, ())
    if all(next(_wanting(dossier, may, act, office), None) for may in mays):
        return False
    if next(_hindrances(dossier, kind, act, office, owed_now), None):
        return False
    return act is None or next(chain(_ahead(act, office), _contradictions(dossier, act)), None) is None


def permitted(dossier: Dossier, office: Office, owed_now: Sequence[Duty] | None = None) -> Mapping[str, Verdict]:
    """For each act: could this officer do it now, with fields yet to be filled in? In the order of the walk."""
    if owed_now is None:
        owed_now = open_duties(dossier, office.calendar, office.at)
    found: dict[str, Verdict] = {}
    for kind in ACTS:
        may, wanting = _authority(dossier, kind, None, office)
        found[kind] = Verdict(kind, (*_hindrances(dossier, kind, None, office, owed_now), *wanting), may)
    return found


def _hindrances(
    dossier: Dossier, kind: str, act: Act | None, office: Office, owed_now: Iterable[Duty]
) -> Iterator[Refusal]:
    """What stands in the way, whoever has the authority; an act given as None has its fields yet to be filled in."""
    yield from _out_of_turn(dossier, kind)
    yield from _forbidden(dossier, kind, act, office)
    yield from _gates(dossier, kind, act, owed_now)


def _out_of_turn(dossier: Dossier, kind: str) -> Iterator[Refusal]:
    """A case begins once, and nothing is done before."""
    begun = bool(dossier.case.entries)
    if ACTS[kind].begins and begun:
        yield Refusal(Text("案件已经存在", "The case exists already"))
    if not ACTS[kind].begins and not begun:
        yield Refusal(Text("案件尚未接收", "The complaint was not received yet"))


def _ahead(act: Act, office: Office) -> Iterator[Refusal]:
    """What an act says has happened can't lie ahead: a later time would buy time."""
    now = office.at.astimezone(office.calendar.zone)
    for name, value in act.happenings():
        if value > (now if isinstance(value, datetime) else now.date()):
            yield Refusal(Text("不能晚于现在", "This can't lie in the future"), field=name)


def _contradictions(dossier: Dossier, act: Act) -> Iterator[Refusal]:
    for fault in act.faults(dossier.case, dossier.book):
        yield Refusal(fault.says, field=fault.field)


# -- must not --------------------------------------------------------------------------------------------------


def _forbidden(dossier: Dossier, kind: str, act: Act | None, office: Office) -> Iterator[Refusal]:
    for clause in dossier.book.must_nots:
        if ("*" in clause.row.act or kind in clause.row.act) and _applies(dossier, clause, act, office):
            yield Refusal(clause.text, clause)


def barred(dossier: Dossier, kind: str) -> frozenset[str]:
    """Everybody whom a prohibition keeps from an act by what the file says of him by name, whatever he would write."""
    found: set[str] = set()
    for clause in dossier.book.must_nots:
        row = clause.row
        if ("*" in row.act or kind in row.act) and not row.where and facts_hold(dossier.case, dossier.book, row.when):
            named = [RELATIONS[name].people for name in row.relation]
            groups = [people(dossier.case) for people in named if people]
            if groups and len(groups) == len(named):
                found.update(groups[0].intersection(*groups[1:]))
    return frozenset(found)


def _applies(dossier: Dossier, clause: MustNot, act: Act | None, office: Office) -> bool:
    if act is None and clause.row.where:
        return False
    related = all(
        RELATIONS[name].holds(dossier.case, act, office, dossier.book) is True for name in clause.row.relation
    )
    return (
        related
        and facts_hold(dossier.case, dossier.book, clause.row.when)
        and (act is None or matches(act, clause.row.where))
    )


# -- must, before ----------------------------------------------------------------------------------------------


@cache
def gated(book: Rulebook) -> frozenset[str]:
    """The acts that an open demand can stand in the way of; for all others nothing need be reckoned."""
    return frozenset(kind for must in book.musts for kind in must.row.before)


def _gates(dossier: Dossier, kind: str, act: Act | None, owed_now: Iterable[Duty]) -> Iterator[Refusal]:
    for duty in owed_now:
        if kind in duty.blocks and _stands_in_the_way(duty, act):
            yield Refusal(owed(dossier.case, duty), duty.must, duty=duty)


def _stands_in_the_way(duty: Duty, act: Act | None) -> bool:
    """A gate about one item stands in the way of acts about that item only."""
    gate = duty.must.row.gate
    if not gate:
        return True
    return act is not None and getattr(act, gate, None) == duty.item


def owed(case: CaseFile, duty: Duty) -> Text:
    """What has to be done first, in words."""
    titles = [ACTS[kind].title for kind in duty.does]
    whom = Text(f"({case.name_of(duty.item)})", f" ({case.name_of(duty.item)})") if duty.item else Text("", "")
    return (
        Text("须先完成：", "First: ") + Text("或".join(t.zh for t in titles), " or ".join(t.en for t in titles)) + whom
    )


# -- may -------------------------------------------------------------------------------------------------------


def _authority(dossier: Dossier, kind: str, act: Act | None, office: Office) -> tuple[May | None, list[Refusal]]:
    """The clause that gives the authority; or why the nearest one doesn't."""
    nearest: list[Refusal] | None = None
    for may in _fitting_first(dossier.book.mays.get(kind, ()), act):
        wanting = [Refusal(text, may) for text in _wanting(dossier, may, act, office)]
        if not wanting:
            return may, []
        if nearest is None or len(wanting) < len(nearest):
            nearest = wanting
    title = ACTS[kind].title
    return None, nearest or [
        Refusal(Text(f"办法没有规定谁可以“{title.zh}”", f"No clause lets anybody do this: {title.en}"))
    ]


def _fitting_first(mays: Iterable[May], act: Act | None) -> list[May]:
    """The authorities for such an act first: of two equally near, theirs is the reason to be told."""
    return sorted(mays, key=lambda may: act is not None and not matches(act, may.row.where))


def _wanting(dossier: Dossier, may: May, act: Act | None, office: Office) -> Iterator[Text]:
    """What would have to be so for this authority to serve."""
    row = may.row
    if not office.roles & set(row.role):
        yield Text("须由以下人员办理：", "This is for: ") + listed(row.role)
    if row.level and office.level not in row.level:
        yield Text("须由以下级别办理：", "This is for the level: ") + listed(row.level)
    if office.reach not in row.reach:
        yield Text("须由以下单位办理：", "This is for: ") + listed(row.reach)
    stage = dossier.case.stage
    if row.stage and stage not in row.stage:
        now = stage.label if stage else Text("尚未接收", "not yet received")
        yield (
            Text("案件须处于以下阶段：", "The case must be at the stage: ")
            + listed(row.stage)
            + Text("；现为：", "; now: ")
            + now
        )
    for name in row.relation:
        if RELATIONS[name].holds(dossier.case, act, office, dossier.book) is False:
            yield Text("须为：", "Only: ") + RELATIONS[name].means
    yield from _unmet(dossier, row.when)
    yield from beyond(dossier.case, dossier.book, row.up_to)
    if act is not None and not matches(act, row.where):
        yield Text("不属于本项权限所及的情形", "This authority doesn't cover that case")


def _fact(dossier: Dossier, name: str) -> Scalar:
    return FACTS[name].read(dossier.case, dossier.book, "")


def _unmet(dossier: Dossier, when: Conditions) -> Iterator[Text]:
    for name, allowed in when.items():
        if _fact(dossier, name) not in allowed:
            yield Text("须：", "Needed: ") + FACTS[name].say(allowed)
