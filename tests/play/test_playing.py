"""Reading scripts strictly, letting time pass, comparing, and the command."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjie.cli import app
from anjie.cli import play as command
from anjie.directory.holidays import build_calendar
from anjie.directory.models import Unit
from anjie.play.expecting import failures
from anjie.play.lines import line_of
from anjie.play.moments import moment_after
from anjie.play.paper import PaperDesk
from anjie.play.playing import play
from anjie.play.reading import read
from anjie.play.script import ScriptError
from anjie.procedure.calendar import SHANGHAI

SCRIPT = """\
title = { zh = "来电", en = "A call" }
about = { zh = "一通来电。", en = "One call." }
calendar = "GX"

[units]
wuming = { name = "示范人寿武鸣支公司", level = "county" }

[people]
huang = { name = "黄丽", unit = "wuming", roles = ["inspector"] }

[[step]]
id = "call"
at = 2026-10-09T16:00:00
by = "huang"
[step.received]
channel = "phone"
medium = "oral"
received_by_company_at = 2026-10-09T15:50:00
received_by_unit_at = 2026-10-09T15:50:00
complainants = [{ name = "农秀英", role = "policyholder" }]
respondents = [{ name = "梁志强", agent = "450110000127" }]
facts = "发票未送。"

[[step]]
id = "open"
at = "+10m"
by = "huang"
opened = { allegations = [{ respondent = "R1", violation = "V14" }] }
expect = "refused"
clauses = ["register-same-day", "verify-oral-complaint", "open"]

[[step]]
id = "late"
at = 2026-10-12T09:00:00

