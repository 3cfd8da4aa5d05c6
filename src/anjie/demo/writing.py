"""What people write when they do an act: its fields, from the story and the file as it stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anjie.demo.complaints import sentences
from anjie.demo.offices import above, posted
from anjie.demo.people import Employee
from anjie.demo.stories import Ending, Story, Turn
from anjie.procedure.acts import (
    approval,
    archive,
    clocks,
    closing,
    collaboration,
    decision,
    intake,
    investigation,
    opening,
    registration,
    reply,
    review,
    sanction,
    verification,
)
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile
from anjie.procedure.facts import next_station, steps_wanted
from anjie.procedure.gravity import redress
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import (
    ActivationGround,
    ApprovalStation,
    ContactMethod,
    DeclineGround,
    DefenceOutcome,
    Disposition,
    ExtensionGround,
    Genuineness,
    IntervieweeRole,
    Level,
    Role,
    Satisfaction,
    SignatureResult,
    SigningMode,
    SuspensionGround,
)
from anjie.procedure.values import AllegationMade, Measure


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody has before him when he writes."""

    story: Story
    case: CaseFile
    book: Rulebook
    at: datetime
    calendar: Calendar
    handler: Employee
    colleague: Employee
    item: str
    """What the act is about, where the demand names it: an allegation, a respondent, a request."""
    clause: str = ""
    """The demand that was missed, for whoever explains it."""

    @property
    def today(self) -> date:
        """The day, on the wall calendar."""
        return self.at.astimezone(self.calendar.zone).date()

    def workday(self, count: int) -> date:
        """Give the working day so many ahead."""
        day = self.today
        for _ in range(count):
            day = self.calendar.next_workday(day)
        return day

    def pick(self, *words: str) -> str:
        """Choose what to say."""
        return self.story.dice.choice(words)

    def mail(self) -> str:
        """Give the number on a receipt of the post."""
        return f"EMS {self.story.dice.randrange(10**12, 10**13)}"


def register(desk: Desk) -> Act:
    """Into the register, sorted."""
    return registration.Registered(case_class=desk.story.case_class, grounds=desk.story.grounds)


def reveal(_desk: Desk) -> Act:
    """Look at the number in order to call back."""
    return intake.IdentityRevealed(ref="C1", reason="回拨核实，需要完整电话号码")


def verify(desk: Desk) -> Act:
    """Call back."""
    if Turn.UNREACHABLE in desk.story.turns and desk.case.genuineness is None:
        found = "登记电话三次拨打无人接听"
        return verification.Verified(result=Genuineness.UNREACHABLE, method=ContactMethod.PHONE, found=found)
    genuine = desk.story.ending is not Ending.NOT_GENUINE
    return verification.Verified(
        result=Genuineness.GENUINE if genuine else Genuineness.NOT_GENUINE,
        method=ContactMethod.PHONE,
        whom="投保人本人，回拨登记电话",
        found="本人确认投诉属实" if genuine else desk.pick("投保人否认曾经投诉", "来电人非投保人，投保人称无此事"),
    )


def name_agent(desk: Desk) -> Act:
    """Fill in the agent's code."""
    known = desk.case.respondents["R1"].is_.model_copy(update={"agent": desk.story.policy.agent.code})
    return intake.PartyChanged(ref="R1", respondent=known)


def decline(_desk: Desk) -> Act:
    """Not genuine."""
    return opening.Declined(ground=DeclineGround.NOT_GENUINE, reason="经向投保人核实，所述情况不存在。")


def withdraw(desk: Desk) -> Act:
    """The customer calls it off."""
    reason = desk.pick("代理人已上门道歉，投诉人来电撤回", "问题已自行解决，投诉人书面撤回")
    return opening.Withdrawn(received_on=desk.today, reason=reason)


def open_case(desk: Desk) -> Act:
    """Say what is alleged."""
    names = desk.story.violations
    return opening.Opened(allegations=tuple(AllegationMade(respondent="R1", violation=each) for each in names))


def assign(desk: Desk) -> Act:
    """To one of the inspectors."""
    return opening.Assigned(handler=desk.handler.username)


def answer(desk: Desk) -> Act:
    """On the spot."""
    said = desk.pick("已解释条款并发送电子保单，投诉人表示清楚了", "已说明办理进度并致歉，投诉人认可")
    return reply.AnsweredOnSpot(answer=said, accepted=True)


