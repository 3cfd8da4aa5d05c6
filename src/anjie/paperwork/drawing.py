"""Pictures of pages, made on this side: what a browser is shown is never the file itself, only points."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import BinaryIO

import pypdfium2
from PIL import Image

PDFIUM = Lock()
"""Held by whoever uses pdfium, which does one thing at a time."""

THUMBNAIL, READING, PRINTING = 240, 1100, 1650
"""Widths in points: to recognise a paper, to read it, to black out a line of it (200 dpi on A4)."""
QUALITY = 82
PDF_TYPE = "application/pdf"


class NoSuchPageError(Exception):
    """The paper has no such page."""


def page_count(file: BinaryIO, media_type: str) -> int:
    """How many pages there are."""
    if media_type == PDF_TYPE:
        with pages_of(file) as document:
            return len(document)
    with Image.open(file) as picture:
        return int(getattr(picture, "n_frames", 1))


@contextmanager
def pages_of(file: BinaryIO) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF, open, for as long as nobody else needs pdfium."""
    file.seek(0)
    with PDFIUM:
        document = pypdfium2.PdfDocument(file)
        try:
            yield document
        finally:
            document.close()


def page_picture(file: BinaryIO, media_type: str, page: int, width: int) -> Image.Image:
    """One page, counted from 1, as a picture of that width; a picture that is smaller is not made larger.

    NoSuchPageError if there is none.
    """
    if media_type == PDF_TYPE:
        return _of_pdf(file, page, width)
    file.seek(0)
    with Image.open(file) as picture:
        if not 1 <= page <= int(getattr(picture, "n_frames", 1)):
            raise NoSuchPageError
        picture.seek(page - 1)
        picture.draft("RGB", (width, width * 4))
        drawn = _on_white(picture)
    if drawn.width > width:
        drawn = drawn.resize((width, max(1, round(drawn.height * width / drawn.width))), Image.Resampling.LANCZOS)
    return drawn


def _of_pdf(file: BinaryIO, page: int, width: int) -> Image.Image:
    with pages_of(file) as document:
        if not 1 <= page <= len(document):
            raise NoSuchPageError
        leaf = document[page - 1]
        across, down = leaf.get_size()
        scale = min(width / max(across, 1), MOST / max(across, down, 1))
        drawn: Image.Image = leaf.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
        leaf.close()
    return drawn


MOST = 8000
"""Points of the longer side, whatever a page says of its size."""


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
        return ground
    return picture.convert("RGB")


def as_jpeg(picture: Image.Image) -> bytes:
    """The picture as it is sent."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
