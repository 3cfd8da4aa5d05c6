"""What the desk writes, written by hand: the same rows by plain SQL, one transaction for each act.

Nothing is judged, folded, hashed or locked here while the clock runs: the statements are made beforehand, and only
rows that change are written. It is the least that the record and its tables can cost.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from psycopg import Connection

from anjie.bench.casting import Cast, for_rows
from anjie.bench.marks import Mark, fill
from anjie.bench.stamping import BODY, ENTRY
from anjie.bench.stories import Told
from anjie.cases.desk import known_codes
from anjie.cases.dossiers import rulebook_now
from anjie.cases.journal import Written, body_text, genesis
from anjie.cases.projection import CASE, CHILDREN, DUTY, Head, Place, Row, all_duties, case_row, duty_rows
from anjie.procedure.acts import parse
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import fold

KEY = DUTY.index("key")


class Statement(NamedTuple):
    """One statement and the rows it is run for."""

    sql: str
    rows: Sequence[Row]


Transaction = Sequence[Statement]
Tables = Mapping[str, Sequence[Row]]


def run(connection: Connection[Any], transactions: Sequence[Transaction]) -> None:
    """Run each transaction and commit it."""
    for statements in transactions:
        with connection.transaction(), connection.cursor() as cursor:
            for statement in statements:
                if len(statement.rows) == 1:
                    cursor.execute(statement.sql, statement.rows[0])
                else:
                    cursor.executemany(statement.sql, statement.rows)


class Writer:
    """Writes the statements of one story's case."""

    def __init__(self, told: Told, cast: Cast, calendar: Calendar, ids: Iterator[int]) -> None:
        """Take a story, its particulars with numbers and ids, and where ids for entries come from."""
        self._told, self._calendar, self._ids = told, calendar, ids
        self._values = for_rows(cast) | {mark: cast.values[mark] for mark in (Mark.NUMBER, Mark.REGISTER_NO)}
        unit = cast.unit
        self._place = Place(unit.pk, unit.head_id, unit.region_id, unit.city_id, unit.county_id)
        self._case = int(cast.values[Mark.CASE_ID])

    def transactions(self) -> Iterator[Transaction]:
        """One for each act."""
        book = rulebook_now(self._told.steps[0].at)
        dossier = fold((), book)
        head = Head(self._case, self._place, book.name, genesis(self._values[Mark.NUMBER]))
        before: Tables = {}
        for seq, step in enumerate(self._told.steps, start=1):
            act = parse(step.act.kind, json.loads(fill(body_text(step.act), self._values)))
            by, unit = fill(step.username, self._values), fill(step.unit, self._values)
            entry = Entry(seq, step.at, by, unit, act)
            written = Written.of(entry, act, book.name, head.hash)
            dossier.add(entry)
            head = Head(head.id, head.place, head.edition, written.hash)
            owed = all_duties(dossier, self._calendar, step.at)
            known = known_codes([dossier.case])
            after: Tables = {
                "cases_case": [case_row(head, dossier, owed, self._calendar)],
                "cases_duty": duty_rows(head, dossier, owed),
                **{table: make(head, dossier, known) for table, (_, make) in CHILDREN.items()},
            }
            yield [*self._case_row(before, after), *self._record(written), *_changes(before, after, self._case)]
            before = after

    def _case_row(self, before: Tables, after: Tables) -> Iterator[Statement]:
        [row] = after["cases_case"]
        if before:
            changes = ", ".join(f"{column} = %s" for column in CASE)
            yield Statement(f"update cases_case set {changes} where id = %s", [_plain((*row, self._case))])
        else:
            yield _insert("cases_case", ("id", *CASE), [(self._case, *row)])

    def _record(self, written: Written) -> Iterator[Statement]:
        entry_id, e = next(self._ids), written.envelope
        envelope = (e.seq, e.at, e.by, e.acting_for, e.unit, e.kind, e.edition, e.body_hash, written.hash)
        yield _insert("cases_entry", ENTRY, [(entry_id, self._case, *envelope)])
        yield _insert("cases_body", BODY, [(entry_id, self._case, written.salt, written.text)])


def _changes(before: Tables, after: Tables, case: int) -> Iterator[Statement]:
    """The rows of the other tables that an act makes, changes and takes away."""
    old = {row[KEY]: row for row in before.get("cases_duty", ())}
    new = {row[KEY]: row for row in after["cases_duty"]}
    gone = [(case, key) for key in old if key not in new]
    if gone:
        yield Statement("delete from cases_duty where case_id = %s and key = %s", gone)
    changed = [_plain((*row, case, key)) for key, row in new.items() if key in old and old[key] != row]
    if changed:
        columns = ", ".join(f"{column} = %s" for column in DUTY)
        yield Statement(f"update cases_duty set {columns} where case_id = %s and key = %s", changed)
    made = [row for key, row in new.items() if key not in old]
    if made:
        yield _insert("cases_duty", DUTY, made)
    for table, (columns_of, _) in CHILDREN.items():
        if before and before[table] != after[table]:
            yield Statement(f"delete from {table} where case_id = %s", [(case,)])
        if after[table] and (not before or before[table] != after[table]):
            yield _insert(table, columns_of, after[table])


def _insert(table: str, columns: Sequence[str], rows: Sequence[Row]) -> Statement:
    names = ", ".join(f'"{column}"' for column in columns)
    return Statement(
        f"insert into {table} ({names}) values ({', '.join(['%s'] * len(columns))})", [_plain(row) for row in rows]
    )


def _plain(row: Row) -> Row:
    """Words of a vocabulary as their codes."""
    return tuple(str(value) if isinstance(value, str) else value for value in row)
