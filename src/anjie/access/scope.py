"""Which cases an office may see: the gate's half of keeping units apart (the wall has the other).

`SIGHT` is the one place that says what each role sees. A scope then says it of one office, in three forms that must
agree, and are tested to agree: a condition for queries (`q`), a test on a row at hand (`covers`), and the
string that the wall reads (`setting`).

A row names its unit and the ancestors in four columns (`head_id`, `region_id`, `city_id`, `county_id`), so what lies
below a unit is one equality on one indexed column, at any level and at any size of the tree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import ClassVar

from django.db.models import Q

from anjie.directory.models import COLUMNS, Unit
from anjie.procedure.office import Office
from anjie.procedure.terms import Level, Role


class Sight(Enum):
    """How far a role sees."""

    BELOW = auto()
    """The unit's own cases and those of every unit below it."""
    OWN = auto()
    """The unit's own cases."""
    ASKED = auto()
    """Cases in which the unit's department was asked something, or the officer himself for a signature."""
    NONE = auto()
    """No case on account of the unit."""


SIGHT: Mapping[Role, Sight] = {
    Role.INTAKE: Sight.OWN,
    Role.INSPECTOR: Sight.BELOW,
    Role.SUPERVISOR: Sight.BELOW,
    Role.APPROVER: Sight.BELOW,
    Role.COUNSEL: Sight.BELOW,
    Role.DEPARTMENT: Sight.ASKED,
    Role.AGENT_MANAGER: Sight.NONE,
    Role.AUDITOR: Sight.BELOW,
    Role.ADMIN: Sight.NONE,
    Role.SYSTEM: Sight.NONE,  # the system acts within Scope.SYSTEM, not from a post
}

LEVELS: tuple[Level, ...] = tuple(COLUMNS)
"""The order of the level columns, highest first."""

EVERYTHING = "*"

Place = Sequence[int | None]
"""A row's level columns: head, region, city, county."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A unit as rows name it: its level, and its number in that level's column."""

    level: Level
    unit: int

    @property
    def column(self) -> str:
        """The column that names it."""
        return f"{COLUMNS[self.level]}_id"

    def above(self, place: Place) -> bool:
        """Whether a row at `place` is this unit's or a unit's below."""
        return place[LEVELS.index(self.level)] == self.unit

    def owns(self, place: Place) -> bool:
        """Whether a row at `place` is this very unit's."""
        return self.above(place) and not any(place[LEVELS.index(self.level) + 1 :])


@dataclass(frozen=True, slots=True)
class Scope:
    """The cases an office may see: below some units, of some units alone, and those it was asked about."""

    below: frozenset[Stand] = field(default_factory=frozenset[Stand])
    own: frozenset[Stand] = field(default_factory=frozenset[Stand])
    asked: frozenset[str] = field(default_factory=frozenset[str])
    """Departments, as `unit/department`, and officers by sign-in name, in the way rows name their guests."""
    everything: bool = False
    reader: int = 0
    """The officer who asks, by number, for the tables whose rows are one person's own; 0 for nobody."""

    NOTHING: ClassVar["Scope"]
    SYSTEM: ClassVar["Scope"]
    """Every case. For the system's own work, never for a person's request."""

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(
            self.below | other.below,
            self.own | other.own,
            self.asked | other.asked,
            everything=self.everything or other.everything,
            reader=self.reader or other.reader,
        )

    def read_by(self, officer: int) -> "Scope":
        """Give the same sight of cases to one person, who sees what is his own besides."""
        return replace(self, reader=officer)

    def q(self, prefix: str = "", *, guests: str = "") -> Q:
        """Give the condition on a table with the level columns, reached by `prefix` (`case__`).

        `guests` names the table's array of guests, where it has one and guests are to be let in.
        """
        if self.everything:
            return Q()
        ways = [Q(**{prefix + stand.column: stand.unit}) for stand in self._sorted(self.below)]
        ways += [self._alone(prefix, stand) for stand in self._sorted(self.own)]
        if guests and self.asked:
            ways.append(Q(**{f"{prefix}{guests}__overlap": sorted(self.asked)}))
        condition = Q(pk__in=[])
        for number, way in enumerate(ways):
            condition = condition | way if number else way
        return condition

    def covers(self, place: Place, guests: Iterable[str] = ()) -> bool:
        """Whether a row with these level columns and guests is within the scope."""
        return (
            self.everything
            or any(stand.above(place) for stand in self.below)
            or any(stand.owns(place) for stand in self.own)
            or not self.asked.isdisjoint(guests)
        )

    def setting(self) -> str:
        """Give the scope as the wall reads it: `*`, or `;below;own;asked`, perhaps with `;reader`, or nothing."""
        if self.everything:
            return EVERYTHING
        if self == Scope.NOTHING:
            return ""
        below = ",".join(str(stand.unit) for stand in self._sorted(self.below))
        own = ",".join(str(stand.unit) for stand in self._sorted(self.own))
        reader = f";{self.reader}" if self.reader else ""
        return f";{below};{own};{','.join(sorted(self.asked))}{reader}"

    @staticmethod
    def _sorted(stands: frozenset[Stand]) -> list[Stand]:
        return sorted(stands, key=lambda stand: (LEVELS.index(stand.level), stand.unit))

    @staticmethod
    def _alone(prefix: str, stand: Stand) -> Q:
        lower = LEVELS[LEVELS.index(stand.level) + 1 :]
        empty = {f"{prefix}{COLUMNS[level]}_id": None for level in lower}
        return Q(**{prefix + stand.column: stand.unit, **empty})


Scope.NOTHING = Scope()
Scope.SYSTEM = Scope(everything=True)


def scope_at(unit: Unit, office: Office) -> Scope:
    """Give what an office in `unit` may see."""
    return scope_from(Stand(unit.rank, unit.pk), office)


def scope_from(stand: Stand, office: Office) -> Scope:
    """The same for a unit known by where it stands."""
    sights = {SIGHT[role] for role in office.roles}
    department = frozenset({f"{office.unit}/{office.department}"} if office.department else ())
    return Scope(
        below=frozenset({stand} if Sight.BELOW in sights else ()),
        own=frozenset({stand} if Sight.OWN in sights else ()),
        asked=department | office.persons if Sight.ASKED in sights else frozenset(),
    )


def scope_of(office: Office) -> Scope:
    """Give what an office may see; nothing if its unit is gone."""
    unit = Unit.objects.filter(code=office.unit).first()
    return scope_at(unit, office) if unit else Scope.NOTHING
