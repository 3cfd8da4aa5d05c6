"""The worklist, the register and their pages: everybody finds what is his to do, once, and nothing is left out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Q

from anjie.access.office import seats_of
from anjie.access.scope import scope_of
from anjie.access.wall import within
from anjie.cases import reading
from anjie.cases.reading import Page
from anjie.procedure.acts.approval import Countersigned, SignersAdded
from anjie.procedure.acts.clocks import Resumed, Suspended
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.opening import Recused
from anjie.procedure.acts.sanction import ObjectionDecided, ObjectionFiled
from anjie.procedure.acts.system import DutyMissed, Imported
from anjie.procedure.terms import CaseClass, Department, Role, SigningMode, SuspensionGround
from anjie.procedure.values import Measure, SanctionProposed
from casework import (
    AT,
    MAJOR,
    MINUTE,
    ON_THE_SPOT,
    SIGNATURES,
    Desk,
    asked,
    assigned,
    opened,
    registered,
    rows,
    steps,
    transferred,
)
from people import PEOPLE, office_of

EVERYBODY = [person.username for person in PEOPLE]


def owed(desk: Desk, who: str, extra: Q | None = None) -> set[str]:
    """Name the clauses of the dated duties on somebody's worklist."""
    with within(scope_of(desk.office(who))):
        found = reading.dated(_ways(desk, who), extra or Q())
        return set(reading.Duty.objects.filter(id__in=[row.id for row in found]).values_list("clause", flat=True))


def _ways(desk: Desk, who: str) -> list[Q]:
    from anjie.access.models import Officer

    seat = seats_of(Officer.objects.get(username=who), desk.at)[0]
    return reading.my_duties(seat.office, seat.unit.pk, f"{seat.unit.column}_id")


def owing(desk: Desk, clause: str) -> set[str]:
    """Name everybody on whose worklist a demand stands."""
    return {who for who in EVERYBODY if clause in owed(desk, who)}


# -- whose it is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "clause", "whose"),
    [
        ("", "register-same-day", {"wang", "lu"}),
        ("", "every-case-closed", {"wang", "lu"}),
        ("registered", "verify-oral-complaint", {"wang", "lu"}),
        ("opened", "assign-handler", {"li"}),
        ("opened", "every-case-closed", {"wang", "lu"}),
        ("assigned", "assign-handler", set()),
        ("assigned", "every-case-closed", {"wang"}),
        ("escalated", "instruct-escalated", {"mo"}),
        ("instructed", "instruct-escalated", set()),
        ("sanction_decided", "serve-sanction", {"wang"}),
        ("closed", "archive-after-closing", {"wang", "lu"}),
        ("closed", "call-back", {"wang", "lu"}),
    ],
)
def test_a_demand_is_on_the_worklist_of_whoever_owes_it_and_of_nobody_else(
    desk: Desk, until: str, clause: str, whose: set[str]
) -> None:
    number = desk.takes()
    if until:
        desk.walks(number, MAJOR, until)
    assert owing(desk, clause) == whose


