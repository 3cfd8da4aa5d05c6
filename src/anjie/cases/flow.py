"""In whose hands a case was and when, and what was done in it that returns count.

Pure functions from the folded case. Everything stands at the journal's own times and in the unit that had the case
then, so that the figures of a month that has passed stay what they were, whatever becomes of its cases.

A stretch is a time during which a case in hand stood in one unit and one class; closing ends the last one, reopening
begins another. Over any period, what was in hand before, plus what came, less what left, is what is in hand after:
the stretches are half-open, so it cannot be otherwise.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import singledispatch, singledispatchmethod
from typing import NamedTuple

from anjie.procedure.acts.closing import Closed, LateExplained, Reopened
from anjie.procedure.acts.collaboration import Escalated, PoliceReported, Transferred, TransferRefused
from anjie.procedure.acts.decision import Found, Proposed
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.opening import AllegationsAdded, Classified, Declined, Opened
from anjie.procedure.acts.registration import Registered
from anjie.procedure.acts.reply import RedressPaid
from anjie.procedure.acts.sanction import ExecutionStepDone, SanctionDecided
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CaseClass, Counted, Disposition, ExecutionStep, Movement, Stage
from anjie.procedure.values import Measure


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time during which the case stood in one unit and one class; `unit` is a code."""

    unit: str
    case_class: CaseClass
    began_at: datetime
    came_at: datetime
    """When the case came into the unit's hands: earlier than the stretch began, if only its class changed."""
    came_by: Movement
    ended_at: datetime | None = None
    ended_by: Movement | None = None
    opened_at: datetime | None = None
    """When the case was opened, if that was before the stretch ended."""
    disposition: Disposition | None = None
    at_fault: bool | None = None
    """Where closing ended it: whether a violation was found by then."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """One thing that returns count."""

    seq: int
    nth: int
    what: Counted
    at: datetime
    unit: str
    detail: str = ""
    amount: Decimal | None = None
    agent: str = ""


# -- in whose hands ----------------------------------------------------------------------------------------------

MOVES = (
    Received.kind, Registered.kind, Classified.kind, Opened.kind, Transferred.kind, TransferRefused.kind,
    Closed.kind, Reopened.kind,
)  # fmt: skip


def stretches(dossier: Dossier) -> list[Stretch]:
    """The stretches of a case, in order."""
    if dossier.case.historic:
        return [_elsewhere(dossier.case)]
    if dossier.case.stage is Stage.DISPOSED:
        return [_gone(dossier.case)]
    hands = _Hands(dossier)
    for entry in dossier.of_kinds(MOVES):
        hands.take(entry.act, entry)
    return [*hands.done, hands.now] if hands.now else hands.done


class _Hands:
    """Goes along a journal and notes whenever the case changes hands or class."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._path = _path(dossier)
        self._class = CaseClass.ORDINARY
        self.done: list[Stretch] = []
        self.now: Stretch | None = None

    def _end(self, at: datetime, by: Movement) -> Stretch | None:
        """End the stretch that is on, and give it."""
        ended, self.now = self.now, None
        if ended:
            self.done.append(replace(ended, ended_at=at, ended_by=by))
        return ended

    @singledispatchmethod
    def take(self, act: object, entry: Entry) -> None:
        """Take one act in."""
        del act
        self._end(entry.at, Movement.TRANSFERRED)
        former = self.done[-1]
        unit = self._path.after(entry.seq)
        self.now = Stretch(unit, self._class, entry.at, entry.at, Movement.TRANSFERRED, opened_at=former.opened_at)

    @take.register
    def _(self, act: Received, entry: Entry) -> None:
        self.now = Stretch(act.unit or entry.unit, self._class, entry.at, entry.at, Movement.RECEIVED)

    @take.register(Registered)
    @take.register(Classified)
    def _(self, act: Registered | Classified, entry: Entry) -> None:
        if act.case_class is self._class:
            return
        self._class = act.case_class
        if former := self._end(entry.at, Movement.CLASSIFIED):
            self.now = replace(former, case_class=self._class, began_at=entry.at)

    @take.register
    def _(self, act: Opened, entry: Entry) -> None:
        del act
        self.now = self.now and replace(self.now, opened_at=entry.at)

    @take.register
    def _(self, act: Closed, entry: Entry) -> None:
        if self._end(entry.at, Movement.CLOSED):
            at_fault = _at_fault(self._dossier, entry.seq)
            self.done[-1] = replace(self.done[-1], disposition=act.disposition, at_fault=at_fault)

    @take.register
    def _(self, act: Reopened, entry: Entry) -> None:
        del act
        unit, opened_at = self._path.after(entry.seq), self.done[-1].opened_at
        self.now = Stretch(unit, self._class, entry.at, entry.at, Movement.REOPENED, opened_at=opened_at)


