"""How long the pages take those who use them: one request at a time in this process, then four over loopback."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from socket import socket
from time import monotonic, perf_counter, sleep
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.crypto import get_random_string

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.casting import Casting, phone_of
from anjie.bench.figures import Aim, Figure, p50, p95
from anjie.bench.marks import Mark
from anjie.bench.parts import generate
from anjie.bench.setting import Setting
from anjie.cases.models import Body, Case, Party
from anjie.procedure.terms import Level, Text

PART = "pages"
UNIT = "450103"
INSPECTOR = f"inspector1.{UNIT}"
CITY_APPROVER, DEPARTMENT = "approver1.4501", "policy_service1.4501"
ENTRIES = 30
SAMPLES = 20
ROUNDS, WARM = 60, 5
AT_ONCE = 4
SECONDS_TO_START = 60
MEGABYTES = 150


@dataclass(frozen=True, slots=True)
class Aims:
    """What one page should take: milliseconds and statements alone, requests a second and milliseconds at four."""

    p50: float | None = None
    p95: float | None = None
    rate: float | None = None
    p95_at_4: float | None = None
    statements: float | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    path: str
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page and the requests made for it, in turn."""

    name: str
    says: Text
    asks: Sequence[Ask]
    aims: Aims = Aims()
    who: str = INSPECTOR


def measure(setting: Setting) -> Iterator[Figure]:
    """All pages in turn, then the memory of a worker that has served them."""
    if not _cases():
        yield from generate.measure(setting)
    pages = _pages(setting)
    clients = {who: _signed_in(who) for who in {page.who for page in pages}}
    with setting.progress(Text("页面", "Pages"), 2 * len(pages)) as advance:
        for page in pages:
            yield from _alone(clients[page.who], page)
            advance(1)
        with _served(clients) as (browsers, memory):
            for page in pages:
                yield from _at_once(browsers[page.who].ask, page)
                advance(1)
            yield Figure(PART, "memory", Text("网页进程内存", "memory of a web worker"), memory(), "MB", MEGABYTES)


def _signed_in(who: str) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Officer.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _cases() -> int:
    with within(Scope.SYSTEM):
        return Case.objects.order_by("id").values("id")[:1].count()


# -- what is asked for -----------------------------------------------------------------------------------------


def _pages(setting: Setting) -> list[Page]:
    found, aims = _samples(), Aims(40, 90, 40, 150, 8)
    search, look_up = reverse("web:search"), Aims(12, 20, 140, 40, 6)
    pairs = [word[:2] for word in found.words]
    about_30 = Text("案件页，约30条记录", "case page, about 30 entries")
    return [
        Page("worklist", Text("待办", "worklist"), [Ask(reverse("web:worklist"))], Aims(20, 35, 90, 60, 8)),
        Page("case", about_30, _paths("web:case", found.long), Aims(30, 45, 65, 80, 14)),
        Page("number", Text("按编号查", "look-up by number"), _queries(search, found.numbers), look_up),
        Page("phone", Text("按电话查", "look-up by phone"), _queries(search, found.phones), look_up),
        Page("search 2", Text("两个字全文检索", "free text, 2 characters"), _queries(search, pairs), aims),
        Page("search 4", Text("四个字全文检索", "free text, 4 characters"), _queries(search, found.words), aims),
        Page("register", Text("登记表", "register"), [Ask(reverse("web:register"))]),
        Page("agent", Text("代理人", "agent"), _paths("web:agent", found.agents)),
        Page("approvals", Text("审批", "approvals"), [Ask(reverse("web:approvals"))], who=CITY_APPROVER),
        Page("cohandling", Text("协办", "co-handling"), [Ask(reverse("web:cohandling"))], who=DEPARTMENT),
        Page("messages", Text("消息", "messages"), [Ask(reverse("web:messages"))]),
        Page("intake", Text("受理登记", "taking a complaint in"), _complaints(setting), Aims(25, 40, 80, 65, 14)),
    ]


class Samples(NamedTuple):
    """What the inspector's unit has, to ask for."""

    numbers: list[str]
    long: list[str]
    phones: list[str]
    words: list[str]
    agents: list[str]


