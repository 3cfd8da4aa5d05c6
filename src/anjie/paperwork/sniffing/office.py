"""Word and Excel files: packed folders of XML, unpacked piece by piece and thrown away again while looking.

Refused are macros, things of other programs inside, what fetches something from elsewhere by itself, XML with
definitions of its own, names that lead out of the folder, parts that lie over one another, and all that comes to more
than it should.
"""

import re
import zipfile
import zlib
from struct import error as struct_error
from typing import BinaryIO

from anjie.paperwork.sniffing.reading import OVERLAP, PIECE
from anjie.paperwork.sniffing.sorts import DOCX, XLSX, Limits, RefusedError, Sort
from anjie.procedure.terms import Text

BROKEN = Text("文档已损坏或不完整", "The document is damaged or not complete")
LOCKED = Text("文档有口令，请去掉口令后再上传", "The document has a password: take it off first")
MACROS = Text(
    "文档含有宏或内嵌对象，不能上传：请另存为不含宏的文档或 PDF",
    "The document has macros or embedded objects: save it without them, or as PDF",
)
FETCHES = Text(
    "文档会自动读取外部内容，不能上传：请另存为 PDF",
    "The document fetches something from elsewhere by itself: save it as PDF",
)
BOMB = Text("压缩内容过大，不能上传", "What is packed inside is too large")
ARCHIVE = Text("压缩包不能上传：请解压后逐个上传", "Archives can't be uploaded: unpack it and upload what is inside")

_MAIN = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": DOCX,
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": XLSX,
}
_TYPES = "[Content_Types].xml"
_ACTIVE = re.compile(r"vbaproject|/activex/|/embeddings/|oleobject|macrosheets|/ctrlprops/|attachedtoolbars|\.bin$")
_HARMLESS = re.compile(r"/printersettings/[^/]*\.bin$")
_DEFINES = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroenabled", re.IGNORECASE)
_OUTSIDE = re.compile(rb"""<[^>]*targetmode\s*=\s*["']external["'][^>]*>""", re.IGNORECASE)
_LINK = re.compile(rb"""type\s*=\s*["'][^"']*/hyperlink["']""", re.IGNORECASE)
_DDE = re.compile(rb"ddeauto|<ddelink|>\s*dde\s", re.IGNORECASE)
_ENCRYPTED = 0x1


def sort_of(file: BinaryIO, limits: Limits) -> Sort:
    """Which of the two it is. RefusedError for any other archive, and for what must not be in a document."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            return _looked_through(packed, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise RefusedError(BROKEN) from None
    except (RuntimeError, struct_error):
        raise RefusedError(BROKEN) from None


def _looked_through(packed: zipfile.ZipFile, limits: Limits) -> Sort:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if _TYPES not in names:
        raise RefusedError(ARCHIVE)
    _fits(parts, limits)
    for name in names:
        if _ACTIVE.search("/" + name.lower()) and not _HARMLESS.search("/" + name.lower()):
            raise RefusedError(MACROS)
    left = limits.unpacked
    sort: Sort | None = None
    for part in parts:
        left -= _looked_into(packed, part, left)
        if part.filename == _TYPES:
            sort = _main(packed.read(part))
    if sort is None:
        raise RefusedError(ARCHIVE)
    return sort


def _fits(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Before anything is unpacked: how many, what they claim, what they are called, where they lie."""
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
        raise RefusedError(BOMB)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise RefusedError(LOCKED)
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or any(map(_leads_out, names)):
        raise RefusedError(BROKEN)
    end = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.header_offset < end:
            raise RefusedError(BOMB)
        end = part.header_offset + part.compress_size


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


def _looked_into(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Unpack one part to nowhere, and count; what is XML is looked through on the way."""
    lower = part.filename.lower()
    is_xml = lower.endswith((".xml", ".rels", ".vml"))
    unpacked, tail = 0, b""
    with packed.open(part) as stream:
        while piece := stream.read(PIECE):
            unpacked += len(piece)
            if unpacked > most:
                raise RefusedError(BOMB)
            if is_xml:
                _looked_at(tail + piece, relations=lower.endswith(".rels"))
                tail = (tail + piece)[-_SEAM:]
    return unpacked


_SEAM = 8 * OVERLAP
"""An element with the address that it fetches from is longer than a word."""


def _looked_at(xml: bytes, *, relations: bool) -> None:
    if b"\x00" in xml[:PIECE] or _DEFINES.search(xml):
        raise RefusedError(BROKEN)  # XML of Office is UTF-8 without definitions
    if _DDE.search(xml):
        raise RefusedError(FETCHES)
    if relations and any(not _LINK.search(found.group()) for found in _OUTSIDE.finditer(xml)):
        raise RefusedError(FETCHES)


def _main(types: bytes) -> Sort | None:
    if _MACRO_TYPE.search(types):
        raise RefusedError(MACROS)
    return next((sort for main, sort in _MAIN.items() if main in types), None)
