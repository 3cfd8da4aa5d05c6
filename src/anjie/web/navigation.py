"""What the side bar and the phone's tab bar list, as data.

An entry names its page; a page that has no address yet is left out, so that a page can be written before or
after its entry. Who may enter a page is the gate's to decide; `roles` only spares people the refusal.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from anjie.procedure.terms import Role, Text


@dataclass(frozen=True, slots=True)
class Count:
    """A number beside an entry; `hot` when something in it is late."""

    number: int
    hot: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation; no `roles` means everybody."""

    url_name: str
    icon: str
    label: Text
    roles: frozenset[Role] = frozenset()
    short: Text | None = None
    """For the phone's tab bar."""
    counter: Callable[[HttpRequest], Count | None] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading; the first section has none."""

    label: Text | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as this person sees it on this page."""

    url: str
    icon: str
    label: Text
    short: Text
    here: bool
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A section as this person sees it."""

    label: Text | None
    links: tuple[Link, ...]


READERS = frozenset({
    Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR,
})  # fmt: skip
RECEIVERS = frozenset({Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR})
OVERSEERS = frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR})
ADMINS = frozenset({Role.ADMIN})

WORKLIST = Entry("web:worklist", "inbox", Text("我的待办", "My worklist"), short=Text("待办", "Tasks"))
INTAKE = Entry("web:intake", "file-plus", Text("受理登记", "Intake"), RECEIVERS, Text("登记", "New"))
REGISTER = Entry("web:register", "folder-open", Text("登记表", "Register"), READERS, Text("案件", "Cases"))
SEARCH = Entry("web:search", "search", Text("搜索", "Search"), short=Text("搜索", "Search"))

SECTIONS = (
    Section(None, (WORKLIST, INTAKE, REGISTER)),
    Section(
        Text("查阅", "Look up"),
        (
            Entry("web:agents", "id-card", Text("代理人", "Agents"), OVERSEERS),
            Entry("web:rulebook", "book-open", Text("制度与时限", "Procedure and limits")),
        ),
    ),
    Section(
        Text("管理", "Administration"),
        (
            Entry("web:units", "network", Text("机构", "Units"), ADMINS),
            Entry("web:people", "users", Text("人员", "People"), ADMINS),
            Entry(
                "web:deputies",
                "user-round-check",
                Text("代理授权", "Deputies"),
                ADMINS | {Role.SUPERVISOR, Role.APPROVER},
            ),
            Entry("web:calendars", "calendar-days", Text("工作日历", "Working calendar"), ADMINS),
        ),
    ),
)
"""The side bar, from top to bottom."""

TABS = (WORKLIST, REGISTER, INTAKE, SEARCH)
"""The phone's tab bar; the menu comes last."""


def address(url_name: str, *args: str) -> str:
    """The address of a page, empty while there is no such page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""


def links(entries: Iterable[Entry], roles: frozenset[Role], request: HttpRequest) -> Iterator[Link]:
    """The entries that exist and that somebody in these roles sees."""
    match = request.resolver_match
    for entry in entries:
        url = address(entry.url_name)
        if url and (not entry.roles or entry.roles & roles):
            here = match is not None and match.view_name == entry.url_name
            count = entry.counter(request) if entry.counter else None
            short = entry.short or entry.label
            yield Link(url, entry.icon, entry.label, short, here, count)


def groups(roles: frozenset[Role], request: HttpRequest) -> tuple[Group, ...]:
    """The side bar for somebody in these roles; a section of which nothing is left is left out."""
    seen = (Group(section.label, tuple(links(section.entries, roles, request))) for section in SECTIONS)
    return tuple(group for group in seen if group.links)
