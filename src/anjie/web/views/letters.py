"""文书: what can be printed and issued of a case, the form of one letter with its preview, and what was issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from anjie.access.gate import allow
from anjie.access.recording import record
from anjie.access.words import Happening
from anjie.cases.desk import NoSuchCaseError
from anjie.directory.words import word_of
from anjie.paperwork import kinds, word
from anjie.paperwork.gathering import Wanted
from anjie.paperwork.issuing import NotPrintableError, Ready, Workshop, bytes_of
from anjie.paperwork.kinds import KINDS, Addressee, Kind
from anjie.paperwork.rendering import UnprintableError
from anjie.paperwork.templates import LANGUAGES, body_for, standing
from anjie.platform.files import NoSuchFileError
from anjie.platform.masking import mask_name
from anjie.procedure.acts.letters import LetterIssued
from anjie.procedure.casefile import CaseFile, Letter
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.rulebook import PaperRow
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.caseopening import case_page, open_for
from anjie.web.casepage import CasePage, officer_names
from anjie.web.forms.typed import clean
from anjie.web.language import say
from anjie.web.leaves import TONGUES, leaves_of
from anjie.web.views.administration.plain import Day, OfficerField, PlainForm

READERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.AUDITOR)
ISSUERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER)
LONGEST = 20_000


# -- the list ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A paper the case may need, as the page lists it."""

    ready: Ready
    whom: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A letter that was issued, as the page lists it."""

    letter: Letter
    whom: str
    signer: str


@require_GET
@allow(*READERS)
def letters(request: HttpRequest, number: str) -> HttpResponse:
    """What can be printed and issued now, what is lacking, and what was issued."""
    who = acting(request)
    page = _page(who, number)
    ready = Workshop(open_for(who, number), page.office, who.seat.unit).ready()
    lines = [Line(each, _whom(page.case, each.about)) for each in ready]
    signers = officer_names(letter.signer for letter in page.case.letters.values())
    printable = [line for line in lines if line.ready.printable]
    context = {
        "page": page,
        "case": page.case,
        "now": who.now,
        "groups": [
            (
                addressee.label,
                [line for line in printable if line.ready.kind.addressee is addressee],
            )
            for addressee in Addressee
        ],
        "lacking": [line for line in lines if not line.ready.printable],
        "issued": [
            Issued(letter, _whom(page.case, letter.about), signers.get(letter.signer, letter.signer))
            for letter in reversed(page.case.letters.values())
        ],
        "may_issue": not who.office.roles.isdisjoint(ISSUERS),
        "may_send": page.verdicts["letter_sent"].allowed,
    }
    return render(request, "web/letters.html", context)


def _page(who: Acting, number: str) -> CasePage:
    page = case_page(who, number)
    if page.only_asked:
        raise Http404
    return page


def _whom(case: CaseFile, about: str) -> str:
    """About whom a paper is, without the complainant's name."""
    if about in case.complainants:
        return f"{about} {mask_name(case.complainants[about].is_.name)}"
    if about in case.respondents:
        return f"{about} {case.respondents[about].is_.name}"
    return say(Text(f"第 {about} 笔", f"entry {about}")) if about else ""


# -- one letter ----------------------------------------------------------------------------------------------------


ADDITION = Text("需要时写；不需要的留空", "If anything has to be added")


class LetterForm(PlainForm):
    """The day, the signer, and what the letter says in words of its own; what it may say depends on its kind."""

    dated = Day()
    signer = OfficerField()

    labels: ClassVar[Mapping[str, Text]] = {
        "dated": Text("落款日期", "Date"),
        "signer": Text("签发人", "Signer"),
    }

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for content in kind.open:
            area = forms.Textarea(attrs={"rows": 3, "class": "form-control"})
            label, helps = say(content.label), say(ADDITION if content is Content.ADDITION else None)
            self.fields[content.value] = forms.CharField(
                required=False, max_length=LONGEST, widget=area, label=label, help_text=helps
            )

    def said(self, told: Mapping[Content, str]) -> dict[Content, str]:
        """What was written that the file doesn't say in the same words."""
        typed = {
            content: clean(str(self.cleaned_data.get(content.value) or "")).replace("\r\n", "\n").strip()
            for content in self.kind.open
        }
        return {content: text for content, text in typed.items() if text and text != told.get(content, "")}


@dataclass(frozen=True, slots=True)
class Composing:
    """One letter being written: of which case, by whom, of which kind, about whom, in which language."""

    who: Acting
    page: CasePage
    workshop: Workshop
    kind: Kind
    about: str
    language: str

    def told(self) -> dict[Content, str]:
        """What the file itself says."""
        return kinds.facts(self.kind, self.workshop.subject(Wanted(about=self.about, language=self.language)))

    def wanted(self, form: LetterForm) -> Wanted:
        """The letter that was asked for."""
        said = form.said(self.told())
        return Wanted(self.about, self.language, form.cleaned_data["dated"], form.cleaned_data["signer"].username, said)

    def demanded(self, wanted: Wanted) -> Sequence[tuple[PaperRow, Sequence[Content]]]:
        """What the rulebook demands and would not stand in it."""
        body = body_for(standing(self.who.seat.unit), self.kind, self.language)
        subject = self.workshop.subject(wanted)
        return kinds.demanded(self.kind, subject.book, kinds.contained(self.kind, subject, body.text))


