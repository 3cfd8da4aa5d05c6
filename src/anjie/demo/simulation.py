"""How the offices get through their work: for each case, who does the next thing, and when.

Nobody here knows the procedure. Whoever works on a case looks at what is owed on it and does the first of the things
he has learnt to do (`WAYS`, in the order of the walk); a few are done because the story has them (`wanted`). Offices
differ in how often something is left lying: that is where missed limits come from.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from anjie.demo.people import REGION, STAFF, Employee
from anjie.demo.stories import Ending, Story, Turn
from anjie.demo.writing import WRITINGS, Desk
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Duty, duties, fold
from anjie.procedure.engine import authorities
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CaseClass, Channel, Department, Level, Role, Stage

OPENS, CLOSES = time(9), time(17)
HOURS_A_DAY = 8

LEVELS = {len("0"): Level.HEAD_OFFICE, len("45"): Level.REGION, len("4501"): Level.CITY, len("450103"): Level.COUNTY}
"""By the length of a unit's code."""


class Habit(NamedTuple):
    """How an office works."""

    slack: float
    """How often something is left lying."""
    explains: float
    """How often the cause of a missed limit is written down."""


STRONG, USUAL, WEAK = Habit(0.015, 0.9), Habit(0.05, 0.5), Habit(0.18, 0.1)

HABITS: Mapping[str, Habit] = {
    "450103": STRONG,
    "450302": STRONG,
    "4503": STRONG,
    "450110": WEAK,
    "450223": WEAK,
    "450321": WEAK,
}
"""The strong and the weak; all others are usual."""


class Span(NamedTuple):
    """From so many working hours to so many."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Way:
    """One thing people have learnt to do: by whom, how soon, and how much later if it is left lying."""

    kind: str
    who: "Callable[[Working], Employee]"
    takes: Span
    lies: Span = Span(0, 0)
    prone: float = 1
    wanted: "Callable[[Working], bool]" = lambda _: True
    """Whether the story lets it happen; asked where the act is demanded, or anyway if `unasked`."""
    unasked: bool = False
    fails: bool = False
    """Whether it is tried against the procedure, to be refused."""


class Deed(NamedTuple):
    """What somebody does; `fails` if it is meant to be refused."""

    story: Story
    at: datetime
    by: Employee
    act: Act
    fails: bool = False

    @property
    def begins(self) -> bool:
        """Whether a case begins with it."""
        return self.act.begins


class Working:
    """One case at work."""

    def __init__(self, story: Story, book: Rulebook, calendar: Calendar) -> None:
        self.story, self.calendar = story, calendar
        self.dossier = fold((), book)
        self.now = story.at
        self.owed: tuple[Duty, ...] = ()
        self.demanded: Mapping[str, Duty] = {}
        self.habit = HABITS.get(story.unit, USUAL)
        self.handler, self.colleague = story.dice.sample(posted(story.unit, Role.INSPECTOR), 2)
        self.willing = story.dice.random() > self.habit.slack * 4
        """Whether somebody thinks of extending the limit in time."""
        self.explains = story.dice.random() < self.habit.explains
        self.begun: dict[tuple[str, str], datetime] = {}
        """When what is being done will be done."""
        self.tried: set[str] = set()
        """What was tried and refused."""

    @property
    def case(self) -> CaseFile:
        """The file."""
        return self.dossier.case

    def deeds(self, until: datetime) -> Iterator[Deed]:
        """Go through the case as far as it comes by a moment."""
        deed: Deed | None = Deed(self.story, self.story.at, self._receiver(), self.story.received)
        while deed and deed.at <= until:
            yield deed
            if not deed.fails:
                self.dossier.add(Entry(self.case.version + 1, deed.at, deed.by.username, deed.by.unit, deed.act))
            deed = self._next(deed.at)

    def _receiver(self) -> Employee:
        """Calls are taken by whoever sits at the telephone, papers by an inspector."""
        called = self.story.received.channel is Channel.HOTLINE
        return posted(self.story.unit, Role.INTAKE)[0] if called else self.handler

    def done(self, kind: str) -> int:
        """How often something was done."""
        return len(self.dossier.by_kind.get(kind, ()))

    def owes(self, kind: str) -> Duty | None:
        """Give the first demand that an act would meet."""
        return self.demanded.get(kind)

    def of(self, clause: str) -> Duty | None:
        """Give the open duty of a clause."""
        return next((duty for duty in self.owed if duty.open and duty.must.id == clause), None)

    # -- what is next -----------------------------------------------------------------------------------------

    def _next(self, now: datetime) -> Deed | None:
        """Look at the case now, and again whenever a limit passes before the next thing is done."""
        self.now = now
        while True:
            self.owed = duties(self.dossier, self.calendar, self.now)
            self.demanded = {kind: duty for duty in reversed(self.owed) if duty.open for kind in duty.does}
            found = next(self._ways(), None)
            if found is None:
                return None
            way, duty = found
            at = self._when(way, duty)
            passing = [moment for moment in self._moments() if self.now < moment < at]
            if not passing:
                return self._deed(way, duty, at)
            self.now = min(passing)

    def _ways(self) -> Iterator[tuple[Way, Duty | None]]:
        for way in WAYS:
            duty = self.owes(way.kind)
            if (duty or way.unasked) and way.wanted(self):
                yield way, duty

    def _moments(self) -> Iterator[datetime]:
        """When something may be demanded or wanted that isn't now."""
        for duty in self.owed:
            if duty.open and duty.due:
                yield duty.due
                if duty.must.id == "decide-and-tell":
                    yield duty.due - AHEAD

    def _when(self, way: Way, duty: Duty | None) -> datetime:
        key = (way.kind, duty.item if duty else "")
        if key not in self.begun:
            dice = self.story.dice
            hours = dice.uniform(*way.takes)
            if way.lies.most and dice.random() < self.habit.slack * way.prone:
                hours += dice.uniform(*way.lies)
            self.begun[key] = after_hours(self.calendar, self.now, hours)
        return max(self.begun[key], self.now)

    def _deed(self, way: Way, duty: Duty | None, at: datetime) -> Deed:
        item = duty.item if duty else ""
        self.begun.pop((way.kind, item))
        if way.fails:
            self.tried.add(way.kind)
        desk = Desk(self.story, self.case, at, self.calendar, self.handler, self.colleague, item, self.missed)
        return Deed(self.story, at, way.who(self), WRITINGS[way.kind](desk), way.fails)

    @property
    def missed(self) -> str:
        """The clause of a limit that was missed, if any."""
        return next((duty.must.id for duty in self.owed if duty.late and not duty.open), "")


