"""Who may ask for what: every address × everybody, against a table that somebody has read.

The table is `access.csv`: a line for each thing that is asked for, a column for each role in each unit. It is written
anew by `UPDATE_ACCESS=1 pytest tests/contracts/test_access.py`; read the difference before you commit it.
"""

import csv
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client

from addresses import ADMINS, NOW, SAMPLES, Asking, World, askers, askings, client_of, routes
from anjie.access.scope import Scope
from anjie.procedure.terms import Role
from casework import undone
from people import PEOPLE, UNITS

TABLE = Path(__file__).parent / "access.csv"
UPDATE = os.environ.get("UPDATE_ACCESS") == "1"

Key = tuple[str, str, str]


def table() -> dict[Key, dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["route"], row["what"]): row for row in csv.DictReader(file)}


def told(response: HttpResponse) -> str:
    """What an answer comes to, in a word."""
    if response.status_code in (301, 302):
        return "sign in" if response.headers["Location"].startswith("/sign-in") else "302"
    return str(response.status_code)


def answers(username: str | None, asked: Iterable[Asking]) -> Iterator[tuple[Asking, HttpResponse]]:
    """What somebody is answered who asks for these, each thing by itself and undone again, also where it signs out."""
    client = client_of(username)
    session = client.cookies
    for asking in asked:
        client.cookies = session.copy()
        with undone():
            answer = asking.ask(client)
        yield asking, answer


def asked_by(username: str | None, world: World, which: Callable[[Asking], bool] = lambda _: True) -> dict[Key, str]:
    """Have somebody ask for everything."""
    return {asking.key: told(answer) for asking, answer in answers(username, filter(which, askings(world)))}


# -- the table ---------------------------------------------------------------------------------------------------


def test_every_route_says_who_may_ask_for_it() -> None:
    assert [route.name for route in routes() if route.access is None] == []
    assert len(routes()) > 20


def test_every_sample_is_of_a_route_that_is_there() -> None:
    assert set(SAMPLES) <= {route.name for route in routes()}


def test_everybody_gets_what_the_table_says(world: World) -> None:
    found: dict[Key, dict[str, str]] = defaultdict(dict)
    for column, username in askers().items():
        for key, word in asked_by(username, world).items():
            found[key][column] = word
    if UPDATE:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["method", "route", "what", *askers()])
            out.writerows([*key, *(found[key][column] for column in askers())] for key in found)
    differing = [
        f"{' '.join(key)}, {column}: {found.get(key, {}).get(column)}, and not {row.get(column)}"
        for key, row in table().items()
        for column in askers()
        if found.get(key, {}).get(column) != row.get(column)
    ]
    assert differing == []
    assert sorted(set(found) - set(table())) == [], "not in the table: see above how it is written"


# -- the table against what can be worked out without the application -----------------------------------------------

PARENTS = {code: parent for code, _, _, parent in UNITS}
WIDE = {Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR}
CASE_OF = re.compile(r"case of (\d+)")


def _above(code: str) -> Iterator[str]:
    parent = PARENTS[code]
    while parent:
        yield parent
        parent = PARENTS[parent]


def sees(role: str, unit: str, owner: str) -> bool:
    """Whether somebody in this post may know of a case of that unit."""
    if (role, unit, owner) == (Role.DEPARTMENT, "450103", "4501"):
        return True  # that department was asked
    if role == Role.INTAKE:
        return unit == owner
    return role in WIDE and unit in (owner, *_above(owner))


def people_in_the_table() -> list[tuple[str, str, str]]:
    return [(column, *column.split()) for column, username in askers().items() if username and column != "no post"]


def test_the_table_lets_nobody_near_a_case_he_may_not_know_of() -> None:
    seen = 0
    for (method, route, what), row in table().items():
        owner = CASE_OF.match(what)
        for column, role, unit in people_in_the_table() if owner else ():
            known = row[column] not in ("403", "404", "405")
            assert known <= sees(role, unit, owner[1]), (method, route, what, column)
            seen += known
    assert seen > 50


def test_the_table_refuses_no_case_to_whoever_may_know_of_it() -> None:
    readers = next(route.access for route in routes() if route.name == "web:case")
    assert readers
    for code in ("450103", "4501", "450203"):
        row = table()["GET", "web:case", f"case of {code}"]
        for column, role, unit in people_in_the_table():
            assert (row[column] == "200") is (sees(role, unit, code) and role in readers.roles), (code, column)


