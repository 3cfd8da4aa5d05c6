"""Reading a package: as a folder, or as the tar it was stored as; file by file, nothing in memory whole."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from anjie.archive.bag import BLOCK, header, padding
from anjie.platform.files import CHUNK


class NoPackageError(Exception):
    """There is no package at this place."""


class Package(Protocol):
    """The files of a package, by their paths below its own folder."""

    odd: list[str]
    """Files whose place in the container isn't as it was written, or that came in by another way."""

    def names(self) -> list[str]:
        """All files."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's bytes, piece by piece."""


@dataclass(slots=True)
class Folder:
    """A package that was unpacked."""

    root: Path
    odd: list[str]

    def names(self) -> list[str]:
        """All files below the folder; a link is no file of a package."""
        found: list[str] = []
        for folder, _, files in os.walk(self.root):
            for each in files:
                path = Path(folder) / each
                (self.odd if path.is_symlink() else found).append(path.relative_to(self.root).as_posix())
        return sorted(found)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read the file."""
        with (self.root / name).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


@dataclass(slots=True)
class Tar:
    """A package as it was stored."""

    file: BinaryIO
    places: dict[str, tuple[int, int]]
    odd: list[str]

    def names(self) -> list[str]:
        """All files."""
        return sorted(self.places)

    def chunks(self, name: str) -> Iterator[bytes]:
        """Read the file's part of the tar."""
        start, left = self.places[name]
        self.file.seek(start)
        while left and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """Open a package; NoPackageError where there is none."""
    if path.is_dir():
        yield Folder(_root(path), [])
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise NoPackageError(str(path)) from error
    with file:
        yield read_tar(file)


def _root(path: Path) -> Path:
    if (path / "bagit.txt").exists() or (path / "data").exists():
        return path
    inner = [each for each in path.iterdir() if each.is_dir()]
    if len(inner) == 1:
        return inner[0]
    raise NoPackageError(str(path))


SIZE = slice(124, 136)
NAME, PREFIX = slice(0, 100), slice(345, 500)


def read_tar(file: BinaryIO) -> Tar:
    """Take a tar in as it was written, and note each file whose header or padding isn't so."""
    tar = Tar(file, {}, [])
    last = ""
    file.seek(0)
    while (block := file.read(BLOCK)) != bytes(BLOCK):
        size = _size(block)
        if size is None:
            if not tar.places:
                raise NoPackageError("no package")
            tar.odd.append(last)
            return tar
        path = _path(block)
        _, _, inner = path.partition("/")
        start = file.tell()
        file.seek(start + size)
        filled = file.read(len(padding(size)))
        if block != _expected(path, size) or filled != padding(size) or inner in tar.places:
            tar.odd.append(inner)
        tar.places[inner] = (start, size)
        last = inner
    if file.read() != bytes(BLOCK):
        tar.odd.append(last)
    return tar


def _expected(path: str, size: int) -> bytes:
    try:
        return header(path, size)
    except ValueError:
        return b""


def _size(block: bytes) -> int | None:
    try:
        return int(block[SIZE].strip(b"\0 "), 8) if len(block) == BLOCK else None
    except ValueError:
        return None


def _path(block: bytes) -> str:
    prefix = block[PREFIX].rstrip(b"\0").decode("utf-8", "replace")
    name = block[NAME].rstrip(b"\0").decode("utf-8", "replace")
    return f"{prefix}/{name}" if prefix else name
