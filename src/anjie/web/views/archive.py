"""档案: files to be put away, put away, held, over their time; disposal lists; checkpoints; and one file's own page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.access.recording import record
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.access.words import Happening
from anjie.archive import disposal
from anjie.archive.checkpoints import folder
from anjie.archive.keeping import due
from anjie.archive.models import Checkpoint
from anjie.archive.opening import read_tar
from anjie.archive.verifying import Report, verify
from anjie.cases import reading
from anjie.cases.desk import Outcome
from anjie.cases.dossiers import OpenCase
from anjie.cases.keeping import keeping_of
from anjie.cases.models import ARCHIVED, TO_ARCHIVE, Case
from anjie.paperwork.rendering import render as draw
from anjie.paperwork.sheet import Prose, Sheet, Signing, Table
from anjie.platform.files import NoSuchFileError, files
from anjie.platform.signing import fingerprint, public_keys
from anjie.procedure.acts import ACTS
from anjie.procedure.engine import permitted
from anjie.procedure.facts import file_index
from anjie.procedure.terms import Role, Stage, Text
from anjie.web.acting import Acting, acting
from anjie.web.language import say

READERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR)
TAKERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.COUNSEL)
"""Who may take a package away: it holds what passed between the company and its counsel as well."""
PAGE = 50

TABS = {
    "waiting": Text("待归档", "To be put away"),
    "kept": Text("已归档", "Put away"),
    "due": Text("保管期满", "Over their time"),
    "lists": Text("销毁清册", "Disposal lists"),
    "held": Text("冻结", "On hold"),
    "checkpoints": Text("检查点", "Checkpoints"),
}
STATES = {
    "proposed": Text("待批准", "Awaits approval"),
    "approved": Text("已批准，待执行", "Approved, to be carried out"),
    "disposed": Text("已销毁", "Disposed of"),
}


@require_GET
@allow(*READERS)
def archive(request: HttpRequest) -> HttpResponse:
    """The archive by its parts; a search goes over everything that was put away."""
    who = acting(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    tab = "kept" if asked else request.GET.get("tab", "waiting")
    if tab not in TABS:
        raise Http404
    context = {
        "tabs": TABS,
        "tab": tab,
        "asked": asked,
        "may_propose": not who.office.roles.isdisjoint({Role.INSPECTOR, Role.SUPERVISOR}),
        **_part(who, tab, asked),
    }
    return render(request, "web/archive/archive.html", context)


def _day(who: Acting, at: datetime) -> date:
    """The day of a moment, on the office's own calendar."""
    return at.astimezone(who.office.calendar.zone).date()


def _part(who: Acting, tab: str, asked: str) -> dict[str, object]:
    if tab == "due":
        return {"due": list(due(who.scope, _day(who, who.now))[:PAGE])}
    if tab == "lists":
        return {"lists": [(each, STATES[each.state]) for each in disposal.lists(who.scope)]}
    if tab == "checkpoints":
        return _checkpoints()
    return {"cases": _cases(who.scope, tab, asked)}


def _cases(scope: Scope, tab: str, asked: str) -> list[Case]:
    seen = Case.objects.filter(scope.q(guests="guests")).select_related("unit")
    if tab == "waiting":
        return list(seen.filter(TO_ARCHIVE).order_by("closed_at", "id")[:PAGE])
    if tab == "held":
        return list(seen.filter(on_hold=True).order_by("-id")[:PAGE])
    found = seen.filter(ARCHIVED)
    if asked:
        found = found.filter(Q(number=asked) | Q(file_no=asked) | Q(register_no=asked) | Q(disposal_list=asked))
    return list(found.order_by("-archived_at", "-id")[:PAGE])


def _checkpoints() -> dict[str, object]:
    """Checkpoints say nothing of any case but that there are so many."""
    with within(Scope.SYSTEM):
        rows = list(Checkpoint.objects.order_by("-nth").defer("tiles")[:PAGE])
    copies = {int(each.stem) for each in folder().glob("*.json")}
    return {
        "checkpoints": [(row, bytes(row.root).hex(), row.nth in copies) for row in rows],
        "keys": [(name, fingerprint(public)) for name, public in public_keys().items()],
    }


