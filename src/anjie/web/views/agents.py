"""代理人: the agents an office covers, and what the case files it may see hold about one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from anjie.directory.models import Agent
from anjie.procedure.terms import Disposition, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.agentpage import YEAR, AgentPage, counted_on
from anjie.web.finding import by_name, named, sought
from anjie.web.forms.typed import clean
from anjie.web.lines import lines

OVERSEERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR)
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
@allow(*OVERSEERS)
def agents(request: HttpRequest) -> HttpResponse:
    """The agents of the units this office covers, by name."""
    who = acting(request)
    query, tab = sought(request), request.GET.get("tab", "")
    rows = covered(who.scope).select_related("unit")
    if query:
        rows = rows.filter(named(query) | Q(code__startswith=query.upper()))
    if tab == COMPLAINED_OF:
        rows = rows.filter(Exists(_complaints(who).filter(agent_code=OuterRef("code"))))
    page = by_name(rows, "code", clean(request.GET.get("after", "")))
    kept = {"q": query, "tab": tab}
    context = {
        "title": Text("代理人", "Agents"),
        "lines": _lines(page.rows, who),
        "query": query,
        "tab": tab,
        "tabs": [(label, f"?{urlencode(kept | {'tab': key})}", key == tab) for key, label in TABS.items()],
        "limit": rulebook_now(who.now).figures.get("points-a-year"),
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
    codes = [agent.code for agent in rows]
    today = who.now.astimezone(who.office.calendar.zone).date()
    counting = Sanction.objects.filter(who.scope.q(), counted_on(today), agent_code__in=codes)
    complaints = _per_agent(_complaints(who).filter(agent_code__in=codes), Count("case", distinct=True))
    points = _per_agent(counting, Sum("points"))
    return [AgentLine(agent, complaints.get(agent.code, 0), points.get(agent.code, 0)) for agent in rows]


def _per_agent(rows: QuerySet[Party] | QuerySet[Sanction], figure: Count | Sum) -> dict[str, int]:
    return dict(rows.values("agent_code").annotate(figure=figure).order_by().values_list("agent_code", "figure"))


@require_GET
@allow(*OVERSEERS)
def agent(request: HttpRequest, code: str) -> HttpResponse:
    """One agent's file; 404 for one who is neither covered nor complained of in a case that may be seen."""
    who, code = acting(request), clean(code)
    known = Agent.objects.filter(code=code).select_related("unit", "manager").first()
    file = reading.agent_file(who.scope, code)
    if not file.cases and not (known and covers(who.scope, known)):
        raise Http404
    people = Party.objects.filter(who.scope.q(), side="complainant", case__in=[case.pk for case in file.cases])
    people = people.only("case", "name", "customer", "id_index", "phone_index")
    named_as = Party.objects.filter(who.scope.q(), agent_code=code).values_list("name", flat=True)
    name = known.name if known else named_as.first() or code
    context = {
        "title": Text(f"代理人 {name}", f"Agent {name}"),
        "agent": known,
        "name": name,
        "code": code,
        "page": AgentPage(file, people, rulebook_now(who.now), who.now),
        "lines": lines(file.cases, who.now),
        "now": who.now,
    }
    return render(request, "web/agent.html", context)


def covers(scope: Scope, known: Agent) -> bool:
    """Whether an agent's unit is one whose cases a scope lets one see."""
    unit = known.unit
    return scope.covers((unit.head_id, unit.region_id, unit.city_id, unit.county_id))


patterns = [
    path("agents", agents, name="agents"),
    path("agents/<str:code>", agent, name="agent"),
]
