"""Writing an event log to a file: the format by its name, OCEL's by the ending of the file; all of it or nothing."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from anjie.oversight.events import ocel, tables, xes
from anjie.oversight.events.source import Source
from anjie.procedure.terms import Text


class Format(StrEnum):
    """What event logs are written as."""

    XES = "xes"
    OCEL2 = "ocel2"
    CSV = "csv"
    PARQUET = "parquet"


Advance = Callable[[int], object]
Write = Callable[[Source, Path, Advance], int]


class UnknownEndingError(ValueError):
    """OCEL 2.0 has three forms, and the file's ending names none of them."""

    says = Text("OCEL 2.0 的文件须以 .json、.xml 或 .sqlite 结尾", "An OCEL 2.0 file ends in .json, .xml or .sqlite")


def export(source: Source, format_: Format, path: Path, advance: Advance = lambda _: None) -> int:
    """Write a log, under another name until it is whole; gives how many events it has."""
    write = _writer(format_, path)
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        count = write(source, draft, advance)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _writer(format_: Format, path: Path) -> Write:
    match format_:
        case Format.XES:
            return _xes
        case Format.CSV:
            return _csv
        case Format.PARQUET:
            return _parquet
        case Format.OCEL2:
            return _ocel(path.suffix.lower())


def _ocel(ending: str) -> Write:
    endings: dict[str, Write] = {".json": _ocel_json, ".xml": _ocel_xml, ".sqlite": ocel.write_sqlite}
    if ending not in endings:
        raise UnknownEndingError
    return endings[ending]


def _xes(source: Source, path: Path, advance: Advance) -> int:
    with path.open("wb") as out:
        return xes.write(source.traces(), out, advance)


def _csv(source: Source, path: Path, advance: Advance) -> int:
    with path.open("wb") as out:
        return tables.write_csv(source.traces(), out, advance)


def _parquet(source: Source, path: Path, advance: Advance) -> int:
    with path.open("wb") as out:
        return tables.write_parquet(source.traces(), out, advance)


def _ocel_json(source: Source, path: Path, advance: Advance) -> int:
    with path.open("wb") as out:
        return ocel.write_json(source, out, advance)


def _ocel_xml(source: Source, path: Path, advance: Advance) -> int:
    with path.open("wb") as out:
        return ocel.write_xml(source, out, advance)
