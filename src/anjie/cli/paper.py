"""`anjie paper`: a form or letter of a case, a unit's register, blank forms; as PDF or as a Word document.

What it prints of a case is a preview: a letter is issued by an officer, on the page of the case. `--letter` gives the
bytes of one that was issued.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import FINDINGS, WRONG_USAGE, Lang, Language, print_table, refuse
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.papers import PaperKind
from anjie.procedure.terms import Text

if TYPE_CHECKING:
    from anjie.cases.dossiers import OpenCase
    from anjie.directory.models import Unit

commands = typer.Typer()

BOOK, BLANK = "register_book", "blank_form"
OTHERS = {
    BOOK: Text("登记簿(N 为机构代码)", "The register of a unit (N is its code)"),
    BLANK: Text("空白登记表(N 为机构代码)", "Blank register forms (N is a unit's code)"),
}


Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="First or last day of a register.")
]
PDF, DOCX = ".pdf", ".docx"


@commands.command()
def paper(  # noqa: PLR0913 - a command's arguments are its language
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Which paper; --list names them.")] = "",
    number: Annotated[str, typer.Argument(metavar="N", help="The case's number, or a unit's code.")] = "",
    *,
    out: Annotated[Path | None, typer.Option(metavar="F", help="Where to put it: .pdf or .docx.")] = None,
    about: Annotated[str, typer.Option(metavar="REF", help="About whom: C1, R1, or an interview's entry.")] = "",
    letter: Annotated[str, typer.Option(metavar="L1", help="A letter that was issued, as it was issued.")] = "",
    language: Annotated[Language, typer.Option(help="Language of the paper.")] = Language.ZH,
    since: Day = None,
    until: Day = None,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many blank forms.")] = 10,
    spoilt: Annotated[str, typer.Option(metavar="WHY", help="Mark the blank form N as spoilt.")] = "",
    listed: Annotated[bool, typer.Option("--list", help="List the kinds of paper.")] = False,
    lang: Lang = Language.ZH,
) -> None:
    """Print a form or letter of a case, a unit's register book, or blank forms."""
    if listed:
        _list(lang)
        return
    order = _Order(kind, number, about or "", letter, language, lang)
    with _standing():
        if spoilt:
            _spoil(order, spoilt)
        elif out is None or not number:
            raise refuse(Text("请写明编号和 --out", "Give the number and --out"), lang, WRONG_USAGE)
        elif kind == BOOK:
            _book(order, (since, until), out)
        elif kind == BLANK:
            _blank(order, count, out)
        else:
            out.write_bytes(_made(order, out.suffix.lower()))


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for on the command line."""

    kind: str
    number: str
    about: str
    letter: str
    language: Language
    lang: Language


@contextmanager
def _standing() -> Iterator[None]:
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within

        with within(Scope.SYSTEM):
            yield


def _list(lang: Language) -> None:
    from anjie.cli.context import settings

    settings()
    from anjie.paperwork.kinds import KINDS

    rows = [(code.value, code.label.in_language(lang), kind.addressee.label.in_language(lang))
            for code, kind in KINDS.items()]  # fmt: skip
    rows += [(code, label.in_language(lang), "") for code, label in OTHERS.items()]
    print_table((Text("种类", "Kind"), Text("名称", "Name"), Text("给谁", "To whom")), rows, lang)


def _made(order: _Order, suffix: str) -> bytes:
    """The bytes of one paper of a case."""
    from anjie.access.scope import Scope
    from anjie.cases.reading import case_for
    from anjie.platform.clock import now

    opened = case_for(Scope.SYSTEM, order.number, now())
    if opened is None:
        raise refuse(Text(f"没有案件 {order.number}", f"There is no case {order.number}"), order.lang, FINDINGS)
    if order.letter:
        return _issued(order, opened)
    if order.kind not in set(PaperKind):
        raise refuse(Text(f"没有文书种类“{order.kind}”", f"There is no kind {order.kind!r}"), order.lang, WRONG_USAGE)
    if suffix not in (PDF, DOCX):
        raise refuse(
            Text("文件名须以 .pdf 或 .docx 结尾", "The name must end in .pdf or .docx"), order.lang, WRONG_USAGE
        )
    return _drawn(order, opened, suffix)


def _drawn(order: _Order, opened: "OpenCase", suffix: str) -> bytes:
    from anjie.cases.sweep import system_office
    from anjie.directory.models import Unit
    from anjie.directory.words import word_of
    from anjie.paperwork.gathering import Wanted
    from anjie.paperwork.issuing import NotPrintableError, Workshop
    from anjie.paperwork.kinds import KINDS
    from anjie.paperwork.rendering import UnprintableError
    from anjie.platform.clock import now

    case, kind = opened.dossier.case, KINDS[word_of(PaperKind, order.kind)]
    unit = Unit.objects.get(code=case.unit)
    workshop = Workshop(opened, system_office(unit.code, now(), unit.calendar_region), unit)
    about = order.about or next(iter(kind.about(case)), "")
    wanted = Wanted(about=about, language=order.language, signer=case.handler)
    try:
        return workshop.document(kind, wanted) if suffix == DOCX else workshop.printed(kind, wanted).data
    except NotPrintableError as error:
        reasons = Text("；".join(each.zh for each in error.reasons), "; ".join(each.en for each in error.reasons))
        raise refuse(reasons, order.lang, FINDINGS) from error
    except UnprintableError as error:
        raise refuse(error.says, order.lang, FINDINGS) from error


def _issued(order: _Order, opened: "OpenCase") -> bytes:
    from anjie.paperwork.issuing import bytes_of
    from anjie.platform.files import NoSuchFileError

    found = opened.dossier.case.letters.get(order.letter)
    try:
        return bytes_of(found) if found and found.sha256 else _none(order)
    except NoSuchFileError as error:
        raise refuse(Text("文件已不存在", "The file is not here any more"), order.lang, FINDINGS) from error


def _none(order: _Order) -> bytes:
    raise refuse(Text(f"没有文书 {order.letter}", f"There is no letter {order.letter}"), order.lang, FINDINGS)


def _unit(order: _Order) -> "Unit":
    from anjie.directory.models import Unit

    found = Unit.objects.filter(code=order.number).first()
    if found is None:
        raise refuse(Text(f"没有机构 {order.number}", f"There is no unit {order.number}"), order.lang, WRONG_USAGE)
    return found


def _book(order: _Order, days: tuple[datetime | None, datetime | None], out: Path) -> None:
    from anjie.access.scope import Scope
    from anjie.paperwork.books import Period, one_file, register_book
    from anjie.platform.clock import now

    at = now()
    today = at.astimezone(SHANGHAI).date()
    since, until = (each.date() if each else None for each in days)
    period = Period(_unit(order), since or date(today.year, 1, 1), until or today, order.language)
    name, chunks = one_file(register_book(Scope.SYSTEM, period, at), out.stem)
    with out.with_name(name).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    typer.echo(str(out.with_name(name)))


def _blank(order: _Order, count: int, out: Path) -> None:
    from anjie.cases.reserving import put_numbers_by
    from anjie.paperwork.books import blank_forms
    from anjie.platform.clock import now

    unit, at = _unit(order), now()
    numbers = put_numbers_by(unit, count, "system", at)
    out.write_bytes(blank_forms(unit, numbers, at, order.language).data)
    typer.echo(f"{numbers[0]} … {numbers[-1]}")


def _spoil(order: _Order, reason: str) -> None:
    from anjie.cases.reserving import mark_spoilt
    from anjie.platform.clock import now

    if not mark_spoilt(order.number or order.kind, reason, "system", now()):
        says = Text("没有等待补录的这个编号", "No such number waits for its case")
        raise refuse(says, order.lang, FINDINGS)
