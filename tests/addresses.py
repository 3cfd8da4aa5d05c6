"""Every address of the site, walked from the resolver, with samples of what may be asked for there.

A route with arguments says in SAMPLES which things it is asked about; a route that writes says in DATA what is sent.
A new route without either fails the tests, not silently but by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anjie.access.gate import Access, declared_access
from anjie.access.models import Officer
from anjie.access.office import seats_of
from anjie.access.scope import Scope
from anjie.access.staffing import Absence, Hand, Period, Position, appoint, name_deputy
from anjie.access.wall import within
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Agent, CalendarDay, Unit
from anjie.directory.words import DayMark
from anjie.oversight import replays
from anjie.oversight.rectifying import Cause, raise_task
from anjie.oversight.selecting import Selection
from anjie.oversight.words import Origin
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.scanned import bring
from anjie.paperwork.taking_in import Arrived
from anjie.paperwork.templates import propose_text
from anjie.platform.files import files
from anjie.procedure.acts.investigation import CustomerRecordConsulted
from anjie.procedure.papers import PaperKind
from anjie.procedure.terms import Department, Level, Role
from anjie.procedure.values import Paper
from casework import AT, ON_THE_SPOT, Desk, acknowledged, asked, assigned, opened
from hostile import picture
from people import PEOPLE, Person, signed_in

NOW = AT + timedelta(hours=6)
"""When the site is asked: the cases below are some hours old."""
TODAY = NOW.date().isoformat()


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the URLconf."""

    name: str
    arguments: tuple[str, ...]
    access: Access | None


def routes() -> list[Route]:
    """Walk the resolver to the last view, however deep it is included."""
    return list(_under(get_resolver().url_patterns, ()))


