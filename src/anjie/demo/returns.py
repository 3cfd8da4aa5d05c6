"""The returns of the months that have passed: drafted, signed, submitted, and checked above; some late, one restated.

What remains to be done is there to be found: the newest month's returns stand at every state.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from anjie.cases.sweep import system_office
from anjie.demo.offices import LEVELS, above, posted
from anjie.demo.people import STAFF, Employee
from anjie.directory.models import Unit
from anjie.oversight.periods import Span, month_of
from anjie.oversight.returns import (
    Accepted,
    Explained,
    Prepared,
    Restated,
    SentBack,
    Signed,
    Step,
    Submitted,
    perform,
)
from anjie.procedure.calendar import Calendar
from anjie.procedure.office import Office
from anjie.procedure.terms import Role

UNITS = sorted({each.unit for each in STAFF}, key=lambda code: (-len(code), code))
"""Whoever makes returns, the lowest first."""

DAYS = {len("450103"): 2, len("4501"): 4, len("45"): 6, len("0"): 9}
"""On which working day after the month each level submits."""

LATE = frozenset({"450321", "450223"})
"""Who is late, and by two working days."""

RESTATES = "450110"

WORDS: Mapping[int, tuple[Explained, ...]] = {
    len("450103"): (
        Explained(
            hot="本月投诉仍集中在分红险收益演示和退保损失。",
            causes="新人岗前培训走过场，话术未经审核；个别业务员以返还手续费促成。",
            measures="对涉事营业部组开展合规专项宣导，早会逐日抽查话术。",
        ),
        Explained(
            hot="代签名投诉有所增加，均为回访中发现。",
            notable="一件现金收取续期保费未入账，已上报并全额退还客户。",
            causes="续期收费环节缺少监控，主管未按要求陪访。",
            measures="停止一切现金收费，续期名单由督察部门每周抽查回访。",
        ),
        Explained(causes="客户对缴费期限理解有误，保单送达后未按时回访。", measures="送达后三日内完成回访，逾期通报。"),
    ),
    len("4501"): (
        Explained(
            hot="辖内投诉以销售误导为主，监管转办件占比上升。",
            causes="部分支公司考核偏重规模，对投诉处理时限重视不够。",
            measures="按月通报各支公司按时登记率和核实率，连续两月落后的约谈负责人。",
        ),
    ),
    len("45"): (
        Explained(
            hot="全区投诉量基本平稳，退保类投诉占三成。",
            notable="涉嫌侵占保费案件均已上提处理，移送公安机关的持续跟进。",
            causes="少数单位登记、核实不及时，代理人一侧处理滞后。",
            measures="开展制度执行专项检查，重点督办武鸣、阳朔、三江。",
        ),
    ),
    len("0"): (Explained(causes="广西分公司时限执行总体良好，个别县支公司需督促。", measures="纳入季度通报。"),),
}

REASONS = {
    "4502": "结案数与登记表不一致，请核对三江县支公司的一件重新办理案件。",
    "restated": "登记表补登一件信访部门转办的投诉，原报表漏报。",
}


def make_returns(first: date, now: datetime, calendar: Calendar) -> None:
    """Have the months from the first day up to a moment reported on, within the caller's transaction."""
    span = month_of(datetime.combine(first, time(), calendar.zone))
    while span.end <= now:
        newest = span.after.end > now
        for code in UNITS:
            for by, at, step in _steps(code, span, calendar, newest=newest):
                if at <= now:
                    _do(code, span, step, _office(by, at, calendar, code))
        span = span.after


Task = tuple[Employee | None, datetime, Step]
"""Who (the system if nobody), when, what."""


def _steps(code: str, span: Span, calendar: Calendar, *, newest: bool) -> Iterator[Task]:
    day = DAYS[len(code)] + (2 if code in LATE else 0)
    head = (posted(code, Role.SUPERVISOR) or posted(code, Role.APPROVER))[0]
    writer = next((each for each in STAFF if each.unit == code and each.role is Role.INSPECTOR), head)
    words = WORDS[len(code)]
    yield None, _at(span, calendar, 1, time(6)), Prepared()
    if newest and code in ("45", "0", "450321"):
        return
    yield (
        writer,
        _at(span, calendar, day, time(10, 20)),
        words[(span.first.month + len(UNITS) * int(code)) % len(words)],
    )
    if newest and code == "4503":
        return
    yield head, _at(span, calendar, day, time(15, 5)), Signed()
    if newest and code == "450302":
        return
    yield head, _at(span, calendar, day, time(15, 12)), Submitted()
    if code != "0" and not (newest and code == "450223"):
        yield from _checked(code, span, calendar, day, newest=newest)


def _checked(code: str, span: Span, calendar: Calendar, day: int, *, newest: bool) -> Iterator[Task]:
    over = above(code)
    checker = posted(over, Role.SUPERVISOR)[0]
    if newest and code in REASONS:
        yield checker, _at(span, calendar, day + 1, time(9, 40)), SentBack(reason=REASONS[code])
        return
    yield checker, _at(span, calendar, day + 1, time(9, 40)), Accepted()
    if newest and code == RESTATES:
        head = posted(code, Role.SUPERVISOR)[0]
        for minutes, step in enumerate((Restated(reason=REASONS["restated"]), Signed(), Submitted())):
            yield head, _at(span, calendar, day + 4, time(11, 10 + minutes)), step
        yield checker, _at(span, calendar, day + 5, time(9, 15)), Accepted()


def _at(span: Span, calendar: Calendar, workday: int, clock: time) -> datetime:
    """A time on one of the working days after a period."""
    day = span.end.date() - timedelta(days=1)
    for _ in range(workday):
        day = calendar.next_workday(day)
    return datetime.combine(day, clock, calendar.zone)


def _office(by: Employee | None, at: datetime, calendar: Calendar, code: str) -> Office:
    if by is None:
        return system_office(code, at)
    return Office(by.username, by.unit, LEVELS[len(by.unit)], frozenset({by.role}), at, calendar, by.department)


def _do(code: str, span: Span, step: Step, office: Office) -> None:
    outcome = perform(_unit(code), span, step, office)
    if not outcome.done:
        raise AssertionError((code, span.code, step.step, outcome.refusals))


def _unit(code: str) -> Unit:
    return Unit.objects.select_related("parent").get(code=code)
