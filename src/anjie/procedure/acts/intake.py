"""Step 1, intake: a complaint comes in, by whatever channel, and what is learnt later about facts and persons."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from anjie.procedure.acts.base import Act, Fault, known, persons
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Channel, Medium, Stage, Text
from anjie.procedure.values import (
    Complainant,
    Label,
    LongText,
    Money,
    PolicyRef,
    RequiredShort,
    RequiredText,
    Respondent,
    ShortText,
    Widget,
)

OWN_CHANNELS = frozenset({Channel.PHONE, Channel.VISIT, Channel.LETTER, Channel.ONLINE})
"""Channels by which the customer comes to the unit himself; all others are referrals."""


class Received(Act):
    """A complaint reached the inspection unit (办法 三(一))."""

    kind: ClassVar[str] = "received"
    title: ClassVar[Text] = Text("接收投诉", "Receive the complaint")
    begins: ClassVar[bool] = True

    number: Annotated[ShortText, Label("案件编号", "Case number", widget=Widget.ASSIGNED)] = ""
    unit: Annotated[
        ShortText,
        Label("承办单位", "Unit in charge", "不填即为本单位", "Your own unit if empty", Widget.UNIT),
    ] = ""
    channel: Annotated[Channel, Label("来源渠道", "Channel")]
    medium: Annotated[Medium, Label("投诉形式", "Form of the complaint")]
    received_by_company_at: Annotated[
        AwareDatetime,
        Label(
            "公司收到时间",
            "Received by the company",
            "客户第一次找到公司的时间，法定时限由此起算",
            "The customer's first contact; the law counts from here",
        ),
    ]
    received_by_unit_at: Annotated[
        AwareDatetime,
        Label(
            "督察部门收到时间",
            "Received by the unit",
            "督察时限由此起算",
            "The measures count from here",
        ),
    ]
    referrer: Annotated[ShortText, Label("转办单位", "Referred by")] = ""
    referrer_ref: Annotated[ShortText, Label("转办文号(工单号)", "Their reference")] = ""
    referrer_reply_by: Annotated[date | None, Label("要求回复日期", "They ask for a reply by", ahead=True)] = None
    complainants: Annotated[tuple[Complainant, ...], Field(min_length=1), Label("投诉人", "Complainants")]
    collective_count: Annotated[
        int | None,
        Field(ge=1, le=100_000),
        Label(
            "投诉人数",
            "Number of complainants",
            "多人投诉时填写总人数",
            "The whole number if several complain",
        ),
    ] = None
    respondents: Annotated[tuple[Respondent, ...], Field(min_length=1), Label("被投诉代理人", "Agents complained of")]
    policies: Annotated[tuple[PolicyRef, ...], Label("涉及保单", "Policies concerned")] = ()
    facts: Annotated[RequiredText, Label("主要事实", "Main facts", widget=Widget.AREA)]
    request: Annotated[LongText, Label("投诉请求", "What is asked for", widget=Widget.AREA)] = ""
    evidence: Annotated[LongText, Label("所附证据", "Evidence handed in", widget=Widget.AREA)] = ""
    amount: Annotated[Money | None, Label("涉及金额(元)", "Amount concerned (yuan)", widget=Widget.MONEY)] = None
    repeat_of: Annotated[ShortText, Label("重复投诉的原案件", "Repeats case", widget=Widget.CASE)] = ""
    staff_named: Annotated[
        tuple[RequiredShort, ...],
        Label(
            "投诉涉及的本公司工作人员",
            "Staff named in the complaint",
            "这些人员不得办理本案",
            "They may not act on the case",
            Widget.OFFICER,
        ),
    ] = ()
    reserved_no: Annotated[
        ShortText,
        Label(
            "空白表格上的编号",
            "Number on the blank form",
            "停电时用预留编号的空白登记表登记的，填表上的编号",
            "Where a blank form with a number put by was used while the power was off",
        ),
    ] = ""
    source: Annotated[
        ShortText,
        Label(
            "来源系统",
            "Source system",
            "由其他系统转入时由系统填写",
            "Filled in when another system hands the complaint over",
            Widget.ASSIGNED,
        ),
    ] = ""
    source_number: Annotated[ShortText, Label("原编号", "Its number there", widget=Widget.ASSIGNED)] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Begin the case file."""
        case.stage = Stage.RECEIVED
        case.number = self.number
        case.unit = self.unit or entry.unit
        case.channel, case.medium = self.channel, self.medium
        case.received_by_company_at = self.received_by_company_at
        case.received_by_unit_at = self.received_by_unit_at
        case.referrer, case.referrer_ref = self.referrer, self.referrer_ref
        case.referrer_reply_by = self.referrer_reply_by
        case.facts, case.request = self.facts, self.request
        case.amount = self.amount or case.amount
        case.collective_count = max(self.collective_count or 1, len(self.complainants))
        case.repeat_of = self.repeat_of
        case.source, case.source_number = self.source, self.source_number
        case.policies = list(self.policies)
        case.intake_officers |= persons(entry)
        case.staff_named |= set(self.staff_named)
        for complainant in self.complainants:
            case.add_complainant(entry, complainant)
        for respondent in self.respondents:
            case.add_respondent(entry, respondent)

    def sentence(self, case: CaseFile) -> Text:
        """Which way it came."""
        names = "、".join(person.name for person in self.respondents)
        by = Text(f"({self.referrer})", f" ({self.referrer})") if self.referrer else Text("", "")
        return (
            Text("经", "Complaint received by ")
            + self.channel.label
            + by
            + Text(f"接到对{names}的投诉", f" about {names}")
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Times in order; a referral names its referrer."""
        if self.received_by_unit_at < self.received_by_company_at:
            yield Fault(
                "received_by_unit_at",
                Text(
                    "督察部门收到时间不能早于公司收到时间",
                    "The unit can't have received it before the company did",
                ),
            )
        if self.channel not in OWN_CHANNELS and self.channel is not Channel.HOTLINE and not self.referrer:
            yield Fault(
                "referrer",
                Text("转办的投诉须写明转办单位", "Name the body that referred the complaint"),
            )


class FactsAdded(Act):
    """The complainant, or somebody else, added facts."""

    kind: ClassVar[str] = "facts_added"
    title: ClassVar[Text] = Text("补充事实", "Add facts")

    facts: Annotated[RequiredText, Label("补充的事实", "Facts added", widget=Widget.AREA)]
    new: Annotated[
        bool,
        Label(
            "属于新的事实和理由",
            "New facts and reasons",
            "是：法定时限从收到新材料之日重新起算",
            "If so the statutory limit starts anew on receipt",
        ),
    ] = False
    received_at: Annotated[AwareDatetime, Label("收到时间", "Received")]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Lengthen the statement of facts."""
        case.facts = f"{case.facts}\n{self.facts}"

    def sentence(self, case: CaseFile) -> Text:
        """New or merely more."""
        return (
            Text("补充新的事实和理由，时限重新起算", "New facts added; the limit starts anew")
            if self.new
            else Text("补充事实", "Facts added")
        )


class PartyChanged(Act):
    """A person on the file was added, or his particulars corrected."""

    kind: ClassVar[str] = "party_changed"
    title: ClassVar[Text] = Text("增补或更正当事人", "Add or correct a party")

    ref: Annotated[
        ShortText,
        Label(
            "更正哪一位",
            "Whom to correct",
            "新增则不选",
            "Leave empty to add somebody",
            Widget.PERSON,
        ),
    ] = ""
    complainant: Annotated[Complainant | None, Label("投诉人", "Complainant")] = None
    respondent: Annotated[Respondent | None, Label("被投诉代理人", "Agent complained of")] = None

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Add the person, or put the corrected particulars in place."""
        if self.complainant:
            if self.ref:
                case.complainants[self.ref].is_ = self.complainant
            else:
                case.add_complainant(entry, self.complainant)
                case.collective_count = max(case.collective_count, len(case.complainants))
        if self.respondent:
            if self.ref:
                case.respondents[self.ref].is_ = self.respondent
            else:
                case.add_respondent(entry, self.respondent)

    def sentence(self, case: CaseFile) -> Text:
        """Whom it concerns."""
        if self.respondent:
            return Text(
                f"增补或更正被投诉人：{self.respondent.name}",
                f"Respondent added or corrected: {self.respondent.name}",
            )
        return Text("增补或更正投诉人信息", "Complainant added or corrected")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Exactly one person; a reference of the right side; nobody new once a proposal was made."""
        if (self.complainant is None) == (self.respondent is None):
            yield Fault(
                "complainant",
                Text(
                    "一次填写一位：投诉人或被投诉代理人",
                    "Fill in one person: a complainant or an agent",
                ),
            )
        if self.ref:
            among = case.complainants if self.complainant else case.respondents
            yield from known("ref", self.ref, among, Text("当事人", "party"))
        elif case.stage in (Stage.PROPOSED, Stage.DECIDED):
            yield Fault(
                "ref",
                Text(
                    "已报批或已决定的案件不能增加当事人：退回后再增补，或另行登记",
                    "Nobody can be added once a proposal was made: have it returned first, or register a new case",
                ),
            )


class IdentityRevealed(Act):
    """An officer looked at what is masked; the look itself is on record (个人信息保护法 第五十一条)."""

    kind: ClassVar[str] = "identity_revealed"
    title: ClassVar[Text] = Text("查看完整信息", "Reveal full particulars")

    ref: Annotated[ShortText, Field(min_length=1), Label("查看哪一位", "Whose", widget=Widget.PERSON)]
    reason: Annotated[RequiredText, Label("查看理由", "Why it is needed")]

    def sentence(self, case: CaseFile) -> Text:
        """Whose particulars, and why."""
        return Text(
            f"查看{case.name_of(self.ref)}的完整信息：{self.reason}",
            f"Looked at the full particulars of {case.name_of(self.ref)}: {self.reason}",
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody on the file."""
        yield from known("ref", self.ref, {**case.complainants, **case.respondents}, Text("当事人", "party"))