AHEAD = timedelta(days=2)
"""How long before a limit somebody thinks of extending it."""


def after_hours(calendar: Calendar, start: datetime, hours: float) -> datetime:
    """Give the moment after so many working hours."""
    local = start.astimezone(calendar.zone).replace(tzinfo=None)
    day = local.date() if calendar.is_workday(local.date()) else calendar.next_workday(local.date())
    begins, ends = datetime.combine(day, OPENS), datetime.combine(day, CLOSES)
    if local > ends:
        day = calendar.next_workday(day)
        begins = datetime.combine(day, OPENS)
    days, left = divmod((max(local, begins) - begins) / timedelta(hours=1) + hours, HOURS_A_DAY)
    for _ in range(int(days)):
        day = calendar.next_workday(day)
    moment = datetime.combine(day, OPENS, calendar.zone) + timedelta(hours=left)
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


# -- who ------------------------------------------------------------------------------------------------------


def posted(unit: str, role: Role, department: Department | None = None) -> list[Employee]:
    """Give who holds a post in a unit, or else in the nearest unit above."""
    there = [each for each in STAFF if (each.unit, each.role, each.department) == (unit, role, department)]
    return there or posted(above(unit), role, department)


def above(unit: str) -> str:
    """Give the code of the unit above; head office is above all."""
    return {Level.COUNTY: unit[:4], Level.CITY: REGION}.get(LEVELS[len(unit)], "0")


def handler(working: Working) -> Employee:
    """Whoever has the case."""
    return working.handler


def supervisor(working: Working) -> Employee:
    """The unit's head of inspection."""
    return posted(working.story.unit, Role.SUPERVISOR)[0]


def counsel(working: Working) -> Employee:
    """The nearest counsel."""
    return posted(working.story.unit, Role.COUNSEL)[0]


def asked_department(working: Working) -> Employee:
    """The department of the request."""
    [request] = working.case.requests.values()
    return posted(request.unit, Role.DEPARTMENT, request.department)[0]


