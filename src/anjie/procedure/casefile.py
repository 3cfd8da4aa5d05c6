"""The folded state of one case: what is so now, as the journal says it.

Acts change it (`Act.apply`), the engine reads it. Items get short references in the order in which they entered:
complainants C1…, respondents R1…, allegations A1…, requests to departments Q1…, signatures asked for S1…, letters
issued L1….
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from anjie.procedure.papers import Content, Delivery, PaperKind
from anjie.procedure.terms import (
    ApprovalStation,
    CaseClass,
    Channel,
    ContactMethod,
    CustomerOutcome,
    DeclineGround,
    Department,
    Disposition,
    ExecutionStep,
    FindingResult,
    Genuineness,
    Level,
    Medium,
    Satisfaction,
    SigningMode,
    Stage,
)
from anjie.procedure.values import Complainant, Measure, Paper, PolicyRef, Respondent, SanctionProposed


class Doing(Protocol):
    """What the case file needs to know of an act; the acts themselves stand in `acts`."""

    @property
    def name(self) -> str:
        """The act's kind, as the journal writes it."""
        ...

    def apply(self, case: "CaseFile", entry: "Entry") -> None:
        """Change the case file as this act does."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An act in the journal with its envelope; `at` is the system clock's, `by` a sign-in name."""

    seq: int
    at: datetime
    by: str
    unit: str
    act: Doing
    acting_for: str | None = None

    @property
    def kind(self) -> str:
        """The act's kind."""
        return self.act.name


@dataclass(slots=True)
class Party:
    """A complainant on the file."""

    ref: str
    seq: int
    is_: Complainant


@dataclass(slots=True)
class Accused:
    """A respondent on the file and how far the agent track has come for him."""

    ref: str
    seq: int
    is_: Respondent
    split_off: int | None = None
    """Entry in which his part became a case of its own."""
    notified: int | None = None
    """Entry in which he was last told what was found and what is proposed."""
    answer_by: date | None = None
    """The last day on which he may answer that."""
    decided: int | None = None
    """Entry in which the sanction or the exemption was last decided; what follows is about that decision."""
    exempted: bool = False
    served: int | None = None
    served_on: date | None = None
    steps: dict[ExecutionStep, int] = field(default_factory=dict[ExecutionStep, int])
    """What has been done to carry the decision out, and in which entry."""
    executed: int | None = None
    probation_until: date | None = None
    """The last day of the probation, where a sanction waits for one."""
    activated: int | None = None
    """Entry in which what waited took effect."""
    activated_on: date | None = None
    lapsed: int | None = None
    """Entry in which it was noted that the probation was passed."""
    repaired: int | None = None
    """Entry in which the record was put right after a revocation."""
    revoked: int | None = None
    objection: int | None = None
    objection_open: bool = False
    measure: Measure | None = None
    """As decided."""
    decision_no: str = ""
    effective_on: date | None = None

    @property
    def sanctioned(self) -> bool:
        """Whether a sanction was decided and still stands."""
        return self.decided is not None and not self.exempted and self.revoked is None

    @property
    def waiting(self) -> bool:
        """Whether a sanction that was served waits for the end of a probation."""
        return bool(
            self.sanctioned
            and self.served
            and self.measure
            and self.activated is None
            and self.lapsed is None
            and any(each.waits for each in self.measure.sanctions)
        )

    @property
    def due_now(self) -> list[SanctionProposed]:
        """The sanctions that are to be carried out: all but those that wait, or waited and lapsed."""
        if not (self.sanctioned and self.served and self.measure):
            return []
        return [each for each in self.measure.sanctions if self.activated or not each.waits]

    @property
    def to_execute(self) -> bool:
        """Whether something is to be carried out that isn't yet."""
        return self.executed is None and bool(self.due_now)

    @property
    def to_repair(self) -> bool:
        """Whether something was carried out that has since been revoked, and still stands in the record."""
        return self.revoked is not None and bool(self.steps or self.executed) and self.repaired is None

    @property
    def carried_out(self) -> bool:
        """Whether all that is due was executed and nothing is open against it; what waits keeps no case open."""
        return self.served is not None and not self.to_execute and not self.objection_open


