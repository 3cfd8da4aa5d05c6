"""What people have learnt to do: which act, by whom, how soon, and when the story has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from anjie.demo.offices import LEVELS, above, posted
from anjie.demo.people import REGION, STAFF, Employee
from anjie.demo.stories import Ending, Turn
from anjie.demo.working import Working
from anjie.procedure.facts import DECISION, authorities, next_station, turn
from anjie.procedure.terms import ApprovalStation, CaseClass, Role, Stage

AHEAD = timedelta(days=2)
"""How long before a limit somebody thinks of extending it."""


class Span(NamedTuple):
    """From so many working hours to so many."""

    least: float
    most: float


NEVER = Span(0, 0)

Wanted = Callable[[Working], bool]


def whenever(_w: Working) -> bool:
    """No more is needed than that it is demanded."""
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """One thing people have learnt to do: by whom, how soon, and how much later if it is left lying.

    It is done where it is demanded and `wanted`. If `unasked`, it need not be demanded; if it `fails`, it is tried
    against the procedure, to be refused.
    """

    kind: str
    who: Callable[[Working], Employee]
    takes: Span
    lies: Span = NEVER
    prone: float = 1
    wanted: Wanted = whenever
    unasked: bool = False
    fails: bool = False


# -- who ------------------------------------------------------------------------------------------------------


def handler(working: Working) -> Employee:
    """Whoever has the case."""
    return working.handler


def supervisor(working: Working) -> Employee:
    """The unit's head of inspection."""
    return posted(working.story.unit, Role.SUPERVISOR)[0]


def counsel(working: Working) -> Employee:
    """The nearest counsel."""
    return posted(working.story.unit, Role.COUNSEL)[0]


def asked_department(working: Working) -> Employee:
    """The department of the request."""
    [request] = working.case.requests.values()
    return posted(request.unit, Role.DEPARTMENT, request.department)[0]


def authorised(working: Working) -> Employee:
    """The manager at the lowest level that has the authority."""
    able = {level for level, _ in authorities(working.case, working.dossier.book, "approved")}
    unit = working.story.unit
    while LEVELS[len(unit)] not in able:
        unit = above(unit)
    return posted(unit, Role.APPROVER)[0]


def own_manager(working: Working) -> Employee:
    """The unit's manager, whatever his authority."""
    return posted(working.story.unit, Role.APPROVER)[0]


def signer(working: Working) -> Employee:
    """Whoever signs at the station whose turn it is; what he drafted himself, the unit's manager signs."""
    station = next_station(working.case, working.dossier.book)
    if station is ApprovalStation.COUNSEL:
        return counsel(working)
    drafted = working.case.pending is not None and supervisor(working).username in working.case.pending.drafter
    return own_manager(working) if station is ApprovalStation.MANAGER or drafted else supervisor(working)


def asked_to_sign(working: Working) -> Employee:
    """Whoever was asked by name."""
    officer = working.case.signatures[working.demanded["countersigned"].item].officer
    return next(each for each in STAFF if each.username == officer)


def superior(working: Working) -> Employee:
    """The manager one level up."""
    return posted(above(working.story.unit), Role.APPROVER)[0]


def superior_supervisor(working: Working) -> Employee:
    """The head of inspection one level up."""
    return posted(above(working.story.unit), Role.SUPERVISOR)[0]


def instructor(working: Working) -> Employee:
    """Whoever answers for the level a case was sent up to."""
    del working
    return posted(REGION, Role.SUPERVISOR)[0]


# -- when -----------------------------------------------------------------------------------------------------


def takes(when: Turn, kind: str, stage: Stage = Stage.OPENED) -> Wanted:
    """Whether a story takes a turn at a stage, and hasn't yet."""
    return lambda w: when in w.story.turns and w.case.stage is stage and not w.done(kind)


def follows(kind: str, after: str) -> Wanted:
    """Whether something was done that this comes after, once."""
    return lambda w: w.done(after) and not w.done(kind)


