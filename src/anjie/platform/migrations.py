"""Bringing the database to the shape that this version of the code expects."""

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from anjie.platform.checks import unsuitable
from anjie.platform.errors import CannotStartError

OWNER = "owner"

# Of several processes that start at once, one migrates and the others wait. Any number will do.
MIGRATION_LOCK = 4_200_002


class UnsuitableDatabaseError(CannotStartError):
    """The database is of a kind that would fail later; the message says of which."""


def refuse_unsuitable() -> None:
    """Raise if the application must not be used with its database."""
    reasons = unsuitable(OWNER)
    if reasons:
        raise UnsuitableDatabaseError("\n".join(reasons))


def migrate_if_behind() -> bool:
    """Apply the migrations that are missing, and tell whether there were any."""
    if not _is_behind():
        return False
    with connections[OWNER].cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MIGRATION_LOCK])
        try:
            behind = _is_behind()
            if behind:
                call_command("migrate", database=OWNER, interactive=False, verbosity=0)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [MIGRATION_LOCK])
    return behind


def _is_behind() -> bool:
    executor = MigrationExecutor(connections[OWNER])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
