"""Step 9, reply: the complainant and whoever referred the case are told; the call-back."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, ByLetter, Fault
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ContactMethod, Satisfaction, Text
from anjie.procedure.values import Label, LongText, Money, RequiredShort, RequiredText, ShortText, Widget


class AnsweredOnSpot(Act):
    """Whoever took the complaint could answer it at once (办法 三(三)2(1))."""

    kind: ClassVar[str] = "answered_on_spot"
    title: ClassVar[Text] = Text("即时答复", "Answer on the spot")

    answer: Annotated[RequiredText, Label("答复内容", "Answer", widget=Widget.AREA)]
    accepted: Annotated[bool, Label("投诉人认可", "Accepted by the complainant")] = False

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The complainant has been told, if he takes it as the answer."""
        if self.accepted:
            case.told, case.told_on_spot = entry.seq, True

    def sentence(self, case: CaseFile) -> Text:
        """Accepted or not."""
        return (
            Text("即时答复，投诉人认可", "Answered on the spot, accepted")
            if self.accepted
            else Text("即时答复，投诉人不认可", "Answered on the spot, not accepted")
        )


class Replied(ByLetter):
    """The decision notice went to the complainant (2020 No. 3 art. 19)."""

    kind: ClassVar[str] = "replied"
    title: ClassVar[Text] = Text("答复投诉人", "Reply to the complainant")

    result: Annotated[RequiredText, Label("处理结果", "Result", widget=Widget.AREA)]
    basis: Annotated[RequiredText, Label("依据和理由", "Basis and reasons", widget=Widget.AREA)]
    remedies: Annotated[
        RequiredText,
        Label(
            "救济途径",
            "Remedies",
            "核查、调解、仲裁、诉讼",
            "Review, mediation, arbitration, lawsuit",
            Widget.AREA,
        ),
    ]
    method: Annotated[ContactMethod, Label("告知方式", "By")]
    proof: Annotated[
        ShortText,
        Label(
            "告知凭证",
            "Proof",
            "邮件号、回执、录音等；无法联系的写明经过",
            "Tracking no., receipt, recording; if unreachable, how it was tried",
        ),
    ] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The complainant has been told."""
        case.told = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """How."""
        return Text("答复投诉人(", "Replied to the complainant (") + self.method.label + Text(")", ")")


class RedressPaid(Act):
    """The money that was approved reached the customer, with proof."""

    kind: ClassVar[str] = "redress_paid"
    title: ClassVar[Text] = Text("支付补偿或退款", "Pay the redress")

    amount: Annotated[Money, Label("支付金额(元)", "Amount paid (yuan)", widget=Widget.MONEY)]
    paid_on: Annotated[date, Label("支付日期", "Paid on")]
    proof: Annotated[RequiredShort, Label("支付凭证", "Proof of payment")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        case.redress_paid = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """How much."""
        return Text(f"支付补偿或退款 {self.amount:,.2f} 元", f"Redress of {self.amount:,.2f} yuan paid")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """What was approved, not more and not less."""
        approved = case.proposal.redress if case.proposal and case.approved else 0
        if self.amount != approved:
            yield Fault("amount", Text(f"批准的金额为 {approved:,.2f} 元", f"{approved:,.2f} yuan were approved"))


class ReferrerInformed(ByLetter):
    """Whoever referred the complaint was told the outcome."""

    kind: ClassVar[str] = "referrer_informed"
    title: ClassVar[Text] = Text("反馈转办单位", "Inform the referrer")

    method: Annotated[ContactMethod, Label("反馈方式", "By")]
    text: Annotated[RequiredText, Label("反馈内容", "What was said", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        case.referrer_told = entry.seq


class ComplainantConfirmed(Act):
    """The complainant confirmed the answer or the settlement."""

    kind: ClassVar[str] = "complainant_confirmed"
    title: ClassVar[Text] = Text("投诉人确认", "Complainant confirms")

    method: Annotated[ContactMethod, Label("确认方式", "By")]
    text: Annotated[LongText, Label("确认内容", "What was confirmed", widget=Widget.AREA)] = ""


class CalledBack(Act):
    """The complainant was called back (回访)."""

    kind: ClassVar[str] = "called_back"
    title: ClassVar[Text] = Text("回访", "Call back")

    satisfaction: Annotated[Satisfaction, Label("满意度", "Satisfaction")]
    text: Annotated[LongText, Label("回访记录", "Record", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep what was said."""
        case.satisfaction = self.satisfaction

    def sentence(self, case: CaseFile) -> Text:
        """With which answer."""
        return Text("回访：", "Called back: ") + self.satisfaction.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only after an answer."""
        if case.told is None:
            yield Fault("satisfaction", Text("尚未答复投诉人", "The complainant has not been answered"))


class DissatisfactionFollowedUp(Act):
    """Somebody spoke with a complainant who wasn't satisfied, and says what follows from it."""

    kind: ClassVar[str] = "dissatisfaction_followed_up"
    title: ClassVar[Text] = Text("跟进不满意回访", "Follow a dissatisfied answer up")

    method: Annotated[ContactMethod, Label("沟通方式", "By")]
    text: Annotated[RequiredText, Label("不满意的原因和处理", "Why, and what is done about it", widget=Widget.AREA)]
