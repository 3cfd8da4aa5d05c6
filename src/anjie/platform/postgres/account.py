"""Which account runs the server: PostgreSQL refuses root, so root lends it another one."""

import os
import pwd
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anjie.platform.postgres.errors import PostgresError

ROOT = 0
STAND_INS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system, as far as files and processes care."""

    uid: int
    gid: int

    @classmethod
    def for_data(cls, data: Path) -> "Account":
        """Choose who runs a server on `data`: its owner, or for root a stand-in."""
        me = os.geteuid()
        if me != ROOT:
            return cls(me, os.getegid())
        if data.exists() and (owner := data.stat()).st_uid != ROOT:
            return cls(owner.st_uid, owner.st_gid)
        return _stand_in()

    def can_enter(self, folder: Path) -> bool:
        """Tell whether the account may pass through `folder` and everything above it."""
        above = [path for path in (folder, *folder.parents) if path.exists()]
        return all(self._may_pass(path.stat()) for path in above)

    def _may_pass(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def own_privately(self, folder: Path) -> None:
        """Make `folder` exist, belong to the account, and be closed to everybody else.

        The closed folders are the server's lock: whoever can reach the socket is let in.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or not self._take(folder):
            raise PostgresError(f"{folder} belongs to another account. Run as that account, or remove the folder.")
        folder.chmod(0o700)

    def _take(self, folder: Path) -> bool:
        if os.geteuid() == ROOT and folder.stat().st_uid == ROOT:
            os.chown(folder, self.uid, self.gid)
        return folder.stat().st_uid == self.uid

    def run(self, command: Sequence[str | Path], *, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, to its end, and return what it said."""
        switch = os.geteuid() != self.uid
        return subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            env=env,
            user=self.uid if switch else None,
            group=self.gid if switch else None,
            extra_groups=[] if switch else None,
        )


def _stand_in() -> Account:
    for name in STAND_INS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no account named "
        f"{' or '.join(STAND_INS)} to run it. Create one, or run as an ordinary user."
    )