@dataclass(slots=True)
class Allegation:
    """One allegation and its finding."""

    ref: str
    seq: int
    respondent: str
    violation: str
    text: str
    result: FindingResult | None = None
    reasons: str = ""
    found: int | None = None


@dataclass(slots=True)
class Request:
    """A question put to another department."""

    ref: str
    seq: int
    department: Department
    unit: str
    question: str
    due_on: date
    answered: int | None = None
    declined: int | None = None
    asked_back: str = ""
    """What the department wants to know before it can answer."""
    urged: int = 0

    @property
    def open(self) -> bool:
        """Whether the department still owes an answer."""
        return self.answered is None and self.declined is None


@dataclass(slots=True)
class Proposal:
    """What is proposed for decision; its digest binds what was signed to what was proposed."""

    seq: int
    drafter: frozenset[str]
    digest: str
    outcome: CustomerOutcome
    redress: Decimal
    measures: dict[str, Measure]
    stations: dict[ApprovalStation, int] = field(default_factory=dict[ApprovalStation, int])
    """Which stations of the handling sheet have signed, in which entry."""
    approved: int | None = None
    returned: int | None = None
    """Entry in which it went back to the handler, be it that he took it back himself."""


@dataclass(slots=True)
class Signature:
    """A signature that somebody was asked for under one proposal."""

    ref: str
    seq: int
    officer: str
    mode: SigningMode
    group: int
    """Entry in which he and the others of whom all or any are to sign were asked."""
    proposal: int
    back_to: str = ""
    """The signature that waits for this one."""
    signed: int | None = None
    passed_on: int | None = None


@dataclass(slots=True)
class Letter:
    """A paper that was issued; its bytes are named by their hash, and never change."""

    ref: str
    seq: int
    kind: PaperKind
    number: str
    about: str
    dated: date
    signer: str
    language: str = ""
    sha256: str = ""
    """Empty for what was written by hand."""
    media_type: str = ""
    size: int = 0
    pages: int = 0
    said: Mapping[Content, str] = field(default_factory=dict[Content, str])
    """What it says in words of its own."""
    sent: int | None = None
    """Entry in which it was last sent."""
    method: ContactMethod | None = None
    sent_on: date | None = None
    proof: str = ""
    result: Delivery | None = None
    result_on: date | None = None


