"""Reading journals back: from the tables to folded cases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import connection

from anjie.cases import shelf
from anjie.cases.journal import entry_from, envelope_of
from anjie.cases.projection import LEVELS, Head, Place, Row
from anjie.directory.calendars import calendar_for
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.engine import Dossier, fold
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook, shipped

MEASURES = "measures-gx"
"""The rulebook that new cases begin under."""

QUIET = frozenset({"duty_missed", "identity_revealed", "calendar_revised", "sealed"})
"""Acts that change nothing an officer could have misread: they make no page stale."""


@dataclass(slots=True)
class OpenCase:
    """A case taken from the shelf: its folded state and what the tables add to it."""

    head: Head
    dossier: Dossier
    new: bool = False
    loud_version: int = 0
    """The newest entry that makes an older page stale."""
    rows: Mapping[str, list[Row]] | None = None
    """The rows the tables hold of it, where they are known."""


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
    """The entries of several cases, one query for all; a destroyed body's entry says only that it was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.case_id, e.seq, e.at, e.by, e.acting_for, e.unit, e.kind, e.edition, e.body_hash, b.text "
            "from cases_entry e left join cases_body b on b.entry_id = e.id "
            "where e.case_id = any(%s) order by e.case_id, e.seq",
            [list(case_ids)],
        )
        rows = cursor.fetchall()
    for case_id, group in groupby(rows, key=lambda row: row[0]):
        yield case_id, [entry_from(envelope_of(row[1:9]), row[9]) for row in group]


def open_cases(
    column: str, values: Iterable[object], at: datetime, *, lock: bool = False, anew: bool = False
) -> list[OpenCase]:
    """Take cases from the shelf by `number` or `id`; those the wall hides are not among them.

    `anew` reads the journals even of those that this process has in hand: to verify is to read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.id, c.unit_id, {', '.join(f'c.{level}' for level in LEVELS)}, u.calendar_region, c.edition, "
            "c.head_hash from cases_case c join directory_unit u on u.id = c.unit_id "
            f"where c.{column} = any(%s) order by c.id{' for update of c' if lock else ''}",
            [list(values)],
        )
        heads = {row[0]: Head(row[0], Place(*row[1:7]), row[7], bytes(row[8])) for row in cursor.fetchall()}
    books = {head.id: rulebook_for(head.edition, at) for head in heads.values()}
    kept = {} if anew else {head.id: shelf.find(head.id, head.hash, books[head.id]) for head in heads.values()}
    found: dict[int, OpenCase] = {
        case_id: OpenCase(heads[case_id], taken.dossier, loud_version=_loud(taken.dossier.case), rows=taken.rows)
        for case_id, taken in kept.items()
        if taken
    }
    unread = [case_id for case_id in heads if case_id not in found]
    for case_id, entries in journals(unread) if unread else ():
        dossier = fold(entries, books[case_id])
        if not anew:
            shelf.keep(case_id, heads[case_id].hash, dossier.branch())
        found[case_id] = OpenCase(heads[case_id], dossier, loud_version=_loud(dossier.case))
    return [found[case_id] for case_id in heads if case_id in found]


def _loud(case: CaseFile) -> int:
    return max((entry.seq for entry in case.entries if entry.kind not in QUIET), default=0)
