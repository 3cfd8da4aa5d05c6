"""`anjie archive`: a package is verified without a database, and the first wrong file is named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from anjie.archive.checkpoints import folder
from anjie.platform.signing import fingerprint, public_keys
from casework import ON_THE_SPOT, Desk

Run = Callable[..., Result]


@pytest.fixture
def number(run: Run, people: Any) -> str:
    """Give a file that was put away."""
    desk = Desk()
    return desk.walks(desk.takes(), ON_THE_SPOT)


def test_a_file_is_sealed_exported_and_verified_elsewhere(run: Run, number: str, tmp_path: Path) -> None:
    assert run("archive", "verify", number).exit_code == 1
    sealed = json.loads(run("archive", "seal", number, "--json").stdout)
    assert json.loads(run("archive", "seal", number, "--json").stdout) == sealed
    assert "封存包完整" in run("archive", "verify", number).stdout
    assert run("archive", "export", number, "--out", tmp_path).exit_code == 0
    told = run("archive", "verify", tmp_path / number, "--lang", "en")
    assert (told.exit_code, "the package is whole" in told.stdout) == (0, True)
    key = fingerprint(next(iter(public_keys().values())))
    assert run("archive", "verify", tmp_path / number, "--key", key).exit_code == 0
    assert run("archive", "verify", tmp_path / number, "--key", "0000").exit_code == 1
    touched = tmp_path / number / "data/journal.jsonl"
    touched.write_bytes(touched.read_bytes().replace(b"huang", b"hueng", 1))
    found = run("archive", "verify", tmp_path / number, "--json")
    assert found.exit_code == 1
    first = json.loads(found.stdout)["findings"][0]
    assert (first["wrong"], first["file"]) == ("altered", "data/journal.jsonl")


def test_a_case_that_is_not_archived_is_not_sealed(run: Run, complaints: list[str]) -> None:
    assert run("archive", "seal", complaints[0]).exit_code == 1
    assert run("archive", "seal", "450103-2026-99999").exit_code == 1


def test_what_is_no_package_is_used_wrongly(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert run("archive", "verify", tmp_path / "x").exit_code == 2


def test_the_public_key_is_shown(run: Run) -> None:
    [key] = json.loads(run("archive", "keys", "--json").stdout)
    assert key["algorithm"] == "Ed25519"
    assert key["fingerprint"] in run("archive", "keys").stdout


def test_a_checkpoint_is_made_by_hand_and_audit_asks_it(run: Run, complaints: list[str]) -> None:
    made = json.loads(run("audit", "checkpoint", "--json").stdout)
    assert made["checkpoint"]["size"] == len(complaints)
    assert "第2号检查点" in run("audit", "checkpoint").stdout
    assert run("audit", "verify").exit_code == 0
    (folder() / "000009.json").write_text(json.dumps(made))
    found = run("audit", "verify")
    assert (found.exit_code, "第9号检查点" in found.stdout) == (1, True)
    (folder() / "000009.json").unlink()
