"""`anjie import units|agents|customers|policies`: fill the directory from files."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, AsJson, Lang, Language, print_json, progress, refuse
from anjie.directory.importing.reading import Outcome, Remark, Report
from anjie.directory.importing.sheets import SheetRefusedError
from anjie.platform.clock import now
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text

SHOWN = 50
"""Remarks that are printed on a screen; --json prints them all."""

commands = typer.Typer()

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A .csv, .csv.gz or .xlsx file with headings.")]

Run = Callable[[Path, Callable[[int], object]], Report]
"""An importer's work on one file."""


@commands.command()
def units(
    file: File,
    *,
    head_office: Annotated[str, typer.Option(metavar="NAME", help="What to call a head office that is made.")] = "",
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Import units: code, name, level, parent and more; the rows in any order."""
    with database():
        from anjie.directory.importing.units import Units

        _import(Units(head_office).run, file, lang, as_json=as_json)


@commands.command()
def agents(file: File, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Import agents: code, name, unit and more."""
    with database():
        from anjie.directory.importing.agents import Agents

        _import(Agents(_today()).run, file, lang, as_json=as_json)


@commands.command()
def customers(file: File, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Import customers: number, name, identity paper, phone, address."""
    with database():
        from anjie.directory.importing.customers import Customers

        _import(Customers(_today()).run, file, lang, as_json=as_json)


@commands.command()
def policies(file: File, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Import policies: number, product, holder, agent and more."""
    with database():
        from anjie.directory.importing.policies import Policies

        _import(Policies(_today()).run, file, lang, as_json=as_json)


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


def _import(run: Run, file: Path, language: Language, *, as_json: bool) -> None:
    """Import a file and tell what became of it; exit 1 if anything was refused."""
    try:
        with progress(Text("导入", "Importing"), None, language) as advance:
            report = run(file, advance)
    except SheetRefusedError as error:
        raise refuse(error.reason, language, FINDINGS) from error
    if as_json:
        print_json(_as_data(report))
    else:
        _tell(report, language)
    if report.counts[Outcome.REFUSED]:
        raise typer.Exit(FINDINGS)


def _as_data(report: Report) -> dict[str, object]:
    counts = {outcome.name.lower(): report.counts[outcome] for outcome in Outcome}
    return {**counts, "remarks": [_remark(remark) for remark in report.remarks]}


def _remark(remark: Remark) -> dict[str, object]:
    return {
        "row": remark.row,
        "refused": remark.refused,
        "field": {"zh": remark.field.zh, "en": remark.field.en},
        "reason": {"zh": remark.reason.zh, "en": remark.reason.en},
    }


def _tell(report: Report, language: Language) -> None:
    for remark in report.remarks[:SHOWN]:
        typer.echo(_line(remark).in_language(language), err=True)
    if len(report.remarks) > SHOWN:
        more = len(report.remarks) - SHOWN
        rest = Text(f"……另有{more}条，用 --json 查看全部", f"… and {more} more; --json tells them all")
        typer.echo(rest.in_language(language), err=True)
    added, changed, unchanged, refused = (report.counts[outcome] for outcome in Outcome)
    says = Text(
        f"新增{added}，更新{changed}，未变{unchanged}，拒绝{refused}",
        f"{added} added, {changed} changed, {unchanged} unchanged, {refused} refused",
    )
    typer.echo(says.in_language(language))


def _line(remark: Remark) -> Text:
    verdict = Text("拒绝", "refused") if remark.refused else Text("注意", "note")
    return Text(
        f"第{remark.row}行 {remark.field.zh}：{remark.reason.zh}（{verdict.zh}）",
        f"row {remark.row}, {remark.field.en}: {remark.reason.en} ({verdict.en})",
    )
