"""The desk: what is allowed is entered, what is refused is put on record, and whoever may not see learns nothing."""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.desk import NoSuchCaseError, Order, perform, perform_many
from anjie.cases.reading import case_for, office_on
from anjie.directory.models import Unit
from anjie.procedure.acts.approval import Approved
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.closing import LateExplained
from anjie.procedure.acts.collaboration import CohandlingAnswered
from anjie.procedure.acts.system import DutyMissed, Imported
from anjie.procedure.duties import duties
from anjie.procedure.terms import Reach
from casework import (
    AT,
    MAJOR,
    MINUTE,
    ON_THE_SPOT,
    SIGNATURES,
    Desk,
    acknowledged,
    asked,
    assigned,
    complaint,
    everything,
    opened,
    registered,
    revealed,
    rows,
    transferred,
    verified,
)
from people import office_of


def refused(desk: Desk, who: str, number: str, act: Act) -> set[str]:
    """Have somebody be refused; gives the clauses."""
    outcome = desk(who, number, act)
    assert not outcome.done
    return {each.clause.id if each.clause else each.field for each in outcome.verdict.refusals}


# -- allowed -----------------------------------------------------------------------------------------------------


def test_what_is_allowed_is_entered_with_who_when_and_from_where(desk: Desk) -> None:
    outcome = desk("huang", None, complaint())
    assert outcome.done
    assert outcome.number == "450103-2026-00001"
    envelope = rows("cases_entry", "seq", "at", '"by"', "acting_for", "unit", "kind")
    assert envelope == [(1, AT + MINUTE, "huang", "", "450103", "received")]
    assert desk.case(outcome.number).complainants["C1"].is_.name == "农秀英"


@pytest.mark.parametrize("walk", [ON_THE_SPOT, MAJOR], ids=["on the spot", "major"])
def test_a_whole_walk_leads_from_the_call_to_the_archive(desk: Desk, walk: object) -> None:
    number = desk.walks(desk.takes(), walk)
    assert rows("cases_case", "stage", "version") == [("archived", 1 + len(walk))]
    assert rows("cases_refusal") == []
    assert [entry.seq for entry in desk.case(number).entries] == list(range(1, 2 + len(walk)))


def test_the_desk_assigns_numbers_whatever_was_asked_for(desk: Desk) -> None:
    number = desk.takes(number="450103-2026-77777")
    assert number == "450103-2026-00001"
    desk("wang", number, registered().model_copy(update={"register_no": "X"}))
    assert desk.case(number).register_no == "450103督登〔2026〕00001号"


def test_the_hotline_of_the_region_takes_a_complaint_for_a_county(desk: Desk) -> None:
    number = desk.takes("hotline")
    assert number.startswith("450103-")
    with pytest.raises(NoSuchCaseError):
        desk("hotline", number, acknowledged())


# -- refused -----------------------------------------------------------------------------------------------------


def submitted(desk: Desk) -> str:
    """Give a case of which every station of the handling sheet has signed the proposal."""
    return desk.walks(desk.walks(desk.takes(), until="proposed"), SIGNATURES)


def test_a_refusal_is_put_on_record_with_its_clauses_and_changes_nothing_else(desk: Desk) -> None:
    number = submitted(desk)
    before = everything()
    clauses = refused(desk, "chen", number, Approved(digest=desk.case(number).proposal.digest))
    assert clauses == {"approve-region"}
    after = everything()
    [(_, at, by, acting_for, unit, kind, reasons, case_id)] = after.pop("cases_refusal")
    before.pop("cases_refusal")
    assert after == before
    assert (at, by, acting_for, unit, kind) == (desk.at, "chen", "", "450103", "approved")
    assert case_id == rows("cases_case", "id")[0][0]
    kept = json.loads(reasons) if isinstance(reasons, str) else reasons
    assert {each["clause"] for each in kept} == clauses
    assert all(each["zh"] and each["en"] for each in kept)


def test_the_same_proposal_is_approved_by_whoever_has_the_authority(desk: Desk) -> None:
    number = submitted(desk)
    assert desk("mo", number, Approved(digest=desk.case(number).proposal.digest)).done


def test_what_contradicts_the_file_names_the_field(desk: Desk) -> None:
    number = submitted(desk)
    outcome = desk("mo", number, Approved(digest="other words"))
    assert [each.field for each in outcome.verdict.refusals] == ["digest"]


def test_a_refused_beginning_belongs_to_no_case(desk: Desk) -> None:
    outcome = desk("chen", None, complaint())
    assert not outcome.done
    assert rows("cases_refusal", '"by"', "kind", "case_id") == [("chen", "received", None)]
    assert rows("cases_case") == []


