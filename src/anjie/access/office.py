"""From which office a request acts: an officer's posts, unit by unit, and those he holds for others.

A `Seat` is an office together with the unit's row, for what the procedure's `Office` doesn't know (ids, names).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.http import HttpRequest

from anjie.access.models import Officer, Post, Tie
from anjie.access.scope import Scope, scope_at
from anjie.directory.calendars import calendar_in, edition_now
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
        return scope_at(self.unit, self.office)


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
    filled = sorted(_filled(officer, today), key=_place)
    return [_seat(officer, [*held], at) for _, held in groupby(filled, key=_place)]


class Filled(NamedTuple):
    """A post as an officer fills it, with what its seat is made of besides."""

    post: Post
    deputised: bool
    ties: frozenset[str]
    calendar: Calendar


def _filled(officer: Officer, today: date) -> Iterator[Filled]:
    """Give the posts an officer fills on a day, his own and others': one query, with all that belongs to them."""
    # A deputy's hand is also the principal's: a relation of either shuts both out.
    ties = Tie.objects.filter(Q(officer=officer) | Q(officer=OuterRef("officer")), ended_at=None).order_by()
    own, others = (
        posts.select_related("unit", "officer")
        .annotate(ties=ArraySubquery(ties.values("other")), edition=edition_now())
        .order_by()
        for posts in (Post.objects.on(today).filter(officer=officer), Post.objects.deputised(officer, today))
    )
    for post in own.union(others, all=True):
        related, edition = _ANNOTATED(post)
        calendar = calendar_in(edition, post.unit.calendar_region)
        yield Filled(post, post.officer != officer, frozenset(related), calendar)


_ANNOTATED = attrgetter("ties", "edition")
"""What the query adds to each post."""


def _place(filled: Filled) -> tuple[bool, str, str, str]:
    """Give what posts of one seat have in common; a person's own seats come first."""
    post = filled.post
    return (filled.deputised, post.officer.username, post.unit.code, post.department)


def _seat(officer: Officer, held: list[Filled], at: datetime) -> Seat:
    """Make one seat of posts that one person holds in one unit."""
    first = held[0]
    unit, holder, department = first.post.unit, first.post.officer, first.post.department
    office = Office(
        officer=officer.username,
        unit=unit.code,
        level=unit.rank,
        roles=frozenset(word_of(Role, post.role) for post, *_ in held),
        at=at,
        calendar=first.calendar,
        department=word_of(Department, department) if department else None,
        acting_for=holder.username if first.deputised else None,
        ties=first.ties,
    )
    return Seat(office, unit, holder)


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