def authorised(working: Working) -> Employee:
    """The manager at the lowest level that has the authority."""
    able = {level for level, _ in authorities(working.dossier, "approved")}
    unit = working.story.unit
    while LEVELS[len(unit)] not in able:
        unit = above(unit)
    return posted(unit, Role.APPROVER)[0]


def own_manager(working: Working) -> Employee:
    """The unit's manager, whatever his authority."""
    return posted(working.story.unit, Role.APPROVER)[0]


def superior(working: Working) -> Employee:
    """The manager one level up."""
    return posted(above(working.story.unit), Role.APPROVER)[0]


def superior_supervisor(working: Working) -> Employee:
    """The head of inspection one level up."""
    return posted(above(working.story.unit), Role.SUPERVISOR)[0]


def instructor(working: Working) -> Employee:
    """Whoever answers for the level a case was sent up to."""
    del working
    return posted(REGION, Role.SUPERVISOR)[0]


# -- what -----------------------------------------------------------------------------------------------------


def _takes(turn: Turn, kind: str, *, stage: tuple[Stage, ...] = (Stage.OPENED,)) -> Callable[[Working], bool]:
    """Whether a story takes a turn at one of the stages, and hasn't yet."""
    return lambda w: turn in w.story.turns and w.case.stage in stage and not w.done(kind)


def _is_live(w: Working) -> bool:
    """Whether a proposal waits for approval."""
    return w.case.proposal is not None and not w.case.proposal.returned and not w.case.proposal.approved


def _is_beyond(w: Working) -> bool:
    first = Turn.BEYOND in w.story.turns and "approved" not in w.tried and not w.done("returned")
    return first and _is_live(w) and authorised(w).unit != w.story.unit


def _wants_to_close(w: Working) -> bool:
    return Turn.HASTY in w.story.turns and w.case.stage is Stage.INVESTIGATED and "closed" not in w.tried


def _ends(ending: Ending) -> Callable[[Working], bool]:
    return lambda w: w.story.ending is ending


def _withdraws(w: Working) -> bool:
    return w.story.ending is Ending.WITHDRAWN and w.case.stage is Stage.OPENED and not w.case.withdrawn


def _asks(w: Working) -> bool:
    return w.story.asked is not None and w.case.stage is Stage.OPENED and not w.case.requests


def _needs_time(w: Working) -> bool:
    owed = w.of("decide-and-tell")
    near = owed is not None and owed.due is not None and owed.due - AHEAD <= w.now < owed.due
    return near and w.willing and w.case.extended is None and w.case.opened_at is not None


def _mediates(step: str, after: str) -> Callable[[Working], bool]:
    return lambda w: bool(w.done(after)) and not w.done(step)


def _proposes(w: Working) -> bool:
    return w.owes("approved") is not None and w.case.stage is Stage.INVESTIGATED and not _is_live(w)


def _objects(w: Working) -> bool:
    accused = w.case.respondents.get("R1")
    served = accused is not None and accused.served is not None and not accused.exempted
    return Turn.OBJECTED in w.story.turns and served and not w.done("objection_filed")


def _explains(w: Working) -> bool:
    return w.explains and bool(w.missed) and w.owes("closed") is not None and not w.done("late_explained")


UP = Turn.ESCALATED

