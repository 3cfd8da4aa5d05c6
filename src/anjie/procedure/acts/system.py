"""Acts of the system itself: historic cases taken in, limits seen to pass, calendars revised."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import Act, Fault
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Channel, Disposition, Stage, Text
from anjie.procedure.values import (
    Complainant,
    Label,
    LongText,
    Money,
    PolicyRef,
    RequiredShort,
    Respondent,
    ShortText,
    Widget,
)


class Imported(Act):
    """A historic case, as another system decided it. It never counts in compliance figures."""

    kind: ClassVar[str] = "imported"
    title: ClassVar[Text] = Text("导入历史案件", "Import a historic case")
    begins: ClassVar[bool] = True

    number: Annotated[ShortText, Label("案件编号", "Case number", widget=Widget.ASSIGNED)] = ""
    unit: Annotated[ShortText, Label("承办单位", "Unit in charge", widget=Widget.UNIT)] = ""
    source: Annotated[RequiredShort, Label("来源系统", "Source system")]
    source_number: Annotated[RequiredShort, Label("原编号", "Its number there")]
    received_on: Annotated[date, Label("收到日期", "Received on")]
    closed_on: Annotated[date | None, Label("结案日期", "Closed on")] = None
    status: Annotated[ShortText, Label("原系统状态", "Status stated there")] = ""
    outcome: Annotated[ShortText, Label("原系统结论", "Outcome stated there")] = ""
    upheld: Annotated[bool | None, Label("原系统认定属实", "Upheld there")] = None
    channel: Annotated[Channel | None, Label("来源渠道", "Channel")] = None
    category: Annotated[ShortText, Label("类别", "Category")] = ""
    complainants: Annotated[tuple[Complainant, ...], Label("投诉人", "Complainants")] = ()
    respondents: Annotated[tuple[Respondent, ...], Label("被投诉代理人", "Agents complained of")] = ()
    policies: Annotated[tuple[PolicyRef, ...], Label("涉及保单", "Policies concerned")] = ()
    facts: Annotated[LongText, Label("主要事实", "Main facts", widget=Widget.AREA)] = ""
    amount: Annotated[Money | None, Label("涉及金额(元)", "Amount (yuan)", widget=Widget.MONEY)] = None
    tags: Annotated[tuple[ShortText, ...], Field(max_length=50), Label("标签", "Tags")] = ()

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Keep what the other system stated, and nothing more."""
        case.stage, case.historic = Stage.HISTORIC, True
        case.number, case.unit = self.number, self.unit or entry.unit
        case.source, case.source_number = self.source, self.source_number
        case.channel = self.channel
        case.facts, case.amount = self.facts, self.amount or case.amount
        case.policies = list(self.policies)
        case.liable, case.outcome = self.upheld, self.outcome
        case.stated_received, case.stated_closed = self.received_on, self.closed_on
        if self.closed_on:
            case.disposition = Disposition.ELSEWHERE
        for complainant in self.complainants:
            case.add_complainant(entry, complainant)
        for respondent in self.respondents:
            case.add_respondent(entry, respondent)

    def sentence(self, case: CaseFile) -> Text:
        """From where."""
        return Text(
            f"从{self.source}导入，原编号 {self.source_number}",
            f"Imported from {self.source}, number {self.source_number}",
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Dates in order."""
        if self.closed_on and self.closed_on < self.received_on:
            yield Fault(
                "closed_on", Text("结案日期不能早于收到日期", "It can't have been closed before it was received")
            )


class DutyMissed(Act):
    """A limit was seen to pass; the figure in reports comes from the times, not from this entry."""

    kind: ClassVar[str] = "duty_missed"
    title: ClassVar[Text] = Text("超过时限", "A limit passed")

    duty: Annotated[RequiredShort, Label("超期的要求", "Duty")]
    clause: Annotated[RequiredShort, Label("依据", "Clause")]
    text: Annotated[ShortText, Label("要求", "What was demanded")] = ""
    text_en: Annotated[ShortText, Label("要求(英文)", "What was demanded (English)")] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note that it was seen, so that it is noted once."""
        case.noted.add(self.duty)

    def sentence(self, case: CaseFile) -> Text:
        """Which demand."""
        return Text(f"超过时限：{self.text}", f"A limit passed: {self.text_en}")


class CalendarRevised(Act):
    """The working calendar was changed under an open case; due times are reckoned anew."""

    kind: ClassVar[str] = "calendar_revised"
    title: ClassVar[Text] = Text("工作日历变更", "Calendar revised")

    text: Annotated[RequiredShort, Label("变更内容", "What changed")]

    def sentence(self, case: CaseFile) -> Text:
        """What."""
        return Text(f"工作日历变更：{self.text}", f"Calendar revised: {self.text}")
