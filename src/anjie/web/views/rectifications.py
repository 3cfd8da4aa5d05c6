"""溯源整改: tasks that follow from causes, what was done about each, and the forms to do it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjie.access.gate import allow, or_404
from anjie.cases.models import Case
from anjie.cases.reading import case_for
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.oversight.rectification_tables import Rectification
from anjie.oversight.rectifying import (
    ENDED,
    FROM,
    SETTERS,
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
from anjie.procedure.acts.closing import Closed
from anjie.procedure.terms import Department, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.language import say
from anjie.web.looking import LISTED, day_in

READERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR, Role.DEPARTMENT)

SHOWN = 100
"""Tasks of a list; the most urgent come first."""

TABS: Mapping[str, Text] = {
    "open": Text("整改中", "To be done"),
    "late": Text("已超期", "Late"),
    "reported": Text("待复核", "To be verified"),
    "ended": Text("已结束", "Ended"),
}

USUAL_DAYS = 30
LONGEST = 2_000
EVIDENCE = 400


@require_GET
@allow(*READERS)
def rectifications(request: HttpRequest) -> HttpResponse:
    """The tasks of the unit and those below, or of a department."""
    who = acting(request)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    rows = tasks(who.scope)
    match tab:
        case "late":
            rows = rows.filter(late_on(_today(who)))
        case "ended":
            rows = rows.filter(state__in=[state.value for state in ENDED])
        case _:
            rows = rows.filter(state=TaskState.REPORTED if tab == "reported" else TaskState.OPEN)
    found = list(rows.order_by("-ended_at" if tab == "ended" else "due_on", "id")[:SHOWN])
    context = {
        "title": Text("溯源整改", "Rectification"),
        "tab": tab,
        "tabs": TABS,
        "tasks": [_line(task, who) for task in found],
        "can_raise": not SETTERS.isdisjoint(who.office.roles),
    }
    return render(request, "web/rectifications.html", context)


def _line(task: Rectification, who: Acting) -> Mapping[str, object]:
    return {
        "task": task,
        "state": word_of(TaskState, task.state),
        "origin": word_of(Origin, task.origin),
        "department": word_of(Department, task.department) if task.department else None,
        "late": is_late(task, who.now),
    }


# -- one task ----------------------------------------------------------------------------------------------------


@require_GET
@allow(*READERS)
def rectification(request: HttpRequest, pk: int) -> HttpResponse:
    """One task, its record, and what can be done about it."""
    who = acting(request)
    return _page(request, who, or_404(tasks(who.scope), pk=pk))


@require_POST
@allow(*READERS)
def act(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Do something about a task; 422 with the reason where it can't be done."""
    who = acting(request)
    task = or_404(tasks(who.scope), pk=pk)
    if kind not in {each.value for each in FROM}:
        raise Http404
    asked = request.POST
    text, evidence = clean(asked.get("text", ""))[:LONGEST], clean(asked.get("evidence", ""))[:EVIDENCE]
    done = Done(word_of(TaskAct, kind), text, evidence, day_in(asked.get("due_on")))
    try:
        act_on(task.pk, done, who.seat, who.officer.name)
    except TaskRefusedError as error:
        return _page(request, who, task, wrong=(done.kind, error.reason), typed=done, status=422)
    messages.success(request, say(done.kind.label))
    return redirect("web:rectification", pk)


