"""Cases in hand: found as the journal ends now, and never otherwise."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases import reading, shelf, verifying
from anjie.cases.dossiers import open_cases
from anjie.procedure.terms import Stage
from casework import MAJOR, registered, undone
from people import office_of

if TYPE_CHECKING:
    from casework import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "_kept", OrderedDict())


def journals_read(number: str, desk: Desk) -> int:
    """How many journals are read when a case is opened."""
    read = 0

    def count(execute: object, statement: str, *args: object) -> object:
        nonlocal read
        read += "cases_body" in statement
        return execute(statement, *args)  # type: ignore[operator]

    with within(Scope.SYSTEM), connection.execute_wrapper(count):
        assert open_cases("number", [number], desk.at)
    return read


def test_a_case_in_hand_is_not_read_again(desk: Desk) -> None:
    number = desk.takes()
    assert journals_read(number, desk) == 0
    shelf._kept.clear()
    assert [journals_read(number, desk) for _ in range(2)] == [1, 0]


def test_an_entry_by_another_process_is_seen(desk: Desk) -> None:
    """What another process does, this one's shelf hears nothing of."""
    number = desk.takes()
    before = OrderedDict(shelf._kept)
    assert desk("wang", number, registered()).done
    shelf._kept.clear()
    shelf._kept.update(before)
    assert desk.case(number).stage is Stage.REGISTERED


def test_what_was_rolled_back_is_not_found(desk: Desk) -> None:
    number = desk.takes()
    with undone():
        assert desk("wang", number, registered()).done
    case = desk.case(number)
    assert case.stage is Stage.RECEIVED
    assert desk("wang", number, registered()).done


def test_what_one_does_with_an_opened_case_changes_no_other(desk: Desk) -> None:
    number = desk.takes()
    with within(Scope.SYSTEM):
        first, second = (open_cases("number", [number], desk.at)[0].dossier.case for _ in range(2))
        first.complainants.clear()
        first.entries.clear()
        third = open_cases("number", [number], desk.at)[0].dossier.case
    assert second.complainants
    assert third.complainants
    assert len(third.entries) == 1


def test_the_shelf_opens_no_case_to_whoever_may_not_see_it(desk: Desk) -> None:
    number = desk.takes()
    stranger = office_of("tan", desk.at)
    with within(scope_of(stranger)):
        assert open_cases("number", [number], desk.at) == []
        assert reading.case_for(scope_of(stranger), number, desk.at) is None


def test_to_verify_is_to_read(desk: Desk) -> None:
    number = desk.takes()
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table cases_body disable trigger user")
        cursor.execute("update cases_body set text = replace(text, '退还保费', '不退保费')")
        assert [each.number for each in verifying.verify_journals()] == [number]


def test_only_the_duties_that_changed_are_written_and_the_tables_are_right(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR)
    assert number
    with within(Scope.SYSTEM):
        assert list(verifying.differences(desk.at)) == []


def test_no_more_than_so_many_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MOST", 2)
    numbers = [desk.takes() for _ in range(3)]
    assert len(shelf._kept) == 2
    assert [journals_read(number, desk) for number in reversed(numbers)][:2] == [0, 0]
