"""The `anjie` command. Exit 0: done; 1: refused, or something was found; 2: used wrongly."""

import sys

import typer

from anjie.cli import (
    archive,
    audit,
    bench,
    case,
    directory,
    export,
    imports,
    keys,
    officers,
    paper,
    play,
    report,
    rulebook,
    serve,
    workdays,
)
from anjie.platform.errors import CannotStartError

app = typer.Typer(
    help="Anjie 案结: complaints against insurance agents, handled by the written procedure.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # they hold people's data
)
app.add_typer(serve.commands)
app.add_typer(play.commands)
app.add_typer(workdays.commands)
imports.commands.add_typer(directory.commands)
app.add_typer(imports.commands, name="import")
app.add_typer(export.commands, name="export")
app.add_typer(officers.commands, name="officer")
app.add_typer(keys.commands)
app.add_typer(case.commands)
app.add_typer(audit.commands)
app.add_typer(archive.commands)
app.add_typer(paper.commands)
app.add_typer(bench.commands)
app.add_typer(rulebook.rulebook_app, name="rulebook")
app.add_typer(report.report_app, name="report")


def main() -> None:
    """Run the command line."""
    try:
        app()
    except CannotStartError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
