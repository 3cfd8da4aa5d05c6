"""The words of the procedure: every closed vocabulary, each word with its Chinese and English label.

Names follow the field's standard terms (市场行为督察, consumer complaint handling). Anything a clerk reads
is a `Text`: Chinese first, English complete. Nothing here decides; deciding is the rulebook's.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Text:
    """One thing said in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text for a language tag; anything that is not English reads Chinese."""
        return self.en if language.startswith("en") else self.zh

    def __add__(self, other: "Text") -> "Text":
        return Text(self.zh + other.zh, self.en + other.en)


class Word(StrEnum):
    """A word of a closed vocabulary; its value is the code kept in the journal, `label` what people read."""

    label: Text

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = Text(zh, en)
        return word


class Level(Word):
    """Levels of the company, lowest first; authority grows along this order."""

    COUNTY = "county", "县支公司", "County office"
    CITY = "city", "市分公司", "City branch"
    REGION = "region", "区(省)分公司", "Regional branch"
    HEAD_OFFICE = "head_office", "总公司", "Head office"

    @property
    def rank(self) -> int:
        """0 for a county office, 3 for head office."""
        return list(Level).index(self)


class Role(Word):
    """What a person may be posted as in a unit; one person may hold several posts."""

    INTAKE = "intake", "受理人员(95519/信访)", "Intake officer"
    INSPECTOR = "inspector", "督察员", "Inspector"
    SUPERVISOR = "supervisor", "督察部门负责人", "Inspection unit head"
    APPROVER = "approver", "分管领导", "Manager in charge"
    COUNSEL = "counsel", "法律顾问", "Legal counsel"
    DEPARTMENT = "department", "协办部门人员", "Co-handling department"
    AGENT_MANAGER = "agent_manager", "代理人主管", "Agent's manager"
    AUDITOR = "auditor", "审计人员", "Auditor"
    ADMIN = "admin", "系统管理员", "Administrator"
    SYSTEM = "system", "系统", "The system"


class Debtor(Word):
    """Who owes a duty: whoever holds the case or was asked by name, or anybody posted in a role at the unit in charge.

    An approver owes it at the level with the authority; counsel, wherever one is appointed for the unit.
    """

    HANDLER = "handler", "经办人", "Handler"
    INTAKE = "intake", "受理人员", "Intake officer"
    INSPECTOR = "inspector", "督察员", "Inspector"
    SUPERVISOR = "supervisor", "督察部门负责人", "Inspection unit head"
    APPROVER = "approver", "审批人", "Approver"
    MANAGER = "manager", "分管领导", "Manager in charge"
    COUNSEL = "counsel", "法律顾问", "Legal counsel"
    DEPARTMENT = "department", "协办部门", "Co-handling department"
    SIGNER = "signer", "会签人", "The signer who was asked"


class Recipient(Word):
    """Whom a reminder goes to."""

    DEBTOR = "debtor", "责任人", "Whoever owes it"
    UNIT_HEAD = "unit_head", "承办单位督察部门负责人", "The head of the unit's inspection"
    MANAGER = "manager", "承办单位分管领导", "The unit's manager in charge"
    LEVEL_ABOVE = "level_above", "上一级督察部门", "The level above"


class Reach(Word):
    """How the acting officer's unit stands to the unit that owns the case."""

    OWN = "own", "本单位", "the case's own unit"
    ABOVE = "above", "上级单位", "a unit above"
    OUTSIDE = "outside", "其他单位", "another unit"


class Stage(Word):
    """Where a case stands on the walk. A stage is reached by acts, never set by hand."""

    RECEIVED = "received", "已接收", "Received"
    REGISTERED = "registered", "已登记", "Registered"
    VERIFIED = "verified", "已核实", "Verified"
    OPENED = "opened", "已立案", "Opened"
    INVESTIGATED = "investigated", "已查明", "Investigated"
    PROPOSED = "proposed", "报批中", "Awaiting approval"
    DECIDED = "decided", "已决定", "Decided"
    CLOSED = "closed", "已结案", "Closed"
    ARCHIVED = "archived", "已归档", "Archived"
    DISPOSED = "disposed", "已销毁", "Disposed"
    HISTORIC = "historic", "历史案件", "Historic case"


