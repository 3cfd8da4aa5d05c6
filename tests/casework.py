"""Cases at work: a desk at which the people of `people` act one minute after another, and the walks they go.

number = desk.takes()                       # 黄话务 of 青秀区 takes a complaint
desk("wang", number, registered())          # an Outcome, allowed or not
desk.walks(number, MAJOR, until="approved") # everybody in turn
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.desk import Order, Outcome, perform, perform_many
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.sweep import system_office
from anjie.procedure.acts import (
    approval,
    archive,
    closing,
    collaboration,
    decision,
    intake,
    investigation,
    opening,
    registration,
    reply,
    sanction,
    verification,
)
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile
from anjie.procedure.office import Office
from anjie.procedure.terms import (
    ApprovalStation,
    CaseClass,
    Channel,
    ClassGround,
    ContactMethod,
    CustomerOutcome,
    DefenceOutcome,
    Department,
    Disposition,
    ExecutionStep,
    FindingResult,
    Genuineness,
    IntervieweeRole,
    Level,
    Medium,
    PartyRole,
    Satisfaction,
    SignatureResult,
)
from anjie.procedure.values import (
    AllegationMade,
    Complainant,
    Measure,
    PolicyRef,
    Respondent,
    SanctionProposed,
)
from people import AT, office_of

MINUTE = timedelta(minutes=1)
PHONE = ContactMethod.PHONE
MOBILE = "13877123456"
IDENTITY = "450103198503072529"
REMEDIES = "核查、调解、仲裁、诉讼"
TO_ANSWER = timedelta(days=5)
"""What an agent is given to answer: the fewest days there may be."""
TERMINATION = (
    ExecutionStep.COMMISSION_STOPPED,
    ExecutionStep.CODE_FROZEN,
    ExecutionStep.CONTRACT_ENDED,
    ExecutionStep.DEREGISTERED,
)
"""The steps of carrying a termination out."""


# -- the acts ----------------------------------------------------------------------------------------------------


def complaint(at: datetime = AT, **changes: Any) -> intake.Received:
    """The complaint that plays in most tests: 农秀英 about 梁展业, by telephone."""
    fields: dict[str, Any] = {
        "unit": "450103",
        "channel": Channel.HOTLINE,
        "medium": Medium.ORAL,
        "received_by_company_at": at,
        "received_by_unit_at": at,
        "complainants": (complainant(),),
        "respondents": (Respondent(name="梁展业", agent="A450103007", team="三组"),),
        "policies": (PolicyRef(number="P2023450103000188", product="鑫享年金", product_line="年金"),),
        "facts": "称业务员代签名并收取现金保费。",
        "request": "退还保费",
        "amount": 3200,
    }
    return intake.Received(**{**fields, **changes})


def complainant(name: str = "农秀英", **changes: Any) -> Complainant:
    fields = {"role": PartyRole.POLICYHOLDER, "phone": MOBILE, "id_no": IDENTITY, "address": "南宁市青秀区民族大道1号"}
    return Complainant(**{"name": name, **fields, **changes})


def registered(case_class: CaseClass = CaseClass.ORDINARY, *grounds: ClassGround) -> Act:
    return registration.Registered(case_class=case_class, grounds=grounds)


def verified(result: Genuineness = Genuineness.GENUINE) -> Act:
    return verification.Verified(result=result, method=PHONE, whom="本人")


def opened(*violations: str) -> Act:
    made = tuple(AllegationMade(respondent="R1", violation=code, text="代签") for code in violations or ("V12",))
    return opening.Opened(allegations=made)


def acknowledged() -> Act:
    return registration.Acknowledged(method=PHONE)


def revealed(ref: str = "C1") -> Act:
    return intake.IdentityRevealed(ref=ref, reason="回拨核实")


def asked(department: Department = Department.CLAIMS, unit: str = "", due_on: date | None = None) -> Act:
    day = due_on or AT.date() + timedelta(days=3)
    return collaboration.CohandlingRequested(department=department, unit=unit, question="赔案经过？", due_on=day)


def transferred(to_unit: str) -> Act:
    return collaboration.Transferred(to_unit=to_unit, reason="属地")


def assigned(handler: str = "wang") -> Act:
    return opening.Assigned(handler=handler)


# -- the walks ---------------------------------------------------------------------------------------------------

Making = Callable[[CaseFile], Act]
Walk = tuple[tuple[str, Act | Making], ...]


def _interview(person: str, role: IntervieweeRole) -> Making:
    def make(case: CaseFile) -> Act:
        start = case.entries[-1].at
        return investigation.Interviewed(
            person=person, role=role, place="督察室", started_at=start, ended_at=start + MINUTE,
            interviewers=("wang", "lu"), record="问：……答：……", signature=SignatureResult.SIGNED,
        )  # fmt: skip

    return make


def notified() -> Act:
    return sanction.SanctionNotified(
        respondent="R1", facts="收取现金未入账", proposed="解除合同", method=ContactMethod.VISIT,
        told_on=AT.date(), answer_by=AT.date() + TO_ANSWER,
    )  # fmt: skip


def heard() -> Act:
    return sanction.DefenceHeard(
        respondent="R1", outcome=DefenceOutcome.HEARD, method=ContactMethod.VISIT, text="无异议"
    )


def opinion(station: ApprovalStation) -> Making:
    """An opinion on whatever is proposed when its turn comes."""

    def make(case: CaseFile) -> Act:
        assert case.proposal
        return approval.OpinionGiven(digest=case.proposal.digest, station=station, agrees=True, opinion="同意")

    return make


def signed(case: CaseFile) -> Act:
    assert case.proposal
    return approval.Approved(digest=case.proposal.digest, opinion="同意")


ON_THE_SPOT: Walk = (
    ("wang", registered()),
    ("wang", verified()),
    ("wang", opened("V29")),
    ("li", assigned()),
    ("wang", reply.AnsweredOnSpot(answer="已解释并致歉", accepted=True)),
    ("wang", decision.Found(allegation="A1", result=FindingResult.UNSUBSTANTIATED, reasons="无此事")),
    ("wang", reply.ReferrerInformed(method=ContactMethod.SYSTEM, text="已解释")),
    ("wang", closing.Closed(disposition=Disposition.ANSWERED_ON_SPOT, causes="误解")),
    ("wang", reply.CalledBack(satisfaction=Satisfaction.SATISFIED)),
    ("wang", archive.Archived()),
)
"""An ordinary complaint that comes to nothing; its complainant is called back, drawn or not."""

SIGNATURES: Walk = (
    ("li", opinion(ApprovalStation.UNIT_HEAD)),
    ("chen", opinion(ApprovalStation.MANAGER)),
    ("su", opinion(ApprovalStation.COUNSEL)),
)
"""The stations of the handling sheet for what the regional branch decides; a county needs the first, a city two."""

MAJOR: Walk = (
    ("wang", registered()),
    ("wang", verified()),
    ("wang", opened("V17")),
    ("li", assigned()),
    ("wang", opening.Classified(case_class=CaseClass.MAJOR, grounds=(ClassGround.EMBEZZLEMENT,), reason="涉嫌侵占")),
    ("wang", investigation.AgentRecordConsulted(respondent="R1", found="在职，无前案")),
    ("wang", investigation.CustomerRecordConsulted(found="保单有效")),
    ("wang", investigation.HandlingSheetOpened(facts="收取现金未入账")),
    ("wang", investigation.NoticeSent(complainant="C1", method=ContactMethod.POST, sent_on=AT.date())),
    ("wang", _interview("R1", IntervieweeRole.RESPONDENT)),
    ("wang", _interview("C1", IntervieweeRole.COMPLAINANT)),
    ("wang", collaboration.Escalated(to_level=Level.REGION, facts="涉嫌侵占保费", question="如何处理？")),
    ("mo", collaboration.Instructed(instruction="依法处理")),
    ("wang", decision.Found(allegation="A1", result=FindingResult.SUBSTANTIATED, reasons="本人承认")),
    ("wang", notified()),
    ("wang", heard()),
    (
        "wang",
        decision.Proposed(
            outcome=CustomerOutcome.REDRESS,
            redress=3200,
            reasons="退还保费，解除合同",
            measures=(Measure(respondent="R1", sanctions=(SanctionProposed(sanction="termination", points=12),)),),
        ),
    ),
    *SIGNATURES,
    ("mo", signed),
    ("wang", sanction.SanctionDecided(respondent="R1", decision_no="桂督处1号", effective_on=AT.date())),
    ("wang", sanction.SanctionServed(respondent="R1", method=ContactMethod.POST, served_on=AT.date(), proof="EMS1")),
    ("wang", sanction.ExecutionStepDone(respondent="R1", steps=TERMINATION, done_on=AT.date(), proof="凭证1至4")),
    ("wang", sanction.SanctionExecuted(respondent="R1", proof="工号已冻结")),
    ("wang", reply.Replied(result="退还3200元", basis="保险法", remedies=REMEDIES, method=ContactMethod.POST)),
    ("wang", reply.RedressPaid(amount=3200, paid_on=AT.date(), proof="回单1")),
    ("wang", reply.ReferrerInformed(method=ContactMethod.SYSTEM, text="已办结")),
    ("wang", collaboration.PoliceReported(station="青秀公安分局", method=ContactMethod.VISIT)),
    ("wang", closing.Closed(disposition=Disposition.HANDLED, liable=True, causes="现金收费无监控")),
    ("wang", reply.CalledBack(satisfaction=Satisfaction.SATISFIED)),
    ("wang", archive.Archived()),
)
"""A red-line violation, which only the regional branch decides."""


DISPOSAL: Walk = (
    ("wang", archive.DisposalProposed()),
    ("chen", archive.DisposalApproved(reason="同意销毁")),
    ("li", archive.Disposed()),
)
"""How a file that was put away is disposed of."""

LONG_AFTER = timedelta(days=6 * 366)
"""Longer than a file without a policy is kept."""


def steps(*kinds: str) -> Walk:
    """Give the steps of the major walk in which these acts are done."""
    return tuple((who, step) for who, step in MAJOR if isinstance(step, Act) and step.kind in kinds)


# -- the desk ----------------------------------------------------------------------------------------------------


class Desk:
    """Where everybody acts, a minute after whoever acted last, seeing no more than the wall lets him see."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self, who: str, number: str | None, act: Act, *, seen: int | None = None) -> Outcome:
        """Have somebody try an act."""
        self.at += MINUTE
        office = office_of(who, self.at)
        with within(scope_of(office)):
            return perform(number, act, office, seen=seen)

    def all_at_once(self, who: str, acts: Iterable[tuple[str, Act]]) -> list[Outcome]:
        """Have somebody try several acts in one sitting."""
        self.at += MINUTE
        office = office_of(who, self.at)
        with within(scope_of(office)):
            return perform_many([Order(number, act, office) for number, act in acts])

    def system(self, number: str, act: Act) -> Outcome:
        """Have the system do an act."""
        self.at += MINUTE
        with within(Scope.SYSTEM):
            return perform(number, act, system_office("0", self.at))

    def takes(self, who: str = "huang", **changes: Any) -> str:
        """Have a complaint taken; gives its number."""
        outcome = self(who, None, complaint(self.at, **changes))
        assert outcome.done, outcome.verdict
        return outcome.number

    def walks(self, number: str, walk: Walk = MAJOR, until: str = "") -> str:
        """Go a walk, to its end or with the first act of a kind; every act of it must be allowed."""
        for who, step in walk:
            act = step if isinstance(step, Act) else step(self.case(number))
            outcome = self(who, number, act)
            assert outcome.done, (act.kind, [each.wanting.zh for each in outcome.verdict.refusals])
            if act.kind == until:
                break
        return number

    def disposes(self, number: str) -> str:
        """Have a file disposed of, a long time after it was put away."""
        self.at += LONG_AFTER
        return self.walks(number, DISPOSAL)

    def opens(self, number: str) -> OpenCase:
        """Take a case from the shelf, as the system sees it."""
        with within(Scope.SYSTEM):
            return open_cases("number", [number], self.at)[0]

    def case(self, number: str) -> CaseFile:
        """Fold a case."""
        return self.opens(number).dossier.case

    def office(self, who: str) -> Office:
        """Give the office somebody acts from now."""
        return office_of(who, self.at)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done within; the desk takes it for the test's own transaction."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def rows(table: str, *columns: str, where: str = "true", order: str = "1", values: Iterable[object] = ()) -> list[Any]:
    """Read a table past the gate and past the wall."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        what = ", ".join(columns) or "*"
        cursor.execute(f"select {what} from {table} where {where} order by {order}", [*values])
        return cursor.fetchall()


def tables() -> list[str]:
    """Name the tables of the case file, as the database has them."""
    found = rows("pg_tables", "tablename", where="schemaname = 'public' and tablename like 'cases\\_%%'")
    return [name for (name,) in found]


def everything() -> dict[str, list[Any]]:
    """Give what stands in every table of the case file."""
    return {table: rows(table) for table in tables()}
