"""The desk at which everybody acts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from casework import Desk


sys.path.insert(0, str(Path(__file__).parent))  # `filed` is a module of this folder


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()
