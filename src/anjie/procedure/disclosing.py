"""What a reader isn't given of a file, by the rulebook's `[[withholding]]` rows."""

from collections.abc import Iterator, Mapping

from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import matches
from anjie.procedure.rulebook import Rulebook, WithholdingRow
from anjie.procedure.terms import Reader


def withheld_by_rule(case: CaseFile, book: Rulebook, reader: Reader) -> Mapping[int, WithholdingRow]:
    """The entries that this reader isn't given, each with the ground."""
    return {entry.seq: row for entry, row in _withheld(case, book, reader)}


def _withheld(case: CaseFile, book: Rulebook, reader: Reader) -> Iterator[tuple[Entry, WithholdingRow]]:
    for entry in case.entries:
        row = next((each for each in book.withholdings.values() if _covers(each, entry, reader)), None)
        if row:
            yield entry, row


def _covers(row: WithholdingRow, entry: Entry, reader: Reader) -> bool:
    kind = entry.kind in row.acts
    return kind and reader in row.reader and isinstance(entry.act, Act) and matches(entry.act, row.where)
