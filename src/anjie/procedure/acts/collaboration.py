"""Step 6, others: departments asked and urged, counsel, the level above, other units, police and regulator."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from anjie.procedure.acts.base import Act, ByLetter, Fault, known
from anjie.procedure.casefile import CaseFile, Entry, Request
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ContactMethod, Department, Level, Text
from anjie.procedure.values import Label, LongText, RequiredShort, RequiredText, ShortText, Widget

REQUEST = Text("协办请求", "request")


class CohandlingRequested(Act):
    """Another department was asked for its part (办法 二(二))."""

    kind: ClassVar[str] = "cohandling_requested"
    title: ClassVar[Text] = Text("请求协办", "Ask another department")

    department: Annotated[Department, Label("协办部门", "Department")]
    unit: Annotated[
        ShortText,
        Label("所在单位", "In which unit", "不填即为本单位", "Your own unit if empty", Widget.UNIT),
    ] = ""
    question: Annotated[RequiredText, Label("需要查明或处理的问题", "Question", widget=Widget.AREA)]
    due_on: Annotated[date, Label("要求答复日期", "Answer by", ahead=True)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Open the request."""
        ref = f"Q{len(case.requests) + 1}"
        case.requests[ref] = Request(
            ref, entry.seq, self.department, self.unit or case.unit, self.question, self.due_on
        )

    def sentence(self, case: CaseFile) -> Text:
        """Whom, and by when."""
        return (
            Text("请", "Asked ")
            + self.department.label
            + Text(f"协办，{self.due_on} 前答复", f" for an answer by {self.due_on}")
        )


class _OnRequest(Act):
    """Something done about a request."""

    request: Annotated[RequiredShort, Label("协办请求", "Request", widget=Widget.REQUEST)]

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A request that is still open."""
        yield from known("request", self.request, case.requests, REQUEST)
        if self.request in case.requests and not case.requests[self.request].open:
            yield Fault("request", Text("该协办请求已经答复", "This request has been answered already"))


class CohandlingAnswered(_OnRequest):
    """The department answered."""

    kind: ClassVar[str] = "cohandling_answered"
    title: ClassVar[Text] = Text("协办答复", "Answer a request")

    answer: Annotated[RequiredText, Label("答复内容", "Answer", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Close the request."""
        case.requests[self.request].answered = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """Who answered."""
        return case.requests[self.request].department.label + Text("答复协办请求", " answered")


