"""Files by their content: what is put in is found again by the SHA-256 of its bytes, and by nothing else.

Nothing here knows what a file is or who may read it. The same bytes put in twice are one file; a write that is torn
leaves nothing that can be found; nothing is ever held in memory whole.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from anjie.platform.home import home

CHUNK = 64 * 1024
"""Bytes read at a time."""

_HASH = re.compile(r"[0-9a-f]{64}")


class NoSuchFileError(Exception):
    """No file with these bytes is kept here (any more)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: the SHA-256 of its bytes in hex, and how many they are."""

    sha256: str
    size: int


class Files(Protocol):
    """Where files are kept."""

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Keep these bytes. If `chunks` raises, nothing is kept."""

    def open(self, sha256: str) -> BinaryIO:
        """Give the bytes to read. NoSuchFileError if they are not here."""

    def has(self, sha256: str) -> bool:
        """Whether the bytes are here."""

    def delete(self, sha256: str) -> None:
        """Destroy the bytes, if they are here."""


class Folder:
    """Files in a folder of this machine, or of a share that all machines see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Write aside, then give the file its name in one step."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, aside = tempfile.mkstemp(prefix=".coming-", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(digest.hexdigest())
            path.parent.mkdir(mode=0o700, exist_ok=True)
            Path(aside).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(aside).unlink()
            raise
        return Stored(digest.hexdigest(), size)

    def open(self, sha256: str) -> BinaryIO:
        """Open the file of this name."""
        try:
            return self._path(sha256).open("rb")
        except FileNotFoundError:
            raise NoSuchFileError(sha256) from None

    def has(self, sha256: str) -> bool:
        """Look for the file of this name."""
        return self._path(sha256).exists()

    def delete(self, sha256: str) -> None:
        """Remove the file of this name."""
        self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        if not _HASH.fullmatch(sha256):
            raise NoSuchFileError(sha256)
        return self.folder / sha256[:2] / sha256


def chunks_of(file: BinaryIO) -> Iterable[bytes]:
    """What is left of an open file, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


@cache
def files() -> Files:
    """Where this installation keeps its files."""
    return Folder(home() / "files")
