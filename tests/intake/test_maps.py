"""A map is refused before the first row, with the line and the column or field at fault."""

from pathlib import Path

import pytest

from anjie.intake.checking import check
from anjie.intake.maps import BadMapError, Plan, read_map
from anjie.intake.tables import open_table

ROOT = Path(__file__).parents[2]

GOOD = """\
source = "elsewhere"
number = "n"

[kind]
imported = { column = "closed", present = true }

[imported]
received_on = { column = "day" }
channel = { column = "way", values = { phone = "phone", visit = "visit" } }
tags = { column = "tags", split = ";" }

[[imported.complainants]]
name = { column = "who", default = "匿名" }
role = { value = "other" }
"""
FILE = "n,day,closed,way,tags,who\n1,2024-01-01,2024-01-02,phone,a;b,Wei\n"


def faults(tmp_path: Path, text: str, file: str = FILE) -> list[str]:
    path = tmp_path / "a.csv"
    path.write_text(file)
    try:
        check(Plan(text, "m.toml"), open_table(path))
    except BadMapError as error:
        return [fault.en for fault in error.faults]
    return []


def test_a_good_map_is_accepted(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"n"', '"number"', "m.toml line 2, number: the file has no column 'number'"),
        ('column = "closed"', 'column = "shut"', "m.toml line 5, kind.imported: the file has no column 'shut'"),
        ('column = "day"', 'column = "dya"', "m.toml line 8, imported.received_on: the file has no column 'dya'"),
        ("received_on", "received_om", "m.toml line 7, imported: the required field received_on is missing"),
        ("tags =", "tagz =", "m.toml line 10, imported.tagz: there is no such field"),
        ("tags =", "number =", "m.toml line 10, imported.number: is filled in by the system and can't be mapped"),
        ("tags =", "policies =", "m.toml line 10, imported.policies: is a list: write [[imported.policies]]"),
        ("split", "spilt", "m.toml line 10, imported.tags.spilt: no such field"),
        ('"other"', '"cousin"', "m.toml line 14, imported.complainants.0.role.value: 'cousin': must be one of: 'poli"),
        ('visit = "visit"', 'visit = "vist"', "m.toml line 9, imported.channel.values.visit: 'vist': must be one of"),
        ("role =", "rule =", "m.toml line 14, imported.complainants.0.rule: there is no such field"),
        ("role =", "# role =", "m.toml line 12, imported.complainants.0: the required field role is missing"),
        ("complainants", "complaints", "m.toml line 12, imported.complaints: there is no such field"),
        ("present = true", "presents = true", "m.toml line 5, kind.imported.presents: no such field"),
        (
            'value = "other"',
            'value = "other", column = "who"',
            "imported.complainants.0.role: use exactly one",
        ),
        ('default = "匿名"', 'others = "reject"', "imported.complainants.0.name: others goes with values"),
        ("present = true", 'present = true, in = ["x"]', "m.toml line 5, kind.imported: use exactly one of present"),
        ("source =", "source", "m.toml: not TOML"),
        ("[imported]", "[received]", "m.toml line 1: [kind] speaks of [imported], which is not there"),
        ('column = "who"', 'column = "who", split = ";"', ""),
    ],
)
def test_a_fault_names_line_and_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    found = faults(tmp_path, GOOD.replace(old, new, 1) if old != "[imported]" else _without_imported())
    assert (found == []) if not says else any(says in fault for fault in found), found


def _without_imported() -> str:
    return GOOD.partition("[imported]")[0] + '[received]\nfacts = { column = "who" }\n'


def test_values_that_are_left_out_are_named(tmp_path: Path) -> None:
    file = FILE + "2,2024-01-01,2024-01-02,letter,,\n3,2024-01-01,2024-01-02,letter,,\n4,2024-01-01,2024-01-02,,,\n"
    [fault] = faults(tmp_path, GOOD, file)
    assert fault.startswith("m.toml line 9, imported.channel.values: values of the file are not listed")
    assert fault.endswith("“letter”×2")
    for way_out in ('default = "online"', 'others = "reject"'):
        assert faults(tmp_path, GOOD.replace('"visit" }', f'"visit" }}, {way_out}'), file) == []


@pytest.mark.parametrize(
    ("name", "file"),
    [("tx_complaints", "tests/intake/data/tx_sample.csv"), ("hotline", "examples/data/hotline-2026-11.csv")],
)
def test_shipped_maps_fit_their_samples(name: str, file: str) -> None:
    check(read_map(ROOT / "examples" / "maps" / f"{name}.toml"), open_table(ROOT / file))
