"""Checkpoints of all journals: made once a day, signed, chained, and kept outside the database as well.

A chain of hashes shows what was changed within a journal; it can't show that a journal was cut at its end together with
the case's row, or removed whole. A checkpoint can: it holds where each journal stood, and its signature can't be made
without the key. What is read goes by in a stream, however many cases there are.
"""

import json
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from struct import Struct

from django.db import connection, transaction

from anjie.archive.checkpointing import START, Head, Stated, leaf_of
from anjie.archive.models import Checkpoint
from anjie.platform.home import home
from anjie.platform.merkle import TILE, inclusion_path, root_of
from anjie.platform.signing import public_keys, sign, signed_by
from anjie.procedure.terms import Text

TILED = Struct(">q32s")
LOCK = 0x616E6A69
ROWS = 2_000

NEW_HEADS = """
insert into archive_anchor (case_id, number, seq, hash, checkpoint)
select c.id, c.number, c.version, c.head_hash, %s from cases_case c
where not exists (
    select from archive_anchor a where a.case_id = c.id and a.seq = c.version and a.hash = c.head_hash
)
"""
HEADS = """
select distinct on (case_id) case_id, number, seq, hash from archive_anchor
where checkpoint <= %s order by case_id, checkpoint desc
"""
OUT_OF_STEP = """
select a.case_id, a.number, a.seq, c.id is null, e.id is null, min(a.checkpoint)
from archive_anchor a
left join cases_case c on c.id = a.case_id and c.number = a.number
left join cases_entry e on e.case_id = a.case_id and e.seq = a.seq
where c.id is null or e.hash is distinct from a.hash
group by 1, 2, 3, 4, 5 order by 1, 3
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a checkpoint shows: of which case (or of a checkpoint itself), and what."""

    nth: int
    number: str
    seq: int
    says: Text


def stated(row: Checkpoint) -> Stated:
    """The statement a row stands for."""
    return Stated(row.nth, row.at, row.size, bytes(row.root), bytes(row.previous))


def make_checkpoint(at: datetime) -> Checkpoint:
    """Note where every journal stands. Run within the system's scope."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        last = Checkpoint.objects.order_by("-nth").first()
        nth = last.nth + 1 if last else 1
        with connection.cursor() as cursor:
            cursor.execute(NEW_HEADS, [nth])
        tiles, size = _tiles(nth)
        root = root_of(tile for _, tile in tiles)
        said = Stated(nth, at, size, root, stated(last).hash if last else START)
        signature = sign(Stated.PURPOSE, said.message)
        made = Checkpoint.objects.create(
            nth=nth,
            at=at,
            size=size,
            root=root,
            previous=said.previous,
            tiles=b"".join(TILED.pack(*tile) for tile in tiles),
            key=signature.key,
            signature=signature.value,
        )
    _note(made)
    return made


def _tiles(nth: int) -> tuple[list[tuple[int, bytes]], int]:
    """The tiles of the tree that a checkpoint stands for, each with its first case, and how many leaves there are."""
    tiles: list[tuple[int, bytes]] = []
    size = 0
    with _heads(nth) as heads:
        while tile := list(islice(heads, TILE)):
            tiles.append((tile[0].case, root_of(map(leaf_of, tile))))
            size += len(tile)
    return tiles, size


@contextmanager
def _heads(nth: int) -> Iterator[Iterator[Head]]:
    """Every case's head as of a checkpoint, in the order of their ids, in a stream."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(HEADS, [nth])
        rows = chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS), []))
        yield (Head(row[0], row[1], row[2], bytes(row[3])) for row in rows)


# -- the copy outside ------------------------------------------------------------------------------------------------


def folder() -> Path:
    """Where a copy of each checkpoint lies; take it elsewhere, and nobody can roll the database back unnoticed."""
    return home() / "checkpoints"


def _note(made: Checkpoint) -> None:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / f"{made.nth:06d}.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(as_data(made), indent=1) + "\n")
    draft.replace(path)


def as_data(row: Checkpoint) -> Mapping[str, object]:
    """A checkpoint with its signature, as it is published."""
    return {
        "checkpoint": stated(row).data,
        "key": row.key,
        "public": b64encode(public_keys().get(row.key, b"")).decode(),
        "signature": b64encode(bytes(row.signature)).decode(),
    }