def _elsewhere(case: CaseFile) -> Stretch:
    """A historic case, by the days that the other system states."""
    began = stated_midnight(case.stated_received) or case.entries[0].at
    ended = stated_midnight(case.stated_closed)
    stretch = Stretch(case.unit, CaseClass.ORDINARY, began, began, Movement.IMPORTED)
    if ended is None:
        return stretch
    return replace(
        stretch,
        ended_at=ended,
        ended_by=Movement.CLOSED,
        disposition=Disposition.ELSEWHERE,
        at_fault=case.liable,
    )


def _gone(case: CaseFile) -> Stretch:
    """A case that was disposed of: from its first entry to its closing, as what remains of it says."""
    began = case.entries[0].at
    return Stretch(
        case.unit,
        case.case_class,
        began,
        began,
        Movement.RECEIVED,
        case.closed_at,
        Movement.CLOSED,
        case.opened_at,
        case.disposition,
        case.liable,
    )


def stated_midnight(day: date | None) -> datetime | None:
    """When the day that another system states began."""
    return datetime.combine(day, time(), SHANGHAI) if day else None


def _at_fault(dossier: Dossier, until: int) -> bool:
    """Whether by then an allegation that is dealt with in this case was found proved."""
    case = dossier.case
    results = {
        entry.act.allegation: entry.act.result
        for entry in dossier.of_kinds((Found.kind,))
        if entry.seq < until and isinstance(entry.act, Found)
    }
    for ref, result in results.items():
        split_off = case.respondents[case.allegations[ref].respondent].split_off
        if result.at_fault and (split_off is None or split_off > until):
            return True
    return False


class _Path(NamedTuple):
    """The entries by which the case moved, and the units it was in: before the first, after the first, and so on."""

    seqs: list[int]
    codes: list[str]

    def after(self, seq: int) -> str:
        """The unit that had the case after this entry."""
        return self.codes[bisect_right(self.seqs, seq)]


def _path(dossier: Dossier) -> _Path:
    moves = dossier.of_kinds((Transferred.kind, TransferRefused.kind))
    if not moves:
        return _Path([], [dossier.case.unit])
    codes = [_began_in(dossier.case)]
    for entry in moves:
        back = codes[-2] if len(codes) > 1 else codes[0]
        codes.append(entry.act.to_unit if isinstance(entry.act, Transferred) else back)
    return _Path([entry.seq for entry in moves], codes)


def _began_in(case: CaseFile) -> str:
    first = case.entries[0]
    return first.act.unit if isinstance(first.act, Received) and first.act.unit else first.unit


def former_units(case: CaseFile) -> set[str]:
    """The codes of the units that had the case and have it no more."""
    units = {entry.act.to_unit for entry in case.entries if isinstance(entry.act, Transferred)}
    if not units:
        return units
    return (units | {_began_in(case)}) - {case.unit}


# -- what was done -----------------------------------------------------------------------------------------------

