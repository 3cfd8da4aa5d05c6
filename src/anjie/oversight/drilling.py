"""The cases behind a figure: listed by the very condition by which they were counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from anjie.oversight.counting import ENTERED, MOVED, PASSED, STANDING, Whose
from anjie.oversight.figures import Figure, Source, book_for, parameters
from anjie.oversight.periods import Span

MOST = 500
"""Cases that are listed behind one figure."""


class Behind(NamedTuple):
    """One case behind a figure: its number if the reader may see it now, and when what was counted happened."""

    number: str | None
    at: datetime
    amount: object
    what: str


def cases_behind(whose: Whose, figure: Figure, span: Span, at: datetime, most: int = MOST) -> Sequence[Behind]:
    """What a figure counts, the newest first.

    The rows are found within the reader's scope; of a case that has since gone elsewhere there is no number.
    """
    book = book_for(span, at)
    values = {**parameters(span, at, book), "units": list(whose.units), "detail": figure.detail, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT[figure.source](whose, figure)} order by 2 desc, 1 limit %(most)s", values)
        return [Behind(*row) for row in cursor.fetchall()]


def _stretches(whose: Whose, figure: Figure) -> str:
    return (
        "select c.number, coalesce(s.ended_at, s.came_at), null, '' from cases_stretch s "
        f"left join cases_case c on c.id = s.case_id where {whose.of('s')} and {STANDING} and {figure.condition}"
    )


def _tallies(whose: Whose, figure: Figure) -> str:
    return (
        "select c.number, t.at, t.amount, t.detail from cases_tally t "
        f"left join cases_case c on c.id = t.case_id where {whose.of('t')} and {ENTERED} and {figure.condition}"
    )


def _duties(whose: Whose, figure: Figure) -> str:
    return (
        f"select c.number, d.due, null, d.clause from cases_duty d {MOVED} join cases_case c on c.id = d.case_id "
        f"where {PASSED} and {figure.condition} and coalesce(m.{whose.column}, d.{whose.column}) "
        "= any(%(units)s)"
    )


_SELECT = {Source.STRETCHES: _stretches, Source.TALLIES: _tallies, Source.DUTIES: _duties}
