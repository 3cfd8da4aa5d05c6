"""A small site of its own, on which the shell, the parts and every act's form can be looked at.

No database, no signing in.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.test import override_settings
from django.urls import include, path
from django.views.i18n import set_language

from anjie.access.gate import allow
from anjie.access.models import Officer
from anjie.access.office import Seat
from anjie.directory.models import Unit
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.collaboration import CohandlingRequested
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.opening import Opened
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import fold
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.terms import Department, DutyState, Level, Role, Text
from anjie.web.clockface import Timed
from anjie.web.forms.choices import CaseChoices
from anjie.web.forms.render import blank_form, posted_form

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
CALENDAR = Calendar(known_from=date(2026, 1, 1), known_until=date(2027, 1, 1))


def book() -> Rulebook:
    return shipped().in_force("measures-gx", NOW.date())


def case_file() -> CaseFile:
    """A case with one complainant, two agents, an allegation each, and a question to a department."""
    received = Received.model_validate(
        {
            "channel": "hotline",
            "medium": "oral",
            "received_by_company_at": NOW - timedelta(days=4),
            "received_by_unit_at": NOW - timedelta(days=4),
            "complainants": [{"name": "欧阳喆", "role": "policyholder"}],
            "respondents": [{"name": "李淼", "agent": "A310008821"}, {"name": "周大海"}],
            "facts": "代理人销售时承诺收益。",
        }
    )
    opened = Opened.model_validate(
        {
            "allegations": [
                {"respondent": "R1", "violation": "V01"},
                {"respondent": "R2", "violation": "V02"},
            ]
        }
    )
    asked = CohandlingRequested(department=Department.CLAIMS, question="核算退保金额", due_on=NOW.date())
    acts: tuple[Act, ...] = (received, opened, asked)
    entries = [Entry(n, NOW, "wang", "450103", act) for n, act in enumerate(acts, start=1)]
    return fold(entries, book()).case


def case_choices() -> CaseChoices:
    """What the forms of that case offer."""
    rules = book()
    return CaseChoices(case_file(), rules, rules.musts[:3])


@dataclass(frozen=True)
class Limit:
    """A limit as a list has it."""

    start: datetime
    due: datetime | None
    suspended: bool = False
    state: str = DutyState.OPEN
    ended_at: datetime | None = None


def limit(hours_gone: float, hours_left: float) -> Timed:
    return Limit(NOW - timedelta(hours=hours_gone), NOW + timedelta(hours=hours_left))


# -- the pages -----------------------------------------------------------------------------------


def cases(request: HttpRequest) -> HttpResponse:
    rows = [
        ("450103-2026-00371", "黄小雨", "周大海", "phone", "95519 来电", "服务态度", 3, limit(48, -25)),
        ("450103-2026-00387", "欧阳喆", "李淼", "landmark", "监管转办", "误导性陈述", 4, limit(96, 4)),
        ("450103-2026-00388", "郑一", "何花", "globe", "官网", "未告知免责条款", 1, limit(1.5, 6.5)),
        ("450103-2026-00385", "陈平", "张山", "phone", "95519 来电", "承诺收益", 2, limit(84, 26)),
        ("450103-2026-00382", "孙悦", "吴用", "users", "来访", "侵占保费", 3, limit(96, 150)),
        ("450103-2026-00359", "蒋琴", "徐来", "phone", "95519 来电", "强制搭售", 5, limit(20, 270)),
    ]
    lines = [
        {
            "number": number,
            "complainant": complainant,
            "agent": agent,
            "icon": icon,
            "channel": Text(channel, channel),
            "about": about,
            "reached": reached,
            "step": Text("调查取证", "Investigation"),
            "limit": timed,
            "handler": "王建国" if reached > 1 else "",
            "late": timed.due is not None and timed.due < NOW,
            "tags": [("r", Text("重大", "Major")), ("v", Text("监管转办", "Regulator"))][: reached % 3],
        }
        for number, complainant, agent, icon, channel, about, reached, timed in rows
    ]
    piece = Text("件", "")
    counters = [
        {"label": Text("在办", "Open"), "value": 18, "unit": piece, "note": Text("较上周 +3", "+3"), "tone": ""},
        {"label": Text("已超期", "Late"), "value": 1, "unit": piece, "note": Text("先办", "First"), "tone": "r"},
        {"label": Text("三日内到期", "Due soon"), "value": 4, "unit": piece, "note": None, "tone": "a"},
        {"label": Text("待我审批", "To approve"), "value": 2, "unit": piece, "note": None, "tone": "v"},
    ]
    title = Text("我的待办", "My worklist")
    context = {"title": title, "lines": lines, "counters": counters, "now": NOW}
    return render(request, "gallery/cases.html", context)


def case(request: HttpRequest) -> HttpResponse:
    labels = ["受理登记", "核实立案", "调查取证", "认定审批", "处理答复", "结案归档"]
    steps = [
        {
            "label": Text(label, f"Step {n}"),
            "state": "done" if n < 3 else "now" if n == 3 else "",
            "at": NOW - timedelta(days=4 - n) if n < 3 else None,
        }
        for n, label in enumerate(labels)
    ]
    limits = [
        {"duty": limit(96, 4), "title": Text("督察认定时限", "Unit"), "notes": [Text("已提醒 2 次", "2 notices")]},
        {"duty": limit(96, 274.5), "title": Text("法定办理时限", "Statutory"), "notes": []},
        {"duty": limit(200, 74.5), "title": Text("监管反馈时限", "Regulator"), "notes": []},
    ]
    parties = [
        {
            "name": "欧阳*",
            "role": Text("投诉人 · 投保人", "Policyholder"),
            "rows": [(Text("证件", "Paper"), "4501**********0429"), (Text("电话", "Phone"), "138****6729")],
        },
        {
            "name": "李淼",
            "role": Text("被投诉代理人", "Agent"),
            "rows": [(Text("工号", "Code"), "A310008821"), (Text("机构", "Team"), "")],
        },
    ]
    entries = [
        {
            "icon": "mic", "tone": "a", "title": Text("访谈", "Interview"), "who": "王建国、赵敏", "at": NOW,
            "words": Text("双人访谈，已由被访谈人逐页签名。", "Two interviewers; signed."),
            "files": [("访谈记录表.pdf", "#")],
            "fields": [(Text("问答记录", "Record"), "问：…\n答：…")],
        },
        {
            "icon": "send", "tone": "v", "title": Text("发出知会信", "Notice"), "who": "系统",
            "at": NOW - timedelta(days=1), "words": None, "files": [], "fields": [],
        },
    ]  # fmt: skip
    context = {
        "title": Text("450103-2026-00387", "450103-2026-00387"),
        "steps": steps,
        "limits": limits,
        "parties": parties,
        "entries": entries,
        "amount": Decimal(60000),
        "now": NOW,
        "form": blank_form(ACTS["found"], case_choices()),
        "hidden": {"seen": 7},
        "nothing": Text("还没有材料", "No papers yet"),
        "nothing_more": Text("上传的材料会列在这里。", "Papers will stand here."),
        "do_it": Text("上传", "Upload"),
    }
    return render(request, "gallery/case.html", context)


def act(request: HttpRequest, kind: str) -> HttpResponse:
    offered = case_choices()
    if request.method == "POST":
        form = posted_form(ACTS[kind], offered, request.POST)
        if form.act is not None:
            return redirect("web:done")
    else:
        form = blank_form(ACTS[kind], offered, initial={"received_by_unit_at": NOW}, draft=dict(request.GET.lists()))
    context = {"title": ACTS[kind].title, "form": form, "action": request.path, "hidden": {"seen": 7}}
    status = 422 if request.method == "POST" and not form.asks_for_rows else 200
    return render(request, "gallery/form.html", context, status=status)


def lookup(request: HttpRequest, kind: str) -> HttpResponse:
    fill = '{"agent": "A310008821", "team": "浦东营业三部", "manager": true}'
    options = "".join(
        f"<li role='option' data-value='{name}' data-fill='{fill}'>{name} {kind} {request.GET['q']}</li>"
        for name in ("李淼", "李水")
    )
    return HttpResponse(options)


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html")


def administration(request: HttpRequest) -> HttpResponse:
    return done(request)


def draft(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponseForbidden()


PAGES = [
    path("", cases, name="worklist"),
    path("case", case, name="case"),
    path("act/<kind>", act, name="act"),
    path("register", done, name="register"),
    path("intake", done, name="intake"),
    path("search", done, name="search"),
    path("rulebook", done, name="rulebook"),
    path("units", administration, name="units"),
    path("lookup/<kind>/", lookup, name="lookup"),
    path("draft/", draft, name="draft"),
    path("papers/uploads", draft, name="upload"),
    path("papers/uploads/<str:sha256>/picture", done, name="upload-picture"),
    path("done", done, name="done"),
    path("language", set_language, name="language"),
]
ACCESS = [path("office", empty, name="office"), path("sign-out", empty, name="sign_out")]
for page in (*PAGES, *ACCESS):
    roles = (Role.ADMIN,) if page.name == "units" else (Role.INSPECTOR,)
    allow(*roles)(page.callback)
URLS = (path("", include((PAGES, "web"))), path("", include((ACCESS, "access"))))


class SignedIn:
    """Stands for signing in: an inspector with two posts, and no database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        officer = Officer(username="wang", name="王建国")
        request.user, request.session = officer, {}
        request._seats = [
            seat(officer, "450103", "青秀支公司", Role.INSPECTOR),
            seat(officer, "4501", "南宁分公司", Role.SUPERVISOR),
        ]
        return self.get_response(request)


def seat(officer: Officer, code: str, name: str, role: Role) -> Seat:
    office = Office("wang", code, Level.CITY, frozenset({role}), NOW, CALENDAR)
    return Seat(office, Unit(code=code, name=name, short_name=name, level=Level.CITY), officer)


GALLERY = {
    "ROOT_URLCONF": URLS,
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "gallery.SignedIn",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "TEMPLATES": [{**settings.TEMPLATES[0], "DIRS": [HERE / "templates"]}],
}


class Server(ThreadingMixIn, WSGIServer):
    """Answers several requests at once, as browsers ask."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """Serve the pages on this machine; gives the address."""
    with (
        override_settings(**GALLERY),
        make_server("127.0.0.1", port, get_wsgi_application(), Server, Quiet) as server,
    ):
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