def test_the_table_says_of_a_strange_case_what_it_says_of_none() -> None:
    """Existence isn't told: for whoever may not know of a case, it is as if there were none."""
    rows = table()
    for (method, route, what), row in rows.items():
        owner = CASE_OF.match(what)
        for column, role, unit in people_in_the_table() if owner else ():
            if not sees(role, unit, owner[1]):
                assert row[column] == rows[method, route, "no such case"][column], (method, route, what, column)


def test_the_table_opens_to_strangers_what_is_public_and_nothing_else() -> None:
    public = {route.name for route in routes() if route.access and route.access.public}
    for (_, route, _), row in table().items():
        assert (row["anonymous"] == "sign in") or route in public
    assert public == {"health", "access:sign_in", "access:sign_out", "web:language"}


def test_the_table_refuses_every_role_that_a_route_does_not_name() -> None:
    access = {route.name: route.access for route in routes()}
    for (_, route, what), row in table().items():
        declared = access[route]
        assert declared, route
        for column, role, _ in people_in_the_table() if declared.roles else ():
            if role not in declared.roles:
                assert row[column] == "403", (route, what, column)
        if declared.roles:
            assert row["no post"] == "403", (route, what)


def test_an_administrator_sees_no_case() -> None:
    for (_, route, what), row in table().items():
        if CASE_OF.match(what) and not route.startswith("web:lookup"):
            assert {row[f"{Role.ADMIN} {unit}"] for unit in ("0", "45", "4501")} <= {"403", "405"}


def test_an_administrator_keeps_what_is_below_him_alone() -> None:
    rows = table()
    for route in ("web:unit", "web:unit-change", "web:unit-close", "web:person", "web:person-password"):
        method = "GET" if route in ("web:unit", "web:person") else "POST"
        thing = {"450103": "unit 450103", "450203": "unit 450203", "0": "unit 0"}
        if "person" in route:
            thing = {"450103": "wang", "450203": "tan", "0": "ouyang"}
        missing = "no such officer" if "person" in route else "no such unit"
        for keeper, kept in (("0", {"450103", "450203", "0"}), ("45", {"450103", "450203"}), ("4501", {"450103"})):
            column = f"{Role.ADMIN} {keeper}"
            for code, what in thing.items():
                same_as_none = rows[method, route, what][column] == rows[method, route, missing][column] == "404"
                assert same_as_none is (code not in kept), (route, what, column)


# -- gate and wall, each by itself ---------------------------------------------------------------------------------

FEW = ("huang", "wang", "ma", "zhou", "liang", "tan", "qin", "lan", "su", "guan", "dong")


def about_a_case(asking: Asking) -> bool:
    return bool(CASE_OF.match(asking.what)) or asking.what == "no such case"


def columns() -> dict[str, str]:
    return {f"{person.role} {person.unit}": person.username for person in PEOPLE if person.username in FEW}


