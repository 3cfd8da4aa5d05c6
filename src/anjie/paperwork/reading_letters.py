"""What a letter seems to say: who writes, where to reach him, about which policy and which agent, and when.

    proposals(lines, known)     in the order of the form; each with the value and the line it was read from

Plain Python, without a picture or a database: lines go in, what may be right comes out. Nothing of it counts before a
person has confirmed it beside the picture.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from anjie.directory.identity import check_identity
from anjie.procedure.terms import IdKind, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, how sure the reader was, and where it stands, in thousandths of the page."""

    text: str
    page: int = 1
    left: int = 0
    top: int = 0
    width: int = 0
    height: int = 0
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one field of the form may hold, and the line it was read from."""

    field: str
    label: Text
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class AgentKnown:
    """An agent of the directory."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory can say of a name or a number that was read."""

    today: date
    """After which nobody was born."""
    agent: Callable[[str], AgentKnown | None] = lambda _said: None
    """By code or by name, if exactly one is meant."""
    policy: Callable[[str], bool] = lambda _number: True
    """Whether there is a policy of this number; any may be one where that isn't known."""


SENDER, PHONE, IDENTITY = Text("投诉人姓名", "Sender"), Text("联系电话", "Phone"), Text("证件号码", "Identity number")
POLICY, AGENT, AGENT_CODE = Text("保单号", "Policy no."), Text("代理人姓名", "Agent"), Text("代理人工号", "Agent code")
DATED, FACTS = Text("来信日期", "Date of the letter"), Text("来信内容", "What it says")

