"""In whose hands a case was and when, and what returns count of it: told by the journal, at its own times."""

from datetime import timedelta
from typing import Any

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import perform
from anjie.cases.sweep import system_office
from anjie.procedure.acts import closing, collaboration
from anjie.procedure.acts.system import Imported
from casework import MAJOR, ON_THE_SPOT, Desk, rows, transferred


def hands() -> list[Any]:
    return rows(
        "cases_stretch s join directory_unit u on u.id = s.unit_id",
        "u.code", "s.case_class", "s.came_by", "s.ended_by", "s.at_fault", order="s.nth",
    )  # fmt: skip


def test_a_case_is_in_one_units_hands_from_receipt_to_closing(desk: Desk) -> None:
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    assert hands() == [("450103", "ordinary", "received", "closed", False)]


def test_a_class_set_anew_ends_a_stretch_but_not_the_stay(desk: Desk) -> None:
    desk.walks(desk.takes(), MAJOR)
    assert hands() == [
        ("450103", "ordinary", "received", "classified", None),
        ("450103", "major", "received", "closed", True),
    ]
    assert rows("cases_stretch", "count(distinct came_at)") == [(1,)]


def test_what_happened_before_a_transfer_stays_with_the_unit_in_which_it_happened(desk: Desk) -> None:
    number = desk.walks(desk.takes(), ON_THE_SPOT, until="assigned")
    assert desk("li", number, transferred("4501")).done
    assert desk("zheng", number, collaboration.TransferRefused(reason="属地有误")).done
    assert desk("li", number, transferred("450203")).done
    assert hands() == [
        ("450103", "ordinary", "received", "transferred", None),
        ("4501", "ordinary", "transferred", "transferred", None),
        ("450103", "ordinary", "transferred", "transferred", None),
        ("450203", "ordinary", "transferred", "", None),
    ]
    assert rows("cases_tally t join directory_unit u on u.id = t.unit_id", "distinct u.code") == [("450103",)]


def test_a_reopened_case_comes_again_and_keeps_what_was_so_when_it_was_closed(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="closed")
    assert desk("mo", number, closing.Reopened(reason="新证据")).done
    assert [row[2:4] for row in hands()] == [("received", "classified"), ("received", "closed"), ("reopened", "")]


def test_a_historic_case_stands_at_the_days_that_the_other_system_states(desk: Desk) -> None:
    on = desk.at.date()
    act = Imported(
        unit="450103", source="旧系统", source_number="1", received_on=on - timedelta(days=90),
        closed_on=on - timedelta(days=30), upheld=True,
    )  # fmt: skip
    with within(Scope.SYSTEM):
        assert perform(None, act, system_office("450103", desk.at)).done
    found = rows("cases_stretch", "historic", "came_by", "ended_at - came_at", "at_fault")
    assert found == [(True, "imported", timedelta(days=60), True)]
    assert rows("cases_tally") == []


def test_everything_that_returns_count_is_tallied_with_its_kind_and_amount(desk: Desk) -> None:
    desk.walks(desk.takes(), MAJOR)
    found = rows("cases_tally", "what", "detail", "amount::text", order="seq, nth")
    assert found == [
        ("opened", "", None),
        ("alleged", "V17", None),
        ("escalated", "region", None),
        ("found", "V17", None),
        ("sanctioned", "termination", None),
        ("redressed", "", "3200.00"),
        ("police", "", None),
    ]
