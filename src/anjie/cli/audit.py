"""`anjie audit verify` and `anjie rebuild`: whether the record is whole, and the tables say what it says."""

from typing import Annotated

import typer

from anjie.cli.case import reading
from anjie.cli.output import FINDINGS, AsJson, Lang, Language, print_json, progress
from anjie.procedure.terms import Text

commands = typer.Typer()
audit_app = typer.Typer(help="Check the record.", no_args_is_help=True)
commands.add_typer(audit_app, name="audit")

CHAINS = Text("核对记录", "Checking the record")
TABLES = Text("核对各表", "Checking the tables")
REBUILDING = Text("重建各表", "Rebuilding the tables")


@audit_app.command()
def verify(
    *,
    journals_only: Annotated[bool, typer.Option("--journals-only", help="Leave the tables alone.")] = False,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Walk every case's chain and name the first entry altered; ask the checkpoints; make the tables anew and compare.

    Exit 1 if anything is found.
    """
    with reading():
        from anjie.archive.checkpoints import verify_checkpoints
        from anjie.cases.models import Case
        from anjie.cases.verifying import differences, verify_journals
        from anjie.platform.clock import now

        cases = Case.objects.count()
        with progress(CHAINS, cases, lang) as advance:
            breaks = list(verify_journals(advance))
        broken = frozenset(each.number for each in breaks)
        faults = list(verify_checkpoints())
        drift: list[tuple[str, str]] = []
        if not journals_only:
            with progress(TABLES, cases, lang) as advance:
                drift = list(differences(now(), advance, without=broken))
    if as_json:
        print_json(
            {
                "cases": cases,
                "breaks": [{"number": b.number, "seq": b.seq, "zh": b.says.zh, "en": b.says.en} for b in breaks],
                "checkpoints": [
                    {"nth": f.nth, "number": f.number, "seq": f.seq, "zh": f.says.zh, "en": f.says.en} for f in faults
                ],
                "differences": None
                if journals_only
                else [{"number": number, "table": table} for number, table in drift],
            }
        )
    else:
        for each in breaks:
            entry = Text(f"案件 {each.number} 第{each.seq}条：", f"case {each.number}, entry {each.seq}: ")
            typer.echo((entry + each.says).in_language(lang))
        for fault in faults:
            typer.echo((_place(fault.nth, fault.number, fault.seq) + fault.says).in_language(lang))
        for number, table in drift:
            says = Text(f"案件 {number}：{table} 与记录不符", f"case {number}: {table} differs from the record")
            typer.echo(says.in_language(lang))
        typer.echo(_sum(cases, len(breaks), None if journals_only else len(drift)).in_language(lang))
    raise typer.Exit(FINDINGS if breaks or faults or drift else 0)


def _place(nth: int, number: str, seq: int) -> Text:
    """Where a checkpoint shows something: in itself, or in a journal that it holds."""
    if not number:
        return Text(f"第{nth}号检查点：", f"checkpoint {nth}: ")
    return Text(f"第{nth}号检查点，案件 {number} 第{seq}条：", f"checkpoint {nth}, case {number}, entry {seq}: ")


@audit_app.command()
def checkpoint(*, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Note now where every journal stands; the worker does it each night."""
    with reading():
        from anjie.archive.checkpoints import as_data, make_checkpoint
        from anjie.platform.clock import now

        made = make_checkpoint(now())
        data = as_data(made)
    if as_json:
        print_json(data)
    else:
        root = bytes(made.root).hex()
        says = Text(
            f"第{made.nth}号检查点：{made.size}个案件，根 {root}",
            f"checkpoint {made.nth}: {made.size} cases, root {root}",
        )
        typer.echo(says.in_language(lang))


@commands.command()
def rebuild(*, lang: Lang = Language.ZH) -> None:
    """Make every table anew from the journals."""
    with reading():
        from anjie.cases.models import Case
        from anjie.cases.verifying import rebuild as write_anew
        from anjie.platform.clock import now

        with progress(REBUILDING, Case.objects.count(), lang) as advance:
            done = write_anew(now(), advance)
    typer.echo(Text(f"已重建{done}个案件", f"{done} cases rebuilt").in_language(lang))


def _sum(cases: int, breaks: int, drift: int | None) -> Text:
    chains = Text(f"{cases}个案件，{breaks}处记录被改动", f"{cases} cases, {breaks} chains broken")
    if drift is None:
        return chains
    return chains + Text(f"，{drift}处与各表不符", f", {drift} differences in the tables")
