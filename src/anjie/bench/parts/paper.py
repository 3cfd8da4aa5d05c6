"""How long a form and a letter take to be drawn, how large they are, and what a long register costs in memory."""

import resource
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import perf_counter

from anjie.bench.figures import Figure, p50
from anjie.bench.setting import Setting
from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Case
from anjie.directory.models import Unit
from anjie.paperwork import bodies, kinds
from anjie.paperwork.books import BOOKLET, Period, booklet
from anjie.paperwork.codes import PaperCode
from anjie.paperwork.kinds import KINDS
from anjie.paperwork.rendering import render
from anjie.paperwork.sheet import Sheet
from anjie.paperwork.subject import Issuer, Subject
from anjie.paperwork.word import document_of
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.opening import Assigned, Opened
from anjie.procedure.acts.registration import Registered
from anjie.procedure.acts.verification import Verified
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import fold
from anjie.procedure.papers import PaperKind
from anjie.procedure.terms import CaseClass, Channel, ContactMethod, Genuineness, Medium, PartyRole, Text
from anjie.procedure.values import AllegationMade, Complainant, Respondent

PART = "paper"
AIM_MS = 40.0
AIM_GROWTH = 150.0
ROUNDS = 30
PAGES = 500


def measure(setting: Setting) -> Iterator[Figure]:
    """A form, a letter, the letter for Word; then a register of many pages, booklet by booklet."""
    subject = _subject(setting)
    for code in (PaperKind.REGISTER_FORM, PaperKind.NOTICE_LETTER):
        yield from _one(code, subject)
    yield from _register(subject)


def _subject(setting: Setting) -> Subject:
    """A complaint as it comes in and is opened; those that are stamped out have marks in place of names."""
    at = setting.told[0].steps[0].at
    acts: list[Act] = [
        Received(
            number="450103-2026-00001",
            unit="450103",
            channel=Channel.HOTLINE,
            medium=Medium.ORAL,
            received_by_company_at=at,
            received_by_unit_at=at,
            complainants=(Complainant(name="农秀英", role=PartyRole.POLICYHOLDER),),
            respondents=(Respondent(name="梁展业", agent="A450103007", team="三组"),),
            facts="投保时代理人承诺每年固定分红，现在领不到那么多，回访电话也是代理人教着回答的。" * 4,
        ),
        Registered(register_no="450103督登〔2026〕00001号", case_class=CaseClass.ORDINARY),
        Verified(result=Genuineness.GENUINE, method=ContactMethod.PHONE),
        Opened(allegations=(AllegationMade(respondent="R1", violation="V03", text="承诺收益"),)),
        Assigned(handler="wang"),
    ]
    entries = [Entry(seq, at + timedelta(minutes=seq), "wang", "450103", act) for seq, act in enumerate(acts, 1)]
    dossier, last = fold(entries, rulebook_now(at)), entries[-1].at
    return Subject(dossier, Issuer("450103", "示范人寿青秀支公司"), setting.calendar, last, last.date(), "wang", "C1")


def _one(code: PaperKind, subject: Subject) -> Iterator[Figure]:
    kind = KINDS[code]
    sheet = kinds.sheet(kind, subject, bodies.built_in(code, "zh") if kind.letter else "")
    number = PaperCode("450103-2026-00001", code.value, 1)
    printed = render(sheet, subject.at, number)  # the first one makes the compiler
    drawing = _milliseconds(lambda: render(sheet, subject.at, number))
    writing = _milliseconds(lambda: document_of(sheet, subject.at))
    title = code.label
    yield Figure(PART, f"{code}", title + Text("，PDF", ", PDF"), drawing, "ms", AIM_MS)
    yield Figure(PART, f"{code}-size", title + Text("，PDF 大小", ", size of the PDF"), len(printed.data) / 1024, "KB")
    yield Figure(PART, f"{code}-word", title + Text("，Word", ", Word"), writing, "ms")


def _register(subject: Subject) -> Iterator[Figure]:
    """The same booklet drawn until there are so many pages; memory is looked at after the first and at the end."""
    unit = Unit(code="0", name="示范人寿")
    rows = [_row(subject, number) for number in range(BOOKLET)]
    period = Period(unit, subject.dated - timedelta(days=365), subject.dated)
    drawn: list[Sheet] = [booklet(period, rows, 1)]
    pages = render(drawn[0], subject.at).pages
    before, start, count = _peak(), perf_counter(), 1
    while pages < PAGES:
        count += 1
        pages += render(booklet(period, rows, count), subject.at).pages
    took = perf_counter() - start
    label = Text(f"登记簿{pages}页", f"a register of {pages} pages")
    yield Figure(PART, "register", label + Text("，每页", ", a page"), took * 1000 / pages, "ms")
    yield Figure(
        PART, "register-growth", label + Text("，内存增加", ", memory grown"), _peak() - before, "MB", AIM_GROWTH
    )
    yield Figure(PART, "register-peak", Text("进程内存峰值", "the process's peak"), _peak(), "MB")


def _row(subject: Subject, number: int) -> Case:
    case = subject.case
    return Case(
        number=f"450103-2026-{number:05d}", register_no=f"450103督登〔2026〕{number:05d}号", edition=subject.book.name,
        received_at=subject.at, channel=case.channel or "", complainants="农*英", respondents="梁展业",
        violations="V12", case_class=case.case_class, handler="王督察", stage=case.stage or "",
    )  # fmt: skip


def _peak() -> float:
    """The most memory this process has had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _milliseconds(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return p50(times) * 1000
