"""Limits that pass are put on record, once, and start what a missed limit starts."""

from datetime import timedelta

import pytest

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases import sweep as module
from anjie.cases.jobs import note_missed_duties
from anjie.cases.sweep import sweep
from anjie.cases.verifying import differences, verify_journals
from casework import AT, MAJOR, ON_THE_SPOT, Desk, asked, everything, rows


def swept(desk: Desk) -> int:
    with within(Scope.SYSTEM):
        return sweep(desk.at)


def due(clause: str) -> list[object]:
    return [moment for (moment,) in rows("cases_duty", "due", where="clause = %s", values=[clause])]


@pytest.fixture
def late(desk: Desk) -> str:
    """Give a case of which the department has let its day pass."""
    number = desk.walks(desk.takes(), until="assigned")
    assert desk("wang", number, asked(due_on=AT.date() + timedelta(days=1))).done
    [moment] = due("answer-cohandling")
    desk.at = moment
    return number


def test_a_limit_is_noted_from_the_instant_it_has_passed(desk: Desk, late: str) -> None:
    desk.at -= timedelta(microseconds=1)
    swept(desk)
    assert not any("answer-cohandling" in key for key in desk.case(late).noted)
    desk.at += timedelta(microseconds=1)
    assert swept(desk) >= 1
    assert any("answer-cohandling" in key for key in desk.case(late).noted)


def test_what_is_noted_says_which_demand_and_by_whom(desk: Desk, late: str) -> None:
    swept(desk)
    entry = next(entry for entry in desk.case(late).entries if "answer-cohandling" in getattr(entry.act, "duty", ""))
    assert (entry.kind, entry.by, entry.unit, entry.at) == ("duty_missed", "system", "450103", desk.at)
    assert "协办" in entry.act.text or "其他部门" in entry.act.text
    assert entry.act.text_en


def test_a_missed_answer_starts_the_duty_to_urge(desk: Desk, late: str) -> None:
    assert due("urge-late-department") == []
    swept(desk)
    assert rows("cases_duty", "debtor", "handler", "state", where="clause = 'urge-late-department'") == [
        ("handler", "wang", "open")
    ]


def test_swept_twice_nothing_more_is_noted(desk: Desk, late: str) -> None:
    assert swept(desk) > 0
    before = everything()
    assert swept(desk) == 0
    assert everything() == before


def test_whatever_passes_later_is_noted_then(desk: Desk, late: str) -> None:
    swept(desk)
    noted = desk.case(late).noted
    desk.at += timedelta(days=100)
    assert swept(desk) > 0
    assert {key.partition(":")[0] for key in desk.case(late).noted - noted} >= {"every-case-closed"}
    assert swept(desk) == 0


def test_many_more_than_a_batch_are_all_noted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    numbers = [desk.takes() for _ in range(5)]
    desk.at += timedelta(days=200)
    left = "state = 'open' and due is not null and not noted"
    [(count,)] = rows("cases_duty", "count(*)", where=left)
    assert swept(desk) >= count > 10
    assert rows("cases_duty", "count(*)", where=left) == [(0,)]
    assert all(desk.case(number).noted for number in numbers)
    with within(Scope.SYSTEM):
        assert list(verify_journals()) == []
        assert list(differences(desk.at)) == []


@pytest.mark.parametrize("walk", [ON_THE_SPOT, MAJOR], ids=["on the spot", "major"])
def test_what_was_done_in_time_is_never_noted(desk: Desk, walk: object) -> None:
    number = desk.walks(desk.takes(), walk)
    desk.at += timedelta(days=365)
    assert swept(desk) == 0
    assert desk.case(number).noted == set()


def test_without_the_systems_scope_there_is_nothing_to_sweep(desk: Desk, late: str) -> None:
    """The wall is closed to whoever doesn't say who asks."""
    with within(Scope.NOTHING):
        assert sweep(desk.at) == 0
    assert swept(desk) > 0


def test_the_minutes_job_sweeps_as_the_system(desk: Desk, late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anjie.cases.jobs.now", lambda: desk.at)
    note_missed_duties(timestamp=0)
    assert desk.case(late).noted
    assert swept(desk) == 0
