"""The figures of units over a period, by five statements whatever the number of units and cases.

Nothing is counted in Python: the database gives one row for each unit (and kind), whose figures are added up to those
of the levels above.

The figures are the unit's, not the reader's: whoever may ask for them (`returns`, `gate`) is told the same numbers.
So the caller counts within `Scope.SYSTEM`, having seen to it that he may.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from anjie.directory.models import Unit
from anjie.oversight.figures import (
    CLOSED,
    HISTORIC,
    HISTORIC_PRODUCT,
    NEW,
    PRODUCT,
    Figure,
    Measure,
    Number,
    Parameters,
    Source,
    Values,
    book_for,
    demanding,
    figures,
    parameters,
    summed,
)
from anjie.oversight.periods import Span
from anjie.procedure.rulebook import Rulebook

Counts = dict[int, dict[str, Number]]
"""Figures by unit."""

STANDING = """
s.came_at < %(end)s and s.began_at < %(end)s and (s.ended_at is null or s.ended_at >= %(start)s)
and (s.ended_at is null or s.ended_at >= %(end)s or s.ended_by <> 'classified')
"""
"""Of each stay in the period, the stretch that shows how it stood when the period ended or the case left."""

PASSED = "d.due > %(start)s and d.due <= %(end)s"
"""A limit is the first instant that is too late: midnight closes the day before."""

MOVED = """
left join cases_stretch m on m.case_id = d.case_id and m.ended_by = 'transferred'
and m.came_at <= least(coalesce(d.ended_at, %(end)s), %(end)s)
and m.ended_at > least(coalesce(d.ended_at, %(end)s), %(end)s)
"""
"""The unit that had the case when a demand ended, where it isn't the one that has it now."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose cases are counted: those of some units, or of a unit and everything below it."""

    units: tuple[int, ...]
    column: str = "unit_id"

    @classmethod
    def below(cls, unit: Unit) -> "Whose":
        """The cases of the unit and of every unit below it."""
        return cls((unit.pk,), f"{unit.column}_id")

    def of(self, table: str) -> str:
        """The condition on a table."""
        return f"{table}.{self.column} = any(%(units)s)"


def count(whose: Whose, span: Span, at: datetime) -> Counts:
    """The figures of each unit that has any, as of a moment."""
    book = book_for(span, at)
    values = {**parameters(span, at, book), "units": list(whose.units)}
    counts: Counts = {}
    for unit, code, number in (
        *_stretches(whose, book, values),
        *_products(whose, values),
        *_tallies(whose, book, values),
        *_agents(whose, book, values),
        *_duties(whose, book, values),
    ):
        if number:
            counts.setdefault(unit, {})[code] = number
    return counts


def together(whose: Whose, span: Span, at: datetime) -> Values:
    """The figures of several units added up."""
    return summed(count(whose, span, at).values())


Told = Iterable[tuple[int, str, Number]]


def _rows(statement: str, values: Parameters) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
        return found


def _from(source: Source, book: Rulebook) -> Sequence[Figure]:
    return [each for each in figures(book) if each.source is source]


def _wide(chosen: Sequence[Figure], unit: str, rest: str, values: Parameters) -> Told:
    """One row for each unit, one column for each figure."""
    columns = ", ".join(f"count(*) filter (where {each.condition})" for each in chosen)
    for first, *numbers in _rows(f"select {unit}, {columns} {rest} group by 1", values):
        for figure, number in zip(chosen, numbers, strict=True):
            yield first, figure.id, number


def _stretches(whose: Whose, book: Rulebook, values: Parameters) -> Told:
    rest = f"from cases_stretch s where {whose.of('s')} and {STANDING}"
    return _wide(_from(Source.STRETCHES, book), "s.unit_id", rest, values)


def _products(whose: Whose, values: Parameters) -> Iterator[tuple[int, str, Number]]:
    statement = (
        f"select s.unit_id, s.historic, s.product_line, count(*) from cases_stretch s "
        f"where {whose.of('s')} and {STANDING} and (({NEW}) or ({HISTORIC} and {CLOSED})) group by 1, 2, 3"
    )
    for unit, historic, line, number in _rows(statement, values):
        prefix = HISTORIC_PRODUCT if historic else PRODUCT
        yield unit, f"{prefix}{line}", number


ENTERED = "t.at >= %(start)s and t.at < %(end)s"


def _tallies(whose: Whose, book: Rulebook, values: Parameters) -> Told:
    statement = (
        "select t.unit_id, t.what, t.detail, count(*), sum(t.amount) "
        f"from cases_tally t where {whose.of('t')} and {ENTERED} group by 1, 2, 3"
    )
    chosen = [each for each in _from(Source.TALLIES, book) if each.measure is not Measure.AGENTS]
    totals: dict[tuple[int, str], Number] = {}
    for unit, what, detail, number, amount in _rows(statement, values):
        for figure in chosen:
            if figure.what == what and figure.detail in ("", detail):
                counted = amount if figure.measure is Measure.MONEY else number
                key = (unit, figure.id)
                totals[key] = totals.get(key, 0) + (counted or 0)
    return ((unit, code, number) for (unit, code), number in totals.items())


def _agents(whose: Whose, book: Rulebook, values: Parameters) -> Told:
    chosen = {str(each.what): each for each in _from(Source.TALLIES, book) if each.measure is Measure.AGENTS}
    statement = (
        "select unit_id, what, count(*) from (select distinct t.unit_id, t.what, t.agent_code from cases_tally t "
        f"where {whose.of('t')} and {ENTERED} and t.what = any(%(named)s) and t.agent_code <> '') a group by 1, 2"
    )
    for unit, what, number in _rows(statement, {**values, "named": list(chosen)}):
        yield unit, chosen[what].id, number


def _duties(whose: Whose, book: Rulebook, values: Parameters) -> Told:
    # Those whose case has gone since are found by the unit that had it, those that came since are left to theirs.
    rest = (
        f"from cases_duty d {MOVED} where d.clause = any(%(timely)s) and {PASSED} "
        f"and coalesce(m.{whose.column}, d.{whose.column}) = any(%(units)s)"
    )
    timely = [*demanding("registered"), *demanding("verified")]
    return _wide(_from(Source.DUTIES, book), "coalesce(m.unit_id, d.unit_id)", rest, {**values, "timely": timely})
