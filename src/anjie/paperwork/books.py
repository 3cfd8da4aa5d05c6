"""Paper that is no single case's: the unit's register for a period, and blank forms for a day without power.

The register comes in booklets, each drawn and handed on before the next is read, so that however long it is the memory
it takes stays the same.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, count, islice

from django.db.models import Q

from anjie.access.scope import Scope, Stand
from anjie.access.wall import within
from anjie.cases.models import Case
from anjie.cases.reading import cases
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.paperwork.codes import PaperCode, encode
from anjie.paperwork.forms import blank_register_form
from anjie.paperwork.rendering import code_picture, render
from anjie.paperwork.sheet import Block, NewPage, Printed, Prose, Sheet, Table
from anjie.paperwork.wording import day
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.papers import PaperKind
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import CaseClass, Channel, Disposition, Stage, Text

BOOKLET = 100
"""Cases in one booklet: the typesetter remembers its last ten papers, so it is these that memory goes by."""

TITLE = Text("个人代理人违规案件登记簿", "Register of complaints against agents")
COLUMNS = (
    "登记编号|Register no.", "案件编号|Case no.", "收到时间|Received", "渠道|Channel", "投诉人|Complainant",
    "被投诉代理人|Agent", "违规行为|Alleged", "分类|Class", "经办人|Handler", "立案|Opened", "结案|Closed",
    "结案方式|How it ended",
)  # fmt: skip
WIDTHS = (7, 6, 5, 5, 4, 4, 6, 3, 4, 4, 4, 4)


@dataclass(frozen=True, slots=True)
class Period:
    """A unit's register from one day to another, both included."""

    unit: Unit
    since: date
    until: date
    language: str = "zh"


def register_book(scope: Scope, period: Period, at: datetime) -> Iterator[Printed]:
    """The booklets of a register, each as soon as it is drawn; at least one, be it empty.

    The wall is opened for each booklet by itself, for whoever takes them may do so long after a request has ended.
    """
    after: tuple[datetime, int] | None = None
    for number in count(1):
        with within(scope):
            rows = _rows(scope, period, after)
        yield render(booklet(period, rows, number), at)
        if len(rows) < BOOKLET:
            return
        after = (rows[-1].received_at, rows[-1].pk)


def _rows(scope: Scope, period: Period, after: tuple[datetime, int] | None) -> list[Case]:
    begins = datetime.combine(period.since, time(), SHANGHAI)
    ends = datetime.combine(period.until + timedelta(days=1), time(), SHANGHAI)
    stand = Stand(period.unit.rank, period.unit.pk)
    found = cases(scope).filter(Scope(below=frozenset({stand})).q(), received_at__gte=begins, received_at__lt=ends)
    if after:
        found = found.filter(Q(received_at__gt=after[0]) | Q(received_at=after[0], id__gt=after[1]))
    return list(found.order_by("received_at", "id")[:BOOKLET])


def booklet(period: Period, rows: Sequence[Case], number: int) -> Sheet:
    language = period.language
    since, until = day(period.since, language), day(period.until, language)
    said = Text(f"{since}至{until}　第{number}册", f"{since} to {until}, booklet {number}")
    head = tuple(Text(*name.split("|")).in_language(language) for name in COLUMNS)
    return Sheet(
        title=TITLE.in_language(language),
        unit=period.unit.name,
        number=said.in_language(language),
        blocks=(Table(head, WIDTHS, tuple(_line(row, language) for row in rows)),),
        language=language,
        landscape=True,
    )


def _line(row: Case, language: str) -> tuple[str, ...]:
    """A case in the register; the complainant masked as on every list."""
    violations = shipped().edition(row.edition).violations
    alleged = [violations[code].label.in_language(language) if code in violations else code
               for code in row.violations.split(",") if code]  # fmt: skip
    return (
        row.register_no,
        row.number,
        f"{row.received_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        _label(Channel, row.channel, language),
        row.complainants,
        row.respondents,
        "；".join(alleged),
        _label(CaseClass, row.case_class, language),
        getattr(row, "handler_name", None) or row.handler,
        _on(row.opened_at),
        _on(row.closed_at),
        _label(Disposition, row.disposition, language) or _label(Stage, row.stage, language),
    )


def _label(words: type[Channel | CaseClass | Disposition | Stage], code: str, language: str) -> str:
    return word_of(words, code).label.in_language(language) if code else ""


def _on(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d}" if at else ""


# -- blank forms -----------------------------------------------------------------------------------------------

HOW = Text(
    "停电或系统不能使用时填写。恢复后凭表上编号补录：在“受理”页填“空白表格上的编号”，收到时间填实际时间。",
    "To be filled in when there is no power. Key it in afterwards under its number, with the true time of receipt.",
)


def blank_forms(unit: Unit, numbers: Sequence[str], at: datetime, language: str = "zh") -> Printed:
    """Register forms to be filled in by hand, each on a page of its own, under the numbers put by for them."""
    pages: list[Block] = []
    for number in numbers:
        pages += [blank_register_form(number, language), Prose(HOW.in_language(language), indent=False), NewPage()]
    codes = [encode(PaperCode(number, PaperKind.REGISTER_FORM.value, 0)) for number in numbers]
    return render(
        Sheet(
            title=PaperKind.REGISTER_FORM.label.in_language(language),
            unit=unit.name,
            blocks=tuple(pages[:-1]),
            language=language,
            codes=tuple(map(code_picture, codes)),
        ),
        at,
    )


# -- several files as one --------------------------------------------------------------------------------------


class _Pipe(io.RawIOBase):
    """What is written is kept until it is taken, and no longer."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(memoryview(data))  # type: ignore[arg-type]  # whatever zipfile writes is a buffer
        self.held += taken
        return len(taken)

    def take(self) -> bytes:
        """Give what has been written since."""
        given, self.held = bytes(self.held), bytearray()
        return given


def one_file(parts: Iterator[Printed], name: str) -> tuple[str, Iterator[bytes]]:
    """The booklets as one download: a PDF where there is one, else a ZIP that is made as it is taken."""
    first = list(islice(parts, 2))
    if len(first) == 1:
        return f"{name}.pdf", iter([first[0].data])
    return f"{name}.zip", _zipped(chain(first, parts), name)


def _zipped(parts: Iterator[Printed], name: str) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as package:
        for number, part in enumerate(parts, 1):
            made = part.at.astimezone(SHANGHAI)
            info = zipfile.ZipInfo(f"{name}-{number:03d}.pdf", made.timetuple()[:6])
            package.writestr(info, part.data)
            yield pipe.take()
    yield pipe.take()
