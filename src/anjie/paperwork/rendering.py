"""Drawing a sheet as PDF, with typst: PDF/A-2a and PDF/UA-1, with subset fonts, the same bytes for the same data.

Each thread keeps a compiler of its own, since a compiler that is used again takes a tenth of the time of a new one.
A character that no face has is refused by name, never drawn as a box.
"""

import base64
import json
import re
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import manimgx_fonts_cjk
import pylopdf_fonts_zh_cn
import pypdfium2
import typst
import zxingcpp
from django.conf import settings

from anjie.paperwork.codes import PaperCode, encode
from anjie.paperwork.drawing import PDFIUM
from anjie.paperwork.sheet import Block, Printed, Sheet
from anjie.procedure.terms import Text

USUAL_PAGES = 4
"""For how many pages codes are drawn at first; a longer paper is drawn again with as many as it has."""

_MISSING = re.compile(r'the text `?"(?P<text>.+?)"`? could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How the typesetter names what it can't show."""
_DRAWING = threading.local()


class UnprintableError(Exception):
    """A paper can't be printed, and what is wrong with it."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


def render(sheet: Sheet, at: datetime, code: PaperCode | None = None) -> Printed:
    """Draw a sheet; `at` is the time that stands in the file. UnprintableError names a character that no face has."""
    data = _draw(_coded(sheet, code, USUAL_PAGES), at)
    pages = pages_of(data)
    if code and pages > USUAL_PAGES:
        data = _draw(_coded(sheet, code, pages), at)
    return Printed(data, pages, at)


def pages_of(data: bytes) -> int:
    """How many pages a PDF has."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            return len(document)
        finally:
            document.close()


def picture_of(data: bytes, page: int = 0, scale: float = 1.0) -> Any:
    """One page of a PDF as a picture (of Pillow)."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            return document[page].render(scale=scale).to_pil()
        finally:
            document.close()


def text_of(data: bytes) -> str:
    """The text of a PDF, page by page."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(data)
        try:
            return "\f".join(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()


def _coded(sheet: Sheet, code: PaperCode | None, pages: int) -> Sheet:
    if code is None:
        return sheet
    return replace(sheet, codes=tuple(code_picture(encode(replace(code, page=page + 1))) for page in range(pages)))


@lru_cache(256)
def code_picture(text: str) -> str:
    """A code as SVG."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(zxingcpp.write_barcode_to_svg(barcode, add_quiet_zones=True))


def _draw(sheet: Sheet, at: datetime) -> bytes:
    try:
        data = _compiler().compile(
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.timestamp()),
            sys_inputs={"sheet": json.dumps(_as_data(sheet), ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise _said(error) from error
    if not isinstance(data, bytes):
        raise TypeError("typst gave no PDF")
    return data


def _said(error: typst.TypstError) -> Exception:
    """What a person can do about it; other errors are ours."""
    found = _MISSING.search(error.message) or _MISSING.search(error.diagnostic)
    if found is None:
        return error
    missing = _ESCAPED.sub(lambda each: chr(int(each[1], 16)), found["text"])
    names = "、".join(f"“{each}”(U+{ord(each):04X})" for each in dict.fromkeys(missing))
    english = ", ".join(f"'{each}' (U+{ord(each):04X})" for each in dict.fromkeys(missing))
    return UnprintableError(
        Text(f"字库中没有这个字：{names}，请改用别的字", f"No typeface has this character: {english}; use another")
    )


def _as_data(sheet: Sheet) -> dict[str, object]:
    return {**asdict(replace(sheet, blocks=())), "blocks": [_block(each) for each in sheet.blocks]}


def _block(block: Block) -> dict[str, object]:
    data = {"kind": type(block).__name__, **asdict(block)}
    if data.get("seal"):
        data["seal-bytes"] = list(base64.b64decode(str(data["seal"])))
    return data


def _compiler() -> typst.Compiler:
    """This thread's compiler; a new one where the fonts were changed."""
    folders = font_folders()
    kept: tuple[Sequence[Path], typst.Compiler] | None = getattr(_DRAWING, "kept", None)
    if kept is None or kept[0] != folders:
        source = _sources() / "sheet.typ"
        kept = (folders, typst.Compiler(source, root=source.parent, font_paths=_fonts(folders)))
        _DRAWING.kept = kept
    return kept[1]


def font_folders() -> tuple[Path, ...]:
    """Where the faces are: the installation's own folder first, then the ones that come with us."""
    own = [Path(settings.ANJIE_FONTS)] if settings.ANJIE_FONTS else []
    shipped = [Path(str(module.__file__)).parent for module in (pylopdf_fonts_zh_cn, manimgx_fonts_cjk)]
    return (*own, *shipped)


@cache
def _fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[*map(str, folders)])


@cache
def _sources() -> Path:
    """The folder of the typst sources, as files."""
    stack = ExitStack()  # for as long as the process lives
    return stack.enter_context(as_file(files("anjie.paperwork") / "typst"))