# -- verifying -------------------------------------------------------------------------------------------------------


def verify_checkpoints() -> Iterator[Fault]:
    """What the checkpoints show to be wrong: with themselves, with their copies, with the journals. System's scope."""
    rows = list(Checkpoint.objects.order_by("nth").defer("tiles"))
    yield from _chain(rows)
    if rows and root_of(tile for _, tile in _tiles(rows[-1].nth)[0]) != bytes(rows[-1].root):
        yield _of(
            rows[-1].nth, Text("所列记录与签名的根不符", "the heads listed don't lead to the root that was signed")
        )
    yield from _copies({row.nth: row for row in rows})
    yield from _journals()


def _chain(rows: list[Checkpoint]) -> Iterator[Fault]:
    previous, keys = START, public_keys()
    for expected, row in enumerate(rows, start=1):
        said = stated(row)
        if row.nth != expected or said.previous != previous:
            yield _of(expected, Text("此处的检查点被移除或改动", "a checkpoint was removed or altered here"))
            return
        if not signed_by(keys.get(row.key, b""), Stated.PURPOSE, said.message, bytes(row.signature)):
            yield _of(row.nth, Text("签名不符", "the signature doesn't hold"))
            return
        previous = said.hash


def _copies(rows: Mapping[int, Checkpoint]) -> Iterator[Fault]:
    for path in sorted(folder().glob("*.json")):
        nth = int(path.stem)
        if nth not in rows:
            yield _of(
                nth, Text("数据库中没有这个检查点，可能被回退", "not in the database, which may have been rolled back")
            )
        elif json.loads(path.read_text())["checkpoint"] != stated(rows[nth]).data:
            yield _of(nth, Text("与另存的副本不符", "differs from the copy kept outside"))


def _journals() -> Iterator[Fault]:
    with connection.cursor() as cursor:
        cursor.execute(OUT_OF_STEP)
        named: set[int] = set()
        for case_id, number, seq, no_case, no_entry, nth in cursor.fetchall():
            if case_id not in named:
                named.add(case_id)
                yield Fault(nth, number, seq, REMOVED if no_case else CUT if no_entry else ALTERED)


REMOVED = Text("案件被移除", "the case was removed")
CUT = Text("记录末尾被截去", "the journal was cut at its end")
ALTERED = Text("记录被改动", "the journal was altered")


def _of(nth: int, says: Text) -> Fault:
    return Fault(nth, "", 0, says)


# -- proof of one case -----------------------------------------------------------------------------------------------


def proof_of(case_id: int, before: datetime) -> Mapping[str, object] | None:
    """That a case's journal stood in the newest checkpoint before a moment; None if there is none. System's scope."""
    row = Checkpoint.objects.filter(at__lte=before).order_by("-nth").first()
    if row is None:
        return None
    tiles = list(TILED.iter_unpack(bytes(row.tiles)))
    nth = bisect_right([first for first, _ in tiles], case_id) - 1
    if nth < 0:
        return None
    upper = tiles[nth + 1][0] if nth + 1 < len(tiles) else None
    heads = _tile(row.nth, tiles[nth][0], upper)
    place = next((at for at, head in enumerate(heads) if head.case == case_id), None)
    if place is None:
        return None
    index = nth * TILE + place
    path = inclusion_path([leaf_of(head) for head in heads], [root for _, root in tiles], index)
    head = heads[place]
    return {
        **as_data(row),
        "case": case_id,
        "seq": head.seq,
        "hash": head.hash.hex(),
        "index": index,
        "path": [each.hex() for each in path],
    }


def _tile(nth: int, first: int, upper: int | None) -> list[Head]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (case_id) case_id, number, seq, hash from archive_anchor "
            "where checkpoint <= %s and case_id >= %s and (%s::bigint is null or case_id < %s) "
            "order by case_id, checkpoint desc",
            [nth, first, upper, upper],
        )
        return [Head(row[0], row[1], row[2], bytes(row[3])) for row in cursor.fetchall()]
