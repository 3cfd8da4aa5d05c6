"""Step 8, sanction: the agent is told and heard, then decided on; served, objected to, executed with proof, revoked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import RESPONDENT, Act, ByLetter, Fault, known
from anjie.procedure.calendar import months_on
from anjie.procedure.casefile import Accused, CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ActivationGround, ContactMethod, DefenceOutcome, ExecutionStep, Text
from anjie.procedure.values import Label, LongText, RequiredShort, RequiredText, ShortText, Widget


class _OnRespondent(Act):
    """Something done about one respondent."""

    respondent: Annotated[RequiredShort, Label("被投诉人", "Respondent", widget=Widget.RESPONDENT)]

    def sentence(self, case: CaseFile) -> Text:
        """What, and about whom."""
        name = case.name_of(self.respondent)
        return self.title + Text(f"：{name}", f": {name}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody on the file, and what this act rests on."""
        yield from super().faults(case, book)
        yield from known("respondent", self.respondent, case.respondents, RESPONDENT)
        if self.respondent in case.respondents:
            missing = self.missing(case.respondents[self.respondent])
            if missing:
                yield Fault("respondent", missing)

    def missing(self, accused: Accused) -> Text | None:
        """What would have to be so before this act makes sense; None if it is."""
        del accused
        return None


NO_SANCTION = Text("对该代理人还没有处理决定", "There is no decision on this agent yet")
STANDS = Text("原处理决定仍然有效，须先撤销", "The earlier decision still stands; revoke it first")
NOT_SERVED = Text("处理决定还没有送达", "The decision has not been served")


def _not_served(accused: Accused) -> Text | None:
    if not accused.sanctioned:
        return NO_SANCTION
    return None if accused.served else NOT_SERVED


class SanctionNotified(_OnRespondent, ByLetter):
    """The agent was told what was found, why, and what is to be proposed (事先告知); never by whose word."""

    kind: ClassVar[str] = "sanction_notified"
    title: ClassVar[Text] = Text("事先告知代理人", "Notify the agent beforehand")
    help: ClassVar[Text] = Text(
        "写明认定的事实、依据和拟作的处理，不得写投诉人是谁",
        "What was found, on what basis, and what is proposed; not who complained",
    )

    facts: Annotated[RequiredText, Label("认定的事实和依据", "What was found, and its basis", widget=Widget.AREA)]
    proposed: Annotated[RequiredText, Label("拟作的处理", "What is to be proposed", widget=Widget.AREA)]
    method: Annotated[ContactMethod, Label("告知方式", "By")]
    told_on: Annotated[date, Label("告知日期", "Told on")]
    answer_by: Annotated[date, Label("陈述申辩截止日期", "May answer until", ahead=True)]
    proof: Annotated[ShortText, Label("告知凭证", "Proof")] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """He has until that day to answer."""
        accused = case.respondents[self.respondent]
        accused.notified, accused.answer_by = entry.seq, self.answer_by

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """As many days to answer as the rulebook gives him."""
        yield from super().faults(case, book)
        days = book.figure("days-to-answer") if "days-to-answer" in book.figures else 0
        if self.answer_by < self.told_on + timedelta(days=days):
            yield Fault("answer_by", Text(f"至少给{days}天答复", f"At least {days} days to answer"))


class DefenceHeard(_OnRespondent):
    """The agent's statement and defence (陈述申辩) was heard, or he let the chance pass."""

    kind: ClassVar[str] = "defence_heard"
    title: ClassVar[Text] = Text("听取陈述申辩", "Hear the defence")

    outcome: Annotated[DefenceOutcome, Label("陈述申辩情况", "What became of it")]
    method: Annotated[ContactMethod, Label("方式", "By")]
    text: Annotated[
        LongText,
        Label(
            "陈述申辩内容",
            "What was said",
            "逐项写明意见及是否采纳",
            "Point by point, and what is taken up",
            Widget.AREA,
        ),
    ] = ""

    def sentence(self, case: CaseFile) -> Text:
        """Whose, and with what outcome."""
        name = case.name_of(self.respondent)
        return Text(f"{name}的陈述申辩：", f"Defence of {name}: ") + self.outcome.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """What was said is written down."""
        yield from super().faults(case, book)
        if self.outcome is DefenceOutcome.HEARD and not self.text:
            yield Fault("text", Text("须记录陈述申辩的内容", "Write down what was said"))


