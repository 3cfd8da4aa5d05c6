"""How rows reach the tables: a handful of statements, whether for one case or for thousands.

The desk calls this inside its transaction. Nothing else writes to the tables of the case file.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anjie.cases.journal import Written
from anjie.cases.models import Reserved
from anjie.cases.projection import CASE, CHILDREN, DUTY, Row

MOST_ROWS = 5_000
"""In one statement."""

DUTY_CHANGES = tuple(column for column in DUTY if column not in ("case_id", "key"))


class CaseWrite(NamedTuple):
    """All that one case needs written."""

    id: int
    new: bool
    row: Row
    entries: Sequence[Written]
    duties: Sequence[Row]
    """Those that may have changed."""
    remaining: Collection[object] | None
    """The keys of all its duties, where one that is stored may have to go."""
    children: Mapping[str, list[Row]]
    """Only the tables whose rows have changed."""


def next_ids(sequence: str, count: int) -> list[int]:
    """Fresh ids from a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(%s) from generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


def next_numbers(unit: int, year: int, kind: str, count: int) -> range:
    """The next numbers of a unit's series; the row stays locked until the transaction ends, so none is skipped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_counter as c (unit_id, year, kind, value) values (%s, %s, %s, %s) "
            "on conflict (unit_id, year, kind) do update set value = c.value + excluded.value returning value",
            [unit, year, kind, count],
        )
        last: int = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def put_numbers_by(unit: int, numbers: Sequence[str], by: str, at: datetime) -> None:
    """Keep numbers that were taken from a unit's series for blank forms."""
    Reserved.objects.bulk_create(Reserved(number=number, unit_id=unit, by=by, at=at) for number in numbers)


def spoil_number(number: str, by: str, at: datetime, reason: str) -> bool:
    """Mark a number that was put by as spoilt; False unless it waits for its case."""
    waiting = Reserved.objects.filter(number=number, used_at=None, voided_at=None)
    return waiting.update(voided_by=by, voided_at=at, void_reason=reason) == 1


def put_by(unit: int, number: str) -> bool:
    """Whether this number was put by for the unit and is still free; its row stays locked until the sitting ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select from cases_reserved where number = %s and unit_id = %s and used_at is null and voided_at is null "
            "for update",
            [number, unit],
        )
        return cursor.fetchone() is not None


def use_number(number: str, at: datetime) -> None:
    """Note of a number that was put by that a case has begun under it."""
    with connection.cursor() as cursor:
        cursor.execute("update cases_reserved set used_at = %s where number = %s", [at, number])


def record_refusals(rows: Sequence[tuple[datetime, str, str, str, int | None, str, str]]) -> None:
    """Put on record what was tried and refused."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into cases_refusal (at, by, acting_for, unit, case_id, kind, reasons) "
            "values (%s, %s, %s, %s, %s, %s, %s)",
            rows,
        )


def give_back(unit: int, year: int, kind: str, count: int) -> None:
    """Put the last numbers of a series back, in the transaction that took them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update cases_counter set value = value - %s where unit_id = %s and year = %s and kind = %s",
            [count, unit, year, kind],
        )


def write(writes: Sequence[CaseWrite]) -> None:
    """Write what the cases need, in as few statements as their number allows, all sent off before the first answer."""
    with connection.cursor() as cursor, connection.wrap_database_errors, connection.connection.pipeline():
        _insert(cursor, "cases_case", ("id", *CASE), [(each.id, *each.row) for each in writes if each.new])
        _many(
            cursor,
            f"update cases_case set {_assign(CASE)} where id = %s",
            [(*each.row, each.id) for each in writes if not each.new],
        )
        _write_journal(cursor, writes)
        _write_duties(cursor, writes)
        for table, (columns, _) in CHILDREN.items():
            changed = [(each.id, each.new, each.children[table]) for each in writes if table in each.children]
            _many(cursor, f"delete from {table} where case_id = %s", [(case,) for case, new, _ in changed if not new])
            _insert(cursor, table, columns, [row for _, _, rows in changed for row in rows])


def _write_journal(cursor: CursorWrapper, writes: Sequence[CaseWrite]) -> None:
    written = [(each.id, entry) for each in writes for entry in each.entries]
    envelopes: list[Row] = [
        (
            case, e.envelope.seq, e.envelope.at, e.envelope.by, e.envelope.acting_for, e.envelope.unit,
            e.envelope.kind, e.envelope.edition, e.envelope.body_hash, e.hash,
        )
        for case, e in written
    ]  # fmt: skip
    columns = ("case_id", "seq", "at", "by", "acting_for", "unit", "kind", "edition", "body_hash", "hash")
    _insert(cursor, "cases_entry", columns, envelopes)
    for start in range(0, len(written), MOST_ROWS):
        part = [
            {"case_id": case, "seq": e.envelope.seq, "salt": e.salt, "text": e.text}
            for case, e in written[start : start + MOST_ROWS]
        ]
        cursor.execute(
            "insert into cases_body (entry_id, case_id, salt, text) select e.id, b.case_id, b.salt, b.text "
            "from json_to_recordset(%s) as b (case_id bigint, seq int, salt bytea, text text) "
            "join cases_entry e on e.case_id = b.case_id and e.seq = b.seq",
            [_json(part)],
        )


def _write_duties(cursor: CursorWrapper, writes: Sequence[CaseWrite]) -> None:
    """Put the duties in place; a row that says the same already is not touched."""
    rows = [row for each in writes for row in each.duties]
    fresh = ", ".join(f"excluded.{column}" for column in DUTY_CHANGES)
    stored = ", ".join(f"d.{column}" for column in DUTY_CHANGES)
    _insert(
        cursor, "cases_duty as d", DUTY, rows,
        f" on conflict (case_id, key) do update set {', '.join(f'{c} = excluded.{c}' for c in DUTY_CHANGES)} "
        f"where ({stored}) is distinct from ({fresh})",
    )  # fmt: skip
    _many(
        cursor,
        "delete from cases_duty where case_id = %s and key <> all(%s)",
        [(each.id, list(each.remaining)) for each in writes if each.remaining is not None],
    )


def _assign(columns: Iterable[str]) -> str:
    return ", ".join(f"{column} = %s" for column in columns)


def _insert(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Row], tail: str = "") -> None:
    """Insert rows in statements of bounded size.

    The rows travel as one JSON parameter: a placeholder for each value would cost more time than the database takes.
    """
    name, _, alias = table.partition(" ")
    quoted = ", ".join(f'"{column}"' for column in columns)
    for start in range(0, len(rows), MOST_ROWS):
        part = [dict(zip(columns, row, strict=True)) for row in rows[start : start + MOST_ROWS]]
        cursor.execute(
            f"insert into {name} {alias} ({quoted}) "
            f"select {quoted} from json_populate_recordset(null::{name}, %s){tail}",
            [_json(part)],
        )


def _json(rows: Sequence[Mapping[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=_as_json)


def _as_json(value: object) -> str:
    """What JSON has no word for, as the database reads it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no form for {type(value).__name__}")


def _many(cursor: CursorWrapper, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    if len(rows) == 1:
        cursor.execute(statement, rows[0])
    elif rows:
        cursor.executemany(statement, rows)