@dataclass(slots=True)
class CaseFile:
    """All that is so in one case. Built by `engine.fold`; treat it as read-only afterwards."""

    entries: list[Entry] = field(default_factory=list[Entry])
    number: str = ""
    register_no: str = ""
    unit: str = ""
    stage: Stage | None = None
    channel: Channel | None = None
    medium: Medium | None = None
    received_by_company_at: datetime | None = None
    received_by_unit_at: datetime | None = None
    referrer: str = ""
    referrer_ref: str = ""
    referrer_reply_by: date | None = None
    facts: str = ""
    request: str = ""
    amount: Decimal = Decimal(0)
    collective_count: int = 1
    repeat_of: str = ""
    complainants: dict[str, Party] = field(default_factory=dict[str, Party])
    respondents: dict[str, Accused] = field(default_factory=dict[str, Accused])
    policies: list[PolicyRef] = field(default_factory=list[PolicyRef])
    allegations: dict[str, Allegation] = field(default_factory=dict[str, Allegation])
    requests: dict[str, Request] = field(default_factory=dict[str, Request])
    papers: list[Paper] = field(default_factory=list[Paper])
    letters: dict[str, Letter] = field(default_factory=dict[str, Letter])
    case_class: CaseClass = CaseClass.ORDINARY
    grounds: tuple[str, ...] = ()
    genuineness: Genuineness | None = None
    declined: DeclineGround | None = None
    withdrawn: bool = False
    merged_into: str = ""
    absorbed: list[str] = field(default_factory=list[str])
    handler: str = ""
    recused: set[str] = field(default_factory=set[str])
    intake_officers: set[str] = field(default_factory=set[str])
    proposal: Proposal | None = None
    signatures: dict[str, Signature] = field(default_factory=dict[str, Signature])
    escalated: int | None = None
    escalated_to: Level | None = None
    instructed: int | None = None
    instruction: str = ""
    counsel_asked: int | None = None
    counsel_advised: int | None = None
    suspended: int | None = None
    extended: int | None = None
    told: int | None = None
    """Entry in which the complainant was told the outcome."""
    told_on_spot: bool = False
    referrer_told: int | None = None
    satisfaction: Satisfaction | None = None
    promised_on: date | None = None
    redress_paid: int | None = None
    transferred_from: str = ""
    """The unit that sent the case here, until it is accepted or sent back."""
    staff_named: set[str] = field(default_factory=set[str])
    """Officers whom the complaint names."""
    review_open: bool = False
    disposition: Disposition | None = None
    liable: bool | None = None
    closed_at: datetime | None = None
    opened_at: datetime | None = None
    archived_at: datetime | None = None
    reopened: int | None = None
    """Entry in which the case was last reopened; what was approved before doesn't decide it any more."""
    archived: int | None = None
    """Entry in which the file was last put away."""
    file_no: str = ""
    package: str = ""
    """SHA-256 of the sealed package, in hex; empty until the file that was put away is sealed."""
    on_hold: bool = False
    disposal_proposed_by: frozenset[str] = frozenset()
    disposal_approved: bool = False
    disposal_list: str = ""
    noted: set[str] = field(default_factory=set[str])
    """Keys of the duties whose limit the sweep saw pass."""
    historic: bool = False
    outcome: str = ""
    """What the source system of a historic case stated."""
    stated_received: date | None = None
    stated_closed: date | None = None
    source: str = ""
    """The system that handed the case over; with `source_number` it is taken in once only."""
    source_number: str = ""

    def branch(self) -> "CaseFile":
        """A copy that can go on by itself: what acts change is copied, what never changes is shared."""
        proposal = self.proposal
        return replace(
            self,
            entries=list(self.entries),
            complainants={ref: replace(party) for ref, party in self.complainants.items()},
            respondents={ref: replace(each, steps=dict(each.steps)) for ref, each in self.respondents.items()},
            allegations={ref: replace(allegation) for ref, allegation in self.allegations.items()},
            requests={ref: replace(request) for ref, request in self.requests.items()},
            signatures={ref: replace(signature) for ref, signature in self.signatures.items()},
            letters={ref: replace(letter) for ref, letter in self.letters.items()},
            staff_named=set(self.staff_named),
            policies=list(self.policies),
            papers=list(self.papers),
            absorbed=list(self.absorbed),
            recused=set(self.recused),
            intake_officers=set(self.intake_officers),
            noted=set(self.noted),
            proposal=replace(proposal, stations=dict(proposal.stations)) if proposal else None,
        )

    @property
    def last(self) -> Entry | None:
        """The newest entry, None for an empty journal."""
        return self.entries[-1] if self.entries else None

    @property
    def version(self) -> int:
        """Sequence number of the newest entry; 0 for none."""
        return self.entries[-1].seq if self.entries else 0

    @property
    def left_the_walk(self) -> Disposition | None:
        """The exit taken, when the case will end without a decision on the merits."""
        if self.declined:
            return Disposition.DECLINED
        if self.withdrawn:
            return Disposition.WITHDRAWN
        return Disposition.MERGED if self.merged_into else None

    @property
    def at_fault(self) -> set[str]:
        """References of the respondents against whom an allegation was found proved."""
        return {a.respondent for a in self.standing.values() if a.result and a.result.at_fault}

    @property
    def answering(self) -> dict[str, Accused]:
        """The respondents who answer in this case: those whose part wasn't split off. To be read only."""
        for accused in self.respondents.values():
            if accused.split_off is not None:
                break
        else:
            return self.respondents  # as a rule; asked for so often that a new dictionary each time would tell
        return {ref: accused for ref, accused in self.respondents.items() if accused.split_off is None}

    @property
    def standing(self) -> dict[str, Allegation]:
        """The allegations that are dealt with in this case. To be read only."""
        here = self.answering
        if here is self.respondents:
            return self.allegations
        return {ref: allegation for ref, allegation in self.allegations.items() if allegation.respondent in here}

    @property
    def all_found(self) -> bool:
        """Whether every allegation has its finding (and there is one)."""
        return bool(self.standing) and all(a.result for a in self.standing.values())

    @property
    def approved(self) -> int | None:
        """The entry in which the proposal was approved, if that still decides the case."""
        approved = self.proposal.approved if self.proposal else None
        return approved if approved and approved > (self.reopened or 0) else None

    @property
    def pending(self) -> Proposal | None:
        """The proposal that awaits approval."""
        made = self.proposal
        if made is None or self.stage is not Stage.PROPOSED or self.left_the_walk:
            return None
        return None if made.approved or made.returned else made

    def ask_signature(
        self, entry: Entry, officer: str, mode: SigningMode, *, group: int = 0, back_to: str = ""
    ) -> None:
        """Ask somebody to sign the pending proposal."""
        ref = f"S{len(self.signatures) + 1}"
        under = self.proposal.seq if self.proposal else 0
        self.signatures[ref] = Signature(ref, entry.seq, officer, mode, group or entry.seq, under, back_to)

    def signature_wanted(self, ref: str) -> bool:
        """Whether a signature is still to be given: under this proposal, and not by another's having signed.

        An opinion that was asked for by somebody who need not sign any more isn't wanted either, nor the signature of
        somebody who is recused.
        """
        mine = self.signatures[ref]
        if self.pending is None or mine.proposal != self.pending.seq or mine.signed or mine.passed_on:
            return False
        if mine.officer in self.recused:
            return False
        if mine.back_to and not self.signature_wanted(mine.back_to):
            return False
        if mine.mode is SigningMode.ALL:
            return True
        return not any(each.group == mine.group and each.signed for each in self.signatures.values())

    def forget_disposal(self) -> None:
        """Whatever was proposed and approved is void."""
        self.disposal_proposed_by, self.disposal_approved, self.disposal_list = frozenset(), False, ""

    def add_complainant(self, entry: Entry, person: Complainant) -> str:
        """Put a complainant on the file and return his reference."""
        ref = f"C{len(self.complainants) + 1}"
        self.complainants[ref] = Party(ref, entry.seq, person)
        return ref

    def add_respondent(self, entry: Entry, person: Respondent) -> str:
        """Put a respondent on the file and return his reference."""
        ref = f"R{len(self.respondents) + 1}"
        self.respondents[ref] = Accused(ref, entry.seq, person)
        return ref

    def name_of(self, ref: str) -> str:
        """How a sentence names a party: agents by name, complainants by reference only."""
        if ref in self.respondents:
            return self.respondents[ref].is_.name
        return ref

    # -- the two tracks --------------------------------------------------------------------------------------

    @property
    def customer_track_ended(self) -> bool:
        """Whether the complainant has been told how it ended."""
        return self.told is not None

    def agent_track_ended(self, ref: str) -> bool:
        """Whether what the procedure demands about this respondent is over, one way or the other."""
        mine = [a for a in self.allegations.values() if a.respondent == ref]
        if self.left_the_walk:
            return True
        if not mine or not all(a.result for a in mine):
            return False
        accused = self.respondents[ref]
        if ref not in self.at_fault:
            return not accused.sanctioned
        return self.agent_decided(ref) and (not accused.sanctioned or accused.carried_out)

    def agent_decided(self, ref: str) -> bool:
        """Whether it was decided on this respondent as was approved, and as was approved last."""
        accused = self.respondents[ref]
        if accused.decided is None:
            return False
        if self.proposal is None or self.approved is None or self.approved < accused.decided:
            return True
        return accused.revoked is None and accused.measure == self.proposal.measures.get(ref)

    def sanction_overtaken(self, ref: str) -> bool:
        """Whether a sanction stands that the findings, or what was approved since, no longer bear out."""
        found = all(each.result for each in self.allegations.values() if each.respondent == ref)
        outdated = found and ref not in self.at_fault
        return self.respondents[ref].sanctioned and (outdated or not self.agent_decided(ref))

    @property
    def agent_tracks_ended(self) -> bool:
        """Whether the agent track has ended for every respondent."""
        return all(self.agent_track_ended(ref) for ref in self.answering)
