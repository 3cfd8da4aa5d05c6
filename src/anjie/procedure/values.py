"""Small records that acts carry and the case file keeps: parties, allegations, measures.

Each field says in its `Label` what people call it, so that one definition makes the form, the API's schema, the
importer's column and the manual.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from anjie.procedure.terms import IdKind, PartyRole, SanctionFactor, SanctionManner, Text


class Widget(StrEnum):
    """How a field is asked for when its type alone doesn't say."""

    AUTO = "auto"
    AREA = "area"
    MONEY = "money"
    AGENT = "agent"
    CUSTOMER = "customer"
    POLICY = "policy"
    VIOLATION = "violation"
    SANCTION = "sanction"
    RESPONDENT = "respondent"
    COMPLAINANT = "complainant"
    ALLEGATION = "allegation"
    REQUEST = "request"
    SIGNATURE = "signature"
    LETTER = "letter"
    PERSON = "person"
    OFFICER = "officer"
    UNIT = "unit"
    CASE = "case"
    CLAUSE = "clause"
    ASSIGNED = "assigned"
    """Filled in by the desk, never typed: a number, a digest."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called, how it is asked for, and how carefully it is kept.

    `secret` values (identity numbers, phones, accounts) are sealed before they reach the journal; `personal` ones
    (names, addresses) are masked for whoever doesn't need them. `ahead` lets a day or time lie in the future; any
    other says when something happened.
    """

    zh: str
    en: str
    help_zh: str = ""
    help_en: str = ""
    widget: Widget = Widget.AUTO
    secret: bool = False
    personal: bool = False
    ahead: bool = False

    @property
    def text(self) -> Text:
        """The field's name in both languages."""
        return Text(self.zh, self.en)

    @property
    def help(self) -> Text:
        """One sentence of help, empty when the name says enough."""
        return Text(self.help_zh, self.help_en)


