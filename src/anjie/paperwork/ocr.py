"""Reading pictures of pages: upright first, then line by line. Text recognition is an extra that need not be installed.

    python -m anjie.paperwork.ocr PICTURE…      the pages as JSON, in a process of its own that gives its memory back

The recogniser's own classifier of turned lines is left out: it loses whole lines of clean pages. A page that reads
badly is tried at the other turns, in small; a line that is wider than tall, over the page, is what tells a page on
its side.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from PIL import Image

from anjie.paperwork.reading_letters import Line

WIDTH = 1400
"""Points across to which a page is brought before it is read."""
PROBE = 900
"""The same for trying its turns."""
SURE = 0.93
"""Below this a page is tried at the other turns."""
TURNS = (0, 90, 180, 270)
SMALLEST = 16


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that was read: by how many degrees it had to be turned, counter-clockwise, and its lines."""

    turned: int
    lines: tuple[Line, ...]


def installed() -> bool:
    """Whether text recognition is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_page(picture: Image.Image, page: int = 1) -> PageRead:
    """Read one page, whichever way it lies; no line of a page without text."""
    if min(picture.size) < SMALLEST:
        return PageRead(0, ())
    boxes = _read(_sized(picture, WIDTH))
    turned = 0
    if _doubtful(boxes):
        turned = max(_candidates(boxes), key=lambda turn: _worth(_read(_sized(_turn(picture, turn), PROBE))))
        if turned:
            boxes = _read(_sized(_turn(picture, turned), WIDTH))
    return PageRead(turned, tuple(_lines(boxes, page)))


@dataclass(frozen=True, slots=True)
class _Box:
    """What the recogniser found, in shares of the page."""

    text: str
    score: float
    corners: tuple[tuple[float, float], ...]
    across: float
    down: float

    @property
    def wide(self) -> bool:
        return self.across >= self.down


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def _read(picture: Image.Image) -> list[_Box]:
    import numpy as np

    result = _engine()(np.asarray(picture.convert("RGB"))[:, :, ::-1])
    if result.boxes is None or not len(result.boxes):
        return []
    width, height = picture.size
    return [
        _Box(
            text,
            float(score),
            tuple((float(x) / width, float(y) / height) for x, y in box),
            math.dist(box[0], box[1]),
            math.dist(box[1], box[2]),
        )
        for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True)
    ]


def _sized(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    return picture.resize((width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS)


def _turn(picture: Image.Image, turn: int) -> Image.Image:
    return picture.rotate(turn, expand=True) if turn else picture


def _wide_share(boxes: Sequence[_Box]) -> float:
    signs = sum(len(box.text) for box in boxes)
    return sum(len(box.text) for box in boxes if box.wide) / signs if signs else 0.0


def _worth(boxes: Sequence[_Box]) -> float:
    return sum(box.score * len(box.text) for box in boxes) * _wide_share(boxes)


def _doubtful(boxes: Sequence[_Box]) -> bool:
    signs = sum(len(box.text) for box in boxes)
    sure = sum(box.score * len(box.text) for box in boxes) / signs if signs else 0.0
    return bool(signs) and (sure < SURE or _wide_share(boxes) < 0.5)  # noqa: PLR2004 - half of it


def _candidates(boxes: Sequence[_Box]) -> Sequence[int]:
    """Lines that lie across a page say that it stands on its feet or on its head; others, that it lies on a side."""
    return (0, 180) if _wide_share(boxes) >= 0.5 else (90, 270)  # noqa: PLR2004 - half of it


def _lines(boxes: Sequence[_Box], page: int) -> Iterable[Line]:
    """In reading order: along the tilt of the page, what stands at one height from left to right."""
    if not boxes:
        return
    tilt = _tilt(boxes)
    placed = sorted(((_height(box, tilt), box) for box in boxes), key=lambda each: each[0])
    rows: list[list[tuple[float, _Box]]] = []
    for at, box in placed:
        if rows and at - rows[-1][0][0] < _tall(box) * 0.6:
            rows[-1].append((at, box))
        else:
            rows.append([(at, box)])
    for row in rows:
        for _, box in sorted(row, key=lambda each: each[1].corners[0][0]):
            yield _line(box, page)


def _tilt(boxes: Sequence[_Box]) -> float:
    """How much a line goes down on its way across, of the longest ones the middle one."""
    longest = sorted(boxes, key=lambda box: -box.across)[:15]
    slopes = sorted(
        (box.corners[1][1] - box.corners[0][1]) / max(box.corners[1][0] - box.corners[0][0], 0.01) for box in longest
    )
    return slopes[len(slopes) // 2]


def _height(box: _Box, tilt: float) -> float:
    x = sum(corner[0] for corner in box.corners) / len(box.corners)
    y = sum(corner[1] for corner in box.corners) / len(box.corners)
    return y - tilt * x


def _tall(box: _Box) -> float:
    return abs(box.corners[3][1] - box.corners[0][1])


def _line(box: _Box, page: int) -> Line:
    xs, ys = [corner[0] for corner in box.corners], [corner[1] for corner in box.corners]
    left, top = max(0, round(1000 * min(xs))), max(0, round(1000 * min(ys)))
    return Line(
        box.text, page, left, top, round(1000 * max(xs)) - left, round(1000 * max(ys)) - top, round(box.score, 3)
    )


def main(paths: Sequence[str]) -> None:
    """Read pictures and write what was read."""
    pages = []
    for number, path in enumerate(paths, start=1):
        with Image.open(path) as picture:
            pages.append(asdict(read_page(picture, number)))
    json.dump(pages, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1:])
