"""Signed paper that comes back: which paper each page of a scan is, by its printed code; several are parted.

A page without a code belongs to the page before it: it is its back, or an annex. What stands before the first code,
and a scan without any, is for a person to say.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import pypdfium2
import zxingcpp
from PIL import Image

from anjie.paperwork.codes import PaperCode, decode
from anjie.paperwork.drawing import PDF_TYPE, PDFIUM, PRINTING, page_picture
from anjie.procedure.casefile import Letter

SHARP = 2400
"""Points across in which a code is looked for again where the usual ones were too few."""


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one scan that are of one paper; `code` is the first one's, None for what has none."""

    code: PaperCode | None
    pages: tuple[int, ...]
    """In the scan, from 1."""
    there: tuple[int, ...] = ()
    """Pages of the paper itself that were recognised, from 1, in order."""


def codes_in(file: BinaryIO, media_type: str, pages: int) -> list[PaperCode | None]:
    """The code on each page of a scan."""
    return [_code_on(file, media_type, page) for page in range(1, pages + 1)]


def _code_on(file: BinaryIO, media_type: str, page: int) -> PaperCode | None:
    for width in (PRINTING, SHARP):
        picture = page_picture(file, media_type, page, width)
        for barcode in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
            if found := decode(barcode.text):
                return found
        if picture.width < width:
            break  # there are no more points to be had
    return None


def parts_of(codes: Sequence[PaperCode | None]) -> list[Part]:
    """Part a scan into papers, in the order in which they lie in it."""
    gathered: dict[tuple[str, int], list[tuple[int, PaperCode | None]]] = {}
    now: tuple[str, int] = ("", 0)
    for page, code in enumerate(codes, start=1):
        if code:
            now = (code.case, code.serial)
        gathered.setdefault(now, []).append((page, code))
    return [_part(each) for each in gathered.values()]


def _part(pages: list[tuple[int, PaperCode | None]]) -> Part:
    found = [code for _, code in pages if code]
    there = tuple(sorted({code.page for code in found}))
    return Part(found[0] if found else None, tuple(page for page, _ in pages), there)


def letter_of(part: Part, number: str, letters: dict[str, Letter]) -> Letter | None:
    """The letter of this case that a part is; None for another case's, and for what names none."""
    if part.code is None or part.code.case != number:
        return None
    letter = letters.get(f"L{part.code.serial}")
    return letter if letter and letter.kind.value == part.code.kind else None


def missing_pages(part: Part, letter: Letter) -> tuple[int, ...]:
    """The pages of the letter that didn't come back."""
    return tuple(page for page in range(1, letter.pages + 1) if page not in part.there)


def cut_out(file: BinaryIO, media_type: str, pages: Sequence[int]) -> bytes:
    """Some pages of a scan as a PDF of their own."""
    if media_type == PDF_TYPE:
        return _cut_out_of_pdf(file, pages)
    return pictures_as_pdf(page_picture(file, media_type, page, SHARP) for page in pages)


def _cut_out_of_pdf(file: BinaryIO, pages: Sequence[int]) -> bytes:
    out = BytesIO()
    file.seek(0)
    with PDFIUM, closing(pypdfium2.PdfDocument(file)) as whole, closing(pypdfium2.PdfDocument.new()) as cut:
        cut.import_pages(whole, [page - 1 for page in pages])
        cut.save(out)
    return out.getvalue()


def pictures_as_pdf(pictures: Iterator[Image.Image]) -> bytes:
    """Pictures as the pages of a PDF, A4 wide: nothing but points, and no text that could be copied."""
    out = BytesIO()
    first = next(pictures)
    first.save(out, "PDF", save_all=True, append_images=pictures, resolution=first.width / A4_INCHES, quality=QUALITY)
    return out.getvalue()


A4_INCHES = 8.27
QUALITY = 85
