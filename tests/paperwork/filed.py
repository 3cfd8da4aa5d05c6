"""A case with everything on its file, folded from its acts without a desk: what each kind of paper is drawn from."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from anjie.paperwork.kinds import KINDS
from anjie.paperwork.subject import Issuer, Subject
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
    registration,
    reply,
    review,
    sanction,
    verification,
)
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import Dossier, fold
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import (
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
    ExecutionStep,
    ExtensionGround,
    FindingResult,
    Genuineness,
    IdKind,
    IntervieweeRole,
    Level,
    Medium,
    PartyRole,
    Satisfaction,
    SignatureResult,
    SuspensionGround,
)
from anjie.procedure.values import AllegationMade, Complainant, Measure, PolicyRef, Respondent, SanctionProposed

BEGIN = datetime(2026, 6, 1, 9, 0, tzinfo=SHANGHAI)
DAY = date(2026, 6, 20)
BOOK = shipped().edition("measures-gx@2026.1")
CALENDAR = Calendar(region="GX", known_from=date(2026, 1, 1), known_until=date(2027, 1, 1))
ISSUER = Issuer("450103", "示范人寿青秀支公司", "0771-5550103", "南宁市青秀区民族大道1号")
NAMES = {
    "wang": "王督察",
    "li": "李科长",
    "chen": "陈总",
    "su": "苏律师",
    "mo": "莫总",
    "huang": "黄话务",
    "lu": "陆督察",
}
FACTS = "2018年投保后每年把12000元现金交给代理人，代理人写收条。今年查询得知2022年起未缴费，合同已失效。"


def acts(**changes: Any) -> list[tuple[str, Act]]:
    """Everything that was done, with who did it; `changes` go into the complaint."""
    phone, visit, post = ContactMethod.PHONE, ContactMethod.VISIT, ContactMethod.POST
    complaint: dict[str, Any] = {
        "number": "450103-2026-00012",
        "unit": "450103",
        "channel": Channel.HOTLINE,
        "medium": Medium.ORAL,
        "received_by_company_at": BEGIN,
        "received_by_unit_at": BEGIN + timedelta(minutes=20),
        "referrer": "95519客户服务中心",
        "referrer_ref": "95519-20260601-01033",
        "complainants": (
            Complainant(
                name="农秀英",
                role=PartyRole.POLICYHOLDER,
                id_kind=IdKind.RESIDENT,
                phone="13877123456",
                id_no="450103195003072528",
                address="南宁市青秀区民族大道100号",
            ),
            Complainant(
                name="韦小梅", role=PartyRole.PROXY, proxy_for="农秀英", mandate="授权书原件", phone="13977123457"
            ),
        ),
        "collective_count": 2,
        "respondents": (Respondent(name="梁展业", agent="A450103007", team="营销三部", manager=True),),
        "policies": (PolicyRef(number="P2018450103000188", product="示范福禄双喜两全保险（分红型）"),),
        "facts": FACTS,
        "request": "退还四年保费，追究代理人责任。",
        "evidence": "收条四张（照片）",
        "amount": 48000,
    }
    start = BEGIN + timedelta(days=3)
    digest = "0" * 64
    return [
        ("huang", intake.Received(**{**complaint, **changes})),
        (
            "wang",
            registration.Registered(
                register_no="450103督登〔2026〕00012号",
                case_class=CaseClass.MAJOR,
                grounds=(ClassGround.EMBEZZLEMENT, ClassGround.VULNERABLE),
            ),
        ),
        (
            "wang",
            verification.Verified(
                result=Genuineness.GENUINE, method=visit, whom="投保人本人", found="收条与所述一致。"
            ),
        ),
        (
            "wang",
            opening.Opened(
                allegations=(
                    AllegationMade(respondent="R1", violation="V17", text="截留2022至2025年保费"),
                    AllegationMade(respondent="R1", violation="V14", text="未送达保单"),
                )
            ),
        ),
        ("li", opening.Assigned(handler="wang")),
        ("wang", collaboration.ReplyPromised(promised_on=date(2026, 6, 12), method=phone)),
        (
            "wang",
            collaboration.CohandlingRequested(
                department=Department.FINANCE, question="四年保费是否入账？", due_on=date(2026, 6, 5)
            ),
        ),
        ("lu", collaboration.CohandlingAnswered(request="Q1", answer="均未入账。")),
        ("wang", investigation.HandlingSheetOpened(facts=FACTS, opinion="拟从重处理。")),
        ("wang", investigation.NoticeSent(complainant="C1", method=post, sent_on=BEGIN.date())),
        (
            "wang",
            investigation.Interviewed(
                person="R1",
                role=IntervieweeRole.RESPONDENT,
                place="督察室",
                started_at=start,
                ended_at=start + timedelta(minutes=50),
                interviewers=("wang", "lu"),
                recorder="lu",
                record="\n".join(f"问：{n}月的保费交到哪里了？\n答：我收了，没有上交。" for n in range(1, 22)),
                signature=SignatureResult.SIGNED,
            ),
        ),
        (
            "wang",
            investigation.Interviewed(
                person="C1",
                role=IntervieweeRole.COMPLAINANT,
                place="客户家中",
                started_at=start,
                ended_at=start + timedelta(minutes=30),
                interviewers=("wang", "lu"),
                recorder="lu",
                record="问：收条是谁写的？\n答：梁展业写的。",
                signature=SignatureResult.SIGNED,
            ),
        ),
        (
            "wang",
            investigation.EvidenceAdded(
                title_of="收条原件四张", source="农秀英", content="证明收取现金", sha256="ab" * 32
            ),
        ),
        ("li", clocks.Extended(ground=ExtensionGround.COMPLEX, reason="须向银行调取四年的流水。", told_on=DAY)),
        ("li", clocks.Suspended(ground=SuspensionGround.APPRAISAL, reason="收条笔迹送鉴定。", told_on=DAY)),
        ("li", clocks.Resumed(reason="鉴定完成。")),
        ("wang", collaboration.Escalated(to_level=Level.REGION, facts="涉嫌侵占保费", question="是否移送公安机关？")),
        ("mo", collaboration.Instructed(instruction="同意移送，并先行退还保费。")),
        (
            "wang",
            decision.Found(allegation="A1", result=FindingResult.SUBSTANTIATED, reasons="本人承认，银行流水可证。"),
        ),
        ("wang", decision.Found(allegation="A2", result=FindingResult.UNSUBSTANTIATED, reasons="签收回执在卷。")),
        (
            "wang",
            sanction.SanctionNotified(
                respondent="R1",
                facts="截留保费",
                proposed="解除代理合同，追回佣金",
                method=visit,
                told_on=date(2026, 6, 8),
                answer_by=date(2026, 6, 15),
            ),
        ),
        ("wang", sanction.DefenceHeard(respondent="R1", outcome=DefenceOutcome.HEARD, method=visit, text="愿意退赔。")),
        (
            "wang",
            decision.Proposed(
                outcome=CustomerOutcome.REDRESS,
                redress=Decimal("48000.50"),
                reasons="截留保费属实，依规定解除合同并退还保费。",
                measures=(
                    Measure(
                        respondent="R1",
                        sanctions=(
                            SanctionProposed(sanction="termination", points=12),
                            SanctionProposed(sanction="clawback", amount=Decimal("6200.00")),
                        ),
                    ),
                ),
            ),
        ),
        (
            "li",
            approval.OpinionGiven(
                digest=digest, station=ApprovalStation.UNIT_HEAD, agrees=True, opinion="同意经办人意见。"
            ),
        ),
        (
            "chen",
            approval.OpinionGiven(
                digest=digest, station=ApprovalStation.MANAGER, agrees=True, opinion="请区分公司审定。"
            ),
        ),
        (
            "su",
            approval.OpinionGiven(digest=digest, station=ApprovalStation.COUNSEL, agrees=True, opinion="证据充分。"),
        ),
        ("mo", approval.Approved(digest=digest, opinion="照此办理。")),
        ("wang", sanction.SanctionDecided(respondent="R1", decision_no="桂督处〔2026〕1号", effective_on=DAY)),
        ("wang", sanction.SanctionServed(respondent="R1", method=post, served_on=DAY, proof="EMS1")),
        (
            "wang",
            sanction.ExecutionStepDone(respondent="R1", steps=(ExecutionStep.CODE_FROZEN,), done_on=DAY, proof="1"),
        ),
        ("wang", sanction.ObjectionFiled(respondent="R1", filed_on=DAY, text="处理过重。")),
        ("lu", sanction.ObjectionDecided(respondent="R1", reasons="截留四年，情节严重。")),
        ("wang", reply.Replied(result="退还", basis="规定", remedies="核查", method=post)),
        ("wang", reply.ReferrerInformed(method=ContactMethod.SYSTEM, text="已办结")),
        ("mo", review.ReviewRequested(received_on=DAY, request="要求加付利息。")),
        (
            "mo",
            review.ReviewDecided(
                process="程序合法。", timeliness="在时限之内。", result="维持原处理。", upholds=True, told_on=DAY
            ),
        ),
        (
            "wang",
            closing.Closed(
                disposition=Disposition.HANDLED, liable=True, causes="现金收费无人监控。", lesson="停止现金收费。"
            ),
        ),
        ("wang", reply.CalledBack(satisfaction=Satisfaction.SATISFIED)),
        ("wang", archive.Archived(file_no="2026-督-012", index="见卷内目录")),
        (
            "wang",
            letters.LetterIssued(
                paper=PaperKind.NOTICE_LETTER,
                about="C1",
                dated=DAY,
                signer="li",
                pages=1,
                contains=tuple(Content),
                number="450103督知会〔2026〕00003号",
                sha256="cd" * 32,
            ),
        ),
    ]


def declined() -> Act:
    return opening.Declined(ground=DeclineGround.NOT_OURS, reason="所诉事项属于银行理财，不属于本公司业务。")


def folded(done: list[tuple[str, Act]]) -> Dossier:
    """Fold acts, one every hour."""
    entries = [Entry(n + 1, BEGIN + timedelta(hours=n), by, "450103", act) for n, (by, act) in enumerate(done)]
    return fold(entries, BOOK)


def full_case(**changes: Any) -> Dossier:
    """The whole file."""
    return folded(acts(**changes))


def subject(dossier: Dossier, kind: PaperKind, language: str = "zh", **changes: Any) -> Subject:
    """What a paper of this kind is drawn from: about the first of those it can be about."""
    fields: dict[str, Any] = {
        "dossier": dossier,
        "issuer": ISSUER,
        "calendar": CALENDAR,
        "at": BEGIN + timedelta(days=19),
        "dated": DAY,
        "signer": "li",
        "about": KINDS[kind].about(dossier.case)[0],
        "language": language,
        "names": NAMES,
        "number": f"450103督〔2026〕{len(kind):05d}号",
    }
    return Subject(**{**fields, **changes})


def dossier_for(kind: PaperKind) -> Dossier:
    """The file that a kind of paper is about: the whole one, or one that was declined."""
    if kind is PaperKind.NON_ACCEPTANCE:
        return folded([*acts()[:3], ("wang", declined())])
    return full_case()
