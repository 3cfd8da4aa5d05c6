"""`anjie workdays` on the seeded calendar, without a database."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Generator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from anjie.cli import workdays as command
from anjie.cli.workdays import run_batch
from anjie.directory.holidays import build_calendar
from anjie.procedure.calendar import Calendar, workdays_between

NATIONAL = build_calendar()


def batch(text: str, language: str = "en") -> tuple[int, list[list[str]], list[str]]:
    """Run a batch; give its code, the rows it printed and the lines it reported."""
    out, err = io.StringIO(), io.StringIO()
    source = io.StringIO(text, newline="")
    code = run_batch(NATIONAL, source, out, err, language=language)
    out.seek(0)
    return code, [*csv.reader(out)], err.getvalue().splitlines()


class TestBatch:
    def test_rows_come_back_with_their_due_day(self) -> None:
        code, rows, reported = batch("case,start,n_workdays\nA,2026-10-09,1\nB,2026-09-30,3\nC,2025-09-30,1\n")
        assert (code, reported) == (0, [])
        assert rows == [
            ["case", "start", "n_workdays", "due"],
            ["A", "2026-10-09", "1", "2026-10-10"],
            ["B", "2026-09-30", "3", "2026-10-10"],
            ["C", "2025-09-30", "1", "2025-10-09"],
        ]

    @pytest.mark.parametrize(
        ("start", "due"),
        [
            ("2026-10-09", "2026-10-09"),
            ("2026-10-10", "2026-10-10"),  # a make-up day is its own
            ("2026-10-11", "2026-10-12"),
            ("2026-10-01", "2026-10-08"),
        ],
    )
    def test_no_days_is_the_start_or_the_next_working_day(self, start: str, due: str) -> None:
        code, rows, _ = batch(f"start,n_workdays\n{start},0\n")
        assert (code, rows[1][-1]) == (0, due)

    def test_cells_are_given_back_as_they_were(self) -> None:
        _, rows, _ = batch('note,start,n_workdays\n" 甲,""乙""\n丙 ",2026-10-09, 1 \n')
        assert rows[1] == [' 甲,"乙"\n丙 ', "2026-10-09", " 1 ", "2026-10-10"]

    def test_a_time_of_day_does_not_matter(self) -> None:
        _, rows, _ = batch("start,n_workdays\n2026-10-09T23:59:59,1\n2026-10-08T17:00:00Z,1\n")
        assert [row[-1] for row in rows[1:]] == ["2026-10-10", "2026-10-10"]

    def test_a_due_column_is_filled_anew_where_it_stands(self) -> None:
        code, rows, _ = batch("start,due,n_workdays\n2026-10-09,2020-01-01,1\nx,2020-01-01,1\n")
        assert code == 1
        assert rows == [
            ["start", "due", "n_workdays"],
            ["2026-10-09", "2026-10-10", "1"],
            ["x", "", "1"],
        ]

    @pytest.mark.parametrize(
        ("row", "report"),
        [
            ("2026-13-01,1", "row 3, start: '2026-13-01' is not a day such as 2026-10-09"),
            (",1", "row 3, start: '' is not a day such as 2026-10-09"),
            ("9999-12-31,1", "row 3, start: '9999-12-31' is not a day such as 2026-10-09"),
            ("2026-10-09,", "row 3, n_workdays: '' is not a whole number from 0 to 36525"),
            ("2026-10-09,-1", "row 3, n_workdays: '-1' is not a whole number from 0 to 36525"),
            ("2026-10-09,1.5", "row 3, n_workdays: '1.5' is not a whole number from 0 to 36525"),
            (
                "2026-10-09,40000",
                "row 3, n_workdays: '40000' is not a whole number from 0 to 36525",
            ),
            ("2026-10-09", "row 3, n_workdays: the row ends before it"),
            ("2026-10-09,1,extra", "row 3, #3: the column has no header"),
        ],
    )
    def test_a_bad_row_is_named_and_the_others_are_done(self, row: str, report: str) -> None:
        good = "2026-10-09,1\n"
        code, rows, reported = batch(f"start,n_workdays\n{good}{row}\n{good}")
        assert code == 1
        assert reported == [report]
        assert [line[2] for line in rows] == ["due", "2026-10-10", "", "2026-10-10"]

    def test_what_has_no_header_is_not_lost(self) -> None:
        _, rows, _ = batch("start,n_workdays\n2026-10-09,1,extra\n")
        assert rows[1] == ["2026-10-09", "1", "", "extra"]

    def test_a_row_is_numbered_as_in_a_spreadsheet(self) -> None:
        _, rows, reported = batch('start,n_workdays,x\n2026-10-09,1,"a\nb"\n\nbad,1,\n')
        assert reported == ["row 4, start: 'bad' is not a day such as 2026-10-09"]
        assert len(rows) == 3

    def test_beyond_the_known_calendar_a_day_is_given_and_reported(self) -> None:
        code, rows, reported = batch("start,n_workdays\n2026-12-31,1\n2026-12-30,1\n")
        assert code == 0
        assert [row[-1] for row in rows[1:]] == ["2027-01-01", "2026-12-31"]
        assert reported == ["row 2, due: provisional, days off not published"]

    def test_reports_are_chinese_unless_asked_otherwise(self) -> None:
        _, _, reported = batch("start,n_workdays\nx,1\n2026-12-31,1\n", language="zh")
        assert reported == [
            "第2行 start: 'x'不是日期，应如2026-10-09",
            "第3行 due: 暂定，所涉日期的放假安排尚未公布",
        ]

    def test_a_cell_too_large_to_read_ends_the_batch_with_a_word(self) -> None:
        large = csv.field_size_limit() + 1
        code, rows, reported = batch(f"start,n_workdays\n2026-10-09,1\n{'x' * large},1\n")
        assert (code, len(rows)) == (1, 2)
        assert reported == [f"line 3 is unreadable: field larger than field limit ({large - 1})"]

    @pytest.mark.parametrize(
        ("text", "missing"),
        [("", "start, n_workdays"), ("start,days\n2026-10-09,1\n", "n_workdays")],
    )
    def test_a_missing_column_is_wrong_usage(self, text: str, missing: str) -> None:
        assert batch(text) == (2, [], [f"missing columns: {missing}"])

    @settings(deadline=None)
    @given(
        st.lists(
            st.tuples(st.dates(date(2005, 1, 1), date(2026, 6, 30)), st.integers(1, 60)),
            min_size=1,
            max_size=20,
        )
    )
    def test_counting_up_to_the_due_day_gives_the_number_back(self, asked: list[tuple[date, int]]) -> None:
        lines = [f"{start},{count}\n" for start, count in asked]
        code, rows, reported = batch("start,n_workdays\n" + "".join(lines))
        assert (code, reported) == (0, [])
        for (start, count), row in zip(asked, rows[1:], strict=True):
            due = date.fromisoformat(row[-1])
            assert NATIONAL.is_workday(due)
            assert workdays_between(NATIONAL, start, due) == count


@pytest.fixture
def regions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer from the seeded calendars, and note which were asked for."""
    asked: list[str] = []

    @contextmanager
    def seeded(region: str) -> Generator[Calendar]:
        asked.append(region)
        yield build_calendar(region)

    monkeypatch.setattr(command, "open_calendar", seeded)
    return asked


