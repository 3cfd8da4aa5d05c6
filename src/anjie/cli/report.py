"""`anjie report`: returns as they were signed or would be signed now, on the screen, as workbooks, papers and data."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, refuse
from anjie.platform.clock import now
from anjie.procedure.terms import Period, Text

if TYPE_CHECKING:
    from anjie.oversight.lines import Return

report_app = typer.Typer(help="Returns and the scoreboard of the procedure.", no_args_is_help=True)

Unit = Annotated[str, typer.Option("--unit", metavar="CODE", help="Whose return.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it to a .xlsx or .pdf file.")]
Which = Annotated[
    int | None, typer.Option("--version", min=1, help="A signed version; the one that counts if left out.")
]
HEADS = (Text("部分", "Part"), Text("指标", "Figure"), Text("本级", "Own"), Text("合计", "Total"))


KEPT_HEADS = (
    Text("条文", "Clause"), Text("责任人", "Owed by"), Text("应办", "Due"), Text("按时", "In time"),
    Text("逾期完成", "Late"),
    Text("逾期未办", "Open, late"), Text("按时率", "Rate"), Text("中位", "Median"), Text("九成以内", "90 %"),
)  # fmt: skip


@report_app.command("scoreboard")
def kept(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="2026-10, 2026Q3, 2026H1 or 2026.")],
    *,
    unit: Unit,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Show how each clause was kept in a unit and everything below it."""
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within
        from anjie.directory.models import Unit as Office
        from anjie.oversight.counting import Whose
        from anjie.oversight.periods import parse_span
        from anjie.oversight.scoreboard import board_data, in_words, scoreboard

        span, place = parse_span(period), Office.objects.filter(code=unit).first()
        if span is None or place is None:
            raise refuse(Text("没有这个期间或机构", "There is no such period or unit"), lang, WRONG_USAGE)
        with within(Scope.SYSTEM):
            board = scoreboard(Whose.below(place), span, now())
        if as_json:
            print_json({"unit": place.code, "period": span.code, **board_data(board)})
            return
        rows = [
            (
                each.clause.text.in_language(lang),
                each.debtor.label.in_language(lang),
                *map(str, (each.score.applied, each.score.in_time, each.score.late, each.score.open_late)),
                f"{each.score.rate:.1%}" if board.enough(each.score) else "—",
                in_words(each.score.median).in_language(lang),
                in_words(each.score.p90).in_language(lang),
            )
            for each in board.clauses
        ]
        print_table(KEPT_HEADS, rows, lang)


class _Wanted(NamedTuple):
    """In which form a return is wanted."""

    out: Path | None
    version: int | None
    as_json: bool
    language: Language


@report_app.command()
def monthly(  # noqa: PLR0913 - a command's arguments are its language
    period: Annotated[str, typer.Argument(metavar="MONTH", help="E.g. 2026-10.")],
    *,
    unit: Unit,
    out: Out = None,
    version: Which = None,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Show a unit's monthly return. Exit 1 if it doesn't reconcile."""
    _report(period, {Period.MONTH}, unit, _Wanted(out, version, as_json, lang))


@report_app.command()
def yearly(  # noqa: PLR0913 - a command's arguments are its language
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A year, half or quarter: 2026, 2026H1, 2026Q3.")],
    *,
    unit: Unit,
    out: Out = None,
    version: Which = None,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Show a unit's quarterly, half-yearly or yearly return. Exit 1 if it doesn't reconcile."""
    _report(period, {Period.QUARTER, Period.HALF, Period.YEAR}, unit, _Wanted(out, version, as_json, lang))


def _report(period: str, kinds: set[Period], code: str, wanted: _Wanted) -> None:
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within
        from anjie.directory.models import Unit as Office
        from anjie.oversight.periods import parse_span
        from anjie.oversight.showing import shown_return

        span = parse_span(period)
        if span is None or span.kind not in kinds:
            raise refuse(Text(f"不是期间：{period}", f"Not such a period: {period}"), wanted.language, WRONG_USAGE)
        with within(Scope.SYSTEM):
            unit = Office.objects.filter(code=code).first()
            if unit is None:
                raise refuse(Text(f"没有机构 {code}", f"There is no unit {code}"), wanted.language, WRONG_USAGE)
            found = shown_return(unit, span, now(), version=wanted.version)
        if found is None:
            raise refuse(Text("没有这一版", "There is no such version"), wanted.language, FINDINGS)
        _show(found, wanted)
    if not found.sheet.reconciled:
        raise refuse(Text("报表不平", "The return doesn't reconcile"), wanted.language, FINDINGS)


def _show(found: "Return", wanted: _Wanted) -> None:
    if wanted.out:
        _write(found, wanted.out, wanted.language)
    if wanted.as_json:
        print_json(found.data(now()))
    elif not wanted.out:
        typer.echo(found.title.in_language(wanted.language))
        print_table(HEADS, list(_rows(found, wanted.language)), wanted.language)


def _rows(found: "Return", language: Language) -> Iterator[tuple[str, ...]]:
    from anjie.oversight.lines import shown

    for part in found.parts:
        for line in part.lines:
            labels = (part.group.label, line.figure.title)
            yield (*(each.in_language(language) for each in labels), shown(line, line.own), shown(line, line.total))


def _write(found: "Return", out: Path, language: Language) -> None:
    """Write a return to a file; what kind of file, its name says."""
    from anjie.oversight.paper import paper
    from anjie.oversight.workbook import workbook

    makers = {".xlsx": workbook, ".pdf": paper}
    if out.suffix not in makers:
        raise refuse(Text("只能写成 .xlsx 或 .pdf", "Only .xlsx and .pdf can be written"), language, WRONG_USAGE)
    out.write_bytes(makers[out.suffix](found, language))
