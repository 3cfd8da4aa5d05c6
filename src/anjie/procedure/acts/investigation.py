"""Step 5, investigation: records, the handling sheet, the notice letter, interviews, evidence, the agent's defence."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from anjie.procedure.acts.base import RESPONDENT, Act, ByLetter, Fault, known
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ContactMethod, IntervieweeRole, SignatureResult, Text
from anjie.procedure.values import (
    Label,
    LongText,
    Paper,
    RequiredShort,
    RequiredText,
    ShortText,
    Widget,
)


class AgentRecordConsulted(Act):
    """The agent's particulars and history were looked up and what was found was kept."""

    kind: ClassVar[str] = "agent_record_consulted"
    title: ClassVar[Text] = Text("查询代理人资料", "Consult the agent's record")

    respondent: Annotated[RequiredShort, Label("被投诉人", "Respondent", widget=Widget.RESPONDENT)]
    found: Annotated[RequiredText, Label("查询所得", "What was found", widget=Widget.AREA)]

    def sentence(self, case: CaseFile) -> Text:
        """Whose."""
        return Text(
            f"查询{case.name_of(self.respondent)}的代理人资料",
            f"Agent record of {case.name_of(self.respondent)} consulted",
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody on the file."""
        yield from known("respondent", self.respondent, case.respondents, RESPONDENT)


class CustomerRecordConsulted(Act):
    """The customer's and the policy's records were looked up and what was found was kept."""

    kind: ClassVar[str] = "customer_record_consulted"
    title: ClassVar[Text] = Text("查询客户资料", "Consult the customer's record")

    found: Annotated[
        RequiredText,
        Label(
            "查询所得",
            "What was found",
            "保单、回访录音、双录、缴费等",
            "Policy, call-back recording, dual recording, premiums",
            Widget.AREA,
        ),
    ]


class HandlingSheetOpened(Act):
    """The handling sheet 《个人代理人违规案件处理单》 was filled in."""

    kind: ClassVar[str] = "handling_sheet_opened"
    title: ClassVar[Text] = Text("填写处理单", "Open the handling sheet")

    facts: Annotated[RequiredText, Label("案情摘要", "Summary of the facts", widget=Widget.AREA)]
    opinion: Annotated[LongText, Label("经办人意见", "Handler's opinion", widget=Widget.AREA)] = ""


class NoticeSent(ByLetter):
    """The notice letter 《知会信》 was sent to a complainant."""

    kind: ClassVar[str] = "notice_sent"
    title: ClassVar[Text] = Text("发出知会信", "Send the notice letter")

    complainant: Annotated[RequiredShort, Label("收信的投诉人", "To", widget=Widget.COMPLAINANT)]
    method: Annotated[ContactMethod, Label("发送方式", "By")]
    sent_on: Annotated[date, Label("发出日期", "Sent on")]
    proof: Annotated[ShortText, Label("凭证(邮件号、回执等)", "Proof (tracking no., receipt)")] = ""

    def sentence(self, case: CaseFile) -> Text:
        """How and when."""
        return (
            Text(f"{self.sent_on} 发出知会信(", f"Notice letter sent on {self.sent_on} (")
            + self.method.label
            + Text(")", ")")
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A complainant on the file."""
        yield from super().faults(case, book)
        yield from known("complainant", self.complainant, case.complainants, Text("投诉人", "complainant"))


class Interviewed(Act):
    """One person was heard in one session: 《个人代理人违规案件访谈记录表》."""

    kind: ClassVar[str] = "interviewed"
    title: ClassVar[Text] = Text("访谈", "Interview")

    person: Annotated[
        RequiredShort,
        Label(
            "访谈对象",
            "Person",
            "证人、主管可直接写姓名",
            "Witnesses and managers by name",
            Widget.PERSON,
        ),
    ]
    role: Annotated[IntervieweeRole, Label("身份", "As")]
    place: Annotated[RequiredShort, Label("地点", "Place")]
    started_at: Annotated[AwareDatetime, Label("开始时间", "Start")]
    ended_at: Annotated[AwareDatetime, Label("结束时间", "End")]
    interviewers: Annotated[
        tuple[RequiredShort, ...],
        Field(min_length=1, max_length=4),
        Label("访谈人(两人)", "Interviewers (two)", widget=Widget.OFFICER),
    ]
    recorder: Annotated[ShortText, Label("记录人", "Recorder", widget=Widget.OFFICER)] = ""
    record: Annotated[RequiredText, Label("问答记录", "Questions and answers", widget=Widget.AREA)]
    signature: Annotated[SignatureResult, Label("核对签字", "Read-back and signature")]
    refusal_reason: Annotated[ShortText, Label("拒签原因", "Why not signed")] = ""
    recording_sha256: Annotated[ShortText, Label("录音文件指纹", "Hash of the recording", widget=Widget.ASSIGNED)] = ""

    def sentence(self, case: CaseFile) -> Text:
        """Whom, in which capacity, and how it ended."""
        who = (
            Text("", "")
            if self.role is IntervieweeRole.COMPLAINANT
            else Text(case.name_of(self.person), f" {case.name_of(self.person)}")
        )
        return Text("访谈", "Interviewed ") + self.role.label + who + Text("，", ", ") + self.signature.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Parties by reference, times in order, a refusal with its reason."""
        if self.role is IntervieweeRole.COMPLAINANT:
            yield from known("person", self.person, case.complainants, Text("投诉人", "complainant"))
        if self.role is IntervieweeRole.RESPONDENT:
            yield from known("person", self.person, case.respondents, RESPONDENT)
        if self.ended_at <= self.started_at:
            yield Fault("ended_at", Text("结束时间须晚于开始时间", "The end must be after the start"))
        if self.signature is SignatureResult.REFUSED and not self.refusal_reason:
            yield Fault("refusal_reason", Text("拒绝签字的，须写明原因", "If refused, say why"))


class EvidenceAdded(Act):
    """A piece of evidence came into the file; its bytes are named by their hash."""

    kind: ClassVar[str] = "evidence_added"
    title: ClassVar[Text] = Text("补充证据", "Add evidence")

    title_of: Annotated[RequiredShort, Label("证据名称", "Title")]
    source: Annotated[ShortText, Label("来源", "Where it comes from")] = ""
    content: Annotated[LongText, Label("证明内容", "What it shows", widget=Widget.AREA)] = ""
    sha256: Annotated[ShortText, Label("文件指纹", "File hash", widget=Widget.ASSIGNED)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Put the paper on the file."""
        case.papers.append(Paper(title=self.title_of, sha256=self.sha256))

    def sentence(self, case: CaseFile) -> Text:
        """Which."""
        return Text(f"补充证据：{self.title_of}", f"Evidence added: {self.title_of}")
