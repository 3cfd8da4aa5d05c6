"""What a cell says, and what it is refused for."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from anjie.directory.importing import cells
from anjie.directory.importing.cells import Doubtful, UnreadableError
from anjie.directory.importing.sheets import Cell
from anjie.directory.words import ProductLine
from anjie.procedure.terms import Text

line = cells.word(ProductLine, {"分红险": ProductLine.PARTICIPATING})


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.text, None, ""),
        (cells.text, "  鸿  运\t两全 ", "鸿 运 两全"),
        (cells.text, 3.0, "3"),
        (cells.code, "００４５０１", "004501"),
        (cells.code, None, ""),
        (cells.phone, 13812345678.0, "+8613812345678"),
        (cells.phone, 13812345678, "+8613812345678"),
        (cells.phone, "0771-5881234", "+867715881234"),
        (cells.phone, "", ""),
        (cells.day, "2026-10-08", date(2026, 10, 8)),
        (cells.day, "2026/1/8", date(2026, 1, 8)),
        (cells.day, "20260108", date(2026, 1, 8)),
        (cells.day, "2026年1月8日", date(2026, 1, 8)),
        (cells.day, "2026-10-08 00:00:00", date(2026, 10, 8)),
        (cells.day, datetime(2026, 10, 8), date(2026, 10, 8)),  # noqa: DTZ001 - as spreadsheets have them
        (cells.day, date(2026, 10, 8), date(2026, 10, 8)),
        (cells.day, "", None),
        (cells.money, "12,000.50", Decimal("12000.50")),
        (cells.money, "￥1200元", Decimal("1200.00")),
        (cells.money, 0.1 + 0.2, Decimal("0.30")),
        (cells.money, 1200, Decimal("1200.00")),
        (cells.money, None, None),
        (cells.flag, "是", True),
        (cells.flag, "离职", False),
        (cells.flag, True, True),
        (cells.flag, "1", True),
        (cells.flag, 0.0, False),
        (cells.flag, "", None),
        (cells.whole, "-3", -3),
        (cells.whole, 3.0, 3),
        (cells.whole, "", None),
        (line, "分红险", ProductLine.PARTICIPATING),
        (line, "万能保险", ProductLine.UNIVERSAL),
        (line, "Unit-Linked", ProductLine.UNIT_LINKED),
        (line, "life", ProductLine.LIFE),
        (line, "", None),
    ],
)
def test_read(read: Callable[[Cell], object], cell: Cell, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "reason"),
    [
        (cells.text, True, cells.NO_TEXT),
        (cells.text, datetime(2026, 1, 1), cells.NO_TEXT),  # noqa: DTZ001 - as spreadsheets have them
        (cells.text, "a\x00b", cells.NO_CODE),
        (cells.code, 450103199001011238.0, cells.NUMERIC),
        (cells.code, 4501.0, cells.NUMERIC),
        (cells.code, 4501, cells.NUMERIC),
        (cells.code, "4.50103E+17", cells.NUMERIC),
        (cells.code, "4501.0", cells.NUMERIC),
        (cells.phone, 7715881234.0, cells.NUMERIC),
        (cells.phone, "1.38123E+10", cells.NUMERIC),
        (cells.phone, 1.5, cells.NUMERIC),
        (cells.day, 46303.0, cells.NO_DAY),
        (cells.day, "2026-13-01", cells.NO_DAY),
        (cells.day, "08/10/2026", cells.NO_DAY),
        (cells.money, "12.345", cells.NO_MONEY),
        (cells.money, -1, cells.NO_MONEY),
        (cells.money, "NaN", cells.NO_MONEY),
        (cells.money, "1e15", cells.NO_MONEY),
        (cells.money, "一百", cells.NO_MONEY),
        (cells.money, True, cells.NO_MONEY),
        (cells.flag, "也许", cells.NO_FLAG),
        (cells.whole, "1.5", cells.NO_NUMBER),
    ],
)
def test_refused(read: Callable[[Cell], object], cell: Cell, reason: Text) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(cell)
    assert refused.value.reason == reason


def test_an_unknown_word_is_told_the_known_ones() -> None:
    with pytest.raises(UnreadableError) as refused:
        line("寿险")
    assert "万能保险" in refused.value.reason.zh
    assert "universal" in refused.value.reason.en


def test_a_phone_that_is_not_understood_is_taken_with_a_doubt() -> None:
    phone = cells.phone("找他爱人")
    assert isinstance(phone, Doubtful)
    assert phone.value == "找他爱人"
