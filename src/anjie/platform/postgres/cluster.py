"""The data folder of a server: where its parts lie, how it is made, whether we can open it."""

import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from anjie.platform.postgres.account import Account
from anjie.platform.postgres.binaries import Binaries
from anjie.platform.postgres.errors import PostgresError
from anjie.platform.postgres.processes import command_line

SUPERUSER = "postgres"

# A socket's whole path has room for 104 bytes on macOS; the socket's own name takes 19 of them.
LONGEST_SOCKET_FOLDER = 85

# The first version whose own C.UTF-8 needs nothing from the operating system.
BUILTIN_LOCALES = 17

# Values of people's data must not reach the server's log by way of failed statements.
INITIAL_SETTINGS = """
# set by Anjie when the folder was made; change what you like
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
log_checkpoints = off
random_page_cost = 1.1
timezone = 'UTC'
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The folder that holds a server's data, its socket, its log and its locks."""

    folder: Path

    @property
    def data(self) -> Path:
        """The folder PostgreSQL calls its data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server itself has to say."""
        return self.folder / "server.log"

    @property
    def lock(self) -> Path:
        """Held by whoever creates, starts or stops the server."""
        return self.folder / "lock"

    @property
    def use(self) -> Path:
        """Held, shared, by everybody who uses the server."""
        return self.folder / "use"

    @property
    def sockets(self) -> Path:
        """The folder of the server's socket, known without asking the server."""
        inside = self.folder / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        # Not the caller's TMPDIR: every process must come to the same place.
        return Path("/tmp") / f"anjie-pg-{name}"  # noqa: S108 - taken only if it is ours

    def exists(self) -> bool:
        """Tell whether the data folder has been made; it appears only when it is complete."""
        return (self.data / "PG_VERSION").exists()

    def create(self, binaries: Binaries, account: Account, env: Mapping[str, str]) -> None:
        """Make the data folder, under another name until it is complete."""
        for left in self.folder.glob("initdb.*"):
            shutil.rmtree(left)
        unfinished = self.folder / f"initdb.{os.getpid()}"
        command: list[str | Path] = [binaries / "initdb", "--pgdata", unfinished]
        command += ["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
        made = account.run([*command, *locale_options(binaries.major())], env=env)
        if made.returncode:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise PostgresError(f"A new database could not be made.\n{made.stdout}")
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write(INITIAL_SETTINGS)
        unfinished.rename(self.data)

    def refuse_other_version(self, binaries: Binaries) -> None:
        """Raise if the data were made by a version that these programs cannot open."""
        made_by = int((self.data / "PG_VERSION").read_text())
        ours = binaries.major()
        if made_by != ours:
            raise PostgresError(
                f"The data in {self.data} were made by PostgreSQL {made_by}; the programs in "
                f"{binaries.folder} are PostgreSQL {ours} and cannot open them. Nothing was "
                f"changed. To go on as before, name the programs of PostgreSQL {made_by} in "
                f"PG_BIN. To move to PostgreSQL {ours}, back up with `anjie backup` under "
                f"{made_by}, move {self.folder} away, and restore with `anjie restore`."
            )

    def live_postmaster(self) -> int | None:
        """Return the pid of the server that runs on this folder, if one does.

        The pid file outlives a crash, and after a reboot its number may belong to anybody; only
        a process that was started on this folder is taken for the server.
        """
        try:
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        command = command_line(pid)
        return pid if command and f"postgres -D {self.data} " in f"{command} " else None

    def clear_stale_files(self) -> None:
        """Remove what a server left that is no more: PostgreSQL itself only believes the pid."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.sockets.glob(".s.PGSQL.*"):
            left.unlink()


def locale_options(major: int) -> list[str]:
    """Return how a new cluster sorts and classifies characters.

    Sorted by code point, so that an index never depends on the machine's C library; classified by
    UTF-8, because under plain C no Chinese character is a letter and every search would scan.
    """
    options = ["--lc-collate=C", f"--lc-ctype={utf8_locale()}"]
    if major >= BUILTIN_LOCALES:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def utf8_locale() -> str:
    """Return a UTF-8 locale that every machine of this system has."""
    return "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
