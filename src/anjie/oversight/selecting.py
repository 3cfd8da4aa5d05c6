"""Which cases a page or a report of the process looks at: those within a scope that fit what was asked for.

A `Selection` becomes one `with chosen as (…)` that the queries of `flow`, `variants` and `rework` begin with, so that
the figures are made in the database and no row of a journal is brought out of it. The scope is part of that condition;
the journals of cases that were chosen by it are then read past the wall, which would ask the same once for each entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.dossiers import QUIET
from anjie.cases.models import Case
from anjie.directory.models import Unit

Statement = tuple[str, list[Any]]
"""A piece of SQL and its parameters."""

NOTES = frozenset(QUIET)
"""Entries that are the system's own notes: no step of the work, unless somebody asks for everything."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; empty is everything. Historic cases were never worked on here and are never among them."""

    unit: Unit | None = None
    """This unit and those below it."""
    since: datetime | None = None
    """Received from then on, and before `until`."""
    until: datetime | None = None
    case_class: str = ""
    channel: str = ""
    disposition: str = ""
    notes: bool = False
    """Whether the system's own notes count as steps."""

    @property
    def q(self) -> Q:
        """The condition on a case."""
        asked: dict[str, object] = {
            "received_at__gte": self.since,
            "received_at__lt": self.until,
            "case_class": self.case_class,
            "channel": self.channel,
            "disposition": self.disposition,
        }
        unit = {f"{self.unit.column}_id": self.unit.pk} if self.unit else {}
        return Q(historic=False, **unit, **{name: value for name, value in asked.items() if value})

    @property
    def left_out(self) -> list[str]:
        """The kinds of entries that are passed over."""
        return [] if self.notes else sorted(NOTES)

    def before(self) -> "Selection | None":
        """The same of the period of the same length before; None where no period was asked for."""
        if self.since is None or self.until is None:
            return None
        return replace(self, since=self.since - (self.until - self.since), until=self.since)


def cases_in(scope: Scope, selection: Selection) -> QuerySet[Case]:
    """The cases that are looked at."""
    return Case.objects.filter(scope.q(), selection.q)


def chosen(scope: Scope, selection: Selection) -> Statement:
    """A select of their ids."""
    try:
        text, values = cases_in(scope, selection).order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # whoever sees none
        return "select null::bigint as id where false", []
    return text, list(values)


def asked(scope: Scope, selection: Selection, rest: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement that begins with the chosen cases, as `chosen (id)`."""
    text, ids = chosen(scope, selection)
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"with chosen as materialized ({text}), {rest}", [*ids, *values])
        return list(cursor.fetchall())


def ids_of(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """The first column of rows, as ids."""
    return [row[0] for row in rows]
