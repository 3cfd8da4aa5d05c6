"""代理人: the agents an office covers, and what the case files it may see hold about one of them.

Whoever manages agents and may see no case is shown of those of his own unit what is decided, served and in effect, and
nothing of the complaints it came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.access.scope import Scope
from anjie.cases import reading
from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Party, Sanction
from anjie.cases.patterns import MOST, YEAR, Colleagues, Kind, Pattern, of_agent
from anjie.cases.standing import counted_on
from anjie.directory.models import Agent
from anjie.procedure.terms import Disposition, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.agentpage import (
    AgentPage,
    Force,
    imposed,
    points_a_year,
    points_of,
    tone_of,
    violation_label,
)
from anjie.web.finding import by_name, named, sought
from anjie.web.forms.typed import clean
from anjie.web.lines import lines

OVERSEERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR)
"""Who sees the whole file of an agent, as far as the scope of his cases goes."""

NEAR = 500
"""How many colleagues are looked at."""

COMPLAINED_OF = "complained"

TABS = {"": Text("全部", "All"), COMPLAINED_OF: Text("近12个月被投诉", "Complained of in 12 months")}
NOTHING = Text("没有代理人", "No agents")
IMPORT = Text(
    "代理人名册由命令行导入：anjie import agents 文件名（CSV 或 XLSX）。",
    "Agents are imported on the command line: anjie import agents FILE (CSV or XLSX).",
)


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One agent of the list, with what the office's case files say of him."""

    agent: Agent
    complaints: int
    points: int


@require_GET
@allow(*OVERSEERS, Role.AGENT_MANAGER)
def agents(request: HttpRequest) -> HttpResponse:
    """The agents of the units this office covers, by name."""
    who = acting(request)
    reduced = manages_only(who)
    query, tab = sought(request), "" if reduced else request.GET.get("tab", "")
    rows = (managed(who) if reduced else covered(who.scope)).select_related("unit")
    if query:
        rows = rows.filter(named(query) | Q(code__startswith=query.upper()))
    if tab == COMPLAINED_OF:
        rows = rows.filter(Exists(_complaints(who).filter(agent_code=OuterRef("code"))))
    page = by_name(rows, "code", clean(request.GET.get("after", "")))
    kept = {"q": query, "tab": tab}
    context = {
        "title": Text("代理人", "Agents"),
        "unit": who.seat.unit,
        "reduced": reduced,
        "lines": _decided_lines(page.rows, who) if reduced else _lines(page.rows, who),
        "query": query,
        "tab": tab,
        "tabs": [(label, f"?{urlencode(kept | {'tab': key})}", key == tab) for key, label in TABS.items()],
        "limit": points_a_year(rulebook_now(who.now)),
        "next_url": f"?{urlencode(kept | {'after': page.next_key})}" if page.next_key else "",
        "nothing": NOTHING,
        "help": _help(query, tab),
    }
    return render(request, "web/agents.html", context)


def _help(query: str, tab: str) -> Text:
    """What to do where the list is empty."""
    if query:
        return Text(
            "请核对姓名、拼音首字母或工号的开头部分。", "Check the beginning of the name, the initials or the code."
        )
    if tab == COMPLAINED_OF:
        return Text("近12个月内没有代理人被投诉。", "Nobody was complained of within 12 months.")
    return IMPORT


def covered(scope: Scope) -> QuerySet[Agent]:
    """The agents of the units whose cases a scope lets one see."""
    return Agent.objects.filter(scope.q("unit__"))


def _complaints(who: Acting) -> QuerySet[Party]:
    """Who was complained of in the last twelve months; a complaint that was merged is counted where it went."""
    recent = Party.objects.filter(who.scope.q(), side="respondent", case__received_at__gte=who.now - YEAR)
    return recent.exclude(case__disposition=Disposition.MERGED)


def _lines(rows: Sequence[Agent], who: Acting) -> list[AgentLine]:
    """Two queries, however many agents."""
    codes, today = [agent.code for agent in rows], _today(who)
    counting = Sanction.objects.filter(who.scope.q(), counted_on(today), agent_code__in=codes)
    complaints = _per_agent(_complaints(who).filter(agent_code__in=codes), Count("case", distinct=True))
    points = _per_agent(counting, Sum("points"))
    return [AgentLine(agent, complaints.get(agent.code, 0), points.get(agent.code, 0)) for agent in rows]


def _per_agent(rows: QuerySet[Party] | QuerySet[Sanction], figure: Count | Sum) -> dict[str, int]:
    return dict(rows.values("agent_code").annotate(figure=figure).order_by().values_list("agent_code", "figure"))


