"""What stands around every page: who is here, from which office, and where he can go."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anjie.access.office import Seat, seat_for, seats_for
from anjie.procedure.terms import Role, Text
from anjie.web.language import language
from anjie.web.navigation import INTAKE, MESSAGES, SEARCH, TABS, Group, Link, address, groups, links


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as the menu of the person names it."""

    key: str
    unit: str
    posts: Text
    here: bool
    acting_for: str
    """Name of the officer whose deputy he is there, empty in his own posts."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What `web/base.html` shows around a page. An address is empty where there is no such page."""

    person: str
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    tabs: tuple[Link, ...]
    bell: Link | None
    """The way to one's messages, which stands in the top bar too; how many are new is asked for afterwards."""
    intake_url: str
    search_url: str
    query: str
    language_url: str
    other_language: str
    office_url: str
    password_url: str
    sign_out_url: str
    path: str
    """Where to come back to after switching."""

    @property
    def place(self) -> Place | None:
        """The seat he acts from."""
        return next((place for place in self.places if place.here), None)


def shell(request: HttpRequest) -> dict[str, object]:
    """Give templates the shell; it costs nothing to pages that stand without it."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> Shell:
    """Work out the shell for whoever asks."""
    seat = seat_for(request)
    office = seat.office if seat else None
    searching, receiving = (
        next((link.url for link in links((entry,), office, request)), "") for entry in (SEARCH, INTAKE)
    )
    side = groups(office, request)
    listed = (link for group in side for link in group.links)
    return Shell(
        person=str(request.user),
        places=tuple(_place(each, here=each is seat) for each in seats_for(request)),
        groups=side,
        tabs=tuple(links(TABS, office, request)),
        bell=next((link for link in listed if link.icon == MESSAGES.icon), None),
        intake_url=receiving,
        search_url=searching,
        query=request.GET.get("q", ""),
        language_url=address("web:language"),
        other_language="zh-hans" if language().startswith("en") else "en",
        office_url=address("access:office"),
        password_url=address("access:password"),
        sign_out_url=address("access:sign_out"),
        path=request.get_full_path(),
    )


def _place(seat: Seat, *, here: bool) -> Place:
    posts = [role.label for role in Role if role in seat.office.roles]
    return Place(
        key=seat.key,
        unit=seat.unit.short_name,
        posts=Text("、".join(post.zh for post in posts), ", ".join(post.en for post in posts)),
        here=here,
        acting_for=seat.holder.name if seat.office.acting_for else "",
    )
