"""What sealing costs by the megabyte, and a checkpoint over a million journals. No database."""

import hashlib
import io
from collections.abc import Callable, Iterator
from time import perf_counter

from anjie.archive.bag import PURPOSE, Content, Signer, write
from anjie.archive.checkpointing import Head, leaf_of
from anjie.archive.opening import read_tar
from anjie.archive.verifying import verify
from anjie.bench.figures import Figure
from anjie.bench.setting import Setting
from anjie.platform.merkle import TILE, inclusion_path, root_of, tiles_of
from anjie.platform.signing import public_keys, sign
from anjie.procedure.terms import Text

PART = "archive"
HEADS = 1_000_000
MEGABYTES = 64
SMALL = 20
CHUNK = bytes(range(256)) * 256
ROUNDS = 20
NUMBER = "450103-2026-00001"


def measure(setting: Setting) -> Iterator[Figure]:
    """A package with much in it and one with little, looked at again; and the tree over a million heads."""
    del setting
    large = [Content("papers/scan", MEGABYTES * 2**20, lambda: (CHUNK for _ in range(MEGABYTES * 2**20 // len(CHUNK))))]
    taken = _seconds(lambda: sum(map(len, _package(large))))
    yield Figure(PART, "seal large", Text(f"封存{MEGABYTES}兆材料", "seal, large papers"), MEGABYTES / taken, "MB/s")
    small = [Content.of(f"papers/{nth}", CHUNK) for nth in range(SMALL)]
    taken = _seconds(lambda: [b"".join(_package(small)) for _ in range(ROUNDS)]) / ROUNDS
    yield Figure(PART, "seal small", Text(f"封存{SMALL}件小材料", f"seal {SMALL} small papers"), taken * 1000, "ms")
    data = b"".join(_package(large))
    taken = _seconds(lambda: verify(read_tar(io.BytesIO(data))))
    yield Figure(PART, "verify", Text("核对封存包", "verify a package"), MEGABYTES / taken, "MB/s")
    yield from _checkpoint()


def _checkpoint() -> Iterator[Figure]:
    start = perf_counter()
    tiles = list(tiles_of(map(leaf_of, _heads(HEADS))))
    root_of(tiles)
    taken = perf_counter() - start
    yield Figure(PART, "checkpoint", Text("百万案件的检查点", "checkpoint of a million heads"), taken, "s")
    first = [leaf_of(head) for head in _heads(TILE)]
    taken = _seconds(lambda: inclusion_path(first, tiles, 0))
    yield Figure(PART, "proof", Text("一个案件的证明", "proof of one case"), taken * 1000, "ms", 5.0)


def _heads(count: int) -> Iterator[Head]:
    for nth in range(1, count + 1):
        yield Head(nth, f"450103-2026-{nth:07d}", nth % 40 + 1, hashlib.sha256(nth.to_bytes(8, "big")).digest())


def _package(contents: list[Content]) -> Iterator[bytes]:
    key, public = next(iter(public_keys().items()))
    return write(NUMBER, contents, {}, Signer(key, public, lambda message: sign(PURPOSE, message).value))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
