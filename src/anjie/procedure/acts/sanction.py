"""Step 8, sanction: decided, served, objected to, executed with proof, revoked."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import RESPONDENT, Act, Fault, known
from anjie.procedure.casefile import Accused, CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ContactMethod, Text
from anjie.procedure.values import Label, RequiredShort, RequiredText, ShortText, Widget


class _OnRespondent(Act):
    """Something done about one respondent."""

    respondent: Annotated[RequiredShort, Label("被投诉人", "Respondent", widget=Widget.RESPONDENT)]

    def sentence(self, case: CaseFile) -> Text:
        """What, and about whom."""
        name = case.name_of(self.respondent)
        return self.title + Text(f"：{name}", f": {name}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody on the file, and what this act rests on."""
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
        accused.served = accused.executed = accused.revoked = accused.objection = None
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


class SanctionServed(_OnRespondent):
    """The decision was served on the agent, with proof."""

    kind: ClassVar[str] = "sanction_served"
    title: ClassVar[Text] = Text("送达处理决定", "Serve the decision")

    method: Annotated[ContactMethod, Label("送达方式", "By")]
    served_on: Annotated[date, Label("送达日期", "Served on")]
    proof: Annotated[RequiredShort, Label("送达凭证", "Proof of service")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note the service."""
        case.respondents[self.respondent].served = entry.seq

    def missing(self, accused: Accused) -> Text | None:
        """A decision, be it an exemption."""
        return None if accused.decided else NO_SANCTION


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


class SanctionExecuted(_OnRespondent):
    """The decision was carried out, with proof of each step."""

    kind: ClassVar[str] = "sanction_executed"
    title: ClassVar[Text] = Text("执行处理决定", "Carry out the decision")

    proof: Annotated[
        RequiredText,
        Label(
            "执行情况及凭证",
            "What was done, with proof",
            "停佣、冻结工号、扣分入账、注销登记等",
            "Commission stopped, code frozen, points entered, deregistered",
            Widget.AREA,
        ),
    ]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note the execution."""
        case.respondents[self.respondent].executed = entry.seq

    def missing(self, accused: Accused) -> Text | None:
        """A sanction that was served and still stands."""
        return _not_served(accused)


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
