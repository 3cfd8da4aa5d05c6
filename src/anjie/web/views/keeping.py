"""What is done with papers on file: signed ones come back, parts are blacked out, copies are given out."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import ValidationError

from anjie.access.gate import allow
from anjie.cases.desk import NoSuchCaseError, Outcome, perform
from anjie.directory.words import word_of
from anjie.paperwork.disclosure import Choice, Wish, choices_for, copy_of, left_out
from anjie.paperwork.drawing import page_count
from anjie.paperwork.models import Upload
from anjie.paperwork.redaction import redacted
from anjie.paperwork.rendering import UnprintableError
from anjie.paperwork.returning import Part, codes_in, cut_out, letter_of, missing_pages, parts_of
from anjie.paperwork.sniffing import sort_of
from anjie.paperwork.sniffing.sorts import PDF
from anjie.paperwork.taking_in import take_in
from anjie.platform.arrivals import TOO_MUCH
from anjie.platform.files import files, waiting_files
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.papers import Blackout, CopyDisclosed, PaperRedacted, SignedPaperReturned
from anjie.procedure.casefile import Letter
from anjie.procedure.terms import Reader, Role, Text
from anjie.procedure.values import Paper
from anjie.web import drafts
from anjie.web.acting import Acting, acting
from anjie.web.caseopening import case_page
from anjie.web.casepage import CasePage
from anjie.web.language import language, say
from anjie.web.uploads import came, record_papers, too_much
from anjie.web.views.papers import found_paper, opened_paper

KEEPERS = (Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR)
ROWS = 8
"""So many parts can be told at once without scripts; with them, as many as one draws."""


# -- signed paper --------------------------------------------------------------------------------------------------


@require_POST
@allow(*KEEPERS)
def paper_returned(request: HttpRequest, number: str) -> HttpResponse:
    """Take scans of signed papers in, each matched by its code; of what has none a person says which letter it is."""
    who = acting(request)
    page = case_page(who, number)
    if not page.verdicts[SignedPaperReturned.kind].allowed:
        for refusal in page.verdicts[SignedPaperReturned.kind].refusals:
            messages.error(request, say(refusal.wanting))
        return redirect("web:papers", number)
    scans = request.FILES.getlist("scan")
    if not scans:
        messages.error(request, say(too_much() if TOO_MUCH in request.META else NO_SCAN))
    left: list[Upload] = []
    for scan in scans:
        taken = take_in(came(scan), who.officer, who.now)
        if isinstance(taken, Text):
            messages.error(request, f"{scan.name}：{say(taken)}")
        elif taken.held or not (sort := sort_of(taken.media_type)) or not sort.pages:
            left.append(taken)
        else:
            left += _matched(request, who, page, taken)
    if not left:
        return redirect("web:papers", number)
    return _to_the_form(request, who, number, left)


NO_SCAN = Text("请选择签字件的扫描件或照片", "Choose the scan or picture of a signed paper")


def _matched(request: HttpRequest, who: Acting, page: CasePage, scan: Upload) -> Iterator[Upload]:
    """Put each paper found in a scan beside its letter; gives what a person has to look at."""
    number, letters = page.case.number, page.case.letters
    with closing(waiting_files(who.officer.pk).open(scan.sha256)) as file:
        pages = page_count(file, scan.media_type)
        parts = parts_of(codes_in(file, scan.media_type, pages))
        for part in parts:
            letter = letter_of(part, number, letters)
            if letter:
                data = cut_out(file, scan.media_type, part.pages)
                _put_beside(request, who, letter, part, data)
            elif part.code:
                messages.warning(request, say(_anothers(part)))
            elif len(parts) == 1:
                yield scan
            else:
                yield _own_upload(who, scan, cut_out(file, scan.media_type, part.pages))


def _anothers(part: Part) -> Text:
    pages = "、".join(map(str, part.pages))
    return Text(
        f"第{pages}页不是本案的文书，没有存入", f"Page {pages} is not a paper of this case: it was not put on file"
    )


def _put_beside(request: HttpRequest, who: Acting, letter: Letter, part: Part, data: bytes) -> None:
    stored = files().put([data])
    title = f"{letter.kind.label.zh}（签字件）"
    scan = Paper(title=title, sha256=stored.sha256, media_type=PDF.media_type, size=stored.size)
    act = SignedPaperReturned(letter=letter.ref, pages=part.there, papers=(scan,))
    outcome = _perform(part.code.case if part.code else "", act, who)
    named = letter.kind.label + Text(f" {letter.number}", f" {letter.number}")
    if not outcome.done:
        for refusal in outcome.verdict.refusals:
            messages.error(request, say(named + Text("：", ": ") + refusal.wanting))
        return
    lacking = missing_pages(part, letter)
    if lacking:
        pages = "、".join(map(str, lacking))
        messages.warning(
            request, say(named + Text(f" 已收回，缺第{pages}页", f" is back, but page {pages} is missing"))
        )
    else:
        count = letter.pages
        messages.success(request, say(named + Text(f" 已收回，{count}页齐全", f" is back, all {count} pages of it")))


def _own_upload(who: Acting, scan: Upload, data: bytes) -> Upload:
    """A part of a scan as an upload of the officer's."""
    stored = waiting_files(who.officer.pk).put([data])
    upload, _ = Upload.objects.update_or_create(
        officer=who.officer,
        sha256=stored.sha256,
        defaults={
            "arrived": scan.arrived, "title": scan.title, "media_type": PDF.media_type, "size": stored.size,
            "at": who.now, "held": scan.held,
        },
    )  # fmt: skip
    return upload


