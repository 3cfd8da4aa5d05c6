"""A PostgreSQL server of our own, started when somebody needs it and stopped by its last user.

    with Server(folder) as server:
        psycopg.connect(host=server.sockets, user="postgres")

Any number of processes may do so at once with the same folder: the first one creates and starts the
server, the others attach, the last one stops it. A process that is killed leaves the server running
for the next one; a server that is killed recovers what it had acknowledged at the next start.
"""

from anjie.platform.postgres.account import Account
from anjie.platform.postgres.cluster import SUPERUSER, Cluster
from anjie.platform.postgres.errors import PostgresError
from anjie.platform.postgres.server import PORT, Server

__all__ = ["PORT", "SUPERUSER", "Account", "Cluster", "PostgresError", "Server"]
