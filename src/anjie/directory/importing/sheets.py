"""Rows of a table from a file: CSV (also compressed) or a spreadsheet, whatever the encoding.

Rows are numbered as a spreadsheet shows them, the headings being row 1, and are read one by one.
"""

import codecs
import csv
import gzip
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BufferedIOBase
from itertools import chain
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from anjie.procedure.terms import Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order: GB 18030 would read UTF-8 too, as nonsense."""

CHUNK = 1 << 20


class SheetRefusedError(Exception):
    """The file as a whole can't be imported; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its number."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings, and the rows below them that aren't empty."""

    headings: list[str]
    rows: Iterable[Row]


@contextmanager
def open_sheet(path: Path) -> Generator[Sheet]:
    """Open the table in a file; SheetRefusedError if there is none."""
    if path.suffix.lower() in SPREADSHEETS:
        yield _sheet(_spreadsheet(path))
        return
    with _binary(path) as file:
        encoding = _encoding(file)
        file.seek(0)
        yield _sheet(_separated(codecs.getreader(encoding)(file)))


def _sheet(lines: Iterator[list[Cell]]) -> Sheet:
    headings = [str(cell or "").strip() for cell in next(lines, [])]
    if not any(headings):
        raise SheetRefusedError(Text("文件没有标题行", "The file has no row of headings"))
    rows = (Row(number, cells) for number, cells in enumerate(lines, 2) if any(map(_filled, cells)))
    return Sheet(headings, rows)


def _filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def _spreadsheet(path: Path) -> Iterator[list[Cell]]:
    try:
        book = CalamineWorkbook.from_path(path)
        for cells in book.get_sheet_by_index(0).iter_rows():
            yield [*cells]
    except (CalamineError, OSError, ValueError) as error:
        raise SheetRefusedError(Text("无法读取表格文件", "The spreadsheet can't be read")) from error


def _binary(path: Path) -> BufferedIOBase:
    try:
        return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")
    except OSError as error:
        raise SheetRefusedError(Text("无法打开文件", "The file can't be opened")) from error


def _encoding(file: BufferedIOBase) -> str:
    for encoding in ENCODINGS:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError) as error:
            raise SheetRefusedError(Text("压缩文件已损坏", "The compressed file is damaged")) from error
        return encoding
    raise SheetRefusedError(
        Text("文件编码既不是UTF-8也不是GB18030", "The file's encoding is neither UTF-8 nor GB 18030")
    )


def _separated(lines: Iterable[str]) -> Iterator[list[Cell]]:
    lines = iter(lines)
    first = next(lines, "")
    separator = max(",\t;", key=first.count)
    try:
        for cells in csv.reader(chain([first], lines), delimiter=separator):
            yield [*cells]
    except csv.Error as error:
        raise SheetRefusedError(Text("不是有效的CSV文件", "The file is no valid CSV")) from error
