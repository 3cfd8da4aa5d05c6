"""From which office a request acts: an officer's posts, unit by unit, and those he holds for others.

A `Seat` is an office together with the unit's row, for what the procedure's `Office` doesn't know (ids, names).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby

from django.http import HttpRequest

from anjie.access.models import Officer, Post, Tie
from anjie.access.scope import Scope, scope_at
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.platform.clock import now
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.office import Office
from anjie.procedure.terms import Department, Role

CHOSEN = "office"
"""The session's key for the office that was chosen."""

_TAKEN = "_seats"
"""The request's attribute under which its seats are kept once looked up."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An office, the unit it is in, and whose posts it consists of: the officer's or his principal's."""

    office: Office
    unit: Unit
    holder: Officer

    @property
    def key(self) -> str:
        """How the session and a form name this seat."""
        return f"{self.unit.code}/{self.office.department or ''}/{self.office.acting_for or ''}"

    @property
    def scope(self) -> Scope:
        """The cases that may be seen from here."""
        return scope_at(self.unit, self.office.roles, self.office.department)


def offices_of(officer: Officer, at: datetime) -> list[Office]:
    """Give every office the officer may act from at a moment: his own, then those he deputises in."""
    return [seat.office for seat in seats_of(officer, at)]


def seats_of(officer: Officer, at: datetime) -> list[Seat]:
    """Give the seats of an officer at a moment; none once his account is closed.

    Posts in one unit make one seat; work for a department is a seat of its own, so that nobody decides as an inspector
    what he answers as a department.
    """
    if not officer.is_active:
        return []
    today = at.astimezone(SHANGHAI).date()
    own = [*Post.objects.on(today).filter(officer=officer).select_related("unit", "officer")]
    others = [*Post.objects.deputised(officer, today).select_related("unit", "officer")]
    ties = _ties({officer.pk, *(post.officer_id for post in others)})
    calendars = {region: calendar_for(region) for region in {post.unit.calendar_region for post in own + others}}
    return [
        _seat(officer, [*posts], at, ties=ties, calendar=calendars[region])
        for (_, _, _, region), posts in chain(_grouped(own), _grouped(others))
    ]


Group = tuple[str, str, str, str]


def _grouped(posts: list[Post]) -> Iterable[tuple[Group, Iterable[Post]]]:
    def seat(post: Post) -> Group:
        return (post.officer.username, post.unit.code, post.department, post.unit.calendar_region)

    return groupby(sorted(posts, key=seat), key=seat)


def _seat(officer: Officer, posts: list[Post], at: datetime, *, ties: dict[int, set[str]], calendar: Calendar) -> Seat:
    """Make one seat of posts that one person holds in one unit."""
    unit, holder, department = posts[0].unit, posts[0].officer, posts[0].department
    office = Office(
        officer=officer.username,
        unit=unit.code,
        level=unit.rank,
        roles=frozenset(word_of(Role, post.role) for post in posts),
        at=at,
        calendar=calendar,
        department=word_of(Department, department) if department else None,
        acting_for=holder.username if holder != officer else None,
        # A deputy's hand is also the principal's: a relation of either shuts both out.
        ties=frozenset(ties.get(officer.pk, set()) | ties.get(holder.pk, set())),
    )
    return Seat(office, unit, holder)


def _ties(officers: set[int]) -> dict[int, set[str]]:
    ties: dict[int, set[str]] = {}
    for officer, other in Tie.objects.filter(officer__in=officers, ended_at=None).values_list("officer", "other"):
        ties.setdefault(officer, set()).add(other)
    return ties


def seats_for(request: HttpRequest) -> list[Seat]:
    """Give the seats of whoever signed in, looked up once for a request."""
    seats: list[Seat] | None = getattr(request, _TAKEN, None)
    if seats is None:
        seats = seats_of(request.user, now()) if isinstance(request.user, Officer) else []
        setattr(request, _TAKEN, seats)
    return seats


def seat_for(request: HttpRequest) -> Seat | None:
    """Give the seat from which a request acts: the one chosen, as long as he still has it, else his first."""
    seats = seats_for(request)
    chosen = request.session.get(CHOSEN) if seats else None
    return next((seat for seat in seats if seat.key == chosen), seats[0] if seats else None)


def office_for(request: HttpRequest) -> Office | None:
    """Give the office from which a request acts."""
    seat = seat_for(request)
    return seat.office if seat else None


def choose_seat(request: HttpRequest, key: str) -> Seat | None:
    """Act from another seat from now on, in a session of a new name; None if he has no such seat."""
    seat = next((seat for seat in seats_for(request) if seat.key == key), None)
    if seat:
        request.session[CHOSEN] = seat.key
        request.session.cycle_key()
    return seat
