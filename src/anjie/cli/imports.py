"""`anjie import complaints`: take in another system's complaints, each row once."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, progress, refuse
from anjie.intake.checking import check
from anjie.intake.maps import BadMapError, Plan, read_map
from anjie.intake.rejects import RejectsFile
from anjie.intake.results import Result
from anjie.intake.tables import Table, UnreadableError, open_table
from anjie.procedure.terms import Text

commands = typer.Typer()

SHOWN = 20
"""Rejected rows that are named on the screen."""
SHOWN_IN_JSON = 100

LABEL = Text("导入投诉", "Importing complaints")


@dataclass(slots=True)
class Tally:
    """How many rows came to what, and the first of those rejected."""

    rows: int = 0
    taken: int = 0
    present: int = 0
    rejected: int = 0
    first: list[Result] = field(default_factory=list[Result])

    def count(self, result: Result) -> None:
        """Take one more row into account."""
        self.rows += 1
        setattr(self, result.fate, getattr(self, result.fate) + 1)
        if result.problems and len(self.first) < SHOWN_IN_JSON:
            self.first.append(result)

    def as_data(self) -> dict[str, object]:
        """The counts, and the first rejected rows with their reasons."""
        counts = {"rows": self.rows, "taken": self.taken, "present": self.present, "rejected": self.rejected}
        return {**counts, "rejects": [_as_data(result) for result in self.first]}


@commands.command()
def complaints(  # noqa: PLR0913 - a command's arguments are its language
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A .csv, .csv.gz or .xlsx file.")],
    *,
    plan: Annotated[Path, typer.Option("--map", exists=True, dir_okay=False, help="What its columns mean (TOML).")],
    unit: Annotated[str, typer.Option(metavar="U", help="Code of the unit whose complaints they are.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row and write nothing.")] = False,
    rejects: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the rejected rows to this CSV.")] = None,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Take in complaints from another system's file; every row comes in or is reported with its reason.

    Running it again adds nothing, and after an interruption goes on where it stopped. Exit 1 if rows were rejected, 2
    if the file or the map can't be used, which is found out before the first row.
    """
    read = _read(file, plan, lang)
    tally = _count(_results(read, unit, lang, dry_run=dry_run), read, rejects, lang)
    if as_json:
        print_json({"file": str(file), "unit": unit, "dry_run": dry_run, **tally.as_data()})
    else:
        _tell(tally, lang, dry_run=dry_run)
    raise typer.Exit(FINDINGS if tally.rejected else 0)


@dataclass(frozen=True, slots=True)
class _Read:
    """A file and a map that go together."""

    table: Table
    plan: Plan
    rows: int


def _read(file: Path, plan: Path, language: str) -> _Read:
    try:
        table, read = open_table(file), read_map(plan)
        return _Read(table, read, check(read, table).rows)
    except UnreadableError as error:
        raise refuse(Text(f"{file}：", f"{file}: ") + error.says, language, WRONG_USAGE) from error
    except BadMapError as error:
        lines = Text("\n".join(each.zh for each in error.faults), "\n".join(each.en for each in error.faults))
        raise refuse(lines, language, WRONG_USAGE) from error


def _results(read: _Read, unit: str, language: str, *, dry_run: bool) -> Iterator[Result]:
    """What became of each row, taken in while the database runs."""
    with database():
        from anjie.directory.models import Unit
        from anjie.intake.taking import Taker
        from anjie.platform.clock import now

        found = Unit.objects.filter(code=unit).first()
        if found is None:
            raise refuse(Text(f"没有机构 {unit}", f"There is no unit {unit}"), language, WRONG_USAGE)
        yield from Taker(read.plan.file, found, now, dry_run).take(read.table.rows())


def _count(results: Iterator[Result], read: _Read, rejects: Path | None, language: str) -> Tally:
    tally = Tally()
    with ExitStack() as stack:
        report = stack.enter_context(RejectsFile(rejects, read.table)) if rejects else None
        advance = stack.enter_context(progress(LABEL, read.rows, language))
        for result in results:
            tally.count(result)
            advance(1)
            if report and result.problems:
                report.add(result)
    return tally


def _tell(tally: Tally, language: str, *, dry_run: bool) -> None:
    for result in tally.first[:SHOWN]:
        typer.echo(_line(result).in_language(language), err=True)
    if tally.rejected > SHOWN:
        more = tally.rejected - SHOWN
        rest = Text(f"……另有{more}行，可用 --rejects 全部保存", f"… and {more} more; --rejects saves them all")
        typer.echo(rest.in_language(language), err=True)
    says = Text(
        f"共{tally.rows}行：导入{tally.taken}，已有{tally.present}，未导入{tally.rejected}",
        f"{tally.rows} rows: {tally.taken} taken in, {tally.present} in already, {tally.rejected} rejected",
    )
    trial = Text("(试运行，未写入)", " (dry run, nothing written)") if dry_run else Text("", "")
    typer.echo((says + trial).in_language(language))


def _line(result: Result) -> Text:
    said = [_same(_where(each.column, each.field)) + each.says for each in result.problems]
    reasons = Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))
    return Text(f"第{result.row.number}行 ", f"row {result.row.number}, ") + reasons


def _same(words: str) -> Text:
    return Text(words, words)


def _where(column: str, name: str) -> str:
    places = " → ".join(place for place in (column, name) if place)
    return f"{places}: " if places else ""


def _as_data(result: Result) -> Mapping[str, object]:
    problems = [
        {"column": each.column, "field": each.field, "zh": each.says.zh, "en": each.says.en} for each in result.problems
    ]
    return {"row": result.row.number, "number": result.source_number, "problems": problems}