class CaseClass(Word):
    """普通 / 重大 / 特殊, in the order of gravity."""

    ORDINARY = "ordinary", "普通投诉", "Ordinary"
    SPECIAL = "special", "特殊投诉", "Special"
    MAJOR = "major", "重大投诉", "Major"

    @property
    def rank(self) -> int:
        """0 ordinary, 1 special, 2 major."""
        return list(CaseClass).index(self)


class Reader(Word):
    """For whom a part of the file is blacked out or copied."""

    COMPLAINANT = "complainant", "投诉人", "The complainant"
    AGENT = "agent", "代理人", "The agent"
    DEPARTMENT = "department", "协办部门", "A department"
    COURT = "court", "法院、仲裁机构", "A court or tribunal"
    REGULATOR = "regulator", "监管部门", "The regulator"


class Channel(Word):
    """By which way the complaint reached the inspection unit."""

    HOTLINE = "hotline", "95519客服专线", "Hotline 95519"
    PHONE = "phone", "来电", "Phone call to the unit"
    VISIT = "visit", "来访", "Visit"
    LETTER = "letter", "信函", "Letter"
    ONLINE = "online", "网络/邮件", "Web or e-mail"
    REGULATOR = "regulator", "监管部门转办", "Referred by the regulator"
    ASSOCIATION = "association", "行业协会转办", "Referred by the association"
    MEDIA = "media", "公众传媒", "Media"
    PETITION_OFFICE = "petition_office", "信访部门转办", "Letters-and-visits office"
    DEPARTMENT = "department", "其他部门转办", "Another department"
    SUPERIOR = "superior", "上级公司转办", "A superior unit"


class Medium(Word):
    """In which form the complaint was made; it decides whether it must be verified first."""

    ORAL = "oral", "口头(来电、来访)", "Oral (call, visit)"
    WRITTEN = "written", "书面(信件、材料)", "Written (letter, papers)"


class PartyRole(Word):
    """How a person on the complaining side stands to the complaint."""

    POLICYHOLDER = "policyholder", "投保人", "Policyholder"
    INSURED = "insured", "被保险人", "Insured"
    BENEFICIARY = "beneficiary", "受益人", "Beneficiary"
    PROXY = "proxy", "代理投诉人", "Proxy"
    HEIR = "heir", "继承人", "Heir"
    ORGANISATION = "organisation", "单位投保人", "Organisation"
    OTHER = "other", "其他", "Other"


class IdKind(Word):
    """Kinds of identity paper."""

    RESIDENT = "resident", "居民身份证", "Resident identity card"
    HK_MACAO_TAIWAN = "hmt", "港澳台居民居住证", "Residence permit (HK, Macao, Taiwan)"
    PASSPORT = "passport", "护照", "Passport"
    MILITARY = "military", "军官证", "Military identity card"
    USCC = "uscc", "统一社会信用代码", "Unified social credit code"
    OTHER = "other", "其他证件", "Other paper"


class Genuineness(Word):
    """What verification found."""

    GENUINE = "genuine", "真实投诉", "Genuine"
    NOT_GENUINE = "not_genuine", "不属实投诉(非本人或虚构)", "Not genuine"
    UNREACHABLE = "unreachable", "无法联系", "Unreachable"


class ContactMethod(Word):
    """How somebody was reached or something was delivered."""

    PHONE = "phone", "电话", "Phone"
    VISIT = "visit", "当面", "In person"
    POST = "post", "邮寄", "Post"
    SMS = "sms", "短信", "Text message"
    EMAIL = "email", "电子邮件", "E-mail"
    SYSTEM = "system", "系统内转送", "Within the system"


class DeclineGround(Word):
    """Why a complaint is not opened; each still ends in a notice and a closing."""

    NOT_GENUINE = "not_genuine", "经核实非真实投诉", "Found not genuine"
    NOT_OURS = "not_ours", "不属于本公司或本部门受理范围", "Not our matter"
    NO_STANDING = "no_standing", "投诉人无主体资格或授权", "No standing or mandate"
    REPEATED = "repeated", "重复投诉且无新的事实和理由", "Repeated without new facts"
    IN_COURT = "in_court", "已进入诉讼或仲裁程序", "Already in court or arbitration"


