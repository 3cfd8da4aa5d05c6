"""Who is told of which limit: each once, nobody who is shut out, nothing lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from anjie.access.models import Officer, Post
from anjie.access.staffing import Absence, Hand, declare_tie, dismiss, name_deputy
from anjie.access.words import TieKind
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.notices.models import Reminded
from anjie.procedure.acts.approval import Returned, SignersAdded
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.opening import Recused
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.terms import Role, SigningMode
from casework import AT, MAJOR, SIGNATURES, Desk, asked, assigned, opened, registered, rows, verified
from remindings import AT_LIMIT, DAY_BEFORE, ESCALATED, local, notices, reminded, told

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (f"2026-11-0{day}" for day in range(2, 7))


def officer(username: str) -> Officer:
    return Officer.objects.get(username=username)


# -- the rungs ---------------------------------------------------------------------------------------------------


def test_each_rung_is_called_at_its_moment_and_to_whom_the_rulebook_says(desk: Desk) -> None:
    """Taken on Monday; to be verified within a working day, which is by the end of Tuesday."""
    desk.takes()
    clause = "verify-oral-complaint"
    reminded(local(MONDAY, "17:00"))
    assert told(clause) == []
    reminded(local(TUESDAY))
    assert told(clause) == told(clause, DAY_BEFORE) == ["lu", "wang"]
    reminded(local(TUESDAY, "17:29"))
    assert told(clause, AT_LIMIT) == []
    reminded(local(WEDNESDAY))
    assert told(clause, AT_LIMIT) == ["li", "lu", "wang"]
    reminded(local(THURSDAY, "17:29"))
    assert told(clause, ESCALATED) == []
    reminded(local(FRIDAY))
    assert told(clause, ESCALATED) == ["zheng"]


def test_nothing_is_called_by_night_or_on_a_rest_day_and_all_of_it_at_the_opening(desk: Desk) -> None:
    desk.takes()
    for day, clock in ((TUESDAY, "08:59"), (TUESDAY, "17:30"), ("2026-11-07", "10:00"), ("2026-11-08", "10:00")):
        assert reminded(local(day, clock)) == 0, (day, clock)
    assert reminded(local("2026-11-09")) > 0
    assert told("verify-oral-complaint", AT_LIMIT) == ["li", "lu", "wang"]
    assert told("verify-oral-complaint", ESCALATED) == ["zheng"]
    assert told("verify-oral-complaint", DAY_BEFORE) == [], "of what has passed nobody is warned"


def test_on_the_regions_own_holiday_nobody_is_reminded_and_head_office_would_be(desk: Desk) -> None:
    calendar = calendar_for("GX")
    own = next(day for day in sorted(calendar.off) if calendar_for("").is_workday(day) and day.year >= IN_FORCE)
    desk.at = local((own - timedelta(days=7)).isoformat())
    desk.takes()
    assert reminded(local(own.isoformat())) == 0
    assert reminded(local(calendar.next_workday(own).isoformat())) > 0


def test_on_a_make_up_saturday_or_sunday_people_are_reminded(desk: Desk) -> None:
    calendar = calendar_for("GX")
    make_up = next(day for day in sorted(calendar.work) if day.year >= IN_FORCE and _worked_before(day, calendar))
    assert make_up.isoweekday() > FRIDAYS
    desk.at = local((make_up - timedelta(days=3)).isoformat())
    desk.takes()
    assert reminded(local(make_up.isoformat())) > 0


def _worked_before(day: date, calendar: Calendar) -> bool:
    return all(calendar.is_workday(day - timedelta(days=back)) for back in range(1, 5))


FRIDAYS = 5
IN_FORCE = 2025
"""The first whole year of the measures."""


def test_what_is_done_is_no_longer_reminded_of(desk: Desk) -> None:
    number = desk.takes()
    desk("wang", number, registered())
    desk("wang", number, verified())
    reminded(local(WEDNESDAY))
    assert told("verify-oral-complaint") == told("register-same-day") == []


def test_a_backlog_from_long_ago_is_no_news(desk: Desk) -> None:
    desk.takes()
    assert reminded(local("2027-01-04")) < len(rows("cases_duty", where="state = 'open'"))
    assert told("register-same-day") == []


# -- never twice -------------------------------------------------------------------------------------------------


def test_nothing_is_called_twice(desk: Desk) -> None:
    desk.takes()
    assert reminded(local(WEDNESDAY)) > 0
    before = [(each.pk, each.zh) for each in notices()]
    assert reminded(local(WEDNESDAY)) == 0
    assert reminded(local(WEDNESDAY, "11:05")) == 0
    assert [(each.pk, each.zh) for each in notices()] == before


@pytest.mark.usefixtures("committing")
def test_of_many_at_once_one_makes_each_notice(desk: Desk) -> None:
    for _ in range(5):
        desk.takes()
    ready = Barrier(4)

    def work() -> int:
        ready.wait(timeout=60)
        try:
            return reminded(local(WEDNESDAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        made = [each.result() for each in [threads.submit(work) for _ in range(4)]]
    assert sum(made) == len(notices()) > 0
    assert len({(each.case_id, each.duty, each.rung, each.officer_id) for each in notices()}) == len(notices())


def test_a_batch_that_fails_leaves_nothing_behind_and_is_made_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.takes()
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("anjie.notices.making._send", _fail)
        reminded(local(WEDNESDAY))
    assert notices() == []
    assert reminded(local(WEDNESDAY)) > 0


def _fail(*_arguments: object) -> None:
    raise RuntimeError


# -- returned and entered again ----------------------------------------------------------------------------------


SIGNING = "unit-head-signs"


def test_a_step_that_was_returned_and_entered_again_is_reminded_of_anew_and_the_old_one_no_more(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="proposed")
    first = _key(SIGNING)
    _to_the_last_day(desk, SIGNING)
    assert told(SIGNING, DAY_BEFORE) == ["li"]
    assert desk("li", number, Returned(reason="补充材料")).done
    proposed = next(act for _, act in MAJOR if isinstance(act, Proposed))
    assert desk("wang", number, proposed).done
    second = _key(SIGNING)
    assert second != first
    _to_the_last_day(desk, SIGNING)
    assert _called(DAY_BEFORE) == [first, second]
    reminded(desk.at + timedelta(days=7))
    assert _called(AT_LIMIT) == [second]


def _called(rung: str) -> list[str]:
    """For which of the duties to sign a rung was called, in order."""
    return list(dict.fromkeys(each.duty for each in notices() if each.rung == rung and each.duty.startswith(SIGNING)))


def _key(clause: str) -> str:
    [(key,)] = rows("cases_duty", "key", where=f"state = 'open' and clause = '{clause}'")
    return str(key)


def _to_the_last_day(desk: Desk, clause: str) -> None:
    """Go to the last working morning of a limit, and remind."""
    [(due,)] = rows("cases_duty", "due", where=f"state = 'open' and clause = '{clause}'")
    day = (due - timedelta(seconds=1)).astimezone(SHANGHAI).date()
    desk.at = max(desk.at, local(day.isoformat(), "09:30"))
    reminded(desk.at)


def test_whoever_is_asked_by_name_to_sign_is_told_and_counsel_wherever_it_is(desk: Desk) -> None:
    number = desk.walks(desk.takes(), MAJOR, until="proposed")
    asked_to = SignersAdded(officers=("zhou",), mode=SigningMode.ALL, question="是否同意？")
    assert desk("wang", number, asked_to).done
    desk.walks(number, SIGNATURES[:2])
    _to_the_last_day(desk, "counsel-signs")
    assert told("counsel-signs", DAY_BEFORE) == ["su"]
    _to_the_last_day(desk, "countersign")
    assert told("countersign", DAY_BEFORE) == ["zhou"]


# -- to whom -----------------------------------------------------------------------------------------------------


def handled(desk: Desk, handler: str = "wang") -> str:
    """A case with a handler, who is asked to tell the complainant by a day."""
    number = desk.takes()
    for who, act in (("wang", registered()), ("wang", verified()), ("wang", opened("V14")), ("li", assigned(handler))):
        assert desk(who, number, act).done
    return number


def of_handler() -> str:
    [(_, clause), *_] = rows("cases_duty", "due", "clause", where=HANDLERS)
    return str(clause)


HANDLERS = "state = 'open' and debtor = 'handler' and due is not null"


def to_the_limit(desk: Desk, clause: str) -> None:
    [(due,), *_] = rows("cases_duty", "due", where=f"state = 'open' and clause = '{clause}'")
    desk.at = due + timedelta(hours=9, minutes=30)
    while not reminded(desk.at):
        desk.at += timedelta(days=1)


def test_the_handler_is_told_by_name_and_his_colleague_is_not(desk: Desk) -> None:
    handled(desk)
    clause = of_handler()
    to_the_limit(desk, clause)
    assert told(clause, AT_LIMIT) == ["li", "wang"]


def test_a_new_handler_is_told_of_what_he_takes_over_and_the_unit_head_not_again(desk: Desk) -> None:
    number = handled(desk)
    clause = of_handler()
    to_the_limit(desk, clause)
    assert desk("li", number, assigned("lu")).done
    reminded(desk.at)
    assert told(clause, AT_LIMIT) == ["li", "lu", "wang"]


def test_a_deputy_is_told_for_the_day_he_stands_in(desk: Desk) -> None:
    handled(desk)
    clause = of_handler()
    [(due,), *_] = rows("cases_duty", "due", where=f"state = 'open' and clause = '{clause}'")
    unit = Unit.objects.get(code="450103")
    days = Absence(unit, AT.date(), due.date() + timedelta(days=9), "休假")
    name_deputy(officer("wang"), officer("lu"), days, Hand(officer("guan"), AT))
    earlier = Absence(unit, AT.date(), AT.date(), "开会")
    name_deputy(officer("li"), officer("ma"), earlier, Hand(officer("guan"), AT))
    to_the_limit(desk, clause)
    assert told(clause, AT_LIMIT) == ["li", "lu", "wang"]
    assert {each.officer.username: each.acting_for for each in notices() if each.duty.startswith(clause)} == {
        "li": "",
        "wang": "",
        "lu": "wang",
    }


def test_whoever_is_related_to_the_agent_is_told_nothing_and_it_climbs_past_him(desk: Desk) -> None:
    """The unit's head is the agent's cousin: what would have been his goes to the manager."""
    handled(desk)
    declare_tie(officer("li"), TieKind.AGENT, "A450103007", "表亲", Hand(officer("li"), AT))
    clause = of_handler()
    to_the_limit(desk, clause)
    assert told(clause, AT_LIMIT) == ["chen", "wang"]


def test_whoever_is_recused_is_told_nothing(desk: Desk) -> None:
    number = desk.takes()
    assert desk("li", number, Recused(officer="lu", reason="亲属")).done
    reminded(local(WEDNESDAY))
    assert told("verify-oral-complaint") == ["li", "wang"]


def test_where_nobody_is_left_it_climbs_to_the_level_above_and_waits_for_nobody(desk: Desk) -> None:
    desk.takes()
    for who in ("wang", "lu", "li", "chen"):
        dismiss(officer(who), Hand(officer("guan"), AT))
    reminded(local(WEDNESDAY))
    assert told("verify-oral-complaint", AT_LIMIT) == ["zheng"]


def test_where_there_is_nobody_at_all_the_reminder_waits_until_there_is(desk: Desk) -> None:
    desk.takes()
    Officer.objects.exclude(username="guan").update(is_active=False)
    assert reminded(local(WEDNESDAY)) == 0
    assert Reminded.objects.count() == 0
    Officer.objects.filter(username="dong").update(is_active=True)
    reminded(local(WEDNESDAY, "10:00"))
    assert told("verify-oral-complaint", AT_LIMIT) == ["dong"]


def test_whoever_has_left_the_post_is_told_nothing(desk: Desk) -> None:
    desk.takes()
    Post.objects.filter(officer__username="lu").update(ends_on=AT.date())
    reminded(local(WEDNESDAY))
    assert told("verify-oral-complaint") == ["li", "wang"]


def test_a_department_is_told_of_what_it_was_asked_wherever_it_is(desk: Desk) -> None:
    number = handled(desk)
    assert desk("wang", number, asked(due_on=local(THURSDAY).date())).done
    reminded(local(THURSDAY))
    [clause] = {each.duty.partition(":")[0] for each in notices() if each.officer.username == "qin"}
    assert told(clause, DAY_BEFORE) == ["qin"]
    reminded(local(FRIDAY))
    assert told(clause, AT_LIMIT) == ["li", "qin"]


def test_instructions_that_are_overdue_go_above_whoever_was_asked_for_them(desk: Desk) -> None:
    """The region owes an instruction: a level above the region is head office."""
    number = desk.walks(desk.takes(), MAJOR, until="escalated")
    clause = next(
        str(each) for (each,) in rows("cases_duty", "clause", where="state = 'open' and clause like '%%instruct%%'")
    )
    [(due,)] = rows("cases_duty", "due", where=f"state = 'open' and clause = '{clause}'")
    for days in range(1, 12):
        reminded(due + timedelta(days=days, hours=10))
    assert told(clause, AT_LIMIT, number) == ["li", "mo"]
    assert told(clause, ESCALATED, number) == ["dong"]


def test_what_is_said_names_case_clause_and_limit_and_nobody(desk: Desk) -> None:
    number = desk.takes()
    reminded(local(WEDNESDAY))
    said = {each.zh for each in notices()} | {each.en for each in notices()}
    assert all(each.startswith(number) for each in said)
    assert not any(name in each for each in said for name in ("农", "秀英", "梁展业"))
    assert f"{number}：“来访来电投诉，一个工作日内核实”，应于2026-11-03 24:00前完成，尚未完成" in said


def test_everybody_posted_for_watching_is_a_role_that_sees_cases() -> None:
    from anjie.access.scope import SIGHT, Sight
    from anjie.notices.recipients import WATCHING

    assert {SIGHT[Role(each)] for each in WATCHING} == {Sight.BELOW}
