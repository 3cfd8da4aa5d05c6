"""Step 7, approval (报批): the stations of the handling sheet, those asked besides, and the decision.

Every signature is bound to the digest of what was proposed. A proposal that is changed is another proposal: whatever
was signed under the old one is void, and nothing of it counts for the new.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import Act, Fault, known
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ApprovalStation, SigningMode, Stage, Text
from anjie.procedure.values import Label, LongText, RequiredShort, RequiredText, ShortText, Widget

SIGNATURE = Text("会签", "signature")

NO_PROPOSAL = Text("没有待审批的处理意见", "No proposal awaits approval")
CHANGED = Text("处理意见已经改动，请重新阅读后再签", "The proposal has changed; read it again before signing")


class _OnProposal(Act):
    """Something done about the proposal that awaits approval."""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """There must be one."""
        if case.pending is None:
            yield Fault("note", NO_PROPOSAL)


class UnderProposal(Act):
    """A signature under the proposal as it stands."""

    digest: Annotated[ShortText, Label("处理意见指纹", "Digest of the proposal", widget=Widget.ASSIGNED)] = ""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Bound to the words that were read."""
        if case.pending is None:
            yield Fault("digest", NO_PROPOSAL)
        elif self.digest != case.pending.digest:
            yield Fault("digest", CHANGED)


