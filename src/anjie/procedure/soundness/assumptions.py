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
    """List every clause and every row of a table that is marked assumed, in the rulebook's order."""
    rows = [
        *_clauses(book),
        *_catalogues(book),
        *_grounds_and_figures(book),
        *_reminders(book),
        *_reports(book),
        *_papers(book),
        *_archive(book),
        *_scripts(book),
        *_withholdings(book),
    ]
    return [Assumed(place, says, source, assumed) for place, says, source, assumed in rows if assumed]


_Row = tuple[Place, Text, str, Assumption | None]


def _clauses(book: Rulebook) -> Iterator[_Row]:
    for clause in book.clauses.values():
        yield (clause.table, clause.id), clause.text, str(clause.source), clause.assumed


def _catalogues(book: Rulebook) -> Iterator[_Row]:
    for violation in book.violations.values():
        what = violation.label + Text(f"：{violation.severity}", f": {violation.severity}")
        yield ("violation", violation.code), what, violation.basis.zh, violation.assumption
    for sanction in book.sanctions.values():
        yield ("sanction", sanction.code), sanction.label, "", sanction.assumption
    for usual in book.ladder.values():
        rungs = Text(
            f"{usual.severity}：{usual.first}–{usual.highest}级",
            f"{usual.severity}: rungs {usual.first}–{usual.highest}",
        )
        yield ("ladder", usual.severity), rungs, "", usual.assumption
    for factor in book.factors.values():
        yield (
            ("factor", factor.code),
            factor.code.label + Text(f"：{factor.rungs:+}", f": {factor.rungs:+}"),
            "",
            factor.assumption,
        )


def _grounds_and_figures(book: Rulebook) -> Iterator[_Row]:
    for ground in book.grounds.values():
        what = ground.code.label + Text("：", ": ") + ground.makes.label
        yield ("ground", ground.code), what, ground.source, ground.assumption
    for figure in book.figures.values():
        what = Text(f"{figure.zh}：{figure.value}", f"{figure.en}: {figure.value}")
        yield ("figure", figure.id), what, figure.source, figure.assumption


def _reminders(book: Rulebook) -> Iterator[_Row]:
    for reminder in book.reminders.values():
        yield ("reminder", reminder.id), reminder.label, reminder.source, reminder.assumption


def _reports(book: Rulebook) -> Iterator[_Row]:
    for report in book.reports.values():
        yield ("report", report.id), report.label, report.source, report.assumption
    for may in book.report_mays:
        yield ("report_may", may.id), may.label, may.source, may.assumption


def _papers(book: Rulebook) -> Iterator[_Row]:
    for paper in book.papers.values():
        yield ("paper", paper.id), Text(paper.zh, paper.en), paper.source, paper.assumption


def _archive(book: Rulebook) -> Iterator[_Row]:
    for item in book.file_items.values():
        yield ("file_item", item.id), item.label, item.source, item.assumption
    for time in book.retentions.values():
        yield ("retention", time.id), time.label, time.source, time.assumption


def _scripts(book: Rulebook) -> Iterator[_Row]:
    for line in book.script:
        yield ("script", line.id), line.label, line.source, line.assumption


def _withholdings(book: Rulebook) -> Iterator[_Row]:
    for row in book.withholdings.values():
        yield ("withholding", row.id), row.label, row.stands, row.assumption
