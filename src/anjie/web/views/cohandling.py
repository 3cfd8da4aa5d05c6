"""协办: what other departments were asked. They see what they are asked; the handler sees what he has yet to hear."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.cases.dossiers import open_cases
from anjie.cases.models import Duty
from anjie.procedure.casefile import CaseFile, Request
from anjie.procedure.terms import Debtor, Role
from anjie.web.acting import Acting, acting
from anjie.web.lines import Line, lines

READERS = (Role.DEPARTMENT, Role.INSPECTOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that is open."""

    line: Line
    request: Request
    mine: bool
    """Whether it is this office's to answer; else it is one that was sent out."""


@require_GET
@allow(*READERS)
def cohandling(request: HttpRequest) -> HttpResponse:
    """Requests to this department, and those this unit has sent, the most urgent first."""
    who = acting(request)
    page = reading.each_duty(reading.dated(_ways(who), Q(), after=request.GET.get("after")))
    context = {
        "asked": [*_asked(who, page.rows)],
        "answers": Role.DEPARTMENT in who.office.roles,
        "now": who.now,
        "next_url": f"?{urlencode({'after': page.next_key})}" if page.next_key else "",
    }
    return render(request, "web/cohandling.html", context)


def _ways(who: Acting) -> list[Q]:
    """What was asked of this department; what this unit's cases wait for."""
    ways = [Q(guest=f"{who.office.unit}/{who.office.department}")] if who.office.department else []
    if not who.office.roles.isdisjoint({Role.INSPECTOR, Role.SUPERVISOR}):
        ways.append(Q(unit_id=who.seat.unit.pk, debtor=Debtor.DEPARTMENT))
    return ways or [Q(pk__in=[])]


def _asked(who: Acting, rows: Sequence[Duty]) -> Iterator[Asked]:
    cases = _cases(who, rows)
    own = f"{who.office.unit}/{who.office.department}"
    for row, line in zip(rows, lines(rows, who.now), strict=True):
        request = cases[row.case.number].requests.get(row.item)
        if request:
            yield Asked(line, request, mine=row.guest == own)


def _cases(who: Acting, rows: Sequence[Duty]) -> dict[str, CaseFile]:
    taken = open_cases("id", [row.case_id for row in rows], who.now) if rows else []
    return {each.dossier.case.number: each.dossier.case for each in taken}


patterns = [path("cohandling", cohandling, name="cohandling")]
