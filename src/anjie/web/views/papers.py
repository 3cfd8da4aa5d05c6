"""材料: what is on a case's file; files coming in; pictures of pages, and the files themselves for who may have them.

Every address is judged anew: the case by the scope, the paper by what of the case this office may read. What is shown
on a page are pictures made here; a file itself leaves only as a download, in a sandbox.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.cases.dossiers import rulebook_now
from anjie.directory.words import word_of
from anjie.paperwork.custody import handled, record
from anjie.paperwork.drawing import READING, THUMBNAIL, NoSuchPageError, as_jpeg, page_count, page_picture
from anjie.paperwork.intake_words import Handled
from anjie.paperwork.on_file import OnFile, papers_of
from anjie.paperwork.sniffing import Sort, sort_of
from anjie.paperwork.taking_in import paper_of, take_in, upload_of
from anjie.platform.arrivals import TOO_MUCH
from anjie.platform.files import Files, NoSuchFileError, chunks_of, files, waiting_files
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.facts import facts_hold
from anjie.procedure.filing import missing_items
from anjie.procedure.terms import Role, Text
from anjie.procedure.values import Paper
from anjie.web.acting import Acting, acting
from anjie.web.caseopening import case_page
from anjie.web.casepage import CasePage
from anjie.web.forms.attached import PAPERS
from anjie.web.forms.choices import CaseChoices
from anjie.web.forms.controls import Binder
from anjie.web.forms.fields import fields_of
from anjie.web.forms.typed import BETWEEN
from anjie.web.language import say
from anjie.web.uploads import FILES, as_attachable, came, hand_of, too_much

READERS = (
    Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.DEPARTMENT, Role.AUDITOR,
)  # fmt: skip
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)
"""What a browser is told of a file: whatever it is, it may do nothing."""
MOST_TEXT = 100_000
"""Bytes of a text that are shown; all of it can be downloaded."""


# -- coming in -----------------------------------------------------------------------------------------------------


@require_POST
@allow(*READERS)
def upload(request: HttpRequest) -> HttpResponse:
    """Take one file in and answer with its row of the form; 422 and a word if it may not come in."""
    who = acting(request)
    file = request.FILES.get(FILES)
    if file is None or TOO_MUCH in request.META:
        return JsonResponse({"wrong": say(too_much() if TOO_MUCH in request.META else NOTHING)}, status=422)
    taken = take_in(came(file), who.officer, who.now)
    if isinstance(taken, Text):
        return JsonResponse({"wrong": say(taken)}, status=422)
    given = request.POST.get("number", "")
    number = int(given) if given.isdigit() else 0
    row = f"{PAPERS}{BETWEEN}{number}{BETWEEN}"
    typed = {row + "title": [taken.title], row + "sha256": [taken.sha256]}
    choices = CaseChoices(CaseFile(), rulebook_now(who.now), attachable=lambda _sha256: as_attachable(taken))
    spec = next(each for each in fields_of(Act) if each.name == PAPERS)
    binder = Binder(request.POST.get("key", PAPERS), choices, typed, {})
    return render(request, "web/form/paper.html", {"row": binder.row(spec, PAPERS, number), "form": {"swap": ""}})


NOTHING = Text("没有收到文件", "No file came")


@require_GET
@allow(*READERS)
def upload_picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """The first page of one's own upload, small."""
    who = acting(request)
    found = upload_of(who.officer.pk, sha256)
    if found is None or found.held:
        raise Http404
    return _picture(waiting_files(who.officer.pk), paper_of(found), 1, THUMBNAIL)


# -- on file -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper as the page lists it."""

    on_file: OnFile
    sort: Sort | None

    @property
    def pictured(self) -> bool:
        """Whether pictures of its pages can be made."""
        return bool(self.sort and self.sort.pages)


@dataclass(frozen=True, slots=True)
class Group:
    """What one entry of the journal brought."""

    entry: Entry
    title: Text
    who: str
    papers: list[Shown]


@require_GET
@allow(*READERS)
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """Everything on file, by the entries that brought it, and what is still missing."""
    who = acting(request)
    page = case_page(who, number)
    groups = [*_groups(page)]
    context = {
        "page": page,
        "case": page.case,
        "groups": groups,
        "missing": [] if page.only_asked else [*missing_items(page.case, page.book, facts_hold)],
        "now": who.now,
    }
    return render(request, "web/papers.html", context)


def _groups(page: CasePage) -> Iterator[Group]:
    for entry in reversed(page.case.entries):
        found = [Shown(each, sort_of(each.paper.media_type)) for each in papers_of(entry)]
        if found and page.shows(entry):
            yield Group(entry, ACTS[entry.kind].title, page.officers.get(entry.by, entry.by), found)


