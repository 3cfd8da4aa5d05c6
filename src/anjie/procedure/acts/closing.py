"""Step 10, closing: every case is closed; and what may open it again."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, Fault
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Disposition, Stage, Text
from anjie.procedure.values import Label, LongText, RequiredShort, RequiredText, Widget


class Closed(Act):
    """The case was closed (办法 二: 每一案件均需结案)."""

    kind: ClassVar[str] = "closed"
    title: ClassVar[Text] = Text("结案", "Close")

    disposition: Annotated[Disposition, Label("结案方式", "How it ended")]
    liable: Annotated[bool, Label("有责投诉", "Company or agent at fault")] = False
    causes: Annotated[RequiredText, Label("成因分析", "Causes", widget=Widget.AREA)]
    lesson: Annotated[LongText, Label("整改建议", "Lesson", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Close the file."""
        case.stage = Stage.CLOSED
        case.disposition, case.liable, case.closed_at = self.disposition, self.liable, entry.at

    def sentence(self, case: CaseFile) -> Text:
        """How it ended."""
        return Text("结案：", "Closed: ") + self.disposition.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """The disposition agrees with the way the case went."""
        expected = case.left_the_walk
        if expected and self.disposition is not expected:
            yield Fault(
                "disposition",
                Text("本案应以“", "This case must be closed as: ") + expected.label + Text("”结案", ""),
            )
        if not expected and self.disposition not in (
            Disposition.HANDLED,
            Disposition.ANSWERED_ON_SPOT,
        ):
            yield Fault(
                "disposition",
                Text("结案方式与办理经过不符", "This doesn't agree with how the case went"),
            )
        if self.disposition is Disposition.ANSWERED_ON_SPOT and not case.told_on_spot:
            yield Fault(
                "disposition",
                Text("本案没有经投诉人认可的即时答复", "There was no accepted answer on the spot"),
            )
        if case.at_fault and not self.liable and not expected:
            yield Fault(
                "liable",
                Text(
                    "已认定代理人违规，属有责投诉",
                    "An agent was found at fault: the complaint is justified",
                ),
            )


class Reopened(Act):
    """A closed case was opened again, with authority and reason."""

    kind: ClassVar[str] = "reopened"
    title: ClassVar[Text] = Text("重新办理", "Reopen")

    reason: Annotated[RequiredText, Label("重新办理理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Back to the investigation; it is decided anew and the complainant told again."""
        case.stage = Stage.INVESTIGATED if case.all_found else Stage.OPENED
        case.reopened = entry.seq
        case.disposition = case.closed_at = case.archived_at = case.told = None
        case.told_on_spot = False
        case.archived, case.package = None, ""
        case.forget_disposal()

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A case that was never opened has nothing to go back to."""
        if case.opened_at is None or case.left_the_walk:
            yield Fault(
                "reason",
                Text(
                    "本案未立案或已退出程序，应另行登记",
                    "The case was never opened or left the procedure: register a new one",
                ),
            )


class LateExplained(Act):
    """Why a limit was missed."""

    kind: ClassVar[str] = "late_explained"
    title: ClassVar[Text] = Text("说明超期原因", "Explain a missed limit")

    clause: Annotated[RequiredShort, Label("超期的要求", "Which demand", widget=Widget.CLAUSE)]
    cause: Annotated[RequiredText, Label("超期原因", "Cause", widget=Widget.AREA)]

    def sentence(self, case: CaseFile) -> Text:
        """The cause."""
        return Text(f"超期原因：{self.cause}", f"Cause of the delay: {self.cause}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A clause of the rulebook."""
        if self.clause not in book.clauses:
            yield Fault("clause", Text("没有这项要求", "There is no such demand"))
