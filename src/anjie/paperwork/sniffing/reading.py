"""Reading a file of which nothing is believed."""

from collections.abc import Iterator
from typing import BinaryIO

PIECE = 256 * 1024
OVERLAP = 256
"""Bytes of the piece before that are looked at again, so that nothing hides on the seam."""


def beginning(file: BinaryIO, length: int) -> bytes:
    """The first bytes."""
    file.seek(0)
    return file.read(length)


def size_of(file: BinaryIO) -> int:
    """How many bytes there are."""
    return file.seek(0, 2)


def at(file: BinaryIO, place: int, length: int) -> bytes:
    """Some bytes somewhere; fewer where the file ends."""
    file.seek(place)
    return file.read(length)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """All of it, piece by piece, each with the end of the one before."""
    tail = b""
    while piece := file.read(PIECE):
        yield tail + piece
        tail = (tail + piece)[-OVERLAP:]


def zip_at_the_end(file: BinaryIO) -> bool:
    """Whether whoever unpacks archives would take this file for one: he looks at its end, not at its beginning."""
    size = size_of(file)
    tail = at(file, max(0, size - _END_OF_ZIP), _END_OF_ZIP)
    place = tail.rfind(b"PK\x05\x06")
    return place >= 0 and len(tail) - place >= _SHORTEST_END


_SHORTEST_END = 22
_END_OF_ZIP = _SHORTEST_END + 0xFFFF
"""The longest end that a zip archive can have: its last record, and a comment."""
