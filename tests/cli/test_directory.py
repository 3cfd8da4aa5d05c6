"""`anjie import units|agents|customers|policies`."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjie.cli import app, directory
from people import build_tree

pytestmark = pytest.mark.django_db

AGENTS = "code,name,unit\n1,覃小明,450103\n2,韦小宝,4599\n"


@pytest.fixture(autouse=True)
def test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "database", nullcontext)


@pytest.fixture
def agents(tmp_path: Path) -> Path:
    build_tree()
    path = tmp_path / "agents.csv"
    path.write_text(AGENTS)
    return path


def test_what_was_done_is_told(agents: Path) -> None:
    result = CliRunner().invoke(app, ["import", "agents", str(agents)])
    assert result.exit_code == 1, "a row was refused"
    assert result.stdout == "新增1，更新0，未变0，拒绝1\n"
    assert result.stderr == "第3行 机构代码：查无此项（拒绝）\n"


def test_in_english(agents: Path) -> None:
    result = CliRunner().invoke(app, ["import", "agents", str(agents), "--lang", "en"])
    assert result.stdout == "1 added, 0 changed, 0 unchanged, 1 refused\n"
    assert result.stderr == "row 3, Unit: There is none of this code (refused)\n"


def test_for_programs(agents: Path) -> None:
    result = CliRunner().invoke(app, ["import", "agents", str(agents), "--json"])
    assert json.loads(result.stdout) == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "remarks": [
            {
                "row": 3,
                "refused": True,
                "field": {"zh": "机构代码", "en": "Unit"},
                "reason": {"zh": "查无此项", "en": "There is none of this code"},
            }
        ],
    }


def test_a_screen_is_not_flooded(agents: Path) -> None:
    agents.write_text("code,name,unit\n" + "".join(f"{number},x,none\n" for number in range(60)))
    result = CliRunner().invoke(app, ["import", "agents", str(agents)])
    assert result.stderr.count("\n") == directory.SHOWN + 1
    assert result.stderr.endswith("……另有10条，用 --json 查看全部\n")


def test_a_file_that_can_t_be_used(agents: Path) -> None:
    agents.write_text("code,name\n")
    result = CliRunner().invoke(app, ["import", "agents", str(agents)])
    assert (result.exit_code, result.stderr) == (1, "缺少列：机构代码\n")


def test_a_file_that_is_not_there() -> None:
    assert CliRunner().invoke(app, ["import", "agents", "nowhere.csv"]).exit_code == 2


def test_every_kind_with_no_rows(tmp_path: Path) -> None:
    headings = {
        "units": "code,name,level",
        "agents": "code,name,unit",
        "customers": "number,name",
        "policies": "number,product,product line,holder",
    }
    for kind, heading in headings.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(heading + "\n")
        result = CliRunner().invoke(app, ["import", kind, str(path)])
        assert (result.exit_code, result.stdout) == (0, "新增0，更新0，未变0，拒绝0\n")
