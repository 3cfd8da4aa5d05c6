"""Step 11, archive: the file is put away, held, and after its time disposed of by two different people."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, Fault, persons
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Stage, Text
from anjie.procedure.values import Label, RequiredShort, RequiredText, ShortText, Widget


class Archived(Act):
    """The file is complete and was put away."""

    kind: ClassVar[str] = "archived"
    title: ClassVar[Text] = Text("归档", "Archive")

    file_no: Annotated[RequiredShort, Label("卷宗号", "File no.")]
    index: Annotated[RequiredText, Label("卷内目录", "Index of the file", widget=Widget.AREA)]
    seal: Annotated[ShortText, Label("封存指纹", "Seal", widget=Widget.ASSIGNED)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Put it away."""
        case.stage = Stage.ARCHIVED
        case.archived_at = entry.at

    def sentence(self, case: CaseFile) -> Text:
        """Under which number."""
        return Text(f"归档，卷宗号 {self.file_no}", f"Archived as {self.file_no}")


class HoldPlaced(Act):
    """The file may not be disposed of."""

    kind: ClassVar[str] = "hold_placed"
    title: ClassVar[Text] = Text("冻结销毁", "Place a hold")

    reason: Annotated[RequiredText, Label("冻结理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Hold it."""
        case.on_hold = True


class HoldLifted(Act):
    """The hold ended."""

    kind: ClassVar[str] = "hold_lifted"
    title: ClassVar[Text] = Text("解除冻结", "Lift the hold")

    reason: Annotated[RequiredText, Label("解除理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Lift it."""
        case.on_hold = False

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """There must be one."""
        if not case.on_hold:
            yield Fault("reason", Text("本案没有冻结", "There is no hold on this case"))


class DisposalProposed(Act):
    """Disposal was proposed after the time of keeping."""

    kind: ClassVar[str] = "disposal_proposed"
    title: ClassVar[Text] = Text("提请销毁", "Propose disposal")

    basis: Annotated[RequiredText, Label("保管期限依据", "Why the time of keeping is over", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Wait for another person's approval."""
        case.disposal_proposed_by, case.disposal_approved = persons(entry), False


class DisposalApproved(Act):
    """Another person approved the disposal."""

    kind: ClassVar[str] = "disposal_approved"
    title: ClassVar[Text] = Text("批准销毁", "Approve disposal")

    reason: Annotated[RequiredText, Label("批准意见", "Opinion", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Free it for disposal."""
        case.disposal_approved = True

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Something must have been proposed."""
        if not case.disposal_proposed_by:
            yield Fault("reason", Text("没有人提请销毁", "No disposal was proposed"))


class Disposed(Act):
    """The bodies are gone; the hashes stay."""

    kind: ClassVar[str] = "disposed"
    title: ClassVar[Text] = Text("销毁", "Dispose")

    certificate: Annotated[RequiredShort, Label("销毁清册编号", "Certificate no.")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The end."""
        case.stage = Stage.DISPOSED

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Approved and not held."""
        if not case.disposal_approved:
            yield Fault("certificate", Text("销毁尚未批准", "The disposal is not approved"))
        if case.on_hold:
            yield Fault("certificate", Text("本案已冻结，不得销毁", "The case is on hold"))
