"""The company's site, served to browsers, and the desk at which what the browsers need is prepared."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from casework import Desk

sys.path.insert(0, str(Path(__file__).parent))  # `hands` is a module of this folder


@pytest.fixture
def clock() -> Iterator[None]:
    """Let it be later on the Monday on which the desk works, and time go on from there."""
    from people import AT

    with time_machine.travel(AT + timedelta(hours=3), tick=True):
        yield


@pytest.fixture
def site(clock: None, transactional_db: None, people: dict[str, Any]) -> Iterator[str]:
    """Serve the site with everybody in his post, its static files as an installation serves them; gives the address."""
    from django.test.testcases import LiveServerThread
    from hands import chromium

    if not chromium():
        pytest.skip("no Chromium: scripts/browser.sh installs one on Debian, ANJIE_CHROMIUM names another")
    server = LiveServerThread("127.0.0.1", static_handler=lambda pages: pages)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def desk(people: dict[str, Any]) -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()