class FindingResult(Word):
    """The finding on one allegation (partly upheld counts as upheld)."""

    SUBSTANTIATED = "substantiated", "属实", "Substantiated"
    PARTLY = "partly", "部分属实", "Partly substantiated"
    UNSUBSTANTIATED = "unsubstantiated", "不属实", "Unsubstantiated"
    INCONCLUSIVE = "inconclusive", "无法查实", "Cannot be established"

    @property
    def at_fault(self) -> bool:
        """Whether the respondent is held to have broken the rule."""
        return self in (FindingResult.SUBSTANTIATED, FindingResult.PARTLY)


class Severity(Word):
    """Gravity of a violation, S1 minor to S4 red line."""

    S1 = "S1", "轻微", "Minor"
    S2 = "S2", "一般", "Moderate"
    S3 = "S3", "严重", "Serious"
    S4 = "S4", "红线", "Red line"

    @property
    def rank(self) -> int:
        """1 for S1 … 4 for S4."""
        return list(Severity).index(self) + 1


class CustomerOutcome(Word):
    """What the customer gets."""

    EXPLAINED = "explained", "解释说明", "Explanation"
    APOLOGY = "apology", "赔礼道歉", "Apology"
    SERVICE = "service", "补办手续或服务", "Service put right"
    RESCISSION = "rescission", "解除合同退还保费", "Contract rescinded, premium returned"
    REDRESS = "redress", "补偿或赔偿", "Redress"
    SETTLEMENT = "settlement", "协商和解", "Settlement"
    NOT_SUPPORTED = "not_supported", "诉求不予支持", "Request not supported"


class Disposition(Word):
    """How a case ended; every case ends in one of these."""

    HANDLED = "handled", "办结", "Handled"
    ANSWERED_ON_SPOT = "answered_on_spot", "即时答复办结", "Answered on the spot"
    DECLINED = "declined", "不予受理", "Declined"
    WITHDRAWN = "withdrawn", "投诉人撤回", "Withdrawn"
    MERGED = "merged", "并案", "Merged into another case"
    ELSEWHERE = "elsewhere", "其他系统办结", "Closed by another system"


class Department(Word):
    """Departments whose part of a complaint is passed on and chased."""

    CLAIMS = "claims", "理赔部", "Claims"
    POLICY_SERVICE = "policy_service", "保全/客户服务部", "Policy service"
    FINANCE = "finance", "财务部", "Finance"
    SALES = "sales", "个险销售部", "Individual sales"
    UNDERWRITING = "underwriting", "核保部", "Underwriting"
    LEGAL = "legal", "法律合规部", "Legal and compliance"
    HR = "hr", "人力资源部", "Human resources"
    IT = "it", "信息技术部", "Information technology"
    TRAINING = "training", "培训部", "Training"


class ClassGround(Word):
    """Facts that make a case major or special; which does which is the rulebook's."""

    DISASTER = (
        "disaster",
        "重大灾害、安全或公共卫生事件引发",
        "Caused by a major disaster or emergency",
    )
    TWENTY_FACE_TO_FACE = (
        "twenty_face_to_face",
        "20人以上共同当面投诉",
        "20 or more complain face to face",
    )
    REGULATOR_NAMED = "regulator_named", "监管部门认定重大", "Named major by the regulator"
    EMBEZZLEMENT = (
        "embezzlement",
        "涉嫌挪用侵占、伪造、集资、骗保",
        "Suspected embezzlement, forgery, fund-raising, fraud",
    )
    LARGE_AMOUNT = "large_amount", "涉及金额巨大", "Large amount"
    COLLECTIVE = "collective", "5人以上群体投诉", "Five or more complainants"
    MEDIA = "media", "媒体曝光", "Media exposure"
    REGULATOR_REPORT = "regulator_report", "监管要求报告", "The regulator asks for a report"
    MANAGER = "manager", "被投诉人为主管", "The agent is a manager"
    UNREACHABLE_PARTY = (
        "unreachable_party",
        "投诉人或代理人无法联系或死亡",
        "A party cannot be reached or has died",
    )
    VULNERABLE = (
        "vulnerable",
        "投诉人为未成年、老年、重病",
        "Minor, elderly or seriously ill complainant",
    )
    ANONYMOUS = "anonymous", "匿名投诉", "Anonymous"
    AGENT_LEFT = "agent_left", "代理人已离职", "The agent has left"
    PROXY_SURRENDER = "proxy_surrender", "疑似代理退保黑产", "Suspected proxy-surrender gang"
    LITIGATION = "litigation", "涉诉或已报案", "Pending lawsuit or police case"
    CONFLICT = "conflict", "本单位有利益冲突", "Conflict of interest in the unit"


