"""Cases in bulk: stamped, and brought into the tables by COPY. For the suite's own database alone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count as counted

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from anjie.bench.casting import Casting, for_rows
from anjie.bench.company import Company
from anjie.bench.marks import Mark
from anjie.bench.stamping import COLUMNS, Stamp, cell
from anjie.platform.migrations import OWNER

BATCH = 1_000


def generate(
    company: Company,
    stamps: Sequence[Stamp],
    count: int,
    *,
    using: str = OWNER,
    advance: Callable[[int], object] = lambda _: None,
) -> Casting:
    """Bring so many cases into empty tables as their owner, the stories in turn; gives the numbers given out."""
    casting = Casting(company)
    entry_ids = counted(1)
    with connections[using].cursor() as cursor, _without_walls(cursor), _bare(cursor):
        for start in range(0, count, BATCH):
            batch = range(start, min(start + BATCH, count))
            with transaction.atomic(using=using):
                _copy(cursor, _lines(casting, stamps, batch, entry_ids))
            advance(len(batch))
        _set_counters(cursor, casting)
        cursor.execute("select setval('cases_case_id_seq', (select max(id) from cases_case))")
        cursor.execute("select setval('cases_entry_id_seq', (select max(id) from cases_entry))")
        cursor.execute("analyze")
    return casting


def _lines(casting: Casting, stamps: Sequence[Stamp], batch: range, entry_ids: Iterator[int]) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {table: [] for table in COLUMNS}
    for place in batch:
        turn, story = divmod(place, len(stamps))
        stamp = stamps[story]
        cast = casting.cast(place, stamp.level, turn)
        values = for_rows(cast) | {
            Mark.CASE_ID: str(place + 1),
            Mark.NUMBER: casting.number(cast.unit, stamp.begins_in),
            Mark.REGISTER_NO: casting.register_no(cast.unit, stamp.registered_in),
        }
        for table, text in stamp.lines(values, entry_ids):
            lines[table].append(text)
    return lines


def _copy(cursor: CursorWrapper, lines: dict[str, list[str]]) -> None:
    for table, columns in COLUMNS.items():
        names = ", ".join(f'"{column}"' for column in columns)
        with cursor.copy(f"copy {table} ({names}) from stdin") as copy:
            copy.write("".join(lines[table]))


def _set_counters(cursor: CursorWrapper, casting: Casting) -> None:
    rows = ["\t".join(map(cell, (*series, last))) + "\n" for series, last in casting.given.items()]
    with cursor.copy("copy cases_counter (unit_id, year, kind, value) from stdin") as copy:
        copy.write("".join(rows))


@contextmanager
def _without_walls(cursor: CursorWrapper) -> Iterator[None]:
    """Let the owner past row security meanwhile: COPY can't bring rows in through it."""
    cursor.execute("set constraints all immediate")  # a table with checks still to do can't be altered
    cursor.execute("select relname from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace")
    walled = [row[0] for row in cursor.fetchall()]
    for table in walled:
        cursor.execute(f"alter table {table} no force row level security")
    try:
        yield
    finally:
        for table in walled:
            cursor.execute(f"alter table {table} force row level security")


REFERENCES = """
select 'alter table ' || conrelid::regclass || ' drop constraint ' || quote_ident(conname),
       'alter table ' || conrelid::regclass || ' add constraint ' || quote_ident(conname) || ' '
       || pg_get_constraintdef(oid)
from pg_constraint where contype = 'f' and conrelid::regclass::text = any(%s)
"""
INDEXES = """
select 'drop index ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
from pg_index where not indisunique and indrelid::regclass::text = any(%s)
"""


@contextmanager
def _bare(cursor: CursorWrapper) -> Iterator[None]:
    """Leave references and indexes away meanwhile: made at the end, they take a fraction of the time."""
    again: list[str] = []
    for question in (REFERENCES, INDEXES):
        cursor.execute(question, [list(COLUMNS)])
        for drop, make in cursor.fetchall():
            cursor.execute(drop)
            again.append(make)
    yield
    for make in reversed(again):
        cursor.execute(make)
