"""Oversight's own vocabularies."""

from anjie.procedure.terms import Word


class Difference(Word):
    """What another edition of the rulebook would have made different in a case."""

    MISSED = "missed", "新增超期", "Limit newly missed"
    KEPT = "kept", "不再超期", "Limit no longer missed"
    DEMANDED = "demanded", "新增要求", "Newly demanded"
    DROPPED = "dropped", "不再要求", "No longer demanded"
    REFUSED = "refused", "不再允许", "Act refused"
    MOVED = "moved", "审批层级变动", "Decided at another level"


class Origin(Word):
    """Where a cause was found."""

    CASES = "cases", "案件成因", "Causes of cases"
    SIGNAL = "signal", "统计信号", "A signal in the figures"
    CHECK = "check", "检查发现", "An inspection"


class TaskState(Word):
    """How far a rectification is."""

    OPEN = "open", "整改中", "To be done"
    REPORTED = "reported", "待复核", "To be verified"
    VERIFIED = "verified", "已复核", "Verified"
    DROPPED = "dropped", "已撤销", "Dropped"


class TaskAct(Word):
    """What can be done about a rectification."""

    RAISED = "raised", "下达整改任务", "Task set"
    NOTED = "noted", "记录进展", "Progress noted"
    REPORTED = "reported", "报告完成", "Reported as done"
    VERIFIED = "verified", "复核通过", "Verified"
    SENT_BACK = "sent_back", "退回整改", "Sent back"
    EXTENDED = "extended", "变更期限", "Day changed"
    DROPPED = "dropped", "撤销任务", "Task dropped"