def _to_the_form(request: HttpRequest, who: Acting, number: str, left: Sequence[Upload]) -> HttpResponse:
    """No code could be read: the form of the act asks which letter it is, with the scan attached."""
    typed: dict[str, list[str]] = {}
    for place, upload in enumerate(left):
        typed[f"papers-{place}-title"] = [upload.title]
        typed[f"papers-{place}-sha256"] = [upload.sha256]
    drafts.keep(who.officer, number, SignedPaperReturned.kind, typed)
    messages.warning(request, say(UNREAD))
    return redirect(f"{reverse('web:case', args=[number])}?act={SignedPaperReturned.kind}#act")


UNREAD = Text("没有读出页上的编码，请选择这是哪一份文书", "No code could be read on it: choose which letter it is")


# -- blacking out --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@allow(Role.INSPECTOR, Role.SUPERVISOR)
def paper_redact(request: HttpRequest, number: str, seq: int, place: int) -> HttpResponse:
    """Black out parts of a paper for a reader; what comes of it is put on file beside the original."""
    who = acting(request)
    page, found = found_paper(who, number, seq, place)
    sort = sort_of(found.paper.media_type)
    if sort is None or not sort.pages:
        raise Http404
    with closing(opened_paper(found.paper)) as file:
        pages = page_count(file, found.paper.media_type)
        wrong: Sequence[Text] = ()
        if request.method == "POST":
            act, wrong = _redaction(request.POST, seq, place, pages)
            if act is not None:
                data = redacted(file, found.paper.media_type, pages, act.areas)
                act = act.model_copy(update={"papers": (_kept(data, f"{found.paper.title}（遮盖件）"),)})
                outcome = _perform(number, act, who)
                if outcome.done:
                    messages.success(request, say(Text("已遮盖，副本存卷", "Blacked out; the copy is on file")))
                    return redirect("web:papers", number)
                wrong = [refusal.wanting for refusal in outcome.verdict.refusals]
    context = {
        "page": page, "case": page.case, "paper": found, "pages": range(1, pages + 1), "rows": _rows(request.POST),
        "readers": list(Reader), "grounds": page.book.withholdings.values(), "requests": page.requests,
        "verdict": page.verdicts[PaperRedacted.kind], "chosen": request.POST.getlist("ground"), "wrong": wrong,
        "typed": _typed(request.POST, "reader", "request", "reason"),
        "lines": range(100, 1000, 100),
    }  # fmt: skip
    return render(request, "web/redact.html", context, status=422 if wrong else 200)


SIDES = ("page", "left", "top", "width", "height")


def _typed(data: QueryDict, *names: str) -> dict[str, str]:
    """What was typed in these fields."""
    return {name: data.get(name, "") for name in names}


def _rows(data: QueryDict) -> list[tuple[int, dict[str, str]]]:
    """The rows of coordinates as they were typed, and some empty ones."""
    return [(row, {side: data.get(f"{row}-{side}", "") for side in SIDES}) for row in range(ROWS)]


def _redaction(data: QueryDict, seq: int, place: int, pages: int) -> tuple[PaperRedacted | None, Sequence[Text]]:
    areas = list(_areas(data))
    if not areas:
        return None, [Text("请至少标出一处要遮盖的地方", "Mark at least one part")]
    if any(area is None or area.page > pages for area in areas):
        return None, [Text("遮盖处的数字有误：页码和 0 到 100 的百分数", "Pages, and shares from 0 to 100, are needed")]
    try:
        act = PaperRedacted(
            entry=seq,
            place=place,
            reader=word_of(Reader, data.get("reader", "")),
            request=data.get("request", ""),
            grounds=tuple(data.getlist("ground")),
            reason=data.get("reason", ""),
            areas=tuple(area for area in areas if area),
        )
    except (ValidationError, KeyError):
        return None, [Text("请选择供谁阅读、遮盖依据，并写明理由", "Say for whom, on which grounds, and why")]
    return act, ()


