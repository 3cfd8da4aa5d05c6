"""The rulebook as a document: its clauses in the order of the walk, each with its source and how it was kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from anjie.procedure.acts import ACTS, STEPS
from anjie.procedure.reminding import moment_of, recipients_of
from anjie.procedure.rulebook import Clause, Library, May, Must, ReminderRow, Rulebook, ScriptRow
from anjie.procedure.terms import Assumption, Text
from anjie.web.casepage import STEP_TITLES, step_of
from anjie.web.clausewords import ANY, Term, acts_of, limit_of, terms, titles, whom

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
