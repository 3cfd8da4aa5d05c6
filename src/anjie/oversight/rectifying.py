"""溯源整改: a cause that was found becomes a task, is done, proved, and verified by somebody else.

The one door through which tasks are written: `raise_task` and `act_on`. Each entry goes into the record, and the row
says where the task stands. Whoever reports a task as done never verifies it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from anjie.access.office import Seat
from anjie.access.scope import Scope
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.oversight.rectification_tables import Rectification, RectificationEntry
from anjie.oversight.words import Origin, TaskAct, TaskState
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.office import Office
from anjie.procedure.terms import Department, Role, Text

SETTERS = frozenset({Role.INSPECTOR, Role.SUPERVISOR})
"""Who sets tasks for their own unit and those below, and verifies them."""

HEADS = frozenset({Role.SUPERVISOR})
"""Who may change the day or drop a task."""

FROM: Mapping[TaskAct, frozenset[TaskState]] = {
    TaskAct.NOTED: frozenset({TaskState.OPEN, TaskState.REPORTED}),
    TaskAct.REPORTED: frozenset({TaskState.OPEN}),
    TaskAct.VERIFIED: frozenset({TaskState.REPORTED}),
    TaskAct.SENT_BACK: frozenset({TaskState.REPORTED}),
    TaskAct.EXTENDED: frozenset({TaskState.OPEN}),
    TaskAct.DROPPED: frozenset({TaskState.OPEN, TaskState.REPORTED}),
}
"""In which states an act can be done."""

TO: Mapping[TaskAct, TaskState] = {
    TaskAct.REPORTED: TaskState.REPORTED,
    TaskAct.VERIFIED: TaskState.VERIFIED,
    TaskAct.SENT_BACK: TaskState.OPEN,
    TaskAct.DROPPED: TaskState.DROPPED,
}
"""To which state an act leads; the others change none."""

ENDED = frozenset({TaskState.VERIFIED, TaskState.DROPPED})


class TaskRefusedError(Exception):
    """Why something can't be done about a task."""

    def __init__(self, reason: Text, field: str = "") -> None:
        super().__init__(reason.en)
        self.reason, self.field = reason, field