def _under(patterns: list[URLPattern | URLResolver], names: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _under(pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names)
        else:
            arguments = tuple(pattern.pattern.converters)
            yield Route(":".join((*names, pattern.name or "")), arguments, declared_access(pattern.callback))


# -- the little world that is asked about ------------------------------------------------------------------------


@dataclass(slots=True)
class World:
    """What there is to ask about, by the names that the samples use."""

    numbers: dict[str, str] = field(default_factory=dict[str, str])
    keys: dict[str, int] = field(default_factory=dict[str, int])


ADMINS = (Person("feng", "冯管理", "4501", Role.ADMIN), Person("hou", "侯管理", "0", Role.ADMIN))
NOBODY = Person("wunai", "吴无岗", "", Role.ADMIN)
"""Has an account and no post."""


def build_world(desk: Desk) -> World:
    """Have cases taken in several units, one of which asked another unit's department; a deputy; two agents."""
    world = World()
    for unit, who in (("450103", "wang"), ("4501", "zhou"), ("450203", "tan")):
        number = world.numbers[unit] = desk.takes(unit=unit, facts="SAMPLE", request="", policies=())
        walk = tuple((who, act) for _, act in ON_THE_SPOT[:2])
        desk.walks(number, (*walk, (who, opened("V14")), (who, assigned(who))))
        world.keys["paper"] = _with_a_paper(desk, number, who)
    assert desk("zhou", world.numbers["4501"], asked(unit="450103")).done
    assert desk("wang", world.numbers["450103"], acknowledged()).done
    _staff(world)
    for code in ("450103", "450203"):
        with within(Scope.SYSTEM):
            letter = bring(Arrived("SAMPLE.jpg", BytesIO(picture())), Unit.objects.get(code=code), _anybody(), AT)
        assert isinstance(letter, ScannedLetter)
        world.keys[f"letter of {code}"] = letter.pk
    _oversee(world)
    for code, unit in (("A450103007", "450103"), ("A450203001", "450203")):
        agent = Agent(code=code, unit=Unit.objects.get(code=unit), team="T")
        agent.rename("梁展业")
        agent.save()
    day = CalendarDay.objects.create(region="GX", day=AT.date(), kind=DayMark.OFF, name_zh="歌圩节", name_en="Fair")
    world.keys["a day of GX"] = day.pk
    nation = CalendarDay.objects.filter(region="").earliest("day")
    world.keys["a day of the nation"] = nation.pk
    by = Officer.objects.get(username="li")
    made = propose_text(Unit.objects.get(code="450103"), PaperKind.NOTICE_LETTER, "zh", "SAMPLE", (by, AT))
    world.keys["a version"] = made.pk
    calendar_for("GX")
    return world


def _anybody() -> Officer:
    return Officer.objects.get(username="wang")


def _with_a_paper(desk: Desk, number: str, who: str) -> int:
    """Put the same picture on each file; gives the entry that brought it."""
    stored = files().put([picture()])
    paper = Paper(title="SAMPLE", sha256=stored.sha256, media_type="image/jpeg", size=stored.size)
    assert desk(who, number, CustomerRecordConsulted(found="SAMPLE", papers=(paper,))).done
    return desk.case(number).version


def _oversee(world: World) -> None:
    """Have a task for the county office, one for its department, one for another county, and an edition tried."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    for what, who, unit, department in (
        ("task of 450103", "zheng", "450103", None),
        ("task of its claims", "zheng", "450103", Department.CLAIMS),
        ("task of 450203", "huangfu", "450203", None),
    ):
        seat = seats_of(Officer.objects.get(username=who), AT)[0]
        cause = Cause(Origin.CASES, "SAMPLE", "SAMPLE", units[unit], AT.date() + timedelta(days=9), department)
        with within(seat.scope):
            world.keys[what] = raise_task(cause, seat, who).pk
    for what, unit in (("trial of 4501", "4501"), ("trial of 4502", "4502")):
        with within(Scope.SYSTEM):
            selection = Selection(unit=units[unit])
            replay = replays.start(replays.Asked(EDITION), Scope.SYSTEM, units[unit], selection, NOW)
            while replays.do_next(replay.pk, NOW):
                pass
        world.keys[what] = replay.pk


EDITION = "measures-gx@2026.1"


def _staff(world: World) -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    hand = Hand(Officer.objects.get(username="guan"), AT)
    for person in (*ADMINS, NOBODY):
        officer = Officer(username=person.username, password=make_password(None))
        officer.rename(person.name)
        officer.save()
        if person.unit:
            appoint(officer, Position(units[person.unit], person.role), Period(AT.date()), hand)
    officers = {officer.username: officer for officer in Officer.objects.all()}
    for who in ("wang", "tan", "ouyang"):
        world.keys[who] = officers[who].pk
        world.keys[f"post of {who}"] = officers[who].posts.get().pk
    absence = Absence(units["450103"], AT.date(), AT.date() + timedelta(days=3), "SAMPLE")
    world.keys["deputy of li"] = name_deputy(officers["li"], officers["lu"], absence, hand).pk
    absence = Absence(units["450203"], AT.date(), AT.date() + timedelta(days=3), "SAMPLE")
    world.keys["deputy of tan"] = name_deputy(officers["tan"], officers["liang"], absence, hand).pk


# -- what is asked for at each address ---------------------------------------------------------------------------

CASES = {
    "case of 450103": {"number": "450103"},
    "case of 4501": {"number": "4501"},
    "case of 450203": {"number": "450203"},
    "no such case": {"number": ""},
}
UNITS = {f"unit {code}": {"code": code} for code in ("450103", "450203", "45", "0")} | {
    "no such unit": {"code": "999999"}
}
LETTERS = {f"letter of {code}": {"pk": f"letter of {code}"} for code in ("450103", "450203")} | {
    "no such letter": {"pk": ""}
}
OFFICERS = {who: {"pk": who} for who in ("wang", "tan", "ouyang")} | {"no such officer": {"pk": ""}}

RETURNS = {f"return of {code}": {"code": code, "period": "2026-10"} for code in ("450103", "450203", "45")} | {
    "no such return": {"code": "999999", "period": "2026-10"}
}
TASKS = {what: {"pk": what} for what in ("task of 450103", "task of its claims", "task of 450203")} | {
    "no such task": {"pk": ""}
}
TRIALS = {what: {"pk": what} for what in ("trial of 4501", "trial of 4502")} | {"no such trial": {"pk": ""}}

SAMPLES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "web:return": RETURNS,
    "web:return-cases": RETURNS,
    "web:return-file": {what: {**which, "kind": "xlsx"} for what, which in RETURNS.items()},
    "web:scoreboard-clause": {
        "a clause": {"clause": "register-same-day"}, "no such clause": {"clause": "none"},
    },
    "web:return-step": {what: {**which, "step": "prepared"} for what, which in RETURNS.items()},
    "web:received": {"any number": {"number": "450103"}},
    "web:case": CASES,
    "web:act": {what: {**which, "kind": "acknowledged"} for what, which in CASES.items()},
    "web:draft": {what: {**which, "kind": "acknowledged"} for what, which in CASES.items()},
    "web:reveal": CASES,
    "web:authority": CASES,
    "web:case-file": CASES,
    "web:verify-package": CASES,
    "web:package": CASES,
    "web:disposal-list": {"no such list": {"number": ""}},
    "web:approve-disposal": {"no such list": {"number": ""}},
    "web:carry-out-disposal": {"no such list": {"number": ""}},
    "web:disposal-certificate": {"no such list": {"number": ""}},
    "web:papers": CASES,
    "web:paper": {what: {**which, "seq": "paper", "place": 0} for what, which in CASES.items()},
    "web:paper-file": {what: {**which, "seq": "paper", "place": 0} for what, which in CASES.items()},
    "web:paper-thumbnail": {what: {**which, "seq": "paper", "place": 0} for what, which in CASES.items()},
    "web:paper-page": {what: {**which, "seq": "paper", "place": 0, "page": 1} for what, which in CASES.items()},
    "web:paper-redact": {what: {**which, "seq": "paper", "place": 0} for what, which in CASES.items()},
    "web:paper-returned": CASES,
    "web:disclose": CASES,
    "web:case-letters": CASES,
    "web:case-letter": {what: {**which, "kind": "register_form"} for what, which in CASES.items()}
    | {"no such kind": {"number": "450103", "kind": "SAMPLE"}},
    "web:case-letter-issued": {what: {**which, "ref": "L1"} for what, which in CASES.items()},
    "web:template": {
        "a letter": {"kind": "notice_letter", "language": "zh"},
        "a form": {"kind": "register_form", "language": "zh"},
    },
    **{
        f"web:template-{what}": {
            "a version of 450103": {"pk": "a version"}, "no such version": {"pk": ""},
        } for what in ("file", "approve", "withdraw")
    },
    "web:upload-picture": {"no upload of mine": {"sha256": "0" * 64}},
    "web:letter": LETTERS,
    "web:letter-aside": LETTERS,
    "web:letter-thumbnail": LETTERS,
    "web:letter-page": {what: {**which, "page": 1} for what, which in LETTERS.items()},
    "web:lookup": {
        f"look up {kind}": {"kind": kind} for kind in ("agent", "customer", "policy", "officer", "unit", "case", "none")
    },
    "web:agent": {
        "agent of 450103": {"code": "A450103007"},
        "agent of 450203": {"code": "A450203001"},
        "no such agent": {"code": "A999"},
    },
    "web:agent-unit": UNITS,
    "web:agent-team": {
        "team of 450103": {"code": "450103", "name": "T"},
        "team of 450203": {"code": "450203", "name": "T"},
        "no such team": {"code": "450103", "name": "U"},
    },
    "web:unit": UNITS,
    "web:unit-add": UNITS,
    "web:unit-change": UNITS,
    "web:unit-close": UNITS,
    "web:unit-reopen": UNITS,
    "web:person": OFFICERS,
    "web:person-post": OFFICERS,
    "web:person-post-end": {
        **{f"post of {who}": {"pk": who, "post": f"post of {who}"} for who in ("wang", "tan", "ouyang")},
        "another's post": {"pk": "wang", "post": "post of tan"},
        "no such post": {"pk": "wang", "post": ""},
    },
    "web:person-password": OFFICERS,
    "web:person-close": OFFICERS,
    "web:deputy-withdraw": {
        what: {"pk": what} for what in ("deputy of li", "deputy of tan")
    } | {"no such deputy": {"pk": ""}},
    "web:calendar-day-remove": {what: {"pk": what} for what in ("a day of GX", "a day of the nation")} | {
        "no such day": {"pk": ""}
    },
    "web:rectification": TASKS,
    "web:rectification-act": {what: {**which, "kind": "noted"} for what, which in TASKS.items()},
    "web:trial": TRIALS,
    "web:trial-cases": TRIALS,
    "web:calendar-year": {"2031": {"year": 2031}},
    "web:calendar-year-retract": {"2026": {"year": 2026}},
}  # fmt: skip

QUERIES: Mapping[str, Mapping[str, str]] = {
    "web:scoreboard": {"last month": "", "this month": "period=2026-11", "of 450203": "unit=450203"},
    "web:scoreboard-clause": {"this month": "period=2026-11"},
    "web:returns": {"last month": "", "a quarter": "period=2026Q3"},
    "web:return-cases": {"opening": "figure=opening"},
    "web:worklist": {f"tab {tab}": f"tab={tab}" for tab in ("mine", "overdue", "soon", "unit", "below")}
    | {"filtered": "class=ordinary&channel=hotline"},
    "web:register": {"all": "", "filtered": "class=ordinary&channel=hotline&stage=opened&open=1&from=2026-01-01"},
    "web:archive": {tab: f"tab={tab}" for tab in ("waiting", "kept", "due", "lists", "held", "checkpoints")}
    | {"number": "q=450103-2026-00001", "no such part": "tab=none"},
    "web:search": {"name": "q=农秀英", "phone": "q=13877123456", "words": "q=SAMPLE", "nothing": ""},
    "web:lookup": {"typed": "q=4501&field=q", "name": "q=农"},
    "web:agents": {"all": "", "name": "q=梁", "complained of": "tab=complained"},
    "web:process": {"all": "", "filtered": "class=ordinary&channel=hotline&unit=450103&detail=all&grain=acts"},
    "web:process-cases": {"passing": "act=received&next=registered", "a way": "way=0", "nothing": ""},
    "web:trends": {"all": "", "filtered": "class=ordinary&channel=hotline&from=2026-10-01"},
    "web:rectifications": {f"tab {tab}": f"tab={tab}" for tab in ("open", "late", "reported", "ended")},
    "web:rectification-new": {"from a signal": "origin=signal"},
    "web:trial-cases": {"missed": "difference=missed"},
    "web:people": {"all": "", "name": "q=王", "closed": "tab=closed"},
    "web:calendars": {"own": "", "nation": "region=&year=2025", "reckoned": f"start={TODAY}&days=3"},
}
"""What the pages that list are asked for besides; one is enough where a sample names the thing itself."""

COMPLAINT = {
    "unit": "450103", "channel": "hotline", "medium": "oral", "received_by_company_at": "2026-11-02T09:00",
    "received_by_unit_at": "2026-11-02T09:00", "complainants-0-name": "甲", "complainants-0-role": "policyholder",
    "complainants-0-phone": "13877123456", "respondents-0-name": "梁展业", "respondents-0-agent": "A450103007",
    "facts": "SAMPLE",
}  # fmt: skip

DATA: Mapping[str, Mapping[str, str]] = {
    "web:return-step": {},
    "access:sign_in": {"username": "nobody", "password": "wrong"},
    "access:sign_out": {},
    "access:password": {"old_password": "wrong", "new_password1": "x", "new_password2": "y"},
    "access:office": {"office": "450103//"},
    "web:assign": {"number": "", "handler": "lu"},
    "web:save-view": {"name": "SAMPLE", "query": "tab=mine"},
    "web:intake": COMPLAINT,
    "web:intake-draft": COMPLAINT,
    "web:intake-drop": {},
    "web:intake-earlier": COMPLAINT,
    "web:act": {"method": "phone"},
    "web:draft": {"method": "phone"},
    "web:reveal": {"ref": "C1", "reason": "SAMPLE"},
    "web:authority": {"outcome": "redress", "redress": "60000", "reasons": "SAMPLE"},
    "web:approvals-sign": {"number": "", "opinion": "SAMPLE"},
    "web:upload": {"papers-files": "SAMPLE"},
    "web:paper-returned": {"scan": "SAMPLE"},
    "web:paper-redact": {"0-page": "1", "reader": "agent", "reason": "SAMPLE"},
    "web:disclose": {"reader": "court", "to_whom": "SAMPLE", "basis": ""},
    "web:letter-in": {"letter": "SAMPLE"},
    "web:letter": COMPLAINT,
    "web:letter-aside": {"reason": "SAMPLE"},
    "web:language": {"language": "en"},
    "web:unit-add": {
        "new-code": "SAMPLE", "new-level": Level.COUNTY, "new-name": "SAMPLE", "new-calendar_region": "GX"
    },
    "web:unit-change": {"name": "SAMPLE", "calendar_region": "GX"},
    "web:unit-close": {},
    "web:unit-reopen": {},
    "web:person-new": {
        "username": "sample", "name": "新人", "unit": "450103", "role": Role.INSPECTOR, "begins_on": TODAY
    },
    "web:person-post": {"new-unit": "450105", "new-role": Role.INSPECTOR, "new-begins_on": TODAY},
    "web:person-post-end": {"ends_on": TODAY},
    "web:person-password": {},
    "web:person-close": {},
    "web:deputies": {
        "principal": "wang", "deputy": "lu", "unit": "450103", "begins_on": TODAY, "ends_on": TODAY,
        "reason": "SAMPLE",
    },
    "web:deputy-withdraw": {},
    "web:calendar-day": {
        "region": "GX", "day-day": "2026-12-24", "day-kind": DayMark.OFF, "day-name_zh": "SAMPLE",
        "day-source": "SAMPLE",
    },
    "web:calendar-day-remove": {},
    "web:calendar-year": {"year-source": "SAMPLE"},
    "web:calendar-year-retract": {},
    "web:case-letter": {"dated": TODAY, "signer": "wang", "do": "issue"},
    "web:template": {"text": "SAMPLE", "do": "propose"},
    "web:template-add": {"kind": "seal"},
    "web:template-approve": {},
    "web:template-withdraw": {},
    "web:blanks": {"count": "1"},
    "web:blank-spoilt": {"number": "450103-2026-99999", "reason": "SAMPLE"},
    "web:rectification-new": {
        "origin": "cases", "cause": "SAMPLE", "task": "SAMPLE", "unit": "450103", "due_on": "2026-12-24"
    },
    "web:rectification-act": {"text": "SAMPLE"},
    "web:trials": {"edition": EDITION},
    "web:messages-read": {"message": "0"},
    "web:messages-preferences": {},
}  # fmt: skip
"""What is sent to the routes that write."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One thing asked for at one address."""

    method: str
    route: str
    what: str
    address: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def key(self) -> tuple[str, str, str]:
        """How the reviewed tables name it."""
        return (self.method, self.route, self.what)

    def ask(self, client: Client) -> HttpResponse:
        """Ask for it."""
        if self.method == "GET":
            return client.get(self.address)
        return client.post(self.address, self.data)


NO_KEY = 10**9


def askings(world: World) -> Iterator[Asking]:
    """Everything that is asked for: each route, with each of its samples, read and written."""
    for route in routes():
        if route.arguments and route.name not in SAMPLES:
            raise AssertionError(f"{route.name}: say in addresses.SAMPLES what is asked for there")
        for what, which in SAMPLES.get(route.name, {"": {}}).items():
            address = reverse(route.name, kwargs={name: _value(world, name, value) for name, value in which.items()})
            for extra, query in QUERIES.get(route.name, {"": ""}).items():
                named = " ".join(filter(None, (what, extra)))
                yield Asking("GET", route.name, named, f"{address}?{query}" if query else address)
            yield Asking("POST", route.name, what, address, _data(world, route.name, which))


def _value(world: World, argument: str, value: Any) -> Any:
    match argument:
        case "number":
            return world.numbers.get(value, "450103-2026-99999")
        case "pk" | "post" | "seq":
            return world.keys.get(value, NO_KEY)
        case _:
            return value


def _data(world: World, name: str, which: Mapping[str, Any]) -> Mapping[str, Any]:
    data = {key: str(value) for key, value in DATA.get(name, {}).items()}
    if name == "web:assign":
        return {**data, "number": [*world.numbers.values(), "450103-2026-99999"]}
    if name == "web:person-post-end":
        return {f"post-{_value(world, 'post', which['post'])}-ends_on": TODAY}
    return data


# -- who asks ----------------------------------------------------------------------------------------------------


def askers() -> dict[str, str | None]:
    """Name everybody who asks, by role and unit: one for each pair, somebody without a post, and a stranger."""
    found: dict[str, str | None] = {"anonymous": None, "no post": NOBODY.username}
    for person in (*PEOPLE, *ADMINS):
        found.setdefault(f"{person.role} {person.unit}", person.username)
    return found


def client_of(username: str | None) -> Client:
    """Give a client in which somebody is signed in, or nobody."""
    return signed_in(username) if username else Client()
