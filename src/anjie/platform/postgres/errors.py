"""What can go wrong with the server."""

from anjie.platform.errors import CannotStartError


class PostgresError(CannotStartError):
    """The database server cannot be used; the message says why and what would help."""
