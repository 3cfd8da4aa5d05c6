"""The index of the file (卷内目录): which items a case's file must hold, which are there, and which are missing.

It is made from the journal and never typed: the rulebook's `[[file_item]]` rows say which acts bring an item in, and in
which cases it is wanted. Whether a case is as a row's `when` wants it is asked of `holds`, which is `facts.facts_hold`:
the facts "something is missing" are themselves read from here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from anjie.procedure.acts.archive import Sealed
from anjie.procedure.acts.base import Act, field_of
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Conditions, FileItemRow, Rulebook
from anjie.procedure.terms import Text
from anjie.procedure.values import Paper

Holds = Callable[[CaseFile, Rulebook, Conditions], bool]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One item of the index, with the entries that brought it in."""

    row: FileItemRow
    entries: tuple[Entry, ...]

    @property
    def missing(self) -> bool:
        """Whether the procedure demands it and it isn't there."""
        return not self.entries and not self.row.optional

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that came with it."""
        return tuple(paper for entry in self.entries for paper in papers_of(entry))


def papers_of(entry: Entry) -> tuple[Paper, ...]:
    """The papers attached to an entry."""
    return entry.act.papers if isinstance(entry.act, Act) else ()


def index_lines(case: CaseFile, book: Rulebook, holds: Holds) -> Iterator[IndexLine]:
    """The index in the order of the rulebook: what is wanted in this case, and what is there besides."""
    for row in book.file_items.values():
        entries = tuple(entry for entry in case.entries if _brings(row, entry))
        if entries or (not row.optional and holds(case, book, row.when)):
            yield IndexLine(row, entries)


def missing_items(case: CaseFile, book: Rulebook, holds: Holds) -> Iterator[FileItemRow]:
    """The items wanting."""
    for row in book.file_items.values():
        if row.optional:
            continue
        if not any(_brings(row, entry) for entry in case.entries) and holds(case, book, row.when):
            yield row


def index_text(lines: Iterable[IndexLine]) -> str:
    """The index as the journal keeps it: one line for each item, with the entries by number."""
    rows = [
        f"{number}. {line.row.zh}：第{'、'.join(str(entry.seq) for entry in line.entries)}条"
        for number, line in enumerate((each for each in lines if each.entries), start=1)
    ]
    return "\n".join(rows)


def say_missing(rows: Iterable[FileItemRow]) -> Text:
    """The items wanting, in words; empty where nothing is."""
    found = list(rows)
    return Text("、".join(row.zh for row in found), ", ".join(row.en for row in found))


def _brings(row: FileItemRow, entry: Entry) -> bool:
    return entry.kind in row.by and (not row.paper or bool(papers_of(entry)))


def hashes_of(entry: Entry) -> Iterator[str]:
    """The SHA-256 of every file that an entry names: its papers, and what it is itself about."""
    for paper in papers_of(entry):
        if paper.sha256:
            yield paper.sha256
    if isinstance(entry.act, Sealed) and entry.act.package:
        yield entry.act.package
    for name in _hash_fields(type(entry.act)):
        if named := field_of(entry.act, name):
            yield str(named)


@cache
def _hash_fields(act: type) -> tuple[str, ...]:
    fields: Mapping[str, object] = getattr(act, "model_fields", {})
    return tuple(name for name in fields if name == "sha256" or name.endswith("_sha256"))
