"""The scoreboard's numbers are those of counting by hand; few cases win nothing and lose nothing."""

from datetime import timedelta
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.oversight.counting import Whose
from anjie.oversight.intervals import wilson
from anjie.oversight.scoreboard import Score, Scoreboard, missed, scoreboard
from anjie.procedure.acts.closing import LateExplained
from casework import MAJOR, ON_THE_SPOT, Desk, registered, rows, transferred
from returning import AFTER, NOVEMBER


def board(code: str = "45") -> Scoreboard:
    with within(Scope.SYSTEM):
        return scoreboard(Whose.below(Unit.objects.get(code=code)), NOVEMBER, AFTER)


def score(of: Scoreboard, clause: str) -> Score:
    return next(each.score for each in of.clauses if each.clause.id == clause)


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Have two cases handled, a third registered late and sent on, and a fourth left lying."""
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    late = desk.takes()
    desk.at += timedelta(days=4)
    assert desk("wang", late, registered()).done
    assert desk("wang", late, LateExplained(clause="register-same-day", cause="系统故障")).done
    assert desk("li", late, transferred("450203")).done
    desk.takes("tan", unit="450203")
    desk.at = AFTER
    return desk


def test_each_clause_counts_what_was_due_met_late_and_left_open(worked: Desk) -> None:
    kept = score(board(), "register-same-day")
    assert (kept.applied, kept.in_time, kept.late, kept.open_late) == (4, 2, 1, 1)
    met = rows(
        "cases_duty",
        "extract(epoch from ended_at - start)::float",
        where="clause = 'register-same-day' and state = 'met'",
    )
    assert kept.median == timedelta(seconds=median(seconds for (seconds,) in met))


def test_a_limit_is_missed_where_the_case_was_and_its_cause_stands_beside_it(worked: Desk) -> None:
    """Not where the case is now."""
    assert score(board("4501"), "register-same-day").late == 1
    assert score(board("4502"), "register-same-day").late == 0
    with within(Scope.SYSTEM):
        found = missed(Whose.below(Unit.objects.get(code="45")), "register-same-day", NOVEMBER, AFTER)
    assert sorted(list(each.causes) for each in found) == [[], ["系统故障"]]
    assert next(each.explained for each in board().clauses if each.clause.id == "register-same-day") == 1


def test_in_a_new_case_no_agent_is_left_undecided(worked: Desk) -> None:
    tracks = board().tracks
    assert (tracks.closed_at_fault, tracks.undecided) == (1, 0)


def test_units_with_few_cases_have_no_worst_clause(worked: Desk) -> None:
    found = board()
    units = {unit.pk: unit.pk for unit in Unit.objects.all()}
    assert all(each.worst is None for each in found.units(units) if each.score.applied < found.least)


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_rate_and_narrows_with_more_cases(part: int, rest: int) -> None:
    whole = part + rest
    found = wilson(part, whole)
    assert 0 <= found.low <= (part / whole if whole else 0.5) <= found.high <= 1
    if whole:
        wider = found.high - found.low
        more = wilson(part * 4, whole * 4)
        assert more.high - more.low < wider


def test_one_quick_case_wins_nothing() -> None:
    """All of one in time proves less than 95 of a hundred."""
    assert wilson(1, 1).low < wilson(95, 100).low
    assert Score(1, 0, 1).missing.low < Score(100, 70, 30).missing.low