# -- disposal lists --------------------------------------------------------------------------------------------------


@require_POST
@allow(Role.INSPECTOR, Role.SUPERVISOR)
def propose(request: HttpRequest) -> HttpResponse:
    """Propose the ticked files for disposal, together on one list."""
    who = acting(request)
    numbers = [number for number in request.POST.getlist("number") if reading.case_visible(who.scope, number)]
    if not numbers:
        messages.error(request, say(Text("请先勾选案卷", "Tick the files first")))
        return redirect("/archive?tab=due")
    outcomes = disposal.propose(numbers, who.office)
    _tell(request, outcomes, Text("已列入清册：", "Put on a list: "))
    return redirect("/archive?tab=lists")


@require_GET
@allow(*READERS)
def listed(request: HttpRequest, number: str) -> HttpResponse:
    """One list: its cases, and what this office may do with it."""
    who = acting(request)
    cases = disposal.on_list(who.scope, number)
    if not cases:
        raise Http404
    states = {case.disposal for case in cases}
    context = {
        "number": number,
        "cases": [(case, STATES.get(case.disposal, STATES["disposed"])) for case in cases],
        "may_approve": "proposed" in states and Role.APPROVER in who.office.roles,
        "may_carry_out": "approved" in states and Role.SUPERVISOR in who.office.roles,
        "certificate": "disposed" in states,
    }
    return render(request, "web/archive/list.html", context)


@require_POST
@allow(Role.APPROVER)
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """Approve what is proposed on a list."""
    who = acting(request)
    numbers = [case.number for case in disposal.on_list(who.scope, number) if case.disposal == "proposed"]
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, say(Text("请填写批准意见", "Write your opinion")))
    elif numbers:
        _tell(request, disposal.approve(numbers, reason, who.office), Text("已批准：", "Approved: "))
    return redirect("web:disposal-list", number)


@require_POST
@allow(Role.SUPERVISOR)
def carry_out(request: HttpRequest, number: str) -> HttpResponse:
    """Dispose of what was approved; it can't be taken back, so the page asks for a tick."""
    who = acting(request)
    numbers = [case.number for case in disposal.on_list(who.scope, number) if case.disposal == "approved"]
    if request.POST.get("sure") != "yes":
        messages.error(request, say(Text("请确认销毁不可恢复", "Confirm that this can't be taken back")))
    elif numbers:
        _tell(request, disposal.carry_out(numbers, who.office), Text("已销毁：", "Disposed of: "))
    return redirect("web:disposal-list", number)


