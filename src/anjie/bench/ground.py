"""A database of the suite's own: made on the same server, never the installation's, and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anjie.platform.database import NAME, OWNER_ROLE, RUNTIME_ROLE, ensure_started, server_folder
from anjie.platform.errors import CannotStartError
from anjie.platform.postgres import PORT, Cluster

RUNTIME_URL, OWNER_URL = "DATABASE_URL", "DATABASE_OWNER_URL"


@contextmanager
def own_database() -> Iterator[str]:
    """Have the environment name a fresh database, which this process and its children use; gives its name.

    To be entered before Django reads its settings. The server is the installation's, with its own settings: what is
    measured is what the installation would do.
    """
    with ensure_started():
        runtime, owner = _addresses()
        name = f"anjie_bench_{os.getpid()}"
        kept = {word: os.environ.get(word) for word in (RUNTIME_URL, OWNER_URL)}
        _run(owner, "create database {name}", name)
        os.environ[RUNTIME_URL] = make_conninfo(runtime, dbname=name)
        os.environ[OWNER_URL] = make_conninfo(owner, dbname=name)
        try:
            yield name
        finally:
            _restore(kept)
            _run(owner, "drop database if exists {name} with (force)", name)


def _addresses() -> tuple[str, str]:
    """How to reach the server as the runtime role and as the owner."""
    runtime = os.environ.get(RUNTIME_URL)
    if runtime:
        return runtime, os.environ.get(OWNER_URL) or runtime
    host = str(Cluster(server_folder()).sockets)
    addresses = (make_conninfo(host=host, port=PORT, dbname=NAME, user=role) for role in (RUNTIME_ROLE, OWNER_ROLE))
    return next(addresses), next(addresses)


def _run(address: str, statement: str, name: str) -> None:
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(name=sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        role = conninfo_to_dict(address).get("user", "")
        raise CannotStartError(f"The benchmark needs a database of its own; {role} may not create one.") from error


def _restore(kept: dict[str, str | None]) -> None:
    for word, value in kept.items():
        if value is None:
            os.environ.pop(word, None)
        else:
            os.environ[word] = value
