"""Event logs as flat tables, a row for each entry: CSV and Parquet, under the column names that tools expect."""

import csv
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

import pyarrow as pa
from pyarrow import parquet

from anjie.oversight.events.source import Trace

COLUMNS = (
    "case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource", "org:group", "seq",
    "case:unit", "case:class", "case:channel", "case:medium", "case:disposition", "case:product_line",
    "case:received_at", "case:closed_at",
)  # fmt: skip

TIME = pa.timestamp("us", tz="UTC")
WORD = pa.string()
TYPES = {"time:timestamp": TIME, "case:received_at": TIME, "case:closed_at": TIME, "seq": pa.int32()}
SCHEMA = pa.schema([(name, TYPES.get(name, WORD)) for name in COLUMNS])

GROUP = 50_000
"""Rows of a group in Parquet: what is held in memory."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be reckoned by a spreadsheet."""

Row = tuple[object, ...]


def rows(traces: Iterable[Trace], advance: Callable[[int], object]) -> Iterator[Row]:
    """One row for each event, in the order of the columns."""
    for trace in traces:
        case = trace.case
        for event in trace.events:
            yield (case.name, event.kind, event.at, "complete", event.by, event.unit, event.seq, *case[1:])
        advance(1)


def write_csv(traces: Iterable[Trace], out: BinaryIO, advance: Callable[[int], object]) -> int:
    """Write a CSV; gives how many events it has."""
    text = TextIOWrapper(out, encoding="utf-8", newline="", write_through=False)
    writer, count = csv.writer(text), 0
    writer.writerow(COLUMNS)
    for row in rows(traces, advance):
        writer.writerow([_cell(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _cell(value: object) -> object:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat(timespec="milliseconds") if hasattr(value, "isoformat") else value


def write_parquet(traces: Iterable[Trace], out: BinaryIO, advance: Callable[[int], object]) -> int:
    """Write a Parquet file, group by group; gives how many events it has."""
    count, group = 0, list[Row]()
    with parquet.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for row in rows(traces, advance):
            group.append(row)
            if len(group) == GROUP:
                writer.write_table(_table(group))
                count, group = count + len(group), []
        writer.write_table(_table(group))
    return count + len(group)


def _table(group: list[Row]) -> pa.Table:
    columns = list(zip(*group, strict=True)) or [()] * len(COLUMNS)
    return pa.table([pa.array(column, each.type) for column, each in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
