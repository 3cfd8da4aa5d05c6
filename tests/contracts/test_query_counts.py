"""How many statements each page costs, against a file that somebody has read; and that more cases cost no more.

The file is `query_counts.json`: by role, then by page. It is written anew by `UPDATE_QUERY_COUNTS=1 pytest
tests/contracts/test_query_counts.py`; read the difference before you commit it.
"""

import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from addresses import COMPLAINT, World, askings, client_of
from anjie.access.models import Officer
from anjie.access.staffing import Hand, Period, Position, appoint
from anjie.cases import shelf
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Agent, Unit
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import FactsAdded
from anjie.procedure.acts.opening import Opened
from anjie.procedure.terms import Role
from anjie.procedure.values import AllegationMade, Respondent
from casework import Desk, asked, assigned, complainant, registered, undone, verified
from people import AT

FILE = Path(__file__).parent / "query_counts.json"
UPDATE = os.environ.get("UPDATE_QUERY_COUNTS") == "1"

WHO = {
    "intake": "huang", "inspector": "wang", "supervisor": "li", "approver": "chen", "department": "qin",
    "counsel": "su", "auditor": "shen", "admin": "guan",
}  # fmt: skip
"""One person for each of the main roles."""

Counts = Mapping[str, Mapping[str, int]]


@dataclass(slots=True)
class Tally:
    """The statements that were sent, but for the marks within the test's own transaction."""

    said: list[str] = field(default_factory=list[str])

    def __call__(self, execute: Callable[..., Any], statement: str, *args: Any) -> Any:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.said.append(statement)
        return execute(statement, *args)


@contextmanager
def counted() -> Iterator[Tally]:
    """Count what is sent; Django's own log forgets all but the last 9,000."""
    tally = Tally()
    with connection.execute_wrapper(tally):
        yield tally


def settled(username: str) -> Client:
    """Give a client whose session is written down, as on any page but the first of a minute."""
    client = client_of(username)
    client.get("/password")
    return client


def reads(world: World) -> Counts:
    """Count the statements of every page that each may ask for."""
    return {role: dict(_reads(username, world)) for role, username in WHO.items()}


def _reads(username: str, world: World) -> Iterator[tuple[str, int]]:
    client = settled(username)
    for asking in askings(world):
        if asking.method == "GET":
            with counted() as tally:
                answer = asking.ask(client)
            if answer.status_code in (200, 302):
                yield f"GET {asking.route} {asking.what}".strip(), len(tally.said)


def writes(world: World) -> Counts:
    """Count the statements of taking a complaint in, and of an act, each undone again."""
    number = world.numbers["4501"]
    return {
        "intake": {"POST web:intake": _written("huang", "/intake", COMPLAINT)},
        "inspector": {"POST web:act": _written("zhou", f"/cases/{number}/acts/acknowledged", {"method": "phone"})},
    }


def _written(username: str, address: str, data: Mapping[str, str]) -> int:
    client = settled(username)
    with undone(), counted() as tally:
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()
    return len(tally.said)


def every_count(world: World) -> Counts:
    written = writes(world)
    return {role: {**pages, **written.get(role, {})} for role, pages in reads(world).items()}


@pytest.fixture
def warm(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Give the world to a process that has built its calendars, and has no case in hand: every journal is read."""
    monkeypatch.setattr(shelf, "MOST", 0)
    monkeypatch.setattr(shelf, "_kept", OrderedDict())
    for region in ("", "GX"):
        calendar_for(region)
    return world


# -- the file --------------------------------------------------------------------------------------------------


def kept() -> Counts:
    counts: Counts = json.loads(FILE.read_text(encoding="utf-8"))
    return counts


def test_each_page_costs_what_the_file_says_however_many_cases_there_are(warm: World, desk: Desk) -> None:
    few = every_count(warm)
    if UPDATE:
        FILE.write_text(json.dumps(few, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert differences(kept(), few) == []
    grow(warm, desk)
    assert differences(few, every_count(warm)) == [], "more cases cost more statements"


def differences(before: Counts, after: Counts) -> list[str]:
    return [
        f"{role}, {page}: {before.get(role, {}).get(page)}, now {after.get(role, {}).get(page)}"
        for role in before.keys() | after.keys()
        for page in sorted(before.get(role, {}).keys() | after.get(role, {}).keys())
        if before.get(role, {}).get(page) != after.get(role, {}).get(page)
    ]


def test_the_goals_are_kept() -> None:
    """Five statements are every request's: session, officer, his seats, the wall put up, and taken away."""
    assert {role: counts["GET access:password"] for role, counts in kept().items()} == dict.fromkeys(WHO, 5)
    inspector = kept()["inspector"]
    assert inspector["GET web:worklist tab mine"] <= 8
    assert inspector["GET web:case case of 450103"] <= 14
    assert inspector["GET web:search phone"] <= 6
    assert inspector["GET web:search words"] <= 8


def test_a_number_is_looked_up_at_the_same_price(warm: World) -> None:
    client = settled("wang")
    for typed in (warm.numbers["450103"], "13877123456", "450103198503072529"):
        with counted() as tally:
            client.get("/search", {"q": typed})
        assert len(tally.said) <= 6, tally.said


def test_what_is_looked_up_exactly_is_found_by_an_index_behind_the_wall(warm: World) -> None:
    """`upper()` isn't leakproof: behind the wall its index would lie idle."""
    client = settled("wang")
    with counted() as tally:
        client.get("/search", {"q": warm.numbers["450103"]})
    assert not [statement for statement in tally.said if "UPPER(" in statement]


# -- the world, several times as large -------------------------------------------------------------------------


def grow(world: World, desk: Desk) -> None:
    """Have several times as many cases, people and entries, on the very cases that are asked about too."""
    for unit, who in (("450103", "wang"), ("4501", "zhou"), ("450203", "tan")):
        for _ in range(4):
            number = desk.takes(unit=unit, facts="SAMPLE", **crowd())
            desk.walks(number, ((who, registered()), (who, verified()), (who, alleged()), (who, assigned(who))))
            if unit == "4501":
                assert desk("zhou", number, asked(unit="450103")).done
        for _ in range(8):
            assert desk(who, world.numbers[unit], FactsAdded(facts="SAMPLE", received_at=desk.at)).done
    _hire(Hand(Officer.objects.get(username="guan"), AT))


def crowd() -> dict[str, Any]:
    return {
        "complainants": tuple(complainant(name) for name in ("农秀英", "农秀兰", "农秀珍")),
        "respondents": tuple(Respondent(name=f"梁{name}", agent="A450103007") for name in ("展业", "展望")),
    }


def alleged() -> Act:
    return Opened(
        allegations=tuple(AllegationMade(respondent=f"R{number}", violation="V14", text="SAMPLE") for number in (1, 2))
    )


def _hire(hand: Hand) -> None:
    unit = Unit.objects.get(code="450103")
    for number in range(6):
        officer = Officer(username=f"more{number}", password=make_password(None))
        officer.rename("王增员")
        officer.save()
        appoint(officer, Position(unit, Role.INSPECTOR), Period(AT.date() - timedelta(days=9)), hand)
        agent = Agent(code=f"A45010310{number}", unit=unit, team="T")
        agent.rename("梁增员")
        agent.save()
