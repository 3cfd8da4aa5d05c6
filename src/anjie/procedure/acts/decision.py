"""Step 7, decision: findings, the proposal, opinions, approval; what is signed is bound to what was proposed."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import RESPONDENT, Act, Fault, known, persons
from anjie.procedure.casefile import CaseFile, Entry, Proposal
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ApprovalStation, CustomerOutcome, FindingResult, Stage, Text
from anjie.procedure.values import (
    Label,
    LongText,
    Measure,
    Money,
    RequiredShort,
    RequiredText,
    ShortText,
    Widget,
)


class Found(Act):
    """The finding on one allegation, with reasons and the evidence it rests on."""

    kind: ClassVar[str] = "found"
    title: ClassVar[Text] = Text("认定", "Find")

    allegation: Annotated[RequiredShort, Label("投诉事项", "Allegation", widget=Widget.ALLEGATION)]
    result: Annotated[FindingResult, Label("认定结果", "Finding")]
    reasons: Annotated[RequiredText, Label("认定理由", "Reasons", widget=Widget.AREA)]
    evidence: Annotated[LongText, Label("所依据的证据", "Evidence relied on", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep the finding; when every allegation has one the facts are established."""
        allegation = case.allegations[self.allegation]
        allegation.result, allegation.reasons, allegation.found = (
            self.result,
            self.reasons,
            entry.seq,
        )
        if case.all_found and case.stage is Stage.OPENED:
            case.stage = Stage.INVESTIGATED

    def sentence(self, case: CaseFile) -> Text:
        """Of which allegation, with which result."""
        who = case.name_of(case.allegations[self.allegation].respondent)
        return (
            Text(f"认定投诉事项{self.allegation}({who})：", f"Finding on {self.allegation} ({who}): ")
            + self.result.label
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """An allegation on the file."""
        yield from known("allegation", self.allegation, case.allegations, Text("投诉事项", "allegation"))


class Proposed(Act):
    """What is proposed: the customer's outcome and, for each agent at fault, sanctions or a reasoned exemption."""

    kind: ClassVar[str] = "proposed"
    title: ClassVar[Text] = Text("提出处理意见并报批", "Propose and submit for approval")

    outcome: Annotated[CustomerOutcome, Label("对客户的处理", "Outcome for the customer")]
    redress: Annotated[Money | None, Label("补偿或退还金额(元)", "Redress (yuan)", widget=Widget.MONEY)] = None
    reasons: Annotated[RequiredText, Label("处理意见及依据", "Proposal and its basis", widget=Widget.AREA)]
    measures: Annotated[
        tuple[Measure, ...],
        Label(
            "对代理人的处理",
            "Measures against the agents",
            "认定属实的每位代理人：处理，或写明理由免予处理",
            "For each agent at fault: sanctions, or a reasoned exemption",
        ),
    ] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the proposal's own words; changes with any of them."""
        return hashlib.sha256(self.model_dump_json(exclude={"happened_at", "note"}).encode()).hexdigest()

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Lay the proposal before the approvers; whatever was signed before is void."""
        case.stage = Stage.PROPOSED
        case.proposal = Proposal(
            entry.seq,
            persons(entry),
            self.digest,
            self.outcome,
            self.redress or Decimal(0),
            {measure.respondent: measure for measure in self.measures},
        )

    def sentence(self, case: CaseFile) -> Text:
        """Outcome, money, and for how many agents."""
        money = f"{self.redress or 0:,.2f}"
        return Text("提出处理意见：", "Proposed: ") + self.outcome.label + Text(f"，金额 {money} 元", f", {money} yuan")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A measure for each agent at fault, for nobody else, each of known kind and with content."""
        named = [measure.respondent for measure in self.measures]
        for number, measure in enumerate(self.measures):
            where = f"measures.{number}"
            yield from known(f"{where}.respondent", measure.respondent, case.respondents, RESPONDENT)
            if measure.respondent in named[:number]:
                yield Fault(f"{where}.respondent", Text("同一被投诉人只写一次", "Each respondent only once"))
            yield from _measure_faults(where, measure, book)
        for ref in sorted(case.at_fault - set(named)):
            name = case.name_of(ref)
            yield Fault(
                "measures",
                Text(
                    f"{name}认定有违规，须提出处理或免予处理",
                    f"{name} is at fault: propose sanctions or an exemption",
                ),
            )
        for ref in sorted(set(named) & set(case.respondents) - case.at_fault):
            name = case.name_of(ref)
            yield Fault(
                "measures",
                Text(f"{name}没有认定违规，不得处理", f"{name} is not at fault: nothing may be imposed"),
            )


def _measure_faults(where: str, measure: Measure, book: Rulebook) -> Iterator[Fault]:
    """Sanctions of the ladder, or an exemption, not both and not neither."""
    if bool(measure.sanctions) == bool(measure.exemption):
        yield Fault(
            f"{where}.sanctions",
            Text(
                "须写明处理种类，或者写明免予处理的理由",
                "Give sanctions, or the reason for an exemption",
            ),
        )
    for rung, sanction in enumerate(measure.sanctions):
        if sanction.sanction not in book.sanctions:
            yield Fault(f"{where}.sanctions.{rung}.sanction", Text("没有这种处理", "There is no such sanction"))


class _OnProposal(Act):
    """A signature under the proposal as it stands."""

    digest: Annotated[ShortText, Label("处理意见指纹", "Digest of the proposal", widget=Widget.ASSIGNED)] = ""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Bound to the words that were read."""
        if case.proposal is None:
            yield Fault("digest", Text("还没有处理意见", "There is no proposal yet"))
        elif self.digest != case.proposal.digest:
            yield Fault(
                "digest",
                Text(
                    "处理意见已经改动，请重新阅读后再签",
                    "The proposal has changed; read it again before signing",
                ),
            )


class Approved(_OnProposal):
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


class Returned(Act):
    """The proposal went back with reasons (驳回)."""

    kind: ClassVar[str] = "returned"
    title: ClassVar[Text] = Text("退回", "Return")

    reason: Annotated[RequiredText, Label("退回理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Back to the handler."""
        case.stage = Stage.INVESTIGATED
        if case.proposal:
            case.proposal.returned = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """Why."""
        return Text(f"退回：{self.reason}", f"Returned: {self.reason}")


class OpinionGiven(Act):
    """A station of the handling sheet gave its opinion."""

    kind: ClassVar[str] = "opinion_given"
    title: ClassVar[Text] = Text("签署意见", "Give an opinion")

    station: Annotated[ApprovalStation, Label("签署环节", "Station")]
    agrees: Annotated[bool, Label("同意", "Agrees")] = False
    opinion: Annotated[RequiredText, Label("意见", "Opinion", widget=Widget.AREA)]

    def sentence(self, case: CaseFile) -> Text:
        """From which station."""
        return self.station.label + (
            Text("意见：同意", " agrees") if self.agrees else Text("意见：不同意", " disagrees")
        )


class Countersigned(_OnProposal):
    """A further signature under the proposal (会签)."""

    kind: ClassVar[str] = "countersigned"
    title: ClassVar[Text] = Text("会签", "Countersign")

    opinion: Annotated[LongText, Label("会签意见", "Opinion", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep the signature with the proposal it belongs to."""
        if case.proposal:
            case.proposal.signed[entry.by] = entry.seq
