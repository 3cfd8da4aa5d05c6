"""The rulebook as a document: its clauses in the order of the walk, each with its source and how it was kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from anjie.procedure.acts import ACTS, STEPS
from anjie.procedure.limits import parse_limit
from anjie.procedure.reminding import moment_of, recipients_of
from anjie.procedure.rulebook import (
    Clause,
    FileItemRow,
    Library,
    May,
    Must,
    ReminderRow,
    ReportMayRow,
    ReportRow,
    RetentionRow,
    Rulebook,
    ScriptRow,
    WithholdingRow,
)
from anjie.procedure.terms import Assumption, Reach, Text
from anjie.web.casepage import STEP_TITLES, step_of
from anjie.web.clausewords import (
    ANY,
    COLON,
    Term,
    acts_of,
    facts,
    fields,
    joined,
    labels,
    limit_of,
    terms,
    titles,
    whom,
    within,
)

GENERAL = "general"
GENERAL_TITLE = Text("通则", "In general")


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the demands that one clause made within a time."""

    met: int = 0
    late: int = 0
    open: int = 0

    @property
    def any(self) -> bool:
        """Whether it made a demand at all."""
        return bool(self.met or self.late or self.open)


@dataclass(frozen=True, slots=True)
class Sort:
    """One of the three kinds of clause."""

    key: str
    label: Text
    tone: str


MUST = Sort("must", Text("应当", "Must"), "b")
MAY = Sort("may", Text("可以", "May"), "g")
MUST_NOT = Sort("must_not", Text("不得", "Must not"), "r")


