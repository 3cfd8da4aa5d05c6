"""A case as one line of a list, whatever list it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anjie.cases.models import Case, Duty
from anjie.directory.words import word_of
from anjie.procedure.acts import ACTS
from anjie.procedure.rulebook import Must, shipped
from anjie.procedure.terms import CaseClass, Channel, DutyState, Stage, Text
from anjie.web.casepage import WALK

CHANNEL_ICONS: Mapping[Channel, str] = {
    Channel.HOTLINE: "phone", Channel.PHONE: "phone", Channel.VISIT: "users", Channel.LETTER: "mail",
    Channel.ONLINE: "globe", Channel.REGULATOR: "landmark", Channel.ASSOCIATION: "building-2",
    Channel.MEDIA: "newspaper",
    Channel.PETITION_OFFICE: "stamp", Channel.DEPARTMENT: "split", Channel.SUPERIOR: "corner-left-down",
}  # fmt: skip
REFERRED = frozenset({Channel.REGULATOR, Channel.ASSOCIATION, Channel.MEDIA, Channel.PETITION_OFFICE, Channel.SUPERIOR})


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit shown on the line, in the form a clock reads."""

    start: datetime
    due: datetime | None
    suspended: bool = False
    state: str = DutyState.OPEN
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line."""

    case: Case
    limit: Limit | None
    demand: Text | None
    handler: str
    step: int
    step_label: Text
    channel: Channel | None
    icon: str
    tags: Sequence[tuple[str, Text]]
    violations: Sequence[Text]
    late: bool


def lines(rows: Iterable[Case | Duty], now: datetime) -> list[Line]:
    """Lines for cases or duties as `reading` gives them; no query."""
    return [_line(row.case, row, now) if isinstance(row, Duty) else _line(row, None, now) for row in rows]


def _line(case: Case, duty: Duty | None, now: datetime) -> Line:
    due = duty.due if duty else case.next_due
    limit = Limit(duty.start if duty else case.received_at, due, duty.suspended if duty else False) if due else None
    step, label = step_of(case.stage)
    channel = word_of(Channel, case.channel) if case.channel else None
    return Line(
        case=case,
        limit=limit,
        demand=demanded(case.edition, duty.clause if duty else case.next_clause),
        handler=(duty or case).handler_name or case.handler,
        step=step,
        step_label=label,
        channel=channel,
        icon=CHANNEL_ICONS[channel] if channel else "inbox",
        tags=tuple(_tags(case, channel, late=bool(due and due <= now))),
        violations=violation_names(case),
        late=bool(due and due <= now),
    )


def step_of(stage: str) -> tuple[int, Text]:
    """Which of the six steps a stage is, counted from 1; 0 for a historic case."""
    for number, (label, stages) in enumerate(WALK, start=1):
        if stage in stages:
            return number, label
    return 0, word_of(Stage, stage).label if stage else Text("", "")


def _tags(case: Case, channel: Channel | None, *, late: bool) -> Iterable[tuple[str, Text]]:
    if late:
        yield "r", Text("超期", "Late")
    if case.historic:
        yield "", Text("历史", "Historic")
    elif case.case_class == CaseClass.MAJOR:
        yield "r", Text("重大", "Major")
    elif case.case_class == CaseClass.SPECIAL:
        yield "a", Text("特殊", "Special")
    if case.complainant_count > 1:
        yield "a", Text("群体", "Collective")
    if channel in REFERRED:
        yield "v", channel.label


def demanded(edition: str, clause: str) -> Text | None:
    """What a clause wants done, in the fewest words; None for no clause."""
    if not clause:
        return None
    must = shipped().edition(edition).clauses.get(clause)
    if not isinstance(must, Must):
        return None
    titles = [ACTS[kind].title for kind in must.row.do[:2]]
    return Text("或".join(title.zh for title in titles), " or ".join(title.en for title in titles))


def violation_names(case: Case) -> list[Text]:
    """The alleged violations by name."""
    book = shipped().edition(case.edition)
    return [book.violations[code].label for code in case.violations.split(",") if code in book.violations]
