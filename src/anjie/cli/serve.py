"""Running the application: all of it on one machine, or its parts on several."""

import socket
from http.client import HTTPConnection, HTTPException
from typing import Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import Language, progress
from anjie.cli.supervisor import Supervisor
from anjie.platform.errors import CannotStartError
from anjie.platform.processes import end_with_input
from anjie.procedure.terms import Text

commands = typer.Typer()

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Supervised = Annotated[bool, typer.Option(hidden=True)]

WEB_PROCESSES = 2
THREADS_PER_PROCESS = 4
# For requests in hand when the process is told to stop.
SECONDS_TO_FINISH = 10


@commands.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    *,
    demo: Annotated[bool, typer.Option(help="Load the demonstration first.")] = False,
) -> None:
    """Serve pages and do jobs, until interrupted."""
    _refuse_taken(host, port)
    with database():
        welcome = _load_demo() if demo else ""
        with Supervisor() as supervisor:
            supervisor.start("web", "--host", host, "--port", str(port))
            supervisor.start("worker")
            if supervisor.wait(until=lambda: _answers(host, port)):
                typer.echo(f"Anjie 案结: http://{host}:{port}\n{welcome}")
                supervisor.wait()
            ended = supervisor.ended()
    if ended:
        raise CannotStartError(f"`anjie {ended}` ended by itself; everything was stopped.")


@commands.command()
def web(host: Host = "127.0.0.1", port: Port = 8000, *, supervised: Supervised = False) -> None:
    """Serve pages only."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    _refuse_taken(host, port)
    with database():
        _collect_static_files()
        server = Server(
            "anjie.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WEB_PROCESSES,
            blocking_threads=THREADS_PER_PROCESS,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
            log_level=LogLevels.warning,
        )
        if supervised:
            end_with_input()
        server.serve()


@commands.command()
def worker(*, supervised: Supervised = False) -> None:
    """Do jobs only."""
    with database():
        from anjie.platform.jobs import work

        if supervised:
            end_with_input()
        work()


@commands.command()
def migrate() -> None:
    """Bring the database to the shape of this version, as every other command does first."""
    with database():
        typer.echo("The database is up to date.")


def _load_demo() -> str:
    """Load the demonstration, and return whom to log in as."""
    from anjie.demo.loading import load
    from anjie.demo.people import welcome
    from anjie.platform.clock import now

    typer.echo("正在载入演示数据… Loading the demonstration…")
    with progress(Text("载入", "Loading"), None, Language.ZH) as advance:
        load(now(), advance)
    return welcome()


def _collect_static_files() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _refuse_taken(host: str, port: int) -> None:
    """Raise if somebody else listens there already: found now, it can be said in one line."""
    with socket.socket(_family(host)) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotStartError(f"{host}:{port} cannot be used: {error.strerror}.") from None


def _answers(host: str, port: int) -> bool:
    """Tell whether a process serves, and not only the one that will hand requests to it."""
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/health")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