@pytest.mark.parametrize("act", [complaint(), Imported(source="旧", source_number="1", received_on=AT.date())])
def test_a_case_begins_once(desk: Desk, act: Act) -> None:
    assert not desk("wang", desk.takes(), act).done


def test_nothing_happens_to_a_case_before_it_begins(desk: Desk) -> None:
    assert not desk("wang", None, registered()).done
    assert rows("cases_case") == []


@pytest.mark.parametrize(("act", "field"), [(complaint(unit="999999"), "unit"), (transferred("999999"), "to_unit")])
def test_a_unit_that_does_not_exist_is_refused(desk: Desk, act: Act, field: str) -> None:
    number = None if act.begins else desk.takes()
    outcome = desk("li", number, act)
    assert [each.field for each in outcome.verdict.refusals] == [field]


def test_the_record_is_never_back_dated(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="opened")
    desk.at -= 60 * MINUTE
    assert not desk("wang", number, acknowledged()).done
    assert desk.case(number).last.kind == "opened"


def test_several_orders_are_judged_each_on_its_own(desk: Desk) -> None:
    first, second = desk.takes(), desk.takes()
    wang, chen = desk.office("wang"), desk.office("chen")
    with within(scope_of(wang)):
        done = perform_many([
            Order(first, registered(), wang),
            Order(second, registered(), chen),
            Order(first, verified(), wang),
            Order(None, complaint(), wang),
        ])  # fmt: skip
    assert [each.done for each in done] == [True, False, True, True]
    assert [entry.kind for entry in desk.case(first).entries] == ["received", "registered", "verified"]
    assert rows("cases_refusal", '"by"') == [("chen",)]
    assert done[3].number == "450103-2026-00003"


# -- what the officer saw ----------------------------------------------------------------------------------------


def test_a_decision_on_an_old_page_is_neither_judged_nor_written(desk: Desk) -> None:
    number = desk.takes()
    desk("wang", number, registered())
    before = everything()
    outcome = desk("lu", number, verified(), seen=1)
    assert outcome.stale
    assert not outcome.done
    assert everything() == before
    assert desk("lu", number, verified(), seen=2).done


@pytest.mark.parametrize("quiet", ["looked at", "limit passed"])
def test_what_nobody_could_have_misread_makes_no_page_old(desk: Desk, quiet: str) -> None:
    number = desk.walks(desk.takes(), until="registered")
    seen = desk.case(number).version
    if quiet == "looked at":
        assert desk("li", number, revealed()).done
    else:
        assert desk.system(number, DutyMissed(duty="register-same-day:1:", clause="register-same-day")).done
    assert desk.case(number).version == seen + 1
    assert desk("wang", number, verified(), seen=seen).done


# -- whose calendar ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["zhou", "ouyang"])
def test_limits_run_by_the_calendar_of_the_unit_in_charge_whoever_acts(desk: Desk, who: str) -> None:
    """Guangxi keeps 31 March and 1 April 2025 as 三月三; head office, which works on them, changes nothing."""
    desk.at = datetime(2025, 3, 28, 2, tzinfo=UTC)
    number = desk.takes()
    assert desk(who, number, acknowledged()).done
    where = "clause = 'verify-oral-complaint'"
    assert rows("cases_duty", "due", where=where) == [(datetime(2025, 4, 2, 16, tzinfo=UTC),)]
    office = desk.office(who)
    with within(scope_of(office)):
        opened_case = case_for(scope_of(office), number, desk.at)
        seen = office_on(office, opened_case, Unit.objects.get(code=office.unit).pk)
    due = {duty.must.id: duty.due for duty in duties(opened_case.dossier, seen.calendar, seen.at)}
    assert due["verify-oral-complaint"] == datetime(2025, 4, 2, 16, tzinfo=UTC)


# -- who may see -------------------------------------------------------------------------------------------------

STRANGERS = ("ma", "he", "tan", "liang", "nong", "lan", "guan", "gan", "qin", "cen")


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_case_one_may_not_see_is_the_same_as_none(desk: Desk, stranger: str) -> None:
    number = desk.takes()
    before = everything()
    said = []
    for asked_for in (number, "450103-2026-99999"):
        with pytest.raises(NoSuchCaseError) as told:
            desk(stranger, asked_for, registered())
        said.append(str(told.value).replace(asked_for, "…"))
    assert said[0] == said[1]
    assert everything() == before


@pytest.mark.parametrize("stranger", STRANGERS)
def test_the_gate_of_the_desk_holds_without_the_wall(desk: Desk, stranger: str) -> None:
    number = desk.takes()
    with within(Scope.SYSTEM), pytest.raises(NoSuchCaseError):
        perform(number, registered(), desk.office(stranger))


