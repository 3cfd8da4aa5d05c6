"""The offices: who is posted where, when they work, and how well."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from anjie.demo.people import REGION, STAFF, Employee
from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Department, Level, Role

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


def posted(unit: str, role: Role, department: Department | None = None) -> list[Employee]:
    """Give who holds a post in a unit, or else in the nearest unit above."""
    there = [each for each in STAFF if (each.unit, each.role, each.department) == (unit, role, department)]
    return there or posted(above(unit), role, department)


def above(unit: str) -> str:
    """Give the code of the unit above; head office is above all."""
    return {Level.COUNTY: unit[:4], Level.CITY: REGION}.get(LEVELS[len(unit)], "0")


def after_hours(calendar: Calendar, start: datetime, hours: float) -> datetime:
    """Give the moment after so many working hours; what takes less than one is finished before going home."""
    local = start.astimezone(calendar.zone).replace(tzinfo=None)
    day = local.date() if calendar.is_workday(local.date()) else calendar.next_workday(local.date())
    if local >= datetime.combine(day, CLOSES) and hours > 1:
        day = calendar.next_workday(day)
    worked = max(local - datetime.combine(day, OPENS), timedelta()) / timedelta(hours=1)
    days, rest = divmod(worked + hours, HOURS_A_DAY) if hours > 1 else (0, worked + hours)
    for _ in range(int(days)):
        day = calendar.next_workday(day)
    moment = datetime.combine(day, OPENS, calendar.zone) + timedelta(hours=rest)
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
