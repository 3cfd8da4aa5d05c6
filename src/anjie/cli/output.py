"""What commands print: tables and a progress bar on a terminal, plain lines in a pipe, JSON for programs."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text as Styled

from anjie.procedure.terms import Text

FINDINGS, WRONG_USAGE = 1, 2
"""Exit codes besides 0: refused or something was found; used wrongly."""


class Language(StrEnum):
    """In which language to answer."""

    ZH = "zh"
    EN = "en"


AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Lang = Annotated[Language, typer.Option(help="Language of the answer.")]


def print_json(value: object) -> None:
    """Print data for a program; times and amounts as text."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(titles: Iterable[Text], rows: Iterable[Sequence[str]], language: str) -> None:
    """Print rows under their titles: as a table on a terminal, with tabs in a pipe."""
    heads = [title.in_language(language) for title in titles]
    console = Console()
    if not console.is_terminal:
        for row in (heads, *rows):
            typer.echo("\t".join(_one_line(cell) for cell in row))
        return
    table = Table(*(Column(Styled(head)) for head in heads), header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Styled(cell) for cell in row))
    console.print(table)


def refuse(says: Text, language: str, code: int) -> typer.Exit:
    """Say on stderr why not; raise what this returns."""
    typer.echo(says.in_language(language), err=True)
    return typer.Exit(code)


@contextmanager
def progress(label: Text, total: int | None, language: str) -> Iterator[Callable[[int], object]]:
    """A bar on a terminal's stderr and nothing in a pipe; call what it gives with each number done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label.in_language(language), total=total)

        def advance(done: int) -> None:
            bar.advance(task, done)

        yield advance


def _one_line(cell: str) -> str:
    return " ".join(cell.split())
