"""The wall: PostgreSQL hides the rows of other units, whatever a query forgot.

Every walled table has row-level security, forced, so that it binds the tables' owner too; nothing but a role with
BYPASSRLS gets past it (take dumps with such a role). What is visible is a session's setting, `anjie.scope`:

    unset or ''                  no row at all: a connection on which nobody said who is asking sees nothing
    ;12,13;7;4501/claims         what lies below units 12 and 13; unit 7's own; what that department was asked
    ;12;;;31                     the same, and what is officer 31's own
    *                            every row: `Scope.SYSTEM`, for the system's own work

In Python it is set by `within(scope)` alone: the middleware does it for each request, a job or a command for itself.

In a migration (of an app that depends on `access`):

    operations = [
        *wall_around("cases_case", guests="guests"),            # has the level columns, and guests
        *wall_around("cases_duty", follows=("case_id", "cases_case")),  # has the columns; guests see it with the case
        *wall_behind("cases_entry", follows=("case_id", "cases_case")), # no columns: visible when the case is
        *wall_for_one("notices_notice", "officer_id"),          # visible to one officer
        *wall_for_system("notices_reminded"),                   # visible to nobody
    ]

A migration that reads or writes walled rows wraps itself in `within(Scope.SYSTEM)`, as any code does.

The price, to know when writing queries: PostgreSQL applies the wall before any condition whose operator it does not
know to be leakproof, so `like`, `@>` and `&&` can't use their index on a walled table, while `=`, `<` and the order of
an index can. Text that is searched by a GIN index therefore lies in a table without a wall, on which the runtime
role has no SELECT, and is read through a SECURITY DEFINER function of the owner whose condition ends in `visible()`.

The setting belongs to the session, so connections may be pooled by the session (as psycopg's pool does) but not by
the transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunSQL
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from anjie.access.models import Officer
from anjie.access.office import seat_for
from anjie.access.scope import EVERYTHING, LEVELS, Scope
from anjie.directory.models import COLUMNS

SETTING = "anjie.scope"
POLICY = "wall"

Follows = tuple[str, str]
"""A column and the table whose `id` it names: `("case_id", "cases_case")`."""

_SCOPE = f"nullif(current_setting('{SETTING}', true), '')"
# Each sub-select depends on no row, so the planner evaluates it once for a statement, not once for a row.
_EVERYTHING = f"(select {_SCOPE} = '{EVERYTHING}')"
_BELOW = f"((select string_to_array(split_part({_SCOPE}, ';', 2), ','))::bigint[])"
_OWN = f"((select string_to_array(split_part({_SCOPE}, ';', 3), ','))::bigint[])"
_ASKED = f"((select string_to_array(split_part({_SCOPE}, ';', 4), ','))::text[])"
_READER = f"(select nullif(split_part({_SCOPE}, ';', 5), '')::bigint)"
_COLUMNS = [f"{COLUMNS[level]}_id" for level in LEVELS]


def visible(table: str, *, guests: str = "", follows: Follows | None = None) -> str:
    """Give the SQL condition that a row of `table`, which has the level columns, is within the setting.

    `guests` names an array column of departments that may see the row too; `follows` lets them see it when they see
    the row it belongs to.
    """
    ways = [_EVERYTHING, *(f"{table}.{column} = any {_BELOW}" for column in _COLUMNS)]
    # The lowest column that isn't empty is the owning unit itself.
    owner = ", ".join(f"{table}.{column}" for column in reversed(_COLUMNS))
    ways.append(f"coalesce({owner}) = any {_OWN}")
    if guests:
        ways.append(f"{table}.{guests} && {_ASKED}")
    if follows:
        ways.append(f"(select {_ASKED} <> '{{}}') and {_follows(table, follows)}")
    return "(" + " or ".join(ways) + ")"


def wall_around(table: str, *, guests: str = "", follows: Follows | None = None) -> list[RunSQL]:
    """Wall a table that has the level columns: migration operations, reversible."""
    return _wall(table, visible(table, guests=guests, follows=follows))


def wall_behind(table: str, *, follows: Follows) -> list[RunSQL]:
    """Wall a table without level columns: its rows are visible when those they belong to are."""
    return _wall(table, f"({_EVERYTHING} or {_follows(table, follows)})")


def wall_for_one(table: str, column: str) -> list[RunSQL]:
    """Wall a table whose rows are one officer's own, whoever may see the cases they are about."""
    return _wall(table, f"({_EVERYTHING} or {table}.{column} = {_READER})")


def wall_for_system(table: str) -> list[RunSQL]:
    """Wall a table that is for the system's own work alone."""
    return _wall(table, f"({_EVERYTHING})")


def _follows(table: str, follows: Follows) -> str:
    """Say that the row belonged to is visible: the sub-select meets that table's own wall."""
    column, parent = follows
    return f"exists (select from {parent} where {parent}.id = {table}.{column})"


def _wall(table: str, condition: str) -> list[RunSQL]:
    build = f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy {POLICY} on {table} using {condition} with check {condition}"""
    demolish = f"""
        drop policy {POLICY} on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security"""
    return [RunSQL(build, demolish)]


@contextmanager
def within(scope: Scope, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let the connection see the rows of `scope` and no others, until the block ends.

    Blocks nest: the inner scope replaces the outer one and gives way to it again, whether the block ends well,
    by an exception, or with its transaction rolled back.
    """
    connection = connections[using]
    outer = _set(connection, scope.setting())
    try:
        yield
    finally:
        _restore(connection, outer)


def _set(connection: BaseDatabaseWrapper, setting: str) -> str:
    """Set the scope for the session and give the one before."""
    with connection.cursor() as cursor:
        # Materialised, so that the old value is read before the new one is set.
        cursor.execute(
            "with before as materialized (select current_setting(%s, true) as setting) "
            "select coalesce(setting, ''), set_config(%s, %s, false) from before",
            [SETTING, SETTING, setting],
        )
        row: Sequence[str] = cursor.fetchone() or ("",)
    return row[0]


def _restore(connection: BaseDatabaseWrapper, outer: str) -> None:
    raw = connection.connection
    if raw is None or raw.closed:
        return  # the setting went with the session
    if raw.info.transaction_status == TransactionStatus.INERROR:
        return  # the rollback that must follow restores what the transaction found
    try:
        _set(connection, outer)
    except (InterfaceError, OperationalError):
        # Never leave a scope on a connection that somebody else may be given.
        raw.close()


class WallMiddleware:
    """Opens the wall for the seat a request acts from, and for nobody else. Stands after AccessMiddleware.

    What a response generates after the view has returned (a streamed file) meets a closed wall: such a generator opens
    it for itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer within the scope of whoever asks; an anonymous request sees nothing."""
        seat = seat_for(request)
        scope = seat.scope if seat else Scope.NOTHING
        with within(scope.read_by(request.user.pk) if isinstance(request.user, Officer) else scope):
            return self.get_response(request)