def ask_department(desk: Desk) -> Act:
    """Pass a question on."""
    asked = desk.story.asked
    if asked is None:
        raise ValueError("this story asks nobody")
    number = desk.story.policy.number
    question = desk.pick(f"保单{number}的缴费、保全记录及办理经过", f"保单{number}有无受理记录、款项何时入账")
    return collaboration.CohandlingRequested(department=asked.department, question=question, due_on=desk.workday(3))


def promise(desk: Desk) -> Act:
    """A date."""
    ahead = 8 if desk.story.asked or desk.story.at_fault else 5
    return collaboration.ReplyPromised(promised_on=desk.workday(ahead), method=ContactMethod.PHONE)


def look_up_agent(desk: Desk) -> Act:
    """The agent's record."""
    agent = desk.story.policy.agent
    found = f"{agent.joined_on.year}年入司，{agent.team}，" + desk.pick("近一年无投诉", "近一年投诉一件，不属实")
    return investigation.AgentRecordConsulted(respondent=desk.item or "R1", found=found)


def look_up_customer(desk: Desk) -> Act:
    """The customer's record."""
    policy = desk.story.policy
    found = f"{policy.product.name}，{policy.in_force_on}生效，已交{policy.paid:,}元；投保单、回访录音齐全"
    return investigation.CustomerRecordConsulted(found=found)


def open_sheet(desk: Desk) -> Act:
    """The handling sheet."""
    return investigation.HandlingSheetOpened(facts=desk.case.facts, opinion="拟访谈双方并调取投保、回访资料。")


def send_notice(desk: Desk) -> Act:
    """The notice letter."""
    return investigation.NoticeSent(complainant="C1", method=ContactMethod.POST, sent_on=desk.today, proof=desk.mail())


def interview(desk: Desk) -> Act:
    """The agent if the demand names him, else the customer."""
    agent = desk.item.startswith("R")
    record = "问：请说明经过。答：" + (_said(desk, "defence") if agent else desk.case.facts)
    return investigation.Interviewed(
        person=desk.item if agent else "C1",
        role=IntervieweeRole.RESPONDENT if agent else IntervieweeRole.COMPLAINANT,
        place=desk.pick("督察室", "职场会议室") if agent else desk.pick("投诉人家中", "柜面接待室"),
        started_at=desk.at - timedelta(minutes=70),
        ended_at=desk.at - timedelta(minutes=20),
        interviewers=(desk.handler.username, desk.colleague.username),
        recorder=desk.colleague.username,
        record=record,
        signature=SignatureResult.SIGNED,
    )


def add_facts(desk: Desk) -> Act:
    """The customer brings something new."""
    said = desk.pick("补交银行流水一份", "补交与代理人的微信聊天记录", "补交当时的宣传资料原件")
    return intake.FactsAdded(facts=f"投诉人{said}。", new=True, received_at=desk.at - timedelta(minutes=15))


def extend(desk: Desk) -> Act:
    """Complex."""
    reason = desk.pick("须调取外地资料，十五日内不能办结", "代理人外出未归，访谈尚未完成")
    return clocks.Extended(ground=ExtensionGround.COMPLEX, reason=reason, told_on=desk.today)


def propose_mediation(_desk: Desk) -> Act:
    """At the mediation committee."""
    return review.MediationProposed(body="保险纠纷调解委员会")


def stop_clock(desk: Desk) -> Act:
    """For the mediation."""
    return clocks.Suspended(ground=SuspensionGround.MEDIATION, reason="双方同意调解", told_on=desk.today)


def end_mediation(_desk: Desk) -> Act:
    """Without agreement."""
    return review.MediationEnded(result="双方差距较大，未达成协议")


def restart_clock(_desk: Desk) -> Act:
    """After the mediation."""
    return clocks.Resumed(reason="调解结束")


def urge(desk: Desk) -> Act:
    """A department that is late."""
    return collaboration.Urged(request=desk.item, method=ContactMethod.SYSTEM, text="已逾期，请今日答复。")


def answer_request(desk: Desk) -> Act:
    """What the department says."""
    if desk.story.asked and desk.story.asked.declines:
        return collaboration.CohandlingDeclined(request=desk.item, reason="经查本部门无该业务记录，请询运营部。")
    said = desk.pick("系统记录完整，办理时间与客户所述一致", "无受理记录，材料未递交本部门", "款项已于次日入账")
    return collaboration.CohandlingAnswered(request=desk.item, answer=said)


def add_evidence(desk: Desk) -> Act:
    """Something on paper."""
    title = desk.pick("微信聊天记录", "投保现场录音", "手写收益表", "收条复印件")
    return investigation.EvidenceAdded(title_of=title, source="投诉人提供")


