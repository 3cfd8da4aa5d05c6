"""The gate: a view that says nothing is closed, and one that says something lets in whom it says."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path, reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from anjie.access.gate import Access, allow, declared_access, open_to, or_404, views_under
from anjie.access.models import AccessEvent, Officer, Post
from anjie.access.words import Happening
from anjie.directory.models import Unit
from anjie.procedure.terms import Role
from people import signed_in


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("answered")


@method_decorator(allow(Role.INSPECTOR), name="dispatch")
class ForInspectors(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return answer(request)


def forgotten(request: HttpRequest) -> HttpResponse:
    return answer(request)


@allow(Role.INSPECTOR, Role.SUPERVISOR)
def for_inspectors(request: HttpRequest) -> HttpResponse:
    return answer(request)


@allow(public=True)
def for_everybody(request: HttpRequest) -> HttpResponse:
    return answer(request)


@allow(signed_in=True)
def for_members(request: HttpRequest) -> HttpResponse:
    return answer(request)


def elsewhere(request: HttpRequest) -> HttpResponse:
    return answer(request)


INCLUDED = [path("deep/", include([path("elsewhere", elsewhere)]))]
open_to(INCLUDED, public=True)

urlpatterns = [
    path("", include("anjie.access.urls")),
    path("forgotten", forgotten),
    path("public", for_everybody),
    path("members", for_members),
    path("inspectors", for_inspectors),
    path("class", ForInspectors.as_view()),
    path("wrapped", never_cache(for_inspectors)),
    path("included/", include(INCLUDED)),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.mark.parametrize(
    ("address", "nobody", "wang", "huang"),
    [
        ("/public", 200, 200, 200),
        ("/members", 302, 200, 200),
        ("/inspectors", 302, 200, 403),
        ("/class", 302, 200, 403),
        ("/wrapped", 302, 200, 403),
        ("/forgotten", 302, 403, 403),
        ("/included/deep/elsewhere", 200, 200, 200),
    ],
)
def test_each_is_let_in_where_the_view_says(
    people: dict[str, Officer], address: str, nobody: int, wang: int, huang: int
) -> None:
    assert Client().get(address).status_code == nobody
    assert signed_in("wang").get(address).status_code == wang
    assert signed_in("huang").get(address).status_code == huang


def test_a_stranger_is_brought_back_after_signing_in(db: None) -> None:
    assert Client().get("/members?page=2").headers["Location"] == "/sign-in?next=/members%3Fpage%3D2"
    assert Client().post("/members").headers["Location"] == "/sign-in"


def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page(db: None) -> None:
    response = Client().get("/members", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/sign-in"


def test_a_refusal_is_on_record(people: dict[str, Officer]) -> None:
    signed_in("huang").get("/inspectors")
    [event] = AccessEvent.objects.filter(kind=Happening.REFUSED)
    assert event.officer == people["huang"]
    assert event.detail.startswith("GET")


def test_losing_a_post_or_the_account_acts_on_the_next_request(people: dict[str, Officer]) -> None:
    client = signed_in("wang")
    assert client.get("/inspectors").status_code == 200
    Post.objects.filter(officer=people["wang"]).delete()
    assert client.get("/inspectors").status_code == 403
    Officer.objects.filter(username="wang").update(is_active=False)
    assert client.get("/inspectors").status_code == 302


def test_somebody_with_a_temporary_password_changes_it_first(people: dict[str, Officer]) -> None:
    Officer.objects.filter(username="wang").update(must_change_password=True)
    client = signed_in("wang")
    assert client.get("/inspectors").headers["Location"] == "/password"
    assert client.get("/public").status_code == 200
    assert client.get("/password").status_code == 200
    assert client.post("/sign-out").status_code == 302


def test_only_the_chosen_office_counts(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    Post.objects.create(officer=people["wang"], unit=tree["4501"], role=Role.COUNSEL, begins_on="2020-01-01")
    client = signed_in("wang")
    assert client.get("/inspectors").status_code == 403
    assert client.post("/office", {"office": "450103//"}).status_code == 302
    assert client.get("/inspectors").status_code == 200


@pytest.mark.parametrize("ways", [{}, {"signed_in": True, "public": True}])
def test_a_declaration_says_one_thing(ways: dict[str, bool]) -> None:
    with pytest.raises(ValueError, match="a view is for"):
        allow(**ways)
    with pytest.raises(ValueError, match="a view is for"):
        allow(Role.INSPECTOR, signed_in=True)


def test_django_s_own_marks_are_no_declaration() -> None:
    assert declared_access(login_not_required(forgotten)) is None
    assert declared_access(for_inspectors) == Access(frozenset({Role.INSPECTOR, Role.SUPERVISOR}))


def test_the_missing_and_the_hidden_look_alike(tree: dict[str, Unit]) -> None:
    shown = Unit.objects.filter(code="45")
    assert or_404(shown, code="45") == tree["45"]
    answers = set()
    for lookup in ({"code": "4501"}, {"code": "none"}, {"pk": "nonsense"}, {"pk": 10**30}):
        with pytest.raises(Http404) as missing:
            or_404(shown, **lookup)
        answers.add(str(missing.value))
    assert len(answers) == 1


@pytest.mark.urls("anjie.config.urls")
def test_every_view_of_the_application_says_who_may_ask() -> None:
    silent = [
        str(pattern.pattern)
        for pattern in views_under(get_resolver().url_patterns)
        if declared_access(pattern.callback) is None
    ]
    assert silent == []
    assert reverse("access:sign_in") == "/sign-in"
