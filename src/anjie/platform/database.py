"""Which database the installation uses, and making sure that it is there.

Two roles, so that a fault in the running application cannot undo what the law asks to be kept:
`app_owner` owns the tables and changes them in migrations; `app_rw` runs the application, and has
only the rights that the migrations left it. Neither is a superuser. In Django they are two
connections to one database: `default` and `owner`.

Either the server is ours (see `anjie.platform.postgres`), or the environment names one:
`DATABASE_URL` for the running application and, where the roles are kept apart there too,
`DATABASE_OWNER_URL` for migrations.
"""

import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from anjie.platform.home import home
from anjie.platform.postgres import PORT, SUPERUSER, Account, Cluster, Server

DatabaseSettings = dict[str, object]

NAME = "anjie"
OWNER_ROLE = "app_owner"
RUNTIME_ROLE = "app_rw"

# Where the data lie if the account that runs the server for root may not enter the installation.
SYSTEM_DATA = Path("/var/lib/anjie")

# Of two processes that find a new server, one sets it up and the other waits. Any number will do.
SETUP_LOCK = 4_200_001


def databases() -> dict[str, DatabaseSettings]:
    """Return Django's DATABASES: `default` to run the application, `owner` to migrate.

    Nothing is started here: the address of our own server is known before it runs.
    """
    runtime = os.environ.get("DATABASE_URL")
    if runtime:
        owner = os.environ.get("DATABASE_OWNER_URL") or runtime
        return {"default": _named(runtime), "owner": _second(_named(owner))}
    return {"default": _own(RUNTIME_ROLE), "owner": _second(_own(OWNER_ROLE))}


def runtime_role() -> str:
    """Return the name of the role that the application runs as."""
    return str(databases()["default"]["USER"])


@contextmanager
def ensure_started() -> Generator[None]:
    """Have the database's server run while the context lasts; one that was named runs by itself."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with Server(server_folder()) as server:
        ensure_roles(server)
        yield


def server_folder() -> Path:
    """Return the folder of our own server: in the installation's home where that can be."""
    folder = home() / "pg"
    account = Account.for_data(Cluster(folder).data)
    if account.can_enter(folder.parent):
        return folder
    return SYSTEM_DATA / hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def ensure_roles(server: Server) -> None:
    """Create the two roles and the application's database on our own server, if need be."""
    with psycopg.connect(superuser(server), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [SETUP_LOCK])
        _ensure_role(connection, OWNER_ROLE, sql.SQL("login createdb"))
        _ensure_role(connection, RUNTIME_ROLE, sql.SQL("login"))
        _ensure_database(connection)


def superuser(server: Server) -> str:
    """Return how to connect to our own server as its superuser: for set-up and backup only."""
    return make_conninfo(host=str(server.sockets), port=PORT, user=SUPERUSER, dbname="postgres")


def _ensure_role(connection: psycopg.Connection, role: str, rights: sql.SQL) -> None:
    known = connection.execute("select 1 from pg_roles where rolname = %s", [role])
    if known.fetchone() is None:
        create = sql.SQL("create role {role} {rights}")
        connection.execute(create.format(role=sql.Identifier(role), rights=rights))


def _ensure_database(connection: psycopg.Connection) -> None:
    known = connection.execute("select 1 from pg_database where datname = %s", [NAME])
    if known.fetchone() is None:
        create = sql.SQL("create database {name} owner {owner}")
        names = {"name": sql.Identifier(NAME), "owner": sql.Identifier(OWNER_ROLE)}
        connection.execute(create.format(**names))


def _own(role: str) -> DatabaseSettings:
    sockets = str(Cluster(server_folder()).sockets)
    return _connection({"dbname": NAME, "user": role, "host": sockets, "port": str(PORT)})


def _named(url: str) -> DatabaseSettings:
    return _connection({name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None})


def _second(settings: DatabaseSettings) -> DatabaseSettings:
    """Mark a second connection to the same database, which the tests must not create again."""
    return {**settings, "TEST": {"MIRROR": "default"}}


def _connection(words: dict[str, str]) -> DatabaseSettings:
    """Translate libpq's words into Django's; what Django has no word for it passes on."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": words.pop("dbname", NAME),
        "USER": words.pop("user", ""),
        "PASSWORD": words.pop("password", ""),
        "HOST": words.pop("host", ""),
        "PORT": words.pop("port", ""),
        "OPTIONS": {"application_name": "anjie", **words},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
