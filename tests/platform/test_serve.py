"""`anjie serve` as an operator meets it: it comes up, it survives being killed, it ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from anjie.platform.postgres import Server

pytestmark = pytest.mark.slow

SECONDS = 60


class Site:
    """One installation, served on a port of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.supervisor: subprocess.Popen[str] | None = None

    def start(self) -> psutil.Process:
        self.supervisor = subprocess.Popen(
            [sys.executable, "-m", "anjie.cli", "serve", "--port", str(self.port)],
            env={**os.environ, "ANJIE_HOME": str(self.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.supervisor.stdout is not None
        announced = f"http://127.0.0.1:{self.port}"
        assert any(announced in line for line in self.supervisor.stdout)
        return psutil.Process(self.supervisor.pid)

    def end(self) -> tuple[int, str]:
        assert self.supervisor is not None
        said, _ = self.supervisor.communicate(timeout=SECONDS)
        return self.supervisor.returncode, said

    def answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}/health"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def connect(self) -> psycopg.Connection:
        sockets = str(Server(self.home / "pg").sockets)
        return psycopg.connect(host=sockets, port=5432, user="app_rw", dbname="anjie", autocommit=True)


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    site = Site(folder.parent / "home")
    yield site
    if site.supervisor is not None and site.supervisor.poll() is None:
        site.supervisor.terminate()
        site.end()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def part(supervisor: psutil.Process, command: str) -> psutil.Process:
    return next(child for child in supervisor.children() if command in child.cmdline())


@pytest.mark.parametrize("told_by", [signal.SIGINT, signal.SIGTERM])
def test_ends_cleanly_when_told(site: Site, told_by: signal.Signals) -> None:
    supervisor = site.start()
    everything = supervisor.children(recursive=True)
    supervisor.send_signal(told_by)
    code, said = site.end()
    assert (code, said.strip()) == (0, "")
    assert not [process for process in everything if process.is_running()]
    assert Server(site.home / "pg").cluster.live_postmaster() is None


def test_a_killed_web_process_is_replaced(site: Site) -> None:
    supervisor = site.start()
    for process in part(supervisor, "web").children():
        process.kill()
    wait_until(site.answers)


def test_when_a_part_is_killed_everything_ends_and_says_so(site: Site) -> None:
    supervisor = site.start()
    everything = supervisor.children(recursive=True)
    part(supervisor, "web").kill()
    code, said = site.end()
    assert code == 1
    assert "`anjie web` ended by itself" in said
    psutil.wait_procs(everything, timeout=SECONDS)
    assert site.start().is_running()


def test_nothing_acknowledged_is_lost_when_everything_is_killed(site: Site) -> None:
    supervisor = site.start()
    with site.connect() as connection:
        for number in range(100):
            connection.execute("insert into django_session values (%s, '', now())", [str(number)])
    postmaster = Server(site.home / "pg").cluster.live_postmaster()
    assert postmaster is not None
    for process in [psutil.Process(postmaster), supervisor, *supervisor.children(recursive=True)]:
        process.kill()
    site.end()
    site.start()
    with site.connect() as connection:
        assert connection.execute("select count(*) from django_session").fetchone() == (100,)


def test_the_parts_end_with_a_killed_supervisor(site: Site) -> None:
    supervisor = site.start()
    everything = supervisor.children(recursive=True)
    supervisor.kill()
    site.end()
    _, alive = psutil.wait_procs(everything, timeout=SECONDS)
    assert not alive
    assert site.start().is_running()


def test_a_port_in_use_is_told_in_one_line(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", site.port))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "anjie.cli", "serve", "--port", str(site.port)],
            env={**os.environ, "ANJIE_HOME": str(site.home)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == f"127.0.0.1:{site.port} cannot be used: Address already in use.\n"
