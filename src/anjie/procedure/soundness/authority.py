"""Who may approve what: the authority of every level, over every kind of proposal a case can come to.

The clauses say it piecemeal; here it is laid out whole, so that a gap or an overlap turned upside down can be seen.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from typing import NamedTuple

from anjie.procedure.casefile import Accused, Allegation, CaseFile, Proposal
from anjie.procedure.facts import authorities
from anjie.procedure.rulebook import May, Rulebook
from anjie.procedure.terms import CaseClass, CustomerOutcome, FindingResult, Level, Severity, Text
from anjie.procedure.values import Measure, Respondent, SanctionProposed

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a proposal is about, as far as authority goes by it."""

    severity: Severity | None
    case_class: CaseClass
    statutory: bool
    redress: Decimal
    rung: int
    """Rank of the highest sanction proposed, 0 for none."""

    @property
    def label(self) -> Text:
        """The situation in words."""
        law = Text("(法定)", " by law") if self.statutory else Text("", "")
        severity = Text(f"{self.severity or '无违规'}", f"{self.severity or 'no violation'}")
        return (
            severity
            + Text("、", ", ")
            + self.case_class.label
            + law
            + Text(f"、{self.redress:,}元、处理第{self.rung}级", f", {self.redress:,} yuan, sanction rung {self.rung}")
        )


def redress_limits(book: Rulebook) -> list[Decimal]:
    """The sums at which authority passes to another level, lowest first."""
    limits = {may.row.up_to.redress for may in book.mays.get("approved", ()) if may.row.up_to}
    return sorted(limit for limit in limits if limit is not None)


def top_redress(book: Rulebook) -> Decimal:
    """A sum beyond every limit."""
    return max(redress_limits(book), default=Decimal(0)) + CENT


def situations(book: Rulebook) -> list[Situation]:
    """Every combination that the clauses could tell apart: each severity, class, band of money and rung."""
    redress = [Decimal(0), *(amount for limit in redress_limits(book) for amount in (limit, limit + CENT))]
    classes = [
        (CaseClass.ORDINARY, False),
        (CaseClass.SPECIAL, False),
        (CaseClass.MAJOR, False),
        (CaseClass.MAJOR, True),
    ]
    severities = [None, *sorted({row.severity for row in book.violations.values()}, key=lambda each: each.rank)]
    rungs = [0, *sorted(row.rank for row in book.sanctions.values())]
    return [
        Situation(severity, *case_class, amount, rung)
        for severity, case_class, amount, rung in product(severities, classes, redress, rungs)
        if severity or not rung
    ]


def who_may_approve(book: Rulebook, situation: Situation) -> list[tuple[Level, May]]:
    """The levels at which somebody may approve it, and the clause that says so, lowest level first."""
    return authorities(_case(book, situation), book, "approved")


def gaps(book: Rulebook) -> Iterator[Text]:
    """What nobody may approve, and where a level above may do less or something graver is decided lower."""
    lowest: dict[Situation, int] = {}
    unheld: list[Situation] = []
    broken: list[Situation] = []
    for situation in situations(book):
        ranks = [level.rank for level, _ in who_may_approve(book, situation)]
        if not ranks:
            unheld.append(situation)
        elif ranks != list(range(ranks[0], len(Level))):
            broken.append(situation)
        lowest[situation] = ranks[0] if ranks else len(Level)
    if unheld:
        yield Text("无人有权审批：", "nobody may approve: ") + _first_of(unheld)
    if broken:
        yield Text("下级有权而上级无权审批：", "a level below may approve but not one above: ") + _first_of(broken)
    if sinking := list(_sinking(lowest)):
        yield Text("更重的情形反由下级审批：", "something graver is decided at a lower level: ") + _first_of(sinking)


def _sinking(lowest: Mapping[Situation, int]) -> Iterator[Situation]:
    """The situations decided lower than one that is milder in a single respect."""
    for respect in range(len(Grades._fields)):
        alike: defaultdict[tuple[Decimal, ...], list[tuple[Decimal, int, Situation]]] = defaultdict(list)
        for situation, rank in lowest.items():
            grades = _grades(situation)
            others = grades[:respect] + grades[respect + 1 :]
            alike[others].append((grades[respect], rank, situation))
        for row in alike.values():
            row.sort(key=lambda each: each[0])
            yield from (graver for (_, below, _), (_, above, graver) in pairwise(row) if above < below)


def _first_of(found: list[Situation]) -> Text:
    return found[0].label + Text(f"(共{len(found)}种)", f" ({len(found)} in all)")


class Grades(NamedTuple):
    """How grave a situation is, in each respect."""

    severity: Decimal
    case_class: Decimal
    statutory: Decimal
    redress: Decimal
    rung: Decimal


def _grades(situation: Situation) -> Grades:
    return Grades(
        Decimal(situation.severity.rank if situation.severity else 0),
        Decimal(situation.case_class.rank),
        Decimal(situation.statutory),
        situation.redress,
        Decimal(situation.rung),
    )


def _case(book: Rulebook, situation: Situation) -> CaseFile:
    """A case file in which just this is proposed."""
    case = CaseFile(case_class=situation.case_class)
    case.respondents["R1"] = Accused("R1", 1, Respondent(name="R1"))
    if situation.statutory:
        case.grounds = tuple(ground for ground, row in book.grounds.items() if row.statutory)
    for code, row in book.violations.items():
        if row.severity is situation.severity:
            proved = FindingResult.SUBSTANTIATED
            case.allegations["A1"] = Allegation("A1", 1, "R1", code, "", proved)
    sanctions = [code for code, row in book.sanctions.items() if row.rank == situation.rung]
    measure = Measure(respondent="R1", sanctions=tuple(SanctionProposed(sanction=code) for code in sanctions))
    case.proposal = Proposal(
        1, frozenset(), "", CustomerOutcome.REDRESS, situation.redress, {"R1": measure} if sanctions else {}
    )
    return case