def find(desk: Desk) -> Act:
    """As the story has it."""
    place = int(desk.item.removeprefix("A")) - 1
    result = desk.story.results[place]
    said = sentences()[desk.story.violations[place]]
    reasons = desk.pick(*(said.proved if result.at_fault else said.unproved))
    return decision.Found(allegation=desk.item, result=result, reasons=reasons, evidence="投保资料、回访录音、访谈记录")


def ask_counsel(_desk: Desk) -> Act:
    """What to do in law."""
    return collaboration.CounselConsulted(question="公司应否承担责任？应否报案？拟处理意见是否适当？")


def advise(desk: Desk) -> Act:
    """Counsel's answer."""
    advice = desk.pick("代理人行为构成职务行为，公司应先行承担责任，再向代理人追偿", "证据充分，处理意见适当")
    return collaboration.CounselAdvised(advice=advice)


def send_up(desk: Desk) -> Act:
    """To the regional branch."""
    return collaboration.Escalated(
        to_level=Level.REGION, facts=desk.case.facts, question="案情重大，请区分公司研究并指示处理原则。"
    )


def instruct(desk: Desk) -> Act:
    """From above."""
    return collaboration.Instructed(instruction=desk.pick("同意立案查处，先处理客户诉求", "从快从严，排查同类保单"))


def tell_police(desk: Desk) -> Act:
    """A red line was crossed."""
    reference = f"公经受〔{desk.today.year}〕{desk.story.number:04d}号"
    return collaboration.PoliceReported(station="辖区公安局经侦大队", reference=reference, method=ContactMethod.VISIT)


def hear(desk: Desk) -> Act:
    """The agent's defence."""
    return sanction.DefenceHeard(
        respondent=desk.item, outcome=DefenceOutcome.HEARD, method=ContactMethod.VISIT, text=_said(desk, "defence")
    )


def notify_agent(desk: Desk) -> Act:
    """What was found and what is to be proposed, without the customer's name."""
    return sanction.SanctionNotified(
        respondent=desk.item,
        facts=_said(desk, "cause"),
        proposed="依据个人代理人违规行为处理规定给予相应处理。",
        method=ContactMethod.VISIT,
        told_on=desk.today,
        answer_by=desk.today + timedelta(days=5),
        proof="告知书回执",
    )


def propose(desk: Desk) -> Act:
    """What the story has for both sides."""
    story = desk.story
    exemption = "" if story.sanctions else "情节显著轻微，主动退赔并取得谅解，免予处理"
    measure = Measure(respondent="R1", sanctions=story.sanctions, exemption=exemption)
    return decision.Proposed(
        outcome=story.outcome,
        redress=story.redress or None,
        reasons="事实清楚，依据个人代理人违规行为处理规定提出上述意见。",
        measures=(measure,) if story.at_fault else (),
    )


def give_opinion(desk: Desk) -> Act:
    """Of the station whose turn it is."""
    station = next_station(desk.case, desk.book)
    return approval.OpinionGiven(
        station=station or ApprovalStation.UNIT_HEAD,
        digest=_digest(desk),
        agrees=True,
        opinion=desk.pick("拟同意，请领导审批。", "事实清楚，同意。"),
    )


def add_signers(desk: Desk) -> Act:
    """Whoever heads the inspection one level up."""
    head = posted(above(desk.story.unit), Role.SUPERVISOR)[0]
    return approval.SignersAdded(
        officers=(head.username,), mode=SigningMode.ALL, question="处理幅度是否与同类案件一致？"
    )


def countersign(desk: Desk) -> Act:
    """Agreeing."""
    return approval.Countersigned(
        signature=desk.item, digest=_digest(desk), agrees=True, opinion="与同类案件一致，同意。"
    )


def hand_over(desk: Desk) -> Act:
    """To the manager of his unit."""
    [signature] = [ref for ref in desk.case.signatures if desk.case.signature_wanted(ref)]
    manager = posted(above(desk.story.unit), Role.APPROVER)[0]
    return approval.SignatureHandedOver(signature=signature, officer=manager.username, reason="外出，请代为审核")


def copy_to(desk: Desk) -> Act:
    """The head of inspection one level up."""
    head = posted(above(desk.story.unit), Role.SUPERVISOR)[0]
    return approval.CopiedTo(officers=(head.username,))


def take_back(_desk: Desk) -> Act:
    """To put it better."""
    return approval.ProposalWithdrawn(reason="补充退费金额的计算依据后重新报批")


