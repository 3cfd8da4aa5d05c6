"""A return from its draft to the level above: who may do what, what is frozen, and what a later change does."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from anjie.access.models import Post
from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.sweep import system_office
from anjie.oversight.figures import reconciles, summed
from anjie.oversight.models import Report
from anjie.oversight.reporting import company
from anjie.oversight.returns import (
    Accepted,
    Explained,
    Prepared,
    Restated,
    SentBack,
    Signed,
    Step,
    Submitted,
    broken,
    due_at,
    perform,
    prepare_due,
    sheet_now,
)
from anjie.procedure.acts import closing
from anjie.procedure.terms import ReportState
from casework import MAJOR, ON_THE_SPOT, Desk, rows
from people import AT, PEOPLE, office_of
from returning import AFTER, CITY, COUNTY, NOVEMBER, STEPS, WORDS, does, reports, stands, unit


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Have two cases go their whole way in November, and a third be taken by the city branch itself."""
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    desk.takes("gan", unit="4501")
    return desk


# -- who ---------------------------------------------------------------------------------------------------------

BEFORE: dict[type[Step], tuple[Step, ...]] = {
    Prepared: (), Explained: STEPS[:1], Signed: STEPS[:2], Submitted: STEPS[:3], Accepted: STEPS, SentBack: STEPS,
    Restated: STEPS[:3],
}  # fmt: skip
MAY: dict[type[Step], set[str]] = {
    Prepared: {"wang", "lu", "li"},
    Explained: {"wang", "lu", "li"},
    Signed: {"li", "chen"},
    Submitted: {"li", "chen"},
    Restated: {"li", "chen"},
    Accepted: {"zhou", "zheng"},
    SentBack: {"zhou", "zheng"},
}
REASONED = {SentBack: SentBack(reason="数字不符"), Restated: Restated(reason="漏报"), Explained: WORDS}


@pytest.mark.parametrize("kind", MAY)
def test_each_step_is_for_those_whom_the_rulebook_names_and_for_nobody_else(desk: Desk, kind: type[Step]) -> None:
    if BEFORE[kind]:
        reports("450103", *BEFORE[kind], by=COUNTY)
    step = REASONED.get(kind) or kind()
    able = set()
    for person in PEOPLE:
        point = transaction.savepoint()
        if does(person.username, "450103", step).done:
            able.add(person.username)
        transaction.savepoint_rollback(point)
    assert able == MAY[kind]


def test_nothing_is_done_out_of_turn(desk: Desk) -> None:
    for step in (WORDS, Signed(), Submitted(), Restated(reason="漏报")):
        assert not does("li", "450103", step).done
    assert not does("zhou", "450103", Accepted()).done
    reports("450103", *STEPS, by=COUNTY)
    for step in (Prepared(), WORDS, Signed(), Submitted(), Restated(reason="漏报")):
        assert not does("li", "450103", step).done


def test_nothing_is_signed_without_an_explanation_or_before_the_period_is_over(desk: Desk) -> None:
    reports("450103", Prepared(), by=COUNTY)
    assert [each.zh for each in does("li", "450103", Signed()).refusals] == ["请先填写报表说明"]
    assert not does("wang", "450103", Explained()).done
    assert does("wang", "450103", WORDS, AT).done
    assert [each.zh for each in does("li", "450103", Signed(), AT).refusals] == ["期间尚未结束"]


def test_what_has_moved_on_since_one_looked_is_not_judged(desk: Desk) -> None:
    reports("450103", *STEPS[:2], by=COUNTY)
    assert does("li", "450103", Signed(), seen=1).stale
    assert does("li", "450103", Signed(), seen=2).done


# -- what is frozen ----------------------------------------------------------------------------------------------


def test_a_signed_return_says_what_it_said_whatever_becomes_of_the_cases(worked: Desk) -> None:
    signed = reports("450103", by=COUNTY).versions[-1]
    worked.at = AFTER
    number = min(number for (number,) in rows("cases_case", "number", where="number like '450103-%%'"))
    assert worked("mo", number, closing.Reopened(reason="新证据")).done
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("update cases_stretch set at_fault = false, channel = 'media'")
    assert sheet_now(unit("450103"), NOVEMBER, AFTER).own != signed.sheet.own
    assert stands("450103").versions[-1] == signed
    assert signed.sheet.reconciled


