"""Who may approve what, laid out whole and compared with a file that people have reviewed.

    REWRITE_AUTHORITY=1 pytest tests/procedure/test_authority.py

writes the file anew after a change of the rulebook; what changed in it is then for people to review again.
"""

from __future__ import annotations

import csv
import io
import os
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from anjie.procedure import engine
from anjie.procedure.soundness.authority import Situation, gaps, situations, who_may_approve
from anjie.procedure.terms import ApprovalStation, CaseClass, Level, Severity
from procedure.stories import BOOK, asked

REVIEWED = Path(__file__).parent / "authority.csv"

RUNGS = [0, *sorted(sanction.rank for sanction in BOOK.sanctions.values())]


@cache
def levels(situation: Situation) -> list[Level]:
    return [level for level, _ in who_may_approve(BOOK, situation)]


def lowest(situation: Situation) -> str:
    return levels(situation)[0].value


def without_rung(situation: Situation) -> tuple[str, str, str]:
    by_law = " by law" if situation.statutory else ""
    severity = situation.severity.value if situation.severity else "none"
    return severity, f"{situation.case_class.value}{by_law}", str(situation.redress)


def table() -> str:
    """The lowest level that may approve: one line for severity, class and money, one column for each sanction."""
    names = {sanction.rank: code for code, sanction in BOOK.sanctions.items()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["severity", "class", "redress", *(names.get(rung, "no sanction") for rung in RUNGS)])
    for head, row in groupby(situations(BOOK), key=without_rung):
        by_rung = {situation.rung: lowest(situation) for situation in row}
        writer.writerow([*head, *(by_rung.get(rung, "-") for rung in RUNGS)])
    return out.getvalue()


def test_authority_is_as_reviewed() -> None:
    made = table()
    if os.environ.get("REWRITE_AUTHORITY"):
        REVIEWED.write_text(made, "utf-8")
    assert made == REVIEWED.read_text("utf-8")


def test_whoever_stands_higher_may_too() -> None:
    for situation in situations(BOOK):
        assert levels(situation) == list(Level)[levels(situation)[0].rank :]


def test_authority_has_no_gaps() -> None:
    assert list(gaps(BOOK)) == []


STATIONS = {
    Level.COUNTY: (ApprovalStation.UNIT_HEAD,),
    Level.CITY: (ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER),
    Level.REGION: (ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER, ApprovalStation.COUNSEL),
    Level.HEAD_OFFICE: (ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER, ApprovalStation.COUNSEL),
}
"""Who signs the handling sheet before the lowest level with the authority decides, as reviewed."""


def test_the_stations_that_sign_first_are_as_reviewed() -> None:
    for situation in situations(BOOK):
        for level, may in who_may_approve(BOOK, situation):
            assert may.row.stations == STATIONS[level]


def test_what_the_design_lays_down() -> None:
    """The lines of the matrix in words, so that nobody has to trust the table alone."""
    for situation in situations(BOOK):
        rank = Level(lowest(situation)).rank
        severity = situation.severity.rank if situation.severity else 0
        assert (rank == Level.COUNTY.rank) == (
            severity <= Severity.S1.rank
            and situation.redress <= 5000
            and situation.case_class is CaseClass.ORDINARY
            and situation.rung <= BOOK.sanctions["clawback"].rank
        )
        if situation.rung >= BOOK.sanctions["termination"].rank:
            assert rank >= Level.CITY.rank
        if severity == Severity.S4.rank or situation.redress > 50_000 or situation.statutory:
            assert rank >= Level.REGION.rank


@pytest.mark.parametrize(
    ("redress", "who", "allowed"),
    [
        ("5000", "approver@county", True),
        ("5000.01", "approver@county", False),
        ("5000.01", "approver@city/above", True),
        ("50000.01", "approver@city/above", False),
        ("50000.01", "approver@region/above", True),
        ("50000.01", "approver@head_office/above", True),
    ],
)
def test_the_engine_goes_by_it(redress: str, who: str, allowed: bool) -> None:
    story = f"""
    06-01 09:00  received
    06-01 09:30  registered
    06-01 10:00  opened
    06-02 09:00  found
    06-02 10:00  proposed  redress={redress}
    06-02 11:00  opinion_given  station=unit_head by=supervisor
    06-02 12:00  opinion_given  station=manager by=manager
    06-02 13:00  opinion_given  station=counsel by=counsel
    """
    assert engine.verdict(*asked(who, "06-03 09:00  approved", story)).allowed is allowed