def _page(  # noqa: PLR0913 - what was wrong with what was typed goes back with the page
    request: HttpRequest,
    who: Acting,
    task: Rectification,
    *,
    wrong: tuple[TaskAct, Text] | None = None,
    typed: Done | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = set(Case.objects.filter(who.scope.q(), number__in=task.cases).values_list("number", flat=True))
    context = {
        "title": Text("整改任务", "Task"),
        **_line(task, who),
        "record": [
            (entry, word_of(TaskAct, entry.kind), ICONS[word_of(TaskAct, entry.kind)]) for entry in record_of(task)
        ],
        "possible": possible(task, who.office),
        "cases": [number for number in task.cases if number in seen],
        "hidden": len(task.cases) - len(seen),
        "now": who.now,
        "wrong": wrong,
        "typed": typed,
        "tomorrow": (_today(who) + timedelta(days=1)).isoformat(),
    }
    return render(request, "web/rectifications/task.html", context, status=status)


ICONS: Mapping[TaskAct, str] = {
    TaskAct.RAISED: "flag", TaskAct.NOTED: "pencil", TaskAct.REPORTED: "clipboard-check",
    TaskAct.VERIFIED: "badge-check", TaskAct.SENT_BACK: "undo-2", TaskAct.EXTENDED: "calendar-clock",
    TaskAct.DROPPED: "ban",
}  # fmt: skip


# -- a new one ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*SETTERS)
def new(request: HttpRequest) -> HttpResponse:
    """Set a task; begun from a case or from a signal, much of it is filled in."""
    who = acting(request)
    units = list(Unit.objects.filter(who.scope.q(), active=True).order_by("region", "city", "county", "code")[:LISTED])
    if request.method != "POST":
        return _form(request, units, _begun(request, who))
    typed = {name: clean(request.POST.get(name, "")).strip()[:LONGEST] for name in FIELDS}
    try:
        task = raise_task(_cause(typed, units, who), who.seat, who.officer.name)
    except TaskRefusedError as error:
        return _form(request, units, typed, wrong=error)
    messages.success(request, say(Text("整改任务已下达", "The task is set")))
    return redirect("web:rectification", task.pk)


FIELDS = ("origin", "cause", "task", "unit", "department", "due_on", "cases")


def _form(
    request: HttpRequest, units: Sequence[Unit], typed: Mapping[str, str], wrong: TaskRefusedError | None = None
) -> HttpResponse:
    context = {
        "title": Text("下达整改任务", "Set a task"),
        "units": units,
        "origins": list(Origin),
        "departments": list(Department),
        "typed": dict.fromkeys(FIELDS, "") | dict(typed),
        "wrong": wrong,
    }
    return render(request, "web/rectifications/new.html", context, status=422 if wrong else 200)


def _begun(request: HttpRequest, who: Acting) -> dict[str, str]:
    """What is filled in at first: from a closed case its cause and lesson, for whoever sets the task to rewrite."""
    origin, number = request.GET.get("origin", ""), clean(request.GET.get("case", ""))
    due = _today(who) + timedelta(days=USUAL_DAYS)
    begun = {"origin": origin if origin in set(Origin) else Origin.CASES.value, "due_on": due.isoformat()}
    begun["unit"] = who.seat.unit.code
    opened = case_for(who.scope, number, who.now) if number else None
    if opened:
        closed = [entry.act for entry in opened.dossier.case.entries if isinstance(entry.act, Closed)]
        begun |= {"cases": number, "unit": opened.dossier.case.unit}
        if closed:
            begun |= {"cause": closed[-1].causes, "task": closed[-1].lesson}
    return begun


def _cause(typed: Mapping[str, str], units: Sequence[Unit], who: Acting) -> Cause:
    """What was typed, as a cause; TaskRefusedError for what can't be read."""
    unit = next((unit for unit in units if unit.code == typed["unit"]), None)
    due = day_in(typed["due_on"])
    if unit is None:
        raise TaskRefusedError(Text("请选择责任机构", "Choose the unit that must act"), "unit")
    if due is None:
        raise TaskRefusedError(Text("请填写完成期限", "Say by when"), "due_on")
    numbers = list(dict.fromkeys(typed["cases"].replace("，", " ").replace("、", " ").replace(",", " ").split()))
    known = set(Case.objects.filter(who.scope.q(), number__in=numbers).values_list("number", flat=True))
    missing = [number for number in numbers if number not in known]
    if missing:
        raise TaskRefusedError(Text(f"没有案件 {missing[0]}", f"There is no case {missing[0]}"), "cases")
    origin = typed["origin"] if typed["origin"] in set(Origin) else Origin.CASES
    department = word_of(Department, typed["department"]) if typed["department"] in set(Department) else None
    return Cause(word_of(Origin, origin), typed["cause"], typed["task"], unit, due, department, numbers)


def _today(who: Acting) -> date:
    return who.now.astimezone(who.office.calendar.zone).date()


patterns = [
    path("rectifications/", rectifications, name="rectifications"),
    path("rectifications/new", new, name="rectification-new"),
    path("rectifications/<int:pk>", rectification, name="rectification"),
    path("rectifications/<int:pk>/<str:kind>", act, name="rectification-act"),
]
