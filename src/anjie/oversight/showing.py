"""Which version of a return is shown to whom, and the returns of the units below."""

from datetime import datetime

from anjie.access.scope import Scope
from anjie.directory.models import Unit
from anjie.oversight.figures import book_for
from anjie.oversight.lines import Return, names
from anjie.oversight.periods import Span
from anjie.oversight.returns import Standing, Version, sheet_now, standing_of


def may_read(scope: Scope, unit: Unit) -> bool:
    """Whether a unit's figures are within somebody's sight."""
    return scope.covers((unit.head_id, unit.region_id, unit.city_id, unit.county_id))


def shown_return(unit: Unit, span: Span, at: datetime, *, version: int | None = None) -> Return | None:
    """A unit's return: the version that counts, a version by its number, or what it would say if it were signed now.

    Within the caller's scope, which must cover the unit. None for a version that there isn't.
    """
    standing = standing_of(unit, span)
    chosen = standing.frozen if version is None else _numbered(standing, version)
    book = book_for(span, at)
    if version is not None and chosen is None:
        return None
    if chosen is None:
        return Return(unit, standing, sheet_now(unit, span, at), standing.explanation, book)
    signed_by = names([chosen.by]).get(chosen.by, chosen.by)
    return Return(unit, standing, chosen.sheet, chosen.explanation, book, chosen, signed_by)


def _numbered(standing: Standing, number: int) -> Version | None:
    return next((each for each in standing.versions if each.number == number), None)
