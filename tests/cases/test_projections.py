"""The tables say what the journals say: after any walk through the desk they can be made again without a difference."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import NoSuchCaseError
from anjie.cases.projection import CHILDREN
from anjie.cases.reading import office_on
from anjie.cases.sweep import sweep
from anjie.cases.verifying import differences, rebuild, verify_journals
from anjie.directory.models import Agent, Unit
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.collaboration import Transferred
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.opening import Assigned, Recused
from anjie.procedure.engine import permitted
from anjie.procedure.soundness.specimens import beginnings, specimens
from anjie.procedure.values import Measure, Paper, Respondent, SanctionProposed
from casework import (
    AT,
    MAJOR,
    ON_THE_SPOT,
    SIGNATURES,
    Desk,
    Walk,
    asked,
    complainant,
    everything,
    opened,
    rows,
    steps,
    tables,
    transferred,
    undone,
)

PROJECTED = ("cases_case", "cases_duty", *CHILDREN)


def told(at: Any) -> list[tuple[str, str]]:
    with within(Scope.SYSTEM):
        return list(differences(at))


def sql(statement: str, *values: object) -> int:
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@pytest.mark.parametrize("walk", [ON_THE_SPOT, MAJOR], ids=["on the spot", "major"])
def test_what_is_made_again_is_what_stands_there_after_every_act(desk: Desk, walk: Any) -> None:
    number = desk.takes()
    for who, step in walk:
        act = step if isinstance(step, Act) else step(desk.case(number))
        assert desk(who, number, act).done
        assert told(desk.at) == [], act.kind


# -- at random ---------------------------------------------------------------------------------------------------

WHO = ("wang", "wang", "wang", "li", "chen", "huang", "qin", "zhou", "zheng", "wu", "wei", "mo", "su", "ouyang", "dong")
WAITS = (timedelta(minutes=1), timedelta(hours=3), timedelta(days=1), timedelta(days=9), timedelta(days=40))


def for_people(act: Act) -> Act:
    """A specimen, of people and units that are here."""
    match act:
        case Received():
            return act.model_copy(update={"unit": "450103"})
        case Assigned():
            return act.model_copy(update={"handler": "wang"})
        case Recused():
            return act.model_copy(update={"officer": "lu"})
        case Transferred():
            return act.model_copy(update={"to_unit": "4501"})
        case _:
            return act


@st.composite
def walks(draw: st.DrawFn) -> Any:
    """How far along a known walk a case has come, and what then happens to it.

    Each step: who does something, which of the acts there are, how long everybody waits before, whether limits are
    noted then. Most acts are such as he may do, as far as one can tell beforehand; some are any act at all.
    """
    known: Walk = draw(st.sampled_from((MAJOR, ON_THE_SPOT)))
    number = st.integers(0, 10**6)
    step = st.tuples(st.sampled_from(WAITS), st.booleans(), st.sampled_from(WHO), number, st.integers(0, 5))
    return draw(number), known[: draw(st.integers(0, len(known)))], draw(st.lists(step, min_size=3, max_size=9))


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(walk=walks())
def test_any_walk_leaves_tables_that_can_be_made_again(desk: Desk, walk: Any) -> None:
    """Allowed or refused, late or in time, swept or not; and no chain is broken by any of it."""
    start, known, steps = walk
    desk.at = AT
    begun = beginnings(desk.at)
    with undone():
        number = desk.walks(desk.takes(), known) if known else desk("huang", None, for_people(begun[start % 4])).number
        for wait, swept, who, which, luck in steps:
            desk.at += wait
            if swept:
                with within(Scope.SYSTEM):
                    sweep(desk.at)
            with contextlib.suppress(NoSuchCaseError):
                desk(who, number, tried(desk, who, number, which, any_act=luck == 0))
        assert told(desk.at) == []
        with within(Scope.SYSTEM):
            assert list(verify_journals()) == []
        DONE.update(entry.kind for entry in desk.case(number).entries[1 + len(known) :])


DONE: set[str] = set()


def tried(desk: Desk, who: str, number: str, which: int, *, any_act: bool) -> Act:
    opened_case = desk.opens(number)
    acts = [for_people(act) for act in specimens(opened_case.dossier, desk.at)]
    unit = Unit.objects.get(code=desk.office(who).unit)
    possible = permitted(opened_case.dossier, office_on(desk.office(who), opened_case, unit.pk))
    chosen = [act for act in acts if possible[act.kind].allowed] or acts
    return acts[which % len(acts)] if any_act else chosen[which % len(chosen)]


def test_the_walks_at_random_go_far() -> None:
    """Or they would prove little: off the known walks, many kinds of acts were done."""
    assert len(DONE) >= 18 or not DONE, DONE


# -- differences -------------------------------------------------------------------------------------------------

ALTERED = {
    "cases_case": "update cases_case set handler = 'lu'",
    "cases_duty": "update cases_duty set due = due + interval '1 second' where clause = 'assign-handler'",
    "cases_party": "update cases_party set name = '农秀兰' where side = 'complainant'",
    "cases_allegation": "update cases_allegation set severity = 'S1'",
    "cases_sanction": "update cases_sanction set months = 1",
    "cases_searchtext": "update cases_searchtext set text = text || ' '",
    "cases_stretch": "update cases_stretch set began_at = began_at + interval '1 second'",
    "cases_tally": "update cases_tally set at = at + interval '1 second' where what = 'opened'",
    "cases_filed": "update cases_filed set sha256 = repeat('0', 64)",
}
REMOVED = {table: f"delete from {table}" for table in PROJECTED if table != "cases_case"}


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Give two cases, of which the first has been through everything."""
    letter = Paper(title="投诉信", sha256="ab" * 32)
    return [desk.walks(desk.takes(papers=(letter,)), MAJOR), desk.takes()]


