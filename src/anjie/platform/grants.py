"""What the running application may do with the tables that the migrations make.

Said once, before the first table exists: each new table gives the runtime role the everyday rights
as it is made. A later migration that takes some of them back (the journal can be added to and
read, nothing else) is never overruled, which granting after each migration would do.
"""

from typing import Any

from django.conf import settings
from django.db import connections

DEFAULTS = (
    "grant select, insert, update, delete on tables",
    "grant usage, select on sequences",
    "grant execute on functions",
)


def grant_to_runtime_role(using: str, **_kwargs: Any) -> None:
    """Before a migration, give the runtime role the rights on every table to come."""
    connection = connections[using]
    role = settings.ANJIE_RUNTIME_ROLE
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        if cursor.fetchone() == (role,):
            return
        for rights in DEFAULTS:
            cursor.execute(f"alter default privileges in schema public {rights} to {connection.ops.quote_name(role)}")
