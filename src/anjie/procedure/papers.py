"""The words of paper: the kinds there are, what must stand in them, and what became of one that was sent.

What a notice must contain is the rulebook's to say (`[[paper]]`); which words it may say it in stands here.
"""

from anjie.procedure.terms import Word


class PaperKind(Word):
    """Every kind of paper a case may need, in the order of the walk."""

    REGISTER_FORM = "register_form", "个人代理人违规案件登记表", "Register form"
    NON_ACCEPTANCE = "non_acceptance", "不予受理告知书", "Notice of non-acceptance"
    PROMISE_NOTICE = "promise_notice", "承诺回复函", "Promise of a reply"
    HANDLING_SHEET = "handling_sheet", "个人代理人违规案件处理单", "Handling sheet"
    NOTICE_LETTER = "notice_letter", "知会信", "Notice letter"
    INTERVIEW_RECORD = "interview_record", "个人代理人违规案件访谈记录表", "Interview record"
    EXTENSION_NOTICE = "extension_notice", "延长办理时限告知书", "Notice of extension"
    SUSPENSION_NOTICE = "suspension_notice", "中止计时告知书", "Notice of suspension"
    ESCALATION = "escalation", "案件上报材料(封面及清单)", "Escalation package: cover and list"
    INSTRUCTION = "instruction", "关于案件请示的批复", "Instruction"
    PRIOR_NOTICE = "prior_notice", "违规处理事先告知书", "Notice before a sanction"
    SANCTION_NOTICE = "sanction_notice", "违规处理决定书", "Decision on the agent"
    SERVICE_RECEIPT = "service_receipt", "送达回证", "Receipt of service"
    OBJECTION_DECISION = "objection_decision", "异议处理决定书", "Decision on the objection"
    DECISION_NOTICE = "decision_notice", "投诉处理决定告知书", "Decision notice"
    REFERRER_REPLY = "referrer_reply", "转办投诉办理情况反馈函", "Reply to the referrer"
    REVIEW_DECISION = "review_decision", "投诉核查决定书", "Review decision"
    CLOSING_REPORT = "closing_report", "结案报告", "Closing report"
    ARCHIVE_COVER = "archive_cover", "卷宗封面", "Cover of the file"
    ARCHIVE_INDEX = "archive_index", "卷内目录", "Index of the file"


class Content(Word):
    """What a paper can say: the fields that a text may use, and what a rulebook may demand."""

    COMPLAINANT = "complainant", "投诉人", "Complainant"
    AGENT = "agent", "代理人", "Agent"
    AGENT_CODE = "agent_code", "代理人工号", "Agent's code"
    REFERRER = "referrer", "转办单位", "Referrer"
    REFERRER_REF = "referrer_ref", "转办文号", "Referrer's reference"
    CASE_NUMBER = "case_number", "案件编号", "Case number"
    LETTER_NUMBER = "letter_number", "文号", "Letter number"
    DATE = "date", "落款日期", "Date"
    UNIT = "unit", "本单位", "Our unit"
    UNIT_PHONE = "unit_phone", "单位电话", "Our telephone"
    UNIT_ADDRESS = "unit_address", "单位地址", "Our address"
    SIGNER = "signer", "签发人", "Signer"
    HANDLER = "handler", "经办人", "Handler"
    RECEIVED_ON = "received_on", "收到日期", "Received on"
    CHANNEL = "channel", "来源渠道", "Channel"
    FACTS = "facts", "投诉的主要事实", "What was complained of"
    REQUEST = "request", "投诉请求", "What is asked for"
    NEXT_STEPS = "next_steps", "下一步办理", "What happens next"
    DUE_ON = "due_on", "办理期限", "To be decided by"
    RIGHTS = "rights", "投诉人的权利", "The complainant's rights"
    PROMISED_ON = "promised_on", "承诺回复日期", "Promised for"
    GROUND = "ground", "情形", "Ground"
    REASON = "reason", "理由", "Reasons"
    FINDINGS = "findings", "核实认定情况", "Findings"
    RESULT = "result", "处理结果", "Result"
    BASIS = "basis", "依据和理由", "Basis and reasons"
    REMEDIES = "remedies", "救济途径", "Remedies"
    MEASURES = "measures", "对代理人的处理", "Measures against the agent"
    PROPOSED = "proposed", "拟作的处理", "What is to be imposed"
    ANSWER_BY = "answer_by", "陈述申辩截止日期", "May answer until"
    DECISION_NUMBER = "decision_number", "处理决定文号", "Number of the decision"
    EFFECTIVE_ON = "effective_on", "生效日期", "Effective on"
    OBJECTION = "objection", "异议内容", "Objection"
    QUESTION = "question", "请示事项", "Question asked"
    INSTRUCTION = "instruction", "批复意见", "Instruction"
    PROCESS = "process", "办理过程核查", "Review of the process"
    TIMELINESS = "timeliness", "办理时限核查", "Review of the timeliness"
    REVIEW_RESULT = "review_result", "核查结论", "Result of the review"
    DISPOSITION = "disposition", "结案方式", "How it ended"
    CAUSES = "causes", "成因分析", "Causes"
    LESSON = "lesson", "整改建议", "Lesson"
    ADDITION = "addition", "补充说明", "What is added"


class Delivery(Word):
    """What became of a letter that was sent."""

    DELIVERED = "delivered", "已送达", "Delivered"
    BOUNCED = "bounced", "退回(查无此人、地址不详等)", "Came back"
    REFUSED = "refused", "拒收", "Refused"


SERIES: dict[PaperKind, str] = {
    PaperKind.REGISTER_FORM: "登记",
    PaperKind.NON_ACCEPTANCE: "不受",
    PaperKind.PROMISE_NOTICE: "承诺",
    PaperKind.HANDLING_SHEET: "处理",
    PaperKind.NOTICE_LETTER: "知会",
    PaperKind.INTERVIEW_RECORD: "访谈",
    PaperKind.EXTENSION_NOTICE: "延期",
    PaperKind.SUSPENSION_NOTICE: "中止",
    PaperKind.ESCALATION: "上报",
    PaperKind.INSTRUCTION: "批复",
    PaperKind.PRIOR_NOTICE: "预告",
    PaperKind.SANCTION_NOTICE: "决定",
    PaperKind.SERVICE_RECEIPT: "送达",
    PaperKind.OBJECTION_DECISION: "异议",
    PaperKind.DECISION_NOTICE: "告知",
    PaperKind.REFERRER_REPLY: "反馈",
    PaperKind.REVIEW_DECISION: "核查",
    PaperKind.CLOSING_REPORT: "结案",
    PaperKind.ARCHIVE_COVER: "卷宗",
    PaperKind.ARCHIVE_INDEX: "目录",
}
"""The two characters by which a kind's numbers are told from those of others."""


def letter_number(unit: str, kind: PaperKind, year: int, number: int) -> str:
    """The number under which a unit issues a paper; each kind has its own series, without gaps."""
    return f"{unit}督{SERIES[kind]}〔{year}〕{number:05d}号"
