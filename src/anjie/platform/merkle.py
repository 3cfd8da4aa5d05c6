"""Merkle trees after RFC 6962: one root over any number of leaves, and a short proof that a leaf is one of them.

    leaf = SHA-256(0x00 ‖ data)        node = SHA-256(0x01 ‖ left ‖ right)

The two prefixes keep a node from being passed off as a leaf. Leaves go by one by one: a million need no memory.
A tree is kept as its tiles: the roots over each `TILE` leaves in turn. Since a tile is a power of two, its root is a
node of the whole tree, and a proof needs the leaves of one tile only.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

TILE = 1024
HASH = 32


def leaf_hash(data: bytes) -> bytes:
    """A leaf of the tree."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands over two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


EMPTY = hashlib.sha256().digest()
"""The root over nothing."""


def root_of(nodes: Iterable[bytes]) -> bytes:
    """The root over leaves (or tiles) in their order; memory for as many hashes as the tree is high."""
    peaks: list[tuple[int, bytes]] = []
    for each in nodes:
        height, node = 0, each
        while peaks and peaks[-1][0] == height:
            node = node_hash(peaks.pop()[1], node)
            height += 1
        peaks.append((height, node))
    if not peaks:
        return EMPTY
    _, root = peaks.pop()
    while peaks:
        root = node_hash(peaks.pop()[1], root)
    return root


def tiles_of(leaves: Iterable[bytes]) -> Iterator[bytes]:
    """The roots over each `TILE` leaves in turn; the last tile may be smaller."""
    tile: list[bytes] = []
    for leaf in leaves:
        tile.append(leaf)
        if len(tile) == TILE:
            yield root_of(tile)
            tile = []
    if tile:
        yield root_of(tile)


def path_in(nodes: Sequence[bytes], index: int) -> list[bytes]:
    """What has to be hashed with a node, from below, to come to the root over all of them."""
    if len(nodes) <= 1:
        return []
    half = 1 << ((len(nodes) - 1).bit_length() - 1)
    if index < half:
        return [*path_in(nodes[:half], index), root_of(nodes[half:])]
    return [*path_in(nodes[half:], index - half), root_of(nodes[:half])]


def inclusion_path(tile: Sequence[bytes], tiles: Sequence[bytes], index: int) -> list[bytes]:
    """The proof for the leaf at `index` of the whole tree, of the leaves of its tile and the roots of all tiles."""
    return [*path_in(tile, index % TILE), *path_in(tiles, index // TILE)]


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (RFC 9162, 2.1.3.2); None if it can't be one for a tree of this size."""
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(sibling, root)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None