class SuspensionGround(Word):
    """What may stop the clock."""

    APPRAISAL = "appraisal", "外部鉴定、检测、评估", "Outside appraisal or testing"
    MEDIATION = "mediation", "调解", "Mediation"


class ExtensionGround(Word):
    """What may lengthen the statutory limit (2020 No. 3 art. 18)."""

    COMPLEX = "complex", "情况复杂", "Complex"
    SPECIAL = "special", "特别复杂或其他特殊原因", "Especially complex or other special reason"


class IntervieweeRole(Word):
    """Who is interviewed."""

    COMPLAINANT = "complainant", "投诉人", "Complainant"
    RESPONDENT = "respondent", "被投诉代理人", "Agent complained of"
    WITNESS = "witness", "证人", "Witness"
    MANAGER = "manager", "主管", "The agent's manager"


class SignatureResult(Word):
    """How an interview record ended."""

    SIGNED = "signed", "阅后签字", "Read and signed"
    REFUSED = "refused", "拒绝签字", "Refused to sign"
    REMOTE = "remote", "电话访谈录音确认", "Confirmed on the recording"


class Satisfaction(Word):
    """What the complainant says when called back."""

    SATISFIED = "satisfied", "满意", "Satisfied"
    ACCEPTED = "accepted", "基本满意", "Accepted"
    DISSATISFIED = "dissatisfied", "不满意", "Dissatisfied"
    NO_ANSWER = "no_answer", "未接通", "No answer"


class ApprovalStation(Word):
    """Stations of the handling sheet (处理单), in their usual order."""

    HANDLER = "handler", "经办人", "Handler"
    UNIT_HEAD = "unit_head", "部门负责人", "Unit head"
    MANAGER = "manager", "分管领导", "Manager in charge"
    COUNSEL = "counsel", "法律顾问", "Legal counsel"
    REGION = "region", "区分公司", "Regional branch"


class SigningMode(Word):
    """Whose signatures are wanted of several who are asked."""

    ALL = "all", "会签(须全部签署)", "All of them"
    ANY = "any", "或签(一人签署即可)", "Any one of them"


class DefenceOutcome(Word):
    """What became of the agent's chance to speak."""

    HEARD = "heard", "已陈述申辩", "Heard"
    WAIVED = "waived", "书面放弃", "Waived in writing"
    NO_ANSWER = "no_answer", "逾期未答复", "No answer in time"


class SanctionManner(Word):
    """How a sanction is to take effect."""

    SUSPENDED = "suspended", "缓期执行", "Suspended for a probation"
    CONDITIONAL = "conditional", "附条件执行", "On a condition"
    CONSECUTIVE = "consecutive", "前一处理期满后执行", "After the sanction before it has ended"

    @property
    def waits(self) -> bool:
        """Whether nothing is carried out unless the sanction is activated."""
        return self is not SanctionManner.CONSECUTIVE


class ActivationGround(Word):
    """Why a sanction that waited takes effect after all."""

    NEW_VIOLATION = "new_violation", "考验期内再次违规", "A new violation within the probation"
    CONDITION_FAILED = "condition_failed", "所附条件未成就", "The condition was not fulfilled"


class SanctionFactor(Word):
    """What makes a violation graver or milder; how much each weighs is the rulebook's."""

    SEVERAL_VICTIMS = "several_victims", "多名客户受害", "Several victims"
    CONCEALMENT = "concealment", "隐瞒、毁灭证据或拒不配合", "Concealment or obstruction"
    LARGE_SUM = "large_sum", "涉及金额较大", "A large sum"
    VULNERABLE_VICTIM = "vulnerable_victim", "客户为老年、未成年或重病", "An elderly, minor or ill customer"
    SELF_REPORTED = "self_reported", "主动报告", "Reported it himself"
    REPAID = "repaid", "认定前已全部退赔", "Repaid all before the finding"
    COOPERATED = "cooperated", "配合调查", "Cooperated"


