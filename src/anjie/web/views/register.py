"""登记表 and search: every case the office may see, newest first; and how to find one."""

from datetime import datetime, time, timedelta, tzinfo
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.procedure.terms import CaseClass, Channel, Role, Stage
from anjie.web.acting import acting
from anjie.web.forms.typed import clean
from anjie.web.lines import lines
from anjie.web.looking import day_in

READERS = (Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR)

PRINTERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR)

FILTERS = ("class", "channel", "stage", "from", "to", "open")


@require_GET
@allow(*READERS)
def register(request: HttpRequest) -> HttpResponse:
    """The register of a unit and those below it, with filters."""
    who = acting(request)
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    page = reading.register(who.scope, _filters(request, who.office.calendar.zone), after=request.GET.get("after"))
    context = {
        "lines": lines(page.rows, who.now),
        "next_url": f"?{urlencode(chosen | {'after': page.next_key})}" if page.next_key else "",
        "now": who.now,
        "chosen": chosen,
        "classes": list(CaseClass),
        "channels": list(Channel),
        "stages": list(Stage),
        "may_print": not who.office.roles.isdisjoint(PRINTERS),
    }
    return render(request, "web/register.html", context)


def _filters(request: HttpRequest, zone: tzinfo) -> Q:
    """What the page was asked to leave out; words it doesn't know leave nothing out."""
    asked, wanted = request.GET, Q()
    for name, column, words in (
        ("class", "case_class", CaseClass),
        ("channel", "channel", Channel),
        ("stage", "stage", Stage),
    ):
        if asked.get(name) in set(words):
            wanted &= Q(**{column: asked[name]})
    if asked.get("open") == "1":
        wanted &= Q(closed_at=None, historic=False)
    since, until = day_in(asked.get("from")), day_in(asked.get("to"))
    if since:
        wanted &= Q(received_at__gte=datetime.combine(since, time(), zone))
    if until:
        wanted &= Q(received_at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return wanted


@require_GET
@allow(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Find a case by whatever one knows of it; a case number leads straight to it."""
    who = acting(request)
    query = clean(request.GET.get("q", "")).strip()[:100]
    found = reading.search(who.scope, query) if query else []
    if len(found) == 1 and query.lower() in (found[0].number.lower(), found[0].register_no):
        return redirect("web:case", found[0].number)
    return render(
        request,
        "web/search.html",
        {"lines": lines(found, who.now), "query": query, "now": who.now, "full": len(found) >= reading.PAGE},
    )
