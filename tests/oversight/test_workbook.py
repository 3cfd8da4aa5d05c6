"""The workbook read back: the same numbers, formulas that carry their values, and nothing typed that became one."""

import re
import zipfile
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.oversight.lines import Return
from anjie.oversight.returns import Accepted, Explained
from anjie.oversight.showing import shown_return
from anjie.oversight.workbook import FIRST, TOP, workbook
from casework import MAJOR, ON_THE_SPOT, Desk
from returning import AFTER, CITY, COUNTY, NOVEMBER, STEPS, does, reports, unit

TYPED = '=HYPERLINK("http://example.org")'


@pytest.fixture
def shown(desk: Desk) -> Return:
    """Give the return of a city branch with one of its counties' in it, signed."""
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    desk.takes("gan", unit="4501")
    reports("450103", by=COUNTY)
    assert does("zhou", "450103", Accepted()).done
    reports("4501", STEPS[0], Explained(causes=TYPED), *STEPS[2:], by=CITY)
    with within(Scope.SYSTEM):
        found = shown_return(unit("4501"), NOVEMBER, AFTER)
    assert found
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_of_the_sheet_is_the_returns_own(shown: Return, language: str) -> None:
    read = CalamineWorkbook.from_filelike(BytesIO(workbook(shown, language)))
    rows = {row[2]: row for row in read.get_sheet_by_index(0).to_python()[TOP + 1 :] if row[2]}
    lines = [line for part in shown.parts for line in part.lines]
    assert set(rows) == {line.figure.id for line in lines}
    for line in lines:
        cells = rows[line.figure.id][FIRST : FIRST + 2 + len(line.lower)]
        for cell, number in zip(cells, (line.own, *line.lower, line.total), strict=True):
            assert cell == ("" if number is None else pytest.approx(float(number))), line.figure.id


def cells(content: bytes) -> list[Any]:
    with zipfile.ZipFile(BytesIO(content)) as packed:
        sheets = [name for name in packed.namelist() if re.match(r"xl/worksheets/sheet\d", name)]
        return [cell for name in sheets for cell in etree.fromstring(packed.read(name)).iterfind(".//{*}c")]


def test_every_formula_carries_its_value_and_nothing_typed_became_one(shown: Return) -> None:
    found = [cell for cell in cells(workbook(shown, "zh")) if cell.find("{*}f") is not None]
    assert len(found) > 50
    assert all(cell.find("{*}v") is not None for cell in found)
    assert {re.match(r"SUM|IF|\(", cell.findtext("{*}f")) is not None for cell in found} == {True}
    read = CalamineWorkbook.from_filelike(BytesIO(workbook(shown, "zh")))
    assert TYPED in {row[1] for row in read.get_sheet_by_name("说明").to_python()}


def test_the_sheet_is_set_up_for_reading_and_printing_and_says_how_each_figure_is_counted(shown: Return) -> None:
    with zipfile.ZipFile(BytesIO(workbook(shown, "zh"))) as packed:
        first = packed.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="frozen"' in first
        assert 'orientation="landscape"' in first
        assert len([name for name in packed.namelist() if name.startswith("xl/charts/chart")]) >= 4
    read = CalamineWorkbook.from_filelike(BytesIO(workbook(shown, "zh")))
    said = {row[0]: row[2:] for row in read.get_sheet_by_name("计算口径").to_python()[1:]}
    assert all(zh and en for zh, en in said.values())
    assert len(said) == sum(len(part.lines) for part in shown.parts)