def sort_of(clause: Clause) -> Sort:
    """Which kind of clause it is."""
    match clause:
        case Must():
            return MUST
        case May():
            return MAY
        case _:
            return MUST_NOT


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause as the document shows it."""

    clause: Clause
    sort: Sort
    acts: Text
    whom: Text
    limit: Text | None
    terms: tuple[Term, ...]
    tally: Tally | None
    """None for what is no demand."""


@dataclass(frozen=True, slots=True)
class Section:
    """The clauses of one step of the walk."""

    key: str
    title: Text
    lines: tuple[ClauseLine, ...]


class RulebookPage:
    """One edition with the law it includes."""

    def __init__(self, book: Rulebook, library: Library, tallies: Mapping[str, Tally]) -> None:
        """Take the edition, the library it stands in, and how each demand was kept."""
        self.book = book
        self.library = library
        self.tallies = tallies

    @property
    def included(self) -> list[Rulebook]:
        """The law it includes."""
        return [self.library.edition(name) for name in self.book.includes]

    @cached_property
    def titles(self) -> Mapping[str, Text]:
        """The title of each rulebook by its id: of which document a clause is."""
        return {book.id: book.title for book in (*self.included, self.book)}

    @cached_property
    def sections(self) -> list[Section]:
        """The steps of the walk that have clauses, what holds in general first."""
        found: dict[str, list[ClauseLine]] = {key: [] for key, _ in STEP_ORDER}
        for clause in self.book.clauses.values():
            found[section_of(clause)].append(self._line(clause))
        return [Section(key, title, tuple(found[key])) for key, title in STEP_ORDER if found[key]]

    def _line(self, clause: Clause) -> ClauseLine:
        return ClauseLine(
            clause,
            sort_of(clause),
            titles(acts_of(clause)),
            whom(clause),
            limit_of(clause),
            tuple(terms(clause, self.book)),
            self.tallies.get(clause.id, Tally()) if isinstance(clause, Must) else None,
        )

    @cached_property
    def shared(self) -> Mapping[str, Assumption | None]:
        """For each table, the one assumption that all its assumed rows rest on; it need not be said on each."""
        book = self.book
        return {
            "violations": only(row.assumption for row in book.violations.values()),
            "sanctions": only(row.assumption for row in book.sanctions.values()),
            "ladder": only(row.assumption for row in (*book.ladder.values(), *book.factors.values())),
            "grounds": only(row.assumption for row in book.grounds.values()),
            "figures": only(row.assumption for row in book.figures.values()),
            "reminders": only(row.assumption for row in book.reminders.values()),
            "reports": only(row.assumption for row in book.reports.values()),
            "report_mays": only(row.assumption for row in book.report_mays),
            "file_items": only(row.assumption for row in book.file_items.values()),
            "retentions": only(row.assumption for row in book.retentions.values()),
            "papers": only(row.assumption for row in book.papers.values()),
            "script": only(row.assumption for row in book.script),
            "withholdings": only(row.assumption for row in book.withholdings.values()),
        }

    @property
    def reminders(self) -> list[tuple[ReminderRow, Text, Text]]:
        """Each reminder with when it goes out and to whom."""
        return [(row, moment_of(row), recipients_of(row)) for row in self.book.reminders.values()]

    @property
    def script(self) -> list[tuple[ScriptRow, Text]]:
        """Each sentence to be said, with the act it is for."""
        return [(row, ACTS[row.act].title) for row in self.book.script]

    @property
    def reports(self) -> list[tuple[ReportRow, Text, Text]]:
        """Each return with when it is prepared, and by when each level owes it."""
        return [
            (row, within(parse_limit(row.prepared)), joined(_due(row), "；", "; "))
            for row in self.book.reports.values()
        ]

    @property
    def report_mays(self) -> list[tuple[ReportMayRow, Text, Text]]:
        """Each authority over returns with the steps it covers and who has it."""
        return [
            (row, labels(row.step), labels(row.role) + Text(" · ", " · ") + OVER_RETURNS[row.reach])
            for row in self.book.report_mays
        ]

    @property
    def file_items(self) -> list[tuple[FileItemRow, Text, Text]]:
        """Each item of a file with the cases that must have it, and the acts that bring it in."""
        return [(row, _wanted(row), _brought(row)) for row in self.book.file_items.values()]

    @property
    def retentions(self) -> list[tuple[RetentionRow, Text, Text]]:
        """Each time of keeping with the day it counts from and how long it is."""
        return [
            (row, COUNTED_FROM[row.start] + OF_TERM[row.term], Text(f"{row.years}年", f"{row.years} years"))
            for row in self.book.retentions.values()
        ]

    @property
    def withholdings(self) -> list[tuple[WithholdingRow, Text, Text]]:
        """Each ground for withholding with the readers it holds against, and the entries withheld by rule."""
        return [(row, labels(row.reader), _withheld(row)) for row in self.book.withholdings.values()]

    @property
    def total(self) -> Tally:
        """How all demands together were kept."""
        shown = [self.tallies[must.id] for must in self.book.musts if must.id in self.tallies]
        return Tally(
            sum(each.met for each in shown), sum(each.late for each in shown), sum(each.open for each in shown)
        )

    @property
    def assumed(self) -> int:
        """How many clauses rest on an assumption that somebody must confirm."""
        return sum(clause.assumed is not None for clause in self.book.clauses.values())


STEP_NAMES = tuple(step.__name__.rpartition(".")[2] for step in STEPS)
STEP_ORDER: tuple[tuple[str, Text], ...] = (
    (GENERAL, GENERAL_TITLE),
    *((name, STEP_TITLES[name]) for name in STEP_NAMES),
)


OVER_RETURNS: Mapping[Reach, Text] = {
    Reach.OWN: Text("本单位的报表", "the unit's own return"),
    Reach.ABOVE: Text("下级单位的报表", "a return from below"),
    Reach.OUTSIDE: Text("其他单位的报表", "another unit's return"),
}
COUNTED_FROM: Mapping[str, Text] = {
    "contract_end": Text("合同终止", "end of the contract"),
    "closed": Text("结案", "closing"),
}
OF_TERM: Mapping[str, Text] = {
    "long": Text("(保险期间超过一年)", " (for more than a year)"),
    "short": Text("(保险期间一年及以下)", " (for a year or less)"),
    "": Text("", ""),
}


def _due(row: ReportRow) -> Iterable[Text]:
    return (level.label + COLON + within(parse_limit(limit)) for level, limit in row.due.items())


def _wanted(row: FileItemRow) -> Text:
    if row.optional:
        return Text("有则入卷", "where there is one")
    return facts(row.when) if row.when else Text("每一案件", "every case")


def _brought(row: FileItemRow) -> Text:
    return titles(row.by) + Text("(附文书)", " (with a paper)") if row.paper else titles(row.by)


def _withheld(row: WithholdingRow) -> Text:
    if not row.acts:
        return Text("由经办人员遮盖", "marked by hand")
    where = Text("(", " (") + fields(row.acts, row.where) + Text(")", ")") if row.where else titles(())
    return titles(row.acts) + where


def only(assumptions: Iterable[Assumption | None]) -> Assumption | None:
    """The assumption that several rows make, if they all make the same."""
    made = [each for each in assumptions if each]
    return made[0] if len(made) > 1 and all(each == made[0] for each in made) else None


def section_of(clause: Clause) -> str:
    """The step of the walk a clause belongs to: that of the first act it speaks of."""
    first = next(iter(acts_of(clause)), ANY)
    return GENERAL if first == ANY else step_of(first)


def editions(library: Library) -> list[Rulebook]:
    """Every edition of every rulebook, the company's measures before the law, the newest first."""
    found = [book for rulebook in library.ids for book in library.editions(rulebook)]
    return sorted(found, key=lambda book: (book.kind == "law", book.id, -book.in_force_from.toordinal()))