class ExecutionStep(Word):
    """What carrying a sanction out consists of; which sanction needs which is the rulebook's."""

    TALK_HELD = "talk_held", "已进行诫勉谈话", "The talk was held"
    PUBLISHED = "published", "已通报", "Published within the company"
    COMMISSION_STOPPED = "commission_stopped", "已停发佣金", "Commission stopped"
    MONEY_RECOVERED = "money_recovered", "已追回款项", "Money recovered"
    CODE_FROZEN = "code_frozen", "已冻结工号", "Agent code frozen"
    POINTS_ENTERED = "points_entered", "已扣分入账", "Points entered"
    POSITION_CHANGED = "position_changed", "已调整职级", "Position changed"
    CONTRACT_ENDED = "contract_ended", "已解除代理合同", "Contract ended"
    DEREGISTERED = "deregistered", "已注销执业登记", "Deregistered"
    ASSOCIATION_TOLD = "association_told", "已报行业协会", "The association was told"
    AUTHORITY_TOLD = "authority_told", "已移送监管或司法机关", "Referred to the authority"


class DutyState(Word):
    """What became of one demand."""

    OPEN = "open", "待办", "Open"
    MET = "met", "已完成", "Met"
    VOID = "void", "已解除", "Void"


class Movement(Word):
    """How a case came into a unit's hands, or left them."""

    RECEIVED = "received", "新收", "Received"
    IMPORTED = "imported", "历史导入", "Taken in from another system"
    REOPENED = "reopened", "重新办理", "Reopened"
    TRANSFERRED = "transferred", "移送", "Transferred"
    CLASSIFIED = "classified", "分类变更", "Classified anew"
    CLOSED = "closed", "结案", "Closed"


class Period(Word):
    """Lengths of time that are reported on."""

    MONTH = "month", "月报", "Monthly"
    QUARTER = "quarter", "季报", "Quarterly"
    HALF = "half", "半年报", "Half-yearly"
    YEAR = "year", "年报", "Yearly"


class ReportStep(Word):
    """What is done with a return."""

    PREPARED = "prepared", "编制", "Prepared"
    EXPLAINED = "explained", "填写说明", "Explained"
    SIGNED = "signed", "签发", "Signed"
    SUBMITTED = "submitted", "上报", "Submitted"
    ACCEPTED = "accepted", "审核通过", "Accepted"
    SENT_BACK = "sent_back", "退回", "Sent back"
    RESTATED = "restated", "更正", "Restated"


class ReportState(Word):
    """Where a return stands."""

    MISSING = "missing", "未编制", "Not prepared"
    DRAFT = "draft", "编制中", "Draft"
    SIGNED = "signed", "已签发", "Signed"
    SUBMITTED = "submitted", "已上报", "Submitted"
    ACCEPTED = "accepted", "已通过", "Accepted"
    SENT_BACK = "sent_back", "已退回", "Sent back"


class Counted(Word):
    """What returns count besides the cases themselves, each at the moment it was entered."""

    OPENED = "opened", "立案", "Opened"
    DECLINED = "declined", "不予受理", "Declined"
    ALLEGED = "alleged", "投诉事项", "Allegation"
    FOUND = "found", "认定违规", "Violation found"
    SANCTIONED = "sanctioned", "处理决定", "Sanction decided"
    EXEMPTED = "exempted", "免予处理", "Exempted with reasons"
    REDRESSED = "redressed", "补偿客户", "Paid to the customer"
    RECOVERED = "recovered", "追回佣金", "Commission recovered"
    ESCALATED = "escalated", "上报上级", "Sent up to the level above"
    POLICE = "police", "报案", "Reported to the police"
    LATE_EXPLAINED = "late_explained", "说明超期原因", "Missed limit explained"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a clause stands: the document and its article, as cited."""

    document: str
    article: str

    def __str__(self) -> str:
        return f"{self.document} {self.article}".strip()


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value the norm is silent on: who must confirm it, and what was assumed."""

    by: Level
    note: Text