class CohandlingDeclined(_OnRequest):
    """The department said with reasons that the matter isn't its own."""

    kind: ClassVar[str] = "cohandling_declined"
    title: ClassVar[Text] = Text("退回协办", "Decline a request")

    reason: Annotated[RequiredText, Label("退回理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Close the request."""
        case.requests[self.request].declined = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """Who declined."""
        return case.requests[self.request].department.label + Text("退回协办请求", " declined the request")


class CohandlingAskedBack(_OnRequest):
    """The department needs to know something before it can answer."""

    kind: ClassVar[str] = "cohandling_asked_back"
    title: ClassVar[Text] = Text("协办反问", "Ask back")

    question: Annotated[RequiredText, Label("需要补充说明的问题", "What has to be known first", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The answer waits for it; the date asked for stands."""
        case.requests[self.request].asked_back = self.question

    def sentence(self, case: CaseFile) -> Text:
        """Who asks."""
        return case.requests[self.request].department.label + Text("请求补充说明", " asked back")


class CohandlingExplained(_OnRequest):
    """What the department asked back was answered."""

    kind: ClassVar[str] = "cohandling_explained"
    title: ClassVar[Text] = Text("答复协办反问", "Answer what was asked back")

    text: Annotated[RequiredText, Label("补充说明", "Explanation", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The department can go on."""
        case.requests[self.request].asked_back = ""

    def sentence(self, case: CaseFile) -> Text:
        """To whom."""
        return Text("已补充说明：", "Explained to ") + case.requests[self.request].department.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Something was asked back."""
        yield from super().faults(case, book)
        if self.request in case.requests and not case.requests[self.request].asked_back:
            yield Fault("request", Text("该部门没有反问", "The department asked nothing back"))


class CohandlingHandedOn(_OnRequest):
    """The matter is another department's: the request goes there with what was asked and by when."""

    kind: ClassVar[str] = "cohandling_handed_on"
    title: ClassVar[Text] = Text("转交其他部门", "Hand a request on")

    department: Annotated[Department, Label("转交部门", "To the department")]
    unit: Annotated[
        ShortText, Label("所在单位", "In which unit", "不填即为本单位", "The same if empty", Widget.UNIT)
    ] = ""
    reason: Annotated[RequiredText, Label("转交理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """The other department owes the answer by the same date."""
        former = case.requests[self.request]
        former.declined = entry.seq
        ref = f"Q{len(case.requests) + 1}"
        unit = self.unit or former.unit
        case.requests[ref] = Request(ref, entry.seq, self.department, unit, former.question, former.due_on)

    def sentence(self, case: CaseFile) -> Text:
        """From whom to whom."""
        former = case.requests[self.request].department.label
        return former + Text("转交", " handed the request on to ") + self.department.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody else."""
        yield from super().faults(case, book)
        former = case.requests.get(self.request)
        if former and (self.department, self.unit or former.unit) == (former.department, former.unit):
            yield Fault("department", Text("请求已在该部门", "The request is there already"))


class Urged(_OnRequest):
    """The department was chased (催办)."""

    kind: ClassVar[str] = "urged"
    title: ClassVar[Text] = Text("催办", "Urge")

    method: Annotated[ContactMethod, Label("催办方式", "By")]
    text: Annotated[LongText, Label("催办内容", "What was said", widget=Widget.AREA)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Count it."""
        case.requests[self.request].urged += 1

    def sentence(self, case: CaseFile) -> Text:
        """Whom."""
        return Text("催办", "Urged ") + case.requests[self.request].department.label


class ReplyPromised(ByLetter):
    """The customer was promised a date; the promise becomes a duty (办法 三(三)2(1))."""

    kind: ClassVar[str] = "reply_promised"
    title: ClassVar[Text] = Text("承诺回复日期", "Promise a reply date")

    promised_on: Annotated[date, Label("承诺回复日期", "Promised for", ahead=True)]
    method: Annotated[ContactMethod, Label("告知方式", "Told by")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep the date."""
        case.promised_on = self.promised_on

    def sentence(self, case: CaseFile) -> Text:
        """Which date."""
        return Text(f"承诺 {self.promised_on} 前回复投诉人", f"Reply promised by {self.promised_on}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A date that isn't past before the complaint came."""
        yield from super().faults(case, book)
        if case.received_by_unit_at and self.promised_on < case.received_by_unit_at.date():
            yield Fault(
                "promised_on",
                Text("承诺日期不能早于收到投诉之日", "The date can't be before the complaint"),
            )


class CounselConsulted(Act):
    """The company's counsel was asked."""

    kind: ClassVar[str] = "counsel_consulted"
    title: ClassVar[Text] = Text("咨询法律顾问", "Consult counsel")

    question: Annotated[RequiredText, Label("咨询问题", "Question", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        case.counsel_asked = entry.seq


class CounselAdvised(Act):
    """Counsel advised; read only by handlers and deciders."""

    kind: ClassVar[str] = "counsel_advised"
    title: ClassVar[Text] = Text("法律意见", "Give legal advice")

    advice: Annotated[RequiredText, Label("法律意见", "Advice", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        case.counsel_advised = entry.seq


PACKAGE = frozenset({
    "received", "facts_added", "verified", "opened", "allegations_added", "classified",
    "agent_record_consulted", "customer_record_consulted", "handling_sheet_opened", "notice_sent", "interviewed",
    "evidence_added", "cohandling_answered", "counsel_advised", "found", "sanction_notified", "defence_heard",
    "proposed", "opinion_given", "countersigned", "instructed",
})  # fmt: skip
"""What goes up with a case: its facts, findings, evidence, interviews and opinions, and what was instructed before."""


def package_of(case: CaseFile) -> tuple[int, ...]:
    """The entries that go up with a case as it stands."""
    return tuple(entry.seq for entry in case.entries if entry.kind in PACKAGE)


class Escalated(Act):
    """The case was sent up with facts and materials (办法 三(三)2(2)); which, is assembled from the journal."""

    kind: ClassVar[str] = "escalated"
    title: ClassVar[Text] = Text("上报", "Send up")

    to_level: Annotated[Level, Label("上报至", "To")]
    facts: Annotated[RequiredText, Label("案件情况", "Facts", widget=Widget.AREA)]
    question: Annotated[RequiredText, Label("请示事项", "Question asked", widget=Widget.AREA)]
    package: Annotated[tuple[int, ...], Label("随附材料", "Materials sent up", widget=Widget.ASSIGNED)] = ()
    """The entries whose content goes up with it, by seq."""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Wait for the instruction."""
        case.escalated, case.instructed = entry.seq, None
        case.escalated_to = self.to_level

    def sentence(self, case: CaseFile) -> Text:
        """To which level."""
        return Text("上报", "Sent up to the ") + self.to_level.label


class Instructed(Act):
    """The level above answered (批复)."""

    kind: ClassVar[str] = "instructed"
    title: ClassVar[Text] = Text("批复", "Instruct")

    instruction: Annotated[RequiredText, Label("批复内容", "Instruction", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep the instruction."""
        case.instructed, case.instruction = entry.seq, self.instruction

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Something must have been asked."""
        if case.escalated is None:
            yield Fault("instruction", Text("本案没有上报", "The case was not sent up"))


class Transferred(Act):
    """Another unit owns the case now."""

    kind: ClassVar[str] = "transferred"
    title: ClassVar[Text] = Text("移送其他单位", "Transfer")

    to_unit: Annotated[RequiredShort, Label("接收单位", "To unit", widget=Widget.UNIT)]
    reason: Annotated[RequiredText, Label("移送理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Change the owner; the new one accepts it or sends it back, and assigns a handler."""
        case.transferred_from = case.unit
        case.unit, case.handler = self.to_unit, ""

    def sentence(self, case: CaseFile) -> Text:
        """To whom."""
        return Text(f"移送 {self.to_unit}", f"Transferred to {self.to_unit}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somewhere else."""
        if self.to_unit == case.unit:
            yield Fault("to_unit", Text("案件已在该单位", "The case is with this unit already"))


class _OnTransfer(Act):
    """The answer of the unit to which a case was transferred."""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A case that was transferred and hasn't been answered for."""
        if not case.transferred_from:
            yield Fault("note", Text("没有待接收的移送", "No transfer waits for an answer"))


class TransferAccepted(_OnTransfer):
    """The unit took the case over."""

    kind: ClassVar[str] = "transfer_accepted"
    title: ClassVar[Text] = Text("接收移送", "Accept the transfer")

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """It is theirs."""
        case.transferred_from = ""


class TransferRefused(_OnTransfer):
    """The unit sent the case back with reasons."""

    kind: ClassVar[str] = "transfer_refused"
    title: ClassVar[Text] = Text("退回移送", "Refuse the transfer")

    reason: Annotated[RequiredText, Label("退回理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """It belongs again to whoever sent it."""
        case.unit, case.handler, case.transferred_from = case.transferred_from, "", ""

    def sentence(self, case: CaseFile) -> Text:
        """Why."""
        return Text(f"退回移送：{self.reason}", f"Transfer refused: {self.reason}")


class PoliceReported(Act):
    """The police were told."""

    kind: ClassVar[str] = "police_reported"
    title: ClassVar[Text] = Text("报案", "Report to the police")

    station: Annotated[RequiredShort, Label("受理机关", "Police station")]
    reference: Annotated[ShortText, Label("回执编号", "Receipt no.")] = ""
    method: Annotated[ContactMethod, Label("方式", "By")]


class RegulatorReported(Act):
    """The regulator was told."""

    kind: ClassVar[str] = "regulator_reported"
    title: ClassVar[Text] = Text("报告监管部门", "Report to the regulator")

    body: Annotated[RequiredShort, Label("监管部门", "Regulator")]
    reference: Annotated[ShortText, Label("文号", "Reference")] = ""
    method: Annotated[ContactMethod, Label("方式", "By")]