@pytest.mark.parametrize(
    ("who", "reach", "done"),
    [
        ("wang", Reach.OWN, True),
        ("zhou", Reach.ABOVE, False),
        ("wei", Reach.ABOVE, False),
        ("ouyang", Reach.ABOVE, False),
    ],
)
def test_a_unit_above_is_not_the_units_own(desk: Desk, who: str, reach: Reach, *, done: bool) -> None:
    """Registering is for the own unit; classifying for units above too."""
    number = desk.takes()
    assert desk(who, number, registered()).done is done
    assert desk(who, number, acknowledged()).done


def test_a_department_sees_the_case_once_it_was_asked_and_not_before(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="assigned")
    answer = CohandlingAnswered(request="Q1", answer="赔案无误")
    with pytest.raises(NoSuchCaseError):
        desk("qin", number, answer)
    desk("wang", number, asked())
    with pytest.raises(NoSuchCaseError):
        desk("cen", number, answer)
    assert refused(desk, "qin", number, acknowledged()) == {"add-to-intake"}
    assert desk("qin", number, answer).done


def test_only_the_department_asked_answers(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="assigned")
    desk("wang", number, asked())
    desk("wang", number, asked(unit="4501"))
    assert refused(desk, "wang", number, CohandlingAnswered(request="Q1", answer="好")) == {"answer-request"}
    assert refused(desk, "qin", number, CohandlingAnswered(request="Q2", answer="好")) == {"answer-request"}


def test_a_case_that_was_transferred_is_the_other_units_alone(desk: Desk) -> None:
    number = desk.takes()
    with pytest.raises(NoSuchCaseError):
        desk("tan", number, acknowledged())
    assert desk("li", number, transferred("450203")).done
    with pytest.raises(NoSuchCaseError):
        desk("wang", number, acknowledged())
    assert desk("tan", number, acknowledged()).done
    wang = desk.office("wang")
    with within(scope_of(wang)):
        assert case_for(scope_of(wang), number, desk.at) is None


# -- the system --------------------------------------------------------------------------------------------------


def test_the_system_notes_a_limit_and_nobody_else_does(desk: Desk) -> None:
    number = desk.takes()
    missed = DutyMissed(duty="register-same-day:1:", clause="register-same-day", text="登记")
    assert refused(desk, "wang", number, missed) == {"system-acts"}
    assert desk.system(number, missed).done
    assert desk.case(number).noted == {"register-same-day:1:"}


def test_the_system_does_nothing_that_is_an_officers(desk: Desk) -> None:
    number = desk.takes()
    for act in (registered(), acknowledged(), LateExplained(clause="register-same-day", cause="系统")):
        assert not desk.system(number, act).done


def test_who_deputises_acts_in_both_names(desk: Desk) -> None:
    from anjie.access.models import Officer
    from anjie.access.staffing import Absence, Hand, name_deputy

    number = desk.walks(desk.takes(), until="opened")
    officers = {each.username: each for each in Officer.objects.all()}
    absence = Absence(Unit.objects.get(code="450103"), AT.date(), AT.date(), "出差")
    name_deputy(officers["li"], officers["wang"], absence, Hand(officers["guan"], AT))
    office = office_of("wang", desk.at + MINUTE, acting_for="li")
    with within(scope_of(office)):
        assert perform(number, assigned("lu"), office).done
    assert rows("cases_entry", '"by"', "acting_for", order="seq desc")[0] == ("wang", "li")


def test_opening_is_refused_until_what_comes_first_is_done(desk: Desk) -> None:
    number = desk.takes()
    assert "register-same-day" in refused(desk, "wang", number, opened())
    desk("wang", number, registered())
    assert refused(desk, "wang", number, opened()) == {"verify-oral-complaint"}
    desk("wang", number, verified())
    assert desk("wang", number, opened()).done


# -- all or nothing ----------------------------------------------------------------------------------------------


class LightsOutError(Exception):
    """Something fails that nobody foresaw."""


class FailsOnce:
    """Lets statements through to the database until it fails, once."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute: Callable[..., Any], statement: str, *args: Any) -> Any:
        if "SAVEPOINT" not in statement:  # the surrounding transaction of the test, elsewhere none
            self.left -= 1
            if self.left == -1:
                raise LightsOutError
        return execute(statement, *args)


@pytest.mark.parametrize("begins", [True, False])
def test_what_fails_half_way_leaves_nothing_behind(desk: Desk, *, begins: bool) -> None:
    """Whichever statement it is that fails, from the first to the last."""
    number, act = (None, complaint()) if begins else (desk.takes(), registered())
    before, wang = everything(), desk.office("wang")
    for after in itertools.count():
        with within(scope_of(wang)), connection.execute_wrapper(FailsOnce(after)):
            try:
                outcome = perform(number, act, wang)
            except LightsOutError:
                assert everything() == before
                continue
        assert outcome.done
        assert everything() != before
        assert after > 10
        return
