"""趋势与信号: what changes, what of it is a signal and what is noise, and who stands out for his size."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.cases.dossiers import rulebook_now
from anjie.cases.reading import each_of
from anjie.directory.models import Agent, Unit
from anjie.oversight.rectifying import SETTERS
from anjie.oversight.trends import NEVER_A_VERDICT, Aspect, changes, compared, since_the_first, totals, weeks
from anjie.procedure.terms import Text
from anjie.web.acting import Acting, acting
from anjie.web.looking import Look, looked
from anjie.web.trendspage import Beside, rows_of, watched
from anjie.web.views.process import ANALYSTS

DAYS = 91


@require_GET
@allow(*ANALYSTS)
def trends(request: HttpRequest) -> HttpResponse:
    """The control charts, this period beside the one before, and teams and agents beside their like."""
    who = acting(request)
    look = looked(request.GET, who, DAYS)
    book = rulebook_now(who.now)
    today = who.now.astimezone(who.office.calendar.zone).date()
    found = weeks(who.scope, look.selection, who.office.calendar, today)
    aspects = [(aspect, rows_of(changes(who.scope, look.selection, aspect), aspect, book)) for aspect in Aspect]
    context = {
        "title": Text("趋势与信号", "Trends and signals"),
        "look": look,
        "charts": watched(since_the_first(found)),
        "totals": totals(who.scope, look.selection),
        "aspects": aspects,
        "beside": _beside(who, look),
        "never": NEVER_A_VERDICT,
        "can_raise": not SETTERS.isdisjoint(who.office.roles),
    }
    return render(request, "web/trends.html", context)


def _beside(who: Acting, look: Look) -> Beside:
    found = compared(who.scope, look.selection)
    codes = [each.key for each in found.agents_out]
    agents = {agent.code: agent for agent in Agent.objects.filter(code__in=each_of(codes)).select_related("unit")}
    units: Mapping[str, str] = dict(
        Unit.objects.filter(code__in=each_of({each.key.partition("/")[0] for each in found.teams})).values_list(
            "code", "short_name"
        )
    )
    return Beside(found, units, agents)


patterns = [path("trends/", trends, name="trends")]
