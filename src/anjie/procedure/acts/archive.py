"""Step 11, archive: the file is put away and sealed, held, and after its time disposed of by two different people.

What the system knows by itself is never typed: the desk gives the file its number, its index and the fingerprint of the
record; it reckons the time of keeping before a disposal is judged, and again before it is carried out.
"""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import AwareDatetime, Field

from anjie.procedure.acts.base import Act, Fault, persons
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CaseClass, Channel, Disposition, Medium, Stage, Text
from anjie.procedure.values import Label, LongText, RequiredText, ShortText, Value, Widget

BODIES_KEPT = ("disposal_proposed", "disposal_approved", "disposed")
"""The acts whose bodies outlast a file: they say on what ground, by whose leave and under which certificate it went."""

FREE_ON = Label("可以销毁之日", "May be disposed of from", widget=Widget.ASSIGNED)
TIME_UNKNOWN = Text(
    "保管期限尚无法计算（合同终止日不明），案卷继续保管",
    "The time of keeping can't be told (a contract's end isn't known): the file is kept",
)


class Archived(Act):
    """The file is complete and was put away."""

    kind: ClassVar[str] = "archived"
    title: ClassVar[Text] = Text("归档", "Archive")
    help: ClassVar[Text] = Text(
        "卷宗号、卷内目录由系统给出；归档后系统封存全卷。",
        "The file's number and index are the system's; the whole file is then sealed.",
    )

    file_no: Annotated[ShortText, Label("卷宗号", "File no.", widget=Widget.ASSIGNED)] = ""
    index: Annotated[LongText, Label("卷内目录", "Index of the file", widget=Widget.ASSIGNED)] = ""
    seal: Annotated[ShortText, Label("记录指纹", "Fingerprint of the record", widget=Widget.ASSIGNED)] = ""
    """The end of the case's chain before this entry, in hex: what was put away."""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Put it away."""
        case.stage = Stage.ARCHIVED
        case.archived_at = entry.at
        case.archived, case.file_no = entry.seq, self.file_no

    def sentence(self, case: CaseFile) -> Text:
        """Under which number."""
        return Text(f"归档，卷宗号 {self.file_no}", f"Archived as {self.file_no}")


class Sealed(Act):
    """The file as put away was made into a package that proves itself."""

    kind: ClassVar[str] = "sealed"
    title: ClassVar[Text] = Text("封存", "Seal")

    through: Annotated[int | None, Field(ge=1), Label("封存至第几条", "Through entry", widget=Widget.ASSIGNED)] = None
    package: Annotated[ShortText, Label("封存包指纹", "Hash of the package", widget=Widget.ASSIGNED)] = ""
    """SHA-256 of the package's bytes, by which `platform.files` has it."""
    size: Annotated[int | None, Field(ge=0), Label("字节数", "Bytes", widget=Widget.ASSIGNED)] = None
    key: Annotated[ShortText, Label("签名密钥", "Signing key", widget=Widget.ASSIGNED)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Name the package."""
        case.package = self.package

    def sentence(self, case: CaseFile) -> Text:
        """Which bytes."""
        return Text(f"全卷封存，指纹 {self.package[:16]}…", f"The file is sealed: {self.package[:16]}…")


class HoldPlaced(Act):
    """The file may not be disposed of; whatever was proposed or approved before is void."""

    kind: ClassVar[str] = "hold_placed"
    title: ClassVar[Text] = Text("冻结销毁", "Place a hold")

    reason: Annotated[RequiredText, Label("冻结理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Hold it."""
        case.on_hold = True
        case.forget_disposal()


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
    """Disposal was proposed after the time of keeping; what is proposed together stands on one list."""

    kind: ClassVar[str] = "disposal_proposed"
    title: ClassVar[Text] = Text("提请销毁", "Propose disposal")

    basis: Annotated[LongText, Label("保管期限依据", "Why the time of keeping is over", widget=Widget.ASSIGNED)] = ""
    free_on: Annotated[date | None, FREE_ON] = None
    list_no: Annotated[ShortText, Label("销毁清册编号", "Disposal list", widget=Widget.ASSIGNED)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Wait for another person's approval."""
        case.disposal_proposed_by, case.disposal_approved = persons(entry), False
        case.disposal_list = self.list_no

    def sentence(self, case: CaseFile) -> Text:
        """On which list."""
        return Text(f"提请销毁，列入清册 {self.list_no}", f"Disposal proposed on list {self.list_no}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """The time of keeping must be known; that it is over follows from its day not lying ahead."""
        if self.free_on is None:
            yield Fault("free_on", TIME_UNKNOWN)


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


class Remains(Value):
    """What is kept of a case that was disposed of: nothing that is about a person."""

    number: Annotated[ShortText, Label("案件编号", "Case number")] = ""
    register_no: Annotated[ShortText, Label("登记编号", "Register number")] = ""
    file_no: Annotated[ShortText, Label("卷宗号", "File no.")] = ""
    unit: Annotated[ShortText, Label("承办单位", "Unit")] = ""
    case_class: Annotated[CaseClass | None, Label("案件分类", "Class")] = None
    channel: Annotated[Channel | None, Label("来源渠道", "Channel")] = None
    medium: Annotated[Medium | None, Label("投诉形式", "Form")] = None
    people: Annotated[int | None, Field(ge=1), Label("投诉人数", "How many complained")] = None
    received_by_company_at: Annotated[AwareDatetime | None, Label("公司收到时间", "Received by the company")] = None
    received_by_unit_at: Annotated[AwareDatetime | None, Label("督察部门收到时间", "Received by the unit")] = None
    opened_at: Annotated[AwareDatetime | None, Label("立案时间", "Opened")] = None
    closed_at: Annotated[AwareDatetime | None, Label("结案时间", "Closed")] = None
    archived_at: Annotated[AwareDatetime | None, Label("归档时间", "Archived")] = None
    disposition: Annotated[Disposition | None, Label("结案方式", "How it ended")] = None
    liable: Annotated[bool, Label("有责投诉", "At fault")] = False

    @classmethod
    def of(cls, case: CaseFile) -> Self:
        """Take from a file what may stay."""
        return cls(
            number=case.number,
            register_no=case.register_no,
            file_no=case.file_no,
            unit=case.unit,
            case_class=case.case_class,
            channel=case.channel,
            medium=case.medium,
            people=case.collective_count,
            received_by_company_at=case.received_by_company_at,
            received_by_unit_at=case.received_by_unit_at,
            opened_at=case.opened_at,
            closed_at=case.closed_at,
            archived_at=case.archived_at,
            disposition=case.disposition,
            liable=bool(case.liable),
        )


class Disposed(Act):
    """The bodies are gone; the hashes stay."""

    kind: ClassVar[str] = "disposed"
    title: ClassVar[Text] = Text("销毁", "Dispose")
    help: ClassVar[Text] = Text(
        "销毁后内容和材料不可恢复；编号、时间、指纹和清册保留。",
        "What the file says and its papers are gone for good; numbers, times, fingerprints and the list stay.",
    )

    certificate: Annotated[ShortText, Label("销毁清册编号", "Certificate no.", widget=Widget.ASSIGNED)] = ""
    free_on: Annotated[date | None, FREE_ON] = None
    remains: Annotated[Remains | None, Label("保留事项", "What stays", widget=Widget.ASSIGNED)] = None

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The end: of the file only what remains is left, whether or not the bodies are gone yet."""
        remains = self.remains or Remains.of(case)
        case.entries[:] = [_without_body(each) for each in case.entries]
        blank = CaseFile()
        for each in fields(case):
            if each.name != "entries":
                setattr(case, each.name, getattr(blank, each.name))
        for name in Remains.model_fields:
            if hasattr(case, name):
                setattr(case, name, getattr(remains, name))
        case.case_class = remains.case_class or CaseClass.ORDINARY
        case.collective_count = remains.people or 1
        case.stage, case.disposal_list = Stage.DISPOSED, self.certificate

    def sentence(self, case: CaseFile) -> Text:
        """Under which certificate."""
        return Text(f"按清册 {self.certificate} 销毁", f"Disposed of under certificate {self.certificate}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Approved, its time still over, and not held."""
        if not case.disposal_approved:
            yield Fault("certificate", Text("销毁尚未批准", "The disposal is not approved"))
        if case.on_hold:
            yield Fault("certificate", Text("本案已冻结，不得销毁", "The case is on hold"))
        if self.free_on is None:
            yield Fault("free_on", TIME_UNKNOWN)


class Destroyed(Value):
    """Stands in a journal where an entry's body was destroyed: its kind is known, and nothing else."""

    was: str
    title: Text
    papers: tuple[()] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """The kind the act had."""
        return self.was

    @property
    def kind(self) -> str:
        """The same, as acts have it."""
        return self.was

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Nothing is known of it."""

    def sentence(self, case: CaseFile) -> Text:
        """That it was there."""
        del case
        return self.title + Text("（内容已销毁）", " (what it said was destroyed)")


def _without_body(entry: Entry) -> Entry:
    if entry.kind in BODIES_KEPT or not isinstance(entry.act, Act):
        return entry
    return replace(entry, act=Destroyed(was=entry.kind, title=entry.act.title))
