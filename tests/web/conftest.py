"""The site on which pages are looked at, and a browser to look with."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # `gallery` is a module of this folder


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Give the address of the sample pages, served."""
    from gallery import serving

    with serving() as address:
        yield address
