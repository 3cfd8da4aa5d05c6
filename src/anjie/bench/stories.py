"""Distinct stories, played in memory: what happened in a few hundred complaints, with marks for who and where.

The demonstration's offices play them (`anjie.demo.simulation`). Whatever names a person, a unit or the case itself is
a mark; stamped with different values, one story makes any number of cases.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anjie.bench.company import level_of, positions
from anjie.bench.marks import Mark, Values, fill
from anjie.cases.journal import body_text
from anjie.demo.people import HEAD_OFFICE, STAFF
from anjie.demo.population import PRODUCTS, MadeAgent, MadeCustomer, MadePolicy, Population, complaint_units
from anjie.demo.simulation import Deed, deeds
from anjie.demo.stories import A_DAY, Story, tell
from anjie.procedure.acts import parse
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.registration import Registered
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.engine import fold, verdict
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Department, Level, Reach, Role

COUNTY_CODE, CITY_CODE = 6, 4
"""Digits in the demonstration's codes."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a story: by whom, from where, when."""

    at: datetime
    username: str
    unit: str
    level: Level
    role: Role
    department: Department | None
    act: Act

    def filled(self, values: Values, calendar: Calendar) -> tuple[Act, Office]:
        """The act and the office for one case; the numbers are left for the desk to give."""
        office = Office(
            fill(self.username, values),
            fill(self.unit, values),
            self.level,
            frozenset({self.role}),
            self.at,
            calendar,
            self.department,
        )
        body = json.loads(fill(body_text(self.act), values))
        assigned = {"number", "register_no"} if self.act.begins or isinstance(self.act, Registered) else set()
        return parse(self.act.kind, {name: value for name, value in body.items() if name not in assigned}), office


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it was played, at a unit of this level."""

    level: Level
    steps: Sequence[Step]


def play(count: int, book: Rulebook, calendar: Calendar, until: datetime) -> list[Told]:
    """Play so many stories, the last ones beginning shortly before `until` and still open then."""
    today = until.astimezone(calendar.zone).date()
    began_on = today - timedelta(days=int(count / A_DAY) + 1)
    stories = tell(_everybody(began_on), book, calendar, began_on, until)
    return [_played(story, book, calendar, until) for story in stories[-count:]]


def _everybody(began_on: date) -> Population:
    """One agent and one customer for each unit, with nothing but marks for particulars."""
    units = complaint_units()
    agents = {unit: [MadeAgent(Mark.AGENT, Mark.AGENT_NAME, unit, "营销一部", False, "", began_on)] for unit in units}
    customer = MadeCustomer("", Mark.NAME, Mark.ID_NO, Mark.PHONE, "人民路8号")
    policies = {
        unit: [
            MadePolicy(Mark.POLICY, product, customer, agents[unit][0], began_on - timedelta(days=700), 12_000, 3)
            for product in PRODUCTS
        ]
        for unit in units
    }
    return Population(agents, policies)


def _played(story: Story, book: Rulebook, calendar: Calendar, until: datetime) -> Told:
    done = [*_allowed(story, [each for each in deeds(story, book, calendar, until) if not each.fails], book, calendar)]
    level = Level.COUNTY if len(story.unit) == COUNTY_CODE else Level.CITY
    return Told(level, [*_steps(story, done)])


def _allowed(story: Story, done: Sequence[Deed], book: Rulebook, calendar: Calendar) -> Iterator[Deed]:
    """The deeds up to the first that the rulebook would refuse."""
    dossier = fold((), book)
    for seq, deed in enumerate(done, start=1):
        by = deed.by
        level, reach = level_of(by), _reach(by.unit, story.unit)
        roles = frozenset({by.role})
        office = Office(by.username, by.unit, level, roles, deed.at, calendar, by.department, reach=reach)
        if not verdict(dossier, deed.act, office).allowed:
            return
        dossier.add(Entry(seq, deed.at, by.username, by.unit, deed.act))
        yield deed


def _reach(unit: str, owner: str) -> Reach:
    if unit == owner:
        return Reach.OWN
    return Reach.ABOVE if owner.startswith(unit) or unit == HEAD_OFFICE else Reach.OUTSIDE


def _steps(story: Story, done: Sequence[Deed]) -> Iterator[Step]:
    marks = _marks(story.unit)
    for deed in done:
        by, unit = deed.by, marks.get(deed.by.unit, deed.by.unit)
        username = _mark(by.username, marks)
        yield Step(deed.at, str(username), unit, level_of(by), by.role, by.department, _marked(deed.act, marks))


def _marks(unit: str) -> dict[str, str]:
    """The marks that stand for a story's own unit and the city above it; all other units are there but once."""
    marks = {unit: str(Mark.UNIT)}
    if len(unit) == COUNTY_CODE:
        marks[unit[:CITY_CODE]] = str(Mark.CITY)
    return marks


def _marked(act: Act, marks: Mapping[str, str]) -> Act:
    """An act with marks for units and officers, and for what the desk will give it."""
    body = {name: _mark(value, marks) for name, value in json.loads(body_text(act)).items()}
    if act.begins:
        body |= {"number": Mark.NUMBER.value, "unit": Mark.UNIT.value}
    if isinstance(act, Registered):
        body["register_no"] = Mark.REGISTER_NO.value
    return parse(act.kind, body)


def _mark(value: object, marks: Mapping[str, str]) -> object:
    if isinstance(value, dict):
        return {name: _mark(each, marks) for name, each in value.items()}
    if isinstance(value, list):
        return [_mark(each, marks) for each in value]
    if isinstance(value, str) and value in marks:
        return marks[value]
    if isinstance(value, str) and value in positions():
        return _username(value, marks)
    return value


def _username(username: str, marks: Mapping[str, str]) -> str:
    unit = UNITS[username]
    return positions()[username].username(marks.get(unit, unit))


UNITS: Mapping[str, str] = {each.username: each.unit for each in STAFF}
"""Where the demonstration's employees work."""
