"""What the rulebook's ladder of sanctions would come to for one agent, and how: a person decides.

Nothing here binds anybody. A suggestion rests on what was found in this case and on what was decided before and still
stands; an allegation that was not proved never counts (the integrity record of 2011 No. 27 holds none either). It is
shown with its reasons, and whoever proposes may propose something else: no decision about a person is made by a
program alone (Personal Information Protection Law art. 24).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anjie.procedure.casefile import CaseFile
from anjie.procedure.rulebook import LadderRow, Rulebook, SanctionRow
from anjie.procedure.terms import SanctionFactor, Severity, Text
from anjie.procedure.values import SanctionProposed

MONTHS = "months-of-repeat"
POINTS_A_YEAR = "points-a-year"


@dataclass(frozen=True, slots=True)
class Record:
    """What was decided against an agent before and still stands."""

    points: int = 0
    """Taken this calendar year."""
    repeats: int = 0
    """Decisions within the months that make a violation a repeat."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A rung of the ladder, the points, and step by step how it comes about."""

    sanction: SanctionRow
    points: int
    because: tuple[Text, ...]

    @property
    def proposed(self) -> SanctionProposed:
        """The suggestion in the form in which it is proposed."""
        months = self.sanction.months[0] if self.sanction.months else None
        return SanctionProposed(sanction=self.sanction.code, points=self.points or None, months=months)


def suggest(
    case: CaseFile, book: Rulebook, respondent: str, record: Record, factors: Iterable[SanctionFactor] = ()
) -> Suggestion | None:
    """Go up and down the ladder for a respondent; None if nothing was found against him, or there is no ladder."""
    severity = gravest(case, book, respondent)
    row = book.ladder.get(severity) if severity else None
    if row is None or severity is None:
        return None
    rank = row.first
    because = [
        Text("认定的最重违规为", "The gravest violation found is ")
        + severity.label
        + Text(f"({severity})，起点为第{rank}级", f" ({severity}): it begins at rung {rank}")
    ]
    for says, rungs in _shifts(book, record, factors):
        rank += rungs
        because.append(says)
    rank, bounded = _bounded(rank, row, book)
    because += bounded
    points = row.points
    if _used_up(book, record, points):
        rank = max(rank, _ending(book))
        because.append(_used_up_text(book, record, points))
    sanction = _rung(book, rank)
    least, most = sanction.points
    return Suggestion(sanction, min(max(points, least), most), tuple(because))


def gravest(case: CaseFile, book: Rulebook, respondent: str) -> Severity | None:
    """The gravest violation found proved against a respondent."""
    proved = [
        book.severity_of(each.violation)
        for each in case.allegations.values()
        if each.respondent == respondent and each.result and each.result.at_fault and each.violation in book.violations
    ]
    return max(proved, key=lambda each: each.rank, default=None)


def _shifts(book: Rulebook, record: Record, factors: Iterable[SanctionFactor]) -> Iterator[tuple[Text, int]]:
    if record.repeats:
        months = book.figure(MONTHS)
        yield (
            Text(
                f"{months}个月内已受处理{record.repeats}次，加重一级",
                f"Sanctioned {record.repeats}× within {months} months: one rung more",
            ),
            1,
        )
    for factor in factors:
        rungs = book.factors[factor].rungs if factor in book.factors else 0
        more = (
            Text(f"，加重{rungs}级", f": {rungs} more") if rungs > 0 else Text(f"，减轻{-rungs}级", f": {-rungs} less")
        )
        if rungs:
            yield factor.label + more, rungs


def _bounded(rank: int, row: LadderRow, book: Rulebook) -> tuple[int, list[Text]]:
    """Keep to the rungs there are, and below the highest that such a violation comes to."""
    least = min(each.rank for each in book.sanctions.values())
    kept = min(max(rank, least), row.highest)
    if kept < rank:
        return kept, [
            Text(f"此等级至多到第{row.highest}级", f"Such a violation goes no higher than rung {row.highest}")
        ]
    return kept, []


def _used_up(book: Rulebook, record: Record, points: int) -> bool:
    return POINTS_A_YEAR in book.figures and record.points + points >= book.figure(POINTS_A_YEAR)


def _used_up_text(book: Rulebook, record: Record, points: int) -> Text:
    most = book.figure(POINTS_A_YEAR)
    return Text(
        f"本年已扣{record.points}分，加本次{points}分达到{most}分，应解除合同",
        f"{record.points} points this year and {points} now make {most}: the contract is ended",
    )


def _ending(book: Rulebook) -> int:
    """The lowest rung that costs all the points of a year."""
    most = book.figure(POINTS_A_YEAR)
    return min((each.rank for each in book.sanctions.values() if each.points[0] >= most), default=0)


def _rung(book: Rulebook, rank: int) -> SanctionRow:
    """The rung of that rank, or the nearest below it."""
    rungs = sorted(book.sanctions.values(), key=lambda each: each.rank)
    return next((each for each in reversed(rungs) if each.rank <= rank), rungs[0])
