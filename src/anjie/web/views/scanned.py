"""来信: letters on paper, scanned. The inbox of a unit, and one letter beside the form that a person confirms.

Each thing that was read is shown with its number on the picture, at the place it was read from. A letter that could
not be read is filled in by hand, beside the same picture.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjie.access.gate import allow, or_404
from anjie.cases import reading
from anjie.directory.words import word_of
from anjie.paperwork.drawing import READING, THUMBNAIL, NoSuchPageError, as_jpeg, page_picture
from anjie.paperwork.intake_words import LetterState, Unread
from anjie.paperwork.jobs import read_scanned_letter
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.ocr import PageRead
from anjie.paperwork.reading_letters import Line, Proposal, proposals
from anjie.paperwork.scanned import bring, directory, end, paper_of_letter, reading_of
from anjie.platform.arrivals import TOO_MUCH
from anjie.platform.files import NoSuchFileError, files
from anjie.procedure.acts.intake import Received
from anjie.procedure.terms import Channel, Medium, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.render import ActForm, blank_form, posted_form
from anjie.web.language import say
from anjie.web.uploads import came, taken_in, too_much
from anjie.web.views.intake import RECEIVERS, intake_choices, receive

FILE = "letter"
SOURCE = "letters"
"""The source that complaints state which came as scanned letters; with its digest each letter comes in once."""
OPEN = (LetterState.WAITING, LetterState.BEING_READ, LetterState.TO_CONFIRM)
MOST = 100


@require_GET
@allow(*RECEIVERS)
def inbox(request: HttpRequest) -> HttpResponse:
    """The unit's letters: those to be confirmed, and the latest of those that are done."""
    who = acting(request)
    letters = _own(who).select_related("brought_by")
    context = {
        "waiting": [*map(_line, letters.filter(state__in=OPEN).order_by("brought_at")[:MOST])],
        "ended": [*map(_line, letters.exclude(state__in=OPEN).order_by("-ended_at")[:20])],
        "now": who.now,
    }
    return render(request, "web/letters_in.html", context)


def _own(who: Acting) -> QuerySet[ScannedLetter]:
    return ScannedLetter.objects.filter(who.scope.q(), unit=who.seat.unit)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter as the inbox lists it."""

    letter: ScannedLetter
    state: Text
    tone: str
    wrong: Text | None


TONES = {LetterState.TO_CONFIRM: "a", LetterState.TAKEN_IN: "g"}


def _line(letter: ScannedLetter) -> LetterLine:
    state = word_of(LetterState, letter.state)
    wrong = word_of(Unread, letter.wrong).label if letter.wrong else None
    return LetterLine(letter, state.label, TONES.get(state, ""), wrong)


@require_POST
@allow(*RECEIVERS)
def letter_in(request: HttpRequest) -> HttpResponse:
    """Bring letters into the inbox; each is read as soon as a worker has time."""
    who = acting(request)
    brought = request.FILES.getlist(FILE)
    if not brought:
        messages.error(request, say(too_much() if TOO_MUCH in request.META else NOTHING))
    for file in brought:
        letter = bring(came(file), who.seat.unit, who.officer, who.now)
        if isinstance(letter, Text):
            messages.error(request, f"{file.name}：{say(letter)}")
        else:
            read_scanned_letter.defer(letter=letter.pk)
            messages.success(request, say(Text(f"已收到：{letter.title}", f"In the inbox: {letter.title}")))
    return redirect("web:letters-in")


NOTHING = Text("请选择来信的扫描件", "Choose the scan of a letter")


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that was read, with its number on the picture."""

    number: int
    proposal: Proposal
    line: Line


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the letter with what was read on it."""

    number: int
    read: Sequence[Read]


@require_http_methods(["GET", "POST"])
@allow(*RECEIVERS)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter beside the intake form; sent, it becomes the first paper of its case."""
    who = acting(request)
    found = or_404(_own(who), pk=pk)
    if found.state not in OPEN:
        return redirect("web:letters-in")
    pages = reading_of(found)
    read = _read(pages, who)
    if request.method != "POST":
        form = blank_form(Received, intake_choices(who), initial=_initial(who), draft=_typed(read))
        return _render(request, found, pages, read, form)
    brought = taken_in(request, who)
    form = posted_form(Received, intake_choices(who), brought.data).without(brought.refused)
    if form.act is None:
        return _render(request, found, pages, read, form, status=200 if form.asks_for_rows else 422)
    act = form.act.model_copy(
        update={
            "papers": (paper_of_letter(found), *form.act.papers),
            "source": SOURCE,
            "source_number": f"{who.seat.unit.code}/{found.sha256}",
        }
    )
    outcome = receive(act, who)
    if outcome is not None and not outcome.done:
        return _render(request, found, pages, read, form.refused(outcome.verdict.refusals), status=422)
    number = outcome.number if outcome else reading.number_from(SOURCE, act.source_number)
    end(found, who.officer, who.now, number=number)
    messages.success(request, say(Text(f"来信已登记，案件编号 {number}", f"The letter is case {number}")))
    return redirect("web:case" if reading.case_visible(who.scope, number) else "web:received", number)


