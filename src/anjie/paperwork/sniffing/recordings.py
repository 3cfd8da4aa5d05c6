"""Recordings: kept as they are, never played on this side. What they are is told by how they are built."""

from typing import BinaryIO

from anjie.paperwork.sniffing.reading import at, beginning, size_of, zip_at_the_end
from anjie.paperwork.sniffing.sorts import MP3, WAV, Limits, RefusedError, Sort
from anjie.procedure.terms import Text

BROKEN = Text("录音录像文件已损坏或不完整", "The recording is damaged or not complete")
MIXED = Text("文件里还夹带了其他内容，不能上传", "Something else is hidden in the file: it can't be uploaded")


def look(file: BinaryIO, sort: Sort, limits: Limits) -> None:
    """Follow its parts to the end. RefusedError if they don't come out even, or if it is an archive besides."""
    if zip_at_the_end(file):
        raise RefusedError(MIXED)
    sound = _framed(file) if sort is MP3 else _chunked(file) if sort is WAV else _boxed(file, limits)
    if not sound:
        raise RefusedError(BROKEN)


_RATES = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_LAYER_3 = 0b01
_FRAMES = 3
"""So many frames that follow one another are no accident."""


def frame_at(data: bytes, place: int) -> int:
    """The length of the MP3 frame that begins here; 0 if none does."""
    head = data[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004 - the format's own bits
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    kbits, rate, padded = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in _RATES or layer != _LAYER_3 or kbits in {0, 15} or rate == 3:  # noqa: PLR2004 - as above
        return 0
    first = version == 0b11  # noqa: PLR2004 - MPEG 1
    return (144 if first else 72) * (_KBITS_1 if first else _KBITS_2)[kbits] * 1000 // _RATES[version][rate] + padded


def _framed(file: BinaryIO) -> bool:
    """Some MPEG frames one behind the other, after the tag that may stand before them."""
    head = beginning(file, 10)
    start = 0
    if head.startswith(b"ID3"):
        start = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    data = at(file, start, 64 * 1024)
    place = next((n for n in range(min(len(data), 4096)) if frame_at(data, n)), -1)
    for _ in range(_FRAMES):
        length = frame_at(data, place) if place >= 0 else 0
        if not length:
            return False
        place += length
    return True


def _chunked(file: BinaryIO) -> bool:
    """A `fmt ` and a `data` chunk, within the size that the head states."""
    size, place, seen = size_of(file), 12, set[bytes]()
    while place + 8 <= size and len(seen) < 64:  # noqa: PLR2004 - no recording has so many kinds of chunks
        name, length = at(file, place, 4), int.from_bytes(at(file, place + 4, 4), "little")
        seen.add(name)
        if name == b"data":
            return b"fmt " in seen and place + 8 + min(length, size) <= size + 1
        place += 8 + length + length % 2
    return False


def _boxed(file: BinaryIO, limits: Limits) -> bool:
    """Boxes that follow one another exactly to the end of the file, `moov` and `mdat` among them."""
    size, place, seen = size_of(file), 0, set[bytes]()
    for _ in range(limits.parts):
        if place == size:
            return {b"ftyp", b"moov", b"mdat"} <= seen
        head = at(file, place, 16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - place
        if length < 8 or place + length > size:  # noqa: PLR2004 - a box has a head of eight bytes
            return False
        seen.add(head[4:8])
        place += length
    return False