TALLIED = (
    Opened.kind, AllegationsAdded.kind, Declined.kind, Found.kind, SanctionDecided.kind, ExecutionStepDone.kind,
    RedressPaid.kind, Escalated.kind, PoliceReported.kind, LateExplained.kind,
)  # fmt: skip


def tally(dossier: Dossier) -> list[Tallied]:
    """What returns count of a case, in the order of the journal."""
    if dossier.case.historic or dossier.case.stage is Stage.DISPOSED:
        return []
    path = _path(dossier)
    made: list[Tallied] = []
    for entry in dossier.of_kinds(TALLIED):
        unit = path.after(entry.seq)
        for nth, (what, detail, amount, agent) in enumerate(_counts(entry.act, dossier, entry)):
            made.append(Tallied(entry.seq, nth, what, entry.at, unit, detail, amount, agent))
    return made


Count = tuple[Counted, str, Decimal | None, str]
"""What, which kind of it, how much, and about which agent."""


@singledispatch
def _counts(act: object, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    """What an act adds to the count."""
    del act, dossier, entry
    yield from ()


@_counts.register(Opened)
@_counts.register(AllegationsAdded)
def _(act: Opened | AllegationsAdded, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del entry
    if isinstance(act, Opened):
        yield Counted.OPENED, "", None, ""
    for made in act.allegations:
        yield Counted.ALLEGED, made.violation, None, _agent(dossier, made.respondent)


@_counts.register
def _(act: Declined, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del dossier, entry
    yield Counted.DECLINED, act.ground, None, ""


@_counts.register
def _(act: Found, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del entry
    if act.result.at_fault:
        found = dossier.case.allegations[act.allegation]
        yield Counted.FOUND, found.violation, None, _agent(dossier, found.respondent)


@_counts.register
def _(act: SanctionDecided, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    measure, agent = measure_at(dossier, act.respondent, entry.seq), _agent(dossier, act.respondent)
    if measure and measure.exemption:
        yield Counted.EXEMPTED, "", None, agent
    for each in measure.sanctions if measure else ():
        yield Counted.SANCTIONED, each.sanction, each.amount, agent


@_counts.register
def _(act: ExecutionStepDone, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    if ExecutionStep.MONEY_RECOVERED in act.steps:
        amount = _recoverable(measure_at(dossier, act.respondent, entry.seq), dossier.book)
        yield Counted.RECOVERED, "", amount, _agent(dossier, act.respondent)


@_counts.register
def _(act: RedressPaid, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del dossier, entry
    yield Counted.REDRESSED, "", act.amount, ""


@_counts.register
def _(act: Escalated, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del dossier, entry
    yield Counted.ESCALATED, act.to_level, None, ""


@_counts.register
def _(act: PoliceReported, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del act, dossier, entry
    yield Counted.POLICE, "", None, ""


@_counts.register
def _(act: LateExplained, dossier: Dossier, entry: Entry) -> Iterator[Count]:
    del dossier, entry
    yield Counted.LATE_EXPLAINED, act.clause, None, ""


def _agent(dossier: Dossier, respondent: str) -> str:
    return dossier.case.respondents[respondent].is_.agent


def _recoverable(measure: Measure | None, book: Rulebook) -> Decimal:
    """What is to be got back from the agent, by the sanctions whose execution is that."""
    sanctions = measure.sanctions if measure else ()
    return sum(
        (
            each.amount or Decimal(0)
            for each in sanctions
            if each.sanction in book.sanctions and ExecutionStep.MONEY_RECOVERED in book.sanctions[each.sanction].steps
        ),
        Decimal(0),
    )


def measure_at(dossier: Dossier, respondent: str, seq: int) -> Measure | None:
    """The measure last proposed for a respondent before this entry; what is decided is what was proposed."""
    for entry in reversed(dossier.of_kinds((Proposed.kind,))):
        if entry.seq < seq and isinstance(entry.act, Proposed):
            return next((each for each in entry.act.measures if each.respondent == respondent), None)
    return None