@require_GET
@allow(*READERS)
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """The certificate of destruction: what went, when, by whose hands."""
    who = acting(request)
    gone = [case for case in disposal.on_list(who.scope, number) if case.disposal == "disposed"]
    if not gone:
        raise Http404
    response = HttpResponse(draw(_certificate(who, number, gone), who.now).data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="certificate-{gone[0].unit.code}.pdf"'
    return response


def _certificate(who: Acting, number: str, gone: Sequence[Case]) -> Sheet:
    rows = []
    for nth, case in enumerate(gone, start=1):
        opened = reading.case_for(who.scope, case.number, who.now)
        entries = opened.dossier.case.entries if opened else []
        hands = [next((e for e in reversed(entries) if e.kind == kind), None) for kind in BY_LIST]
        rows.append((str(nth), case.number, case.file_no, *(f"{e.by} {_day(who, e.at)}" if e else "" for e in hands)))
    unit = gone[0].unit.name
    head = ("序号", "案件编号", "卷宗号", "提请", "批准", "销毁")
    said = Prose("下列案卷保管期满，经批准销毁。内容和材料已不可恢复；编号、时间、记录指纹保留备查。", indent=True)
    return Sheet(
        "销毁清册",
        unit,
        (said, Table(head, (1, 4, 4, 3, 3, 3), tuple(rows)), Signing(unit, str(_day(who, who.now)))),
        number=number,
    )


def _tell(request: HttpRequest, outcomes: Sequence[Outcome], done: Text) -> None:
    """Say what was done, and of each file refused why."""
    count = sum(outcome.done for outcome in outcomes)
    if count:
        messages.success(request, say(done + Text(f"{count}件", f"{count}")))
    for outcome in outcomes:
        if not outcome.done:
            why = next((each.wanting for each in outcome.verdict.refusals), Text("案件有变动", "the case has moved on"))
            messages.error(request, say(Text(f"{outcome.number}：", f"{outcome.number}: ") + why))


# -- one file --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileAct:
    """An act of the archive that this office may do now, or why not."""

    kind: str
    title: Text
    why_not: Text | None


def _open(who: Acting, number: str) -> OpenCase:
    found = reading.case_for(who.scope, number, who.now)
    if found is None:
        raise Http404
    return found


@require_GET
@allow(*READERS)
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """A file's index with what is missing, its seal, its hold, and how long it is kept."""
    return _file_page(request, number, None)


@require_POST
@allow(*READERS)
def verify_now(request: HttpRequest, number: str) -> HttpResponse:
    """Verify the sealed package now, as anybody could elsewhere."""
    package = _open(acting(request), number).dossier.case.package
    try:
        with files().open(package) as file:
            report = verify(read_tar(file))
    except NoSuchFileError as error:
        raise Http404 from error
    return _file_page(request, number, report)


def _file_page(request: HttpRequest, number: str, report: Report | None) -> HttpResponse:
    who = acting(request)
    opened = _open(who, number)
    case = opened.dossier.case
    disposed = case.stage is Stage.DISPOSED
    keeping = None if disposed or case.closed_at is None else keeping_of(opened)
    free = keeping is not None and keeping.free_on is not None and keeping.free_on <= _day(who, who.now)
    context = {
        "case": case,
        "index": () if disposed else file_index(case, opened.dossier.book),
        "keeping": keeping,
        "acts": [each for each in _acts(who, opened) if free or each.kind not in BY_LIST],
        "report": report,
        "may_take": not who.office.roles.isdisjoint(TAKERS),
        "disposed": disposed,
        "now": who.now,
    }
    return render(request, "web/archive/file.html", context)


BY_LIST = ("disposal_proposed", "disposal_approved", "disposed")
"""What is offered only when a file's time is over."""
OF_THE_ARCHIVE = ("archived", "hold_placed", "hold_lifted", "disposal_proposed", "disposal_approved", "disposed")


def _acts(who: Acting, opened: OpenCase) -> Iterator[FileAct]:
    office = reading.office_on(who.office, opened, who.seat.unit.pk)
    verdicts = permitted(opened.dossier, office)
    for kind in OF_THE_ARCHIVE:
        verdict = verdicts[kind]
        hindered = [each.wanting for each in verdict.refusals]
        if verdict.allowed and (kind != "hold_lifted" or opened.dossier.case.on_hold):
            yield FileAct(kind, ACTS[kind].title, None)
        elif kind == "archived" and opened.dossier.case.stage is Stage.CLOSED:
            yield FileAct(kind, ACTS[kind].title, hindered[0] if hindered else None)


@require_GET
@allow(*TAKERS)
def package(request: HttpRequest, number: str) -> HttpResponseBase:
    """Take the sealed package away; that is put on record first."""
    who = acting(request)
    sha256 = _open(who, number).dossier.case.package
    try:
        file = files().open(sha256)
    except NoSuchFileError as error:
        raise Http404 from error
    record(Happening.PACKAGE_TAKEN, request, officer=None, detail=f"{number} {sha256}")
    return FileResponse(file, as_attachment=True, filename=f"{number}.tar", content_type="application/x-tar")


patterns = [
    path("archive", archive, name="archive"),
    path("archive/propose", propose, name="propose-disposal"),
    path("archive/lists/<str:number>", listed, name="disposal-list"),
    path("archive/lists/<str:number>/approve", approve, name="approve-disposal"),
    path("archive/lists/<str:number>/carry-out", carry_out, name="carry-out-disposal"),
    path("archive/lists/<str:number>/certificate", certificate, name="disposal-certificate"),
    path("cases/<str:number>/archive", case_file, name="case-file"),
    path("cases/<str:number>/archive/verify", verify_now, name="verify-package"),
    path("cases/<str:number>/archive/package", package, name="package"),
]
