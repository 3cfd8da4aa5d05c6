"""Files of rows, read one row at a time: CSV as Excel writes it in China, the same compressed, and Excel workbooks.

Every cell comes out as text, whatever the program that wrote the file took it for.
"""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from anjie.procedure.terms import Text

KINDS = (".csv", ".csv.gz", ".xlsx")
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order: what is not UTF-8, with or without a mark, is what Chinese Excel writes."""

CHUNK = 1 << 20
TOO_FEW = Text("此行的列数少于表头", "the row has fewer cells than the header")
TOO_MANY = Text("此行的列数多于表头", "the row has more cells than the header")
BROKEN = Text("此行无法读取，可能引号不成对或内容过长", "the row can't be read: unpaired quotes, or a cell too long")
NUL = Text("含有空字符(NUL)", "contains a NUL character")


class UnreadableError(Exception):
    """A file that can't be read as a table; says why in both languages."""

    def __init__(self, says: Text) -> None:
        super().__init__(f"{says.zh} ({says.en})")
        self.says = says


@dataclass(frozen=True, slots=True)
class Row:
    """One row under its header; `number` is the one a spreadsheet shows beside it."""

    number: int
    cells: Mapping[str, str]
    record: Sequence[str] = ()
    """The cells as they stand, however many there are."""
    fault: Text | None = None
    """Why the row can't be read, if it can't."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows with a header. It can be gone through more than once."""

    path: Path
    columns: tuple[str, ...]
    _header: int
    _encoding: str

    def rows(self) -> Iterator[Row]:
        """Give the rows in order; empty ones are passed over."""
        for number, record in _records(self.path, self._encoding):
            row = self._row(number, record) if number > self._header else None
            if row is not None:
                yield row

    def _row(self, number: int, record: Sequence[str] | None) -> Row | None:
        if record is None:
            return Row(number, {}, fault=BROKEN)
        if _empty(record):
            return None
        fault = _fault(record, len(self.columns))
        return Row(number, dict(zip(self.columns, record, strict=False)), record, fault)


def open_table(path: Path) -> Table:
    """Open a .csv, .csv.gz or .xlsx file by its header; UnreadableError if it is none or has a column twice."""
    if not path.name.lower().endswith(KINDS):
        raise UnreadableError(Text(f"只读取 {'、'.join(KINDS)} 文件", f"only {', '.join(KINDS)} files are read"))
    encoding = "" if _is_workbook(path) else encoding_of(path)
    number, header = next(((at, record) for at, record in _records(path, encoding) if not _empty(record)), (0, None))
    if header is None:
        raise UnreadableError(Text("文件没有表头", "the file has no header"))
    columns = tuple(name.strip() for name in header)
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        names = ", ".join(twice)
        raise UnreadableError(Text(f"表头有重复的列：{names}", f"the header has a column twice: {names}"))
    return Table(path, columns, number, encoding)


def encoding_of(path: Path) -> str:
    """How the file's text is written: the first of ENCODINGS in which all of it can be read."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with _bytes_of(path) as source:
                while chunk := source.read(CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableError(Text(f"文件无法读取：{error}", f"the file can't be read: {error}")) from error
        return encoding
    raise UnreadableError(Text("文件既不是UTF-8，也不是GB18030编码", "the file is neither UTF-8 nor GB 18030"))


@contextmanager
def _bytes_of(path: Path) -> Iterator[BinaryIO | gzip.GzipFile]:
    if path.suffix.lower() == ".gz":
        with gzip.open(path, "rb") as compressed:
            yield compressed
    else:
        with path.open("rb") as plain:
            yield plain


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _records(path: Path, encoding: str) -> Iterator[tuple[int, Sequence[str] | None]]:
    return _sheet(path) if _is_workbook(path) else _lines(path, encoding)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, Sequence[str] | None]]:
    """The records of a CSV file with their numbers; None for one that can't be read."""
    with _bytes_of(path) as source, io.TextIOWrapper(source, encoding, newline="") as text:
        reader = csv.reader(text)
        number = 0
        while True:
            number += 1
            try:
                yield number, next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, None


def _sheet(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a workbook's first sheet; the library holds the sheet itself, outside Python's memory."""
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for number, row in enumerate(workbook.get_sheet_by_index(0).iter_rows(), start=1):
                yield number, [text_of(cell) for cell in row]
    except (CalamineError, OSError) as error:
        raise UnreadableError(Text(f"工作簿无法读取：{error}", f"the workbook can't be read: {error}")) from error


def text_of(cell: object) -> str:
    """A cell as a clerk would type it: a number without `.0` or exponent, a day as 2026-11-01."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _empty(record: Iterable[str] | None) -> bool:
    return record is not None and not any(cell.strip() for cell in record)


def _fault(record: Iterable[str], width: int) -> Text | None:
    cells = list(record)
    if len(cells) < width:
        return TOO_FEW
    if not _empty(cells[width:]):
        return TOO_MANY
    if any("\0" in cell for cell in cells):
        return NUL
    return None