@require_GET
@allow(*READERS)
def paper(request: HttpRequest, number: str, seq: int, place: int) -> HttpResponse:
    """One paper: its pages as pictures, who put it in, and what was done with it. The look is put on record."""
    who = acting(request)
    page, found = found_paper(who, number, seq, place)
    sort = sort_of(found.paper.media_type)
    context = {
        "page": page,
        "case": page.case,
        "paper": found,
        "sort": sort,
        "pages": range(1, _pages(found.paper) + 1) if sort and sort.pages else (),
        "text": _text(found.paper) if sort and sort.media_type == "text/plain" else "",
        "title": ACTS[found.entry.kind].title,
        "by": page.officers.get(found.entry.by, found.entry.by),
        "handled": [(each, word_of(Handled, each.what)) for each in handled(page.case_id, found)],
        "now": who.now,
    }
    if found.stored:
        record(page.case_id, found, Handled.LOOKED_AT, hand_of(who))
    return render(request, "web/paper.html", context)


@require_GET
@allow(*READERS)
def paper_page(request: HttpRequest, number: str, seq: int, place: int, page: int) -> HttpResponse:
    """One page of a paper, to be read."""
    _, found = found_paper(acting(request), number, seq, place)
    return _picture(files(), found.paper, page, READING)


@require_GET
@allow(*READERS)
def paper_thumbnail(request: HttpRequest, number: str, seq: int, place: int) -> HttpResponse:
    """The first page of a paper, too small to be read."""
    _, found = found_paper(acting(request), number, seq, place)
    return _picture(files(), found.paper, 1, THUMBNAIL)


@require_GET
@allow(*READERS)
def paper_file(request: HttpRequest, number: str, seq: int, place: int) -> StreamingHttpResponse:
    """The paper itself, to be taken away; that is put on record first."""
    who = acting(request)
    page, found = found_paper(who, number, seq, place)
    if not found.stored or not files().has(found.paper.sha256):
        raise Http404
    record(page.case_id, found, Handled.TAKEN, hand_of(who))
    sort = sort_of(found.paper.media_type)
    name = f"{found.paper.title}.{sort.extension}" if sort else found.paper.title
    answer = StreamingHttpResponse(_bytes(found.paper), content_type=sort.media_type if sort else UNKNOWN)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Length"] = str(found.paper.size)
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


UNKNOWN = "application/octet-stream"


def _bytes(found: Paper) -> Iterator[bytes]:
    with closing(files().open(found.sha256)) as file:
        yield from chunks_of(file)


def found_paper(who: Acting, number: str, seq: int, place: int) -> tuple[CasePage, OnFile]:
    """The paper at a place of a case; the same 404 whether there is none or it isn't this office's to read."""
    page = case_page(who, number)
    for entry in page.case.entries:
        if entry.seq == seq and page.shows(entry):
            for each in papers_of(entry):
                if each.place == place:
                    return page, each
    raise Http404


def opened_paper(found: Paper) -> BinaryIO:
    """The bytes of a paper on file, or the 404 of one that isn't here."""
    return _opened(files(), found)


def _opened(kept: Files, found: Paper) -> BinaryIO:
    try:
        return kept.open(found.sha256)
    except NoSuchFileError:
        raise Http404 from None


def _picture(kept: Files, found: Paper, page: int, width: int) -> HttpResponse:
    sort = sort_of(found.media_type)
    if sort is None or not sort.pages:
        raise Http404
    with closing(_opened(kept, found)) as file:
        try:
            drawn = page_picture(file, found.media_type, page, width)
        except NoSuchPageError:
            raise Http404 from None
    return HttpResponse(as_jpeg(drawn), content_type="image/jpeg")


def _pages(found: Paper) -> int:
    with closing(_opened(files(), found)) as file:
        return page_count(file, found.media_type)


def _text(found: Paper) -> str:
    with closing(_opened(files(), found)) as file:
        data = file.read(MOST_TEXT)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")  # cut within a character


patterns = [
    path("papers/uploads", upload, name="upload"),
    path("papers/uploads/<str:sha256>/picture", upload_picture, name="upload-picture"),
    path("cases/<str:number>/papers/", papers, name="papers"),
    path("cases/<str:number>/papers/<int:seq>/<int:place>", paper_file, name="paper-file"),
    path("cases/<str:number>/papers/<int:seq>/<int:place>/look", paper, name="paper"),
    path("cases/<str:number>/papers/<int:seq>/<int:place>/small", paper_thumbnail, name="paper-thumbnail"),
    path("cases/<str:number>/papers/<int:seq>/<int:place>/pages/<int:page>", paper_page, name="paper-page"),
]
