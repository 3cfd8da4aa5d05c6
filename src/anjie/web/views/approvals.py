"""审批: what waits for this officer to sign or decide, with the file beside it; one by one, or several at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.cases.desk import NoSuchCaseError, perform
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.models import Duty
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.approval import Approved, OpinionGiven
from anjie.procedure.acts.base import Act
from anjie.procedure.facts import DECISION, next_station, turn
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.casepage import CasePage, officer_names, people_on
from anjie.web.language import say
from anjie.web.lines import Line, lines
from anjie.web.proposalview import ProposalView, proposal_view

SIGNERS = (Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.DEPARTMENT)

DECIDING_ORDER = ("opinion_given", "approved", "countersigned", "instructed", "objection_decided", "returned")
DECIDING = frozenset(DECIDING_ORDER)
"""The acts that decide, or are signed: what demands them stands in this inbox."""

ASIDE = ("signature_handed_over", "signature_delegated", "signers_added", "copied_to")
"""What else may be done with a signature that one is asked for."""

AT_ONCE = frozenset({"opinion_given", "approved"})
"""What can be signed together with others: a station's opinion, and the decision."""
MOST_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case that waits for a signature, as the list shows it."""

    line: Line
    proposal: ProposalView | None
    digest: str
    version: int
    at_once: bool
    """Whether it can be signed together with others: it waits for a station's opinion or for the decision."""


@require_GET
@allow(*SIGNERS)
def approvals(request: HttpRequest) -> HttpResponse:
    """The inbox; `?case=` lays one file beside the list."""
    who = acting(request)
    page = _page_of_duties(who, request.GET.get("after"))
    opened = _opened(who, page.rows)
    names = officer_names(name for each in opened.values() for name in people_on(each.dossier.case))
    listed = zip(page.rows, lines(page.rows, who.now), strict=True)
    waiting = [_waiting(row.clause, line, opened[line.case.number], names) for row, line in listed]
    chosen = request.GET.get("case", "") or next((each.line.case.number for each in waiting), "")
    beside = _beside(who, opened, chosen, names)
    context = {
        "waiting": waiting,
        "chosen": chosen,
        "page": beside,
        "signing": [*_may_do(beside)],
        "proposal": next((each.proposal for each in waiting if each.line.case.number == chosen), None),
        "now": who.now,
        "next_url": f"?{urlencode({'after': page.next_key})}" if page.next_key else "",
    }
    return render(request, "web/approvals.html", context)


def _page_of_duties(who: Acting, after: str | None) -> reading.Page[Duty]:
    ways = reading.my_duties(who.office, who.seat.unit.pk, f"{who.seat.unit.column}_id")
    return reading.worklist(reading.dated(ways, Q(clause__in=_clauses()), after=after))


def _clauses() -> list[str]:
    """The clauses of every edition that demand a signature or a decision."""
    library = shipped()
    books: Iterable[Rulebook] = (book for name in library.ids for book in library.editions(name))
    return sorted({must.id for book in books for must in book.musts if not DECIDING.isdisjoint(must.row.do)})


def _opened(who: Acting, rows: Sequence[Duty]) -> dict[str, OpenCase]:
    """The cases of the page, folded; one query for all."""
    taken = open_cases("id", [row.case_id for row in rows], who.now) if rows else []
    return {each.dossier.case.number: each for each in taken}


def _waiting(clause: str, line: Line, opened: OpenCase, names: dict[str, str]) -> Waiting:
    case, book = opened.dossier.case, opened.dossier.book
    pending = case.pending
    wanted = {kind for must in book.musts if must.id == clause for kind in must.row.do}
    return Waiting(
        line,
        proposal_view(case, book, names),
        pending.digest if pending else "",
        case.version,
        at_once=pending is not None and not AT_ONCE.isdisjoint(wanted),
    )


def _beside(who: Acting, opened: dict[str, OpenCase], chosen: str, names: dict[str, str]) -> CasePage | None:
    if chosen not in opened:
        return None
    office = reading.office_on(who.office, opened[chosen], who.seat.unit.pk)
    return CasePage(opened[chosen], office, names)


def _may_do(page: CasePage | None) -> Iterator[tuple[str, Text]]:
    """What this office may do about the proposal now, with the acts' names."""
    for kind in (*DECIDING_ORDER, *ASIDE) if page else ():
        if page and page.verdicts[kind].allowed:
            yield kind, ACTS[kind].title


# -- several at once -------------------------------------------------------------------------------------------------


@require_POST
@allow(*SIGNERS)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign or approve several proposals; each is judged by itself, and each gets its own answer."""
    who = acting(request)
    opinion = request.POST.get("opinion", "").strip()[:2_000] or say(Text("同意。", "Agreed."))
    numbers = list(dict.fromkeys(request.POST.getlist("number")))[:MOST_AT_ONCE]
    if not numbers:
        messages.error(request, say(Text("请先选择案件", "Choose cases first")))
    for number, said, done in _signed(who, request, numbers, opinion):
        (messages.success if done else messages.error)(request, f"{number}：{say(said)}")
    return redirect(reverse("web:approvals"))


def _signed(
    who: Acting, request: HttpRequest, numbers: Iterable[str], opinion: str
) -> Iterator[tuple[str, Text, bool]]:
    for number in numbers:
        opened = reading.case_for(who.scope, number, who.now)
        if opened is None:
            yield number, Text("没有这个案件", "There is no such case"), False
            continue
        act = _signature(opened, request.POST.get(f"digest-{number}", ""), opinion)
        if act is None:
            yield number, Text("没有待签署的处理意见", "No proposal awaits a signature"), False
            continue
        yield _outcome(who, number, act, request.POST.get(f"seen-{number}", ""))


def _signature(opened: OpenCase, digest: str, opinion: str) -> Act | None:
    """What signing comes to at this turn: a station's opinion, or the decision."""
    case, book = opened.dossier.case, opened.dossier.book
    station = next_station(case, book)
    if station:
        return OpinionGiven(station=station, digest=digest, agrees=True, opinion=opinion)
    return Approved(digest=digest, opinion=opinion) if turn(case, book) == DECISION else None


def _outcome(who: Acting, number: str, act: Act, seen: str) -> tuple[str, Text, bool]:
    try:
        outcome = perform(number, act, who.office, seen=int(seen) if seen.isdigit() else None)
    except NoSuchCaseError:
        return number, Text("没有这个案件", "There is no such case"), False
    if outcome.done:
        return number, Text("已", "Done: ") + act.title, True
    if outcome.stale:
        return number, Text("案件有了新的进展，请重新阅读", "The case has moved on: read it again"), False
    reasons = [refusal.wanting for refusal in outcome.verdict.refusals]
    return number, Text("；".join(each.zh for each in reasons), "; ".join(each.en for each in reasons)), False


patterns = [
    path("approvals", approvals, name="approvals"),
    path("approvals/sign", sign, name="approvals-sign"),
]
