"""Specimens: for a given case file, one of each thing that could be done to it, as plain as possible.

They are what the exploration tries and what tests draw from. Where a field decides how the procedure goes on (the
class, the finding, the money), there is a specimen for each way it can go; all other fields hold a stock word.
Whether a specimen is allowed is the engine's to say.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from anjie.procedure.acts import (
    approval,
    archive,
    clocks,
    closing,
    collaboration,
    decision,
    intake,
    investigation,
    letters,
    opening,
    papers,
    registration,
    reply,
    review,
    sanction,
    system,
    verification,
)
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile
from anjie.procedure.duties import Dossier
from anjie.procedure.facts import steps_wanted
from anjie.procedure.gravity import redress
from anjie.procedure.papers import Content, Delivery, PaperKind
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.soundness.authority import top_redress
from anjie.procedure.terms import (
    ActivationGround,
    ApprovalStation,
    CaseClass,
    Channel,
    ClassGround,
    ContactMethod,
    CustomerOutcome,
    DeclineGround,
    DefenceOutcome,
    Department,
    Disposition,
    ExtensionGround,
    FindingResult,
    Genuineness,
    IntervieweeRole,
    Level,
    Medium,
    PartyRole,
    Reader,
    SanctionManner,
    Satisfaction,
    SignatureResult,
    SigningMode,
    Stage,
    SuspensionGround,
)
from anjie.procedure.values import AllegationMade, Complainant, Measure, Paper, Respondent, SanctionProposed

SAID = "…"
"""What stands in every field whose words decide nothing."""

HANDLERS = ("inspector", "supervisor")
"""Officers a specimen assigns the case to, or has recuse themselves."""

BY_PHONE = ContactMethod.PHONE

STATIONS = (ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER, ApprovalStation.COUNSEL, ApprovalStation.REGION)

TO_ANSWER = 30
"""Days a specimen gives an agent to answer: as many as any rulebook could ask for."""

LONG_AGO = timedelta(days=60)
"""Before today: a specimen's decision took effect so long ago that its probation, a month, is over."""

Maker = Callable[[Dossier, datetime], Iterator[Act]]


def beginnings(at: datetime) -> list[intake.Received]:
    """Complaints as they come in: by call, letter and visit, about one agent, two, and one not yet known."""

    def received(channel: Channel, medium: Medium, *agents: str, count: int = 1, **more: object) -> intake.Received:
        return intake.Received.model_validate(
            {
                "channel": channel,
                "medium": medium,
                "received_by_company_at": at,
                "received_by_unit_at": at,
                "complainants": [Complainant(name=SAID, role=PartyRole.POLICYHOLDER)],
                "collective_count": count,
                "respondents": [Respondent(name=SAID, agent=agent) for agent in agents],
                "facts": SAID,
                "papers": [Paper(title=SAID)] if medium is Medium.WRITTEN else [],
                **more,
            }
        )

    return [
        received(Channel.PHONE, Medium.ORAL, "A1"),
        received(
            Channel.REGULATOR,
            Medium.WRITTEN,
            "A1",
            "A2",
            referrer=SAID,
            referrer_reply_by=at.date() + timedelta(days=10),
            repeat_of=SAID,
        ),
        received(Channel.VISIT, Medium.ORAL, "A1", count=20),
        received(Channel.LETTER, Medium.WRITTEN, "", count=5),
    ]


def specimens(dossier: Dossier, at: datetime) -> list[Act]:
    """Give the specimens for this case file as of `at`, in the order of the walk."""
    if not dossier.case.entries:
        return [*beginnings(at), _imported(at)]
    if dossier.case.stage is Stage.DISPOSED:
        return []
    return [act for make in MAKERS for act in make(dossier, at)]


def _imported(at: datetime) -> Act:
    return system.Imported(source=SAID, source_number=SAID, received_on=at.date())


def _intake(dossier: Dossier, at: datetime) -> Iterator[Act]:
    case = dossier.case
    yield intake.FactsAdded(facts=SAID, received_at=at)
    yield intake.FactsAdded(facts=SAID, received_at=at, new=True)
    yield intake.PartyChanged(ref="C1", complainant=Complainant(name=SAID, role=PartyRole.INSURED))
    for ref, accused in case.respondents.items():
        if not accused.is_.agent:
            yield intake.PartyChanged(ref=ref, respondent=Respondent(name=SAID, agent=f"A{ref[1:]}"))
    if len(case.respondents) == 1:
        yield intake.PartyChanged(respondent=Respondent(name=SAID, agent="A2"))
    if len(case.complainants) == 1:
        yield intake.PartyChanged(complainant=Complainant(name=SAID, role=PartyRole.OTHER))
    yield intake.IdentityRevealed(ref="C1", reason=SAID)


