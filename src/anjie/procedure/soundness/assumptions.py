"""What a rulebook assumes: values on which the norm is silent, each with who must confirm it."""

from collections.abc import Iterator
from dataclasses import dataclass

from anjie.procedure.rulebook import Place, Rulebook
from anjie.procedure.terms import Assumption, Text


@dataclass(frozen=True, slots=True)
class Assumed:
    """One assumption: of which row, what that row says, and what was assumed of it."""

    place: Place
    says: Text
    source: str
    assumption: Assumption


def assumptions(book: Rulebook) -> list[Assumed]:
    """List every clause, violation, sanction, ground and figure that is marked assumed, in the rulebook's order."""
    return [*_clauses(book), *_tables(book)]


def _clauses(book: Rulebook) -> Iterator[Assumed]:
    for clause in book.clauses.values():
        if clause.assumed:
            yield Assumed((clause.table, clause.id), clause.text, str(clause.source), clause.assumed)


def _tables(book: Rulebook) -> Iterator[Assumed]:
    for violation in book.violations.values():
        if violation.assumed:
            what = violation.label + Text(f"：{violation.severity}", f": {violation.severity}")
            yield Assumed(("violation", violation.code), what, violation.basis, violation.assumed.assumption())
    for sanction in book.sanctions.values():
        if sanction.assumed:
            yield Assumed(("sanction", sanction.code), sanction.label, "", sanction.assumed.assumption())
    for ground in book.grounds.values():
        if ground.assumed:
            what = ground.code.label + Text("：", ": ") + ground.makes.label
            yield Assumed(("ground", ground.code), what, ground.source, ground.assumed.assumption())
    for figure in book.figures.values():
        if figure.assumed:
            what = Text(f"{figure.zh}：{figure.value}", f"{figure.en}: {figure.value}")
            yield Assumed(("figure", figure.id), what, figure.source, figure.assumed.assumption())
