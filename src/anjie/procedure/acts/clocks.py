"""What lengthens, stops and restarts the statutory clock (2020 No. 3 art. 18, 23)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, ByLetter, Fault
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ExtensionGround, SuspensionGround, Text
from anjie.procedure.values import Label, RequiredText, Widget


class Extended(ByLetter):
    """The limit was lengthened and the complainant told."""

    kind: ClassVar[str] = "extended"
    title: ClassVar[Text] = Text("延长办理时限", "Extend the limit")

    ground: Annotated[ExtensionGround, Label("延长情形", "Ground")]
    reason: Annotated[RequiredText, Label("延长理由", "Reasons", widget=Widget.AREA)]
    told_on: Annotated[date, Label("告知投诉人日期", "Complainant told on")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it; the clock itself is reckoned by the engine."""
        case.extended = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """On which ground."""
        return Text("延长办理时限：", "Limit extended: ") + self.ground.label


class Suspended(ByLetter):
    """The clock stands still."""

    kind: ClassVar[str] = "suspended"
    title: ClassVar[Text] = Text("中止计时", "Stop the clock")

    ground: Annotated[SuspensionGround, Label("中止情形", "Ground")]
    reason: Annotated[RequiredText, Label("中止理由", "Reasons", widget=Widget.AREA)]
    told_on: Annotated[date, Label("告知投诉人日期", "Complainant told on")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note since when."""
        case.suspended = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """On which ground."""
        return Text("中止计时：", "Clock stopped: ") + self.ground.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only a running clock can be stopped."""
        yield from super().faults(case, book)
        if case.suspended is not None:
            yield Fault("ground", Text("时限已在中止中", "The clock is stopped already"))


class Resumed(Act):
    """The clock runs again and gives back exactly what was taken."""

    kind: ClassVar[str] = "resumed"
    title: ClassVar[Text] = Text("恢复计时", "Restart the clock")

    reason: Annotated[RequiredText, Label("恢复情形", "Reason", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note that it runs."""
        case.suspended = None

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only a stopped clock can be started."""
        if case.suspended is None:
            yield Fault("reason", Text("时限没有中止", "The clock is running"))