@require_http_methods(["GET", "POST"])
@allow(*ISSUERS)
def compose(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Write a letter and see it before it is issued; a look at it is put on record, for it names the complainant."""
    making = _composing(request, number, kind)
    form = LetterForm(making.kind, request.POST or None, initial=_initial(making))
    wanted = Wanted(about=making.about, language=making.language)
    if request.method == "POST":
        if not form.is_valid():
            return _compose(request, making, form, wanted, status=422)
        wanted = making.wanted(form)
        if request.POST.get("do") == "issue":
            return _issue(request, making, form, wanted)
        if request.POST.get("do") == "word":
            return _word(request, making, wanted)
    return _compose(request, making, form, wanted)


def _composing(request: HttpRequest, number: str, kind: str) -> Composing:
    who = acting(request)
    if kind not in set(PaperKind):
        raise Http404
    page, chosen = _page(who, number), KINDS[word_of(PaperKind, kind)]
    about = request.GET.get("about", "")
    language = request.GET.get("language", "")
    if about not in chosen.about(page.case):
        raise Http404
    workshop = Workshop(open_for(who, number), page.office, who.seat.unit)
    return Composing(who, page, workshop, chosen, about, language if language in LANGUAGES else LANGUAGES[0])


def _initial(making: Composing) -> dict[str, object]:
    told = making.told()
    return {
        "dated": making.who.now.astimezone(making.page.office.calendar.zone).date(),
        "signer": making.who.office.acting_for or making.who.office.officer,
        **{content.value: told.get(content, "") for content in making.kind.open},
    }


def _compose(
    request: HttpRequest, making: Composing, form: LetterForm, wanted: Wanted, *, status: int = 200
) -> HttpResponse:
    pictures, wrong = _preview(request, making, wanted)
    context = {
        "making": making,
        "page": making.page,
        "case": making.page.case,
        "whom": _whom(making.page.case, making.about),
        "form": form,
        "pictures": pictures,
        "wrong": wrong,
        "demanded": making.demanded(wanted) if not wrong else (),
        "languages": [(each, TONGUES[each]) for each in LANGUAGES],
        "may_issue": making.page.verdicts[LetterIssued.kind].allowed,
        "refusals": making.page.verdicts[LetterIssued.kind].refusals,
    }
    return render(request, "web/letter.html", context, status=status)


def _preview(request: HttpRequest, making: Composing, wanted: Wanted) -> tuple[list[str], Sequence[Text]]:
    """The pages as pictures within the page itself, or why there are none."""
    try:
        printed = making.workshop.printed(making.kind, wanted)
    except NotPrintableError as error:
        return [], error.reasons
    except UnprintableError as error:
        return [], [error.says]
    _on_record(request, making.page.case.number, making.kind.code)
    return leaves_of(printed), ()


def _issue(request: HttpRequest, making: Composing, form: LetterForm, wanted: Wanted) -> HttpResponse:
    number, title = making.page.case.number, making.kind.code.label
    seen = request.POST.get("seen", "")
    try:
        outcome = making.workshop.issue(making.kind, wanted, seen=int(seen) if seen.isdigit() else None)
    except NoSuchCaseError as error:
        raise Http404 from error
    except (NotPrintableError, UnprintableError):
        return _compose(request, making, form, wanted, status=422)  # the preview says why
    if outcome.done:
        messages.success(request, say(Text("已签发：", "Issued: ") + title))
        return redirect("web:case-letters", number)
    if outcome.stale:
        says = Text("案件有了新的进展，请核对后再签发", "The case has moved on: check, then issue again")
        messages.warning(request, say(says))
        return _compose(request, _composing(request, number, making.kind.code), form, wanted, status=409)
    for refusal in outcome.verdict.refusals:
        form.refuse(refusal.wanting)
    return _compose(request, making, form, wanted, status=422)


def _word(request: HttpRequest, making: Composing, wanted: Wanted) -> HttpResponse:
    """The same as a Word document, to be worked on; it has no number and is no letter that was issued."""
    try:
        data = making.workshop.document(making.kind, wanted)
    except NotPrintableError as error:
        raise Http404 from error
    _on_record(request, making.page.case.number, making.kind.code)
    return _file(data, word.MEDIA_TYPE, f"{making.kind.code}-{making.page.case.number}.docx", download=True)


@require_GET
@allow(*READERS)
def issued(request: HttpRequest, number: str, ref: str) -> HttpResponse:
    """A letter as it was issued: a reprint is the same bytes."""
    letter = _page(acting(request), number).case.letters.get(ref)
    try:
        data = bytes_of(letter) if letter and letter.sha256 else b""
    except NoSuchFileError:
        data = b""
    if letter is None or not data:
        raise Http404
    _on_record(request, number, f"{letter.kind} {ref}")
    return _file(data, letter.media_type, f"{letter.kind}-{number}-{ref}.pdf")


def _file(data: bytes, media_type: str, name: str, *, download: bool = False) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(download, name) or ""
    return response


def _on_record(request: HttpRequest, number: str, what: str) -> None:
    record(Happening.LETTER_OPENED, request, officer=None, detail=f"{number} {what}")


patterns = [
    path("cases/<str:number>/letters/", letters, name="case-letters"),
    path("cases/<str:number>/letters/new/<str:kind>/", compose, name="case-letter"),
    path("cases/<str:number>/letters/<str:ref>/", issued, name="case-letter-issued"),
]
