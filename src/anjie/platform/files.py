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
from datetime import datetime
from functools import cache
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from anjie.platform.home import home

CHUNK = 64 * 1024
"""Bytes read at a time."""

_HASH = re.compile(r"[0-9a-f]{64}")
_COMING = ".coming-"
"""What the name of a file begins with as long as it is still being written."""


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

    def tidy(self, before: datetime) -> None:
        """Clear away what writes that were begun before then, and killed, have left behind."""


def checked(sha256: str) -> str:
    """The digest, if it is one; NoSuchFileError for anything else, for nothing else names a file."""
    if not _HASH.fullmatch(sha256):
        raise NoSuchFileError(sha256)
    return sha256


class Folder:
    """Files in a folder of this machine, or of a share that all machines see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, chunks: Iterable[bytes]) -> Stored:
        """Write aside, then give the file its name in one step."""
        for each in (*reversed(self.folder.parents), self.folder):
            each.mkdir(mode=0o700, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        handle, coming = tempfile.mkstemp(prefix=_COMING, dir=self.folder)
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
            Path(coming).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(coming).unlink()
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

    def tidy(self, before: datetime) -> None:
        """Remove what was written aside and never got its name."""
        for coming in self.folder.glob(f"{_COMING}*"):
            with suppress(FileNotFoundError):
                if coming.stat().st_mtime < before.timestamp():
                    coming.unlink()

    def _path(self, sha256: str) -> Path:
        return self.folder / checked(sha256)[:2] / sha256


def aside() -> BinaryIO:
    """A file without a name, to be written and read again; it is gone when it is closed, or its process ends."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    assert isinstance(file, BufferedRandom)
    return file


def digest_of(file: BinaryIO) -> str:
    """The SHA-256 of all of an open file, in hex."""
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in chunks_of(file):
        digest.update(chunk)
    return digest.hexdigest()


def chunks_of(file: BinaryIO) -> Iterable[bytes]:
    """What is left of an open file, piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


@cache
def files() -> Files:
    """Where this installation keeps its files."""
    return _area("")


@cache
def waiting_files(owner: int) -> Files:
    """Where an officer's uploads lie until a case takes them: an area of his own, so that sweeping it harms nobody."""
    return _area(f"waiting/{owner}")


def _area(name: str) -> Files:
    if settings.ANJIE_FILES_URL:
        from anjie.platform.buckets import bucket_at  # it needs an extra that few installations have

        return bucket_at(settings.ANJIE_FILES_URL, name)
    return Folder(home() / "files" / name)