class SanctionDecided(_OnRespondent):
    """The decision on one agent as approved: sanctions, or exemption."""

    kind: ClassVar[str] = "sanction_decided"
    title: ClassVar[Text] = Text("作出处理决定", "Decide on the agent")
    help: ClassVar[Text] = Text("按已批准的处理意见作出，不能增减", "As approved, nothing more and nothing less")

    decision_no: Annotated[RequiredShort, Label("决定文号", "Decision no.")]
    effective_on: Annotated[date, Label("生效日期", "Effective on", ahead=True)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Take over the approved measure; what became of an earlier decision is no part of this one."""
        accused = case.respondents[self.respondent]
        accused.decided = entry.seq
        accused.served = accused.executed = accused.revoked = accused.objection = accused.repaired = None
        accused.activated = accused.lapsed = accused.activated_on = accused.probation_until = None
        accused.served_on, accused.steps = None, {}
        accused.objection_open = False
        accused.decision_no, accused.effective_on = self.decision_no, self.effective_on
        if case.proposal:
            accused.measure = case.proposal.measures.get(self.respondent)
            accused.exempted = bool(accused.measure and accused.measure.exemption)

    def missing(self, accused: Accused) -> Text | None:
        """No sanction that still stands: nobody is punished twice for one thing."""
        return STANDS if accused.sanctioned else None

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only what was approved."""
        yield from super().faults(case, book)
        approved = case.proposal if case.approved else None
        if approved is None or self.respondent not in approved.measures:
            yield Fault(
                "respondent",
                Text(
                    "已批准的处理意见中没有该代理人",
                    "The approved proposal says nothing of this agent",
                ),
            )


NO_PROBATION = Text("处理决定没有考验期", "The decision has no probation")


def probation_of(accused: Accused) -> date | None:
    """The last day of the probation that was decided: the longest of its sanctions'; None if nothing waits."""
    if accused.measure is None or accused.effective_on is None:
        return None
    months = [each.probation for each in accused.measure.sanctions if each.probation]
    return months_on(accused.effective_on, max(months)) - timedelta(days=1) if months else None


class SanctionServed(_OnRespondent, ByLetter):
    """The decision was served on the agent, with proof."""

    kind: ClassVar[str] = "sanction_served"
    title: ClassVar[Text] = Text("送达处理决定", "Serve the decision")

    method: Annotated[ContactMethod, Label("送达方式", "By")]
    served_on: Annotated[date, Label("送达日期", "Served on")]
    proof: Annotated[RequiredShort, Label("送达凭证", "Proof of service")]
    probation_until: Annotated[
        date | None,
        Label(
            "考验期至",
            "Probation until",
            "处理中有缓期、附条件的，写明最后一日",
            "If a sanction waits: the last day",
            ahead=True,
        ),
    ] = None

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note the service; from that day he may object."""
        accused = case.respondents[self.respondent]
        accused.served, accused.served_on = entry.seq, self.served_on
        accused.probation_until = self.probation_until

    def missing(self, accused: Accused) -> Text | None:
        """A decision, be it an exemption."""
        return None if accused.decided else NO_SANCTION

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """The probation is as long as was decided."""
        yield from super().faults(case, book)
        ends = probation_of(case.respondents[self.respondent]) if self.respondent in case.respondents else None
        if self.probation_until != ends:
            says = Text(f"考验期应至{ends}", f"The probation ends on {ends}") if ends else NO_PROBATION
            yield Fault("probation_until", says)


class ObjectionFiled(_OnRespondent):
    """The agent objected to the decision."""

    kind: ClassVar[str] = "objection_filed"
    title: ClassVar[Text] = Text("代理人提出异议", "File an objection")

    filed_on: Annotated[date, Label("提出日期", "Filed on")]
    text: Annotated[RequiredText, Label("异议内容", "Objection", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Reopen the agent track until it is decided."""
        accused = case.respondents[self.respondent]
        accused.objection, accused.objection_open = entry.seq, True

    def missing(self, accused: Accused) -> Text | None:
        """A sanction that was served."""
        return _not_served(accused)


class ObjectionDecided(_OnRespondent):
    """The objection was decided by another person."""

    kind: ClassVar[str] = "objection_decided"
    title: ClassVar[Text] = Text("异议处理决定", "Decide the objection")

    upheld: Annotated[
        bool,
        Label(
            "异议成立",
            "Objection upheld",
            "成立的，原处理决定随之撤销",
            "If upheld, the decision is revoked with it",
        ),
    ] = False
    reasons: Annotated[RequiredText, Label("理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Close the objection; an upheld one revokes the decision."""
        accused = case.respondents[self.respondent]
        accused.objection_open = False
        if self.upheld:
            accused.revoked = entry.seq

    def missing(self, accused: Accused) -> Text | None:
        """An open objection."""
        return None if accused.objection_open else Text("该代理人没有待处理的异议", "This agent has no open objection")


class ExecutionStepDone(_OnRespondent):
    """One step of carrying the decision out was done, with proof."""

    kind: ClassVar[str] = "step_done"
    title: ClassVar[Text] = Text("办理执行事项", "Do a step of the execution")

    steps: Annotated[
        tuple[ExecutionStep, ...],
        Field(min_length=1),
        Label("办理了哪些事项", "What was done"),
    ]
    done_on: Annotated[date, Label("办理日期", "Done on")]
    proof: Annotated[RequiredShort, Label("凭证", "Proof")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note each."""
        for step in self.steps:
            case.respondents[self.respondent].steps[step] = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """What was done about whom."""
        name = case.name_of(self.respondent)
        labels = [step.label for step in self.steps]
        done = Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))
        return Text(f"{name}：", f"{name}: ") + done

    def missing(self, accused: Accused) -> Text | None:
        """A sanction that was served and still stands."""
        return _not_served(accused)


class SanctionExecuted(_OnRespondent):
    """The decision was carried out, with proof of each step."""

    kind: ClassVar[str] = "sanction_executed"
    title: ClassVar[Text] = Text("执行处理决定", "Carry out the decision")

    proof: Annotated[
        RequiredText,
        Label(
            "执行情况及凭证",
            "What was done, with proof",
            "各执行事项均已办理，凭证齐全",
            "Every step is done and proved",
            Widget.AREA,
        ),
    ]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note the execution."""
        case.respondents[self.respondent].executed = entry.seq

    def missing(self, accused: Accused) -> Text | None:
        """A sanction that was served, still stands, and doesn't wait."""
        waits = Text("处理尚在考验期内，无须执行", "What was decided waits: there is nothing to carry out")
        return _not_served(accused) or (None if accused.due_now else waits)


class _OnWaiting(_OnRespondent):
    """Something done about a sanction that waits for the end of a probation."""

    def missing(self, accused: Accused) -> Text | None:
        """One that waits."""
        return None if accused.waiting else Text("该代理人没有缓期或附条件的处理", "No sanction on this agent waits")


class SanctionActivated(_OnWaiting):
    """What was suspended or conditional takes effect after all."""

    kind: ClassVar[str] = "sanction_activated"
    title: ClassVar[Text] = Text("决定执行缓期(附条件)的处理", "Put a waiting sanction into effect")

    ground: Annotated[ActivationGround, Label("事由", "Ground")]
    reasons: Annotated[RequiredText, Label("理由及依据", "Reasons and basis", widget=Widget.AREA)]
    reference: Annotated[ShortText, Label("依据的案件或材料", "The case or paper it rests on")] = ""
    effective_on: Annotated[date, Label("执行起始日期", "Effective on", ahead=True)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """From now on it is to be carried out like any other."""
        accused = case.respondents[self.respondent]
        accused.activated, accused.activated_on, accused.executed = entry.seq, self.effective_on, None

    def sentence(self, case: CaseFile) -> Text:
        """On whom, and why."""
        return super().sentence(case) + Text("(", " (") + self.ground.label + Text(")", ")")


class SanctionLapsed(_OnWaiting):
    """The probation was passed: what waited isn't carried out."""

    kind: ClassVar[str] = "sanction_lapsed"
    title: ClassVar[Text] = Text("考验期满不再执行", "Let a waiting sanction lapse")

    noted_on: Annotated[date, Label("确认日期", "Noted on")]
    text: Annotated[RequiredText, Label("考验期内的表现", "How the probation was spent", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """It is over."""
        case.respondents[self.respondent].lapsed = entry.seq

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Not before its last day is over."""
        yield from super().faults(case, book)
        accused = case.respondents.get(self.respondent)
        ends = accused.probation_until if accused else None
        if ends and self.noted_on <= ends:
            yield Fault("noted_on", Text(f"考验期至{ends}，尚未届满", f"The probation runs until {ends}"))


class SanctionRevoked(_OnRespondent):
    """The decision was revoked; the agent's record is put right."""

    kind: ClassVar[str] = "sanction_revoked"
    title: ClassVar[Text] = Text("撤销处理决定", "Revoke the decision")

    reason: Annotated[RequiredText, Label("撤销理由", "Reasons", widget=Widget.AREA)]
    reference: Annotated[ShortText, Label("文号", "Reference")] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note the revocation; it leaves nothing to object to."""
        accused = case.respondents[self.respondent]
        accused.revoked, accused.objection_open = entry.seq, False

    def missing(self, accused: Accused) -> Text | None:
        """A sanction that stands."""
        return None if accused.sanctioned else NO_SANCTION


class RecordRepaired(_OnRespondent):
    """What had been carried out under a revoked decision was undone, and the agent's record put right (记录修复)."""

    kind: ClassVar[str] = "record_repaired"
    title: ClassVar[Text] = Text("修复代理人记录", "Put the agent's record right")

    proof: Annotated[
        RequiredText,
        Label(
            "恢复情况及凭证",
            "What was restored, with proof",
            "恢复工号、补发佣金、退回扣分等",
            "Code restored, commission paid, points given back",
            Widget.AREA,
        ),
    ]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        case.respondents[self.respondent].repaired = entry.seq

    def missing(self, accused: Accused) -> Text | None:
        """Something carried out and since revoked."""
        return None if accused.to_repair else Text("没有需要恢复的记录", "Nothing in the record has to be restored")
