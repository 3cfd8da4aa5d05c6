"""The record can only be added to: a trigger stops everybody, and the application hasn't even the right to try."""

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.platform.database import OWNER_ROLE
from anjie.platform.postgres import Server
from casework import MAJOR, Desk, everything, registered, rows

RECORD = ("cases_entry", "cases_body", "cases_refusal")
COLUMNS = {"cases_entry": "kind", "cases_body": "text", "cases_refusal": "kind"}


@pytest.fixture
def kept(desk: Desk) -> Desk:
    """Give a desk at which something was done and something refused."""
    number = desk.walks(desk.takes(), MAJOR, until="verified")
    assert not desk("wang", number, registered()).done
    return desk


@pytest.mark.parametrize("table", RECORD)
@pytest.mark.parametrize("change", ["update {} set {} = 'x'", "update {} set {} = {}", "delete from {}"])
def test_the_owner_of_the_tables_is_stopped_by_the_trigger(kept: Desk, table: str, change: str) -> None:
    before = everything()
    statement = change.format(table, COLUMNS[table], COLUMNS[table])
    with pytest.raises(DatabaseError, match="can only be added to"), transaction.atomic(), within(Scope.SYSTEM):
        _run(statement)
    assert everything() == before


@pytest.mark.parametrize("table", RECORD)
def test_emptying_a_table_is_stopped_too(kept: Desk, table: str) -> None:
    """Here the tests have switched this trigger off for themselves; it is switched on as the migration left it."""
    before = everything()
    _run("set constraints all immediate")
    _run(f"alter table {table} enable trigger {table}_no_truncate")
    with pytest.raises(DatabaseError, match="can only be added to"), transaction.atomic():
        _run(f"truncate {table} cascade")
    assert everything() == before


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


SWITCHES = (
    "set session_replication_role = replica",
    "set session authorization default",
    "set role none",
    "set row_security = off",
    "set anjie.scope = '*'",
    "set anjie.append_only = 'off'",
    "set constraints all deferred",
    "set check_function_bodies = off",
)


@pytest.mark.parametrize("switch", SWITCHES)
def test_no_setting_of_the_session_switches_the_trigger_off(kept: Desk, switch: str) -> None:
    before = everything()
    with (
        pytest.raises(DatabaseError, match=r"can only be added to|denied|row-level security"),
        transaction.atomic(),
        within(Scope.SYSTEM),
    ):
        _run(switch)
        _run("update cases_entry set kind = 'x'")
    assert everything() == before


FORBIDDEN = [
    *(f"update {table} set {COLUMNS[table]} = 'x'" for table in RECORD),
    *(f"delete from {table}" for table in RECORD),
    *(f"truncate {table} cascade" for table in RECORD),
    *(f"alter table {table} disable trigger all" for table in RECORD),
    *(f"drop trigger {table}_append_only on {table}" for table in RECORD),
    *(f"drop table {table} cascade" for table in RECORD),
    *(f"alter table {table} no force row level security" for table in RECORD),
    *(f"drop policy wall on {table}" for table in RECORD),
    *(f"create rule quiet as on update to {table} do instead nothing" for table in RECORD),
    "create or replace function append_only() returns trigger language plpgsql as 'begin return new; end'",
    "drop function append_only() cascade",
    "set session_replication_role = replica",
    f"set role {OWNER_ROLE}",
    "select text from cases_searchtext",
    "truncate cases_case cascade",
    "insert into cases_entry select * from cases_entry on conflict (id) do update set kind = 'x'",
    "merge into cases_entry e using cases_entry o on e.id = o.id when matched then delete",
]


def test_the_application_has_the_right_to_none_of_it(as_app_rw: psycopg.Connection) -> None:
    allowed = []
    for statement in FORBIDDEN:
        try:
            with as_app_rw.transaction(force_rollback=True):
                as_app_rw.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        allowed.append(statement)
    assert allowed == []


def test_the_application_may_add_and_read(as_app_rw: psycopg.Connection) -> None:
    """Or the test above would prove nothing but a broken connection."""
    for table in (*RECORD, "cases_case", "cases_duty"):
        assert as_app_rw.execute(f"select count(*) from {table}").fetchone() == (0,)
    as_app_rw.execute("grant all on cases_entry to current_user")  # a warning, and nothing else
    granted = as_app_rw.execute(
        "select distinct privilege_type from information_schema.role_table_grants "
        "where grantee = current_user and table_name = any(%s)",
        [list(RECORD)],
    ).fetchall()
    assert {each for (each,) in granted} == {"SELECT", "INSERT"}


def test_the_application_is_no_superuser_and_passes_no_wall(as_app_rw: psycopg.Connection, postgres: Server) -> None:
    query = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    assert as_app_rw.execute(query).fetchone() == (False, False, False, False)
    assert as_app_rw.info.user == settings.ANJIE_RUNTIME_ROLE != OWNER_ROLE


def test_a_case_that_has_a_record_cannot_be_deleted(kept: Desk) -> None:
    before = everything()
    with pytest.raises(DatabaseError), transaction.atomic(), within(Scope.SYSTEM):
        _run("delete from cases_case")
        _run("set constraints all immediate")
    assert everything() == before
    assert rows("cases_case")
