"""Reading journals back: from the tables to folded cases."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db import connection

from anjie.cases.journal import entry_from, envelope_of
from anjie.cases.projection import LEVELS, Head, Place
from anjie.directory.calendars import calendar_for
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.engine import Dossier, fold
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook, shipped

MEASURES = "measures-gx"
"""The rulebook that new cases begin under."""

QUIET = frozenset({"duty_missed", "identity_revealed", "calendar_revised"})
"""Acts that change nothing an officer could have misread: they make no page stale."""


@dataclass(slots=True)
class OpenCase:
    """A case taken from the shelf: its folded state and what the tables add to it."""

    head: Head
    dossier: Dossier
    new: bool = False
    loud_version: int = 0
    """The newest entry that makes an older page stale."""
    changed: bool = field(default=False)


def rulebook_for(edition: str, at: datetime) -> Rulebook:
    """What binds at `at` a case begun under `edition`."""
    return shipped().binding(edition, at.date())


def rulebook_now(at: datetime) -> Rulebook:
    """The edition under which a case begins at `at`."""
    return shipped().in_force(MEASURES, at.date())


def calendar_of(office: Office, place: Place) -> Calendar:
    """The calendar of the unit that owns a case: its limits are the same whoever looks, from wherever."""
    return office.calendar if office.calendar.region == place.calendar else calendar_for(place.calendar)


def journals(case_ids: Iterable[int]) -> Iterator[tuple[int, list[Entry]]]:
    """The entries of several cases, one query for all; a destroyed body's entry is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.case_id, e.seq, e.at, e.by, e.acting_for, e.unit, e.kind, e.edition, e.body_hash, b.text "
            "from cases_entry e join cases_body b on b.entry_id = e.id "
            "where e.case_id = any(%s) order by e.case_id, e.seq",
            [list(case_ids)],
        )
        rows = cursor.fetchall()
    for case_id, group in groupby(rows, key=lambda row: row[0]):
        yield case_id, [entry_from(envelope_of(row[1:9]), row[9]) for row in group]


def open_cases(column: str, values: Iterable[object], at: datetime, *, lock: bool = False) -> list[OpenCase]:
    """Take cases from the shelf by `number` or `id`; those the wall hides are not among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.id, c.unit_id, {', '.join(f'c.{level}' for level in LEVELS)}, u.calendar_region, c.edition, "
            "c.head_hash from cases_case c join directory_unit u on u.id = c.unit_id "
            f"where c.{column} = any(%s) order by c.id{' for update of c' if lock else ''}",
            [list(values)],
        )
        heads = {row[0]: Head(row[0], Place(*row[1:7]), row[7], bytes(row[8])) for row in cursor.fetchall()}
    found: list[OpenCase] = []
    for case_id, entries in journals(heads) if heads else ():
        head = heads[case_id]
        dossier = fold(entries, rulebook_for(head.edition, at))
        loud = max((entry.seq for entry in entries if entry.kind not in QUIET), default=0)
        found.append(OpenCase(head, dossier, loud_version=loud))
    return found
