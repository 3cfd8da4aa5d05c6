"""What a cell says: each function reads one kind of value, or says why it can't.

Spreadsheets quietly spoil what looks like a number: leading zeros go, and of long numbers everything after the 15th
digit. So codes and numbers of papers must come as text, and a numeric cell there is refused, not repaired.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from anjie.directory.importing.sheets import Cell
from anjie.directory.phones import read_phone
from anjie.procedure.terms import Text, Word

NUMERIC = Text(
    "该单元格是数字格式，前导零或15位以后的数字可能已丢失；请把此列设为文本格式后重新填写",
    "The cell is a number, which may have lost leading zeros or all digits after the 15th: "
    "format the column as text and enter it again",
)
NO_TEXT = Text("应为文字", "Text is expected")
NO_CODE = Text("含有不能使用的字符", "It has characters that can't be used")
NO_DAY = Text("应为日期，如2026-10-08", "A date is expected, such as 2026-10-08")
NO_MONEY = Text("应为金额，最多两位小数", "An amount is expected, with two decimals at most")
NO_NUMBER = Text("应为整数", "A whole number is expected")
NO_FLAG = Text("应填是或否", "Yes or no is expected")

MOBILE = re.compile(r"1\d{10}")
SPOILED = re.compile(r"\d+(\.\d+)?e\+?\d+|\d+\.0+", re.IGNORECASE)
"""A number that a spreadsheet has turned into text: 4.50103E+17, 4501.0."""

DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?")
LARGEST = Decimal(10) ** 12
CENT = Decimal("0.01")
NOISE = Decimal("0.000001")
"""How far the arithmetic of a spreadsheet strays from the amount that was meant."""

YES = frozenset({"是", "有", "在职", "y", "yes", "true", "t", "1", "√"})
NO = frozenset({"否", "无", "离职", "n", "no", "false", "f", "0", "×"})


class UnreadableError(Exception):
    """A cell can't be read as what its column holds; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A value that is taken as it is, with a doubt worth telling."""

    value: object
    doubt: Text


def text(cell: Cell) -> str:
    """Read a text: a name, a product, an address."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, bool) or not isinstance(cell, str | int):
        raise UnreadableError(NO_TEXT)
    words = " ".join(unicodedata.normalize("NFC", str(cell)).split())
    if any(unicodedata.category(character) == "Cc" for character in words):
        raise UnreadableError(NO_CODE)
    return words


def code(cell: Cell) -> str:
    """Read what identifies something: a code, a policy number, an identity number."""
    if cell is not None and not isinstance(cell, str):
        raise UnreadableError(NUMERIC)
    words = unicodedata.normalize("NFKC", text(cell))
    if SPOILED.fullmatch(words):
        raise UnreadableError(NUMERIC)
    return words


def phone(cell: Cell) -> str | Doubtful:
    """Read a phone number; a mobile's eleven digits survive in a numeric cell, others may not."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        cell = str(int(cell)) if float(cell).is_integer() else ""
        if not MOBILE.fullmatch(cell):
            raise UnreadableError(NUMERIC)
    words = code(cell)
    if not words:
        return ""
    found = read_phone(words)
    return Doubtful(found.text, found.warning) if found.warning else found.text


def day(cell: Cell) -> date | None:
    """Read a date."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if cell is not None and not isinstance(cell, str):
        raise UnreadableError(NO_DAY)
    words = text(cell)
    found = DAY.fullmatch(words)
    if not words:
        return None
    if not found:
        raise UnreadableError(NO_DAY)
    year, month, number, short_month, short_number = found.groups()
    try:
        return date(int(year), int(month or short_month), int(number or short_number))
    except ValueError:
        raise UnreadableError(NO_DAY) from None


def money(cell: Cell) -> Decimal | None:
    """Read an amount of yuan."""
    if isinstance(cell, bool) or (cell is not None and not isinstance(cell, str | int | float)):
        raise UnreadableError(NO_MONEY)
    words = re.sub(r"[,，¥￥元\s]", "", str(cell if cell is not None else ""))
    if not words:
        return None
    try:
        amount = Decimal(unicodedata.normalize("NFKC", words))
    except InvalidOperation:
        raise UnreadableError(NO_MONEY) from None
    if not amount.is_finite() or not 0 <= amount < LARGEST:
        raise UnreadableError(NO_MONEY)
    rounded = amount.quantize(CENT)
    if abs(amount - rounded) > NOISE:
        raise UnreadableError(NO_MONEY)
    return rounded


def flag(cell: Cell) -> bool | None:
    """Read yes or no."""
    if isinstance(cell, bool):
        return cell
    words = text(cell).casefold()
    if words in YES:
        return True
    if words in NO:
        return False
    if words:
        raise UnreadableError(NO_FLAG)
    return None


def whole(cell: Cell) -> int | None:
    """Read a whole number."""
    words = text(cell)
    if not words:
        return None
    if not re.fullmatch(r"-?\d{1,9}", words, re.ASCII):
        raise UnreadableError(NO_NUMBER)
    return int(words)


def word(vocabulary: type[Word], aliases: Mapping[str, Word] | None = None) -> Callable[[Cell], Word | None]:
    """Make a reader of a vocabulary's words, by their code or their label in either language."""
    known = {name.casefold(): each for each in vocabulary for name in (each.value, each.label.zh, each.label.en)}
    known |= aliases or {}
    choice = "、".join(each.label.zh for each in vocabulary)
    wrong = Text(f"应为：{choice}", f"One of: {', '.join(each.value for each in vocabulary)}")

    def read(cell: Cell) -> Word | None:
        words = text(cell).casefold()
        if words and words not in known:
            raise UnreadableError(wrong)
        return known.get(words)

    return read
