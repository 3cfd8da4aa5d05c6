"""How the offices get through their work: for each case, who does the next thing, and when.

Nobody here knows the procedure. Whoever works on a case looks at what is owed on it, as his worklist would show it, and
does the first of the things he has learnt to do (`ways.WAYS`, in the order of the walk). Offices differ in how often
something is left lying: that is where missed limits come from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from anjie.cases.numbers import case_number
from anjie.demo.offices import OPENS, after_hours, posted
from anjie.demo.people import Employee, deputy_of
from anjie.demo.population import Population, populate
from anjie.demo.stories import SEED, Story, tell
from anjie.demo.ways import AHEAD, WAYS, Way
from anjie.demo.working import Working
from anjie.demo.writing import WRITINGS, Desk
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.system import DutyMissed
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import Duty
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.terms import Channel, Role

MEASURES = "measures-gx"
MONTHS = 5
"""How many full months of cases there are before the present one."""

Task = tuple[str, str]
"""A kind of act and what it is about."""


class Deed(NamedTuple):
    """What somebody does, or his deputy for him; `fails` if it is meant to be refused."""

    story: Story
    at: datetime
    by: Employee
    act: Act
    fails: bool = False
    deputy: str = ""

    @property
    def hand(self) -> str:
        """Whose hand it is, by sign-in name."""
        return self.deputy or self.by.username

    @property
    def acting_for(self) -> str | None:
        """For whom, if it is a deputy's."""
        return self.by.username if self.deputy else None

    @property
    def begins(self) -> bool:
        """Whether a case begins with it."""
        return self.act.begins


class Plan(NamedTuple):
    """Everybody there is, and everything they do, in order."""

    began_on: date
    population: Population
    deeds: list[Deed]


def work_out(now: datetime, calendar: Calendar, months: int = MONTHS) -> Plan:
    """Work out what happens up to a moment, from the first day of a month so many months before."""
    today = now.astimezone(calendar.zone).date()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    began_on = date(year, month + 1, 1)
    book = shipped().in_force(MEASURES, began_on)
    population = populate(Random(SEED), today)  # noqa: S311 - no secret: the same people every time
    stories = _numbered(tell(population, book, calendar, began_on, now), calendar)
    everything = [deed for story in stories for deed in deeds(story, book, calendar, now)]
    return Plan(began_on, population, sorted(everything, key=lambda deed: (deed.at, deed.story.number)))


def _numbered(stories: Iterable[Story], calendar: Calendar) -> list[Story]:
    """Give the complaints the numbers that the desk will give them: by them it is drawn who is called back."""
    found: list[Story] = []
    taken: Counter[tuple[str, int]] = Counter()
    for story in stories:
        series = (story.unit, story.at.astimezone(calendar.zone).year)
        taken[series] += 1
        number = case_number(*series, taken[series])
        found.append(replace(story, received=story.received.model_copy(update={"number": number})))
    return found


def deeds(story: Story, book: Rulebook, calendar: Calendar, until: datetime) -> Iterator[Deed]:
    """Go through a story as far as it comes by a moment."""
    working = Working(story, book, calendar)
    begun: dict[Task, datetime] = {}
    deed: Deed | None = Deed(story, story.at, _receiver(working), story.received)
    today = until.astimezone(calendar.zone).date()
    while deed and deed.at <= until:
        day = deed.at.astimezone(calendar.zone).date()
        deed = deed._replace(deputy=deputy_of(deed.by.username, day, today))
        yield deed
        if not deed.fails:
            seq = working.case.version + 1
            working.dossier.add(Entry(seq, deed.at, deed.hand, deed.by.unit, deed.act, deed.acting_for))
        lies = story.stays and working.case.stage is story.stays
        deed = None if lies else _next(working, deed.at, begun)


def _receiver(working: Working) -> Employee:
    """Calls are taken by whoever sits at the telephone, papers by an inspector."""
    called = working.story.received.channel is Channel.HOTLINE
    return posted(working.story.unit, Role.INTAKE)[0] if called else working.handler


def _next(working: Working, now: datetime, begun: dict[Task, datetime]) -> Deed | None:
    """Look at the case now, and again whenever a limit passes before the next thing is done.

    The system notes each limit that passes, as its sweep does every minute. `begun` says of what has been begun when
    it will be done.
    """
    while True:
        working.look(now)
        if working.unnoted:
            return _note(working, working.unnoted, now)
        way = next(_ways(working), None)
        if way is None:
            ahead = [moment for moment in _probations_over(working) if moment > now]
            if not ahead:
                return None
            now = min(ahead)
            continue
        task = _task(working, way)
        if task not in begun:
            begun[task] = after_hours(working.calendar, now, _hours(working, way))
        at = max(begun[task], now)
        passing = [moment for moment in _moments(working) if now < moment < at]
        if not passing:
            del begun[task]
            return _deed(working, way, at)
        now = min(passing)


def _note(working: Working, late: Duty, now: datetime) -> Deed:
    text = late.must.text
    noted = DutyMissed(duty=late.key, clause=late.must.id, text=text.zh, text_en=text.en)
    return Deed(working.story, now, Employee(working.case.unit, "system", Role.SYSTEM.label.zh, Role.SYSTEM), noted)


def _ways(working: Working) -> Iterator[Way]:
    left = working.case.left_the_walk is not None
    for way in WAYS:
        due = way.kind in working.demanded or (way.unasked and not left)
        if due and way.wanted(working):
            yield way


def _task(working: Working, way: Way) -> Task:
    duty: Duty | None = working.demanded.get(way.kind)
    return way.kind, duty.item if duty else ""


def _moments(working: Working) -> Iterator[datetime]:
    """When something may be demanded, or thought of, that isn't now."""
    for duty in working.owed:
        if duty.open and duty.due:
            yield duty.due
            if duty.must.id == "decide-and-tell":
                yield duty.due - AHEAD
    yield from _probations_over(working)


def _probations_over(working: Working) -> Iterator[datetime]:
    """When a probation is over, and the office opens."""
    for accused in working.case.respondents.values():
        if accused.waiting and accused.probation_until:
            yield datetime.combine(accused.probation_until + timedelta(days=1), OPENS, working.calendar.zone)


def _hours(working: Working, way: Way) -> float:
    dice = working.story.dice
    lies = dice.random() < working.habit.slack * way.prone
    return dice.uniform(*way.takes) + (dice.uniform(*way.lies) if lies else 0)


def _deed(working: Working, way: Way, at: datetime) -> Deed:
    if way.fails:
        working.tried.add(way.kind)
    _, item = _task(working, way)
    desk = Desk(
        working.story,
        working.case,
        working.dossier.book,
        at,
        working.calendar,
        working.handler,
        working.colleague,
        item=item,
        clause=working.missed,
    )
    return Deed(working.story, at, way.who(working), WRITINGS[way.kind](desk), way.fails)
