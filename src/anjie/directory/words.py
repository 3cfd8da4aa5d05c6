"""The directory's own vocabularies."""

from typing import TypeVar

from anjie.procedure.terms import Word

W = TypeVar("W", bound=Word)


def word_of(vocabulary: type[W], code: str) -> W:
    """Give the word that a column's code stands for; KeyError if there is none."""
    return {word.value: word for word in vocabulary}[code]


class ProductLine(Word):
    """Kinds of personal insurance, as returns to the regulator divide them."""

    LIFE = "life", "普通寿险", "Traditional life"
    PARTICIPATING = "participating", "分红保险", "Participating"
    UNIVERSAL = "universal", "万能保险", "Universal life"
    UNIT_LINKED = "unit_linked", "投资连结保险", "Unit-linked"
    ANNUITY = "annuity", "年金保险", "Annuity"
    HEALTH = "health", "健康保险", "Health"
    ACCIDENT = "accident", "意外伤害保险", "Accident"


class DayMark(Word):
    """What an entry of the calendar says of its day."""

    OFF = "off", "放假", "Day off"
    WORK = "work", "调休上班", "Make-up working day"
    PENDING = "pending", "安排未公布", "Arrangement not yet published"
