"""Cells become fields as the map says, and a row that makes no act says which cell is at fault."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from anjie.intake.making import Maker, RowError
from anjie.intake.maps import MapFile, Plan
from anjie.intake.tables import Row
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.system import Imported

NOW = datetime(2026, 11, 22, tzinfo=UTC)

HISTORIC = """\
source = "elsewhere"
number = "n"
[dates]
formats = ["%d.%m.%Y"]
[imported]
received_on = { column = "day" }
amount = { column = "amount" }
tags = { column = "tags", split = ";" }
upheld = { column = "upheld", values = { yes = true, no = false }, others = "reject" }
status = { value = "closed" }
channel = { column = "way", values = { tel = "phone" }, default = "online" }
[[imported.respondents]]
when = { column = "names", present = true }
name = { column = "names", split = ";" }
agent = { column = "codes", split = ";" }
[[imported.respondents]]
when = { column = "tags", contains = "manager" }
name = { value = "the manager" }
"""

NEW = """\
source = "hotline"
number = "n"
[received]
channel = { value = "hotline" }
medium = { value = "oral" }
received_by_company_at = { column = "at" }
received_by_unit_at = { column = "at" }
facts = { column = "facts" }
[[received.complainants]]
name = { value = "匿名" }
role = { value = "other" }
phone = { column = "phone" }
[[received.respondents]]
name = { value = "覃海燕" }
"""


def made(plan: str, **cells: str) -> Received | Imported:
    file: MapFile = Plan(plan, "m.toml").file
    columns = ("n", "day", "amount", "tags", "upheld", "way", "names", "codes", "at", "facts", "phone")
    return Maker(file, NOW).act_of(Row(2, {"n": "1", **{each: "" for each in columns if each != "n"}, **cells}))


def historic(**cells: str) -> Imported:
    act = made(HISTORIC, **{"day": "2024-01-05", **cells})
    assert isinstance(act, Imported)
    return act


def problems(plan: str, **cells: str) -> list[tuple[str, str, str]]:
    with pytest.raises(RowError) as caught:
        made(plan, **cells)
    return [(each.column, each.field, each.says.en) for each in caught.value.problems]


@pytest.mark.parametrize("written", ["2024-01-05", "05.01.2024", "2024-01-05 00:00:00"])
def test_days_are_read_as_the_map_says_and_as_iso(written: str) -> None:
    assert historic(day=written).received_on == date(2024, 1, 5)


def test_times_get_the_zone_of_the_map_unless_they_have_one() -> None:
    act = made(NEW, at="2026-11-02 09:30", facts="x")
    assert isinstance(act, Received)
    assert act.received_by_unit_at == datetime(2026, 11, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    act = made(NEW, at="2026-11-02T01:30:00Z", facts="x")
    assert isinstance(act, Received)
    assert act.received_by_unit_at == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["1,234.50", "¥1234.5", "1234.50元", "1，234.50 元"])
def test_amounts_are_read_as_clerks_write_them(written: str) -> None:
    assert historic(amount=written).amount == Decimal("1234.50")


def test_lists_values_constants_and_defaults() -> None:
    act = historic(tags=" a; b ;;", upheld="yes", way="fax")
    assert (act.tags, act.upheld, act.status, act.channel) == (("a", "b"), True, "closed", "online")
    assert historic(way="tel").channel == "phone"
    assert (historic().upheld, historic().tags, historic().channel) == (None, (), "online")


def test_a_record_is_repeated_for_each_part() -> None:
    act = historic(names="张三; 李四 ", codes="001;", tags="manager")
    assert [(each.name, each.agent) for each in act.respondents] == [("张三", "001"), ("李四", ""), ("the manager", "")]
    assert [each.name for each in historic(names="张三;李四;").respondents] == ["张三", "李四"]
    assert historic().respondents == ()


def test_a_row_says_what_is_wrong_with_it() -> None:
    assert problems(HISTORIC, n=" ") == [
        ("n", "source_number", "no number, so it can't be told whether it is in already")
    ]
    assert problems(HISTORIC) == [("day", "received_on", "must be filled in")]
    assert problems(HISTORIC, day="31.02.2024", amount="12x") == [
        ("day", "received_on", "not a day such as 2026-10-09"),
        ("amount", "amount", "must be a number"),
    ]
    assert problems(HISTORIC, day="2024-01-05", upheld="maybe") == [
        ("upheld", "upheld", "the map doesn't know the value 'maybe'")
    ]
    assert problems(HISTORIC, day="2024-01-05", names="a;b", codes="1;2;3") == [
        ("names, codes", "respondents", "split, the columns don't have the same number of parts")
    ]
    [(column, field, says)] = problems(HISTORIC, day="2024-01-05", names="a;" + "b" * 201, codes="1;2")
    assert (column, field, says) == ("names", "respondents.1.name", "at most 200 characters")


@pytest.mark.parametrize("day", ["2026-11-23", "1899-12-31"])
def test_what_is_said_to_have_happened_must_be_possible(day: str) -> None:
    [(column, _, _)] = problems(HISTORIC, day=day)
    assert column == "day"
