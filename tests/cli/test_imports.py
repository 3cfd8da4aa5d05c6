"""`anjie import complaints`: what it says, and how it ends."""

import csv
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from importing import HOTLINE_SAMPLE, MAPS, TX_SAMPLE, rows_written

Run = Callable[..., Result]

TX = ("import", "complaints", TX_SAMPLE, "--map", MAPS / "tx_complaints.toml", "--unit", "45")
HOTLINE = ("import", "complaints", HOTLINE_SAMPLE, "--map", MAPS / "hotline.toml", "--unit", "4501")


def test_all_in(run: Run) -> None:
    done = run(*HOTLINE)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "共6行：导入6，已有0，未导入0\n", "")
    again = run(*HOTLINE, "--lang", "en")
    assert (again.exit_code, again.stdout) == (0, "6 rows: 0 taken in, 6 in already, 0 rejected\n")


def test_rejected_rows_are_named_with_row_column_field_and_reason(run: Run) -> None:
    done = run(*TX)
    assert (done.exit_code, done.stdout) == (1, "共15行：导入5，已有1，未导入9\n")
    assert done.stderr.splitlines()[0] == "第4行 received_date → received_on: 不是日期，应如2026-10-09"
    english = run(*TX, "--lang", "en").stderr.splitlines()
    assert english[5] == "row 9, closed_date → closed_on: It can't have been closed before it was received"
    assert len(english) == 9


def test_as_json(run: Run) -> None:
    told = json.loads(run(*TX, "--json").stdout)
    assert {name: told[name] for name in ("rows", "taken", "present", "rejected")} == {
        "rows": 15, "taken": 5, "present": 1, "rejected": 9,
    }  # fmt: skip
    assert told["rejects"][0] == {
        "row": 4,
        "number": "900003",
        "problems": [
            {
                "column": "received_date",
                "field": "received_on",
                "zh": "不是日期，应如2026-10-09",
                "en": "not a day such as 2026-10-09",
            }
        ],
    }


def test_rejected_rows_are_saved_to_be_corrected_and_imported(run: Run, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    run(*TX, "--rejects", rejects)
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600
    text = rejects.read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["#row"] for row in rows] == ["4", "5", "6", "7", "8", "9", "10", "13", "14"]
    assert (rows[0]["#column"], rows[0]["complaint_number"], rows[0]["received_date"]) == (
        "received_date", "900003", "2024-02-30",
    )  # fmt: skip
    rejects.write_text(text.replace("2024-02-30", "2024-02-29"), "utf-8")
    again = run("import", "complaints", rejects, *TX[3:], "--rejects", tmp_path / "rest.csv")
    assert again.stdout == "共9行：导入1，已有0，未导入8\n"
    assert (tmp_path / "rest.csv").read_text("utf-8-sig").count("#row") == 1


def test_a_dry_run(run: Run) -> None:
    assert run(*HOTLINE, "--dry-run").stdout == "共6行：导入6，已有0，未导入0(试运行，未写入)\n"
    assert not any(rows_written().values())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*HOTLINE[:-1], "9999"), "没有机构 9999"),
        ((*HOTLINE[:4], MAPS / "tx_complaints.toml", *HOTLINE[5:]), "文件中没有列“complaint_number”"),
        ((*HOTLINE[:4], TX_SAMPLE, *HOTLINE[5:]), "不是TOML"),
        ((*HOTLINE[:2], MAPS / "hotline.toml", *HOTLINE[3:]), "只读取 .csv、.csv.gz、.xlsx 文件"),
        ((*HOTLINE[:2], "nowhere.csv", *HOTLINE[3:]), "nowhere.csv"),
    ],
)
def test_wrong_usage_is_refused_before_the_first_row(run: Run, words: tuple[object, ...], says: str) -> None:
    refused = run(*words)
    assert refused.exit_code == 2
    assert says in refused.stderr
    assert not any(rows_written().values())
