"""Units are kept apart twice: by the gate in every query, and by the wall in the database. Each holds alone."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.db.models import Q

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import SETTING, within
from anjie.cases import reading
from anjie.directory.models import Unit
from casework import IDENTITY, MAJOR, MOBILE, Desk, asked, registered, rows, tables
from people import PEOPLE, UNITS

OPEN_TO_ALL = {"cases_counter", "cases_reserved", "cases_searchtext"}
"""Tables without a wall: two have nothing of any case but numbers, the other can't be read (below)."""

PARENTS = {code: parent for code, _, _, parent in UNITS}
EVERYBODY = [person.username for person in PEOPLE]
SEE_BELOW = {"inspector", "supervisor", "approver", "counsel", "auditor"}


def expected(who: str) -> set[str]:
    """Say of which units somebody may see the cases: worked out here from the tree, by nothing of the application."""
    person = next(each for each in PEOPLE if each.username == who)
    if person.role == "intake":
        return {person.unit}
    if person.username == "qin":
        return {"450105"}  # 江南区 asked 青秀区's claims department
    if person.role not in SEE_BELOW:
        return set()
    return {code for code in PARENTS if person.unit in (code, *_above(code))}


def _expected_in(table: str, who: str) -> set[str]:
    """What returns are counted from is nothing for a department that was asked."""
    return set() if who == "qin" and table in {"cases_stretch", "cases_tally"} else expected(who)


def _above(code: str | None) -> Iterator[str]:
    while code := PARENTS[code]:
        yield code


@pytest.fixture
def units(desk: Desk) -> dict[int, str]:
    """Give one case of each unit, something of it in every table; by the ids of the cases."""
    for code in PARENTS:
        number = desk.takes(unit=code, referrer_ref="全系统都有的字样")
        if code == "450103":
            desk.walks(number, MAJOR)
        elif code == "450105":
            desk.walks(number, (("ma", MAJOR[0][1]), ("ma", MAJOR[1][1]), ("ma", MAJOR[2][1])))
            assert desk("ma", number, asked(unit="450103")).done
        assert not desk("dong", number, registered()).done
    return {case: number.partition("-")[0] for case, number in rows("cases_case", "id", "number")}


def walled() -> list[str]:
    return [table for table in tables() if table not in OPEN_TO_ALL]


