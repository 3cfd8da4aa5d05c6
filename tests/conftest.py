"""What all tests stand on: a PostgreSQL server and a home of their own."""

import fcntl
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from anjie.platform.database import OWNER_ROLE, RUNTIME_ROLE, ensure_roles, server_folder
from anjie.platform.postgres import Server

pytest_plugins = ["people"]

# How long an example takes says something of the machine, not of what is tested.
hypothesis.settings.register_profile("anjie", deadline=None)
hypothesis.settings.load_profile("anjie")

HOMES = Path(__file__).parents[1] / ".cache" / "tests"
KEPT = {"ANJIE_CHROMIUM"}


def free_home() -> tuple[Path, IO[str]]:
    """Return a home that no other run of the tests uses now, and the lock that keeps it so."""
    for number in itertools.count(1):
        home = HOMES / str(number)
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            return home, lock
    raise AssertionError


# Tests neither use nor touch a real installation. Settings are read here, under this environment,
# and not where pytest-django would: from pyproject.toml, before this file runs.
for name in set(os.environ) - KEPT:
    if name.startswith(("ANJIE_", "DATABASE_")):
        del os.environ[name]
TEST_HOME, _LOCK = free_home()
os.environ["ANJIE_HOME"] = str(TEST_HOME)
os.environ["ANJIE_LOG_LEVEL"] = "WARNING"
os.environ["DJANGO_SETTINGS_MODULE"] = "anjie.config.settings"
settings.STATIC_ROOT.mkdir(exist_ok=True)
# A process that runs a share of the tests would read them before this file too, with a home that isn't its own.
del os.environ["DJANGO_SETTINGS_MODULE"]

# A test's database need not survive a power cut.
FAST = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "shared_buffers": "128MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Give the tests' database server, running."""
    with Server(server_folder(), FAST) as server:
        ensure_roles(server)
        yield server


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    postgres: Server,
) -> None:
    """Connect as the role that may create the test database, and that row security still binds."""
    for words in (settings.DATABASES["default"], connections["default"].settings_dict):
        words["USER"] = OWNER_ROLE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let the tests that commit empty the tables again: elsewhere a trigger forbids it for ever."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, quote_ident(tgname) from pg_trigger "
            "where not tgisinternal and tgtype & 32 > 0"  # 32: before or after truncate
        )
        for table, trigger in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {trigger}")


@pytest.fixture
def as_app_rw(transactional_db: None, postgres: Server) -> Iterator[psycopg.Connection]:
    """Give a connection to the test database with the rights of the running application.

    It sees what was committed, so the test runs without the usual surrounding transaction.
    """
    with psycopg.connect(
        host=str(postgres.sockets),
        port=connection.settings_dict["PORT"],
        dbname=connection.settings_dict["NAME"],
        user=RUNTIME_ROLE,
    ) as runtime:
        yield runtime
