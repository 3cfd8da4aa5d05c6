"""The desk at which everybody acts, and a few cases that went different ways."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from casework import Desk


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()


@pytest.fixture
def played(desk: "Desk") -> "Desk":
    """Give the desk after a few cases: two that came to nothing, a grave one, one in its middle, one of 柳州."""
    from casework import MAJOR, ON_THE_SPOT

    for _ in range(2):
        desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), MAJOR, until="proposed")
    desk.takes("tan", unit="450203")
    return desk
