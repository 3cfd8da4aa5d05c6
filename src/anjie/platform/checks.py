"""Refusing a database that would lose words: too old, not Unicode, or blind to Chinese."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.utils import CursorWrapper

OLDEST_SERVER = 150_000

# A character that is a letter exactly where the database knows Chinese.
A_CHINESE_LETTER = "单"


def unsuitable(alias: str) -> list[str]:
    """Return why the database behind a connection must not be used; an empty list if it may be."""
    with connections[alias].cursor() as cursor:
        return reasons_against(cursor)


def reasons_against(cursor: CursorWrapper) -> list[str]:
    """Return what speaks against the database that the cursor is in."""
    return [*_version(cursor), *_encoding(cursor), *_letters(cursor)]


def check_databases(
    databases: Sequence[str] | None = None,
    **_kwargs: Any,
) -> list[CheckMessage]:
    """Report unsuitable databases in `check --database`."""
    return [Error(reason, id="platform.E001", obj=alias) for alias in databases or () for reason in unsuitable(alias)]


def _version(cursor: CursorWrapper) -> list[str]:
    if int(_value(cursor, "show server_version_num")) >= OLDEST_SERVER:
        return []
    return [f"PostgreSQL 15 or newer is needed; this is {_value(cursor, 'show server_version')}."]


def _encoding(cursor: CursorWrapper) -> list[str]:
    encoding = _value(cursor, "show server_encoding")
    return [] if encoding == "UTF8" else [f"The database's encoding is {encoding}, not UTF8."]


def _letters(cursor: CursorWrapper) -> list[str]:
    """Find a locale in which Chinese characters are not letters.

    Searching would still find the right cases, but never by an index: fast in a trial, and minutes
    a query once the archive has grown. Two things must hold, for expressions in SQL follow the
    collation, and the trigram extension follows LC_CTYPE.
    """
    ctype = _value(cursor, "select datctype from pg_database where datname = current_database()")
    letter = _value(cursor, f"select '{A_CHINESE_LETTER}' ~ '^[[:alnum:]]$'")
    if letter == "True" and ctype not in {"C", "POSIX"}:
        return []
    reason = (
        f"The database's LC_CTYPE is {ctype}, under which Chinese cannot be searched. Create it "
        "anew: create database anjie template template0 encoding 'UTF8' lc_ctype 'C.UTF-8';"
    )
    return [reason]


def _value(cursor: CursorWrapper, query: str) -> str:
    cursor.execute(query)
    row = cursor.fetchone()
    return str(row[0]) if row else ""
