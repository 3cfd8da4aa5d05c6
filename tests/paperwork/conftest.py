"""The desk at which everybody acts."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from casework import Desk


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()
