"""报表: the returns of a unit and of those below it; one of them with its figures, its words and what may be done."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.directory.models import Unit
from anjie.oversight.counting import Whose
from anjie.oversight.drilling import MOST, cases_behind
from anjie.oversight.figures import CAME_IN, WENT_OUT, Figure, book_for, figure_named
from anjie.oversight.lines import Line, Part, Return, names, shown
from anjie.oversight.paper import paper
from anjie.oversight.periods import Span, month_of, parse_span, span_at
from anjie.oversight.reporting import company
from anjie.oversight.returns import (
    STEPS,
    Standing,
    Step,
    perform,
    refusals,
    standings,
)
from anjie.oversight.showing import may_read, shown_return
from anjie.oversight.workbook import EXPLANATIONS, workbook
from anjie.procedure.terms import Period, ReportState, ReportStep, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.language import language, say
from anjie.web.lines import lines

READERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.AUDITOR)
"""Who reads figures: everybody whose sight goes down the tree, but for counsel, whom they don't concern."""

SHOWN_MONTHS = 6
TONES = {
    ReportState.MISSING: "", ReportState.DRAFT: "b", ReportState.SIGNED: "v", ReportState.SUBMITTED: "a",
    ReportState.ACCEPTED: "g", ReportState.SENT_BACK: "r",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One return in a list."""

    unit: Unit
    span: Span
    standing: Standing
    late: bool

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[self.standing.state]

    @property
    def waits(self) -> bool:
        """Whether the level above is to look at it."""
        return self.standing.state is ReportState.SUBMITTED


# -- the list ----------------------------------------------------------------------------------------------------


@require_GET
@allow(*READERS)
def returns(request: HttpRequest) -> HttpResponse:
    """The unit's own returns of late, and those of the units just below for one period."""
    who = acting(request)
    span = parse_span(request.GET.get("period", "")) or month_of(who.now).before
    unit = who.seat.unit
    of = company()
    spans = _spans(who, span)
    below = of.on(span).below(unit)
    rows = [_row(each, who) for each in standings(below, [span], of).values()]
    own = standings([unit], [each for each in spans if unit.pk in of.on(each).makes], of)
    context = {
        "span": span,
        "mine": [_row(each, who) for each in own.values()],
        "below": rows,
        "missing": sum(row.standing.state is not ReportState.ACCEPTED for row in rows),
        "late": sum(row.late for row in rows),
        "waiting": sum(row.waits for row in rows),
        "spans": [(each, _url("web:returns", each)) for each in _choices(who)],
        "now": who.now,
    }
    return render(request, "web/returns/list.html", context)


def _row(standing: Standing, who: Acting) -> Row:
    return Row(standing.unit, standing.span, standing, standing.late(who.now))


def _spans(who: Acting, chosen: Span) -> list[Span]:
    """The months of late, and the longer periods that ended last; the chosen one among them."""
    months = [month_of(who.now).before]
    while len(months) < SHOWN_MONTHS:
        months.append(months[-1].before)
    found = {*months, *(each for each in _choices(who) if each.kind is not Period.MONTH), chosen}
    return sorted(found, key=lambda each: (each.end, each.kind), reverse=True)


def _choices(who: Acting) -> list[Span]:
    months = [month_of(who.now)]
    while len(months) <= SHOWN_MONTHS:
        months.append(months[-1].before)
    return [*months, *(span_at(who.now, kind).before for kind in (Period.QUARTER, Period.HALF, Period.YEAR))]


def _url(name: str, span: Span, *args: str) -> str:
    return f"{reverse(name, args=args)}?period={quote(span.code)}"


# -- one return --------------------------------------------------------------------------------------------------


def _asked(who: Acting, code: str, period: str) -> tuple[Unit, Span]:
    """The unit and period of an address; 404 for one that isn't, or isn't to be seen from here."""
    unit = Unit.objects.filter(code=clean(code)).select_related("parent").first()
    span = parse_span(period)
    if unit is None or span is None or not may_read(who.scope, unit):
        raise Http404
    return unit, span


def _version(request: HttpRequest) -> int | None:
    number = request.GET.get("v", "")
    return int(number) if number.isdigit() and len(number) < 5 else None  # noqa: PLR2004 - as many digits


def _shown(request: HttpRequest, unit: Unit, span: Span, who: Acting) -> Return:
    found = shown_return(unit, span, who.now, version=_version(request))
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the sheet and where it leads."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet, as the page shows it."""

    figure: Figure
    cells: tuple[Cell, ...]
    width: float
    """How long its bar is, of a hundred."""


@require_GET
@allow(*READERS)
def one(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """A return: the sheet, the words, the versions, and what may be done with it now."""
    who = acting(request)
    unit, span = _asked(who, code, period)
    return _page(request, who, _shown(request, unit, span, who))


def _page(
    request: HttpRequest, who: Acting, found: Return, wrong: Sequence[Text] = (), status: int = 200
) -> HttpResponse:
    standing = found.standing
    called = names([event.by for event in standing.events])
    allowed = [step for step in ReportStep if not refusals(standing, step, who.office)]
    own = [each for each in allowed if standing.span.end <= who.now or each in _EARLY]
    context = {
        "found": found,
        "standing": standing,
        "tone": TONES[standing.state],
        "late": standing.late(who.now),
        "over": standing.span.end <= who.now,
        "parts": [(part, _lines(found, part)) for part in found.parts],
        "flow": _flow(found),
        "words": [(name, title, getattr(found.explanation, name)) for name, title in EXPLANATIONS],
        "steps": [each for each in own if each in _PLAIN],
        "reasoned": [each for each in own if each in (ReportStep.SENT_BACK, ReportStep.RESTATED)],
        "explains": ReportStep.EXPLAINED in own,
        "events": [(event, called.get(event.by, say(Role.SYSTEM.label))) for event in reversed(standing.events)],
        "files": [(kind, _file_url(found, kind)) for kind in MAKERS],
        "wrong": wrong,
        "now": who.now,
    }
    return render(request, "web/returns/one.html", context, status=status)


_EARLY = (ReportStep.PREPARED, ReportStep.EXPLAINED)
_PLAIN = (ReportStep.PREPARED, ReportStep.SIGNED, ReportStep.SUBMITTED, ReportStep.ACCEPTED)


def _file_url(found: Return, kind: str) -> str:
    address = reverse("web:return-file", args=[found.unit.code, found.standing.span.code, kind])
    return f"{address}?v={found.version.number}" if found.version else address


def _flow(found: Return) -> list[tuple[str, str, str]]:
    """What came, less what left, is what is in hand: sign, name and number of each."""
    total = found.sheet.total
    by_id = {line.figure.id: line.figure for part in found.parts for line in part.lines}
    came, went = [("+", code) for code in CAME_IN[1:]], [("-", code) for code in WENT_OUT]
    signs = [("", CAME_IN[0]), *came, *went, ("=", "closing")]
    return [(sign, say(by_id[code].title), f"{total.get(code, 0):,}") for sign, code in signs]


def _lines(found: Return, part: Part) -> list[SheetLine]:
    counts = [float(line.total or 0) for line in part.lines if not line.is_rate and not line.is_money]
    most = max(counts, default=0) or 1
    return [_line(found, line, most) for line in part.lines]


def _line(found: Return, line: Line, most: float) -> SheetLine:
    own = Cell(shown(line, line.own), _drill(found, line, found.unit.code, below=False) if line.own else "")
    lower = (
        Cell(shown(line, number), _drill(found, line, each.code, below=True) if number else "")
        for each, number in zip(found.sheet.lower, line.lower, strict=True)
    )
    total = Cell(shown(line, line.total), _drill(found, line, found.unit.code, below=True) if line.total else "")
    plain = not line.is_rate and not line.is_money
    return SheetLine(line.figure, (own, *lower, total), round(float(line.total or 0) / most * 100, 1) if plain else 0)


def _drill(found: Return, line: Line, code: str, *, below: bool) -> str:
    if not line.figure.drills:
        return ""
    address = reverse("web:return-cases", args=[code, found.standing.span.code])
    return f"{address}?figure={quote(line.figure.id)}{'&below=1' if below else ''}"


# -- doing -------------------------------------------------------------------------------------------------------


@require_POST
@allow(*READERS)
def act(request: HttpRequest, code: str, period: str, step: str) -> HttpResponse:
    """Do one step of a return."""
    who = acting(request)
    unit, span = _asked(who, code, period)
    here = redirect("web:return", unit.code, span.code)
    kind = next((made for word, made in STEPS.items() if word == step), None)
    if kind is None:
        raise Http404
    made = _typed(kind, request)
    if made is None:
        wrong = [Text("请写明理由", "Give the reasons")]
        return _page(request, who, _shown(request, unit, span, who), wrong, 422)
    seen = request.POST.get("seen", "")
    outcome = perform(unit, span, made, who.office, seen=int(seen) if seen.isdigit() else None)
    if outcome.stale:
        wrong = [Text("报表有了新的变化，请核对后再办理", "The return has moved on: look again")]
        return _page(request, who, _shown(request, unit, span, who), wrong, 409)
    if outcome.refusals:
        return _page(request, who, _shown(request, unit, span, who), outcome.refusals, 422)
    messages.success(request, say(Text("已", "Done: ") + made.step.label))
    return here


def _typed(kind: type[Step], request: HttpRequest) -> Step | None:
    """The step as it was typed; None where something it needs is missing."""
    fields = {name: clean(request.POST.get(name, "")) for name in kind.model_fields}
    try:
        return kind.model_validate(fields)
    except ValidationError:
        return None


# -- the cases behind a figure -----------------------------------------------------------------------------------


@require_GET
@allow(*READERS)
def behind(request: HttpRequest, code: str, period: str) -> HttpResponse:
    """The cases that a figure counts, as far as they may be seen now."""
    who = acting(request)
    unit, span = _asked(who, code, period)
    figure = figure_named(clean(request.GET.get("figure", "")), book_for(span, who.now))
    if figure is None or not figure.drills:
        raise Http404
    below = request.GET.get("below") == "1"
    whose = Whose.below(unit) if below else Whose(tuple(company().on(span).own(unit)))
    found = cases_behind(whose, figure, span, who.now)
    numbers = list(dict.fromkeys(each.number for each in found if each.number))
    rows = reading.cases(who.scope).filter(number__in=numbers[:MOST]).order_by("-received_at", "-id")
    context = {
        "unit": unit,
        "span": span,
        "figure": figure,
        "below": below,
        "counted": len(found),
        "gone": sum(each.number is None for each in found),
        "full": len(found) >= MOST,
        "lines": lines(rows, who.now),
        "now": who.now,
    }
    return render(request, "web/returns/cases.html", context)


# -- as files ----------------------------------------------------------------------------------------------------


def _json(found: Return, words: str) -> bytes:
    del words
    return json.dumps(found.data(found.standing.span.end), ensure_ascii=False, indent=2, default=str).encode()


MAKERS: Mapping[str, Callable[[Return, str], bytes]] = {"xlsx": workbook, "pdf": paper, "json": _json}
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}


def _words() -> str:
    """The language of the page, as files know it."""
    return "en" if language().startswith("en") else "zh"


@require_GET
@allow(*READERS)
def file(request: HttpRequest, code: str, period: str, kind: str) -> HttpResponse:
    """A return as a file."""
    who = acting(request)
    unit, span = _asked(who, code, period)
    if kind not in MAKERS:
        raise Http404
    found = _shown(request, unit, span, who)
    response = HttpResponse(MAKERS[kind](found, _words()), content_type=TYPES[kind])
    name = f"{unit.code}-{span.code}" + (f"-v{found.version.number}" if found.version else "-draft")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


patterns = [
    path("returns", returns, name="returns"),
    path("returns/<str:code>/<str:period>", one, name="return"),
    path("returns/<str:code>/<str:period>/cases", behind, name="return-cases"),
    path("returns/<str:code>/<str:period>/file.<str:kind>", file, name="return-file"),
    path("returns/<str:code>/<str:period>/<str:step>", act, name="return-step"),
]