def test_the_record_of_returns_can_only_be_added_to_and_tells_what_was_altered(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    with within(Scope.SYSTEM):
        report = Report.objects.get()
        assert broken(report) is None
        for statement in ("update oversight_reportentry set body = '{}'", "delete from oversight_reportentry"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("alter table oversight_reportentry disable trigger append_only")
            cursor.execute("update oversight_reportentry set body = replace(body, '监控', '监督') where seq = 2")
            cursor.execute("alter table oversight_reportentry enable trigger append_only")
        assert broken(report) == 2


# -- upward ------------------------------------------------------------------------------------------------------


def test_a_levels_return_is_its_own_cases_and_the_accepted_returns_below_and_names_those_missing(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    assert [code for code, _ in sheet_now(unit("4501"), NOVEMBER, AFTER).missing] == ["450103", "450105"]
    assert does("zhou", "450103", Accepted()).done
    sheet = reports("4501", *STEPS, by=CITY).versions[-1].sheet
    assert [code for code, _ in sheet.missing] == ["450105"]
    assert sheet.own["received"] == 1
    assert sheet.total["received"] == 3
    assert sheet.total == summed([sheet.own, stands("450103").versions[-1].sheet.total])
    assert reconciles(sheet.total)
    assert does("wei", "4501", Accepted()).done
    assert sheet_now(unit("45"), NOVEMBER, AFTER).total["received"] == 3


def test_what_is_sent_back_with_reasons_is_signed_and_submitted_again(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    assert does("zhou", "450103", SentBack(reason="原因分析过于笼统")).done
    assert stands("450103").state is ReportState.SENT_BACK
    again = reports("450103", Explained(causes="现金收费未入账"), Signed(), Submitted(), by=COUNTY)
    assert [version.explanation.causes for version in again.versions] == ["收费环节缺少监控", "现金收费未入账"]
    assert [event.reason for event in again.events if event.reason] == ["原因分析过于笼统"]


def test_a_restatement_makes_another_version_and_the_first_counts_until_it_is_accepted(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    assert does("zhou", "450103", Accepted()).done
    assert does("li", "450103", Restated(reason="漏报一件")).done
    assert sheet_now(unit("4501"), NOVEMBER, AFTER).lower[0].version == 1
    assert does("li", "450103", Signed()).done
    assert does("li", "450103", Submitted()).done
    assert sheet_now(unit("4501"), NOVEMBER, AFTER).lower[0].version == 1
    assert does("zhou", "450103", Accepted()).done
    assert sheet_now(unit("4501"), NOVEMBER, AFTER).lower[0].version == 2
    assert len(stands("450103").versions) == 2


def test_at_head_office_submitting_is_the_end(people: Any) -> None:
    for who, step in (("ouyang", Prepared()), ("ouyang", WORDS), ("dong", Signed()), ("dong", Submitted())):
        assert does(who, "0", step).done
    assert stands("0").state is ReportState.ACCEPTED


def test_the_cases_of_a_unit_without_inspectors_are_in_the_return_of_the_level_above(worked: Desk) -> None:
    own = sheet_now(unit("4501"), NOVEMBER, AFTER).own["received"]
    Post.objects.filter(unit=unit("450103"), role__in=["inspector", "supervisor"]).delete()
    sheet = sheet_now(unit("4501"), NOVEMBER, AFTER)
    assert (own, sheet.own["received"]) == (1, 3)
    assert "450103" not in {code for code, _ in sheet.missing}


# -- when --------------------------------------------------------------------------------------------------------


def test_each_level_has_its_own_last_day_by_the_working_calendar(tree: Any) -> None:
    days = {
        code: due_at(unit(code), NOVEMBER, company()).astimezone(NOVEMBER.start.tzinfo).date()
        for code in ("450103", "4501")
    }
    assert days == {"450103": date(2026, 12, 4), "4501": date(2026, 12, 8)}


def test_late_is_told_by_the_times(desk: Desk) -> None:
    due = due_at(unit("450103"), NOVEMBER, company())
    assert not stands("450103").late(due - timedelta(seconds=1))
    assert stands("450103").late(due)
    assert reports("450103", by=COUNTY, at=due).late(due)


def test_drafts_are_prepared_on_the_day_once_for_every_unit_and_every_period_that_ended(people: Any) -> None:
    first = NOVEMBER.end.replace(hour=6)
    assert prepare_due(NOVEMBER.end - timedelta(hours=1)) == 4 * 7  # October, the third quarter, half a year, 2025
    assert prepare_due(first) == 7
    assert prepare_due(first + timedelta(hours=1)) == 0
    with within(Scope.SYSTEM):
        found = set(Report.objects.filter(period="2026-11").values_list("state", flat=True))
    assert found == {ReportState.DRAFT}


def test_the_system_prepares_and_does_nothing_else(people: Any) -> None:
    office = system_office("450103", AFTER)
    assert perform(unit("450103"), NOVEMBER, Prepared(), office).done
    assert not perform(unit("450103"), NOVEMBER, WORDS, office).done


def test_a_unit_sees_its_own_returns_and_those_below_and_no_others(desk: Desk) -> None:
    reports("450103", by=COUNTY)
    for who, sees in (("wang", 1), ("zhou", 1), ("ma", 0), ("tan", 0), ("qin", 0), ("jin", 1)):
        with within(scope_of(office_of(who))):
            assert Report.objects.count() == sees