def test_with_the_wall_down_the_gate_keeps_everybody_where_he_was(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("select relname from pg_class where relrowsecurity and relkind = 'r'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"alter table {name} disable row level security")
    for column, username in columns().items():
        for key, word in asked_by(username, world, about_a_case).items():
            assert word == table()[key][column], (key, column)


def test_with_the_gate_open_the_wall_lets_nobody_see_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scope, "q", lambda *_args, **_named: Q())
    monkeypatch.setattr(Scope, "covers", lambda *_args, **_named: True)
    for column, username in columns().items():
        for key, word in asked_by(username, world, about_a_case).items():
            assert word == table()[key][column], (key, column)


def test_with_both_off_the_cases_lie_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: it is these two that the tests above test."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for name in ("cases_case", "cases_entry", "cases_body"):
            cursor.execute(f"alter table {name} disable row level security")
    monkeypatch.setattr(Scope, "q", lambda *_args, **_named: Q())
    assert asked_by("tan", world)["GET", "web:case", "case of 450103"] == "200"


# -- what lists show ---------------------------------------------------------------------------------------------

NUMBER = re.compile(r"\d{2,6}-2026-\d{5}")


@pytest.mark.parametrize("gate", ["on", "off"])
def test_no_page_names_a_case_that_one_may_not_know_of(
    world: World, monkeypatch: pytest.MonkeyPatch, gate: str
) -> None:
    """Whatever is asked for, with whatever filter; also where every query has forgotten whose cases it may see."""
    if gate == "off":
        monkeypatch.setattr(Scope, "q", lambda *_args, **_named: Q())
    owner = {number: unit for unit, number in world.numbers.items()}
    shown = set()
    for column, username in columns().items():
        role, unit = column.split()
        client = client_of(username)
        for asking in askings(world):
            if asking.method == "POST" and asking.route != "web:intake-earlier":
                continue
            answer = asking.ask(client)
            if not answer.headers["Content-Type"].startswith(("text/", "application/json")):
                continue  # a picture, or a file of a case that one may read
            page = answer.content.decode()
            said = set(NUMBER.findall(asking.address))  # what one asked for himself
            for number in set(NUMBER.findall(page)) - said:
                assert number in owner, (asking.key, number)
                assert sees(role, unit, owner[number]), (asking.key, username, number)
                shown.add(asking.route)
    assert {"web:worklist", "web:register", "web:search", "web:lookup", "web:intake-earlier", "web:agent"} <= shown


TOKEN = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*|&quot;X-CSRFToken&quot;: &quot;[^&]*')


def test_a_foreign_thing_and_a_missing_one_are_answered_with_the_same_words(world: World) -> None:
    """Nothing in the page tells them apart, but for the address that was asked for."""
    compared = 0
    for username in ("ma", "tan", "feng", "qin"):
        said = defaultdict(set)
        for asking, answer in answers(username, askings(world)):
            if answer.status_code == 404:
                address = asking.address.partition("?")[0]
                body = TOKEN.sub(b"", answer.content).replace(address.encode(), b"")
                said[asking.method, asking.route].add((body, *sorted(answer.headers)))
        assert all(len(bodies) == 1 for bodies in said.values()), username
        compared += len(said)
    assert compared > 10


# -- reading changes nothing, writing wants a token ------------------------------------------------------------------

WRITES = re.compile(r"\s*(insert|update|delete|truncate|merge)\b", re.IGNORECASE)
KEPT_BY_READING = re.compile(r"django_session|access_accessevent|paperwork_handling|axes_|pg_notify")


def test_reading_a_page_writes_nothing(world: World) -> None:
    """Besides the session that it lengthens, the record of access where it was refused, and the record of custody."""
    written: list[tuple[Key, str]] = []
    now_asked: list[Asking] = []

    def watch(execute: Any, statement: str, *args: Any) -> Any:
        if WRITES.match(statement) and not KEPT_BY_READING.search(statement):
            written.append((now_asked[0].key, statement))
        return execute(statement, *args)

    for username in ("wang", "li", "hotline", "qin", "guan"):
        client = client_of(username)
        for asking in askings(world):
            if asking.method == "GET":
                now_asked[:] = [asking]
                with connection.execute_wrapper(watch):
                    asking.ask(client)
    assert written == []


@pytest.mark.parametrize("username", ["wang", "guan", None])
def test_nothing_is_written_without_the_forms_token(world: World, username: str | None) -> None:
    client = client_of(username)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    tried = 0
    for asking in askings(world):
        if asking.method == "POST":
            with undone():
                answer = asking.ask(strict)
            assert answer.status_code == 403, asking.key
            tried += 1
    assert tried > 40


def test_nobody_is_sent_elsewhere(world: World) -> None:
    """Wherever one says that he wants to go on to, it is within this site."""
    client = client_of("wang")
    for where in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil"):
        for address, data in (
            ("/language", {"language": "en", "next": where}),
            ("/office", {"office": "450103//", "next": where}),
            ("/sign-in", {"username": "wang", "password": "one password for all of them", "next": where}),
            ("/views", {"name": "x", "query": where}),
        ):
            with undone():
                answer = client.post(address, data)
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith("/"), (address, where)
            assert not answer.headers["Location"].startswith(("//", "/\\")), (address, where)


def test_the_samples_are_asked_for_at_a_moment_that_has_come(world: World) -> None:
    from anjie.platform.clock import now

    assert now() == NOW
    assert {person.username for person in ADMINS} == {"feng", "hou"}
