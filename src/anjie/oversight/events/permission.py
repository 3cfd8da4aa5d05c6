"""Who may have an event log with names, and that it was taken."""

from datetime import datetime

from anjie.access.models import AccessEvent, Officer
from anjie.access.office import Seat, seats_of
from anjie.access.words import Happening
from anjie.directory.models import Unit
from anjie.procedure.terms import Role, Text

NAMERS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
"""Those who may see in a log whose cases and whose hands they were; all others get made-up names."""

ONLY_THEY = Text(
    "只有督察部门负责人和审计人员可以导出未脱敏的事件日志",
    "Only the head of an inspection unit, or an auditor, may have an event log with names",
)


def seat_covering(officer: Officer, unit: Unit | None, at: datetime) -> Seat | None:
    """From where an officer sees the cases of a unit, or any cases if none is named; the one who may name first."""
    seats = [seat for seat in seats_of(officer, at) if seat.scope.below or seat.scope.own]
    if unit is not None:
        place = (unit.head_id, unit.region_id, unit.city_id, unit.county_id)
        seats = [seat for seat in seats if seat.scope.covers(place)]
    return max(seats, key=may_name, default=None)


def may_name(seat: Seat) -> bool:
    """Whether a log taken from this seat may have names."""
    return not NAMERS.isdisjoint(seat.office.roles)


def note_export(officer: Officer | None, detail: str, at: datetime) -> None:
    """Put on record that a log was taken, by whom, and of what."""
    AccessEvent.objects.create(at=at, kind=Happening.EXPORTED, by=officer, detail=detail)
