"""How days, moments and sums are written on paper."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import cn2an

from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text, Word

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def day(on: date, language: str = "zh") -> str:
    """A day as a letter has it."""
    if language == "en":
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日"


def moment(at: datetime, language: str = "zh") -> str:
    """A moment by the local clock, to the minute."""
    local = at.astimezone(SHANGHAI)
    return f"{day(local.date(), language)} {local:%H:%M}"


def last_day(due: datetime) -> date:
    """The last day on which something due before that instant is in time."""
    return (due - timedelta(microseconds=1)).astimezone(SHANGHAI).date()


def money(amount: Decimal, language: str = "zh") -> str:
    """A sum in figures, and in capitals that cannot be altered by a stroke."""
    if language == "en":
        return f"RMB {amount:,.2f}"
    return f"{amount:,.2f}元(人民币{cn2an.an2cn(str(amount), 'rmb')})"


def ticked(chosen: object, words: type[Word], language: str = "zh") -> str:
    """Every word of a vocabulary with its box, the chosen one ticked."""
    return "　".join(f"{'☑' if word == chosen else '☐'} {word.label.in_language(language)}" for word in words)


def box(*, yes: bool, label: Text, language: str = "zh") -> str:
    """One box."""
    return f"{'☑' if yes else '☐'} {label.in_language(language)}"


def missing(label: Text, language: str = "zh") -> str:
    """What stands where something is lacking, for everybody to see."""
    return f"[missing: {label.en}]" if language == "en" else f"【缺：{label.zh}】"
