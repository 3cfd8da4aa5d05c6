"""Step 3, verification: calls and visits are verified within one working day."""

from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.terms import ContactMethod, Genuineness, Stage, Text
from anjie.procedure.values import Label, LongText, ShortText, Widget


class Verified(Act):
    """Whether the complaint is genuine was established (办法 三(三)1)."""

    kind: ClassVar[str] = "verified"
    title: ClassVar[Text] = Text("核实", "Verify")
    help: ClassVar[Text] = Text(
        "核实是否确为客户本人(或其代理人、继承人)的真实投诉",
        "Establish whether it truly comes from the customer, a proxy or an heir",
    )

    result: Annotated[Genuineness, Label("核实结果", "Result")]
    method: Annotated[ContactMethod, Label("核实方式", "By")]
    whom: Annotated[
        ShortText,
        Label(
            "向谁核实",
            "With whom",
            "如：投保人本人、回拨登记电话",
            "E.g. the policyholder, by calling back",
            personal=True,
        ),
    ] = ""
    found: Annotated[LongText, Label("核实情况", "What was found", widget=Widget.AREA)] = ""

    @property
    def genuine(self) -> bool:
        """Whether the complaint is genuine."""
        return self.result is Genuineness.GENUINE

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Record the result; an unreachable complainant leaves the case where it is."""
        case.genuineness = self.result
        if self.result is not Genuineness.UNREACHABLE:
            case.stage = Stage.VERIFIED

    def sentence(self, case: CaseFile) -> Text:
        """Result and way."""
        return Text("核实：", "Verified: ") + self.result.label + Text("(", " (") + self.method.label + Text(")", ")")