def test_a_proposal_goes_from_worklist_to_worklist_as_the_stations_sign(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")
    for clause, signing in zip(("unit-head-signs", "manager-signs", "counsel-signs"), SIGNATURES, strict=True):
        assert owing(desk, clause) == {signing[0]}
        assert owing(desk, "decide-proposal-in-time") == set()
        desk.walks(number, (signing,))
        assert owing(desk, clause) == set()
    assert owing(desk, "decide-proposal-in-time") == {"mo"}


@pytest.mark.parametrize(("sanction", "whose"), [("warning", {"chen"}), ("suspension", {"wu"})])
def test_a_proposal_is_on_the_worklist_of_the_lowest_level_that_may_decide_it(
    desk: Desk, sanction: str, whose: set[str]
) -> None:
    [(_, proposed)] = steps("proposed")
    assert isinstance(proposed, Proposed)
    measures = (Measure(respondent="R1", sanctions=(SanctionProposed(sanction=sanction),)),)
    act = proposed.model_copy(update={"measures": measures})
    found = steps("found", "sanction_notified", "defence_heard")
    walk = (*MAJOR[:2], ("wang", opened("V14")), MAJOR[3], *found, ("wang", act), *SIGNATURES[:2])
    desk.walks(desk.takes(), walk)
    assert owing(desk, "decide-proposal-in-time") == whose


def test_a_department_finds_what_it_was_asked_and_no_other_department_does(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="assigned")
    desk("wang", number, asked())
    assert owing(desk, "answer-cohandling") == {"qin"}
    desk("wang", number, asked(Department.POLICY_SERVICE, "4501"))
    assert owing(desk, "answer-cohandling") == {"qin", "cen"}


def test_a_deputy_finds_what_is_his_principals_to_do(desk: Desk) -> None:
    from anjie.access.models import Officer
    from anjie.access.staffing import Absence, Hand, name_deputy
    from anjie.directory.models import Unit

    desk.walks(desk.takes(), until="assigned")
    wang, ma, guan = (Officer.objects.get(username=who) for who in ("wang", "ma", "guan"))
    absence = Absence(Unit.objects.get(code="450103"), AT.date(), AT.date(), "休假")
    name_deputy(wang, ma, absence, Hand(guan, AT))
    assert "every-case-closed" not in owed(desk, "ma")
    office = office_of("ma", desk.at, acting_for="wang")
    unit = Unit.objects.get(code="450103")
    with within(scope_of(office)):
        assert reading.dated(reading.my_duties(office, unit.pk, "county_id"), Q())


def test_a_recused_handlers_case_goes_back_to_all(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="assigned")
    assert desk("li", number, Recused(officer="wang", reason="亲属")).done
    assert owing(desk, "every-case-closed") == {"wang", "lu"}
    assert owing(desk, "assign-handler") == {"li"}


def sanctioned(desk: Desk, decides: str) -> str:
    """Give a case in which an agent objects to what this officer decided on him."""
    number = desk.walks(desk.takes(), until="approved")
    [(_, decision)], [(_, service)] = steps("sanction_decided"), steps("sanction_served")
    assert desk(decides, number, decision).done
    assert desk("wang", number, service).done
    assert desk("wang", number, ObjectionFiled(respondent="R1", filed_on=AT.date(), text="处理过重")).done
    return number


def test_an_objection_is_the_unit_heads_to_decide(desk: Desk) -> None:
    sanctioned(desk, "wang")
    assert owing(desk, "decide-objection") == {"li"}


def test_an_objection_to_what_the_unit_head_decided_herself_is_the_heads_above(desk: Desk) -> None:
    number = sanctioned(desk, "li")
    assert owing(desk, "decide-objection") == {"zheng", "huangfu"}
    assert not desk("li", number, ObjectionDecided(respondent="R1", reasons="维持")).done
    assert desk("zheng", number, ObjectionDecided(respondent="R1", reasons="维持")).done


def test_nobody_finds_a_proposal_that_he_drafted_among_what_is_his_to_sign(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="defence_heard")
    [(_, proposed)] = steps("proposed")
    assert desk("li", number, assigned("li")).done
    assert desk("li", number, proposed).done
    assert owing(desk, "unit-head-signs") == {"zheng", "huangfu"}


def test_whoever_is_asked_to_sign_sees_the_case_as_long_as_his_signature_is_wanted(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")

    def sees(who: str) -> bool:
        with within(scope_of(desk.office(who))):
            return reading.case_visible(scope_of(desk.office(who)), number)

    assert not sees("qin")
    assert desk("wang", number, SignersAdded(officers=("qin",), mode=SigningMode.ALL, question="赔案是否属实")).done
    assert sees("qin")
    assert not sees("cen")
    digest = desk.case(number).proposal.digest  # type: ignore[union-attr]
    assert desk("qin", number, Countersigned(signature="S1", digest=digest, agrees=True, opinion="同意")).done
    assert not sees("qin")


def test_a_transferred_case_is_on_the_other_units_worklist(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="opened")
    desk("li", number, transferred("450203"))
    assert owing(desk, "every-case-closed") == {"tan"}


def test_nothing_is_owed_on_a_historic_case(desk: Desk) -> None:
    act = Imported(source="旧系统", source_number="1", received_on=AT.date(), facts="旧案")
    assert desk("wang", None, act).done
    assert rows("cases_duty") == []
    assert all(owed(desk, who) == set() for who in EVERYBODY)


def test_late_and_nearly_late_are_told_apart_to_the_instant(desk: Desk) -> None:
    desk.takes()
    [(due,)] = rows("cases_duty", "due", where="clause = 'register-same-day'")
    first = {"register-same-day"}
    assert owed(desk, "wang", reading.overdue(due)) == first
    assert owed(desk, "wang", reading.overdue(due - timedelta(microseconds=1))) == set()
    assert first <= owed(desk, "wang", reading.due_within(due - timedelta(microseconds=1), 1))
    assert not first & owed(desk, "wang", reading.due_within(due, 1))
    assert not first & owed(desk, "wang", reading.due_within(due - timedelta(days=1, microseconds=1), 1))


def test_cases_are_counted_once_whatever_they_owe_and_only_up_to_many(desk: Desk) -> None:
    for _ in range(3):
        desk.takes()
    with within(scope_of(desk.office("wang"))):
        found = reading.dated(_ways(desk, "wang"), Q())
    assert len(found) > 3
    assert reading.count_cases(found) == 3
    late = desk.at + timedelta(days=1)
    assert reading.count_cases(found, until=late) == 3
    assert reading.count_cases(found, until=desk.at) == 0
    assert reading.count_cases(found, since=late + timedelta(days=400)) == 0
    many = [reading.Dated(number, desk.at, number) for number in range(500)]
    assert reading.count_cases(many) == reading.MANY


# -- page by page ------------------------------------------------------------------------------------------------


def leaf(page: Callable[[str | None], Page[reading.Case] | Page[reading.Duty]]) -> list[list[str]]:
    """Turn page after page to the end; gives the numbers of the cases on each."""
    pages: list[list[str]] = []
    after: str | None = None
    while after or not pages:
        found = page(after)
        pages.append([getattr(row, "case", row).number for row in found.rows])
        after = found.next_key
        assert len(pages) < 50
    return pages


@pytest.fixture
def many(desk: Desk) -> list[str]:
    """Give twelve cases: some received at one moment, some later; one without any limit left, one of a neighbour."""
    numbers = []
    for number in range(12):
        if number % 3:
            desk.at -= MINUTE
        numbers.append(desk.takes())
    desk.takes(unit="450105")
    return numbers


@pytest.mark.parametrize("size", [1, 2, 3, 5, 11, 12, 13])
def test_the_register_is_complete_and_repeats_nothing(desk: Desk, many: list[str], size: int) -> None:
    scope = scope_of(desk.office("wang"))
    with within(scope):
        pages = leaf(lambda after: reading.register(scope, Q(), after=after, size=size))
    assert [number for page in pages for number in page] == sorted(many, reverse=True)
    assert {len(page) for page in pages[:-1]} <= {size}
    assert 0 < len(pages[-1]) <= size


@pytest.mark.parametrize("size", [1, 2, 3, 5, 11, 12, 13])
def test_the_worklist_is_complete_and_repeats_no_case(desk: Desk, many: list[str], size: int) -> None:
    desk.walks(many[4], until="opened")
    desk.walks(many[7], until="registered")
    scope, ways = scope_of(desk.office("wang")), _ways(desk, "wang")
    with within(scope):
        pages = leaf(lambda after: reading.worklist(reading.dated(ways, Q(), after=after), size=size))
    assert sorted(number for page in pages for number in page) == sorted(many)


@pytest.mark.parametrize("size", [1, 2, 5, 12, 13])
def test_what_is_still_open_is_complete_with_those_whose_clock_stands_still_last(
    desk: Desk, many: list[str], size: int
) -> None:
    for number in many[2:4]:
        desk.walks(number, until="customer_record_consulted")
        stop = Suspended(ground=SuspensionGround.APPRAISAL, reason="笔迹鉴定", told_on=desk.at.date())
        assert desk("li", number, stop).done
    desk.walks(many[5], ON_THE_SPOT)
    where = "next_due is null and closed_at is null"
    assert [number for (number,) in rows("cases_case", "number", where=where)] == many[2:4]
    scope = scope_of(desk.office("wang"))
    with within(scope):
        pages = leaf(lambda after: reading.open_register(scope, Q(), after=after, size=size))
    found = [number for page in pages for number in page]
    assert sorted(found) == sorted(set(many) - {many[5]})
    assert found[-2:] == many[2:4]
    assert desk("li", many[2], Resumed(reason="鉴定完毕")).done
    assert rows("cases_case", "next_due is not null", where="number = %s", values=[many[2]]) == [(True,)]


def test_each_case_stands_on_the_worklist_with_what_is_most_urgent(desk: Desk) -> None:
    desk.takes()
    with within(scope_of(desk.office("wang"))):
        page = reading.worklist(reading.dated(_ways(desk, "wang"), Q()))
        assert [(duty.clause, duty.case.unit.short_name) for duty in page.rows] == [
            ("register-same-day", "青秀区支公司")
        ]


def test_filters_hold_on_every_page(desk: Desk, many: list[str]) -> None:
    for number in many[::2]:
        desk("wang", number, registered(CaseClass.SPECIAL))
    scope = scope_of(desk.office("wang"))
    with within(scope):
        wanted = Q(case_class=CaseClass.SPECIAL)
        pages = leaf(lambda after: reading.register(scope, wanted, after=after, size=2))
    assert [number for page in pages for number in page] == many[::-1][1::2]


NONSENSE = ["x", "_", "x_1", "_1", "2026-11-02_1", "2026-11-02T01:00:00_1", "2026-11-02T01:00:00+00:00_x", "²_²",
            "2026-11-02T01:00:00+00:00_²", "2026-11-02T01:00:00+00:00_" + "9" * 40, "\x00_1", "9999-99-99_1",
            "0001-01-01T00:00:00+14:00_1", "9999-12-31T23:59:59-14:00_1"]  # fmt: skip


@pytest.mark.parametrize("after", NONSENSE)
def test_a_key_that_is_none_is_no_reason_to_fall(desk: Desk, after: str) -> None:
    desk.takes()
    scope, ways = scope_of(desk.office("wang")), _ways(desk, "wang")
    with within(scope):
        for page in (
            reading.register(scope, Q(), after=after),
            reading.open_register(scope, Q(), after=after),
            reading.worklist(reading.dated(ways, Q(), after=after)),
        ):
            assert len(page.rows) <= 1


# -- one case ----------------------------------------------------------------------------------------------------


def test_a_page_of_a_case_reads_what_was_refused_on_it(desk: Desk) -> None:
    number, other = desk.takes(), desk.takes()
    assert not desk("chen", number, registered()).done
    assert not desk("chen", other, assigned()).done
    [(case_id,)] = rows("cases_case", "id", where="number = %s", values=[number])
    with within(scope_of(desk.office("wang"))):
        [refusal] = reading.refusals(case_id)
    assert (refusal.by, refusal.kind) == ("chen", "registered")
    assert {reason["clause"] for reason in refusal.reasons} >= {"register"}


def test_what_the_system_noted_shows_that_it_did(desk: Desk) -> None:
    number = desk.takes()
    desk.system(number, DutyMissed(duty="register-same-day:1:", clause="register-same-day"))
    assert rows("cases_duty", "noted", where="clause = 'register-same-day'") == [(True,)]


@pytest.mark.parametrize("role", [Role.AGENT_MANAGER, Role.ADMIN, Role.DEPARTMENT])
def test_who_sees_no_case_has_empty_lists(desk: Desk, role: Role) -> None:
    desk.takes()
    who = next(person.username for person in PEOPLE if person.role is role)
    scope = scope_of(desk.office(who))
    with within(scope):
        assert reading.register(scope, Q()).rows == []
        assert reading.open_register(scope, Q()).rows == []
        assert not reading.cases(scope).exists()
