"""What stands against an agent from before: in effect, this year's points, repeats within the months; no other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases import reading
from anjie.cases.models import Case, Sanction
from anjie.cases.standing import counted_on, counts_on, in_effect, those_in_effect
from anjie.procedure.calendar import months_on
from anjie.procedure.ladder import Record

if TYPE_CHECKING:
    from casework import Desk

pytestmark = pytest.mark.django_db

CODE = "A450103007"
TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 31), -12, date(2025, 3, 31)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_on(day, months) == then


def decided(desk: Desk, effective_on: date, rung: int = 0, **fields: Any) -> str:
    """Put a sanction into the table, as decided in a case of its own; gives the case's number."""
    number = desk.takes()
    with within(Scope.SYSTEM):
        case = Case.objects.get(number=number)
        levels = {f"{level}_id": getattr(case, f"{level}_id") for level in ("head", "region", "city", "county")}
        made = {"sanction": "warning", "points": 2, "decision_no": "1号", "agent_code": CODE, **fields}
        Sanction.objects.create(case=case, respondent="R1", rung=rung, effective_on=effective_on, **levels, **made)
    return number


def record(besides: str = "") -> Record:
    return reading.records([CODE, ""], TODAY, 12, besides=besides).get(CODE, Record())


@pytest.mark.parametrize(
    ("effective_on", "fields", "expected"),
    [
        (TODAY, {}, Record(2, 1)),
        (date(2026, 1, 1), {}, Record(2, 1)),
        (date(2025, 12, 31), {}, Record(0, 1)),
        (date(2025, 4, 1), {}, Record(0, 1)),
        (date(2025, 3, 31), {}, Record(0, 0)),
        (TODAY + timedelta(days=1), {}, Record(0, 0)),
        (TODAY, {"revoked": True}, Record(0, 0)),
        (TODAY, {"sanction": "exempted", "points": 0}, Record(0, 0)),
        (TODAY, {"manner": "suspended", "waits": True}, Record(0, 1)),
        (TODAY, {"manner": "suspended", "lapsed": True}, Record(0, 1)),
        (TODAY, {"manner": "suspended"}, Record(2, 1)),
        (TODAY, {"agent_code": "A2"}, Record(0, 0)),
    ],
)
def test_what_counts(desk: Desk, effective_on: date, fields: dict[str, Any], expected: Record) -> None:
    number = decided(desk, effective_on, **fields)
    assert record() == expected
    assert record(besides=number) == Record(0, 0), "a case is no repeat of itself"


def test_two_sanctions_of_one_case_are_one_repeat(desk: Desk) -> None:
    number = decided(desk, TODAY)
    with within(Scope.SYSTEM):
        first = Sanction.objects.get(case__number=number)
        first.pk, first.rung = None, 1
        first.save(force_insert=True)
    decided(desk, TODAY)
    assert record() == Record(6, 2)


def test_the_row_and_the_table_say_the_same(desk: Desk) -> None:
    for days in (-400, -90, -89, 0, 1):
        for became in ({}, {"revoked": True}, {"waits": True}, {"lapsed": True}):
            decided(desk, TODAY + timedelta(days=days), **became)
    with within(Scope.SYSTEM):
        rows = list(Sanction.objects.all())
        effective = set(Sanction.objects.filter(those_in_effect(TODAY)).values_list("pk", flat=True))
        counted = set(Sanction.objects.filter(counted_on(TODAY)).values_list("pk", flat=True))
    assert {row.pk for row in rows if in_effect(row, TODAY)} == effective
    assert {row.pk for row in rows if counts_on(row, TODAY)} == counted
    assert 0 < len(counted) < len(effective) < len(rows)
