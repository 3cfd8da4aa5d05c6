"""`anjie export events`: the journals as an event log for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, progress, refuse
from anjie.cli.selecting import Asked, From, OfUnit, To
from anjie.platform.clock import now
from anjie.procedure.terms import Text

if TYPE_CHECKING:
    from anjie.access.models import Officer
    from anjie.access.office import Seat
    from anjie.oversight.selecting import Selection

commands = typer.Typer(help="Write what there is for other tools.", no_args_is_help=True)

LABEL = Text("导出事件日志", "Exporting events")
FORMATS = ("xes", "ocel2", "csv", "parquet")


@commands.callback()
def export() -> None:
    """Write what there is for other tools."""


@commands.command()
def events(  # noqa: PLR0913 - a command's arguments are its language
    *,
    format_: Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="What to write.")],
    out: Annotated[Path, typer.Option("--out", dir_okay=False, help="The file; for ocel2 .json, .xml or .sqlite.")],
    unit: OfUnit = "",
    since: From = None,
    until: To = None,
    by: Annotated[str, typer.Option(metavar="OFFICER", help="For this officer: only what he may see.")] = "",
    names: Annotated[bool, typer.Option("--names", help="With numbers and names, if that officer may.")] = False,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Write the journals as an event log: XES (IEEE 1849), OCEL 2.0, CSV or Parquet.

    Cases, officers and agents have made-up names, always the same ones; complainants are never named. The export is put
    on record.
    """
    if format_ not in FORMATS:
        raise refuse(Text(f"没有格式 {format_}", f"There is no format {format_!r}"), lang, WRONG_USAGE)
    if names and not by:
        raise refuse(Text("--names 须与 --by 同用", "--names goes with --by"), lang, WRONG_USAGE)
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within
        from anjie.oversight.events.exporting import Format, UnknownEndingError
        from anjie.oversight.events.exporting import export as write
        from anjie.oversight.events.permission import note_export
        from anjie.oversight.events.source import Source

        selection = Asked(unit, since, until).selection(lang, notes=True)
        officer, seat = _seat(by, selection, lang, names=names) if by else (None, None)
        scope = seat.scope if seat else Scope.SYSTEM
        with within(scope):
            source = Source(scope, selection, names)
            cases = source.count
            note_export(officer, f"{format_} {unit} {cases}{' names' if names else ''}", now())
            try:
                with progress(LABEL, cases, lang) as advance:
                    count = write(source, Format(format_), out, advance)
            except UnknownEndingError as error:
                raise refuse(error.says, lang, WRONG_USAGE) from error
    if as_json:
        print_json({"cases": cases, "events": count, "file": str(out), "names": names})
    else:
        said = Text(f"已导出 {cases} 件案件、{count} 条记录", f"{cases} cases and {count} events exported")
        typer.echo(said.in_language(lang))


def _seat(by: str, selection: "Selection", lang: Language, *, names: bool) -> "tuple[Officer, Seat]":
    """The officer and the seat from which he sees what is asked for; exit 1 if there is none."""
    from anjie.access.models import Officer
    from anjie.oversight.events.permission import ONLY_THEY, may_name, seat_covering

    officer = Officer.objects.filter(username=by).first()
    if officer is None:
        raise refuse(Text(f"没有账号 {by}", f"There is no account {by}"), lang, WRONG_USAGE)
    seat = seat_covering(officer, selection.unit, now())
    if seat is None:
        raise refuse(Text(f"{by} 无权查看这些案件", f"{by} may not see these cases"), lang, FINDINGS)
    if names and not may_name(seat):
        raise refuse(ONLY_THEY, lang, FINDINGS)
    return officer, seat
