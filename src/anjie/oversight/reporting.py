"""Which units make returns, and to whom: those with an inspection unit of their own.

The cases of a unit without inspectors are handled by a level above, and counted in its return.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from anjie.access.models import Post
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.oversight.periods import Span
from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Role

INSPECTING = (Role.INSPECTOR, Role.SUPERVISOR)

Held = tuple[int, date, date | None]
"""In which unit somebody inspects, since when and until when."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """The units of the company and those among them that made returns of some period."""

    units: Mapping[int, Unit]
    makes: frozenset[int]

    def above(self, unit: Unit) -> Unit | None:
        """To whom a unit's return goes: the nearest unit above that makes returns itself; None at the top."""
        at = self.units.get(unit.parent_id or 0)
        while at is not None and at.pk not in self.makes:
            at = self.units.get(at.parent_id or 0)
        return at

    def below(self, unit: Unit) -> Sequence[Unit]:
        """Whose returns go into a unit's."""
        found = (self.units[pk] for pk in self.units if pk in self.makes)
        return [each for each in found if (above := self.above(each)) is not None and above.pk == unit.pk]

    def own(self, unit: Unit) -> list[int]:
        """Whose cases are counted as a unit's own: its, and those of units below for which nobody else reports."""
        return [each.pk for each in self.units.values() if each.pk == unit.pk or self._counted_by(each) == unit.pk]

    def _counted_by(self, unit: Unit) -> int | None:
        if unit.pk in self.makes:
            return unit.pk
        above = self.above(unit)
        return above.pk if above else None


@dataclass(frozen=True, slots=True)
class Company:
    """The units, who inspects in them, and by which calendars they work; read once for a piece of work."""

    units: Mapping[int, Unit]
    held: Sequence[Held]
    calendars: dict[str, Calendar] = field(default_factory=dict[str, Calendar])

    def on(self, span: Span) -> Reporting:
        """Who made returns on the last day of a period."""
        day = (span.end - timedelta(seconds=1)).date()
        makes = {unit for unit, begins, ends in self.held if begins <= day and (ends is None or day <= ends)}
        return Reporting(self.units, frozenset(makes))

    def calendar(self, region: str) -> Calendar:
        """The calendar of a region."""
        if region not in self.calendars:
            self.calendars[region] = calendar_for(region)
        return self.calendars[region]


def company() -> Company:
    """The company as it is; two queries."""
    held = Post.objects.filter(role__in=INSPECTING).order_by().values_list("unit_id", "begins_on", "ends_on")
    return Company({unit.pk: unit for unit in Unit.objects.all()}, list(held))
