"""The two roles: who may do what in the database."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from anjie.platform.checks import reasons_against, unsuitable
from anjie.platform.database import databases, superuser
from anjie.platform.postgres import Server


@pytest.mark.django_db
def test_tests_run_as_a_role_that_row_security_binds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == ("app_owner", False, False)


def test_the_application_reads_and_writes(as_app_rw: psycopg.Connection) -> None:
    as_app_rw.execute("insert into django_session values ('k', 'data', now()) returning session_key")
    assert as_app_rw.execute("select count(*) from django_session").fetchone() == (1,)


@pytest.mark.parametrize(
    "forbidden",
    [
        "truncate django_session",
        "drop table django_session",
        "alter table django_session disable trigger all",
        "create table stray (id int)",
    ],
)
def test_the_application_changes_no_table(as_app_rw: psycopg.Connection, forbidden: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_rw.execute(forbidden)


def test_a_right_that_was_taken_back_stays_away(as_app_rw: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("create table journal (n int)")
        cursor.execute("revoke update, delete on journal from app_rw")
    call_command("migrate", verbosity=0)
    as_app_rw.execute("insert into journal values (1)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_rw.execute("update journal set n = 2")
    as_app_rw.rollback()
    with connection.cursor() as cursor:
        cursor.execute("drop table journal")


@pytest.mark.django_db
def test_the_tests_own_database_is_suitable() -> None:
    assert unsuitable("default") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("encoding", "ctype", "reason"),
    [
        ("UTF8", "C", "LC_CTYPE is C, under which Chinese cannot be searched"),
        ("SQL_ASCII", "C", "encoding is SQL_ASCII, not UTF8"),
    ],
)
def test_a_database_blind_to_chinese_is_refused(postgres: Server, encoding: str, ctype: str, reason: str) -> None:
    with psycopg.connect(superuser(postgres), autocommit=True) as admin:
        admin.execute(
            "create database blind template template0 locale_provider libc "
            f"encoding '{encoding}' lc_ctype '{ctype}' lc_collate 'C'"
        )
        try:
            blind = connection.copy("blind")
            blind.settings_dict = {**connection.settings_dict, "NAME": "blind"}
            with blind.cursor() as cursor:
                assert reason in " ".join(reasons_against(cursor))
            blind.close()
        finally:
            admin.execute("drop database blind")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:p%40ss@db.example:5433/cases?sslmode=verify-full",
            {
                "NAME": "cases",
                "USER": "me",
                "PASSWORD": "p@ss",
                "HOST": "db.example",
                "PORT": "5433",
            },
        ),
        ("postgresql:///cases?host=/run/pg", {"NAME": "cases", "HOST": "/run/pg"}),
    ],
)
def test_a_named_database_is_understood(monkeypatch: pytest.MonkeyPatch, url: str, expected: dict[str, str]) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db.example/cases")
    named = databases()
    assert named["default"].items() >= expected.items()
    assert named["owner"]["USER"] == "owner"
