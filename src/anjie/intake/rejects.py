"""The file of rejected rows: each as it was, with the reason before it, ready to be corrected and imported again."""

import csv
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from anjie.intake.results import Result
from anjie.intake.tables import Table

MARK = "#"
"""Begins the names of the columns that are added, so that a map never means them."""
ADDED = ("#row", "#column", "#field", "#原因", "#reason")


class RejectsFile:
    """A CSV file for Excel. Only its owner may read it: it holds what the rows hold."""

    def __init__(self, path: Path, table: Table) -> None:
        """Begin the file anew."""
        self._kept = [place for place, column in enumerate(table.columns) if not column.startswith(MARK)]
        self._width = len(table.columns)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow([*ADDED, *(table.columns[place] for place in self._kept)])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, result: Result) -> None:
        """Write one rejected row."""
        problems = result.problems
        reasons = (
            result.row.number,
            "; ".join(problem.column for problem in problems),
            "; ".join(problem.field for problem in problems),
            "；".join(problem.says.zh for problem in problems),
            "; ".join(problem.says.en for problem in problems),
        )
        record = result.row.record
        own = (record[place] for place in self._kept if place < len(record))
        self._writer.writerow([*reasons, *own, *record[self._width :]])
