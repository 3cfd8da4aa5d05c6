"""The files of a team and of a unit: what one agent's file says, of several agents together."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.access.scope import Scope
from anjie.cases import reading
from anjie.cases.dossiers import rulebook_now
from anjie.cases.patterns import MOST, Pattern, of_group
from anjie.cases.reading import team_group, unit_group
from anjie.directory.models import Agent, Unit
from anjie.procedure.terms import Text
from anjie.web.acting import Acting, acting
from anjie.web.agentpage import violation_label
from anjie.web.forms.typed import clean
from anjie.web.grouppage import GroupPage
from anjie.web.lines import lines
from anjie.web.trend import first_moment
from anjie.web.views.agents import OVERSEERS

MEMBERS = 500
"""How many agents of a team are looked at; none is so large."""

AGENTS = 10_000
"""Up to how many agents of a unit are counted."""

BELOW = 200
"""How many teams, or units below, are listed."""


@require_GET
@allow(*OVERSEERS)
def team(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """A team's file; 404 for one of a unit that is not covered, or without any agent."""
    who, name = acting(request), clean(name)
    unit = _unit(who.scope, code)
    members = {each.code: each for each in Agent.objects.filter(unit=unit, team=name).select_related("unit")[:MEMBERS]}
    if not members:
        raise Http404
    file = reading.group_file(who.scope, team_group(members), first_moment(who.now))
    page = GroupPage(file, sum(each.in_service for each in members.values()), rulebook_now(who.now), who.now)
    context = {
        "title": Text(f"营业部组 {name}", f"Team {name}"),
        "unit": unit,
        "team": name,
        "members": list(members.values()),
        **_shown(who, page, members),
    }
    return render(request, "web/agents/group.html", context)


@require_GET
@allow(*OVERSEERS)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's file, its own agents' and those of the units below; 404 for one that is not covered."""
    who = acting(request)
    place = _unit(who.scope, code)
    theirs = Agent.objects.filter(**{f"unit__{place.column}_id": place.pk})
    number = theirs.filter(in_service=True).order_by()[: AGENTS + 1].count()
    page = GroupPage(
        reading.group_file(who.scope, unit_group(place), first_moment(who.now)), number, rulebook_now(who.now), who.now
    )
    known = {each.code: each for each in theirs.filter(code__in=reading.each_of(page.named)).select_related("unit")}
    teams = Agent.objects.filter(unit=place).exclude(team="").order_by("team").values_list("team", flat=True).distinct()
    context = {
        "title": Text(f"{place.name} 代理人概况", f"Agents of {place.name}"),
        "unit": place,
        "team": "",
        "teams": list(teams[:BELOW]),
        "units": list(Unit.objects.filter(parent=place, active=True)[:BELOW]),
        "many": number > AGENTS,
        **_shown(who, page, known),
    }
    return render(request, "web/agents/group.html", context)


def _unit(scope: Scope, code: str) -> Unit:
    found = Unit.objects.filter(code=clean(code)).select_related("parent").first()
    if found is None or not scope.covers((found.head_id, found.region_id, found.city_id, found.county_id)):
        raise Http404
    return found


def _shown(who: Acting, page: GroupPage, known: Mapping[str, Agent]) -> Mapping[str, Any]:
    newest = [case.pk for case in page.recent[: reading.PAGE]]
    return {
        "page": page,
        "compared": page.compared(known),
        "sanctions": [(each, known.get(each.row.agent_code)) for each in page.listed],
        "patterns": patterns_of(who, page),
        "lines": lines(reading.cases(who.scope).filter(id__in=newest).order_by("-received_at", "-id"), who.now),
        "now": who.now,
    }


def patterns_of(who: Acting, page: GroupPage) -> list[Pattern]:
    """What repeats itself across the group's agents in the newest complaints."""
    rows = page.recent[:MOST]
    people = reading.complainants(who.scope, [row.pk for row in rows])
    told = reading.complaints(who.scope, rows, people, page.file.accused, page.alleged)
    return of_group(told, violation_label(page.book), more=len(page.recent) > MOST)


patterns = [
    path("agents/teams/<str:code>/<path:name>", team, name="agent-team"),
    path("agents/units/<str:code>", unit, name="agent-unit"),
]
