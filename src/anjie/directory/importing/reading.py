"""From rows to drafts: which column is which, what each cell says, and what is wrong with it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from anjie.directory.importing.cells import Doubtful, UnreadableError
from anjie.directory.importing.sheets import Cell, Row, Sheet, SheetRefusedError
from anjie.procedure.terms import Text

EMPTY = Text("不能为空", "It must not be empty")
TOO_LONG = Text("超出长度", "It is too long")
TOO_MANY = Text("单元格多于标题", "There are more cells than headings")
IGNORED = Text("此列未导入", "The column is not imported")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, what it may be called, and how its cells are read.

    A `needed` one must be there and filled in every row. An optional one that isn't there leaves the field as it is.
    """

    name: str
    label: Text
    read: Callable[[Cell], object]
    needed: bool = False
    also: tuple[str, ...] = ()
    longest: int = 0
    empty: object = None
    """What an empty cell means, where it means something."""

    @property
    def headings(self) -> set[str]:
        """Everything the column may be called, as `plain` writes it."""
        return {plain(name) for name in (self.name, self.label.zh, self.label.en, *self.also)}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell about one row, and whether the row was refused for it."""

    row: int
    field: Text
    reason: Text
    refused: bool = True


class Outcome(Enum):
    """What became of a row."""

    ADDED = auto()
    CHANGED = auto()
    UNCHANGED = auto()
    REFUSED = auto()


@dataclass(slots=True)
class Draft:
    """A row as read: values by field, and what was remarked on it."""

    row: int
    values: dict[str, object] = field(default_factory=dict[str, object])
    remarks: list[Remark] = field(default_factory=list[Remark])
    outcome: Outcome | None = None

    @property
    def refused(self) -> bool:
        """Whether the row can't be taken."""
        return any(remark.refused for remark in self.remarks)

    def refuse(self, column: Text, reason: Text) -> None:
        """Refuse the row."""
        self.remarks.append(Remark(self.row, column, reason))

    def doubt(self, column: Text, reason: Text) -> None:
        """Take the row, and say what is doubtful."""
        self.remarks.append(Remark(self.row, column, reason, refused=False))


@dataclass(slots=True)
class Report:
    """What became of a file."""

    counts: Counter[Outcome] = field(default_factory=Counter[Outcome])
    remarks: list[Remark] = field(default_factory=list[Remark])

    def count(self, outcome: Outcome, rows: int = 1) -> None:
        """Count rows."""
        self.counts[outcome] += rows

    def close(self, draft: Draft, outcome: Outcome) -> None:
        """Count a draft, and keep what was remarked on it."""
        draft.outcome = outcome
        self.count(outcome)
        self.remarks += draft.remarks


def plain(heading: str) -> str:
    """Write a heading without what people vary: case, spaces, punctuation, `（必填）`, `*`."""
    words = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"\(.*?\)|[\W_]", "", words)


class Reader:
    """Reads the rows of one sheet by the columns declared."""

    def __init__(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.columns = {column.name: column for column in columns}
        self.places = self._places(columns)

    def _places(self, columns: Sequence[Column]) -> Mapping[int, Column]:
        """Find each column among the headings, or refuse the file."""
        called = {name: column for column in columns for name in column.headings}
        places: dict[int, Column] = {}
        for place, heading in enumerate(self.sheet.headings):
            column = called.get(plain(heading))
            if column in places.values():
                raise SheetRefusedError(Text(f"列“{heading}”重复", f"The column “{heading}” is there twice"))
            if column:
                places[place] = column
        missing = [column.label for column in columns if column.needed and column not in places.values()]
        if missing:
            zh, en = "、".join(label.zh for label in missing), ", ".join(label.en for label in missing)
            raise SheetRefusedError(Text(f"缺少列：{zh}", f"Columns are missing: {en}"))
        return places

    def ignored(self) -> list[Remark]:
        """Say which columns were not understood."""
        return [
            Remark(1, Text(heading, heading), IGNORED, refused=False)
            for place, heading in enumerate(self.sheet.headings)
            if heading and place not in self.places
        ]

    def drafts(self) -> Iterator[Draft]:
        """Read row after row."""
        return map(self._draft, self.sheet.rows)

    def _draft(self, row: Row) -> Draft:
        draft = Draft(row.number)
        width = len(self.sheet.headings)
        if any(cell not in (None, "") for cell in row.cells[width:]):
            draft.refuse(Text("", ""), TOO_MANY)
        cells = row.cells + [None] * (width - len(row.cells))
        for place, column in self.places.items():
            self._read(draft, column, cells[place])
        return draft

    def _read(self, draft: Draft, column: Column, cell: Cell) -> None:
        try:
            value = column.read(cell)
        except UnreadableError as error:
            draft.refuse(column.label, error.reason)
            return
        if isinstance(value, Doubtful):
            draft.doubt(column.label, value.doubt)
            value = value.value
        if value in (None, ""):
            if column.needed:
                draft.refuse(column.label, EMPTY)
            value = value if column.empty is None else column.empty
        elif column.longest and len(str(value)) > column.longest:
            draft.refuse(column.label, TOO_LONG)
        draft.values[column.name] = value
