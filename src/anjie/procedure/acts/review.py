"""After the decision: review by the superior (核查) and mediation (2020 No. 3 art. 20, 23)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, Fault
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Text
from anjie.procedure.values import Label, RequiredText, ShortText, Widget


class ReviewRequested(Act):
    """The complainant asked the superior unit for a review."""

    kind: ClassVar[str] = "review_requested"
    title: ClassVar[Text] = Text("申请核查", "Request a review")

    received_on: Annotated[date, Label("收到申请日期", "Received on")]
    request: Annotated[RequiredText, Label("申请内容", "What is asked", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Open the review."""
        case.review_open = True

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Something must have been decided and told."""
        if case.told is None:
            yield Fault("request", Text("尚未答复投诉人", "The complainant has not been answered"))


class _OnReview(Act):
    """Something done in an open review."""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A review that is open."""
        if not case.review_open:
            yield Fault("note", Text("没有进行中的核查", "There is no open review"))


class ReviewAccepted(_OnReview):
    """The superior unit took the review on."""

    kind: ClassVar[str] = "review_accepted"
    title: ClassVar[Text] = Text("受理核查", "Accept the review")


class ReviewDecided(_OnReview):
    """The superior unit decided on process, timeliness and result, and told the complainant."""

    kind: ClassVar[str] = "review_decided"
    title: ClassVar[Text] = Text("核查决定", "Decide the review")

    process: Annotated[RequiredText, Label("办理过程", "Process", widget=Widget.AREA)]
    timeliness: Annotated[RequiredText, Label("办理时限", "Timeliness", widget=Widget.AREA)]
    result: Annotated[RequiredText, Label("核查结论", "Result", widget=Widget.AREA)]
    upholds: Annotated[bool, Label("维持原处理", "Upholds the decision")] = False
    told_on: Annotated[date, Label("告知投诉人日期", "Complainant told on")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Close the review."""
        case.review_open = False

    def sentence(self, case: CaseFile) -> Text:
        """Upheld or not."""
        return (
            Text("核查决定：维持", "Review decided: upheld")
            if self.upholds
            else Text("核查决定：应予改正", "Review decided: to be put right")
        )


class MediationProposed(Act):
    """Mediation was proposed."""

    kind: ClassVar[str] = "mediation_proposed"
    title: ClassVar[Text] = Text("提议调解", "Propose mediation")

    body: Annotated[ShortText, Label("调解组织", "Mediation body")] = ""


class MediationEnded(Act):
    """Mediation came to an end."""

    kind: ClassVar[str] = "mediation_ended"
    title: ClassVar[Text] = Text("调解结束", "Mediation ended")

    agreed: Annotated[bool, Label("达成协议", "Agreement reached")] = False
    result: Annotated[RequiredText, Label("调解结果", "Result", widget=Widget.AREA)]
