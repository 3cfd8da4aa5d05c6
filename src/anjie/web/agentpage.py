"""What the page of an agent shows, made from what was read: one object, no query in it.

Being complained of is no fault. A violation counts once it was found *and* a decision on it is in effect; until
then, and after a revocation, the page says that it doesn't, and why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from anjie.cases.models import Allegation, Case, Party, Sanction
from anjie.cases.patterns import YEAR, people
from anjie.cases.projection import EXEMPTED
from anjie.cases.reading import AgentFile, marks_of
from anjie.cases.standing import counts_on, last_day
from anjie.directory.words import word_of
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.rulebook import FigureRow, Rulebook, RulebookError, shipped
from anjie.procedure.terms import Disposition, FindingResult, Severity, Text, Word
from anjie.web.trend import Trend, trend_of

MONTHS = 12

TO_SERVE = Text("待送达", "To be served")
TO_EXECUTE = Text("待执行", "To be carried out")


class Standing(Word):
    """What an allegation has come to, as far as the agent's record goes."""

    ALLEGED = "alleged", "待认定", "Not yet found"
    CLEARED = "cleared", "未认定违规", "No violation found"
    UNDECIDED = "undecided", "已认定，处理决定未作出", "Found, not decided"
    AHEAD = "ahead", "处理决定未生效", "Decided, not yet in effect"
    REVOKED = "revoked", "处理决定已撤销", "Decision revoked"
    COUNTED = "counted", "已生效，计入", "In effect: counted"


class Force(Word):
    """Whether a sanction is in force."""

    AHEAD = "ahead", "未生效", "Not yet in effect"
    IN_FORCE = "in_force", "有效", "In force"
    ENDED = "ended", "期满", "Ended"
    REVOKED = "revoked", "已撤销", "Revoked"
    EXEMPTED = "exempted", "免予处理", "Exempted"
    WAITING = "waiting", "考验期内，未执行", "Waits: on probation"
    LAPSED = "lapsed", "考验期满，不执行", "Lapsed after the probation"


TONES: Mapping[Word, str] = {
    Standing.CLEARED: "g", Standing.UNDECIDED: "a", Standing.AHEAD: "a", Standing.COUNTED: "r",
    Force.AHEAD: "a", Force.IN_FORCE: "r", Force.EXEMPTED: "g", Force.WAITING: "a", Force.LAPSED: "g",
}  # fmt: skip
"""The colours of tags; what isn't named has none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One allegation, the finding on it, and whether it counts."""

    case: Case
    violation: Text
    severity: Severity
    result: FindingResult | None
    standing: Standing

    @property
    def tone(self) -> str:
        """The colour of the standing."""
        return TONES.get(self.standing, "")


@dataclass(frozen=True, slots=True)
class Imposed:
    """One sanction, and how it stands today."""

    row: Sanction
    label: Text
    force: Force
    last_day: date | None
    """Of a sanction for some months."""
    counts: bool
    """Whether its points are among this year's."""

    @property
    def tone(self) -> str:
        """The colour of its force."""
        return TONES.get(self.force, "")

    @property
    def in_hand(self) -> Text | None:
        """What is still to be done about it; nothing once it is carried out, revoked or was never imposed."""
        if self.row.executed or self.force in (Force.REVOKED, Force.EXEMPTED, Force.LAPSED):
            return None
        if self.force is Force.WAITING:
            return Text(f"考验期至 {self.row.probation_until}", f"On probation until {self.row.probation_until}")
        return TO_EXECUTE if self.row.served else TO_SERVE


