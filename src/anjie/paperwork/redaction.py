"""Blacking out: pages are drawn, parts painted over, and only the points are kept. The original stays as it is."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from PIL import Image, ImageDraw

from anjie.paperwork.drawing import PRINTING, page_picture
from anjie.paperwork.returning import pictures_as_pdf
from anjie.procedure.acts.papers import WHOLE, Blackout


def redacted(file: BinaryIO, media_type: str, pages: int, areas: Iterable[Blackout]) -> bytes:
    """The paper as a PDF of pictures, with these parts black."""
    by_page: dict[int, list[Blackout]] = {}
    for area in areas:
        by_page.setdefault(area.page, []).append(area)
    return pictures_as_pdf(_pages(file, media_type, pages, by_page))


def _pages(file: BinaryIO, media_type: str, pages: int, by_page: dict[int, list[Blackout]]) -> Iterator[Image.Image]:
    for page in range(1, pages + 1):
        picture = page_picture(file, media_type, page, PRINTING)
        paint_over(picture, by_page.get(page, ()))
        yield picture


def paint_over(picture: Image.Image, areas: Iterable[Blackout]) -> None:
    """Paint parts of a page black, rounded outwards."""
    draw = ImageDraw.Draw(picture)
    for area in areas:
        left, top = area.left * picture.width // WHOLE, area.top * picture.height // WHOLE
        right = -(-(area.left + area.width) * picture.width // WHOLE)
        bottom = -(-(area.top + area.height) * picture.height // WHOLE)
        draw.rectangle((left, top, right, bottom), fill="black")
