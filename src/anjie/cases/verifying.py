"""Whether the record is whole, and whether the tables say what it says.

`verify_journals` walks every chain and names the first entry that was altered, removed or slipped in.
`differences` makes the projections again from the journals and compares; `rebuild` makes them again and writes.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from anjie.cases import store
from anjie.cases.desk import known_codes
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.journal import Envelope, body_hash, envelope_of, genesis
from anjie.cases.projection import CASE, CHILDREN, DUTY, Known, all_duties, case_row, duty_rows
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.procedure.acts.archive import BODIES_KEPT, Disposed
from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Text

BATCH = 500


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: case, entry and what is wrong."""

    number: str
    seq: int
    says: Text


def _heads() -> Iterator[list[tuple[int, str, int, bytes]]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, number, version, head_hash from cases_case where id > %s order by id limit %s",
                [last, BATCH],
            )
            rows = [(row[0], row[1], row[2], bytes(row[3])) for row in cursor.fetchall()]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def verify_journals(advance: Callable[[int], object] = lambda _: None) -> Iterator[Break]:
    """The first break of each broken chain, in the order of the cases."""
    for heads in _heads():
        with connection.cursor() as cursor:
            cursor.execute(
                "select e.case_id, e.seq, e.at, e.by, e.acting_for, e.unit, e.kind, e.edition, e.body_hash, e.hash, "
                "b.salt, b.text "
                "from cases_entry e left join cases_body b on b.entry_id = e.id and b.case_id = e.case_id "
                "where e.case_id = any(%s) order by e.case_id, e.seq",
                [[head[0] for head in heads]],
            )
            rows: dict[int, list[tuple[object, ...]]] = {}
            for row in cursor.fetchall():
                rows.setdefault(row[0], []).append(row)
        for case_id, number, version, head in heads:
            broken = _first_break(number, version, head, rows.get(case_id, []))
            if broken:
                yield broken
        advance(len(heads))


def _first_break(number: str, version: int, head: bytes, rows: list[tuple[object, ...]]) -> Break | None:
    previous = genesis(number)
    disposed = any(row[6] == Disposed.kind for row in rows)
    for expected, row in enumerate(rows, start=1):
        envelope = envelope_of(row[1:9])
        says = _altered(envelope, row, expected, disposed=disposed)
        if says is None and envelope.hash_after(previous) != _bytes(row[9]):
            says = Text("记录被改动", "the entry was altered")
        if says:
            return Break(number, expected, says)
        previous = _bytes(row[9])
    return Break(number, len(rows) + 1, ENDS_OTHERWISE) if len(rows) != version or previous != head else None


ENDS_OTHERWISE = Text(
    "末尾的记录缺失，或案件的最新指纹被改动", "entries at the end are missing, or the case's head was altered"
)


def _altered(envelope: Envelope, row: tuple[object, ...], expected: int, *, disposed: bool) -> Text | None:
    """What is wrong with one entry, apart from the chain."""
    if envelope.seq != expected:
        return Text("此处的记录被移除或插入", "an entry was removed or slipped in here")
    if row[11] is None:
        gone = disposed and envelope.kind not in BODIES_KEPT
        return None if gone else Text("内容被移除", "what it says was removed")
    if body_hash(_bytes(row[10]), str(row[11])) != envelope.body_hash:
        return Text("内容被改动", "what it says was altered")
    return None


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, memoryview)) else b""


# -- projections -----------------------------------------------------------------------------------------------


Remade = tuple[OpenCase, store.CaseWrite]
"""A case with the rows its journal makes."""


class _Maker:
    """Makes cases' rows from their journals, as of each one's newest entry."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._regions = dict(Unit.objects.values_list("id", "calendar_region"))
        self._calendars: dict[str, Calendar] = {}

    def remake(self, ids: list[int], *, lock: bool = False) -> list[Remade]:
        """The cases of these ids; locked, nobody adds an entry before they are written."""
        cases = open_cases("id", ids, self._at, lock=lock, anew=True)
        known = known_codes(each.dossier.case for each in cases)
        return [(each, self._rows(each, known)) for each in cases]

    def _rows(self, each: OpenCase, known: Known) -> store.CaseWrite:
        region = self._regions[each.head.place.unit]
        if region not in self._calendars:
            self._calendars[region] = calendar_for(region)
        calendar = self._calendars[region]
        owed = all_duties(each.dossier, calendar, each.dossier.case.entries[-1].at)
        children = {table: make(each.head, each.dossier, known) for table, (_, make) in CHILDREN.items()}
        row = case_row(each.head, each.dossier, owed, calendar)
        duties = duty_rows(each.head, each.dossier, owed)
        return store.CaseWrite(each.head.id, False, row, (), duties, {duty[1] for duty in duties}, children)


def rebuild(at: datetime, advance: Callable[[int], object] = lambda _: None) -> int:
    """Write every projection anew; returns how many cases."""
    done = 0
    maker = _Maker(at)
    for heads in _heads():
        with transaction.atomic():
            remade = maker.remake([head[0] for head in heads], lock=True)
            store.write([write for _, write in remade])
        done += len(remade)
        advance(len(heads))
    return done


def differences(
    at: datetime, advance: Callable[[int], object] = lambda _: None, *, without: Container[str] = ()
) -> Iterator[tuple[str, str]]:
    """(case number, table) wherever a stored row isn't what the journal makes; but for cases whose chain is broken."""
    maker = _Maker(at)
    for heads in _heads():
        ids = [case_id for case_id, number, *_ in heads if number not in without]
        stored = {
            "cases_case": _stored("cases_case", CASE, "id", ids),
            "cases_duty": _stored("cases_duty", DUTY, "case_id", ids),
            **{table: _stored(table, columns, "case_id", ids) for table, (columns, _) in CHILDREN.items()},
        }
        for each, write in maker.remake(ids):
            made = {"cases_case": [write.row], "cases_duty": list(write.duties), **write.children}
            for table, rows in made.items():
                if sorted(map(_plain, rows)) != sorted(map(_plain, stored[table].get(each.head.id, []))):
                    yield each.dossier.case.number, table
        advance(len(heads))


def _stored(table: str, columns: tuple[str, ...], key: str, ids: list[int]) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        source = "search_texts(%s)" if table == "cases_searchtext" else f"{table} where {key} = any(%s)"
        cursor.execute(f"select {key}, {', '.join(columns)} from {source}", [ids])
        for row in cursor.fetchall():
            found.setdefault(row[0], []).append(row[1:])
    return found


def _plain(row: tuple[object, ...]) -> tuple[str, ...]:
    """A row in a form that compares: numbers by value, bytes by content, words by code."""
    return tuple(_cell(value) for value in row)


def _cell(value: object) -> str:
    match value:
        case memoryview() | bytes():
            return bytes(value).hex()
        case datetime():
            return str(value.timestamp())
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)
