"""Merging and splitting: two journals tell of it, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from anjie.access.scope import scope_of
from anjie.access.wall import within
from anjie.cases import verifying
from anjie.cases.desk import Outcome
from anjie.cases.pairs import perform_with_pair
from anjie.procedure.acts.opening import Merged, Split
from anjie.procedure.values import Respondent
from casework import ON_THE_SPOT, registered
from people import office_of

if TYPE_CHECKING:
    from anjie.procedure.acts.base import Act
    from casework import Desk

pytestmark = pytest.mark.django_db


def tries(desk: Desk, who: str, number: str, act: Act) -> Outcome:
    office = office_of(who, desk.at)
    with within(scope_of(office)):
        return perform_with_pair(number, act, office)


def kinds(desk: Desk, number: str) -> list[str]:
    return [entry.kind for entry in desk.case(number).entries]


def test_both_journals_say_that_a_case_was_merged(desk: Desk) -> None:
    first, second = desk.takes(), desk.takes()
    for number in (first, second):
        assert desk("wang", number, registered()).done
    assert tries(desk, "li", second, Merged(into=first, reason="同一事项")).done
    assert kinds(desk, second)[-1] == "merged"
    assert kinds(desk, first)[-1] == "absorbed"
    assert desk.case(first).absorbed == [second]


def test_neither_does_where_one_of_them_can_not_be(desk: Desk) -> None:
    closed = desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    open_ = desk.takes()
    assert desk("wang", open_, registered()).done
    before = kinds(desk, open_), kinds(desk, closed)
    outcome = tries(desk, "li", open_, Merged(into=closed, reason="同一事项"))
    assert not outcome.done
    assert outcome.verdict.refusals
    assert (kinds(desk, open_), kinds(desk, closed)) == before


@pytest.mark.parametrize("into", ["450103-2026-99999", "450203-2026-00001"])
def test_a_case_that_one_may_not_know_of_is_as_none(desk: Desk, into: str) -> None:
    number = desk.takes()
    assert desk("wang", number, registered()).done
    [refusal] = tries(desk, "li", number, Merged(into=into, reason="同一事项")).verdict.refusals
    assert refusal.field == "into"
    assert kinds(desk, number) == ["received", "registered"]


def test_a_part_split_off_is_a_case_of_its_own(desk: Desk) -> None:
    both = (Respondent(name="梁展业", agent="A450103007"), Respondent(name="覃主管", agent="A450103001", manager=True))
    number = desk.takes(respondents=both)
    assert desk("wang", number, registered()).done
    outcome = tries(desk, "li", number, Split(respondent="R2", reason="另案查处"))
    assert outcome.done, outcome.verdict.refusals
    case = desk.case(number)
    split = case.entries[-1].act
    assert isinstance(split, Split)
    other = desk.case(split.to)
    assert list(case.answering) == ["R1"]
    assert [each.is_.name for each in other.respondents.values()] == ["覃主管"]
    assert [each.is_ for each in other.complainants.values()] == [each.is_ for each in case.complainants.values()]
    assert other.received_by_company_at == case.received_by_company_at
    with within(scope_of(office_of("mo", desk.at))):
        assert list(verifying.verify_journals()) == []


def test_the_only_respondent_is_not_split_off(desk: Desk) -> None:
    number = desk.takes()
    assert desk("wang", number, registered()).done
    outcome = tries(desk, "li", number, Split(respondent="R1", reason="另案查处"))
    assert [refusal.field for refusal in outcome.verdict.refusals] == ["respondent"]
    assert kinds(desk, number) == ["received", "registered"]
