"""The gate: every view says who may ask for it, and one that says nothing is closed.

    @allow(Role.INSPECTOR, Role.SUPERVISOR)     whoever acts in one of these roles
    @allow(signed_in=True)                      whoever signed in
    @allow(public=True)                         anybody

The declaration is an attribute of the view, which decorators that use `functools.wraps` hand on, as do class-based
views decorated on `dispatch`. For views of other packages, wrap the view in the URLconf or use `open_to` on an
included list of addresses. A test walks the resolver and fails on a view without a declaration.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from anjie.access.models import Officer
from anjie.access.office import seat_for
from anjie.access.recording import record
from anjie.access.words import Happening
from anjie.procedure.office import Office
from anjie.procedure.terms import Role

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row", bound=Model)

DECLARED = "anjie_access"
PASSWORD_FIRST = frozenset({"access:password", "access:sign_out"})
"""What somebody may still do who has to change his password."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask for a view."""

    roles: frozenset[Role] = frozenset()
    signed_in: bool = False
    public: bool = False

    def __post_init__(self) -> None:
        if [bool(self.roles), self.signed_in, self.public].count(True) != 1:
            raise ValueError("a view is for certain roles, or for all who signed in, or for everybody")

    def admits(self, office: Office | None) -> bool:
        """Whether somebody who signed in, and acts from this office, may pass."""
        return not self.roles or (office is not None and not self.roles.isdisjoint(office.roles))


def allow(*roles: Role, signed_in: bool = False, public: bool = False) -> Callable[[View], View]:
    """Declare who may ask for a view."""
    access = Access(frozenset(roles), signed_in, public)

    def declare(view: View) -> View:
        setattr(view, DECLARED, access)
        return view

    return declare


def open_to(
    patterns: Iterable[URLPattern | URLResolver],
    *roles: Role,
    signed_in: bool = False,
    public: bool = False,
) -> None:
    """Declare who may ask for every view under some addresses that doesn't say so itself."""
    for pattern in views_under(patterns):
        if declared_access(pattern.callback) is None:
            allow(*roles, signed_in=signed_in, public=public)(pattern.callback)


def declared_access(view: Callable[..., Any] | None) -> Access | None:
    """Give what a view declares, None if it declares nothing."""
    access = getattr(view, DECLARED, None)
    return access if isinstance(access, Access) else None


def views_under(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Walk a URLconf to its views, however deep they are included."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from views_under(pattern.url_patterns)
        else:
            yield pattern


class AccessMiddleware:
    """Keeps the gate. Stands after the middlewares of sessions and authentication, and after SessionLimits."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the gate closes once the view is known. What was answered to somebody stays nowhere."""
        response = self.get_response(request)
        if isinstance(request.user, Officer):
            patch_cache_control(response, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse what the view's declaration does not allow."""
        del args, kwargs
        if "\x00" in request.path_info:
            raise Http404  # nothing has such a name: no text that the database keeps holds a NUL
        access = declared_access(view)
        if access and access.public:
            return None
        if not isinstance(request.user, Officer):
            return _to_sign_in(request)
        if request.user.must_change_password and _name(request) not in PASSWORD_FIRST:
            return _go(request, "access:password")
        seat = seat_for(request)
        if access and access.admits(seat.office if seat else None):
            return None
        return refuse(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """Answer 403, and put the attempt on record."""
    officer = request.user if isinstance(request.user, Officer) else None
    record(Happening.REFUSED, request, officer=officer, detail=f"{request.method} {_name(request)}")
    return render(request, "403.html", status=403)


def or_404(rows: QuerySet[Row], /, **lookup: Any) -> Row:
    """Give the one row, or the same 404 whether it doesn't exist, is hidden, or was asked for in nonsense."""
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError, DataError):
        raise Http404 from None


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page, and back afterwards if what was asked for can be asked again."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    return _go(request, "access:sign_in")


def _go(request: HttpRequest, name: str) -> HttpResponse:
    """Redirect the page, also when htmx asked for a part of it."""
    answer = redirect(name)
    return HttpResponseClientRedirect(answer.url) if request.headers.get("HX-Request") else answer
