"""Starting the server, sharing it, stopping it."""

import os
import shlex
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from anjie.platform.postgres import binaries
from anjie.platform.postgres.account import Account
from anjie.platform.postgres.cluster import Cluster, utf8_locale
from anjie.platform.postgres.errors import PostgresError
from anjie.platform.postgres.locks import Use, exclusively

# Part of the socket's name; nothing listens on the network.
PORT = 5432

# Recovery after a crash reads everything written since the last checkpoint.
SECONDS_TO_START = 600
SECONDS_TO_STOP = 60
# After its postmaster was killed, a server's other processes need a moment to notice.
SECONDS_TO_VANISH = 10
PAUSE = 0.05


class Server:
    """The PostgreSQL server of one folder, for as long as somebody uses it."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """Describe the server; `settings` are PostgreSQL's, used if this process starts it."""
        self.cluster = Cluster(folder.absolute())
        self._settings = dict(settings or {})
        self._account = Account.for_data(self.cluster.data)
        self._binaries = binaries.find()
        self._use: Use | None = None

    @property
    def sockets(self) -> Path:
        """The folder of the socket: what a client names as its host."""
        return self.cluster.sockets

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Create the server if it doesn't exist, start it if it doesn't run, and share in it."""
        self._prepare_folders()
        with exclusively(self.cluster.lock):
            self._binaries = binaries.reachable(self._binaries, self._account, self.cluster.folder)
            if not self.cluster.exists():
                self.cluster.create(self._binaries, self._account, self._environment())
            self.cluster.refuse_other_version(self._binaries)
            self._make_ready()
            self._use = Use(self.cluster.use)

    def stop(self) -> bool:
        """Stop sharing in the server; the last to do so stops it. Return whether it was stopped."""
        if self._use is None:
            return False
        with exclusively(self.cluster.lock):
            use, self._use = self._use, None
            if not use.end() or self.cluster.live_postmaster() is None:
                return False
            self._pg_ctl("stop", "--mode=fast", "--wait", f"--timeout={SECONDS_TO_STOP}")
            return True

    def _prepare_folders(self) -> None:
        folder = self.cluster.folder
        if not self._account.can_enter(folder.parent):
            raise PostgresError(
                f"The account that runs the server (number {self._account.uid}) may not enter "
                f"{folder.parent}. Choose another ANJIE_HOME, or run as the folder's owner."
            )
        self._account.own_privately(folder)
        self._account.own_privately(self.cluster.sockets)

    def _make_ready(self) -> None:
        """Wait for a server that is starting or stopping; start one if there is none."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._is_ready():
            if self.cluster.live_postmaster() is None:
                self.cluster.clear_stale_files()
                self._launch()
            elif time.monotonic() > deadline:
                raise PostgresError(f"The server does not answer.\n{self._last_words(0)}")
            else:
                time.sleep(PAUSE)

    def _is_ready(self) -> bool:
        ready = self._account.run(
            [self._binaries / "pg_isready", "-q", "-h", self.sockets, "-p", str(PORT)],
            env=self._environment(),
        )
        return ready.returncode == 0

    def _launch(self) -> None:
        """Start the server, once more if a killed one's last processes still hold its memory."""
        deadline = time.monotonic() + SECONDS_TO_VANISH
        while True:
            log_before = self.cluster.log.stat().st_size if self.cluster.log.exists() else 0
            try:
                return self._pg_ctl(
                    *("start", "--wait", f"--timeout={SECONDS_TO_START}"),
                    *("--log", self.cluster.log, "--options", self._options()),
                )
            except PostgresError as error:
                said = self._last_words(log_before)
                if "shared memory block" not in said or time.monotonic() > deadline:
                    raise PostgresError(f"{error}{said}") from None
            self.cluster.clear_stale_files()
            time.sleep(PAUSE)

    def _options(self) -> str:
        """Return what must hold however the folder's own configuration was edited or moved."""
        fixed = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
        }
        return " ".join(shlex.join(["-c", f"{name}={value}"]) for name, value in {**self._settings, **fixed}.items())

    def _last_words(self, since: int) -> str:
        with self.cluster.log.open(errors="replace") as log:
            log.seek(since)
            return log.read()[-2000:]

    def _pg_ctl(self, action: str, *options: str | Path) -> None:
        done = self._account.run(
            [self._binaries / "pg_ctl", action, "--pgdata", self.cluster.data, *options],
            env=self._environment(),
        )
        if done.returncode:
            raise PostgresError(f"The server did not {action}.\n{done.stdout}")

    def _environment(self) -> dict[str, str]:
        """Return an environment in which no variable of the caller changes what is meant."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "LC_ALL": utf8_locale(), "TZ": "UTC"}
