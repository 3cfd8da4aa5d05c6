"""Files of rows come out as text, row by row, whatever wrote them."""

import gzip
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from anjie.intake.tables import BROKEN, NUL, TOO_FEW, TOO_MANY, UnreadableError, open_table


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_numbers_are_those_a_spreadsheet_shows(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", b'\n n , t \n1,"two\nlines"\n\n , \n2,x\n'))
    assert table.columns == ("n", "t")
    assert [(row.number, dict(row.cells)) for row in table.rows()] == [
        (3, {"n": "1", "t": "two\nlines"}),
        (6, {"n": "2", "t": "x"}),
    ]


def test_a_table_can_be_gone_through_twice(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", b"n\n1\n"))
    assert [row.number for row in table.rows()] == [row.number for row in table.rows()] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    table = open_table(written(tmp_path / "a.csv", "工单号,投诉人\n1,覃海燕\n".encode(encoding)))
    assert [row.cells for row in table.rows()] == [{"工单号": "1", "投诉人": "覃海燕"}]


def test_compressed(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv.gz", gzip.compress(b"n\n1\n")))
    assert [row.cells for row in table.rows()] == [{"n": "1"}]


def test_faulty_rows_are_given_with_their_fault(tmp_path: Path) -> None:
    long = b"x" * 200_000
    content = b"a,b\n1\n1,2,3\n1,2, ,\n1,\0\n1," + long + b"\n1,2\n"
    rows = list(open_table(written(tmp_path / "a.csv", content)).rows())
    assert [(row.number, row.fault) for row in rows] == [
        (2, TOO_FEW), (3, TOO_MANY), (4, None), (5, NUL), (6, BROKEN), (7, None),
    ]  # fmt: skip


def test_a_workbook_says_what_a_clerk_would_type(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        minute = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(1, 0, ["phone", "day", "time", "amount", "yes"])
        sheet.write_row(2, 0, [13800000000])
        sheet.write_datetime(2, 1, datetime(2026, 11, 1), day)  # noqa: DTZ001 - a workbook knows no zones
        sheet.write_datetime(2, 2, datetime(2026, 11, 1, 9, 30), minute)  # noqa: DTZ001
        sheet.write_row(2, 3, [0.1, True])
        sheet.write_row(4, 0, ["later"])
    rows = list(open_table(path).rows())
    assert [(row.number, list(row.cells.values())) for row in rows] == [
        (3, ["13800000000", "2026-11-01", "2026-11-01 09:30:00", "0.1", "TRUE"]),
        (5, ["later", "", "", "", ""]),
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "no header"),
        ("a.csv", b"a,b,a\n", "twice: a"),
        ("a.csv", b"\xff\xff\xff", "neither UTF-8"),
        ("a.csv.gz", gzip.compress(b"a\n1\n" * 9999, mtime=0)[:-9], "can't be read"),
        ("a.csv.gz", b"a\n1\n", "can't be read"),
        ("a.xlsx", b"a\n1\n", "can't be read"),
        ("a.xls", b"", "only"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        open_table(written(tmp_path / name, content))