WAYS = (
    Way("registered", handler, Span(0.4, 2), Span(8, 24)),
    Way("identity_revealed", handler, Span(0.1, 0.3), wanted=_takes(Turn.REVEALED, "identity_revealed", stage=(Stage.REGISTERED,)), unasked=True),
    Way("verified", handler, Span(0.5, 4), Span(10, 24)),
    Way("party_changed", handler, Span(0.1, 0.5)),
    Way("declined", handler, Span(0.2, 2), Span(10, 20)),
    Way("withdrawn", handler, Span(4, 20), wanted=_withdraws, unasked=True),
    Way("opened", handler, Span(0.1, 0.6), Span(8, 16)),
    Way("assigned", supervisor, Span(0.2, 2), Span(9, 20), 0.6),
    Way("answered_on_spot", handler, Span(0.5, 4), wanted=_ends(Ending.ON_SPOT)),
    Way("cohandling_requested", handler, Span(0.3, 1.5), wanted=_asks, unasked=True),
    Way("reply_promised", handler, Span(0.3, 2), Span(9, 24), wanted=lambda w: w.of("answer-or-promise") is not None),
    Way("extended", supervisor, Span(0.5, 6), wanted=_needs_time, unasked=True),
    Way("agent_record_consulted", handler, Span(1, 6)),
    Way("customer_record_consulted", handler, Span(0.5, 4)),
    Way("handling_sheet_opened", handler, Span(0.5, 3)),
    Way("notice_sent", handler, Span(1, 6), wanted=lambda w: w.of("notice-letter") is not None),
    Way("interviewed", handler, Span(6, 16), wanted=lambda w: bool(w.of("interview-agent") or w.of("interview-customer"))),
    Way("evidence_added", handler, Span(1, 8), wanted=lambda w: w.case.case_class is CaseClass.MAJOR and not w.done("evidence_added") and w.case.stage is Stage.OPENED, unasked=True),
    Way("facts_added", handler, Span(4, 24), wanted=_takes(Turn.NEW_FACTS, "facts_added"), unasked=True),
    Way("mediation_proposed", handler, Span(2, 16), wanted=_takes(Turn.MEDIATED, "mediation_proposed"), unasked=True),
    Way("suspended", supervisor, Span(1, 6), wanted=_mediates("suspended", "mediation_proposed"), unasked=True),
    Way("mediation_ended", handler, Span(30, 80), wanted=_mediates("mediation_ended", "suspended"), unasked=True),
    Way("resumed", handler, Span(0.5, 4), wanted=_mediates("resumed", "mediation_ended"), unasked=True),
    Way("urged", handler, Span(0.2, 5), Span(10, 20)),
    Way("cohandling_answered", asked_department, Span(4, 22), Span(10, 40), 4),
    Way("found", handler, Span(1.5, 12)),
    Way("counsel_consulted", handler, Span(1, 6), wanted=lambda w: UP not in w.story.turns and w.owes("counsel_advised") is not None and not w.done("counsel_consulted"), unasked=True),
    Way("counsel_advised", counsel, Span(6, 20), wanted=lambda w: UP not in w.story.turns),
    Way("escalated", handler, Span(2, 10), wanted=lambda w: UP in w.story.turns),
    Way("instructed", instructor, Span(8, 32), Span(20, 40)),
    Way("police_reported", handler, Span(2, 12)),
    Way("defence_heard", handler, Span(2, 12)),
    Way("closed", handler, Span(0.1, 0.5), wanted=_wants_to_close, fails=True),
    Way("proposed", handler, Span(1, 6), wanted=_proposes, unasked=True),
    Way("approved", own_manager, Span(0.5, 3), wanted=_is_beyond, fails=True),
    Way("returned", authorised, Span(1, 8), wanted=lambda w: Turn.RETURNED in w.story.turns and _is_live(w) and not w.done("returned")),
    Way("approved", authorised, Span(1, 12), Span(20, 40), wanted=_is_live),
    Way("replied", handler, Span(0.5, 5), Span(12, 60), wanted=lambda w: w.of("tell-complainant") is not None or w.of("reply-again-after-reopening") is not None),
    Way("sanction_decided", handler, Span(0.3, 4)),
    Way("sanction_served", handler, Span(1, 12), Span(30, 60)),
    Way("objection_filed", handler, Span(8, 24), wanted=_objects, unasked=True),
    Way("sanction_executed", handler, Span(2, 24), Span(60, 120)),
    Way("objection_decided", superior_supervisor, Span(12, 48)),
    Way("referrer_informed", handler, Span(0.3, 3)),
    Way("late_explained", handler, Span(0.1, 0.5), wanted=_explains, unasked=True),
    Way("closed", handler, Span(0.3, 4), Span(20, 160), 0.5),
    Way("called_back", handler, Span(8, 40), Span(30, 60)),
    Way("review_requested", handler, Span(8, 60), wanted=_takes(Turn.REVIEWED, "review_requested", stage=(Stage.CLOSED,)), unasked=True),
    Way("review_accepted", superior, Span(2, 12), wanted=lambda w: w.case.review_open and not w.done("review_accepted"), unasked=True),
    Way("review_decided", superior, Span(16, 100)),
    Way("archived", handler, Span(12, 80), Span(180, 500), 2),
)  # fmt: skip
"""What people have learnt to do, in the order in which it is thought of."""