def _samples() -> Samples:
    with within(Scope.SYSTEM):
        cases = list(Case.objects.filter(unit__code=UNIT).order_by("-id").values_list("id", "number", "version")[:2000])
        chosen = cases[:: max(len(cases) // SAMPLES, 1)][:SAMPLES]
        ids = [case_id for case_id, _, _ in chosen]
        long = sorted(cases, key=lambda case: abs(case[2] - ENTRIES))[:SAMPLES]
        bodies = Body.objects.filter(case__in=ids, entry__seq=1).values_list("text", flat=True)
        agents = Party.objects.filter(case__in=ids, side="respondent").values_list("agent_code", flat=True)
        return Samples(
            [number for _, number, _ in chosen],
            [number for _, number, _ in long],
            [phone_of(case_id - 1) for case_id in ids],
            [word for text in bodies if (word := _words_of(json.loads(text)["facts"]))],
            sorted({code for code in agents if code}),
        )


def _words_of(facts: str) -> str:
    """Four characters out of the middle of what was said."""
    runs = re.findall("[\u4e00-\u9fff]{4}", facts)
    return str(runs[len(runs) // 2]) if runs else ""


def _paths(name: str, keys: Sequence[str]) -> list[Ask]:
    return [Ask(reverse(name, args=[key])) for key in keys]


def _queries(path: str, texts: Sequence[str]) -> list[Ask]:
    return [Ask(f"{path}?{urlencode({'q': text})}") for text in texts]


def _complaints(setting: Setting) -> list[Ask]:
    casting = Casting(setting.company)
    moment = setting.now.astimezone(setting.calendar.zone).strftime("%Y-%m-%dT%H:%M")
    asks = []
    for place in range(setting.cases, setting.cases + 4 * ROUNDS):
        values = casting.cast(place, Level.COUNTY, 0).values
        form = {
            "channel": "phone",
            "medium": "oral",
            "received_by_company_at": moment,
            "received_by_unit_at": moment,
            "complainants-0-name": values[Mark.NAME],
            "complainants-0-role": "policyholder",
            "complainants-0-phone": values[Mark.PHONE],
            "respondents-0-name": values[Mark.AGENT_NAME],
            "respondents-0-agent": values[Mark.AGENT],
            "policies-0-number": values[Mark.POLICY],
            "facts": "投保时代理人承诺每年固定分红，现在领不到那么多，要求退还保费。",
        }
        asks.append(Ask(reverse("web:intake"), form))
    return asks


# -- one at a time ---------------------------------------------------------------------------------------------


def _alone(client: Client, page: Page) -> Iterator[Figure]:
    """Milliseconds and statements of one request at a time, in this process."""
    times: list[float] = []
    statements = 0
    for number, ask in enumerate(islice(cycle(page.asks), WARM + ROUNDS)):
        counted, seconds = _once(client, ask)
        if number >= WARM:
            times.append(seconds * 1000)
            statements = max(statements, counted)
    yield _figure(page, "p50", p50(times), "ms", page.aims.p50)
    yield _figure(page, "p95", p95(times), "ms", page.aims.p95)
    yield _figure(page, "SQL", statements, "", page.aims.statements)


def _once(client: Client, ask: Ask) -> tuple[int, float]:
    counted = 0

    def count(execute: Callable[..., object], *args: object) -> object:
        nonlocal counted
        counted += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        start = perf_counter()
        answer = client.get(ask.path) if ask.form is None else client.post(ask.path, ask.form)
        seconds = perf_counter() - start
    if answer.status_code not in _expected(ask):
        raise RuntimeError(f"{ask.path} was answered with {answer.status_code}")
    return counted, seconds


def _expected(ask: Ask) -> set[int]:
    """A form that is taken leads elsewhere, and so may a look-up by number."""
    return {302} if ask.form else {200, 302}


def _figure(page: Page, what: str, value: float, unit: str, aim: float | None) -> Figure:
    side = Aim.AT_LEAST if unit == "/s" else Aim.AT_MOST
    return Figure(PART, f"{page.name} {what}", page.says + Text(f"，{what}", f", {what}"), value, unit, aim, side)


# -- four at once ----------------------------------------------------------------------------------------------


def _at_once(ask: Callable[[Ask], float], page: Page) -> Iterator[Figure]:
    """Requests a second, with four in hand all the time."""
    asks = list(islice(cycle(page.asks[WARM + ROUNDS :] or page.asks), 2 * ROUNDS))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        start = perf_counter()
        times = [seconds * 1000 for seconds in pool.map(ask, asks)]
        seconds = perf_counter() - start
    yield _figure(page, f"c={AT_ONCE}", len(asks) / seconds, "/s", page.aims.rate)
    yield _figure(page, f"c={AT_ONCE} p95", p95(times), "ms", page.aims.p95_at_4)


@contextmanager
def _served(clients: Mapping[str, Client]) -> Iterator[tuple[Mapping[str, "_Browser"], Callable[[], float]]]:
    """The application as it is served; gives everybody's browser, and how to learn a worker's memory."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "anjie.cli", "web", "--supervised", "--host", "127.0.0.1", "--port", str(port)]
    web = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    try:
        _wait_for(port, web)
        browsers = {who: _Browser(port, client) for who, client in clients.items()}
        yield browsers, lambda: _memory(web.pid)
    finally:
        web.terminate()
        web.wait()
        if web.stdin:
            web.stdin.close()


def _wait_for(port: int, web: "subprocess.Popen[bytes]") -> None:
    deadline = monotonic() + SECONDS_TO_START
    while monotonic() < deadline and web.poll() is None:
        asking = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            asking.request("GET", "/health")
            asking.getresponse()
        except OSError:
            sleep(0.1)
        else:
            return
        finally:
            asking.close()
    raise RuntimeError("the application did not begin to serve")


class _Browser:
    """Somebody signed in, who opens a connection for each request."""

    def __init__(self, port: int, client: Client) -> None:
        self._port = port
        secret = get_random_string(CSRF_SECRET)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={secret}",
            "X-CSRFToken": secret,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def ask(self, ask: Ask) -> float:
        """Seconds until the whole answer is there."""
        start = perf_counter()
        connection_ = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            if ask.form is None:
                connection_.request("GET", ask.path, headers=self._headers)
            else:
                connection_.request("POST", ask.path, urlencode(ask.form), self._headers)
            answer = connection_.getresponse()
            answer.read()
        finally:
            connection_.close()
        if answer.status not in _expected(ask):
            raise RuntimeError(f"{ask.path} was answered with {answer.status}")
        return perf_counter() - start


CSRF_SECRET = 32
"""Characters of the secret that Django compares the header with."""


def _memory(pid: int) -> float:
    """The memory of the largest of a process's children, in megabytes."""
    listed = subprocess.run(["ps", "-axo", "ppid=,rss="], check=True, capture_output=True, text=True).stdout  # noqa: S607
    rows = [line.split() for line in listed.splitlines()]
    return max((int(rss) for parent, rss in rows if int(parent) == pid), default=0) / 1024
