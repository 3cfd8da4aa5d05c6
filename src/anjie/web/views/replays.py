"""版本试行: another edition tried on the cases there are, to read before it is published."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from anjie.access.gate import allow, or_404
from anjie.cases import reading
from anjie.directory.words import word_of
from anjie.oversight import replays
from anjie.oversight.drafts import candidate, draft
from anjie.oversight.models import Found, Replay
from anjie.oversight.words import Difference
from anjie.procedure.acts import ACTS
from anjie.procedure.rulebook import Rulebook, RulebookError, shipped
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.lines import lines
from anjie.web.looking import looked
from anjie.web.rulebookpage import editions

TRIERS = (Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR)
"""Who tries an edition on the cases of his unit and those below."""

DAYS = 365
SHOWN = 20
LISTED = 50
LARGEST = 1_000_000
"""Bytes of a draft."""

NO_FILE = Text("请选择版本，或上传草案", "Choose an edition, or upload a draft")
TOO_LARGE = Text("草案过大", "The draft is too large")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*TRIERS)
def trials(request: HttpRequest) -> HttpResponse:
    """What was tried, and the form to try another; 422 with what is wrong with a draft."""
    who = acting(request)
    wrong = None
    if request.method == "POST":
        try:
            asked = _asked(request, who)
        except RulebookError as error:
            wrong = Text(f"草案不能读取：{error}", f"The draft can't be read: {error}")
        else:
            if isinstance(asked, Text):
                wrong = asked
            else:
                look = looked(request.POST, who, DAYS)
                unit = look.selection.unit or who.seat.unit
                replay = replays.start(asked, who.scope, unit, look.selection, who.now)
                return redirect("web:trial", replay.pk)
    context = {
        "title": Text("版本试行", "Trying an edition"),
        "look": looked(request.GET, who, DAYS),
        "editions": [book for book in editions(shipped()) if book.kind == "measures"],
        "trials": list(Replay.objects.filter(who.scope.q()).select_related("unit").order_by("-made_at", "-id")[:SHOWN]),
        "wrong": wrong,
        "now": who.now,
    }
    return render(request, "web/replays/list.html", context, status=422 if wrong else 200)


def _asked(request: HttpRequest, who: Acting) -> replays.Asked | Text:
    """What is to be tried, or what is wrong with the asking; RulebookError for a draft that can't be read."""
    file, name = request.FILES.get("draft"), request.POST.get("edition", "")
    by = who.office.officer
    if isinstance(file, UploadedFile) and file.size:
        if file.size > LARGEST:
            return TOO_LARGE
        text = _text(file.read())
        made = draft(text)
        candidate("", text)
        return replays.Asked(f"{made.id}@{made.edition}", text, by)
    if name in {book.name for book in editions(shipped())}:
        return replays.Asked(name, "", by)
    return NO_FILE


def _text(data: bytes) -> str:
    try:
        return clean(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RulebookError("not UTF-8") from error


@require_GET
@allow(*TRIERS)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a trial is, and what it has found."""
    who = acting(request)
    replay = or_404(Replay.objects.filter(who.scope.q()).select_related("unit"), pk=pk)
    told = replays.report(replay)
    book = candidate(replay.edition, replay.text)
    context = {
        "title": Text(f"试行 {replay.edition}", f"Trial of {replay.edition}"),
        "told": told,
        "replay": replay,
        "groups": [(each, _lines(told.of(each), book)) for each in Difference if told.of(each)],
        "work": told.work(),
        "now": who.now,
    }
    template = "web/replays/report.html" if request.headers.get("HX-Request") else "web/replays/trial.html"
    return render(request, template, context)


def _lines(found: Sequence[replays.Line], book: Rulebook) -> list[Mapping[str, object]]:
    return [
        {
            "line": line,
            "act": ACTS[line.act].title if line.act in ACTS else Text("", ""),
            "clause": book.clauses[line.clause].text if line.clause in book.clauses else Text(line.clause, line.clause),
        }
        for line in found
    ]


@require_GET
@allow(*TRIERS)
def cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases in which a difference was found; of those that have gone elsewhere there is none."""
    who = acting(request)
    replay = or_404(Replay.objects.filter(who.scope.q()), pk=pk)
    asked = {name: clean(request.GET.get(name, ""))[:80] for name in ("difference", "clause", "act")}
    found = Found.objects.filter(who.scope.q(), replay=replay, **asked).values("case")
    rows = reading.register(who.scope, Q(id__in=found), size=LISTED).rows
    known = asked["difference"] in set(Difference)
    context = {
        "title": Text("相关案件", "The cases behind it"),
        "said": word_of(Difference, asked["difference"]).label if known else Text("", ""),
        "replay": replay,
        "clause": asked["clause"],
        "lines": lines(rows, who.now),
        "full": len(rows) == LISTED,
        "most": LISTED,
        "now": who.now,
    }
    return render(request, "web/replays/cases.html", context)


patterns = [
    path("rulebook/trials/", trials, name="trials"),
    path("rulebook/trials/<int:pk>", trial, name="trial"),
    path("rulebook/trials/<int:pk>/cases", cases, name="trial-cases"),
]
