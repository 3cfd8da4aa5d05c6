"""What the side bar and the phone's tab bar list, as data.

An entry names its page. Who sees it is what the gate says of that page, so that nobody is shown a way to a
refusal; a page without an address is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from anjie.access.gate import declared_access
from anjie.procedure.office import Office
from anjie.procedure.terms import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation."""

    url_name: str
    icon: str
    label: Text
    short: Text | None = None
    """For the phone's tab bar."""


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


@dataclass(frozen=True, slots=True)
class Group:
    """A section as this person sees it."""

    label: Text | None
    links: tuple[Link, ...]


WORKLIST = Entry("web:worklist", "inbox", Text("我的待办", "My worklist"), Text("待办", "Tasks"))
INTAKE = Entry("web:intake", "file-plus", Text("受理登记", "Intake"))
LETTERS_IN = Entry("web:letters-in", "mailbox", Text("来信", "Letters in"))
REGISTER = Entry("web:register", "folder-open", Text("登记表", "Register"), Text("案件", "Cases"))
APPROVALS = Entry("web:approvals", "stamp", Text("审批", "Approvals"))
COHANDLING = Entry("web:cohandling", "split", Text("协办", "Co-handling"))
MESSAGES = Entry("web:messages", "bell", Text("消息", "Messages"))
SEARCH = Entry("web:search", "search", Text("搜索", "Search"))

SECTIONS = (
    Section(None, (WORKLIST, APPROVALS, COHANDLING, MESSAGES, INTAKE, LETTERS_IN, REGISTER)),
    Section(
        Text("查阅", "Look up"),
        (
            Entry("web:archive", "archive", Text("档案", "Archive")),
            Entry("web:agents", "id-card", Text("代理人", "Agents")),
            Entry("web:rulebook", "book-open", Text("制度与时限", "Procedure and limits")),
        ),
    ),
    Section(
        Text("监督", "Oversight"),
        (
            Entry("web:returns", "file-chart-column", Text("报表", "Returns")),
            Entry("web:scoreboard", "gauge", Text("合规", "Scoreboard")),
            Entry("web:process", "workflow", Text("流程分析", "The process")),
            Entry("web:trends", "chart-line", Text("趋势与信号", "Trends and signals")),
            Entry("web:rectifications", "list-checks", Text("溯源整改", "Rectification")),
            Entry("web:trials", "flask-conical", Text("版本试行", "Try an edition")),
        ),
    ),
    Section(
        Text("管理", "Administration"),
        (
            Entry("web:units", "network", Text("机构", "Units")),
            Entry("web:people", "users", Text("人员", "People")),
            Entry("web:deputies", "user-round-check", Text("代理授权", "Deputies")),
            Entry("web:templates", "file-pen-line", Text("文书模板", "Templates")),
            Entry("web:calendars", "calendar-days", Text("工作日历", "Working calendar")),
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


def links(entries: Iterable[Entry], office: Office | None, request: HttpRequest) -> Iterator[Link]:
    """The entries whose pages exist and let this office in."""
    match = request.resolver_match
    for entry in entries:
        url = address(entry.url_name)
        if url and _open_to(url, office):
            here = match is not None and match.view_name == entry.url_name
            short = entry.short or entry.label
            yield Link(url, entry.icon, entry.label, short, here)


def _open_to(url: str, office: Office | None) -> bool:
    access = declared_access(resolve(url).func)
    return access is not None and access.admits(office)


def groups(office: Office | None, request: HttpRequest) -> tuple[Group, ...]:
    """The side bar for this office; a section of which nothing is left is left out."""
    seen = (Group(section.label, tuple(links(section.entries, office, request))) for section in SECTIONS)
    return tuple(group for group in seen if group.links)