def _decided_lines(rows: Sequence[Agent], who: Acting) -> list[AgentLine]:
    """The same for whoever sees no case: what is decided and served, no complaint; one query."""
    found = imposed(reading.in_force([agent.code for agent in rows], _today(who)), rulebook_now(who.now), _today(who))
    return [
        AgentLine(agent, 0, points_of(each for each in found if each.row.agent_code == agent.code)) for agent in rows
    ]


def _today(who: Acting) -> date:
    return who.now.astimezone(who.office.calendar.zone).date()


def manages_only(who: Acting) -> bool:
    """Whether somebody is here for the agents he manages, and not for their cases."""
    return who.office.roles.isdisjoint(OVERSEERS)


def managed(who: Acting) -> QuerySet[Agent]:
    """The agents of the unit somebody manages agents in."""
    return Agent.objects.filter(unit=who.seat.unit)


@require_GET
@allow(*OVERSEERS, Role.AGENT_MANAGER)
def agent(request: HttpRequest, code: str) -> HttpResponse:
    """One agent's file; 404 for one who is neither covered nor complained of in a case that may be seen."""
    who, code = acting(request), clean(code)
    if manages_only(who):
        return _decided(request, who, code)
    known = Agent.objects.filter(code=code).select_related("unit", "manager").first()
    file = reading.agent_file(who.scope, code)
    if not file.cases and not (known and covers(who.scope, known)):
        raise Http404
    people = reading.complainants(who.scope, [case.pk for case in file.cases])
    named_as = Party.objects.filter(who.scope.q(), agent_code=code).values_list("name", flat=True)
    name = known.name if known else named_as.first() or code
    page = AgentPage(file, people, rulebook_now(who.now), who.now)
    context = {
        "title": Text(f"代理人 {name}", f"Agent {name}"),
        "agent": known,
        "within": known is not None and covers(who.scope, known),
        "name": name,
        "code": code,
        "page": page,
        "patterns": _patterns(who, code, known, page),
        "lines": lines(file.cases, who.now),
        "now": who.now,
    }
    return render(request, "web/agent.html", context)


def _decided(request: HttpRequest, who: Acting, code: str) -> HttpResponse:
    """What whoever manages an agent is shown of him."""
    known = managed(who).filter(code=code).select_related("unit").first()
    if known is None:
        raise Http404
    book = rulebook_now(who.now)
    found = imposed(reading.in_force([code], _today(who)), book, _today(who))
    points, figure = points_of(found), points_a_year(book)
    context = {
        "title": Text(f"代理人 {known.name}", f"Agent {known.name}"),
        "agent": known,
        "sanctions": [each for each in found if each.force is Force.IN_FORCE],
        "points": points,
        "figure": figure,
        "points_tone": tone_of(points, figure),
    }
    return render(request, "web/agents/decided.html", context)


def _patterns(who: Acting, code: str, known: Agent | None, page: AgentPage) -> list[Pattern]:
    """What repeats itself in the complaints that this office may see."""
    about = dict.fromkeys((case.pk for case in page.recent), frozenset({code}))
    told = reading.complaints(who.scope, page.recent[:MOST], page.complainants, about, page.alleged)
    return of_agent(told, _colleagues(who, known) if known else (), violation_label(page.book))


def _colleagues(who: Acting, known: Agent) -> list[Colleagues]:
    """Who is in the agent's team or has his manager, and the complaints about them; two queries."""
    near = Q(unit=known.unit_id, team=known.team) if known.team else Q(pk__in=[])
    if known.manager_id:
        near |= Q(manager=known.manager_id)
    rows = Agent.objects.filter(near).exclude(pk=known.pk).order_by("pk").values_list("code", "unit", "team", "manager")
    others = list(rows[:NEAR])
    team = frozenset(
        code for code, unit, name, _ in others if known.team and (unit, name) == (known.unit_id, known.team)
    )
    under = frozenset(code for code, _, _, manager in others if known.manager_id and manager == known.manager_id)
    told = reading.complaints_about(who.scope, team | under, who.now - YEAR)
    manager = known.manager.name if known.manager else ""
    return [
        Colleagues(kind, name, codes, [each for each in told if each.agents & codes])
        for kind, name, codes in ((Kind.TEAM, known.team, team), (Kind.MANAGER, manager, under))
        if codes
    ]


def covers(scope: Scope, known: Agent) -> bool:
    """Whether an agent's unit is one whose cases a scope lets one see."""
    unit = known.unit
    return scope.covers((unit.head_id, unit.region_id, unit.city_id, unit.county_id))


patterns = [
    path("agents", agents, name="agents"),
    path("agents/<str:code>", agent, name="agent"),
]