_MOBILE = re.compile(r"(?<![\dA-Za-z])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<![\dA-Za-z])0\d{2,3}[ -]?[2-9]\d{6,7}(?!\d)")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")
_POLICY = re.compile(r"保\s*单\s*(?:号码?|编号)?\s*(?:[:：为是]|\s)*([A-Za-z]{0,4}\d[A-Za-z0-9-]{6,28}\d)")
_SHAPED = re.compile(r"(?<![\dA-Za-z])[A-Z]{1,4}\d{12,22}(?![\dA-Za-z])")
_CODE = re.compile(r"工\s*号\s*(?:[:：为是]|\s)*([A-Za-z]{0,3}\d{5,15})")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_NAME = rf"({_HAN}{{2,4}}(?:·{_HAN}{{1,8}})?)"
_AGENT = re.compile(rf"(?:业务员|代理人|营销员|保险员|客户经理)\s*(?:姓名)?\s*[:：]?\s*{_NAME}")
_SENDERS = (
    re.compile(rf"(?:投诉人|举报人|来信人|反映人)(?:姓名)?\s*[:：]\s*{_NAME}"),
    re.compile(rf"^姓\s*名\s*[:：]\s*{_NAME}"),
    re.compile(rf"(?:我叫|我是客户|我是投保人|本人姓名[:：]?)\s*{_NAME}"),
    re.compile(rf"本人\s*{_NAME}\s*[,，(（、]"),
)
_ALONE = re.compile(rf"{_NAME}$")
_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_DAY = re.compile(r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_GREETINGS = ("此致", "敬礼", "谢谢", "望", "请")
_AFTER_NAME = "的于在向是说和与给来称让叫把被从及就也都又曾没未到去办推销收"
"""Characters that go on the sentence: with one of them a name was read too far."""
SHORTEST_NAME = 2
LONGEST_FACTS = 20_000


def proposals(lines: Sequence[Line], known: Known) -> list[Proposal]:
    """What the letter seems to say; of each field what is most likely first."""
    plain = [unicodedata.normalize("NFKC", line.text).strip() for line in lines]
    found = [
        *_sender(plain),
        *_each(plain, _MOBILE, "complainants-0-phone", PHONE, _digits),
        *_each(plain, _LANDLINE, "complainants-0-phone", PHONE, _digits),
        *_identities(plain, known),
        *_agents(plain, known),
        *_policies(plain, known),
        *_dated(plain),
    ]
    text = "\n".join(line.text.strip() for line in lines)[:LONGEST_FACTS]
    if text.strip():
        found.append(Proposal("facts", FACTS, text, 0))
    return list({(each.field, each.value): each for each in reversed(found)}.values())[::-1]


def _digits(text: str) -> str:
    return re.sub(r"[ -]", "", text)


def _each(
    plain: Sequence[str], pattern: re.Pattern[str], field: str, label: Text, tidy: Callable[[str], str]
) -> Iterator[Proposal]:
    for number, text in enumerate(plain):
        for match in pattern.finditer(text):
            yield Proposal(field, label, tidy(match[match.lastindex or 0]), number)


def _identities(plain: Sequence[str], known: Known) -> Iterator[Proposal]:
    """Only those whose check digit agrees: a wrong one was read wrongly, and would only have to be typed anew."""
    for each in _each(plain, _IDENTITY, "complainants-0-id_no", IDENTITY, str.upper):
        if check_identity(IdKind.RESIDENT, each.value, known.today).ok:
            yield each


def _sender(plain: Sequence[str]) -> Iterator[Proposal]:
    """By a label or how he names himself; else the line that stands alone at the end, before or after the date."""
    for pattern in _SENDERS:
        for number, text in enumerate(plain):
            for match in pattern.finditer(text):
                if name := _name(match[1]):
                    yield Proposal("complainants-0-name", SENDER, name, number)
    for number in range(len(plain) - 1, max(-1, len(plain) - 6), -1):
        alone = _ALONE.match(plain[number].removeprefix("投诉人").lstrip(":： "))
        if alone and not plain[number].startswith(_GREETINGS) and _closes(plain, number):
            yield Proposal("complainants-0-name", SENDER, alone[1], number)


def _closes(plain: Sequence[str], number: int) -> bool:
    """Whether a line stands beside the date, or behind the greeting."""
    beside = [plain[n] for n in (number - 1, number + 1) if 0 <= n < len(plain)]
    return any(_day(text) or text.startswith(("此致", "敬礼")) for text in beside)


def _name(read: str) -> str:
    """A name without what goes on the sentence behind it."""
    for place, sign in enumerate(read):
        if sign in _AFTER_NAME and place >= SHORTEST_NAME:
            return read[:place]
    return read


def _agents(plain: Sequence[str], known: Known) -> Iterator[Proposal]:
    for number, said in _said(plain, _CODE):
        agent = known.agent(said.upper())
        yield Proposal("respondents-0-agent", AGENT_CODE, said.upper(), number)
        if agent:
            yield Proposal("respondents-0-name", AGENT, agent.name, number)
    for number, said in _said(plain, _AGENT):
        name, agent = _known_name(said, known)
        if name:
            yield Proposal("respondents-0-name", AGENT, name, number)
        if agent:
            yield Proposal("respondents-0-agent", AGENT_CODE, agent.code, number)


def _known_name(said: str, known: Known) -> tuple[str, AgentKnown | None]:
    """The longest beginning of what was read that is an agent's name; else what looks like a name."""
    for length in range(len(said), SHORTEST_NAME - 1, -1):
        if agent := known.agent(said[:length]):
            return agent.name, agent
    name = _name(said)
    return (name if len(name) >= SHORTEST_NAME else ""), None


def _policies(plain: Sequence[str], known: Known) -> Iterator[Proposal]:
    for pattern in (_POLICY, _SHAPED):
        for each in _each(plain, pattern, "policies-0-number", POLICY, str.upper):
            if known.policy(each.value) or pattern is _POLICY:
                yield each


def _said(plain: Sequence[str], pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    for number, text in enumerate(plain):
        for match in pattern.finditer(text):
            yield number, match[1]


def _dated(plain: Sequence[str]) -> Iterator[Proposal]:
    """The last day that is named; of the days told in between, none."""
    for number in range(len(plain) - 1, -1, -1):
        day = _day(plain[number])
        if day:
            yield Proposal("dated", DATED, day.isoformat(), number)
            return


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    parts: Iterable[int] = map(int, match.groups()) if match else ()
    if match is None and (han := _HAN_DAY.search(text)):
        parts = (int(han[1].translate(_NUMERALS)), _han_number(han[2]), _han_number(han[3]))
    try:
        return date(*parts) if parts else None
    except (ValueError, TypeError):
        return None


def _han_number(text: str) -> int:
    """Up to 三十一."""
    tens, ten, ones = text.partition("十")
    digit = {sign: number for number, sign in enumerate("〇一二三四五六七八九")}
    if not ten:
        return digit.get(tens, 0)
    return 10 * digit.get(tens or "一", 0) + digit.get(ones, 0)