def ask_back(desk: Desk) -> Act:
    """What has to be known first."""
    return collaboration.CohandlingAskedBack(request=_open_request(desk), question="请提供投保日期和经办柜面。")


def explain_request(desk: Desk) -> Act:
    """What was asked back."""
    return collaboration.CohandlingExplained(request=_open_request(desk), text="投保日期见保单，经办柜面为本县营业厅。")


def _open_request(desk: Desk) -> str:
    return next(ref for ref, request in desk.case.requests.items() if request.open)


def return_to_unit_head(_desk: Desk) -> Act:
    """To sign once more."""
    return approval.Returned(to=ApprovalStation.UNIT_HEAD, reason="请部门负责人就处理幅度补充意见")


def send_back(desk: Desk) -> Act:
    """With what is wanting."""
    return approval.Returned(reason=desk.pick("请补充退费金额的计算依据", "处理偏轻，请对照处理规定重新提出"))


def approve(desk: Desk) -> Act:
    """What was proposed."""
    return approval.Approved(digest=_digest(desk), opinion="同意。")


def _digest(desk: Desk) -> str:
    return desk.case.proposal.digest if desk.case.proposal else ""


def tell_customer(desk: Desk) -> Act:
    """The decision notice."""
    handled = f"{desk.story.outcome.label.zh}；代理人的问题已依规处理。"
    return reply.Replied(
        result="经核实不属于真实投诉，不予受理。" if desk.case.declined else handled,
        basis="银行业保险业消费投诉处理管理办法、保险销售行为管理办法",
        remedies="可在三十日内向上级机构申请核查，也可申请调解、仲裁或提起诉讼。",
        method=ContactMethod.PHONE,
        proof=f"录音 {desk.today:%m%d}-{desk.story.number:04d}",
    )


def decide_sanction(desk: Desk) -> Act:
    """As approved."""
    return sanction.SanctionDecided(
        respondent=desk.item, decision_no=f"督处〔{desk.today.year}〕{desk.story.number}号", effective_on=desk.today
    )


def serve(desk: Desk) -> Act:
    """Hand it over."""
    return sanction.SanctionServed(
        respondent=desk.item,
        method=ContactMethod.VISIT,
        served_on=desk.today,
        proof="送达回证",
        probation_until=sanction.probation_of(desk.case.respondents[desk.item]),
    )


def activate(desk: Desk) -> Act:
    """What waited takes effect."""
    return sanction.SanctionActivated(
        respondent=desk.item,
        ground=ActivationGround.NEW_VIOLATION,
        reasons="考验期内又有客户反映同类问题，经查属实。",
        effective_on=desk.today,
    )


def let_lapse(desk: Desk) -> Act:
    """What waited isn't carried out."""
    return sanction.SanctionLapsed(
        respondent=desk.item, noted_on=desk.today, text="考验期内无新的投诉，回访客户无异常。"
    )


def do_steps(desk: Desk) -> Act:
    """All of them."""
    steps = steps_wanted(desk.case.respondents[desk.item], desk.book)
    return sanction.ExecutionStepDone(
        respondent=desk.item,
        steps=tuple(steps),
        done_on=desk.today,
        proof=f"办理单 {desk.today:%m%d}-{desk.story.number:04d}",
    )


def carry_out(desk: Desk) -> Act:
    """With proof."""
    return sanction.SanctionExecuted(respondent=desk.item, proof="各执行事项已办理，凭证入档")


def repair(desk: Desk) -> Act:
    """After a revocation."""
    return sanction.RecordRepaired(respondent=desk.item, proof="已恢复工号，退回扣分，补发佣金")


def pay(desk: Desk) -> Act:
    """What was approved."""
    return reply.RedressPaid(
        amount=redress(desk.case), paid_on=desk.today, proof=f"转账回单 {desk.today:%m%d}-{desk.story.number:04d}"
    )


def object_to(desk: Desk) -> Act:
    """The agent finds it too hard."""
    return sanction.ObjectionFiled(respondent="R1", filed_on=desk.today, text="认为处理过重，请求复核。")


def decide_objection(desk: Desk) -> Act:
    """It stands, or it is upheld."""
    upheld = Turn.UPHELD in desk.story.turns
    reasons = "处理依据不足，异议成立。" if upheld else "事实清楚，处理适当，维持。"
    return sanction.ObjectionDecided(respondent=desk.item, upheld=upheld, reasons=reasons)


def tell_referrer(_desk: Desk) -> Act:
    """How it ended."""
    return reply.ReferrerInformed(method=ContactMethod.SYSTEM, text="已办理完毕并答复投诉人。")


