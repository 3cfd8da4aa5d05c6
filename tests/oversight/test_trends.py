"""Weeks, periods and who stands out, against the cases counted one by one."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Agent, Unit
from anjie.oversight.selecting import Selection
from anjie.oversight.trends import Aspect, changes, compared, missed_chart, time_chart, totals, volume_chart, weeks
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.values import Respondent
from casework import MAJOR, ON_THE_SPOT, Desk, complainant, rows
from people import AT

MONDAY = date(2026, 11, 2)
LATER = date(2026, 11, 30)


def period(days: int = 14, start: datetime = AT - timedelta(hours=1)) -> Selection:
    return Selection(since=start, until=start + timedelta(days=days))


@pytest.fixture
def fortnight(desk: Desk) -> Desk:
    """Give the desk after two weeks: three complaints in the first, one of a fourth person in the second."""
    for name, phone in (("农秀英", "13877123456"), ("覃桂花", "13877123457")):
        desk.walks(desk.takes(complainants=(complainant(name, phone=phone, id_no=""),)), ON_THE_SPOT)
    desk.walks(desk.takes(complainants=(complainant("农秀英", phone="13877123456", id_no=""),)), MAJOR)
    desk.at = AT + timedelta(days=8)
    desk.takes("tan", unit="450203", complainants=(complainant("韦小妹", phone="13877123458", id_no=""),))
    return desk


def test_weeks_are_counted_from_monday_to_sunday(fortnight: Desk) -> None:
    found = weeks(Scope.SYSTEM, Selection(), calendar_for("GX"), LATER, 5)
    assert [week.starts for week in found] == [MONDAY + timedelta(days=7 * place) for place in (-1, 0, 1, 2, 3)]
    assert [week.received for week in found] == [0, 3, 1, 0, 0]
    assert [week.closed for week in found] == [0, 3, 0, 0, 0]
    assert found[1].workdays == 5
    took = sorted(
        closed - received
        for closed, received in rows("cases_case", "closed_at", "received_at", where="closed_at is not null")
    )
    assert found[1].days == pytest.approx(took[1] / timedelta(days=1))


def test_limits_are_counted_in_the_week_in_which_they_end(fortnight: Desk) -> None:
    found = weeks(Scope.SYSTEM, Selection(), calendar_for("GX"), LATER, 5)
    limit = datetime(2026, 11, 30, tzinfo=SHANGHAI)
    counted: dict[date, list[bool]] = {}
    for due, ended, state in rows("cases_duty", "due", "ended_at", "state", where="due is not null"):
        if due < limit and not (state == "void" and ended < due):
            day = due.astimezone(SHANGHAI).date()
            counted.setdefault(day - timedelta(days=day.weekday()), []).append((ended or limit) >= due)
    assert {week.starts: (week.ran_out, week.missed) for week in found if week.ran_out} == {
        start: (len(late), sum(late)) for start, late in counted.items()
    }
    assert sum(week.missed for week in found) > 0


def test_charts_are_made_of_the_weeks(fortnight: Desk) -> None:
    found = weeks(Scope.SYSTEM, Selection(), calendar_for("GX"), LATER, 5)
    assert volume_chart(found).points[1].value == 3 / 5
    assert time_chart(found).points[0].value is None
    assert missed_chart(found).points[2].value == found[2].missed / found[2].ran_out


def test_a_period_stands_beside_the_one_before(fortnight: Desk) -> None:
    second = period(7, AT + timedelta(days=6, hours=23))
    sums = totals(Scope.SYSTEM, second)
    assert (sums.received.now, sums.received.before) == (1, 3)
    assert (sums.closed.now, sums.closed.before) == (0, 3)
    assert (sums.at_fault.now, sums.at_fault.before) == (0, 1)
    assert (sums.repeated.now, sums.repeated.before) == (0, 1)
    assert (sums.redress, sums.redress_before) == (Decimal(0), Decimal(3200))
    causes = {each.key: (each.now, each.before) for each in changes(Scope.SYSTEM, second, Aspect.CAUSE)}
    assert causes == {"V29": (0, 2), "V17": (0, 1)}
    assert [(each.key, each.now) for each in changes(Scope.SYSTEM, second, Aspect.CHANNEL)] == [("hotline", 1)]
    assert changes(Scope.SYSTEM, second, Aspect.OUTCOME)[0].before == 2
    assert not changes(Scope.SYSTEM, second, Aspect.PRODUCT)[0].signal, "so few are never judged"


def test_whoever_asks_sees_the_trends_of_the_cases_he_may_see(fortnight: Desk) -> None:
    for who, received in (("wang", 3), ("tan", 1), ("wei", 4), ("guan", 0)):
        scope = scope_of(fortnight.office(who))
        with within(scope):
            assert totals(scope, period()).received.now == received
            assert sum(week.received for week in weeks(scope, Selection(), calendar_for("GX"), LATER, 5)) == received


def agents(unit: str, team: str, count: int) -> list[str]:
    codes = [f"A{unit}{team}{place:03}" for place in range(count)]
    for code in codes:
        agent = Agent(code=code, unit=Unit.objects.get(code=unit), team=team)
        agent.rename("梁展业")
        agent.save()
    return codes


def test_a_team_stands_out_for_its_size_and_an_agent_beside_all(desk: Desk) -> None:
    large, small = agents("450103", "大组", 60), agents("450103", "小组", 3)
    for code in [*large[:6], *[small[0]] * 4, small[1], "A-gone"]:
        desk.takes(respondents=(Respondent(name="梁展业", agent=code),))
    scope = scope_of(desk.office("wang"))
    with within(scope):
        found = compared(scope, period())
    assert [each.key for each in found.teams_out] == ["450103/小组"]
    assert [(each.key, each.number) for each in found.agents_out] == [(small[0], 4)]
    sizes = {each.key: (each.number, each.exposure) for each in found.teams}
    assert sizes == {"450103/大组": (6, 60), "450103/小组": (5, 3)}
    other = scope_of(desk.office("tan"))
    with within(other):
        assert compared(other, period()).teams == []
