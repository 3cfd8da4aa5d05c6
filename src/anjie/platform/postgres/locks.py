"""Locks between processes that the kernel takes back when a process dies, however it dies."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def exclusively(path: Path) -> Generator[None]:
    """Hold the file's lock alone, waiting for it as long as it takes."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Use:
    """One process's share in a server: as long as it is held, nobody else stops the server."""

    def __init__(self, path: Path) -> None:
        self._file: IO[str] = path.open("a")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def end(self) -> bool:
        """Give the share back, and tell whether it was the last one.

        The answer holds only while the caller keeps others from taking a new share.
        """
        with self._file as file:
            # Unlocked by hand and not only closed: a forked child may still hold the same file.
            fcntl.flock(file, fcntl.LOCK_UN)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            fcntl.flock(file, fcntl.LOCK_UN)
            return True
