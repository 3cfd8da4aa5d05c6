"""Notices' own vocabularies."""

from anjie.procedure.terms import Word


class Way(Word):
    """How a notice reaches somebody besides the list of messages, where it always is."""

    EMAIL = "email", "电子邮件", "E-mail"
    SMS = "sms", "短信", "Text message"
    CHAT = "chat", "企业即时通讯", "The company's chat"


class Wish(Word):
    """How somebody wants his notices by one way."""

    NONE = "none", "不发送", "Not at all"
    DIGEST = "digest", "每个工作日一封汇总", "One digest each working morning"
    LATE = "late", "仅超期提醒", "Only what is past its limit"
    EACH = "each", "逐条发送", "Each one"


class Fate(Word):
    """What became of something to be sent."""

    WAITING = "waiting", "待发送", "To be sent"
    SENDING = "sending", "发送中", "Being sent"
    SENT = "sent", "已发送", "Sent"
    FAILED = "failed", "发送失败", "Could not be sent"
    VOID = "void", "不再发送", "No longer to be sent"


ENDED = frozenset({Fate.SENT, Fate.FAILED, Fate.VOID})
"""Nothing more comes of these."""
