"""From bytes to a sort, or to a word why not."""

import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Callable, Mapping
from typing import BinaryIO

import puremagic

from anjie.paperwork.sniffing import office, pdfs, pictures, recordings
from anjie.paperwork.sniffing.reading import PIECE, beginning, size_of
from anjie.paperwork.sniffing.sorts import (
    DOCX,
    JPEG,
    M4A,
    MB,
    MP3,
    MP4,
    PDF,
    PNG,
    TEXT,
    TIFF,
    WAV,
    WEBP,
    XLSX,
    Limits,
    RefusedError,
    Sort,
)
from anjie.procedure.terms import Text

HEAD = 4096
"""Bytes by which a file is known."""


def sniff(file: BinaryIO, limits: Limits) -> Sort:
    """Say what a file is, and look into it as far as its sort wants. RefusedError for what may not come in."""
    size = size_of(file)
    if not size:
        raise RefusedError(Text("文件是空的", "The file is empty"))
    head = beginning(file, HEAD)
    sort = _by_signature(head) or _packed(file, head, limits) or _text(file, head)
    most = limits.recording if sort.recording else limits.paper
    if size > most:
        raise RefusedError(too_large(most))
    _LOOKS[sort.media_type](file, sort, limits)
    return sort


def too_large(most: int) -> Text:
    """What is said of a file that is too large."""
    return Text(f"文件超过 {most // MB} MB，请压缩或拆分后再上传", f"The file is larger than {most // MB} MB: split it")


def _by_signature(head: bytes) -> Sort | None:
    for sign, sort in _SIGNS:
        if head.startswith(sign):
            return sort
    if head.startswith(b"RIFF"):
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _boxed(head[8:12])
    if recordings.frame_at(head, 0):
        return MP3
    return None


_SIGNS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"ID3", MP3),
)

APPLE = Text(
    "苹果手机的 HEIC 照片暂不支持：请在“设置→相机→格式”中选“兼容性最佳”，或发送为 JPEG 后再上传",
    "HEIC photographs can't be taken: set the camera to 'Most compatible', or send the picture as JPEG",
)


def _boxed(brand: bytes) -> Sort:
    if brand in {b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"avif"}:
        raise RefusedError(APPLE)
    return M4A if brand in {b"M4A ", b"M4B "} else MP4


def _packed(file: BinaryIO, head: bytes, limits: Limits) -> Sort | None:
    return office.sort_of(file, limits) if head.startswith(b"PK\x03\x04") else None


def _text(file: BinaryIO, head: bytes) -> Sort:
    """Whatever has no sign is a text, or nothing that may come in."""
    for sign, says in _KNOWN:
        if head.startswith(sign):
            raise RefusedError(says)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").lower()
    if start.startswith(_MARKED) or any(each in head.lower() for each in _SCRIPTED):
        raise RefusedError(WEB_PAGE)
    if not _reads(file, "utf-8") and not _reads(file, "gb18030"):
        raise RefusedError(_unknown(head))
    return TEXT


WEB_PAGE = Text(
    "网页、SVG、脚本类文件不能上传：请打印为 PDF 或截图后再上传",
    "Web pages, SVG and scripts can't be uploaded: print to PDF, or take a picture of the screen",
)
ARCHIVE = Text("压缩包不能上传：请解压后逐个上传", "Archives can't be uploaded: unpack it and upload what is inside")
PROGRAM = Text("程序、快捷方式类文件不能上传", "Programs and shortcuts can't be uploaded")
OLD_OFFICE = Text(
    "旧版 Office 文件不能上传：请另存为 .docx、.xlsx 或 PDF",
    "Old Office files can't be uploaded: save as .docx, .xlsx or PDF",
)

_MARKED = (
    b"<!doctype", b"<html", b"<svg", b"<?xml", b"<?php", b"<script", b"<!--", b"<head", b"<body", b"<iframe", b"#!",
    b"@echo", b"{\\rtf", b"[internetshortcut]", b"mime-version:", b"<hta:", b"%!ps",
)  # fmt: skip
_SCRIPTED = (b"<script", b"<svg", b"<html", b"<!doctype html", b"<iframe", b"javascript:")
_KNOWN = (
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"PK", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ", ARCHIVE),
    (b"GIF8", Text("GIF 动图不能上传：请另存为 PNG 或 JPEG", "GIF can't be uploaded: save as PNG or JPEG")),
    (b"BM", Text("BMP 图片不能上传：请另存为 PNG 或 JPEG", "BMP can't be uploaded: save as PNG or JPEG")),
)


def _reads(file: BinaryIO, encoding: str) -> bool:
    """Whether all of it is text in this encoding: no control character but those that part lines and columns."""
    decoder = getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            if any(unicodedata.category(each) == "Cc" and each not in "\t\n\r\f" for each in decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unknown(head: bytes) -> Text:
    """What is said of bytes that nothing here knows; `puremagic` may know their name."""
    try:
        found = puremagic.from_string(head).lstrip(".").upper()
    except (puremagic.PureError, ValueError):
        found = ""
    name = Text(f"（识别为 {found}）", f" (it looks like {found})") if found else Text("", "")
    return Text("这种文件不能上传", "This kind of file can't be uploaded") + name + CAN


CAN = Text(
    "：可上传 PDF、照片、扫描件、文本、Word、Excel、录音录像",
    ": PDF, photographs, scans, text, Word, Excel and recordings can",
)

Look = Callable[[BinaryIO, Sort, Limits], None]

_LOOKS: Mapping[str, Look] = {
    PDF.media_type: pdfs.look,
    JPEG.media_type: pictures.look,
    PNG.media_type: pictures.look,
    TIFF.media_type: pictures.look,
    WEBP.media_type: pictures.look,
    TEXT.media_type: lambda _file, _sort, _limits: None,
    DOCX.media_type: lambda _file, _sort, _limits: None,
    XLSX.media_type: lambda _file, _sort, _limits: None,
    MP3.media_type: recordings.look,
    M4A.media_type: recordings.look,
    WAV.media_type: recordings.look,
    MP4.media_type: recordings.look,
}
"""How each sort is looked into. A packed document was, when it was told which one it is; a text, all of it."""