def owed(*clauses: str) -> Wanted:
    """Whether it is one of these clauses that demands it; others may do so only by the way."""
    return lambda w: w.owes(*clauses)


def answers_on_spot(w: Working) -> bool:
    """The answer is simple, and hasn't been given."""
    return w.story.ending is Ending.ON_SPOT and not w.done("answered_on_spot")


def withdraws(w: Working) -> bool:
    """The customer calls it off."""
    return w.story.ending is Ending.WITHDRAWN and w.case.stage is Stage.OPENED and not w.case.withdrawn


def asks_department(w: Working) -> bool:
    """A department has to be asked."""
    return w.story.asked is not None and w.case.stage is Stage.OPENED and not w.case.requests


def needs_time(w: Working) -> bool:
    """The limit is near, and somebody thinks of it."""
    owed = [duty.due for duty in w.owed if duty.open and duty.due and duty.must.id == "decide-and-tell"]
    near = any(due - AHEAD <= w.now < due for due in owed)
    return near and w.willing and w.case.extended is None and w.case.opened_at is not None


def has_papers(w: Working) -> bool:
    """A grave case has papers to be added."""
    return w.case.case_class is CaseClass.MAJOR and w.case.stage is Stage.OPENED and not w.done("evidence_added")


def goes_up(w: Working) -> bool:
    """The handler would rather ask the region."""
    return Turn.ESCALATED in w.story.turns


def asks_counsel(w: Working) -> bool:
    """The handler would rather ask counsel, and hasn't yet."""
    return not goes_up(w) and "counsel_advised" in w.demanded and not w.done("counsel_consulted")


def is_advised(w: Working) -> bool:
    """Counsel was asked."""
    return w.done("counsel_consulted")


def proposes(w: Working) -> bool:
    """A decision is needed, and nothing has been laid before those who decide."""
    return "approved" in w.demanded and w.case.stage is Stage.INVESTIGATED and not is_laid_before(w)


def is_laid_before(w: Working) -> bool:
    """A proposal waits for approval."""
    return w.case.proposal is not None and not w.case.proposal.returned and not w.case.proposal.approved


def is_decided_on(w: Working) -> bool:
    """Every station has signed, and it waits for whoever decides."""
    return turn(w.case, w.dossier.book) == DECISION and "countersigned" not in w.demanded


def is_taken_back(w: Working) -> bool:
    """The handler has second thoughts while nobody has signed."""
    fresh = w.case.pending is not None and not w.case.pending.stations
    return Turn.TAKEN_BACK in w.story.turns and fresh and not w.done("proposal_withdrawn")


def is_copied(w: Working) -> bool:
    """Somebody else should know of it."""
    return Turn.COPIED in w.story.turns and is_decided_on(w) and not w.done("copied_to")


def is_passed_on(w: Working) -> bool:
    """Whoever was asked to sign would rather have somebody else do it."""
    return Turn.HANDED_OVER in w.story.turns and "countersigned" in w.demanded and not w.done("signature_handed_over")


def asks_back(w: Working) -> bool:
    """The department doesn't know enough to answer."""
    waits = any(request.open for request in w.case.requests.values())
    return Turn.ASKED_BACK in w.story.turns and waits and not w.done("cohandling_asked_back")


def is_asked_back(w: Working) -> bool:
    """The department waits for an explanation."""
    return any(request.open and request.asked_back for request in w.case.requests.values())


def can_answer(w: Working) -> bool:
    """The department knows enough."""
    return not is_asked_back(w)


def is_sent_back(w: Working) -> bool:
    """Whoever decides finds fault with the proposal."""
    return Turn.RETURNED in w.story.turns and is_decided_on(w) and not w.done("returned")


def is_signed_again(w: Working) -> bool:
    """Whoever decides wants the unit head to look again."""
    return Turn.SIGNED_AGAIN in w.story.turns and is_decided_on(w) and not w.done("returned")