def test_the_calendar_is_the_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "database", nullcontext)
    monkeypatch.setattr("anjie.directory.calendars.calendar_for", build_calendar)
    with command.open_calendar("gx") as calendar:
        assert calendar == build_calendar("GX")


def invoke(*words: str) -> Result:
    return CliRunner().invoke(command.commands, words, env={"TERM": "dumb", "COLUMNS": "200"})


@pytest.mark.usefixtures("regions")
class TestOne:
    @pytest.mark.parametrize(
        "words",
        [
            ("--add", "1", "workdays"),
            ("--add", "1", "workday"),
            ("--add", "1", "--unit", "workdays"),
            ("--add", "1 workday"),
        ],
    )
    def test_the_unit_may_be_said_in_each_of_these_ways(self, words: tuple[str, ...]) -> None:
        result = invoke("2026-10-09", *words, "--lang", "en")
        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == "Due: Sat 10 Oct 2026 24:00."

    def test_chinese_is_the_language(self) -> None:
        result = invoke("2026-10-09", "--add", "15", "days")
        assert result.stdout.splitlines()[-1] == "到期：2026年10月26日(周一)24:00。"

    def test_no_workdays_is_the_same_day(self) -> None:
        result = invoke("2026-10-03", "--add", "0", "workdays", "--json")
        assert json.loads(result.stdout)["last_day"] == "2026-10-08"

    def test_json_has_each_step(self) -> None:
        result = invoke("2026-10-09T14:30", "--add", "1", "workdays", "--json")
        told = json.loads(result.stdout)
        assert told["from"] == "2026-10-09T14:30:00+08:00"
        assert told["limit"] == {"zh": "1个工作日", "en": "1 working day"}
        assert told["due"] == "2026-10-11T00:00:00+08:00"
        assert told["last_day"] == "2026-10-10"
        assert told["provisional"] is False
        assert [(step["kind"], step["days_counted"]) for step in told["steps"]] == [
            ("start", 0),
            ("make_up", 1),
        ]

    def test_a_moment_elsewhere_is_read_in_shanghai(self) -> None:
        result = invoke("2026-10-08T17:00:00+00:00", "--add", "1", "workdays", "--json")
        assert json.loads(result.stdout)["last_day"] == "2026-10-10"

    def test_days_between(self) -> None:
        result = invoke("2026-09-30", "--until", "2026-10-10", "--lang", "en")
        assert result.stdout.splitlines() == [
            "Wed 30 Sep 2026: the starting day, not counted.",
            "Thu 1 Oct 2026 to Wed 7 Oct 2026: National Day holiday, not counted.",
            "Thu 8 Oct 2026 to Fri 9 Oct 2026: working day, 2 working days counted.",
            "Sat 10 Oct 2026: National Day make-up working day, 1 working day counted.",
            "3 working days up to Sat 10 Oct 2026.",
        ]

    def test_days_between_as_json(self) -> None:
        told = json.loads(invoke("2026-12-30", "--until", "2027-01-04", "--json").stdout)
        assert (told["workdays"], told["days"], told["provisional"]) == (3, 5, True)

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ((), "give FROM"),
            (("2026-10-09",), "give FROM"),
            (("--add", "1", "--unit", "days"), "give FROM"),
            (("2026-10-09", "--add", "1", "days", "--until", "2026-10-10"), "give FROM"),
            (("2026-10-09", "--add", "1"), "not a limit: '1'"),
            (("2026-10-09", "--add", "1", "weeks"), "not a limit: '1 weeks'"),
            (("2026-10-09", "--add", "0", "days"), "counts from 1"),
            (("2026-13-09", "--add", "1", "days"), "is not a day such as 2026-10-09"),
            (("2026-10-09", "--until", "2026-10-08"), "2026-10-08 lies before 2026-10-09"),
            (("2026-10-09", "--until", "soon"), "is not a day such as 2026-10-09"),
            (("--batch", "no-such-file.csv"), "does not exist"),
        ],
    )
    def test_wrong_usage(self, words: tuple[str, ...], why: str) -> None:
        result = invoke(*words)
        assert result.exit_code == 2
        assert why in result.stderr


