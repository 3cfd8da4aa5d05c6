"""`anjie export events` and `anjie rulebook replay`: what is written, for whom, and what is refused."""

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result
from lxml import etree

from anjie.access.models import AccessEvent
from anjie.access.words import Happening
from anjie.cli import replay

Run = Callable[..., Result]


def traces(path: Path) -> int:
    return len(etree.parse(path).findall("trace"))


@pytest.mark.parametrize("name", ["log.xes", "log.csv", "log.parquet", "log.json", "log.xml", "log.sqlite"])
def test_events_are_exported_in_every_form(run: Run, complaints: list[str], tmp_path: Path, name: str) -> None:
    format_ = name.removeprefix("log.") if name.endswith(("xes", "csv", "parquet")) else "ocel2"
    done = run("export", "events", "--format", format_, "--out", tmp_path / name, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["cases"], told["events"], told["names"]) == (6, 8, False)
    assert (tmp_path / name).stat().st_size > 0


def test_an_export_is_put_on_record(run: Run, complaints: list[str], tmp_path: Path) -> None:
    out = tmp_path / "log.xes"
    assert run("export", "events", "--format", "xes", "--out", out, "--by", "huangfu", "--names").exit_code == 0
    event = AccessEvent.objects.get(kind=Happening.EXPORTED)
    assert (event.by.username if event.by else "", event.detail) == ("huangfu", "xes  6 names")
    assert complaints[0] in out.read_text()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--names",), 2),
        (("--by", "wei", "--names"), 1),
        (("--by", "guan"), 1),
        (("--by", "tan", "--unit", "4501"), 1),
        (("--by", "nobody"), 2),
        (("--unit", "999"), 2),
        (("--format", "pdf"), 2),
    ],
)
def test_what_is_refused(run: Run, complaints: list[str], tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    done = run("export", "events", "--format", "xes", "--out", tmp_path / "log.xes", *words)
    assert done.exit_code == code, done.output
    assert not (tmp_path / "log.xes").exists()


@pytest.mark.parametrize(("by", "seen"), [("zhou", 6), ("tan", 0), ("shen", 6)])
def test_an_officer_gets_the_cases_he_may_see(
    run: Run, complaints: list[str], tmp_path: Path, by: str, seen: int
) -> None:
    out = tmp_path / "log.xes"
    assert run("export", "events", "--format", "xes", "--out", out, "--by", by).exit_code == 0
    assert traces(out) == seen


def test_a_period_narrows_it(run: Run, complaints: list[str], tmp_path: Path) -> None:
    out = tmp_path / "log.xes"
    assert run("export", "events", "--format", "xes", "--out", out, "--from", "2031-01-01").exit_code == 0
    assert traces(out) == 0


# -- trying an edition ---------------------------------------------------------------------------------------------


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the work in this process, within the test's transaction."""

    def work(number: int, *_: object) -> None:
        replay.work_on(number)

    monkeypatch.setattr(replay, "_work", work)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    text = (files("anjie.procedure") / "rulebooks" / "measures-gx.toml").read_text("utf-8")
    path = tmp_path / "draft.toml"
    path.write_text(text.replace('within = "1 workday"', 'within = "40 workdays"', 1), encoding="utf-8")
    return path


def test_a_draft_is_tried(run: Run, complaints: list[str], here: None, draft: Path) -> None:
    done = run("rulebook", "replay", draft, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["cases"], told["finished"]) == (6, True)
    assert {(each["difference"], each["clause"]) for each in told["differences"]} == {("kept", "verify-oral-complaint")}
    plain = run("rulebook", "replay", draft, "--lang", "en").stdout
    assert "6 cases" in plain
    assert "Limit no longer missed" in plain
    again = run("rulebook", "replay", draft, "--resume", told["number"], "--json")
    assert json.loads(again.stdout)["differences"] == told["differences"]


def test_what_can_not_be_tried_is_refused(run: Run, complaints: list[str], here: None, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("id = 1")
    for named in ("measures-gx@1999", tmp_path / "broken.toml"):
        assert run("rulebook", "replay", named).exit_code == 2
    assert run("rulebook", "replay", "measures-gx@2026.1", "--unit", "999").exit_code == 2
    assert run("rulebook", "replay", "measures-gx@2026.1", "--resume", "999").exit_code == 2
