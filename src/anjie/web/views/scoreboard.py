"""合规: how the procedure was kept, by clause, by unit, by whoever owed it; and each clause with its missed limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.directory.models import COLUMNS, Unit
from anjie.oversight.counting import Whose
from anjie.oversight.figures import book_for
from anjie.oversight.periods import Span, month_of, parse_span, span_at
from anjie.oversight.scoreboard import Score, Scoreboard, by_unit, in_words, known_clauses, missed, scoreboard
from anjie.oversight.showing import may_read
from anjie.procedure.rulebook import Clause
from anjie.procedure.terms import Level, Period, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.views.returns import READERS

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """How some demands were kept, as a line of a table."""

    label: Text
    score: Score
    enough: bool
    clause: Clause | None = None
    unit: Unit | None = None
    debtor: Text | None = None
    explained: int | None = None
    worst: Clause | None = None
    worst_score: Score | None = None

    @property
    def rate(self) -> str:
        """The share met in time, where there are enough to say."""
        return f"{self.score.rate:.1%}" if self.enough else "—"

    @property
    def between(self) -> str:
        """Between which it lies, as far as so many can tell."""
        interval = self.score.interval
        return f"{interval.low:.0%}-{interval.high:.0%}" if self.score.applied else ""

    @property
    def median(self) -> Text:
        """The usual time."""
        return in_words(self.score.median)

    @property
    def p90(self) -> Text:
        """The time within which nine of ten were done."""
        return in_words(self.score.p90)

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Met in time, late and open, as parts of a hundred: colour, where it begins, how long it is."""
        score, at = self.score, 0.0
        made = []
        for css, number in (("met", score.in_time), ("late", score.late), ("open", score.open_late)):
            width = number / score.applied * 100 if score.applied else 0
            made.append((css, round(at, 2), round(width, 2)))
            at += width
        return made


@require_GET
@allow(*READERS)
def board(request: HttpRequest) -> HttpResponse:
    """The scoreboard of a unit and everything below it over a period."""
    who = acting(request)
    unit, span = _asked(request, who)
    with within(Scope.SYSTEM):
        found = scoreboard(Whose.below(unit), span, who.now)
        below = list(Unit.objects.within(unit))
    context = {
        "unit": unit,
        "span": span,
        "board": found,
        "whole": Kept(Text("合计", "Together"), found.whole, found.enough(found.whole)),
        "clauses": [
            Kept(
                each.clause.text,
                each.score,
                found.enough(each.score),
                clause=each.clause,
                debtor=each.debtor.label,
                explained=each.explained,
            )
            for each in found.clauses
        ],
        "units": list(_units(found, unit, below)),
        "debtors": [Kept(debtor.label, score, found.enough(score)) for debtor, score in found.debtors],
        "gates": [(gate, in_words(gate.median)) for gate in found.gates],
        "spans": _choices(who.now),
        "running": span.end > who.now,
        "now": who.now,
    }
    return render(request, "web/scoreboard/board.html", context)


def _units(found: Scoreboard, unit: Unit, below: Iterable[Unit]) -> Iterable[Kept]:
    """The unit itself and those just below it, the one that breaks most first."""
    units = {each.pk: each for each in below}
    for line in found.units(_parts(unit, units)):
        place = units[line.unit]
        yield Kept(
            Text(place.short_name, place.short_name),
            line.score,
            found.enough(line.score),
            unit=place,
            worst=line.worst,
            worst_score=line.worst_score,
        )


def _parts(unit: Unit, units: Mapping[int, Unit]) -> dict[int, int]:
    """Which unit just below answers for which unit below that."""
    levels = list(COLUMNS)
    rank: Level = unit.rank
    lower = levels[levels.index(rank) + 1] if rank is not levels[-1] else rank
    column = f"{COLUMNS[lower]}_id"
    return {pk: getattr(each, column) or unit.pk for pk, each in units.items()}


def _asked(request: HttpRequest, who: Acting) -> tuple[Unit, Span]:
    """The unit and period asked for: one's own and the last month, if none; 404 for what isn't to be seen."""
    code = clean(request.GET.get("unit", ""))
    unit = Unit.objects.filter(code=code).first() if code else who.seat.unit
    span = parse_span(request.GET.get("period", "")) or month_of(who.now).before
    if unit is None or not may_read(who.scope, unit):
        raise Http404
    return unit, span


def _choices(now: datetime) -> list[Span]:
    months = [month_of(now)]
    while len(months) <= MONTHS:
        months.append(months[-1].before)
    return [*months, *(span_at(now, kind) for kind in (Period.QUARTER, Period.YEAR))]


@require_GET
@allow(*READERS)
def clause(request: HttpRequest, clause: str) -> HttpResponse:
    """One clause: its text, how each unit kept it, and the limits that were missed with their causes."""
    who = acting(request)
    unit, span = _asked(request, who)
    known = known_clauses().get(clause)
    if known is None:
        raise Http404
    with within(Scope.SYSTEM):
        scores = by_unit(Whose.below(unit), clause, span, who.now)
        units = {each.pk: each for each in Unit.objects.filter(pk__in=scores)}
        least = book_for(span, who.now).figure("scoreboard-least")
    lines = [
        Kept(Text(units[pk].short_name, units[pk].short_name), score, score.applied >= least, unit=units[pk])
        for pk, score in sorted(scores.items(), key=lambda pair: -pair[1].missing.low)
    ]
    rows = missed(Whose.below(unit), clause, span, who.now)
    context = {
        "unit": unit,
        "span": span,
        "clause": known,
        "lines": lines,
        "missed": [(each, in_words(_over(each.due, each.ended_at, who.now))) for each in rows],
        "now": who.now,
    }
    return render(request, "web/scoreboard/clause.html", context)


def _over(due: datetime, ended_at: datetime | None, now: datetime) -> timedelta:
    return (ended_at or now) - due


patterns = [
    path("scoreboard", board, name="scoreboard"),
    path("scoreboard/<str:clause>", clause, name="scoreboard-clause"),
]
