"""Commands run in the test's database at a fixed hour, on the six complaints of the hotline's sample."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from click.testing import Result
from typer.testing import CliRunner

if TYPE_CHECKING:
    from anjie.access.models import Officer
    from anjie.directory.models import Unit

Run = Callable[..., Result]


@pytest.fixture
def run(tree: "dict[str, Unit]", monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Give what runs a command and returns what came of it."""
    from anjie.archive.checkpoints import folder
    from anjie.cli import app, case, export, imports, replay
    from people import AT

    for copy in folder().glob("*.json"):  # of checkpoints in databases that other tests had
        copy.unlink()

    for command in (case, export, imports, replay):
        monkeypatch.setattr(command, "database", nullcontext)
    with time_machine.travel(AT + timedelta(days=21), tick=False):
        yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def complaints(run: Run, people: "dict[str, Officer]") -> list[str]:
    """Give the numbers of six complaints, the first of them registered and assigned."""
    from anjie.access.scope import Scope
    from anjie.access.wall import within
    from anjie.cases.desk import perform
    from anjie.platform.clock import now
    from anjie.procedure.acts.opening import Assigned
    from anjie.procedure.acts.registration import Registered
    from anjie.procedure.terms import CaseClass
    from importing import HOTLINE_SAMPLE, MAPS
    from people import office_of

    taken = run("import", "complaints", HOTLINE_SAMPLE, "--map", MAPS / "hotline.toml", "--unit", "4501")
    assert taken.exit_code == 0, taken.output
    numbers = [f"4501-2026-{place:05d}" for place in range(1, 7)]
    with within(Scope.SYSTEM):
        for act in (Registered(case_class=CaseClass.ORDINARY), Assigned(handler="zhou")):
            assert perform(numbers[0], act, office_of("zheng", now())).done
    return numbers