def seen_in(table: str, units: dict[int, str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct {'id' if table == 'cases_case' else 'case_id'} from {table}")
        return {units[case] for (case,) in cursor.fetchall()}


# -- the wall alone ----------------------------------------------------------------------------------------------


def test_the_wall_alone_hides_every_row_of_other_units_in_every_table(desk: Desk, units: dict[int, str]) -> None:
    with within(Scope.SYSTEM):
        there = {table: seen_in(table, units) for table in walled()}
    assert there["cases_case"] == there["cases_refusal"] == there["cases_body"] == set(PARENTS)
    for who in EVERYBODY:
        with within(scope_of(desk.office(who))):
            found = {table: seen_in(table, units) for table in walled()}
        assert found == {table: there[table] & _expected_in(table, who) for table in walled()}, who


def test_every_table_of_the_case_file_is_walled_or_named_here(desk: Desk) -> None:
    columns = ("relname", "relrowsecurity and relforcerowsecurity")
    found = dict(rows("pg_class", *columns, where="relkind = 'r' and relname like 'cases\\_%%'"))
    assert {table for table, walled_off in found.items() if not walled_off} == OPEN_TO_ALL


def test_without_the_wall_the_same_queries_see_everything(desk: Desk, units: dict[int, str]) -> None:
    """The control: the rows are there, and it is the wall that hides them."""
    take_down_the_wall()
    with within(scope_of(desk.office("wang"))):
        for table in ("cases_case", "cases_entry", "cases_body", "cases_duty", "cases_refusal"):
            assert seen_in(table, units) == set(PARENTS)


def take_down_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in walled():
            cursor.execute(f"alter table {table} disable row level security")


# -- the gate alone ----------------------------------------------------------------------------------------------


def listed(desk: Desk, who: str) -> dict[str, set[str]]:
    """Name the units of the cases that each way of looking shows somebody."""
    office = desk.office(who)
    scope = scope_of(office)
    unit = Unit.objects.get(code=office.unit)

    def codes(cases: object) -> set[str]:
        return {case.number.partition("-")[0] for case in cases}

    with within(scope):
        due = reading.dated(reading.my_duties(office, unit.pk, f"{unit.column}_id"), Q())
        agent = reading.agent_file(scope, "A450103007")
        return {
            "register": codes(reading.register(scope, Q()).rows),
            "open": codes(reading.open_register(scope, Q()).rows),
            "worklist": codes(duty.case for duty in reading.worklist(due).rows),
            "search": codes(reading.search(scope, "全系统都有的字样")),
            "phone": codes(reading.search(scope, MOBILE)),
            "identity": codes(reading.search(scope, IDENTITY)),
            "number": {code for code in PARENTS if reading.search(scope, f"{code}-2026-00001")},
            "earlier": codes(reading.earlier_complaints(scope, phone=MOBILE)),
            "earlier policy": codes(reading.earlier_complaints(scope, policy="P2023450103000188")),
            "agent": codes(agent.cases),
            "sanctions": codes(sanction.case for sanction in agent.sanctions),
            "visible": {code for code in PARENTS if reading.case_visible(scope, f"{code}-2026-00001")},
            "opened": {code for code in PARENTS if reading.case_for(scope, f"{code}-2026-00001", desk.at)},
        }


EARLIER = {"earlier", "earlier policy"}
"""These show five cases at most."""
AS_GUEST = {"phone", "identity", "earlier", "earlier policy", "agent", "search"}
"""What one was merely asked about isn't found by these."""


def check(found: dict[str, set[str]], who: str) -> None:
    may = expected(who)
    for way, units in found.items():
        assert units <= may, way
    assert found["register"] == found["visible"] == found["opened"] == found["number"] == may
    assert found["open"] == may - {"450103"}  # that one is closed
    for way in AS_GUEST - EARLIER:
        assert found[way] == (set() if who == "qin" else may), way
    for way in EARLIER:
        assert who == "qin" or len(found[way]) == min(len(may), 5), way
    assert found["sanctions"] == may & {"450103"}


def test_gate_and_wall_together_show_what_one_may_see(desk: Desk, units: dict[int, str]) -> None:
    for who in EVERYBODY:
        check(listed(desk, who), who)


def test_the_gate_alone_shows_no_more(desk: Desk, units: dict[int, str]) -> None:
    take_down_the_wall()
    for who in EVERYBODY:
        for way, codes in listed(desk, who).items():
            assert codes <= expected(who), (who, way)


def test_the_wall_alone_shows_no_more(desk: Desk, units: dict[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate is off: every scope lets every row through, and still nobody sees more than the wall lets him."""
    monkeypatch.setattr(Scope, "q", lambda *_args, **_named: Q())
    monkeypatch.setattr(Scope, "covers", lambda *_args, **_named: True)
    for who in EVERYBODY:
        for way, codes in listed(desk, who).items():
            assert codes <= expected(who), (who, way)


def test_with_gate_and_wall_off_everything_is_seen(
    desk: Desk, units: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of both."""
    take_down_the_wall()
    monkeypatch.setattr(Scope, "q", lambda *_args, **_named: Q())
    found = listed(desk, "tan")
    assert found["register"] == found["opened"] == set(PARENTS)


# -- the running application -------------------------------------------------------------------------------------


def test_the_application_sees_nothing_until_it_is_said_who_asks(
    as_app_rw: psycopg.Connection, desk: Desk, units: dict[int, str]
) -> None:
    """On a connection of its own, with the rights of the running application: what was committed is there, or isn't."""

    def seen(table: str, column: str = "case_id") -> set[str]:
        return {units[case] for (case,) in as_app_rw.execute(f"select distinct {column} from {table}")}

    def found() -> set[str]:
        cases = as_app_rw.execute("select case_id from search_cases('{}', '{%全系统都有的字样%}', 100)")
        return {units[case] for (case,) in cases}

    def read() -> set[str]:
        cases = as_app_rw.execute("select case_id from search_texts(%s)", [list(units)])
        return {units[case] for (case,) in cases}

    below = Unit.objects.get(code="4501").pk
    own = Unit.objects.get(code="4502").pk
    for setting, codes in (
        (None, set()),
        ("", set()),
        (";;;", set()),
        (";-1;;", set()),
        (f";{below};;", {"4501", "450103", "450105"}),
        (f";;{own};", {"4502"}),
        (f";{below};{own};", {"4501", "450103", "450105", "4502"}),
        ("*", set(PARENTS)),
    ):
        if setting is not None:
            as_app_rw.execute("select set_config(%s, %s, false)", [SETTING, setting])
        for table in walled():
            shown = seen(table, "id" if table == "cases_case" else "case_id")
            assert shown <= codes, (setting, table)
        assert seen("cases_case", "id") == seen("cases_entry") == seen("cases_body") == codes
        assert found() == read() == codes
    as_app_rw.execute("select set_config(%s, ';;;450103/claims', false)", [SETTING])
    assert seen("cases_case", "id") == seen("cases_duty") == seen("cases_body") == {"450105"}
    assert found() == set()

    # What another unit's is can't be changed, nor can a row be smuggled in there.
    as_app_rw.execute("select set_config(%s, %s, false)", [SETTING, f";{below};;"])
    other = next(case for case, code in units.items() if code == "450203")
    mine = next(case for case, code in units.items() if code == "450103")
    assert as_app_rw.execute("update cases_case set handler = 'x' where id = %s", [other]).rowcount == 0
    assert as_app_rw.execute("delete from cases_party where case_id = %s", [other]).rowcount == 0
    as_app_rw.commit()
    smuggling = [
        ("update cases_case set region_id = null, city_id = null, county_id = null where id = %s", [mine]),
        ("update cases_duty set city_id = %s, county_id = null where case_id = %s", [own, mine]),
        (
            "insert into cases_refusal (at, by, acting_for, unit, kind, reasons, case_id) "
            "values (now(), 'x', '', 'x', 'x', '[]', %s)",
            [other],
        ),
        ("insert into cases_entry (case_id, seq, at, by, acting_for, unit, kind, edition, body_hash, hash) "
         "values (%s, 99, now(), 'x', '', 'x', 'x', 'x', '', '')", [other]),
    ]  # fmt: skip
    for statement, values in smuggling:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"), as_app_rw.transaction():
            as_app_rw.execute(statement, values)
