"""Step 7, decision: the findings, and what is proposed on them."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import RESPONDENT, Act, Fault, known, persons
from anjie.procedure.casefile import CaseFile, Entry, Proposal
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CustomerOutcome, FindingResult, SanctionManner, Stage, Text
from anjie.procedure.values import (
    Label,
    LongText,
    Measure,
    Money,
    RequiredShort,
    RequiredText,
    SanctionProposed,
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
        """SHA-256 over the proposal's own words; changes with any of them, not with a field that says nothing."""
        words = self.model_dump_json(exclude={"happened_at", "note"}, exclude_defaults=True)
        return hashlib.sha256(words.encode()).hexdigest()

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
        yield from _sanction_faults(f"{where}.sanctions.{rung}", sanction, book)


def _sanction_faults(where: str, sanction: SanctionProposed, book: Rulebook) -> Iterator[Fault]:
    """A rung of the ladder; what it waits for, and how long, is said."""
    if sanction.sanction not in book.sanctions:
        yield Fault(f"{where}.sanction", Text("没有这种处理", "There is no such sanction"))
    if sanction.waits != (sanction.probation is not None):
        says = Text(
            "缓期、附条件的须写明考验期，其他处理没有考验期", "A sanction that waits has a probation, no other has"
        )
        yield Fault(f"{where}.probation", says)
    if sanction.manner is SanctionManner.CONDITIONAL and not sanction.condition:
        yield Fault(f"{where}.condition", Text("须写明所附的条件", "Say what the condition is"))
    if (sanction.manner is SanctionManner.CONSECUTIVE) != (sanction.begins_on is not None):
        says = Text("接续执行的须写明起始日期，其他处理自决定生效", "Say when a sanction begins that follows another")
        yield Fault(f"{where}.begins_on", says)