def test_every_projection_is_altered_here(db: None) -> None:
    assert set(tables()) == {*ALTERED, "cases_entry", "cases_body", "cases_refusal", "cases_counter", "cases_reserved"}


@pytest.mark.parametrize("statement", [*ALTERED.values(), *REMOVED.values()])
def test_whatever_differs_is_named_and_made_again(desk: Desk, numbers: list[str], statement: str) -> None:
    before = everything()
    assert sql(statement) > 0
    table = statement.split()[1 if statement.startswith("update") else 2]
    assert (numbers[0], table) in told(desk.at)
    assert {each for _, each in told(desk.at)} == {table}
    with within(Scope.SYSTEM):
        assert rebuild(desk.at) == 2
    assert told(desk.at) == []
    assert _without_ids(everything()) == _without_ids(before)


def _without_ids(found: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What stands there, but for row numbers, which nothing refers to."""
    renewed = {
        "cases_duty",
        "cases_party",
        "cases_allegation",
        "cases_sanction",
        "cases_stretch",
        "cases_tally",
        "cases_filed",
    }
    return {
        table: sorted((row[1:] if table in renewed else row for row in each), key=str) for table, each in found.items()
    }


def test_making_the_tables_again_changes_no_row_that_is_right(desk: Desk, numbers: list[str]) -> None:
    before = everything()
    with within(Scope.SYSTEM):
        rebuild(desk.at)
    assert _without_ids(everything()) == _without_ids(before)


KEPT = ("cases_stretch", "cases_tally")
"""What stays with the unit in which it was: returns are made from it."""


def test_a_transfer_moves_every_row_of_the_case_to_the_other_unit(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="assigned")
    assert desk("wang", number, asked()).done
    assert desk("li", number, transferred("450203")).done
    levels = [str(Unit.objects.get(code=code).pk) for code in ("0", "45", "4502", "450203")]
    for table in set(PROJECTED) - {*KEPT, "cases_filed"}:
        found = rows(table, "distinct head_id::text", "region_id::text", "city_id::text", "county_id::text")
        assert found == [tuple(levels)] or (table == "cases_sanction" and found == [])
    owner = levels[-1]
    assert rows("cases_case", "unit_id::text") == [(owner,)]
    assert rows("cases_duty", "distinct unit_id::text", "handler") == [(owner, "")]
    assert told(desk.at) == []


def test_a_department_stays_a_guest_of_the_case_that_was_transferred(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="assigned")
    desk("wang", number, asked())
    desk("li", number, transferred("450203"))
    assert rows("cases_case", "guests") == [(["450103/claims"],)]


def test_lists_show_masked_names_and_the_record_keeps_the_whole_ones(desk: Desk) -> None:
    two = (complainant(), complainant("覃大明", phone="", id_no=""))
    number = desk.takes(complainants=two)
    assert rows("cases_case", "complainants", "complainant_count", "respondents") == [("农**、覃**", 2, "梁展业")]
    assert [party.is_.name for party in desk.case(number).complainants.values()] == ["农秀英", "覃大明"]


def test_very_many_names_are_cut_to_what_a_list_shows(desk: Desk) -> None:
    desk.takes(complainants=tuple(complainant(f"农{each:03d}号", phone="", id_no="") for each in range(200)))
    [(shown, count)] = rows("cases_case", "complainants", "complainant_count")
    assert (len(shown), shown[-1], count) == (400, "…", 200)
    assert rows("cases_party", "count(*)", where="side = 'complainant'") == [(200,)]
    assert told(desk.at) == []


def test_duties_carry_who_owes_them_and_at_which_level(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="proposed")
    desk.walks(number, SIGNATURES)
    found = dict(rows("cases_duty", "clause", "debtor || ' ' || level", where="state = 'open'", order="clause"))
    assert found["decide-proposal-in-time"] == "approver region"
    assert found["tell-complainant"] == "handler "


def test_a_mild_proposal_is_the_countys_own_to_decide(desk: Desk) -> None:
    number = desk.takes()
    found = steps("found", "sanction_notified", "defence_heard")
    desk.walks(number, (*MAJOR[:2], ("wang", opened("V14")), MAJOR[3], *found, _mild(), *SIGNATURES[:1]))
    owed = dict(rows("cases_duty", "clause", "level", where="state = 'open' and debtor = 'approver'"))
    assert set(owed.values()) == {"county"}


def _mild() -> tuple[str, Act]:
    [(_, proposed)] = steps("proposed")
    assert isinstance(proposed, Proposed)
    return "wang", proposed.model_copy(
        update={"measures": (Measure(respondent="R1", sanctions=(SanctionProposed(sanction="warning", points=1),)),)}
    )


def test_directory_ids_follow_the_codes(desk: Desk) -> None:
    unit = Unit.objects.get(code="450103")
    agent = Agent(code="A450103007", unit=unit)
    agent.rename("梁展业")
    agent.save()
    desk.takes()
    desk.takes(respondents=(Respondent(name="别人", agent="A1"),))
    assert rows("cases_party", "agent_code", "agent_id", where="side = 'respondent'") == [
        ("A1", None),
        ("A450103007", agent.pk),
    ]
    assert told(desk.at) == []