@require_POST
@allow(*RECEIVERS)
def letter_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a letter aside that is no complaint, for a reason."""
    who = acting(request)
    found = or_404(_own(who), pk=pk)
    reason = request.POST.get("reason", "").strip()[:200]
    if found.state in OPEN and reason:
        end(found, who.officer, who.now, reason=reason)
        messages.success(request, say(Text("已标为不作投诉受理", "Set aside")))
    elif found.state in OPEN:
        messages.error(request, say(Text("请写明不作投诉受理的理由", "Say why it isn't taken in")))
        return redirect("web:letter", pk)
    return redirect("web:letters-in")


@require_GET
@allow(*RECEIVERS)
def letter_page(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page, upright, to be read beside the form."""
    return _picture(acting(request), pk, page, READING)


@require_GET
@allow(*RECEIVERS)
def letter_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """The first page, small."""
    return _picture(acting(request), pk, 1, THUMBNAIL)


def _picture(who: Acting, pk: int, page: int, width: int) -> HttpResponse:
    found = or_404(_own(who), pk=pk)
    read = reading_of(found)
    turned = read[page - 1].turned if 0 < page <= len(read) else 0
    try:
        with closing(files().open(found.sha256)) as file:
            drawn = page_picture(file, found.media_type, page, width)
    except (NoSuchFileError, NoSuchPageError):
        raise Http404 from None
    upright = drawn.rotate(turned, expand=True) if turned else drawn
    return HttpResponse(as_jpeg(upright), content_type="image/jpeg")


# -- making the page -----------------------------------------------------------------------------------------------


def _read(pages: Sequence[PageRead], who: Acting) -> list[Read]:
    lines = [line for page in pages for line in page.lines]
    found = proposals(lines, directory(who.now.date()))
    return [Read(number, each, lines[each.line]) for number, each in enumerate(found, start=1)]


def _typed(read: Sequence[Read]) -> Mapping[str, Sequence[str]]:
    """What was read, as if it had been typed; of each field what came first."""
    typed: dict[str, Sequence[str]] = {}
    for each in read:
        typed.setdefault(each.proposal.field, [each.proposal.value])
    return typed


def _initial(who: Acting) -> dict[str, object]:
    minute = who.now.replace(second=0, microsecond=0)
    return {
        "channel": Channel.LETTER,
        "medium": Medium.WRITTEN,
        "received_by_company_at": minute,
        "received_by_unit_at": minute,
    }


def _render(  # noqa: PLR0913 - a letter, what was read of it, and a form
    request: HttpRequest,
    found: ScannedLetter,
    pages: Sequence[PageRead],
    read: Sequence[Read],
    form: ActForm[Received],
    *,
    status: int = 200,
) -> HttpResponse:
    marked = [each for each in read if each.proposal.field != "facts" and each.line.width]
    context = {
        "letter": found,
        "line": _line(found),
        "read": read,
        "leaves": [
            Leaf(number, [each for each in marked if each.line.page == number]) for number in range(1, found.pages + 1)
        ],
        "turned": any(page.turned for page in pages),
        "form": form,
        "action": reverse("web:letter", args=[found.pk]),
    }
    return render(request, "web/letter_in.html", context, status=status)


patterns = [
    path("intake/letters/", inbox, name="letters-in"),
    path("intake/letters/new", letter_in, name="letter-in"),
    path("intake/letters/<int:pk>/", letter, name="letter"),
    path("intake/letters/<int:pk>/aside", letter_aside, name="letter-aside"),
    path("intake/letters/<int:pk>/small", letter_thumbnail, name="letter-thumbnail"),
    path("intake/letters/<int:pk>/pages/<int:page>", letter_page, name="letter-page"),
]
