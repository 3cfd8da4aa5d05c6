"""The words of papers that come in."""

from anjie.procedure.terms import Word


class Handled(Word):
    """What was done with a paper, as the record of custody says it."""

    STORED = "stored", "存入案卷", "Put on file"
    LOOKED_AT = "looked_at", "查看", "Looked at"
    TAKEN = "taken", "下载", "Downloaded"


class LetterState(Word):
    """How far a scanned letter is."""

    WAITING = "waiting", "待识别", "Waiting to be read"
    BEING_READ = "being_read", "识别中", "Being read"
    TO_CONFIRM = "to_confirm", "待核对", "To be confirmed"
    TAKEN_IN = "taken_in", "已登记受理", "Taken in"
    SET_ASIDE = "set_aside", "不作投诉受理", "Set aside"


class Unread(Word):
    """Why the machine could not read a letter. A person goes on by hand."""

    NOT_INSTALLED = (
        "not_installed",
        "本系统未安装文字识别，请直接填写",
        "No text recognition is installed: fill in by hand",
    )
    NO_TEXT = "no_text", "没有识别出文字，请直接填写", "No text was found: fill in by hand"
    FAILED = "failed", "识别没有成功，请直接填写", "It could not be read: fill in by hand"
