"""Pictures: looked at before they are unpacked, then drawn anew, so that nothing but the picture itself comes in.

What a camera wrote besides (place, owner, serial number), what hangs on behind the picture and what a broken encoder
left is gone afterwards. The picture stands upright, as the camera had noted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from PIL import Image, ImageOps, ImageSequence

from anjie.paperwork.sniffing.sorts import JPEG, PNG, TIFF, WEBP, Limits, RefusedError, Sort
from anjie.platform.files import aside
from anjie.procedure.terms import Text

FORMATS = {JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF", WEBP: "WEBP"}
QUALITY = 92
UNREADABLE = Text("图片已损坏或不完整，请重新拍照或扫描", "The picture is damaged or not complete: take it again")
HUGE = Text("图片尺寸过大，请用较低分辨率重新扫描", "The picture has too many points: scan it at a lower resolution")


def look(file: BinaryIO, sort: Sort, limits: Limits) -> None:
    """Read the head alone: how large it is, and how many pages. RefusedError for what would be too much to draw."""
    with opened(file, sort) as picture:
        _bounded(picture, limits)
        if getattr(picture, "n_frames", 1) > (limits.pages if sort is TIFF else 1):
            raise RefusedError(
                Text("动图或页数过多的图片不能上传", "Moving pictures, and those of too many pages, can't be uploaded")
            )


def redrawn(file: BinaryIO, sort: Sort, limits: Limits) -> BinaryIO:
    """Draw it anew into a temporary file. RefusedError if it can't be drawn."""
    anew = aside()
    try:
        with opened(file, sort) as picture:
            _draw(picture, sort, limits, anew)
    except BaseException:
        anew.close()
        raise
    anew.seek(0)
    return anew


@contextmanager
def opened(file: BinaryIO, sort: Sort) -> Iterator[Image.Image]:
    """Open a picture as what it is and nothing else; whatever it does wrong is a RefusedError."""
    file.seek(0)
    try:
        with Image.open(file, formats=[FORMATS[sort]]) as picture:
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise RefusedError(HUGE) from None
    except RefusedError:
        raise
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, EOFError, MemoryError, AttributeError):
        raise RefusedError(UNREADABLE) from None
    except (IndexError, OverflowError, ZeroDivisionError, NotImplementedError, RuntimeError):
        raise RefusedError(UNREADABLE) from None


def _bounded(picture: Image.Image, limits: Limits) -> None:
    width, height = picture.size
    if width * height > limits.pixels:
        raise RefusedError(HUGE)


def _draw(picture: Image.Image, sort: Sort, limits: Limits, anew: BinaryIO) -> None:
    dpi = picture.info.get("dpi")
    options: dict[str, object] = {"dpi": dpi} if isinstance(dpi, tuple) and all(each > 1 for each in dpi) else {}
    if sort is not TIFF:
        _upright(picture, sort).save(anew, FORMATS[sort], **options, **_OPTIONS[sort])
        return
    pages = _pages(picture, limits)
    first = next(pages)
    compression = "group4" if first.mode == "1" else "tiff_adobe_deflate"
    first.save(anew, "TIFF", save_all=True, append_images=pages, compression=compression, **options)


_OPTIONS: dict[Sort, dict[str, object]] = {
    JPEG: {"quality": QUALITY, "optimize": True, "exif": b""},
    PNG: {"compress_level": 6},
    WEBP: {"quality": QUALITY, "exif": b""},
}


def _pages(picture: Image.Image, limits: Limits) -> Iterator[Image.Image]:
    """The pages one by one, so that one is in memory at a time; all in the mode of the first."""
    mode = ""
    for page in ImageSequence.Iterator(picture):
        _bounded(page, limits)
        drawn = _upright(page, TIFF)
        mode = mode or drawn.mode
        yield drawn if drawn.mode == mode else drawn.convert(mode)


def _upright(picture: Image.Image, sort: Sort) -> Image.Image:
    """The bare points, upright, in a mode that the format can hold."""
    drawn = ImageOps.exif_transpose(picture)
    wanted = _mode(drawn, sort)
    bare = Image.new(wanted, drawn.size)
    bare.paste(drawn.convert(wanted) if drawn.mode != wanted else drawn)
    return bare


def _mode(picture: Image.Image, sort: Sort) -> str:
    if picture.mode == "1" and sort in {TIFF, PNG}:
        return "1"
    if picture.mode in {"1", "L"} or picture.mode.startswith("I;16"):
        return "L"
    clear = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return "RGBA" if clear and sort in {PNG, WEBP} else "RGB"
