"""Rectifications: set, done, proved, and verified by somebody else."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anjie.access.models import Officer
from anjie.access.office import Seat, seats_of
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.oversight.rectification_tables import Rectification
from anjie.oversight.rectifying import (
    Cause,
    Done,
    TaskRefusedError,
    act_on,
    is_late,
    late_on,
    possible,
    raise_task,
    record_of,
    tasks,
)
from anjie.oversight.words import Origin, TaskAct, TaskState
from anjie.procedure.terms import Department
from people import AT

pytestmark = pytest.mark.usefixtures("people")

DUE = AT.date() + timedelta(days=10)
DONE = Done(TaskAct.REPORTED, "已培训全部代理人", "培训签到表，档案室甲柜3号")


def seat(who: str, days: int = 0) -> Seat:
    return seats_of(Officer.objects.get(username=who), AT + timedelta(days=days))[0]


def cause(unit: str = "450103", due_on: date = DUE, **changes: object) -> Cause:
    said = {"cause": "新人未受代签名培训", "task": "补训并考试", "unit": Unit.objects.get(code=unit), "due_on": due_on}
    return Cause(Origin.CASES, **{**said, **changes})  # type: ignore[arg-type]


def task_of(who: str = "zheng", **asked: object) -> Rectification:
    with within(seat(who).scope):
        return raise_task(cause(**asked), seat(who), who)  # type: ignore[arg-type]


def does(who: str, task: Rectification, done: Done, days: int = 1) -> Rectification:
    held = seat(who, days)
    with within(held.scope):
        return act_on(task.pk, done, held, who)


def test_a_task_is_set_done_and_verified_by_another() -> None:
    task = task_of()
    does("wang", task, Done(TaskAct.NOTED, "已安排"))
    assert does("wang", task, DONE).state == TaskState.REPORTED
    assert does("zheng", task, Done(TaskAct.SENT_BACK, "缺考试成绩")).state == TaskState.OPEN
    does("wang", task, DONE)
    ended = does("li", task, Done(TaskAct.VERIFIED, "抽查属实"))
    assert (ended.state, ended.ended_at) == (TaskState.VERIFIED, AT + timedelta(days=1))
    with within(Scope.SYSTEM):
        kinds = [entry.kind for entry in record_of(task)]
    assert kinds == ["raised", "noted", "reported", "sent_back", "reported", "verified"]


def refused(who: str, task: Rectification, done: Done) -> str:
    with pytest.raises(TaskRefusedError) as error:
        does(who, task, done)
    return error.value.field or error.value.reason.zh


def test_whoever_reported_it_never_verifies_it() -> None:
    task = task_of()
    does("li", task, DONE)
    assert refused("li", task, Done(TaskAct.VERIFIED, "属实")) == "报告完成的人不能自己复核"
    assert does("wang", task, Done(TaskAct.VERIFIED, "属实")).state == TaskState.VERIFIED


def test_only_whoever_must_act_reports_it() -> None:
    task = task_of()
    assert refused("zheng", task, DONE) == "须由责任单位或部门报告"
    theirs = task_of(department=Department.CLAIMS)
    assert refused("wang", theirs, DONE) == "须由责任单位或部门报告"
    assert does("qin", theirs, DONE).state == TaskState.REPORTED
    assert refused("qin", theirs, Done(TaskAct.VERIFIED, "属实")) == "须由督察部门复核"


def test_tasks_go_to_ones_own_unit_and_below() -> None:
    assert task_of("li").unit.code == "450103"
    assert task_of("zheng", unit="4501").unit.code == "4501"
    for who, unit in (("li", "450105"), ("li", "4501"), ("chen", "450103"), ("qin", "450103")):
        with pytest.raises(TaskRefusedError):
            task_of(who, unit=unit)


def test_nothing_is_proved_by_nothing() -> None:
    task = task_of()
    assert refused("wang", task, Done(TaskAct.REPORTED, "已办")) == "evidence"
    assert refused("wang", task, Done(TaskAct.NOTED, " ")) == "text"
    for wrong in ({"task": ""}, {"cause": " "}, {"due_on": AT.date()}):
        with pytest.raises(TaskRefusedError):
            task_of(**wrong)


def test_only_the_head_of_the_unit_moves_the_day_or_drops_it() -> None:
    task = task_of()
    later = Done(TaskAct.EXTENDED, "讲师出差", due_on=DUE + timedelta(days=5))
    assert refused("wang", task, later) == "须由督察部门负责人决定"
    assert does("li", task, later).due_on == DUE + timedelta(days=5)
    assert refused("li", task, Done(TaskAct.EXTENDED, "再延", due_on=AT.date())) == "due_on"
    assert does("li", task, Done(TaskAct.DROPPED, "重复下达")).state == TaskState.DROPPED
    assert refused("wang", task, DONE) == "任务当前状态不能这样做"


@pytest.mark.parametrize(
    ("who", "sees"),
    [("wang", 2), ("zheng", 2), ("wei", 2), ("shen", 2), ("ma", 0), ("tan", 0), ("qin", 1), ("cen", 0), ("guan", 0)],
)
def test_a_task_is_seen_by_its_unit_those_above_and_the_department_that_must_act(who: str, sees: int) -> None:
    task_of()
    task_of(department=Department.CLAIMS)
    held = seat(who)
    with within(held.scope):
        assert tasks(held.scope).count() == sees
        assert Rectification.objects.count() == sees, "the wall says the same as the gate"


def test_an_unseen_task_is_none() -> None:
    task = task_of()
    with pytest.raises(Rectification.DoesNotExist):
        does("ma", task, DONE)


def test_a_task_is_late_once_its_day_has_passed() -> None:
    task = task_of()
    on_the_day, after = AT + timedelta(days=10), AT + timedelta(days=11)
    assert not is_late(task, on_the_day)
    assert is_late(task, after)
    with within(Scope.SYSTEM):
        assert tasks(Scope.SYSTEM).filter(late_on(after.date())).count() == 1
        assert tasks(Scope.SYSTEM).filter(late_on(on_the_day.date())).count() == 0
    assert not is_late(does("wang", task, DONE), after)


def test_the_record_is_only_added_to() -> None:
    task_of()
    for change in ("update oversight_rectificationentry set text = ''", "delete from oversight_rectificationentry"):
        with within(Scope.SYSTEM), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_what_can_be_done_is_what_is_not_refused() -> None:
    task = task_of()
    assert possible(task, seat("wang", 1).office) == [TaskAct.NOTED, TaskAct.REPORTED]
    assert possible(task, seat("li", 1).office) == [
        TaskAct.NOTED, TaskAct.REPORTED, TaskAct.EXTENDED, TaskAct.DROPPED
    ]  # fmt: skip
    assert possible(task, seat("shen", 1).office) == []
