"""How grave a case is, in the respects by which authority goes: violation, sanction, money, class."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from anjie.procedure.casefile import CaseFile
from anjie.procedure.rulebook import Rulebook, UpTo
from anjie.procedure.terms import Severity, Text, Word


def severity(case: CaseFile, book: Rulebook) -> Severity | None:
    """The gravest violation found proved; None while nothing is."""
    proved = [a for a in case.standing.values() if a.result and a.result.at_fault]
    return max((book.severity_of(a.violation) for a in proved), key=lambda each: each.rank, default=None)


def alleged_severity(case: CaseFile, book: Rulebook) -> Severity | None:
    """The gravest violation alleged."""
    codes = [a.violation for a in case.standing.values() if a.violation in book.violations]
    return max((book.severity_of(code) for code in codes), key=lambda each: each.rank, default=None)


def sanction_rank(case: CaseFile, book: Rulebook) -> int:
    """The highest rung of the ladder that is proposed; 0 for none."""
    measures = case.proposal.measures.values() if case.proposal else ()
    return max(
        (book.sanctions[s.sanction].rank for m in measures for s in m.sanctions if s.sanction in book.sanctions),
        default=0,
    )


def redress(case: CaseFile) -> Decimal:
    """The money proposed for the customer, in yuan."""
    return case.proposal.redress if case.proposal else Decimal(0)


def statutory_major(case: CaseFile, book: Rulebook) -> bool:
    """Whether a ground makes the case major by law, not only by the company's own measures."""
    return any(book.grounds[g].statutory for g in book.grounds if g in case.grounds)


def beyond(case: CaseFile, book: Rulebook, up_to: UpTo | None) -> Iterator[Text]:
    """How what is proposed goes beyond an authority."""
    if up_to is None:
        return
    gravest = severity(case, book)
    if up_to.severity and gravest and gravest.rank > up_to.severity.rank:
        yield Text(
            f"违规等级至多{up_to.severity}，本案为{gravest}",
            f"Violations up to {up_to.severity}; this case has {gravest}",
        )
    if up_to.redress is not None and redress(case) > up_to.redress:
        yield Text(
            f"金额至多{up_to.redress:,}元，本案为{redress(case):,}元",
            f"Up to {up_to.redress:,} yuan; this case has {redress(case):,}",
        )
    if up_to.case_class and case.case_class not in up_to.case_class:
        yield (
            Text("案件分类须为：", "The class must be: ")
            + listed(up_to.case_class)
            + Text("；本案为：", "; this case is: ")
            + case.case_class.label
        )
    if up_to.sanction is not None and sanction_rank(case, book) > up_to.sanction:
        rung = _rung(book, up_to.sanction)
        yield Text("处理至多到：", "Sanctions up to: ") + rung


def _rung(book: Rulebook, rank: int) -> Text:
    return next(
        (row.label for row in book.sanctions.values() if row.rank == rank),
        Text(str(rank), str(rank)),
    )


def listed(words: Iterable[Word]) -> Text:
    """The words, one after the other."""
    labels = [word.label for word in words]
    return Text("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
