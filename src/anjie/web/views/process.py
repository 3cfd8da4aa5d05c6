"""流程分析: the process as it runs, drawn and in figures, down to the cases behind each."""

from collections.abc import Mapping

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.directory.models import Unit
from anjie.oversight.flow import bottlenecks, cases_passing, flow
from anjie.oversight.rework import handovers, rework
from anjie.oversight.variants import Grain, cases_of_way, variants
from anjie.procedure.acts import ACTS
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.lines import lines
from anjie.web.looking import Look, looked
from anjie.web.processpage import DETAILS, drawn, span, title

ANALYSTS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR)
"""Who looks at the work of many cases together."""

DAYS = 365
LISTED = 50
"""Cases that are listed behind a figure, the newest."""


@require_GET
@allow(*ANALYSTS)
def process(request: HttpRequest) -> HttpResponse:
    """The map, the ways, where the time goes, what is done again, and who hands over to whom."""
    who = acting(request)
    look = looked(request.GET, who, DAYS)
    detail = request.GET.get("detail", "")
    detail = detail if detail in DETAILS else "usual"
    grain = Grain.ACTS if request.GET.get("grain") == Grain.ACTS.value else Grain.STEPS
    seen = flow(who.scope, look.selection)
    context = {
        "title": Text("流程分析", "The process as it runs"),
        "look": look,
        "detail": detail,
        "details": [(key, label) for key, (_, label) in DETAILS.items()],
        "grain": grain.value,
        "query": look.query(detail=detail, grain=grain.value),
        "seen": seen,
        "map": drawn(seen, DETAILS[detail][0]),
        "edges": [
            (edge, title(edge.source), title(edge.target), span(edge.median), span(edge.p90)) for edge in seen.edges
        ],
        "slow": [
            (edge, title(edge.source), title(edge.target), span(edge.median), span(edge.p90))
            for edge in bottlenecks(seen)
        ],
        "again": [(each, title(each.kind)) for each in rework(who.scope, look.selection)],
        **_ways(who, look, grain),
        **_hands(who, look),
    }
    return render(request, "web/process.html", context)


def _ways(who: Acting, look: Look, grain: Grain) -> Mapping[str, object]:
    ways = variants(who.scope, look.selection, grain)
    shown = [
        (each, [title(kind) for kind in each.walk], span(each.median), round(each.share * 100)) for each in ways.shown
    ]
    return {"ways": ways, "variants": shown, "covered": round(ways.covered * 100)}


def _hands(who: Acting, look: Look) -> Mapping[str, object]:
    found = handovers(who.scope, look.selection)
    codes = {code for each in found.units for code in (each.source, each.target)}
    names = dict(Unit.objects.filter(code__in=reading.each_of(codes)).values_list("code", "short_name"))
    units = [
        (each, names.get(each.source, each.source), names.get(each.target, each.target), span(each.median))
        for each in found.units
    ]
    return {"hands": found, "units": units}


@require_GET
@allow(*ANALYSTS)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases behind a figure: that did an act, went from one to another, or went a way."""
    who = acting(request)
    look = looked(request.GET, who, DAYS)
    said, ids = _behind(request, who, look)
    rows = reading.register(who.scope, Q(id__in=ids), size=LISTED).rows
    context = {
        "title": Text("相关案件", "The cases behind it"),
        "said": said,
        "lines": lines(rows, who.now),
        "now": who.now,
        "full": len(rows) == LISTED,
        "most": LISTED,
        "back": f"{reverse('web:process')}?{look.query()}",
    }
    return render(request, "web/process/cases.html", context)


def _behind(request: HttpRequest, who: Acting, look: Look) -> tuple[Text, list[int]]:
    act, then, way = (request.GET.get(name, "") for name in ("act", "next", "way"))
    if way.isalnum():
        grain = Grain.ACTS if request.GET.get("grain") == Grain.ACTS.value else Grain.STEPS
        said = Text("办理路径相同的案件", "Cases that went the same way")
        return said, cases_of_way(who.scope, look.selection, grain, way[:32], LISTED)
    if act not in ACTS:
        return Text("没有这一事项", "There is no such act"), []
    said = title(act) + (Text(" → ", " → ") + title(then) if then in ACTS else Text("", ""))
    return said, cases_passing(who.scope, look.selection, act, then if then in ACTS else "", LISTED)


patterns = [
    path("process/", process, name="process"),
    path("process/cases", cases, name="process-cases"),
]
