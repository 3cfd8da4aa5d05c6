"""From drafts to rows of the database: what is new is added, what differs is changed, the rest is left alone.

So importing a file a second time changes nothing, and a file that was cut off is imported again from its beginning.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from django.db import models, transaction

from anjie.directory.importing.reading import Column, Draft, Outcome, Reader, Report
from anjie.directory.importing.sheets import open_sheet
from anjie.directory.models import Named
from anjie.platform.sealed_fields import Sealed, reveal
from anjie.procedure.terms import Text

BATCH = 1_000
"""Rows that are looked up, and committed, together."""

REPEATED = Text("本文件中已出现过", "It appeared earlier in this file")

Model = TypeVar("Model", bound=models.Model)


class Importer(ABC, Generic[Model]):
    """How one kind of row is imported. `key` is the field by which a row is known again."""

    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[str]
    model: type[Model]

    def __init__(self, today: date) -> None:
        self.today = today
        self.report = Report()
        self.seen: set[object] = set()

    def run(self, path: Path, advance: Callable[[int], object] = lambda _: None) -> Report:
        """Import a file, telling `advance` how many rows are done; SheetRefusedError if it can't be read as a whole."""
        with open_sheet(path) as sheet:
            reader = Reader(sheet, self.columns)
            self.report.remarks += reader.ignored()
            drafts = reader.drafts()
            while batch := [*islice(drafts, BATCH)]:
                with transaction.atomic():
                    self.store(batch)
                advance(len(batch))
        with transaction.atomic():
            self.finish()
        return self.report

    def store(self, drafts: Sequence[Draft]) -> None:
        """Write a batch."""
        for draft in drafts:
            self._refuse_repeated(draft)
        self.relate([draft for draft in drafts if not draft.refused])
        kept = self._kept(drafts)
        written: list[Model] = []
        for draft in drafts:
            row = kept.get(draft.values.get(self.key))
            self.report.close(draft, self._settle(draft, row, written))
        if written:
            self._write(written)

    def relate(self, drafts: Sequence[Draft]) -> None:
        """Turn codes of other rows into references, for a batch at once."""

    @abstractmethod
    def faults(self, row: Model) -> Iterator[tuple[str, Text]]:
        """Say what is wrong with a row taken as a whole: the column's name and the reason."""

    def finish(self) -> None:
        """Do what can be done only once every row is there."""

    def _refuse_repeated(self, draft: Draft) -> None:
        key = draft.values.get(self.key)
        if key in self.seen:
            draft.refuse(self.label(self.key), REPEATED)
        elif key:
            self.seen.add(key)

    def _kept(self, drafts: Sequence[Draft]) -> Mapping[object, Model]:
        keys = [draft.values.get(self.key) for draft in drafts]
        rows = self.model._default_manager.filter(**{f"{self.key}__in": keys})  # noqa: SLF001
        return {getattr(row, self.key): row for row in rows}

    def _settle(self, draft: Draft, row: Model | None, written: list[Model]) -> Outcome:
        """Compare a draft with the row that is there, and take down what has to be written."""
        if draft.refused:
            return Outcome.REFUSED
        kept = row
        row = self.model() if kept is None else kept
        changed = [name for name, value in draft.values.items() if kept is None or _current(row, name) != value]
        for name in changed:
            _assign(row, name, draft.values[name])
        faults = [*self.faults(row)]
        for name, reason in faults:
            draft.refuse(self.label(name), reason)
        if faults:
            return Outcome.REFUSED
        if changed:
            written.append(row)
        if kept is None:
            return Outcome.ADDED
        return Outcome.CHANGED if changed else Outcome.UNCHANGED

    def _write(self, rows: list[Model]) -> None:
        fields = self.model._meta.concrete_fields  # noqa: SLF001 - Django documents it as public
        self.model._default_manager.bulk_create(  # noqa: SLF001
            rows,
            update_conflicts=True,
            unique_fields=[self.key],
            update_fields=[each.name for each in fields if not each.primary_key and each.name != self.key],
        )

    def label(self, name: str) -> Text:
        """Say what a field's column is called."""
        return next(column.label for column in self.columns if column.name == name)


def _current(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return reveal(row, name) if isinstance(value, Sealed) else value


def _assign(row: models.Model, name: str, value: Any) -> None:
    if name == "name" and isinstance(row, Named):
        row.rename(value)
    else:
        setattr(row, name, value)
