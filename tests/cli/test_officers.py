"""`anjie officer`: the way in when nobody can sign in."""

from contextlib import nullcontext

import pytest
from typer.testing import CliRunner

from anjie.access.models import Officer
from anjie.access.office import offices_of
from anjie.cli import app, officers
from anjie.platform.clock import now
from anjie.procedure.terms import Role
from people import build_tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officers, "database", nullcontext)
    build_tree()


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["officer", *words])
    return result.exit_code, result.output.strip()


def test_the_first_account() -> None:
    code, said = run("add", "guan", "关管理")
    assert code == 0
    officer = Officer.objects.get()
    assert officer.check_password(said.removeprefix("临时密码："))
    assert officer.must_change_password
    [office] = offices_of(officer, now())
    assert (office.unit, office.roles) == ("0", {Role.ADMIN})


def test_another_post() -> None:
    run("add", "wang", "王督察", "--unit", "450103", "--role", "inspector")
    [office] = offices_of(Officer.objects.get(), now())
    assert (office.unit, office.roles) == ("450103", {Role.INSPECTOR})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["add", "guan", "关管理", "--unit", "99"], 2),
        (["add", "45010300017", "关管理"], 2),
        (["add", "wang", "又一个"], 1),
        (["add", "qin", "覃理赔", "--role", "department"], 1),
        (["password", "nobody"], 1),
    ],
)
def test_refused(words: list[str], code: int) -> None:
    run("add", "wang", "王督察")
    assert run(*words)[0] == code
    assert Officer.objects.count() == 1


def test_a_lost_password() -> None:
    _, first = run("add", "guan", "关管理")
    code, second = run("password", "guan", "--lang", "en")
    assert code == 0
    assert second != first
    assert Officer.objects.get().check_password(second.removeprefix("Temporary password: "))
