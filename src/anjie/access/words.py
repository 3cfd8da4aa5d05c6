"""Access' own vocabularies."""

from anjie.procedure.terms import Role, Word

APART = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that go with no other on one account and have no deputies: who runs or audits handles no case."""


class Happening(Word):
    """What is written into the record of access."""

    SIGNED_IN = "signed_in", "登录", "Signed in"
    FAILED = "failed", "登录失败", "Sign-in failed"
    THROTTLED = "throttled", "登录被限速", "Sign-in throttled"
    SIGNED_OUT = "signed_out", "退出", "Signed out"
    EXPIRED = "expired", "会话到期", "Session expired"
    PASSWORD_CHANGED = "password_changed", "修改密码", "Password changed"
    SWITCHED = "switched", "切换岗位", "Office switched"
    REFUSED = "refused", "拒绝访问", "Access refused"
    HIRED = "hired", "建立账号", "Account made"
    DISMISSED = "dismissed", "停用账号", "Account closed"
    PASSWORD_GIVEN = "password_given", "发放临时密码", "Temporary password given"
    APPOINTED = "appointed", "任命岗位", "Post given"
    RELIEVED = "relieved", "免去岗位", "Post ended"
    DEPUTY_NAMED = "deputy_named", "指定代理", "Deputy named"
    DEPUTY_WITHDRAWN = "deputy_withdrawn", "撤销代理", "Deputy withdrawn"
    TIE_DECLARED = "tie_declared", "申报关系", "Relation declared"
    UNIT_CHANGED = "unit_changed", "变更机构", "Unit changed"
    LETTER_OPENED = "letter_opened", "打开文书", "Letter opened"
    TEMPLATE_CHANGED = "template_changed", "变更文书模板", "Template changed"
    NUMBERS_RESERVED = "numbers_reserved", "预留案件编号", "Case numbers put by"
    EXPORTED = "exported", "导出事件日志", "Event log exported"
    PACKAGE_TAKEN = "package_taken", "下载封存包", "Sealed package taken"
    CALENDAR_CHANGED = "calendar_changed", "变更工作日历", "Working calendar changed"


class TieKind(Word):
    """To whom a declared relation is."""

    AGENT = "agent", "代理人", "An agent"
    OFFICER = "officer", "工作人员", "An officer"
