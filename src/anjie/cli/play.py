"""`anjie play`: go through a scripted case and say what the procedure makes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json
from anjie.play.expecting import failures
from anjie.play.paper import PaperDesk
from anjie.play.playing import Desk, play
from anjie.play.reading import read
from anjie.play.script import Script, ScriptError
from anjie.play.telling import as_data, in_words

commands = typer.Typer()


@commands.command(name="play")
def play_script(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The script, a TOML file.")],
    *,
    until: Annotated[str, typer.Option(metavar="STEP", help="Stop after this step.")] = "",
    paper: Annotated[bool, typer.Option(help="Ask the rulebook alone, without a database.")] = False,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Play a scripted case through the desk; nothing of it remains.

    Tells what was done by whom, what was refused under which clause, and what the procedure demanded. Exit 1 if
    something is not as the script expects.
    """
    try:
        script = read(file.read_text("utf-8"), file.name)
        with _desk(script, paper=paper) as desk:
            played = play(script, desk, until)
    except (ScriptError, UnicodeDecodeError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USAGE) from error
    failed = [*failures(played)]
    if as_json:
        print_json(as_data(played, failed))
    else:
        typer.echo("\n".join(in_words(played, failed, lang)))
    if failed:
        typer.echo(f"{file.name}: {failed[0].where}: {failed[0].says.in_language(lang)}", err=True)
        raise typer.Exit(FINDINGS)


@contextmanager
def _desk(script: Script, *, paper: bool) -> Iterator[Desk]:
    """Have the real desk for a rehearsal, or one of paper."""
    if paper:
        yield PaperDesk(script)
        return
    with database():
        from anjie.play.rehearsal import rehearsal

        with rehearsal(script) as desk:
            yield desk