class AgentPage:
    """What the case files hold about one agent, within a scope, on one day."""

    def __init__(self, file: AgentFile, complainants: Iterable[Party], book: Rulebook, now: datetime) -> None:
        """Take the agent's file, the complainants of its cases, and the rulebook in force."""
        self.file = file
        self.complainants = complainants
        self.book = book
        self.now = now

    @property
    def today(self) -> date:
        """The day it is in China."""
        return self.now.astimezone(SHANGHAI).date()

    @cached_property
    def recent(self) -> list[Case]:
        """The complaints of the last twelve months; one that was merged is counted where it went."""
        return [
            case
            for case in self.file.cases
            if case.received_at >= self.now - YEAR and case.disposition != Disposition.MERGED
        ]

    @cached_property
    def people(self) -> int:
        """How many different people made them."""
        ids = {case.pk for case in self.recent}
        return persons(party for party in self.complainants if party.case_id in ids)

    @cached_property
    def findings(self) -> list[Finding]:
        """Every allegation with its finding, the newest case first."""
        return [
            self._finding(case, allegation)
            for case in self.file.cases
            for allegation in self.file.allegations.get(case.pk, ())
        ]

    @property
    def counted(self) -> int:
        """How many violations are on the record."""
        return sum(finding.standing is Standing.COUNTED for finding in self.findings)

    def _finding(self, case: Case, allegation: Allegation) -> Finding:
        result = word_of(FindingResult, allegation.result) if allegation.result else None
        return Finding(
            case,
            self._violation(case, allegation.violation),
            word_of(Severity, allegation.severity),
            result,
            self._standing(result, self._decisions.get((case.pk, allegation.respondent), ())),
        )

    def _violation(self, case: Case, code: str) -> Text:
        return violation_label(edition_of(case, self.book))(code)

    @cached_property
    def _decisions(self) -> Mapping[tuple[int, str], Sequence[Sanction]]:
        found: dict[tuple[int, str], list[Sanction]] = {}
        for row in self.file.sanctions:
            found.setdefault((row.case_id, row.respondent), []).append(row)
        return found

    def _standing(self, result: FindingResult | None, decided: Sequence[Sanction]) -> Standing:
        if result is None:
            return Standing.ALLEGED
        if not result.at_fault:
            return Standing.CLEARED
        if not decided:
            return Standing.UNDECIDED
        standing = [row for row in decided if not row.revoked]
        if not standing:
            return Standing.REVOKED
        begun = [row for row in standing if row.effective_on <= self.today]
        return Standing.COUNTED if begun else Standing.AHEAD

    @cached_property
    def sanctions(self) -> list[Imposed]:
        """Every decision, newest first."""
        return imposed(self.file.sanctions, self.book, self.today)

    @property
    def points(self) -> int:
        """This calendar year's, of decisions in effect."""
        return points_of(self.sanctions)

    @property
    def points_tone(self) -> str:
        """As of a clock: green, amber from two thirds on, red when nothing is left."""
        return tone_of(self.points, self.figure)

    @property
    def figure(self) -> FigureRow | None:
        """How many points a year has, by the rulebook."""
        return points_a_year(self.book)

    @property
    def used_up(self) -> bool:
        """Whether none of this year's points is left."""
        return bool(self.figure and self.points >= self.figure.value)

    @cached_property
    def trend(self) -> Trend:
        """Month by month: what was complained of, and what of it is proven."""
        cases = [case.received_at for case in self.file.cases if case.disposition != Disposition.MERGED]
        proven = [each.case.received_at for each in self.findings if each.standing is Standing.COUNTED]
        return trend_of(cases, proven, self.today)

    @property
    def alleged(self) -> Mapping[int, frozenset[str]]:
        """By case, the codes of what is alleged of this agent."""
        return {pk: frozenset(each.violation for each in those) for pk, those in self.file.allegations.items()}


def violation_label(book: Rulebook) -> Callable[[str], Text]:
    """What calls a violation by its name in a rulebook, and by its code where the rulebook has none."""

    def label(code: str) -> Text:
        row = book.violations.get(code)
        return row.label if row else Text(code, code)

    return label


def persons(parties: Iterable[Party]) -> int:
    """How many people these are: two are one who share a customer number, an identity or a phone."""
    return len(people((marks_of(party), party) for party in parties))


def imposed(rows: Iterable[Sanction], book: Rulebook, today: date) -> list[Imposed]:
    """These sanctions as they stand on a day."""
    return [Imposed(row, _label(row, book), _force(row, today), last_day(row), counts_on(row, today)) for row in rows]


def _label(row: Sanction, book: Rulebook) -> Text:
    if row.sanction == EXEMPTED:
        return Force.EXEMPTED.label
    rung = edition_of(row.case, book).sanctions.get(row.sanction)
    return rung.label if rung else Text(row.sanction, row.sanction)


def _force(row: Sanction, today: date) -> Force:
    for force, so in (
        (Force.REVOKED, row.revoked),
        (Force.EXEMPTED, row.sanction == EXEMPTED),
        (Force.LAPSED, row.lapsed),
        (Force.WAITING, row.waits and row.served),
        (Force.AHEAD, row.waits or row.effective_on > today),
    ):
        if so:
            return force
    end = last_day(row)
    return Force.ENDED if end and end < today else Force.IN_FORCE


def points_of(sanctions: Iterable[Imposed]) -> int:
    """This calendar year's points, of decisions in effect."""
    return sum(each.row.points for each in sanctions if each.counts)


def points_a_year(book: Rulebook) -> FigureRow | None:
    """How many points a year has, by the rulebook."""
    return book.figures.get("points-a-year")


def tone_of(points: int, figure: FigureRow | None) -> str:
    """As of a clock: green, amber from two thirds on, red when nothing is left."""
    whole = figure.value if figure else 0
    if points >= whole:
        return "bad"
    return "warn" if points * 3 >= whole * 2 else "ok"


def edition_of(case: Case, otherwise: Rulebook) -> Rulebook:
    """The rulebook a case began under."""
    try:
        return shipped().edition(case.edition)
    except RulebookError:
        return otherwise