[[expect]]
stage = "received"
late = ["register-same-day", "verify-oral-complaint"]
journal = ["received", "duty_missed", "duty_missed"]
due = { verify-oral-complaint = 2026-10-10 }
"""


def test_as_it_stands_everything_holds() -> None:
    script = read(SCRIPT)
    played = play(script, PaperDesk(script))
    assert [*failures(played)] == []
    [(dossier, _)] = played.cases.values()
    noted = [entry.at.astimezone(SHANGHAI).isoformat() for entry in dossier.case.entries[1:]]
    assert noted == ["2026-10-10T00:00:00+08:00", "2026-10-11T00:00:00+08:00"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[step.received]", "[step.recieved]", "line 15: no such act: 'recieved'; is it 'received'?"),
        ('channel = "phone"', 'channel = "fone"', "line 16: received.channel: Input should be"),
        ('medium = "oral"', 'medium = "oral"\nmode = 1', "line 18: received.mode: Extra inputs are not permitted"),
        ('by = "huang"\n[', 'by = "hwang"\n[', "line 14: no such person: 'hwang'; is it 'huang'?"),
        ('unit = "wuming"', 'unit = "wumin"', "line 9: no such unit: 'wumin'; is it 'wuming'?"),
        ('level = "county"', 'level = "country"', "line 6: units.wuming.level: Input should be"),
        ('"verify-oral-complaint", "open"]', '"verify", "oppen"]', "line 30: no such clause: 'oppen'; is it 'open'?"),
        ('at = "+10m"', 'at = "soon"', "line 26: not a time: 'soon'; write '+45m'"),
        ('id = "late"', 'id = "open"', "line 33: two steps are called 'open'"),
        ('stage = "received"', 'stadium = "received"', "line 37: expect.0.stadium: Extra inputs are not permitted"),
        ('stage = "received"', 'after = "lat"', "line 37: no such step: 'lat'; is it 'late'?"),
        ('"R1", violation', '"$proposal.diegst", violation', "line 28: nothing is called '$proposal.diegst'"),
        ('expect = "refused"\n', "", "line 24: clauses and faults go with expect"),
        ("at = 2026-10-09T16:00:00", 'at = "+1h"', "line 13: the first step needs a time of its own"),
        ('id = "open"', 'id = "open"\ncase = "b"', "line 26: case 'b' has not begun"),
        ("[units]", "[units", "line 5"),
        ("opened = {", "withdrawn = {}\nopened = {", "withdrawn.received_on: Field required"),
    ],
)  # fmt: skip
def test_a_bad_word_is_named_with_its_line(old: str, new: str, says: str) -> None:
    with pytest.raises(ScriptError) as caught:
        read(SCRIPT.replace(old, new, 1), "x.toml")
    assert says in str(caught.value)


def test_a_unit_stands_under_a_higher_one() -> None:
    below = 'wuming = { name = "武鸣", level = "county", under = "city" }\ncity = { name = "南宁", level = "county" }'
    bad = SCRIPT.replace('wuming = { name = "示范人寿武鸣支公司", level = "county" }', below)
    with pytest.raises(ScriptError, match="line 6: 'city' is not of a higher level than 'wuming'"):
        read(bad)


def test_one_act_to_a_step() -> None:
    bad = SCRIPT.replace('by = "huang"\nopened', 'by = "huang"\nregistered = { case_class = "ordinary" }\nopened')
    with pytest.raises(ScriptError, match="one act to a step, not 2: registered, opened"):
        read(bad)


def test_time_does_not_run_backwards() -> None:
    script = read(SCRIPT.replace("2026-10-12T09:00:00", "2026-10-08T09:00:00"))
    with pytest.raises(ScriptError, match="step 'late' lies before the one above it"):
        play(script, PaperDesk(script))


REFUSED = 'expect = "refused"\nclauses = ["register-same-day", "verify-oral-complaint", "open"]\n'
RECEIVED = 'stage = "received"'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (REFUSED, "", "step open: outcome should be done and is refused; register-same-day: "),
        (', "open"]', "]", "step open: refused under should be [register-same-day, verify-oral-complaint] and is"),
        ("2026-10-10 }", "2026-10-12 }", "expect 1: verify-oral-complaint due should be 2026-10-12 and is 2026-10-10"),
        (RECEIVED, 'stage = "registered"', "expect 1: stage should be registered and is received"),
        ('"duty_missed"]', '"registered"]', "expect 1: journal should be ["),
        ('late = ["register-same-day", ', "late = [", "expect 1: late should be [verify-oral-complaint] and is"),
        (
            RECEIVED,
            'duties = { register-same-day = "met" }',
            "expect 1: duties of register-same-day should be [met] and is [open late]",
        ),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said(old: str, new: str, says: str) -> None:
    changed = SCRIPT.replace(old, new, 1)
    assert changed != SCRIPT
    script = read(changed)
    [first, *_] = failures(play(script, PaperDesk(script)))
    assert f"{first.where}: {first.says.en}".startswith(says)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+45m", "2026-10-09T16:45:00+08:00"),
        ("+2h", "2026-10-09T18:00:00+08:00"),
        ("+3 days", "2026-10-12T16:00:00+08:00"),
        ("+1 workday", "2026-10-10T16:00:00+08:00"),  # a make-up day
        ("+2 workdays 09:30", "2026-10-12T09:30:00+08:00"),
    ],
)
def test_moments_after_another(text: str, expected: str) -> None:
    before = datetime(2026, 10, 9, 16, tzinfo=SHANGHAI)
    assert moment_after(before, text, build_calendar("GX")).isoformat() == expected


@pytest.mark.parametrize("text", ["1h", "+1", "+1 month", "+1 workday 24:00", "+２h"])
def test_other_forms_are_no_moments(text: str) -> None:
    with pytest.raises(ValueError, match="not a time"):
        moment_after(datetime(2026, 10, 9, 16, tzinfo=SHANGHAI), text, build_calendar())


def test_a_missing_word_is_found_at_its_table() -> None:
    text = "[[step]]\nid = 1\n[[step]]\nid = 2\n[step.received]\nchannel = 1\n"
    assert [
        line_of(text, path) for path in [("step", 1, "id"), ("step", 1, "received", "medium"), ("step", 0, "by")]
    ] == [4, 5, 1]


# -- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "call.toml"
    path.write_text(SCRIPT, "utf-8")
    return path


@pytest.fixture
def in_the_test_database(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def ready() -> Iterator[None]:
        yield

    monkeypatch.setattr(command, "database", ready)


def test_the_command_plays_and_leaves_nothing(file: Path, in_the_test_database: None) -> None:
    result = CliRunner().invoke(app, ["play", str(file)])
    assert result.exit_code == 0, result.output
    assert "与脚本的预期全部相符。" in result.stdout
    assert "2026年10月10日(周六)  国庆节调休上班日" in result.stdout
    assert not Unit.objects.exists()


def test_the_command_names_what_does_not_hold(file: Path, in_the_test_database: None) -> None:
    file.write_text(SCRIPT.replace('stage = "received"', 'stage = "closed"'), "utf-8")
    result = CliRunner().invoke(app, ["play", str(file), "--lang", "en"])
    assert result.exit_code == 1
    assert result.stderr == "call.toml: expect 1: stage should be closed and is received\n"


def test_the_command_refuses_a_script_it_cannot_play(file: Path) -> None:
    file.write_text(SCRIPT.replace("[step.received]", "[step.recieved]"), "utf-8")
    result = CliRunner().invoke(app, ["play", str(file), "--paper"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "call.toml, line 15: no such act: 'recieved'" in result.stderr


def test_the_command_stops_after_a_step_and_answers_in_json(file: Path) -> None:
    result = CliRunner().invoke(app, ["play", str(file), "--paper", "--until", "open", "--json"])
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert [step["outcome"] for step in told["steps"]] == ["done", "refused"]
    assert {each["clause"] for each in told["steps"][1]["refusals"]} == {
        "register-same-day",
        "verify-oral-complaint",
        "open",
    }
    case = told["cases"]["a"]
    assert (case["stage"], [entry["act"] for entry in case["journal"]]) == ("received", ["received"])
    assert {duty["clause"]: duty["due"] for duty in case["duties"]}[
        "verify-oral-complaint"
    ] == "2026-10-11T00:00:00+08:00"
    assert case["facts"]["medium"] == "oral"


def test_the_command_knows_its_steps(file: Path) -> None:
    result = CliRunner().invoke(app, ["play", str(file), "--paper", "--until", "nowhere"])
    assert result.exit_code == 2
    assert result.stderr == "no such step: 'nowhere'\n"
