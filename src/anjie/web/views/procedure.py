"""制度与时限: the rulebook as a document, with this month's demands beside the clauses that made them."""

from datetime import datetime, time

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from anjie.access.gate import allow
from anjie.access.scope import Scope
from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Duty
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.terms import DutyState, Text
from anjie.web.acting import Acting, acting
from anjie.web.rulebookpage import RulebookPage, Tally, editions


@require_GET
@allow(signed_in=True)
def rulebook(request: HttpRequest) -> HttpResponse:
    """One edition, by default the one in force."""
    who = acting(request)
    library, current = shipped(), rulebook_now(who.now)
    name = request.GET.get("edition", current.name)
    book = next((each for each in editions(library) if each.name == name), None)
    if book is None:
        raise Http404
    month = month_of(who)
    counted = sees_cases(who.scope)
    context = {
        "title": Text("制度与时限", "Procedure and limits"),
        "page": RulebookPage(book, library, tallies(book, who.scope, month, who.now) if counted else {}),
        "book": book,
        "editions": editions(library),
        "current": current,
        "counted": counted,
        "month": month,
    }
    return render(request, "web/rulebook.html", context)


def month_of(who: Acting) -> datetime:
    """The moment at which this month began."""
    zone = who.office.calendar.zone
    return datetime.combine(who.now.astimezone(zone).date().replace(day=1), time(), zone)


def sees_cases(scope: Scope) -> bool:
    """Whether a scope lets one see any unit's cases, so that figures mean something."""
    return scope.everything or bool(scope.below or scope.own)


def tallies(book: Rulebook, scope: Scope, since: datetime, now: datetime) -> dict[str, Tally]:
    """What became of the demands that arose since a moment, by clause; one query.

    One whose limit has passed is late, whether it was met afterwards or not; one that was lifted in time is none.
    """
    arisen = Duty.objects.filter(scope.q(), clause__in=[must.id for must in book.musts], start__gte=since)
    late = Q(due__lte=F("ended"))
    in_time = Q(due=None) | Q(due__gt=F("ended"))
    rows = (
        arisen.annotate(ended=Coalesce("ended_at", now))
        .order_by()
        .values_list("clause")
        .annotate(
            met=Count("pk", filter=in_time & Q(state=DutyState.MET)),
            late=Count("pk", filter=late),
            open=Count("pk", filter=in_time & Q(state=DutyState.OPEN)),
        )
    )
    return {clause: Tally(met, missed, still) for clause, met, missed, still in rows}


patterns = [path("rulebook", rulebook, name="rulebook")]
