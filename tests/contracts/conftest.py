"""The desk at which everybody acts, and a little world to ask about, some hours later."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from addresses import World
    from casework import Desk


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()


@pytest.fixture
def world(desk: "Desk", later: None) -> "World":
    """Give what there is to ask about."""
    from addresses import build_world

    return build_world(desk)


@pytest.fixture
def later() -> Iterator[None]:
    """Have the site's clock stand some hours after the cases came in."""
    from addresses import NOW

    with time_machine.travel(NOW, tick=False):
        yield