class TestFiles:
    def test_a_file_of_rows(self, tmp_path: Path, regions: list[str]) -> None:
        file = tmp_path / "limits.csv"
        file.write_text("start,n_workdays\n2025-03-28,1\n", "utf-8")
        assert invoke("--batch", str(file), "--region", "GX").stdout.splitlines() == [
            "start,n_workdays,due",
            "2025-03-28,1,2025-04-02",
        ]
        assert regions == ["GX"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    @pytest.mark.usefixtures("regions")
    def test_any_encoding_excel_writes(self, tmp_path: Path, encoding: str) -> None:
        file = tmp_path / "limits.csv"
        file.write_bytes("start,n_workdays,单位\r\n2026-10-09,1,柳州\r\n".encode(encoding))
        result = invoke("--batch", str(file))
        assert result.exit_code == 0
        assert result.stdout == "start,n_workdays,单位,due\n2026-10-09,1,柳州,2026-10-10\n"

    @pytest.mark.usefixtures("regions")
    def test_what_is_no_text_is_wrong_usage(self, tmp_path: Path) -> None:
        file = tmp_path / "limits.csv"
        file.write_bytes(b"start,n_workdays\n\xff\xff,1\n")
        result = invoke("--batch", str(file))
        assert result.exit_code == 2
        assert "neither UTF-8 nor GB 18030" in result.stderr

    @pytest.mark.usefixtures("regions")
    def test_a_bad_row_is_a_finding(self, tmp_path: Path) -> None:
        file = tmp_path / "limits.csv"
        file.write_text("start,n_workdays\nx,1\n", "utf-8")
        result = invoke("--batch", str(file), "--lang", "en")
        assert result.exit_code == 1
        assert result.stdout == "start,n_workdays,due\nx,1,\n"
        assert result.stderr == "row 2, start: 'x' is not a day such as 2026-10-09\n"

    @pytest.mark.parametrize("words", [("2026-10-09",), ("--add", "1 day"), ("--until", "2026-10-09"), ("--json",)])
    @pytest.mark.usefixtures("regions")
    def test_a_batch_goes_alone(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        file = tmp_path / "limits.csv"
        file.write_text("start,n_workdays\n", "utf-8")
        result = invoke("--batch", str(file), *words)
        assert result.exit_code == 2
        assert "--batch goes alone" in result.stderr


def test_thousands_of_rows_are_reckoned() -> None:
    start = date(2024, 1, 1)
    lines = "".join(f"{start + timedelta(days=n % 900)},{n % 40}\n" for n in range(5_000))
    code, rows, reported = batch("start,n_workdays\n" + lines)
    assert (code, reported, len(rows)) == (0, [], 5_001)
    assert all(NATIONAL.is_workday(date.fromisoformat(row[-1])) for row in rows[1:])
