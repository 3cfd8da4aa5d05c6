"""Look-ups as somebody types: agents, customers, policies, officers, units, cases. A few options, by index."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.access.models import Officer
from anjie.cases import reading
from anjie.directory.models import Agent, Customer, Policy, Unit
from anjie.platform.masking import mask_policy
from anjie.procedure.terms import Role
from anjie.procedure.values import Widget
from anjie.web.acting import Acting, acting
from anjie.web.finding import LONGEST, named
from anjie.web.forms.typed import clean

MOST = 8
SHORTEST = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One thing found: what goes into the field, what goes beside it, and what people read."""

    value: str
    title: str
    note: str
    fill: str


@require_GET
@allow(Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.ADMIN)
def lookup(request: HttpRequest, kind: str) -> HttpResponse:
    """The options for what was typed so far."""
    find = FINDERS.get(kind)
    if find is None:
        raise Http404
    field = request.GET.get("field", "")
    typed = clean(request.GET.get("q") or request.GET.get(field, "")).strip()[:LONGEST]
    options = list(find(acting(request), typed)) if len(typed) >= SHORTEST else []
    return render(request, "web/parts/options.html", {"options": options, "typed": typed})


def _fill(**fields: str) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _agents(_who: Acting, typed: str) -> Iterator[Option]:
    found = (
        Agent.objects.filter(named(typed) | Q(code__startswith=typed.upper()))
        .select_related("unit")
        .order_by("name_sort")
    )
    for agent in found[:MOST]:
        fill = _fill(agent=agent.code, team=agent.team, manager="on" if agent.is_manager else "")
        yield Option(agent.name, f"{agent.name} {agent.code}", f"{agent.unit.short_name} {agent.team}", fill)


def _customers(_who: Acting, typed: str) -> Iterator[Option]:
    found = Customer.objects.filter(named(typed) | Q(number=typed)).order_by("name_sort")
    for customer in found[:MOST]:
        yield Option(customer.name, f"{customer.name} {customer.number}", "", _fill(customer=customer.number))


def _policies(_who: Acting, typed: str) -> Iterator[Option]:
    for policy in (
        Policy.objects.filter(number__startswith=typed.upper()).select_related("agent").order_by("number")[:MOST]
    ):
        fill = _fill(product=policy.product, product_line=policy.product_line, premium=str(policy.premium or ""))
        yield Option(policy.number, policy.number, f"{policy.product} {mask_policy(policy.number)}", fill)


def _officers(_who: Acting, typed: str) -> Iterator[Option]:
    found = Officer.objects.filter(named(typed) | Q(username__startswith=typed.lower()), is_active=True).order_by(
        "name_sort"
    )
    for officer in found[:MOST]:
        yield Option(officer.username, f"{officer.name} {officer.username}", "", _fill())


def _units(_who: Acting, typed: str) -> Iterator[Option]:
    for unit in Unit.objects.filter(Q(name__contains=typed) | Q(code__startswith=typed), active=True).order_by("code")[
        :MOST
    ]:
        yield Option(unit.code, f"{unit.name} {unit.code}", "", _fill())


def _cases(who: Acting, typed: str) -> Iterator[Option]:
    for case in reading.search(who.scope, typed, size=MOST):
        yield Option(case.number, case.number, f"{case.complainants} → {case.respondents}", _fill())


FINDERS: Mapping[str, Callable[[Acting, str], Iterator[Option]]] = {
    Widget.AGENT: _agents,
    Widget.CUSTOMER: _customers,
    Widget.POLICY: _policies,
    Widget.OFFICER: _officers,
    Widget.UNIT: _units,
    Widget.CASE: _cases,
}
