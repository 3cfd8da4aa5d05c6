"""What stands on a paper, block by block, whatever it will be drawn with.

A paper is made by a pure function from a folded case to a `Sheet`; typst draws it as PDF, Word gets it as a document.
Nothing here knows where the words come from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text; each line is a paragraph."""

    text: str
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """A label and its value in a grid; `span` counts columns of pairs, `tall` leaves room to write."""

    label: str
    value: str = ""
    span: int = 1
    tall: int = 0
    """Room below the value, in millimetres."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A framed form: rows of labelled cells, two pairs wide."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page; widths are shares of the line."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Empty lines to write on by hand."""

    count: int


@dataclass(frozen=True, slots=True)
class Signing:
    """Who issues it: the unit, the date, and whom it is signed by; over it the seal, if the unit has one."""

    unit: str
    date: str
    signer: str = ""
    seal: str = ""
    """The picture of the seal as base64 of its PNG; empty for none."""


@dataclass(frozen=True, slots=True)
class Cover:
    """The one big thing on a cover: what kind of file, and under which number."""

    title: str
    number: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows stands on a new page."""


Block = NewPage | Heading | Prose | Grid | Table | Lines | Signing | Cover


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper."""

    title: str
    unit: str
    """Whose letterhead."""
    blocks: tuple[Block, ...]
    number: str = ""
    language: str = "zh"
    letter: bool = False
    """A letter under a red head; otherwise a form."""
    landscape: bool = False
    sign_pages: tuple[str, ...] = ()
    """Who signs every page, at its foot."""
    author: str = ""
    stamp: str = ""
    """What is said on every page of a paper that was not issued."""
    codes: tuple[str, ...] = ()
    """The code of each page, from the first; as many as there may be pages."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file: its bytes, how many pages, and the time that stands in it."""

    data: bytes
    pages: int
    at: datetime


def words_of(sheet: Sheet) -> str:
    """Everything that is said on a sheet, in its order: for whoever looks for a word in it."""
    return "\n".join([sheet.title, sheet.unit, sheet.number, *_texts(sheet.blocks), *sheet.sign_pages])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name != "seal":
                yield from _texts(getattr(value, field.name))