def asks_more(w: Working) -> bool:
    """Somebody else is to sign as well."""
    return Turn.COUNTERSIGNED in w.story.turns and is_decided_on(w) and not w.done("signers_added")


def is_tried(w: Working) -> bool:
    """The unit's own manager tries to approve what is beyond him."""
    first = Turn.BEYOND in w.story.turns and "approved" not in w.tried and not w.done("returned")
    return first and is_decided_on(w) and authorised(w).unit != w.story.unit


def is_hasty(w: Working) -> bool:
    """The handler tries to close before everything is done."""
    return Turn.HASTY in w.story.turns and w.case.stage is Stage.INVESTIGATED and "closed" not in w.tried


def objects(w: Working) -> bool:
    """The agent doesn't accept the sanction."""
    accused = w.case.respondents["R1"]
    served = accused.served is not None and not accused.exempted
    return Turn.OBJECTED in w.story.turns and served and not w.done("objection_filed")


def relapses(w: Working) -> bool:
    """An agent on probation has done it again."""
    return Turn.RELAPSED in w.story.turns and any(each.waiting for each in w.case.respondents.values())


def has_passed(w: Working) -> bool:
    """A probation is over."""
    today = w.now.astimezone(w.calendar.zone).date()
    ends = [each.probation_until for each in w.case.respondents.values() if each.waiting]
    return any(end is not None and end < today for end in ends)


def explains(w: Working) -> bool:
    """The cause of a missed limit is written down before the case is closed."""
    return w.explains and bool(w.missed) and "closed" in w.demanded and not w.done("late_explained")


def is_reviewed(w: Working) -> bool:
    """The level above has been asked, and hasn't taken it on."""
    return w.case.review_open and not w.done("review_accepted")


