"""人员: who works with the system, and making an account for somebody new."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from anjie.access.gate import allow
from anjie.access.models import Officer, Post
from anjie.access.staffing import StaffingRefusedError, appoint, hire
from anjie.directory.models import Unit
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.finding import by_name, named, sought
from anjie.web.forms.typed import clean
from anjie.web.views.administration.person import show_password
from anjie.web.views.administration.posts import NewPersonForm, post_label
from anjie.web.views.administration.reach import hand, people_of, today, units_of

CLOSED = "closed"
TABS = {"": Text("在用", "Open accounts"), CLOSED: Text("已停用", "Closed accounts")}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list, with the posts held today."""

    officer: Officer
    posts: Sequence[tuple[Text, Unit]]


@require_GET
@allow(Role.ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    """Who has or had a post in the units the administrator keeps, by name."""
    who = acting(request)
    query, tab, code = sought(request), request.GET.get("tab", ""), clean(request.GET.get("unit", ""))
    rows = people_of(who).filter(is_active=tab != CLOSED)
    if query:
        rows = rows.filter(named(query) | Q(username__startswith=query.lower()))
    unit = units_of(who).filter(code=code).first() if code else None
    if unit:
        rows = rows.filter(pk__in=Post.objects.on(today(who)).filter(unit=unit).values("officer"))
    page = by_name(rows, "username", clean(request.GET.get("after", "")))
    kept = {"q": query, "tab": tab, "unit": unit.code if unit else ""}
    context = {
        "title": Text("人员", "People"),
        "lines": _lines(page.rows, who),
        "query": query,
        "unit": unit,
        "tab": tab,
        "tabs": [(label, f"?{urlencode(kept | {'tab': key})}", key == tab) for key, label in TABS.items()],
        "next_url": f"?{urlencode(kept | {'after': page.next_key})}" if page.next_key else "",
    }
    return render(request, "web/administration/people.html", context)


def _lines(rows: Sequence[Officer], who: Acting) -> list[PersonLine]:
    """One query for everybody's posts."""
    held: dict[int, list[tuple[Text, Unit]]] = {}
    for post in Post.objects.on(today(who)).filter(officer__in=rows).select_related("unit"):
        held.setdefault(post.officer_id, []).append((post_label(post), post.unit))
    return [PersonLine(officer, held.get(officer.pk, ())) for officer in rows]


@require_http_methods(["GET", "POST"])
@allow(Role.ADMIN)
def new(request: HttpRequest) -> HttpResponse:
    """Make an account with a first post; its password is shown once."""
    who = acting(request)
    units = units_of(who)
    form = NewPersonForm(
        units, request.POST or None, initial={"begins_on": today(who), "unit": request.GET.get("unit", "")}
    )
    if form.is_valid():
        try:
            officer, password = _hired(form, who)
        except StaffingRefusedError as error:
            form.refuse(error.reason)
        else:
            return show_password(request, officer, password)
    context = {"title": Text("新增人员", "Somebody new"), "form": form}
    return render(request, "web/administration/new_person.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _hired(form: NewPersonForm, who: Acting) -> tuple[Officer, str]:
    """Both or neither: nobody is left with an account and no post."""
    typed = form.cleaned_data
    officer, password = hire(typed["username"], typed["name"], hand(who), email=typed["email"], phone=typed["phone"])
    appoint(officer, form.position, form.period, hand(who))
    return officer, password


patterns = [
    path("people", people, name="people"),
    path("people/new", new, name="person-new"),
]
