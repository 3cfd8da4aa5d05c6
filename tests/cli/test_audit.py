"""`anjie audit verify` names the entry that was altered, whatever was altered of it."""

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within

Run = Callable[..., Result]

WHOLE = "6个案件，0处记录被改动"


def tamper(statement: str, number: str, seq: int) -> None:
    """Change the record as the tables' owner can, behind the application's back."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # a table with checks still to do can't be altered
        for table in ("cases_entry", "cases_body"):
            cursor.execute(f"alter table {table} disable trigger user")
        of_entry = "(select e.id from cases_entry e join cases_case c on c.id = case_id where number = %s and seq = %s)"
        cursor.execute(statement.replace("ENTRY", of_entry), [number, seq])
        assert cursor.rowcount == 1
        for table in ("cases_entry", "cases_body"):
            cursor.execute(f"alter table {table} enable trigger user")


def test_a_whole_record(run: Run, complaints: list[str]) -> None:
    done = run("audit", "verify")
    assert (done.exit_code, done.stdout) == (0, f"{WHOLE}，0处与各表不符\n")
    assert run("audit", "verify", "--journals-only").stdout == f"{WHOLE}\n"
    assert json.loads(run("audit", "verify", "--json").stdout) == {
        "cases": 6,
        "breaks": [],
        "checkpoints": [],
        "differences": [],
    }


@pytest.mark.parametrize(
    "change",
    [
        "update cases_entry set at = at + interval '1 microsecond'",
        "update cases_entry set by = by || 'x'",
        "update cases_entry set acting_for = 'wu'",
        "update cases_entry set unit = '4502'",
        "update cases_entry set kind = 'acknowledged'",
        "update cases_entry set edition = edition || '1'",
        "update cases_entry set body_hash = set_byte(body_hash, 31, get_byte(body_hash, 31) # 1)",
        "update cases_entry set hash = set_byte(hash, 0, get_byte(hash, 0) # 1)",
        "update cases_body set salt = set_byte(salt, 7, get_byte(salt, 7) # 1)",
        "update cases_body set text = replace(text, 'o', '0')",
        "update cases_body set text = text || ' '",
        "delete from cases_body",
    ],
)
def test_the_altered_entry_is_named(run: Run, complaints: list[str], change: str) -> None:
    key = "entry_id" if "cases_body" in change else "id"
    tamper(f"{change} where {key} in ENTRY", complaints[0], 2)
    found = run("audit", "verify", "--json")
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert [(each["number"], each["seq"]) for each in told["breaks"]] == [(complaints[0], 2)]
    assert told["differences"] == []
    assert f"案件 {complaints[0]} 第2条：" in run("audit", "verify").stdout
    assert f"case {complaints[0]}, entry 2: " in run("audit", "verify", "--lang", "en", "--journals-only").stdout


def test_an_entry_cut_off_at_the_end(run: Run, complaints: list[str]) -> None:
    tamper("delete from cases_body where entry_id in ENTRY", complaints[0], 3)
    tamper("delete from cases_entry where id in ENTRY", complaints[0], 3)
    [broken] = json.loads(run("audit", "verify", "--json").stdout)["breaks"]
    assert (broken["number"], broken["seq"]) == (complaints[0], 3)


def test_tables_that_say_otherwise_are_named_and_made_anew(run: Run, complaints: list[str]) -> None:
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("update cases_case set handler = 'wu' where number = %s", [complaints[1]])
        cursor.execute("delete from cases_duty where clause = 'register-same-day'")
    found = run("audit", "verify")
    assert found.exit_code == 1
    assert f"案件 {complaints[1]}：cases_case 与记录不符\n" in found.stdout
    assert found.stdout.count("cases_duty 与记录不符") == 6
    assert run("audit", "verify", "--journals-only").exit_code == 0
    assert run("rebuild").stdout == "已重建6个案件\n"
    assert run("audit", "verify").exit_code == 0
