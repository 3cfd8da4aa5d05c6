"""Who acts: the officer, the post from which he acts, and the moment."""

from dataclasses import dataclass, field
from datetime import datetime

from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Department, Level, Reach, Role


@dataclass(frozen=True, slots=True)
class Office:
    """An officer acting from one unit at one moment.

    `officer` and `acting_for` are sign-in names; `unit` is a unit code. `reach` is how that unit stands to the
    unit owning the case and is filled in by the desk, which knows the tree. `ties` are the codes of agents and
    the sign-in names this officer has declared a relation to; they shut him out of cases that touch them.
    """

    officer: str
    unit: str
    level: Level
    roles: frozenset[Role]
    at: datetime
    calendar: Calendar
    department: Department | None = None
    acting_for: str | None = None
    reach: Reach = Reach.OWN
    ties: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def persons(self) -> frozenset[str]:
        """Everybody whose hand this is: the officer and, for a deputy, the one he stands in for."""
        return frozenset({self.officer, self.acting_for or self.officer})
