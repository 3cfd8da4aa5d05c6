"""What the page of an agent shows, made from what was read: one object, no query in it.

Being complained of is no fault. A violation counts once it was found *and* a decision on it is in effect; until
then, and after a revocation, the page says that it doesn't, and why.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Q

from anjie.cases.models import Allegation, Case, Party, Sanction
from anjie.cases.projection import EXEMPTED
from anjie.cases.reading import AgentFile
from anjie.directory.words import word_of
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.rulebook import FigureRow, Rulebook, RulebookError, shipped
from anjie.procedure.terms import Disposition, FindingResult, Severity, Text, Word

YEAR = timedelta(days=365)
"""How far back a pattern is looked for."""

MONTHS = 12
SEVERAL = 2
"""So many alike make a pattern."""

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


TONES: Mapping[Word, str] = {
    Standing.CLEARED: "g", Standing.UNDECIDED: "a", Standing.AHEAD: "a", Standing.COUNTED: "r",
    Force.AHEAD: "a", Force.IN_FORCE: "r", Force.EXEMPTED: "g",
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
        if self.row.executed or self.force in (Force.REVOKED, Force.EXEMPTED):
            return None
        return TO_EXECUTE if self.row.served else TO_SERVE


@dataclass(frozen=True, slots=True)
class Hint:
    """A pattern that somebody should look at; no finding by itself."""

    tone: str
    words: Text


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
        row = edition_of(case, self.book).violations.get(code)
        return row.label if row else Text(code, code)

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
        return Standing.COUNTED if min(row.effective_on for row in standing) <= self.today else Standing.AHEAD

    @cached_property
    def sanctions(self) -> list[Imposed]:
        """Every decision, newest first."""
        return [
            Imposed(row, self._label(row), self._force(row), last_day(row), counts_on(row, self.today))
            for row in self.file.sanctions
        ]

    def _label(self, row: Sanction) -> Text:
        if row.sanction == EXEMPTED:
            return Force.EXEMPTED.label
        rung = edition_of(row.case, self.book).sanctions.get(row.sanction)
        return rung.label if rung else Text(row.sanction, row.sanction)

    def _force(self, row: Sanction) -> Force:
        end = last_day(row)
        if row.revoked:
            return Force.REVOKED
        if row.sanction == EXEMPTED:
            return Force.EXEMPTED
        if row.effective_on > self.today:
            return Force.AHEAD
        return Force.ENDED if end and end < self.today else Force.IN_FORCE

    @property
    def points(self) -> int:
        """This calendar year's, of decisions in effect."""
        return sum(each.row.points for each in self.sanctions if each.counts)

    @property
    def points_tone(self) -> str:
        """As of a clock: green, amber from two thirds on, red when nothing is left."""
        whole = self.figure.value if self.figure else 0
        if self.points >= whole:
            return "bad"
        return "warn" if self.points * 3 >= whole * 2 else "ok"

    @property
    def figure(self) -> FigureRow | None:
        """How many points a year has, by the rulebook."""
        return self.book.figures.get("points-a-year")

    @cached_property
    def hints(self) -> list[Hint]:
        """The patterns worth a second look."""
        return [*self._points_used_up(), *self._complained_of_again(), *self._same_again()]

    def _points_used_up(self) -> Iterable[Hint]:
        if self.figure and self.points >= self.figure.value:
            yield Hint(
                "r",
                Text(f"本年扣分已满{self.figure.value}分", f"All {self.figure.value} points of this year are used up"),
            )

    def _complained_of_again(self) -> Iterable[Hint]:
        cases = len(self.recent)
        if cases >= SEVERAL and self.people >= SEVERAL:
            yield Hint(
                "a",
                Text(
                    f"近12个月内{self.people}名投诉人先后投诉，共{cases}件",
                    f"{self.people} different people complained within 12 months, {cases} complaints in all",
                ),
            )
        elif cases >= SEVERAL:
            yield Hint(
                "b",
                Text(
                    f"近12个月内同一投诉人投诉{cases}件", f"The same person complained {cases} times within 12 months"
                ),
            )

    def _same_again(self) -> Iterable[Hint]:
        recent = {case.pk for case in self.recent}
        alleged = {(each.case.pk, each.violation) for each in self.findings if each.case.pk in recent}
        for violation, cases in Counter(violation for _, violation in alleged).most_common():
            if cases >= SEVERAL:
                said = Text(
                    f"近12个月内{cases}件投诉涉及同一行为：", f"{cases} complaints within 12 months allege the same: "
                )
                yield Hint("a", said + violation)


def persons(parties: Iterable[Party]) -> int:
    """How many people these are: two are one who share a customer number, an identity or a phone."""
    known: list[set[str]] = []
    for party in parties:
        marks = _marks(party)
        same = [each for each in known if each & marks]
        known = [each for each in known if each not in same] + [marks.union(*same)]
    return len(known)


def _marks(party: Party) -> set[str]:
    """What tells a person apart; the name only where nothing better is known."""
    customer = f"customer {party.customer_id}" if party.customer_id else ""
    return {mark for mark in (customer, party.id_index, party.phone_index) if mark} or {party.name}


def counts_on(row: Sanction, today: date) -> bool:
    """Whether a sanction's points are among those of today's calendar year; `counted_on` asks the same of the table."""
    return not row.revoked and date(today.year, 1, 1) <= row.effective_on <= today


def counted_on(today: date) -> Q:
    """The condition on the table of sanctions that `counts_on` is on one of its rows."""
    return Q(revoked=False, effective_on__range=(date(today.year, 1, 1), today))


def last_day(row: Sanction) -> date | None:
    """The last day of a sanction for some months, its first day being one of them; None for one without an end."""
    if row.months is None:
        return None
    first = row.effective_on
    years, month = divmod(first.month - 1 + row.months, MONTHS)
    length = monthrange(first.year + years, month + 1)[1]
    if first.day > length:
        return date(first.year + years, month + 1, length)
    return date(first.year + years, month + 1, first.day) - timedelta(days=1)


def edition_of(case: Case, otherwise: Rulebook) -> Rulebook:
    """The rulebook a case began under."""
    try:
        return shipped().edition(case.edition)
    except RulebookError:
        return otherwise
