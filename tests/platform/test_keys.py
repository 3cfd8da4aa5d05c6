"""Keys: given or made, once for all processes, and never shown."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anjie.platform.keys import KeysError, data_keys, secret_key

SECRET = base64.b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def new_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIE_HOME", str(tmp_path))


def test_are_made_once_and_kept_for_nobody_else(tmp_path: Path) -> None:
    assert secret_key() == secret_key()
    assert data_keys() == data_keys()
    assert [path.name for path in sorted((tmp_path / "keys").iterdir())] == ["data", "secret"]
    for path in (tmp_path / "keys", *(tmp_path / "keys").iterdir()):
        assert path.stat().st_mode & 0o077 == 0


def test_are_one_for_those_who_make_them_at_once() -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: data_keys(), range(64)))) == 1


def test_are_taken_from_the_environment_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIE_SECRET_KEY", "given")
    monkeypatch.setenv("ANJIE_DATA_KEYS", f"k2:{SECRET}, k1:{SECRET}")
    assert secret_key() == "given"
    assert [key.name for key in data_keys()] == ["k2", "k1"]


@pytest.mark.parametrize("wrong", ["k1", "k1:short", "k1:c2hvcnQ=", f":{SECRET}"])
def test_that_cannot_be_used_are_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("ANJIE_DATA_KEYS", wrong)
    with pytest.raises(KeysError, match="name:base64"):
        data_keys()


def test_of_the_same_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJIE_DATA_KEYS", f"k1:{SECRET},k1:{SECRET}")
    with pytest.raises(KeysError, match="alike"):
        data_keys()


def test_are_not_shown() -> None:
    assert "secret" not in repr(data_keys())
