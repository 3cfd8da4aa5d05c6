"""我的待办: what this office owes, most urgent first; the unit's and the lower units' open cases."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.access.models import Officer
from anjie.cases import reading
from anjie.cases.desk import NoSuchCaseError, perform
from anjie.cases.models import OPEN, Case, Duty
from anjie.procedure.acts.opening import Assigned
from anjie.procedure.terms import CaseClass, Channel, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.language import say
from anjie.web.lines import lines
from anjie.web.models import SavedView

SOON = 3
"""Days from which a limit is near."""

MOST_AT_ONCE = 100

FILTERS = ("class", "channel", "handler")


@dataclass(frozen=True, slots=True)
class Tab:
    """One way of looking at the worklist."""

    key: str
    label: Text
    here: bool
    query: str


@dataclass(frozen=True, slots=True)
class Counter:
    """A figure above the list that also filters it."""

    key: str
    label: Text
    tone: str
    number: int
    many: bool
    note: Text


TABS = {
    "mine": Text("我的", "Mine"),
    "overdue": Text("已超期", "Late"),
    "soon": Text("即将到期", "Due soon"),
    "unit": Text("本单位", "My unit"),
    "below": Text("本级及下级", "Mine and below"),
}


@require_GET
@allow(signed_in=True)
def worklist(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    who = acting(request)
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    ways = reading.my_duties(who.office, who.seat.unit.pk, f"{who.seat.unit.column}_id")
    mine = reading.dated(ways, Q())
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    page = _cases(who, tab, request) if tab in ("unit", "below") else _duties(who, tab, request, ways, mine)
    heads = Role.SUPERVISOR in who.office.roles
    colleagues = _colleagues(who) if heads else []
    handlers = _handlers(who) if heads and tab == "unit" else []
    here = {officer.username for officer in colleagues}
    context = {
        "lines": lines(page.rows, who.now),
        "next_url": f"?{urlencode({'tab': tab, **chosen, 'after': page.next_key})}" if page.next_key else "",
        "now": who.now,
        "tab": tab,
        "tabs": [Tab(key, label, key == tab, f"?tab={key}") for key, label in TABS.items()],
        "counters": _counters(who, ways, mine),
        "saved": SavedView.objects.filter(officer=who.officer, page="worklist"),
        "classes": list(CaseClass),
        "channels": list(Channel),
        "chosen": chosen,
        "query": request.GET.urlencode(),
        "may_assign": heads,
        "handlers": handlers,
        "colleagues": colleagues,
        "gone": [(username, name) for username, name in handlers if username not in here],
    }
    return render(request, "web/worklist.html", context)


def _duties(
    who: Acting, tab: str, request: HttpRequest, ways: list[Q], mine: list[reading.Dated]
) -> reading.Page[Duty]:
    extra = {"mine": Q(), "overdue": reading.overdue(who.now), "soon": reading.due_within(who.now, SOON)}[tab]
    wanted, after = extra & _filters(request, "case__"), request.GET.get("after")
    return reading.worklist(reading.dated(ways, wanted, after=after) if wanted or after else mine)


def _cases(who: Acting, tab: str, request: HttpRequest) -> reading.Page[Case]:
    own = Q(unit=who.seat.unit) if tab == "unit" else Q()
    return reading.open_register(who.scope, own & _filters(request), after=request.GET.get("after"))


def _filters(request: HttpRequest, prefix: str = "") -> Q:
    """What the page was asked to leave out; words it doesn't know leave nothing out."""
    wanted = Q()
    if request.GET.get("class") in set(CaseClass):
        wanted &= Q(**{f"{prefix}case_class": request.GET["class"]})
    if request.GET.get("channel") in set(Channel):
        wanted &= Q(**{f"{prefix}channel": request.GET["channel"]})
    if handler := request.GET.get("handler", ""):
        wanted &= Q(**{f"{prefix}handler": handler})
    return wanted


def _counters(who: Acting, ways: list[Q], mine: list[reading.Dated]) -> list[Counter]:
    late = reading.count_cases(mine, until=who.now)
    # Where much is late, what is due soon lies beyond the rows that were read.
    near = reading.dated(ways, reading.due_within(who.now, SOON)) if len(mine) >= reading.READ else mine
    soon = reading.count_cases(near, since=who.now, until=who.now + timedelta(days=SOON))
    return [
        _counter("mine", Text("待办", "To do"), "", reading.count_cases(mine), Text("按剩余时限排列", "By time left")),
        _counter(
            "overdue", Text("已超期", "Late"), "r", late, Text("请先办理并说明原因", "Do these first, and say why")
        ),
        _counter("soon", Text("三日内到期", "Due in 3 days"), "a", soon, Text("含今日到期", "Including today")),
    ]


def _counter(key: str, label: Text, tone: str, number: int, note: Text) -> Counter:
    return Counter(key, label, tone, min(number, reading.MANY - 1), number >= reading.MANY, note)


HANDLING = (Role.INSPECTOR, Role.SUPERVISOR)
"""In which posts somebody can have a case in hand."""


def _colleagues(who: Acting) -> list[Officer]:
    """Who can be given cases of the unit today."""
    today = who.now.astimezone(who.office.calendar.zone).date()
    held = Q(posts__unit=who.seat.unit, posts__role__in=HANDLING, posts__begins_on__lte=today)
    return list(
        Officer.objects.filter(
            held & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=today)), is_active=True
        ).distinct()
    )


def _handlers(who: Acting) -> list[tuple[str, str]]:
    """Who has open cases of the unit, be it that he has left: sign-in names and names."""
    held = Case.objects.filter(OPEN, who.scope.q(), unit=who.seat.unit).exclude(handler="")
    officers = Officer.objects.filter(username__in=held.order_by().values("handler"))
    return list(officers.order_by("name").values_list("username", "name"))


@require_POST
@allow(Role.SUPERVISOR)
def assign(request: HttpRequest) -> HttpResponse:
    """Give several cases to one handler; each is judged by itself and answers for itself."""
    who = acting(request)
    handler = request.POST.get("handler", "")
    numbers = request.POST.getlist("number")[:MOST_AT_ONCE]
    if not handler or not numbers:
        messages.error(request, say(Text("请选择案件和经办人", "Choose cases and a handler")))
    for number in numbers if handler else ():
        try:
            outcome = perform(number, Assigned(handler=handler), who.office)
        except NoSuchCaseError:
            messages.error(request, say(Text(f"没有案件 {number}", f"There is no case {number}")))
            continue
        if outcome.done:
            messages.success(request, say(Text(f"{number} 已指派", f"{number} assigned")))
        else:
            why = "；".join(say(refusal.wanting) for refusal in outcome.verdict.refusals)
            messages.error(request, f"{number}：{why}")
    return redirect("web:worklist")


@require_POST
@allow(signed_in=True)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the way of looking under a name."""
    who = acting(request)
    name, query = request.POST.get("name", "").strip()[:40], request.POST.get("query", "")[:500]
    if name:
        SavedView.objects.update_or_create(
            officer=who.officer, page="worklist", name=name, defaults={"query": query.lstrip("?")}
        )
    return redirect(f"{reverse('web:worklist')}?{query.lstrip('?')}")