def explain(desk: Desk) -> Act:
    """Why it was late."""
    cause = desk.pick("经办人外出培训，未及时移交", "多次联系投诉人未果", "协办部门答复迟延")
    return closing.LateExplained(clause=desk.clause, cause=cause)


def close(desk: Desk) -> Act:
    """As the case went."""
    case = desk.case
    on_spot = case.told_on_spot and case.proposal is None
    usual = Disposition.ANSWERED_ON_SPOT if on_spot else Disposition.HANDLED
    return closing.Closed(
        disposition=case.left_the_walk or usual,
        liable=desk.story.at_fault and not case.left_the_walk,
        causes="非真实投诉。" if case.declined else _said(desk, "cause"),
        lesson="" if case.left_the_walk else "在早会通报，组织学习销售行为管理办法。",
    )


def call_back(desk: Desk) -> Act:
    """Whether the customer is satisfied."""
    words = (Satisfaction.SATISFIED, Satisfaction.ACCEPTED, Satisfaction.DISSATISFIED, Satisfaction.NO_ANSWER)
    return reply.CalledBack(satisfaction=desk.story.dice.choices(words, (55, 30, 10, 5))[0])


def follow_up(desk: Desk) -> Act:
    """Why not."""
    why = desk.pick("认为退款到账慢，已说明到账日期", "希望代理人当面道歉，已安排")
    return reply.DissatisfactionFollowedUp(method=ContactMethod.PHONE, text=why)


def ask_for_review(desk: Desk) -> Act:
    """The customer isn't."""
    return review.ReviewRequested(received_on=desk.today, request="不同意处理结果，请求上级机构核查。")


def take_review(_desk: Desk) -> Act:
    """The level above does."""
    return review.ReviewAccepted()


def decide_review(desk: Desk) -> Act:
    """It was done as it should be."""
    return review.ReviewDecided(
        process="程序完备", timeliness="办理过程已逐项核对", result="认定与处理适当", upholds=True, told_on=desk.today
    )


def put_away(_desk: Desk) -> Act:
    """Its number and index are the desk's to give."""
    return archive.Archived()


def _said(desk: Desk, what: str) -> str:
    """Something said about the first violation."""
    said = sentences()[desk.story.violations[0]]
    return desk.pick(*(said.defence if what == "defence" else said.cause))


Writing = Callable[[Desk], Act]

WRITINGS: Mapping[str, Writing] = {
    "registered": register, "identity_revealed": reveal, "verified": verify, "party_changed": name_agent,
    "declined": decline, "withdrawn": withdraw, "opened": open_case, "assigned": assign, "answered_on_spot": answer,
    "cohandling_requested": ask_department, "reply_promised": promise, "agent_record_consulted": look_up_agent,
    "customer_record_consulted": look_up_customer, "handling_sheet_opened": open_sheet, "notice_sent": send_notice,
    "interviewed": interview, "facts_added": add_facts, "extended": extend, "mediation_proposed": propose_mediation,
    "suspended": stop_clock, "mediation_ended": end_mediation, "resumed": restart_clock, "urged": urge,
    "cohandling_answered": answer_request, "evidence_added": add_evidence, "found": find,
    "counsel_consulted": ask_counsel, "counsel_advised": advise, "escalated": send_up, "instructed": instruct,
    "police_reported": tell_police, "defence_heard": hear, "proposed": propose, "returned": send_back,
    "opinion_given": give_opinion, "signers_added": add_signers, "countersigned": countersign,
    "signature_handed_over": hand_over, "copied_to": copy_to, "proposal_withdrawn": take_back,
    "cohandling_asked_back": ask_back, "cohandling_explained": explain_request,
    "returned_to_unit_head": return_to_unit_head, "sanction_notified": notify_agent, "step_done": do_steps,
    "record_repaired": repair, "redress_paid": pay, "dissatisfaction_followed_up": follow_up, "approved": approve,
    "replied": tell_customer, "sanction_decided": decide_sanction, "sanction_served": serve,
    "sanction_activated": activate, "sanction_lapsed": let_lapse,
    "sanction_executed": carry_out, "objection_filed": object_to, "objection_decided": decide_objection,
    "referrer_informed": tell_referrer, "late_explained": explain, "closed": close, "called_back": call_back,
    "review_requested": ask_for_review, "review_accepted": take_review, "review_decided": decide_review,
    "archived": put_away,
}  # fmt: skip
"""How each act is written."""
