"""The managers above an agent are put on the file with him, and whoever is related to one has no hand in the case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from anjie.access.scope import scope_of
from anjie.access.wall import within
from anjie.cases.desk import perform
from anjie.directory.models import Agent
from anjie.procedure.acts.intake import PartyChanged
from anjie.procedure.values import Respondent
from casework import acknowledged, undone
from people import office_of

if TYPE_CHECKING:
    from anjie.directory.models import Unit
    from casework import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _line(tree: dict[str, Unit]) -> None:
    """A3 is led by A2, and A2 by A1."""
    boss = None
    for code in ("A1", "A2", "A3"):
        boss = Agent(code=code, unit=tree["450103"], manager=boss)
        boss.rename(code)
        boss.save()


def test_they_come_with_the_agent_the_nearest_first(desk: Desk) -> None:
    number = desk.takes(respondents=(Respondent(name="梁展业", agent="A3"), Respondent(name="未知")))
    assert [each.is_.upline for each in desk.case(number).respondents.values()] == [("A2", "A1"), ()]


def test_they_come_with_an_agent_named_later(desk: Desk) -> None:
    number = desk.takes(respondents=(Respondent(name="未知"),))
    assert desk("wang", number, PartyChanged(ref="R1", respondent=Respondent(name="梁展业", agent="A2"))).done
    assert desk.case(number).respondents["R1"].is_.upline == ("A1",)


@pytest.mark.parametrize(("tie", "may"), [("A1", False), ("A2", False), ("A3", False), ("A4", True)])
def test_whoever_is_related_to_one_of_them_has_no_hand_in_it(desk: Desk, tie: str, may: bool) -> None:
    number = desk.takes(respondents=(Respondent(name="梁展业", agent="A3"),))
    office = replace(office_of("wang", desk.at), ties=frozenset({tie}))
    with within(scope_of(office)), undone():
        outcome = perform(number, acknowledged(), office)
    assert outcome.done is may
    cited = {refusal.clause.id for refusal in outcome.verdict.refusals if refusal.clause}
    assert cited == (set() if may else {"related-to-agent"})
