"""The desk, and a file that was put away and sealed."""

from collections.abc import Callable
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
def seal(desk: "Desk") -> Callable[[str], bytes]:
    """Give what seals a case's file and returns its package's bytes."""
    from anjie.access.scope import Scope
    from anjie.access.wall import within
    from anjie.archive.sealing import seal as seal_file
    from anjie.platform.files import files

    def sealed(number: str) -> bytes:
        with within(Scope.SYSTEM), files().open(seal_file(number, desk.at)) as file:
            return file.read()

    return sealed
