"""The server of our own: shared, left behind, killed, and found again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from anjie.platform.database import superuser
from anjie.platform.postgres import Account, PostgresError, Server
from anjie.platform.postgres.binaries import Binaries, find, reachable

as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it for another account")

USER_OF_A_SERVER = """
import sys, time
from pathlib import Path
from anjie.platform.postgres import Server
Server(Path(sys.argv[1])).start()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    server.start()
    yield server
    server.stop()


def connect(server: Server) -> psycopg.Connection:
    return psycopg.connect(superuser(server), autocommit=True)


def answers(server: Server) -> bool:
    try:
        connect(server).close()
    except psycopg.OperationalError:
        return False
    return True


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def another_process(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", USER_OF_A_SERVER, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it started, as a power cut would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def postmaster(server: Server) -> int:
    pid = server.cluster.live_postmaster()
    assert pid is not None
    return pid


def test_is_stopped_by_the_last_of_its_users(folder: Path) -> None:
    first, second = Server(folder), Server(folder)
    first.start()
    second.start()
    assert not first.stop()
    assert answers(second)
    assert second.stop()
    assert not answers(second)


def test_stopping_twice_is_harmless(server: Server) -> None:
    assert server.stop()
    assert not server.stop()


def test_one_process_creates_it_and_the_others_attach(folder: Path) -> None:
    users = [another_process(folder) for _ in range(3)]
    for user in users:
        assert user.stdout is not None
        assert user.stdout.readline() == "ready\n"
    with Server(folder) as server:
        assert answers(server)
        for user in users:
            kill(user)
        assert server.stop()


def test_a_killed_user_leaves_it_to_the_next(folder: Path) -> None:
    user = another_process(folder)
    assert user.stdout is not None
    assert user.stdout.readline() == "ready\n"
    kill(user)
    with Server(folder) as server:
        assert answers(server)
    assert not answers(server)


def test_a_killed_server_keeps_what_it_acknowledged(server: Server) -> None:
    with connect(server) as connection:
        connection.execute("create table kept (n int)")
        connection.execute("insert into kept select generate_series(1, 1000)")
    os.kill(postmaster(server), signal.SIGKILL)
    with Server(server.cluster.folder) as again, connect(again) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (1000,)


def test_a_pid_that_somebody_else_has_now_is_no_server(server: Server) -> None:
    server.stop()
    account = Account.for_data(server.cluster.data)
    is_root = os.geteuid() == 0
    with subprocess.Popen(
        ["sleep", "600"],
        user=account.uid if is_root else None,
        group=account.gid if is_root else None,
    ) as bystander:
        (server.cluster.data / "postmaster.pid").write_text(f"{bystander.pid}\n")
        (server.sockets / ".s.PGSQL.5432.lock").write_text(f"{bystander.pid}\n")
        server.start()
        assert answers(server)
        assert server.stop()
        assert bystander.poll() is None
        bystander.kill()


def test_data_of_another_version_are_refused_and_left_alone(server: Server) -> None:
    server.stop()
    mark = server.cluster.data / "PG_VERSION"
    ours = mark.read_text()
    mark.write_text("13\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 13; .* Nothing was changed"):
        server.start()
    mark.write_text(ours)
    server.start()
    assert answers(server)


def test_a_killed_creation_leaves_nothing_half_made(folder: Path) -> None:
    creator = another_process(folder)
    wait_until(lambda: any(folder.glob("initdb.*/base")))
    kill(creator)
    assert not (folder / "data").exists()
    with Server(folder) as server:
        assert answers(server)
        assert not list(folder.glob("initdb.*"))


def test_a_configuration_that_fails_is_told_in_the_servers_words(folder: Path) -> None:
    with pytest.raises(PostgresError, match="shared_bufers"):
        Server(folder, {"shared_bufers": "1MB"}).start()


def test_is_closed_to_everybody_else(server: Server) -> None:
    for private in (server.cluster.folder, server.cluster.data, server.sockets):
        assert private.stat().st_mode & 0o077 == 0
    with connect(server) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_knows_chinese_letters_and_sorts_the_same_everywhere(server: Server) -> None:
    with connect(server) as connection:
        assert connection.execute("select '单' ~ '[[:alnum:]]'").fetchone() == (True,)
        collation = "select datcollate from pg_database where datname = 'postgres'"
        assert connection.execute(collation).fetchone() == ("C",)


def test_a_path_too_long_for_a_socket_gets_a_short_one(folder: Path) -> None:
    with Server(folder / ("long" * 30)) as server:
        assert answers(server)
        server.sockets.chmod(0o755)
        with Server(server.cluster.folder):
            assert server.sockets.stat().st_mode & 0o077 == 0
    server.sockets.rmdir()


@as_root_only
def test_a_folder_of_somebody_else_is_not_taken(folder: Path) -> None:
    folder.mkdir()
    os.chown(folder, 54321, 54321)
    with pytest.raises(PostgresError, match="belongs to another account"):
        Server(folder).start()


@as_root_only
def test_a_folder_that_the_server_cannot_enter_is_refused(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    with pytest.raises(PostgresError, match="may not enter"):
        Server(folder / "pg").start()


@as_root_only
def test_programs_out_of_reach_are_copied(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700, parents=True)
    programs = find().folder
    site, package = programs.parents[2], programs.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        (closed / part.name).symlink_to(part)
    installed = Binaries(closed / programs.relative_to(site))
    account = Account.for_data(folder / "data")
    copied = reachable(installed, account, folder)
    assert account.can_enter(copied.folder)
    assert account.run([copied / "postgres", "--version"], env={}).returncode == 0
    assert reachable(installed, account, folder) == copied