class OpinionGiven(UnderProposal):
    """A station of the handling sheet gave its opinion."""

    kind: ClassVar[str] = "opinion_given"
    title: ClassVar[Text] = Text("签署意见", "Give an opinion")

    station: Annotated[ApprovalStation, Label("签署环节", "Station")]
    agrees: Annotated[bool, Label("同意", "Agrees")] = False
    opinion: Annotated[RequiredText, Label("意见", "Opinion", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The station has signed."""
        if case.pending:
            case.pending.stations[self.station] = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """From which station."""
        return self.station.label + (
            Text("意见：同意", " agrees") if self.agrees else Text("意见：不同意", " disagrees")
        )


class Approved(UnderProposal):
    """The proposal was decided by somebody with the authority."""

    kind: ClassVar[str] = "approved"
    title: ClassVar[Text] = Text("审批同意", "Approve")

    opinion: Annotated[LongText, Label("审批意见", "Opinion", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The case is decided; whatever the complainant was told before, this he has yet to be told."""
        case.stage = Stage.DECIDED
        case.told = None
        if case.proposal:
            case.proposal.approved = entry.seq


class Returned(_OnProposal):
    """The proposal went back with reasons (驳回): to the handler, or to a station that has signed."""

    kind: ClassVar[str] = "returned"
    title: ClassVar[Text] = Text("退回", "Return")

    to: Annotated[
        ApprovalStation | None,
        Label("退回至", "Back to", "不选即退回经办人", "To the handler if empty"),
    ] = None
    reason: Annotated[RequiredText, Label("退回理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Back to the handler, who proposes anew; or that station and those after it sign again."""
        if case.pending is None:
            return
        if self._station is None:
            case.pending.returned = entry.seq
            case.stage = Stage.INVESTIGATED
            return
        order = list(ApprovalStation)
        for station in list(case.pending.stations):
            if order.index(station) >= order.index(self._station):
                del case.pending.stations[station]

    @property
    def _station(self) -> ApprovalStation | None:
        """The station; None for the handler, whose station is the proposal itself."""
        return None if self.to is ApprovalStation.HANDLER else self.to

    def sentence(self, case: CaseFile) -> Text:
        """To whom, and why."""
        whom = (self.to or ApprovalStation.HANDLER).label
        return Text("退回", "Returned to the ") + whom + Text(f"：{self.reason}", f": {self.reason}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only a station that has signed can be asked again."""
        yield from super().faults(case, book)
        if case.pending and self._station and self._station not in case.pending.stations:
            yield Fault("to", Text("该环节还没有签署", "That station has not signed yet"))


class ProposalWithdrawn(_OnProposal):
    """Whoever submitted the proposal took it back (撤销)."""

    kind: ClassVar[str] = "proposal_withdrawn"
    title: ClassVar[Text] = Text("撤回报批", "Withdraw the proposal")

    reason: Annotated[RequiredText, Label("撤回理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Back to where it was before it was submitted."""
        if case.pending:
            case.pending.returned = entry.seq
            case.stage = Stage.INVESTIGATED


# -- those asked besides (加签、会签、或签) ------------------------------------------------------------


class SignersAdded(_OnProposal):
    """Others were asked to sign before it is decided (加签): all of them (会签), or any one (或签)."""

    kind: ClassVar[str] = "signers_added"
    title: ClassVar[Text] = Text("加签、会签", "Add signers")

    officers: Annotated[
        tuple[RequiredShort, ...],
        Field(min_length=1, max_length=10),
        Label("请谁签署", "Who is to sign", widget=Widget.OFFICER),
    ]
    mode: Annotated[SigningMode, Label("签署方式", "Whose signature is wanted")]
    question: Annotated[RequiredText, Label("请其说明的问题", "What they are asked", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Ask each of them."""
        for officer in self.officers:
            case.ask_signature(entry, officer, self.mode)

    def sentence(self, case: CaseFile) -> Text:
        """How many, and how."""
        count = len(self.officers)
        return Text(f"请{count}人签署，", f"{count} asked to sign, ") + self.mode.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Each once; nobody who drafted it."""
        yield from super().faults(case, book)
        yield from _signer_faults(case, "officers", self.officers)
        if len(set(self.officers)) < len(self.officers):
            yield Fault("officers", Text("同一人只写一次", "Each person only once"))


class _OnSignature(Act):
    """Something done about a signature that is wanted."""

    signature: Annotated[RequiredShort, Label("所请签署", "Which signature", widget=Widget.SIGNATURE)]

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """One that is still wanted."""
        yield from super().faults(case, book)
        yield from known("signature", self.signature, case.signatures, SIGNATURE)
        if self.signature in case.signatures and not case.signature_wanted(self.signature):
            yield Fault("signature", Text("这项签署已不需要", "This signature is not wanted any more"))


class Countersigned(_OnSignature, UnderProposal):
    """Somebody who was asked signed (会签)."""

    kind: ClassVar[str] = "countersigned"
    title: ClassVar[Text] = Text("会签", "Countersign")

    agrees: Annotated[bool, Label("同意", "Agrees")] = False
    opinion: Annotated[RequiredText, Label("会签意见", "Opinion", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """He has signed; of those of whom any will do, nobody else need."""
        case.signatures[self.signature].signed = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """Agreeing or not."""
        return (
            Text("会签：同意", "Countersigned: agrees")
            if self.agrees
            else Text("会签：不同意", "Countersigned: disagrees")
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Whoever asked somebody else first waits for him."""
        yield from super().faults(case, book)
        asked = [ref for ref, each in case.signatures.items() if each.back_to == self.signature]
        if any(case.signature_wanted(ref) for ref in asked):
            yield Fault("signature", Text("委托他人的意见尚未返回", "The opinion you asked for is not back yet"))


class SignatureHandedOver(_OnSignature):
    """Whoever was asked to sign passed it to somebody else for good (转办)."""

    kind: ClassVar[str] = "signature_handed_over"
    title: ClassVar[Text] = Text("转办签署", "Hand a signature over")

    officer: Annotated[RequiredShort, Label("转给", "To", widget=Widget.OFFICER)]
    reason: Annotated[RequiredText, Label("理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The other is asked in his place."""
        former = case.signatures[self.signature]
        former.passed_on = entry.seq
        case.ask_signature(entry, self.officer, former.mode, group=former.group, back_to=former.back_to)

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody else, who didn't draft it."""
        yield from super().faults(case, book)
        yield from _signer_faults(case, "officer", (self.officer,))
        if self.signature in case.signatures and case.signatures[self.signature].officer == self.officer:
            yield Fault("officer", Text("不能转给本人", "Not to himself"))


class SignatureDelegated(_OnSignature):
    """Whoever was asked to sign first asks somebody else's opinion, and signs when it is back (委派)."""

    kind: ClassVar[str] = "signature_delegated"
    title: ClassVar[Text] = Text("委派他人先提意见", "Ask somebody's opinion first")

    officer: Annotated[RequiredShort, Label("委派给", "Whom", widget=Widget.OFFICER)]
    question: Annotated[RequiredText, Label("请其说明的问题", "What he is asked", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Ask him; the first signature waits."""
        case.ask_signature(entry, self.officer, SigningMode.ALL, back_to=self.signature)

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody who didn't draft it and wasn't asked already."""
        yield from super().faults(case, book)
        yield from _signer_faults(case, "officer", (self.officer,))


class CopiedTo(_OnProposal):
    """Others were sent a copy (抄送); nothing is wanted of them."""

    kind: ClassVar[str] = "copied_to"
    title: ClassVar[Text] = Text("抄送", "Copy to")

    officers: Annotated[
        tuple[RequiredShort, ...],
        Field(min_length=1, max_length=20),
        Label("抄送给", "To", widget=Widget.OFFICER),
    ]

    def sentence(self, case: CaseFile) -> Text:
        """To how many."""
        return Text(f"抄送{len(self.officers)}人", f"Copied to {len(self.officers)}")


def _signer_faults(case: CaseFile, field: str, officers: Iterable[str]) -> Iterator[Fault]:
    """Nobody signs who drafted the proposal, is recused, is named in the complaint, or is being asked already."""
    asked = {each.officer for ref, each in case.signatures.items() if case.signature_wanted(ref)}
    drafter = case.pending.drafter if case.pending else frozenset[str]()
    for officer in officers:
        if officer in drafter:
            yield Fault(field, Text("起草人不能会签自己的处理意见", "Whoever drafted it can't be asked to sign"))
        if officer in case.recused:
            yield Fault(field, Text("该人员已回避本案", "He is recused from the case"))
        if officer in case.staff_named:
            yield Fault(field, Text("该人员为投诉所涉及的工作人员", "The complaint names him"))
        if officer in asked:
            yield Fault(field, Text("已经请该人员签署", "He is being asked already"))
