"""PDFs: whole, open to everybody, and without anything that does something by itself.

They are kept as they came, for a signature in them would not survive being written anew. So what makes a PDF do
something is looked for: in its bytes, in the objects packed inside of it (unpacked piece by piece, within limits),
under names written in any way that the format allows; and the library that draws them is asked what it found.
"""

import re
import zlib
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from anjie.paperwork.drawing import PDFIUM
from anjie.paperwork.sniffing.reading import at, pieces, size_of, zip_at_the_end
from anjie.paperwork.sniffing.sorts import Limits, RefusedError, Sort
from anjie.procedure.terms import Text

BROKEN = Text("PDF 已损坏或不完整，请重新导出", "The PDF is damaged or not complete: export it again")
LOCKED = Text("PDF 有口令，请去掉口令后再上传", "The PDF has a password: take it off first")
ACTIVE = Text(
    "PDF 含有脚本、附件或会自动运行的内容，不能上传：请打印为新的 PDF 或扫描后再上传",
    "The PDF has scripts, attachments or something that runs by itself: print it to a new PDF, or scan it",
)
MIXED = Text("文件里还夹带了其他内容，不能上传", "Something else is hidden in the file: it can't be uploaded")
LONG = Text("PDF 页数过多，请拆分后再上传", "The PDF has too many pages: split it")
BOMB = Text("压缩内容过大，不能上传", "What is packed inside is too large")

_WORDS = (
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData", "GoToE",
    "Rendition",
)  # fmt: skip
_ACTIVE = re.compile(rb"/(?:" + b"|".join(word.encode() for word in _WORDS) + rb")(?![A-Za-z0-9])")
_NAME = re.compile(rb"/[^\s/<>\[\]()%{}]*#[0-9A-Fa-f]{2}[^\s/<>\[\]()%{}]*")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_PACKED = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_FILTER = re.compile(rb"/Filter\s*(?:\[\s*/(\w+)\s*\]|/(\w+)|(\[))")
_END = 2048
"""Bytes at the end in which a PDF says that it ends, and behind which nothing follows."""
_DICTIONARY = 2048
"""Bytes before packed objects in which their dictionary stands."""
_PIECE = 64 * 1024


def look(file: BinaryIO, _sort: Sort, limits: Limits) -> None:
    """RefusedError for what isn't simply pages."""
    _ends(file)
    _asleep(file, limits)
    _opens(file, limits)


def _ends(file: BinaryIO) -> None:
    size = size_of(file)
    tail = at(file, max(0, size - _END), _END)
    _, found, after = tail.rpartition(b"%%EOF")
    if not found:
        raise RefusedError(BROKEN)
    if after.strip(b"\r\n\t \x00") or zip_at_the_end(file):
        raise RefusedError(MIXED)


def _asleep(file: BinaryIO, limits: Limits) -> None:
    """Look for what does something by itself, in the open and in what is packed."""
    file.seek(0)
    for piece in pieces(file):
        _refuse_active(piece)
    left = limits.unpacked
    for place in _packed(file):
        left -= _unpack(file, place, left)


def _refuse_active(data: bytes) -> None:
    plain = (_ESCAPE.sub(lambda code: bytes([int(code[1], 16)]), name) for name in _NAME.findall(data))
    if _ACTIVE.search(data) or any(map(_ACTIVE.match, plain)):
        raise RefusedError(ACTIVE)


def _packed(file: BinaryIO) -> list[int]:
    """Where the dictionaries of packed objects stand."""
    found: set[int] = set()
    file.seek(0)
    place = 0
    for piece in pieces(file):
        begins = file.tell() - len(piece)
        found |= {begins + match.start() for match in _PACKED.finditer(piece)}
        place += len(piece)
    return sorted(found)


def _unpack(file: BinaryIO, place: int, most: int) -> int:
    """Unpack the objects whose dictionary names them here, and look at them; says how many bytes they came to."""
    start = max(0, place - _DICTIONARY)
    around = at(file, start, 2 * _DICTIONARY)
    stream = _STREAM.search(around, place - start)
    if stream is None:
        return 0  # the words stood in a text
    dictionary = around[: stream.start()].rpartition(b" obj")[2]
    chosen = _FILTER.search(dictionary)
    if chosen and (chosen[1] or chosen[2]) != b"FlateDecode":
        raise RefusedError(ACTIVE)  # nobody packs objects in another way, save to hide them
    file.seek(start + stream.end())
    return _inflate(file, most) if chosen else 0  # unpacked ones were looked at where they stand


def _inflate(file: BinaryIO, most: int) -> int:
    inflater = zlib.decompressobj()
    unpacked, tail = 0, b""
    try:
        while not inflater.eof and (piece := inflater.unconsumed_tail or file.read(_PIECE)):
            plain = inflater.decompress(piece, _PIECE)
            unpacked += len(plain)
            if unpacked > most:
                raise RefusedError(BOMB)
            _refuse_active(tail + plain)
            tail = plain[-256:]
    except zlib.error:
        raise RefusedError(BROKEN) from None
    return unpacked


def _opens(file: BinaryIO, limits: Limits) -> None:
    """What the library that will draw it says."""
    file.seek(0)
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            raise RefusedError(LOCKED if "password" in str(error).lower() else BROKEN) from None
        try:
            if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
                raise RefusedError(LOCKED)
            if pdfium.FPDFDoc_GetJavaScriptActionCount(document) or pdfium.FPDFDoc_GetAttachmentCount(document):
                raise RefusedError(ACTIVE)
            if not 0 < len(document) <= limits.pages:
                raise RefusedError(LONG if len(document) else BROKEN)
        finally:
            document.close()