@dataclass(frozen=True, slots=True)
class Cause:
    """What is to be put right: what was found and where, what has to be done by whom and when."""

    origin: Origin
    cause: str
    task: str
    unit: Unit
    due_on: date
    department: Department | None = None
    cases: Sequence[str] = field(default_factory=tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done about a task."""

    kind: TaskAct
    text: str
    evidence: str = ""
    due_on: date | None = None


@transaction.atomic
def raise_task(cause: Cause, seat: Seat, name: str) -> Rectification:
    """Set a task. TaskRefusedError where it is not this office's to set, or says too little."""
    office, unit = seat.office, cause.unit
    place = (unit.head_id, unit.region_id, unit.city_id, unit.county_id)
    if SETTERS.isdisjoint(office.roles) or not seat.scope.covers(place):
        raise TaskRefusedError(Text("只能向本单位及下级单位下达", "Only for your own unit and those below it"), "unit")
    if cause.due_on <= _today(office):
        raise TaskRefusedError(Text("完成期限须晚于今天", "The day must lie ahead"), "due_on")
    for what in ("cause", "task"):
        if not getattr(cause, what).strip():
            raise TaskRefusedError(Text("必须填写", "Must be filled in"), what)
    task = Rectification.objects.create(
        unit=unit, head_id=unit.head_id, region_id=unit.region_id, city_id=unit.city_id, county_id=unit.county_id,
        department=cause.department or "", guests=[f"{unit.code}/{cause.department}"] if cause.department else [],
        origin=cause.origin, cause=cause.cause, task=cause.task, cases=list(cause.cases), due_on=cause.due_on,
        state=TaskState.OPEN, version=0, made_at=office.at, made_by=office.officer, made_in=office.unit,
    )  # fmt: skip
    _enter(task, Done(TaskAct.RAISED, cause.task, due_on=cause.due_on), office, name)
    return task


@transaction.atomic
def act_on(task_id: int, done: Done, seat: Seat, name: str) -> Rectification:
    """Do something about a task. TaskRefusedError says why it can't be done; Rectification.DoesNotExist if unseen."""
    task = tasks(seat.scope).select_for_update(of=("self",)).get(pk=task_id)
    wanting = next(iter(hindrances(task, done.kind, seat.office)), None)
    if wanting:
        raise TaskRefusedError(wanting)
    _check(done, seat.office)
    task.state = TO.get(done.kind, word_of(TaskState, task.state))
    if done.kind is TaskAct.REPORTED:
        task.reported_by = seat.office.officer
    if done.kind is TaskAct.EXTENDED and done.due_on:
        task.due_on = done.due_on
    if task.state in ENDED:
        task.ended_at = seat.office.at
    _enter(task, done, seat.office, name)
    return task


def _check(done: Done, office: Office) -> None:
    if not done.text.strip():
        raise TaskRefusedError(Text("必须填写", "Must be filled in"), "text")
    if done.kind is TaskAct.REPORTED and not done.evidence.strip():
        raise TaskRefusedError(
            Text("报告完成须写明证据及存放处", "Say what proves it and where it is kept"), "evidence"
        )
    if done.kind is TaskAct.EXTENDED and (done.due_on is None or done.due_on <= _today(office)):
        raise TaskRefusedError(Text("新期限须晚于今天", "The new day must lie ahead"), "due_on")


def _enter(task: Rectification, done: Done, office: Office, name: str) -> None:
    task.version += 1
    task.save()
    RectificationEntry.objects.create(
        rectification=task, seq=task.version, at=office.at, by=office.officer, by_name=name, unit=office.unit,
        kind=done.kind, text=done.text, evidence=done.evidence, due_on=done.due_on,
    )  # fmt: skip


# -- who may ----------------------------------------------------------------------------------------------------


def hindrances(task: Rectification, kind: TaskAct, office: Office) -> list[Text]:
    """What stands in the way of an act; nothing if it may be done."""
    found: list[Text] = []
    if word_of(TaskState, task.state) not in FROM.get(kind, frozenset()):
        found.append(Text("任务当前状态不能这样做", "Not while the task stands as it does"))
    responsible, setter = answers_for(task, office), not SETTERS.isdisjoint(office.roles)
    if kind is TaskAct.REPORTED and not responsible:
        found.append(Text("须由责任单位或部门报告", "Only whoever must act reports it as done"))
    if kind is TaskAct.NOTED and not (responsible or setter):
        found.append(Text("须由责任方或督察部门记录", "Only whoever must act, or an inspection unit"))
    if kind in (TaskAct.VERIFIED, TaskAct.SENT_BACK):
        if not setter:
            found.append(Text("须由督察部门复核", "Only an inspection unit verifies"))
        if not office.persons.isdisjoint({task.reported_by}):
            found.append(Text("报告完成的人不能自己复核", "Whoever reported it can't verify it"))
    if kind in (TaskAct.EXTENDED, TaskAct.DROPPED) and HEADS.isdisjoint(office.roles):
        found.append(Text("须由督察部门负责人决定", "Only the head of an inspection unit decides it"))
    return found


def answers_for(task: Rectification, office: Office) -> bool:
    """Whether it is this office that must act."""
    if task.department:
        return Role.DEPARTMENT in office.roles and task.guests == [f"{office.unit}/{office.department}"]
    return office.unit == task.unit.code and not SETTERS.isdisjoint(office.roles)


def possible(task: Rectification, office: Office) -> list[TaskAct]:
    """What this office may do about a task now."""
    return [kind for kind in TaskAct if kind in FROM and not hindrances(task, kind, office)]


# -- reading ----------------------------------------------------------------------------------------------------


def tasks(scope: Scope) -> QuerySet[Rectification]:
    """The tasks a scope may see: those of its units, and those of its department."""
    return Rectification.objects.filter(scope.q(guests="guests")).select_related("unit")


def late_on(today: date) -> Q:
    """Not done by its day."""
    return Q(state=TaskState.OPEN, due_on__lt=today)


def is_late(task: Rectification, now: datetime) -> bool:
    """Whether it is still to be done, and its day has passed."""
    return task.state == TaskState.OPEN and task.due_on < now.astimezone(SHANGHAI).date()


def record_of(task: Rectification) -> list[RectificationEntry]:
    """What was done about it, in order."""
    return list(task.entries.order_by("seq"))


def _today(office: Office) -> date:
    return office.at.astimezone(SHANGHAI).date()
