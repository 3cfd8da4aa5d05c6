"""The virus scanner: what it says is believed, and nothing else."""

from collections.abc import Iterator

import pytest

from anjie.platform.clamav import ScannerError, scanner
from anjie.platform.errors import CannotStartError
from clamd import Daemon
from hostile import EICAR


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    with Daemon() as running:
        yield running


def test_clean_is_clean_and_a_virus_is_named(daemon: Daemon) -> None:
    ask = scanner(daemon.url)
    assert ask.scan([b"a letter", b"", b" in pieces"]) == ""
    assert ask.scan([EICAR[:20], EICAR[20:]]) == "Eicar-Test-Signature"
    assert daemon.seen == 2


@pytest.mark.parametrize("answer", [b"", b"\0", b"UNKNOWN COMMAND\0", b"stream: OKAY\0", b"stream: x ERROR\0", b"OK"])
def test_anything_else_is_not_taken_for_clean(answer: bytes) -> None:
    with Daemon(answer) as daemon, pytest.raises(ScannerError, match="answered"):
        scanner(daemon.url).scan([b"a letter"])


def test_more_than_it_takes_is_not_taken_for_clean() -> None:
    with Daemon(most=1000) as daemon, pytest.raises(ScannerError):
        scanner(daemon.url).scan([bytes(600)] * 4)


def test_a_scanner_that_is_away_is_not_taken_for_clean(daemon: Daemon) -> None:
    daemon.stop()
    with pytest.raises(ScannerError, match="can't be reached"):
        scanner(daemon.url).scan([b"a letter"])
    with pytest.raises(ScannerError, match="can't be reached"):
        scanner("unix:///nowhere/clamd.sock").scan([b"a letter"])


@pytest.mark.parametrize("url", ["", "localhost:3310", "http://x", "tcp://", "unix://"])
def test_an_address_that_names_no_scanner_is_said(url: str) -> None:
    with pytest.raises(CannotStartError, match="ANJIE_CLAMAV_URL"):
        scanner(url)