def _areas(data: QueryDict) -> Iterator[Blackout | None]:
    """The parts that were marked; None for one that can't be read."""
    rows = sorted({int(name.partition("-")[0]) for name in data if name.partition("-")[0].isdigit()})
    for row in rows:
        typed = [data.get(f"{row}-{side}", "").strip() for side in SIDES]
        if any(typed[1:]):
            yield _area(typed)


def _area(typed: Sequence[str]) -> Blackout | None:
    try:
        page, *shares = typed
        left, top, width, height = (round(float(share) * 10) for share in shares)
        return Blackout(page=int(page or 1), left=left, top=top, width=width, height=height)
    except (ValueError, OverflowError, ValidationError):
        return None


def _kept(data: bytes, title: str) -> Paper:
    stored = files().put([data])
    return Paper(title=title[:200], sha256=stored.sha256, media_type=PDF.media_type, size=stored.size)


# -- copies --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offered:
    """A paper as the form offers it, with the field in which a ground is chosen."""

    choice: Choice
    name: str


@require_http_methods(["GET", "POST"])
@allow(Role.SUPERVISOR)
def disclose(request: HttpRequest, number: str) -> HttpResponse:
    """Give a copy of the file: what the rulebook withholds is left out, and what else is, has its ground."""
    who = acting(request)
    page = case_page(who, number)
    data = request.POST if request.method == "POST" else request.GET
    reader = next((each for each in Reader if each.value == data.get("reader")), Reader.COMPLAINANT)
    choices = [_chosen(each, data, page) for each in choices_for(page.case, page.book, reader)]
    wrong: Sequence[Text] = ()
    if request.method == "POST":
        wish = Wish(reader, data.get("to_whom", "").strip(), data.get("basis", "").strip(), language(), who.now)
        wrong = _disclosed(request, who, page, choices, wish)
        if not wrong:
            return redirect("web:papers", number)
    context = {
        "page": page, "case": page.case, "readers": list(Reader), "reader": reader, "wrong": wrong,
        "typed": _typed(data, "to_whom", "basis"),
        "offered": [Offered(each, f"ground-{each.paper.seq}-{each.paper.place}") for each in choices],
        "grounds": [row for row in page.book.withholdings.values() if reader in row.reader],
        "withheld": [
            (each, page.book.withholdings[each.ground])
            for each in left_out(page.case, page.book, choices, reader)
        ],
        "verdict": page.verdicts[CopyDisclosed.kind],
    }  # fmt: skip
    return render(request, "web/disclose.html", context, status=422 if wrong else 200)


def _chosen(choice: Choice, data: QueryDict, page: CasePage) -> Choice:
    """With the ground that a person has chosen besides; what the rule withholds, nobody gives out here."""
    ground = data.get(f"ground-{choice.paper.seq}-{choice.paper.place}", "")
    return replace(choice, ground=ground) if not choice.ground and ground in page.book.withholdings else choice


def _disclosed(request: HttpRequest, who: Acting, page: CasePage, choices: list[Choice], wish: Wish) -> Sequence[Text]:
    """Make the copy and put it on file; gives what is wrong, nothing if it is done."""
    if not wish.to_whom or not wish.basis:
        return [Text("请写明接收人和依据", "Say who receives it, and on what request")]
    if not page.verdicts[CopyDisclosed.kind].allowed:
        return [refusal.wanting for refusal in page.verdicts[CopyDisclosed.kind].refusals]
    withheld = left_out(page.case, page.book, choices, wish.reader)
    try:
        data = copy_of(page.case, page.book, choices, withheld, wish)
    except UnprintableError as error:
        return [error.says]
    act = CopyDisclosed(
        reader=wish.reader,
        to_whom=wish.to_whom,
        basis=wish.basis,
        withheld=withheld,
        papers=(_kept(data, f"案卷副本（{wish.reader.label.zh}）"),),
    )
    outcome = _perform(page.case.number, act, who)
    if not outcome.done:
        return [refusal.wanting for refusal in outcome.verdict.refusals]
    messages.success(
        request, say(Text("案卷副本已生成并存卷，可下载交付", "The copy is made and on file: download it"))
    )
    return ()


def _perform(number: str, act: Act, who: Acting) -> Outcome:
    try:
        outcome = perform(number, act, who.office)
    except NoSuchCaseError as error:
        raise Http404 from error
    record_papers(outcome, who)
    return outcome


patterns = [
    path("cases/<str:number>/papers/returned", paper_returned, name="paper-returned"),
    path("cases/<str:number>/papers/copy", disclose, name="disclose"),
    path("cases/<str:number>/papers/<int:seq>/<int:place>/redact", paper_redact, name="paper-redact"),
]