class Value(BaseModel):
    """Base of everything typed in: immutable, nothing unknown, no stray blanks.

    Every default is *empty* (None, "", (), False): a body is stored without its defaults, so a default that meant
    something would change the meaning of old entries on the day it is changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


ShortText = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=20_000)]
RequiredText = Annotated[str, Field(min_length=1, max_length=20_000)]
RequiredShort = Annotated[str, Field(min_length=1, max_length=200)]
Money = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
"""Yuan with two decimals."""


class Complainant(Value):
    """One person or organisation on the complaining side."""

    name: Annotated[
        RequiredShort,
        Label(
            "姓名(单位名称)",
            "Name",
            "匿名投诉填“匿名”",
            "Write 匿名 if anonymous",
            Widget.CUSTOMER,
            personal=True,
        ),
    ]
    role: Annotated[PartyRole, Label("与保单关系", "Relation to the policy")]
    customer: Annotated[ShortText, Label("客户号", "Customer no.")] = ""
    id_kind: Annotated[IdKind | None, Label("证件类型", "Kind of identity paper")] = None
    id_no: Annotated[
        ShortText,
        Label(
            "证件号码",
            "Identity number",
            "公司已留存的不必再问",
            "Don't ask for what is already held",
            secret=True,
        ),
    ] = ""
    phone: Annotated[ShortText, Label("联系电话", "Phone", secret=True)] = ""
    address: Annotated[ShortText, Label("联系地址", "Address", personal=True)] = ""
    proxy_for: Annotated[ShortText, Label("委托人(代理投诉时)", "On whose behalf", personal=True)] = ""
    mandate: Annotated[
        ShortText,
        Label(
            "授权或继承证明",
            "Mandate or proof of succession",
            "亲笔签名授权书原件、继承证明等",
            "Original signed authorisation, proof of succession",
        ),
    ] = ""


class Respondent(Value):
    """An agent complained of; the code may be unknown when the call comes in."""

    name: Annotated[RequiredShort, Label("代理人姓名", "Agent's name", widget=Widget.AGENT)]
    agent: Annotated[
        ShortText,
        Label(
            "代理人工号",
            "Agent code",
            "不清楚可先空着，立案前补",
            "May be left empty until opening",
        ),
    ] = ""
    team: Annotated[ShortText, Label("所属营业部组", "Team")] = ""
    manager: Annotated[bool, Label("主管人员", "Is a manager")] = False
    upline: Annotated[tuple[ShortText, ...], Label("上级主管工号", "Managers above him", widget=Widget.ASSIGNED)] = ()
    """Codes of the managers above the agent, the nearest first, as the directory knew them when he was named."""


class PolicyRef(Value):
    """A policy the complaint is about."""

    number: Annotated[RequiredShort, Label("保单号", "Policy no.", widget=Widget.POLICY)]
    product: Annotated[ShortText, Label("险种", "Product")] = ""
    product_line: Annotated[ShortText, Label("产品类别", "Product line")] = ""
    premium: Annotated[Money | None, Label("涉及保费(元)", "Premium (yuan)", widget=Widget.MONEY)] = None


class AllegationMade(Value):
    """One thing an agent is said to have done."""

    respondent: Annotated[RequiredShort, Label("被投诉人", "Respondent", widget=Widget.RESPONDENT)]
    violation: Annotated[RequiredShort, Label("涉嫌违规行为", "Alleged violation", widget=Widget.VIOLATION)]
    text: Annotated[LongText, Label("具体事项", "What exactly", widget=Widget.AREA)] = ""


class SanctionProposed(Value):
    """One sanction on one agent; several may be combined."""

    sanction: Annotated[RequiredShort, Label("处理种类", "Sanction", widget=Widget.SANCTION)]
    months: Annotated[int | None, Field(ge=1, le=60), Label("期限(月)", "Months")] = None
    amount: Annotated[Money | None, Label("金额(元)", "Amount (yuan)", widget=Widget.MONEY)] = None
    points: Annotated[int | None, Field(ge=0, le=12), Label("扣分", "Points")] = None
    manner: Annotated[
        SanctionManner | None,
        Label("执行方式", "Manner", "不选即立即执行", "At once if empty"),
    ] = None
    probation: Annotated[
        int | None,
        Field(ge=1, le=24),
        Label("考验期(月)", "Probation (months)", "缓期、附条件的必须写明", "Needed if suspended or conditional"),
    ] = None
    condition: Annotated[
        ShortText,
        Label("考验要求或条件", "What is asked, or the condition", "附条件的必须写明", "Needed if conditional"),
    ] = ""
    begins_on: Annotated[
        date | None,
        Label(
            "起始日期",
            "Begins on",
            "前一处理期满后执行的，写明自哪一日起",
            "If it follows another sanction: from which day",
            ahead=True,
        ),
    ] = None

    @property
    def waits(self) -> bool:
        """Whether nothing of it is carried out unless it is activated."""
        return self.manner is not None and self.manner.waits


class Measure(Value):
    """What is proposed for one respondent: sanctions, or a reasoned exemption."""

    respondent: Annotated[RequiredShort, Label("被投诉人", "Respondent", widget=Widget.RESPONDENT)]
    factors: Annotated[
        tuple[SanctionFactor, ...],
        Label("从重、从轻情节", "Aggravating and mitigating grounds"),
    ] = ()
    sanctions: Annotated[tuple[SanctionProposed, ...], Label("处理", "Sanctions")] = ()
    exemption: Annotated[
        LongText,
        Label(
            "免予处理理由",
            "Reason for exemption",
            "不作处理的，必须写明理由",
            "If nothing is imposed, say why",
            Widget.AREA,
        ),
    ] = ""


class Paper(Value):
    """A paper in the file, by its bytes."""

    title: Annotated[RequiredShort, Label("材料名称", "Title")]
    sha256: Annotated[ShortText, Label("文件指纹", "File hash", widget=Widget.ASSIGNED)] = ""
    """SHA-256 of the bytes, in hex; empty for a paper that is only named."""
    media_type: Annotated[ShortText, Label("文件类型", "Kind of file", widget=Widget.ASSIGNED)] = ""
    size: Annotated[int | None, Field(ge=0), Label("字节数", "Bytes", widget=Widget.ASSIGNED)] = None


__all__ = [
    "AllegationMade",
    "Complainant",
    "Label",
    "LongText",
    "Measure",
    "Money",
    "Paper",
    "PolicyRef",
    "RequiredShort",
    "RequiredText",
    "Respondent",
    "SanctionProposed",
    "ShortText",
    "Value",
    "Widget",
]
