"""The wall alone: every query here forgets whose cases it may see."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.db.migrations.state import ProjectState

from anjie.access.models import Officer
from anjie.access.scope import Scope, scope_of
from anjie.access.wall import wall_around, wall_behind, within
from anjie.directory.models import Unit
from people import PEOPLE, office_of

OPERATIONS = [
    *wall_around("dossier", guests="guests"),
    *wall_around("dossier_line", follows=("dossier_id", "dossier")),
    *wall_behind("dossier_page", follows=("dossier_id", "dossier")),
]
TABLES = ("dossier", "dossier_line", "dossier_page")


@pytest.fixture
def dossiers(people: dict[str, Officer]) -> Iterator[None]:
    """Give three throw-away tables behind the wall, with one row for each unit; 江南区 asked 青秀区's claims."""
    with connection.cursor() as cursor:
        cursor.execute("""
            create table dossier (id bigint primary key, code text, guests text[] not null default '{}',
                head_id bigint, region_id bigint, city_id bigint, county_id bigint);
            create table dossier_line (dossier_id bigint, code text,
                head_id bigint, region_id bigint, city_id bigint, county_id bigint);
            create table dossier_page (dossier_id bigint, code text);
            insert into dossier select id, code, case code when '450105' then array['450103/claims'] else '{}' end,
                head_id, region_id, city_id, county_id from directory_unit;
            insert into dossier_line select id, code, head_id, region_id, city_id, county_id from directory_unit;
            insert into dossier_page select id, code from directory_unit""")
        apply(forwards=True)
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table dossier_page, dossier_line, dossier")


def apply(*, forwards: bool) -> None:
    state = ProjectState()
    with connection.schema_editor() as editor:
        for operation in OPERATIONS:
            step = operation.database_forwards if forwards else operation.database_backwards
            step("access", editor, state, state)


def seen(table: str = "dossier") -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select code from {table}")
        return {code for (code,) in cursor.fetchall()}


def everything() -> set[str]:
    return {*Unit.objects.values_list("code", flat=True)}


@pytest.mark.parametrize("table", TABLES)
def test_it_is_closed_until_somebody_says_who_asks(dossiers: None, table: str) -> None:
    assert seen(table) == set()
    with within(Scope.NOTHING):
        assert seen(table) == set()


@pytest.mark.parametrize("table", TABLES)
def test_without_the_wall_the_same_query_sees_everything(dossiers: None, table: str) -> None:
    apply(forwards=False)
    assert seen(table) == everything()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_it_lets_through_what_the_gate_would(dossiers: None, person: object, table: str) -> None:
    scope = scope_of(office_of(person.username))
    asked = {"450105"} if person.username == "qin" else set()
    with within(scope):
        assert seen(table) == {unit.code for unit in Unit.objects.filter(scope.q())} | asked


@pytest.mark.parametrize("table", TABLES)
def test_the_system_sees_everything(dossiers: None, table: str) -> None:
    with within(Scope.SYSTEM):
        assert seen(table) == everything()


def test_nothing_is_written_beyond_it(dossiers: None) -> None:
    with within(scope_of(office_of("wang"))):
        with connection.cursor() as cursor:
            cursor.execute("update dossier set code = 'mine'")
            assert cursor.rowcount == 1
            cursor.execute("delete from dossier where code = '450105'")
            assert cursor.rowcount == 0
        neighbour = Unit.objects.get(code="450105")
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "insert into dossier (id, head_id, region_id, city_id, county_id) values (999, %s, %s, %s, %s)",
                [neighbour.head_id, neighbour.region_id, neighbour.city_id, neighbour.county_id],
            )


def test_a_setting_made_up_of_nonsense_is_an_error_and_not_a_hole(dossiers: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('anjie.scope', ';everything;;', true)")
    with pytest.raises(DatabaseError), transaction.atomic():
        seen()


def test_scopes_nest(dossiers: None) -> None:
    with within(scope_of(office_of("wang"))):
        with within(Scope.SYSTEM):
            assert seen() == everything()
            with within(scope_of(office_of("ma"))):
                assert seen() == {"450105"}
            assert seen() == everything()
        assert seen() == {"450103"}
    assert seen() == set()


def test_the_outer_scope_comes_back_after_an_exception(dossiers: None) -> None:
    with within(scope_of(office_of("wang"))):
        with pytest.raises(KeyError), within(Scope.SYSTEM):
            raise KeyError
        assert seen() == {"450103"}


def test_the_outer_scope_comes_back_after_a_failed_transaction(dossiers: None) -> None:
    with within(scope_of(office_of("wang"))):
        with pytest.raises(DatabaseError), transaction.atomic(), within(Scope.SYSTEM), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        assert seen() == {"450103"}


def test_the_scope_survives_a_transaction_rolled_back_within_it(dossiers: None) -> None:
    with within(scope_of(office_of("wang"))):
        with pytest.raises(KeyError), transaction.atomic():
            raise KeyError
        assert seen() == {"450103"}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_leaves_nothing_behind() -> None:
    with within(Scope.SYSTEM):
        connection.connection.close()
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('anjie.scope', true)")
        assert cursor.fetchone() in ((None,), ("",))


def test_it_asks_who_is_there_once_a_statement_not_once_a_row(dossiers: None) -> None:
    with within(scope_of(office_of("zhou"))), connection.cursor() as cursor:
        cursor.execute("explain (verbose) select * from dossier")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    filters = plan.partition("Filter:")[2].partition("\n")[0]
    assert "InitPlan" in plan
    assert "current_setting" not in filters


def test_every_table_that_names_a_row_s_units_is_walled(db: None) -> None:
    open_ones = {
        "directory_unit",  # the tree itself
        "cases_searchtext",  # nobody may read it but two functions, which ask the wall's question
    }
    with connection.cursor() as cursor:
        cursor.execute("""
            select t.relname, t.relforcerowsecurity and exists (select from pg_policy where polrelid = t.oid)
            from pg_class t join pg_attribute a on a.attrelid = t.oid
            where a.attname = 'county_id' and t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace""")
        tables = dict(cursor.fetchall())
    assert {table for table, walled in tables.items() if not walled} <= open_ones
    assert "cases_case" in tables


@pytest.mark.parametrize(
    "attempt",
    [
        "set row_security = off; select * from cases_case",
        "alter table cases_case disable row level security",
        "drop policy wall on cases_case",
        "set role app_owner",
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_running_application_can_t_take_it_down(as_app_rw: psycopg.Connection, attempt: str) -> None:
    [bypasses] = as_app_rw.execute(
        "select rolbypassrls or rolsuper from pg_roles where rolname = current_user"
    ).fetchone()
    assert not bypasses
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_rw.execute(attempt)
