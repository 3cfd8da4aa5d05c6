"""Files by their content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from anjie.platform.files import Folder, NoSuchFileError, chunks_of

BYTES = "客户的信".encode() * 50_000


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def kept(folder: Folder) -> list[Path]:
    return [path for path in folder.folder.rglob("*") if path.is_file()]


def test_bytes_come_back_by_their_digest(folder: Folder) -> None:
    stored = folder.put([BYTES[:10], BYTES[10:]])
    assert stored.sha256 == hashlib.sha256(BYTES).hexdigest()
    assert stored.size == len(BYTES)
    with folder.open(stored.sha256) as file:
        assert b"".join(chunks_of(file)) == BYTES


def test_the_same_bytes_twice_are_one_file(folder: Folder) -> None:
    assert folder.put([BYTES]) == folder.put([BYTES])
    assert len(kept(folder)) == 1


def test_a_torn_write_leaves_nothing(folder: Folder) -> None:
    def torn() -> Iterator[bytes]:
        yield BYTES
        raise ConnectionError

    with pytest.raises(ConnectionError):
        folder.put(torn())
    assert kept(folder) == []


def test_what_was_destroyed_is_not_found(folder: Folder) -> None:
    stored = folder.put([BYTES])
    assert folder.has(stored.sha256)
    folder.delete(stored.sha256)
    folder.delete(stored.sha256)
    assert not folder.has(stored.sha256)
    with pytest.raises(NoSuchFileError):
        folder.open(stored.sha256)


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63])
def test_nothing_but_a_digest_names_a_file(folder: Folder, name: str) -> None:
    with pytest.raises(NoSuchFileError):
        folder.open(name)


def test_only_the_owner_may_look_into_the_folder(folder: Folder) -> None:
    stored = folder.put([BYTES])
    path = folder.folder / stored.sha256[:2] / stored.sha256
    assert folder.folder.stat().st_mode & 0o077 == 0
    assert path.stat().st_mode & 0o077 == 0
