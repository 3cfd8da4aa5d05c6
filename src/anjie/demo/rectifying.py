"""Rectification tasks of the demonstration: one in each state, begun weeks ago by the people who work in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from anjie.access.models import Officer
from anjie.access.office import Seat, seats_of
from anjie.access.wall import within
from anjie.cases.models import Case
from anjie.directory.models import Unit
from anjie.oversight.rectifying import Cause, Done, act_on, raise_task
from anjie.oversight.words import Origin, TaskAct
from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Department

HOUR = time(10)


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does about a task, so many days after it was set."""

    after: int
    by: str
    done: Done


@dataclass(frozen=True, slots=True)
class Planned:
    """A task: by whom and how many days ago it was set, what it says, and what was done about it."""

    ago: int
    by: str
    unit: str
    origin: Origin
    cause: str
    task: str
    days: int
    department: Department | None = None
    violations: Sequence[str] = ()
    """Cases with these allegations, which the cause was found in."""
    steps: Sequence[Step] = ()


PLANNED = (
    Planned(
        75, "weifuze", "450110", Origin.SIGNAL,
        "登记、核实超期比例连续多周高于全区平均，受理后隔夜登记的多",
        "受理当日由专人登记，每日下班前由负责人核对登记表；按周报告", 30,
        steps=(
            Step(6, "huangducha", Done(TaskAct.NOTED, "已指定两名登记人员轮值，登记表每日核对")),
            Step(28, "huangducha", Done(
                TaskAct.REPORTED, "连续三周当日登记率达到百分之九十五以上", "登记表核对记录，武鸣督察室文件柜2层")),
            Step(33, "huangfuze", Done(TaskAct.VERIFIED, "抽查三周登记表二十件，均为当日登记")),
        ),
    ),
    Planned(
        48, "huangfuze", "450103", Origin.CASES,
        "新人代客户签名，培训中未讲明代签名的后果，回访环节未发现笔迹不符",
        "对入司一年内的代理人补训并考试；保全部门对近三个月新单抽查笔迹", 25, Department.POLICY_SERVICE, ("V12", "V14"),
        steps=(
            Step(7, "panbaoquan", Done(TaskAct.NOTED, "抽查名单已列，共八十六件")),
            Step(20, "panbaoquan", Done(TaskAct.REPORTED, "抽查完毕，三件笔迹存疑已转督察", "抽查表，保全部A-07盒")),
            Step(22, "huangfuze", Done(TaskAct.SENT_BACK, "缺补训签到和考试成绩")),
            Step(24, "huangfuze", Done(TaskAct.EXTENDED, "考试改在下月初")),
        ),
    ),
    Planned(
        30, "huangfuze", "450107", Origin.CASES,
        "以“返还型”介绍分红险，客户误以为收益固定", "修订产品说明会话术，逐条对照条款；旧话术收回", 40,
        violations=("V01", "V02", "V05"),
        steps=(
            Step(5, "huducha", Done(TaskAct.NOTED, "旧话术已收回四十一份")),
            Step(24, "huducha", Done(
                TaskAct.REPORTED, "新话术经区分公司审定，各组已宣导", "宣导签到表、新话术，西乡塘督察室")),
        ),
    ),
    Planned(
        40, "weifuze", "4502", Origin.CHECK,
        "协办部门答复慢，平均超过约定三日", "与保全、财务约定答复时限并每周通报", 28, Department.FINANCE,
        steps=(Step(10, "jiangcaiwu", Done(TaskAct.NOTED, "已约定三个工作日内答复")),),
    ),
    Planned(
        12, "weifuze", "450302", Origin.SIGNAL,
        "一个营业部组的投诉明显多于其规模可以解释的数量", "逐件核查该组近三个月投诉，查明是否有共同原因", 30,
    ),
    Planned(
        55, "huangfuze", "450110", Origin.CHECK, "档案目录缺页码", "补编页码", 20,
        steps=(Step(4, "huangfuze", Done(TaskAct.DROPPED, "已并入全区档案整理，不再单列")),),
    ),
)  # fmt: skip


def set_tasks(now: datetime, calendar: Calendar, months: int) -> None:
    """Set the tasks and do what was done about them until now, each at its day; within the caller's transaction."""
    for planned in PLANNED:
        if planned.ago >= months * MONTH:
            continue
        unit = Unit.objects.get(code=planned.unit)
        began = _on(now, -planned.ago, calendar)
        seat = _seat(planned.by, began)
        due = (began + timedelta(days=planned.days)).date()
        with within(seat.scope):
            cause = Cause(
                planned.origin, planned.cause, planned.task, unit, due, planned.department,
                _numbers(unit, planned, began),
            )  # fmt: skip
            task = raise_task(cause, seat, seat.holder.name)
        for step in planned.steps:
            at = _on(began, step.after, calendar)
            if at < now:
                held = _seat(step.by, at)
                done = replace(step.done, due_on=(at + timedelta(days=MONTH)).date())
                with within(held.scope):
                    act_on(task.pk, done if done.kind is TaskAct.EXTENDED else step.done, held, held.holder.name)


MONTH = 30


def _on(moment: datetime, days: int, calendar: Calendar) -> datetime:
    """Ten o'clock so many days from a moment."""
    return datetime.combine(moment.astimezone(calendar.zone).date() + timedelta(days=days), HOUR, calendar.zone)


def _seat(username: str, at: datetime) -> Seat:
    return seats_of(Officer.objects.get(username=username), at)[0]


def _numbers(unit: Unit, planned: Planned, before: datetime) -> list[str]:
    """The newest of the unit's cases with such allegations, of which it was known by then."""
    if not planned.violations:
        return []
    alleged = Case.objects.filter(
        unit=unit, allegations__violation__in=planned.violations, received_at__lt=before
    ).order_by("-received_at", "-id")
    return list(dict.fromkeys(alleged.values_list("number", flat=True)[:6]))