WAYS = (
    Way("registered", handler, Span(0.2, 0.9), Span(8, 24)),
    Way("identity_revealed", handler, Span(0.1, 0.3), unasked=True,
        wanted=takes(Turn.REVEALED, "identity_revealed", Stage.REGISTERED)),
    Way("verified", handler, Span(0.5, 4), Span(10, 24)),
    Way("party_changed", handler, Span(0.1, 0.5)),
    Way("declined", handler, Span(0.2, 2), Span(10, 20)),
    Way("withdrawn", handler, Span(4, 20), unasked=True, wanted=withdraws),
    Way("opened", handler, Span(0.1, 0.6), Span(8, 16)),
    Way("assigned", supervisor, Span(0.2, 2), Span(9, 20), 0.6),
    Way("answered_on_spot", handler, Span(0.5, 4), wanted=answers_on_spot),
    Way("cohandling_requested", handler, Span(0.3, 1.5), unasked=True, wanted=asks_department),
    Way("reply_promised", handler, Span(0.3, 2), Span(9, 24), wanted=owed("answer-or-promise")),
    Way("extended", supervisor, Span(0.5, 6), unasked=True, wanted=needs_time),
    Way("agent_record_consulted", handler, Span(1, 6)),
    Way("customer_record_consulted", handler, Span(0.5, 4)),
    Way("handling_sheet_opened", handler, Span(0.5, 3)),
    Way("notice_sent", handler, Span(1, 6), wanted=owed("notice-letter")),
    Way("interviewed", handler, Span(6, 16), wanted=owed("interview-agent", "interview-customer")),
    Way("evidence_added", handler, Span(1, 8), unasked=True, wanted=has_papers),
    Way("facts_added", handler, Span(4, 24), unasked=True, wanted=takes(Turn.NEW_FACTS, "facts_added")),
    Way("mediation_proposed", handler, Span(2, 16), unasked=True, wanted=takes(Turn.MEDIATED, "mediation_proposed")),
    Way("suspended", supervisor, Span(1, 6), unasked=True, wanted=follows("suspended", "mediation_proposed")),
    Way("mediation_ended", handler, Span(30, 80), unasked=True, wanted=follows("mediation_ended", "suspended")),
    Way("resumed", handler, Span(0.5, 4), unasked=True, wanted=follows("resumed", "mediation_ended")),
    Way("urged", handler, Span(0.2, 5), Span(10, 20)),
    Way("cohandling_asked_back", asked_department, Span(1, 6), unasked=True, wanted=asks_back),
    Way("cohandling_explained", handler, Span(0.5, 5), unasked=True, wanted=is_asked_back),
    Way("cohandling_answered", asked_department, Span(4, 20), Span(10, 40), 4, wanted=can_answer),
    Way("found", handler, Span(1.5, 9)),
    Way("counsel_consulted", handler, Span(1, 6), unasked=True, wanted=asks_counsel),
    Way("counsel_advised", counsel, Span(6, 20), wanted=is_advised),
    Way("escalated", handler, Span(2, 10), wanted=goes_up),
    Way("instructed", instructor, Span(8, 32), Span(20, 40)),
    Way("police_reported", handler, Span(2, 12)),
    Way("sanction_notified", handler, Span(0.5, 4)),
    Way("defence_heard", handler, Span(4, 20)),
    Way("closed", handler, Span(0.1, 0.5), unasked=True, wanted=is_hasty, fails=True),
    Way("proposed", handler, Span(0.5, 4), unasked=True, wanted=proposes),
    Way("proposal_withdrawn", handler, Span(0.2, 1), unasked=True, wanted=is_taken_back),
    Way("opinion_given", signer, Span(0.5, 6), Span(9, 20), 0.5),
    Way("signers_added", supervisor, Span(0.3, 2), unasked=True, wanted=asks_more),
    Way("copied_to", supervisor, Span(0.1, 0.5), unasked=True, wanted=is_copied),
    Way("signature_handed_over", asked_to_sign, Span(0.5, 4), unasked=True, wanted=is_passed_on),
    Way("countersigned", asked_to_sign, Span(1, 10), Span(16, 30), 0.5),
    Way("approved", own_manager, Span(0.5, 3), wanted=is_tried, fails=True),
    Way("returned", authorised, Span(1, 8), wanted=is_sent_back),
    Way("returned_to_unit_head", authorised, Span(1, 8), unasked=True, wanted=is_signed_again),
    Way("approved", authorised, Span(2, 16), Span(20, 40), wanted=is_decided_on),
    Way("replied", handler, Span(0.5, 5), Span(12, 60), wanted=owed("tell-complainant", "decide-and-tell")),
    Way("sanction_decided", handler, Span(0.3, 3)),
    Way("sanction_served", handler, Span(1, 9), Span(30, 60)),
    Way("objection_filed", handler, Span(8, 24), unasked=True, wanted=objects),
    Way("step_done", handler, Span(2, 12), Span(60, 90), 0.5),
    Way("sanction_executed", handler, Span(2, 16), Span(60, 120)),
    Way("sanction_activated", authorised, Span(30, 90), wanted=relapses),
    Way("sanction_lapsed", handler, Span(1, 20), wanted=has_passed),
    Way("objection_decided", superior_supervisor, Span(12, 48)),
    Way("record_repaired", handler, Span(2, 16)),
    Way("redress_paid", handler, Span(4, 24), Span(60, 100), 0.4),
    Way("referrer_informed", handler, Span(0.3, 3)),
    Way("late_explained", handler, Span(0.1, 0.5), unasked=True, wanted=explains),
    Way("closed", handler, Span(0.3, 4), Span(20, 160), 0.5),
    Way("called_back", handler, Span(8, 40), Span(30, 60)),
    Way("dissatisfaction_followed_up", supervisor, Span(2, 12), Span(20, 40)),
    Way("review_requested", handler, Span(8, 60), unasked=True,
        wanted=takes(Turn.REVIEWED, "review_requested", Stage.CLOSED)),
    Way("review_accepted", superior, Span(2, 12), unasked=True, wanted=is_reviewed),
    Way("review_decided", superior, Span(16, 100)),
    Way("archived", handler, Span(12, 80), Span(180, 500), 2),
)  # fmt: skip
"""In the order in which people think of them."""
