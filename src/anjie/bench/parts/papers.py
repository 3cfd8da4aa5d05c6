"""How fast papers come in, are shown, and are read. No database: the files lie in a folder of the measurement's own."""

import io
import random
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from PIL import Image

from anjie.bench.figures import Aim, Figure, p50
from anjie.bench.setting import Setting
from anjie.demo.papers import page
from anjie.paperwork import ocr
from anjie.paperwork.drawing import READING, as_jpeg, page_picture
from anjie.paperwork.redaction import redacted
from anjie.paperwork.returning import pictures_as_pdf
from anjie.paperwork.taking_in import laid_down
from anjie.platform.files import Folder
from anjie.procedure.acts.papers import Blackout
from anjie.procedure.terms import Text

PART = "papers"
LARGE = 64 * 1024 * 1024
MOST_MEMORY = 16.0
ROUNDS = 10
LETTER = """投诉人：韦桂香
保单号P2026450103000188，业务员黎建国上门收取现金三千二百元，没有入账。
电话：13907710266
2026年11月20日"""


def measure(setting: Setting) -> Iterator[Figure]:
    """Take in, show, black out and read."""
    del setting
    with TemporaryDirectory() as folder:
        yield from _taking_in(Folder(Path(folder)))
    letter = page(LETTER)
    paper = pictures_as_pdf(iter([Image.open(io.BytesIO(letter))]))
    yield Figure(
        PART, "preview", Text("生成一页图像", "picture of a page"), _milliseconds(lambda: _shown(paper)), "ms", 100
    )
    areas = [Blackout(page=1, left=100, top=100, width=300, height=50)]
    black = _milliseconds(lambda: redacted(io.BytesIO(paper), "application/pdf", 1, areas))
    yield Figure(PART, "redact", Text("遮盖一页", "black out a page"), black, "ms")
    if ocr.installed():
        with Image.open(io.BytesIO(letter)) as picture:
            ocr.read_page(picture)  # the models are loaded
            start = perf_counter()
            ocr.read_page(picture)
        yield Figure(PART, "ocr", Text("识别一页来信", "read a page of a letter"), perf_counter() - start, "s")


def _taking_in(folder: Folder) -> Iterator[Figure]:
    """A large recording, looked at and laid down; and how much memory that takes."""
    sound = b"\xff\xfb\x90\x00" + random.Random(1).randbytes(413)  # noqa: S311 - noise, not a secret
    file = io.BytesIO(sound * (LARGE // len(sound)))
    start = perf_counter()
    laid_down(file, folder.put)
    took = perf_counter() - start
    says = Text("存入录音", "take a recording in")
    yield Figure(PART, "upload", says, file.getbuffer().nbytes / 1e6 / took, "MB/s", 20, Aim.AT_LEAST)
    tracemalloc.start()
    try:
        laid_down(file, folder.put)
        most = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    yield Figure(PART, "upload memory", Text("存入时占用的内存", "memory while it comes in"), most, "MB", MOST_MEMORY)


def _shown(paper: bytes) -> bytes:
    with closing(io.BytesIO(paper)) as file:
        return as_jpeg(page_picture(file, "application/pdf", 1, READING))


def _milliseconds(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return p50(times) * 1000
