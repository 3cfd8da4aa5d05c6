"""The company of the benchmark: the demonstration's tree, with every post in every unit and forty agents each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random

from django.contrib.auth.hashers import make_password

from anjie.access.models import Officer, Post
from anjie.demo.directory import store_units
from anjie.demo.people import STAFF, Employee
from anjie.demo.population import made_name
from anjie.directory.models import Agent, Unit
from anjie.procedure.terms import Department, Level, Role

AGENTS = 40
"""For each unit that takes complaints."""

SINCE = date(2020, 1, 1)


@dataclass(frozen=True, slots=True)
class Position:
    """A post as units of one level have it: the second inspector of a county office."""

    role: Role
    department: Department | None
    number: int

    def username(self, unit: str) -> str:
        """The sign-in name of whoever holds it in a unit."""
        return f"{self.department or self.role}{self.number}.{unit}"


@dataclass(frozen=True, slots=True)
class Seller:
    """An agent."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Company:
    """Units and agents by code."""

    units: Mapping[str, Unit]
    agents: Mapping[str, list[Seller]]

    def of(self, level: Level) -> list[Unit]:
        """The units of a level that take complaints."""
        return [self.units[code] for code in self.agents if self.units[code].level == level]


@cache
def positions() -> Mapping[str, Position]:
    """What each employee of the demonstration is, by sign-in name."""
    counted: Counter[tuple[str, Role, Department | None]] = Counter()
    found: dict[str, Position] = {}
    for each in STAFF:
        counted[each.unit, each.role, each.department] += 1
        number = counted[each.unit, each.role, each.department]
        found[each.username] = Position(each.role, each.department, number)
    return found


def level_of(employee: Employee) -> Level:
    """The level of somebody's unit."""
    return {1: Level.HEAD_OFFICE, 2: Level.REGION, 4: Level.CITY, 6: Level.COUNTY}[len(employee.unit)]


def found_company() -> Company:
    """Put everybody into an empty database."""
    store_units()
    units = {unit.code: unit for unit in Unit.objects.all()}
    _post_everybody(units.values())
    selling = [unit for unit in units.values() if unit.level in (Level.COUNTY, Level.CITY)]
    return Company(units, _hire_agents(selling))


def _post_everybody(units: Iterable[Unit]) -> None:
    held = sorted({(level_of(each), positions()[each.username]) for each in STAFF}, key=str)
    password = make_password(None)
    posts = [(unit, position) for unit in units for level, position in held if level == unit.level]
    officers = [Officer(username=position.username(unit.code), password=password) for unit, position in posts]
    for officer, (unit, position) in zip(officers, posts, strict=True):
        officer.rename(f"{position.role.label.zh}{position.number}{unit.short_name}"[:50])
    Officer.objects.bulk_create(officers)
    Post.objects.bulk_create(
        Post(officer=officer, unit=unit, role=position.role, department=position.department or "", begins_on=SINCE)
        for officer, (unit, position) in zip(officers, posts, strict=True)
    )


def _hire_agents(units: Iterable[Unit]) -> dict[str, list[Seller]]:
    dice = Random("anjie-bench")  # noqa: S311 - no secret: the same agents every time
    rows = Agent.objects.bulk_create(_agents(units, dice))
    codes = {unit.pk: unit.code for unit in units}
    hired: dict[str, list[Seller]] = {}
    for row in rows:
        hired.setdefault(codes[row.unit_id], []).append(Seller(row.pk, row.code, row.name))
    return hired


def _agents(units: Iterable[Unit], dice: Random) -> Iterator[Agent]:
    for unit in units:
        for number in range(1, AGENTS + 1):
            row = Agent(code=f"{unit.code:0<6}{number:06d}", unit=unit, joined_on=SINCE)
            row.rename(made_name(dice))
            yield row
