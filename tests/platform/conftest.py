"""Folders for servers of a test's own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the server's account may enter, as it may not enter `tmp_path` of root."""
    base = Path(tempfile.mkdtemp(prefix="anjie-", dir="/tmp"))
    base.chmod(0o755)
    yield base / "pg"
    shutil.rmtree(base)
