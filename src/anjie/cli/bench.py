"""`anjie bench`: measure, in a database of its own."""

from typing import Annotated

import typer

from anjie.bench.figures import Figure, as_data
from anjie.bench.ground import own_database
from anjie.cli.context import database
from anjie.cli.output import WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, progress, refuse
from anjie.platform.clock import now
from anjie.procedure.terms import Text

commands = typer.Typer()

NAMES = ("fold", "paper", "papers", "archive", "desk", "import", "generate", "pages", "process", "report")
TITLES = (
    Text("项目", "Part"),
    Text("指标", "What"),
    Text("数值", "Figure"),
    Text("目标", "Aim"),
    Text("达到", "Reached"),
)
YES, NO = Text("是", "yes"), Text("否", "no")


@commands.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help=f"Of: {', '.join(NAMES)}.")] = None,
    *,
    cases: Annotated[int, typer.Option(min=1000, help="How many cases to generate.")] = 20_000,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Measure how fast the engine, the desk, the import and the pages are; all of them if none is named.

    Works on the installation's database server, in a database that is made for it and dropped afterwards. The ratios
    hold anywhere; times are this machine's.
    """
    unknown = [name for name in names or () if name not in NAMES]
    if unknown:
        raise refuse(Text(f"没有项目 {unknown[0]}", f"There is no part {unknown[0]}"), lang, WRONG_USAGE)
    with own_database(), database():
        from anjie.bench.running import run

        figures = list(run(names or (), cases, now(), lambda says, total: progress(says, total, lang)))
    if as_json:
        print_json({"cases": cases, "figures": as_data(figures)})
    else:
        print_table(TITLES, [_row(each, lang) for each in figures], lang)


def _row(figure: Figure, language: str) -> tuple[str, ...]:
    reached = "" if figure.reached is None else (YES if figure.reached else NO).in_language(language)
    return figure.part, figure.says.in_language(language), figure.shown, figure.aimed, reached
