"""The reading commands: complete for programs, plain for people, complainants masked for all."""

import json
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]


def lines(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


class TestCase:
    def test_as_json(self, run: Run, complaints: list[str]) -> None:
        case = json.loads(run("case", "show", complaints[0], "--json").stdout)
        assert (case["number"], case["stage"], case["handler"]) == (complaints[0], "registered", "zhou")
        assert case["complainants"] == [
            {
                "name": "黄**",
                "role": "policyholder",
                "phone": "139****2233",
                "address": "南宁市青秀区****",
                "ref": "C1",
            }
        ]
        assert case["respondents"] == [{"name": "覃海燕", "agent": "45010200017", "ref": "R1"}]
        assert "verify-oral-complaint" in [duty["clause"] for duty in case["duties"]]
        assert all(duty["late"] for duty in case["duties"] if duty["clause"] == "verify-oral-complaint")

    def test_in_words(self, run: Run, complaints: list[str]) -> None:
        told = lines(run("case", "show", complaints[0]))
        assert ["阶段", "已登记"] in told
        assert ["C1", "黄**", "投保人", "139****2233"] in told
        assert ["Stage", "Registered"] in lines(run("case", "show", complaints[0], "--lang", "en"))

    def test_there_is_none(self, run: Run, complaints: list[str]) -> None:
        refused = run("case", "show", "4501-1999-00001")
        assert (refused.exit_code, refused.stderr) == (1, "没有案件 4501-1999-00001\n")


class TestJournal:
    def test_as_json(self, run: Run, complaints: list[str]) -> None:
        entries = json.loads(run("case", "journal", complaints[0], "--json").stdout)
        assert [(entry["seq"], entry["kind"], entry["by"]) for entry in entries] == [
            (1, "received", "system"), (2, "registered", "zheng"), (3, "assigned", "zheng"),
        ]  # fmt: skip
        assert entries[1]["body"]["case_class"] == "ordinary"

    def test_nothing_of_it_names_a_complainant(self, run: Run, complaints: list[str]) -> None:
        told = run("case", "journal", complaints[0]).stdout + run("case", "journal", complaints[0], "--json").stdout
        assert "经95519客服专线(95519客服专线)接到对覃海燕的投诉" in told
        assert not [secret for secret in ("黄秀珍", "13977112233", "88号", "sealed:") if secret in told]


class TestWorklist:
    def test_most_urgent_first_one_for_each_case(self, run: Run, complaints: list[str]) -> None:
        rows = json.loads(run("worklist", "--json").stdout)
        assert sorted(row["number"] for row in rows) == complaints
        assert [row["due"] for row in rows] == sorted(row["due"] for row in rows)
        assert rows[0]["late"]

    def test_of_a_unit_and_those_below(self, run: Run, complaints: list[str]) -> None:
        assert len(lines(run("worklist", "--unit", "45"))) == 7
        assert lines(run("worklist", "--unit", "4502"))[1:] == []

    def test_of_an_officer(self, run: Run, complaints: list[str]) -> None:
        mine = json.loads(run("worklist", "--officer", "zhou", "--json").stdout)
        assert complaints[0] in [row["number"] for row in mine]
        assert lines(run("worklist", "--officer", "liang"))[1:] == []
        assert lines(run("worklist", "--officer", "zhou", "--unit", "4502"))[1:] == []

    def test_unknown_ones(self, run: Run, complaints: list[str]) -> None:
        assert run("worklist", "--unit", "9").exit_code == 2
        assert run("worklist", "--officer", "nobody").exit_code == 2

    def test_no_more_than_asked(self, run: Run, complaints: list[str]) -> None:
        assert len(json.loads(run("worklist", "--limit", "2", "--json").stdout)) == 2


def test_search(run: Run, complaints: list[str]) -> None:
    for text in ("13977112233", "红百分之五", "覃海燕", complaints[0], "HL20261102001", "450120230001882"):
        found = json.loads(run("search", text, "--json").stdout)
        assert [row["number"] for row in found] == [complaints[0]], text
    assert lines(run("search", "没有这样的话"))[1:] == []
    assert lines(run("search", "覃海燕"))[1][:2] == [complaints[0], "南宁分公司"]