def _classes(book: Rulebook) -> list[tuple[CaseClass, tuple[ClassGround, ...]]]:
    """Each class with one ground of each kind: by law or not, and where somebody can't be reached."""
    kinds: dict[tuple[CaseClass, bool, bool], tuple[ClassGround, ...]] = {(CaseClass.ORDINARY, False, False): ()}
    for ground, row in book.grounds.items():
        kinds.setdefault((row.makes, row.statutory, ground is ClassGround.ANONYMOUS), (ground,))
    return [(case_class, grounds) for (case_class, _, _), grounds in kinds.items()]


def _registration(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    for case_class, grounds in _classes(dossier.book):
        yield registration.Registered(case_class=case_class, grounds=grounds)
    yield registration.Acknowledged(method=BY_PHONE)
    for result in Genuineness:
        yield verification.Verified(result=result, method=BY_PHONE)


def _opening(dossier: Dossier, at: datetime) -> Iterator[Act]:
    case = dossier.case
    for violation in dict.fromkeys((_violations(dossier.book)[0], _violations(dossier.book)[-1])):
        yield opening.Opened(allegations=_against(case.respondents, violation))
    accused = {each.respondent for each in case.allegations.values()}
    unaccused = [ref for ref in case.respondents if ref not in accused] or list(case.respondents)[:1]
    if len(case.allegations) < len(case.respondents) + 1:
        yield opening.AllegationsAdded(allegations=_against(unaccused, _violations(dossier.book)[-1]))
    for ground in (DeclineGround.NOT_GENUINE, DeclineGround.REPEATED):
        yield opening.Declined(ground=ground, reason=SAID)
    yield opening.Merged(into=SAID, reason=SAID)
    yield opening.Absorbed(case_number=SAID, reason=SAID)
    for ref in list(case.answering)[1:]:
        yield opening.Split(respondent=ref, to=SAID, reason=SAID)
    for case_class, grounds in _classes(dossier.book):
        yield opening.Classified(case_class=case_class, grounds=grounds, reason=SAID)
    yield opening.Assigned(handler=next(officer for officer in HANDLERS if officer not in case.recused))
    if case.handler and not case.recused:
        yield opening.Recused(officer=case.handler, reason=SAID)
    yield opening.Withdrawn(received_on=at.date(), reason=SAID)


def _violations(book: Rulebook) -> list[str]:
    """One violation of each severity, the mildest first."""
    by_severity = {row.severity: code for code, row in book.violations.items()}
    return [by_severity[severity] for severity in sorted(by_severity, key=lambda each: each.rank)]


def _against(respondents: Iterable[str], violation: str) -> tuple[AllegationMade, ...]:
    return tuple(AllegationMade(respondent=ref, violation=violation) for ref in respondents)


def _investigation(dossier: Dossier, at: datetime) -> Iterator[Act]:
    for ref in dossier.case.respondents:
        yield investigation.AgentRecordConsulted(respondent=ref, found=SAID)
        yield _interview(ref, IntervieweeRole.RESPONDENT, at)
    yield _interview("C1", IntervieweeRole.COMPLAINANT, at)
    yield investigation.CustomerRecordConsulted(found=SAID)
    yield investigation.HandlingSheetOpened(facts=SAID)
    yield investigation.NoticeSent(complainant="C1", method=ContactMethod.POST, sent_on=at.date())
    yield investigation.EvidenceAdded(title_of=SAID)


def _interview(person: str, role: IntervieweeRole, at: datetime) -> Act:
    return investigation.Interviewed(
        person=person,
        role=role,
        place=SAID,
        started_at=at - timedelta(hours=1),
        ended_at=at,
        interviewers=HANDLERS,
        record=SAID,
        signature=SignatureResult.SIGNED,
    )


def _collaboration(dossier: Dossier, at: datetime) -> Iterator[Act]:
    case, soon = dossier.case, at.date() + timedelta(days=3)
    if not case.requests:
        yield collaboration.CohandlingRequested(department=Department.CLAIMS, question=SAID, due_on=soon)
    for ref, request in case.requests.items():
        if request.open:
            yield collaboration.CohandlingAnswered(request=ref, answer=SAID)
            yield collaboration.CohandlingDeclined(request=ref, reason=SAID)
            yield collaboration.Urged(request=ref, method=BY_PHONE)
            if not request.asked_back:
                yield collaboration.CohandlingAskedBack(request=ref, question=SAID)
            yield collaboration.CohandlingExplained(request=ref, text=SAID)
            if len(case.requests) == 1:
                yield collaboration.CohandlingHandedOn(request=ref, department=Department.FINANCE, reason=SAID)
    yield collaboration.ReplyPromised(promised_on=soon, method=BY_PHONE)
    yield collaboration.CounselConsulted(question=SAID)
    yield collaboration.CounselAdvised(advice=SAID)
    yield collaboration.Escalated(to_level=Level.REGION, facts=SAID, question=SAID)
    yield collaboration.Instructed(instruction=SAID)
    yield collaboration.Transferred(to_unit=SAID, reason=SAID)
    yield collaboration.TransferAccepted()
    yield collaboration.TransferRefused(reason=SAID)
    yield collaboration.PoliceReported(station=SAID, method=BY_PHONE)
    yield collaboration.RegulatorReported(body=SAID, method=BY_PHONE)


def _clocks(_dossier: Dossier, at: datetime) -> Iterator[Act]:
    for ground in ExtensionGround:
        yield clocks.Extended(ground=ground, reason=SAID, told_on=at.date())
    for stop in SuspensionGround:
        yield clocks.Suspended(ground=stop, reason=SAID, told_on=at.date())
    yield clocks.Resumed(reason=SAID)


def _decision(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    case = dossier.case
    for ref in sorted(case.allegations, key=lambda ref: case.allegations[ref].result is not None):
        for result in (FindingResult.SUBSTANTIATED, FindingResult.UNSUBSTANTIATED):
            yield decision.Found(allegation=ref, result=result, reasons=SAID)
    yield from _proposals(case, dossier.book)


def _approval(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    case = dossier.case
    digest = case.proposal.digest if case.proposal else ""
    for station in STATIONS:
        yield approval.OpinionGiven(station=station, digest=digest, agrees=True, opinion=SAID)
    yield approval.Approved(digest=digest)
    yield approval.Returned(reason=SAID)
    yield approval.Returned(to=ApprovalStation.UNIT_HEAD, reason=SAID)
    yield approval.ProposalWithdrawn(reason=SAID)
    if not case.signatures:
        yield approval.SignersAdded(officers=("approver",), mode=SigningMode.ALL, question=SAID)
    for ref in case.signatures:
        yield approval.Countersigned(signature=ref, digest=digest, opinion=SAID)
        if len(case.signatures) == 1:
            yield approval.SignatureHandedOver(signature=ref, officer="counsel", reason=SAID)
            yield approval.SignatureDelegated(signature=ref, officer="counsel", question=SAID)
    yield approval.CopiedTo(officers=("counsel",))


def _proposals(case: CaseFile, book: Rulebook) -> Iterator[Act]:
    """The mildest sanction, at once or suspended, the gravest one and more money than any limit, or nothing at all."""
    ladder = [code for code, _ in sorted(book.sanctions.items(), key=lambda row: row[1].rank)]
    mildest, gravest = SanctionProposed(sanction=ladder[0]), SanctionProposed(sanction=ladder[-1])
    waiting = SanctionProposed(sanction=ladder[0], manner=SanctionManner.SUSPENDED, probation=1)
    for imposed, money in ((mildest, 0), (waiting, 0), (gravest, top_redress(book)), (None, 0)):
        measures = tuple(
            Measure(respondent=ref, sanctions=(imposed,)) if imposed else Measure(respondent=ref, exemption=SAID)
            for ref in sorted(case.at_fault)
        )
        outcome = CustomerOutcome.REDRESS if money else CustomerOutcome.EXPLAINED
        yield decision.Proposed(outcome=outcome, redress=Decimal(money), reasons=SAID, measures=measures)


def _sanction(dossier: Dossier, at: datetime) -> Iterator[Act]:
    today: date = at.date()
    for ref, accused in dossier.case.respondents.items():
        yield sanction.SanctionNotified(
            respondent=ref,
            facts=SAID,
            proposed=SAID,
            method=BY_PHONE,
            told_on=today,
            answer_by=today + timedelta(days=TO_ANSWER),
        )
        for outcome in (DefenceOutcome.WAIVED, DefenceOutcome.NO_ANSWER):
            yield sanction.DefenceHeard(respondent=ref, outcome=outcome, method=BY_PHONE)
        if steps := steps_wanted(accused, dossier.book):
            yield sanction.ExecutionStepDone(respondent=ref, steps=tuple(steps), done_on=today, proof=SAID)
        yield sanction.RecordRepaired(respondent=ref, proof=SAID)
        yield sanction.SanctionDecided(respondent=ref, decision_no=SAID, effective_on=today - LONG_AGO)
        yield sanction.SanctionServed(
            respondent=ref,
            method=ContactMethod.VISIT,
            served_on=today,
            proof=SAID,
            probation_until=sanction.probation_of(accused),
        )
        yield sanction.SanctionActivated(
            respondent=ref, ground=ActivationGround.NEW_VIOLATION, reasons=SAID, effective_on=today
        )
        yield sanction.SanctionLapsed(respondent=ref, noted_on=today, text=SAID)
        yield sanction.SanctionExecuted(respondent=ref, proof=SAID)
        yield sanction.ObjectionFiled(respondent=ref, filed_on=today, text=SAID)
        for upheld in (False, True):
            yield sanction.ObjectionDecided(respondent=ref, upheld=upheld, reasons=SAID)
        yield sanction.SanctionRevoked(respondent=ref, reason=SAID)


def _reply(dossier: Dossier, at: datetime) -> Iterator[Act]:
    for accepted in (True, False):
        yield reply.AnsweredOnSpot(answer=SAID, accepted=accepted)
    yield reply.Replied(result=SAID, basis=SAID, remedies=SAID, method=BY_PHONE)
    yield reply.ReferrerInformed(method=BY_PHONE, text=SAID)
    yield reply.ComplainantConfirmed(method=BY_PHONE)
    yield reply.RedressPaid(amount=redress(dossier.case), paid_on=at.date(), proof=SAID)
    for satisfaction in (Satisfaction.SATISFIED, Satisfaction.DISSATISFIED):
        yield reply.CalledBack(satisfaction=satisfaction)
    yield reply.DissatisfactionFollowedUp(method=BY_PHONE, text=SAID)


def _closing(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    for disposition in Disposition:
        yield closing.Closed(disposition=disposition, liable=bool(dossier.case.at_fault), causes=SAID)
    yield closing.Reopened(reason=SAID)
    yield closing.LateExplained(clause=dossier.book.musts[0].id, cause=SAID)


def _review(_dossier: Dossier, at: datetime) -> Iterator[Act]:
    yield review.ReviewRequested(received_on=at.date(), request=SAID)
    yield review.ReviewAccepted()
    yield review.ReviewDecided(process=SAID, timeliness=SAID, result=SAID, told_on=at.date())
    yield review.MediationProposed()
    yield review.MediationEnded(result=SAID)


def _papers(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    """A letter back, a paper blacked out, a copy given: none of it changes how the procedure goes on."""
    scan = (Paper(title=SAID, sha256="0" * 64),)
    yield from (papers.SignedPaperReturned(letter=ref, papers=scan) for ref in dossier.case.letters)
    for entry in dossier.case.entries:
        if isinstance(entry.act, Act) and entry.act.papers:
            yield papers.PaperRedacted(
                entry=entry.seq, place=0, reader=Reader.DEPARTMENT, grounds=tuple(dossier.book.withholdings)[:1],
                reason=SAID, areas=(papers.Blackout(page=1, left=0, top=0, width=1, height=1),), papers=scan,
            )  # fmt: skip
    yield papers.CopyDisclosed(reader=Reader.COURT, to_whom=SAID, basis=SAID, papers=scan)


def _letters(dossier: Dossier, at: datetime) -> Iterator[Act]:
    """One letter, and what becomes of it; no letter changes how the procedure goes on."""
    today = at.date()
    if not dossier.case.letters:
        yield letters.LetterIssued(
            paper=PaperKind.NOTICE_LETTER, dated=today, signer=HANDLERS[0], contains=tuple(Content)
        )
    for ref in dossier.case.letters:
        yield letters.LetterSent(letter=ref, method=BY_PHONE, sent_on=today)
        yield letters.DeliveryNoted(letter=ref, result=Delivery.DELIVERED, noted_on=today)


def _archive(_dossier: Dossier, at: datetime) -> Iterator[Act]:
    yield archive.Archived()
    yield archive.Sealed()
    yield archive.HoldPlaced(reason=SAID)
    yield archive.HoldLifted(reason=SAID)
    yield archive.DisposalProposed(free_on=at.date())
    yield archive.DisposalApproved(reason=SAID)
    yield archive.Disposed(free_on=at.date())


def _system(dossier: Dossier, _at: datetime) -> Iterator[Act]:
    yield system.DutyMissed(duty=SAID, clause=dossier.book.musts[0].id)
    yield system.CalendarRevised(text=SAID)


MAKERS: tuple[Maker, ...] = (
    _intake,
    _registration,
    _opening,
    _investigation,
    _collaboration,
    _clocks,
    _decision,
    _approval,
    _sanction,
    _reply,
    _letters,
    _papers,
    _closing,
    _review,
    _archive,
    _system,
)
