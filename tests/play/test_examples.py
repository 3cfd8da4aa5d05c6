"""The scripts in `examples/`: each plays as it says, on paper and through the real desk; together they show it all."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from anjie.access.models import Officer
from anjie.cases.models import Entry
from anjie.play import paper
from anjie.play.expecting import failures
from anjie.play.paper import PaperDesk
from anjie.play.playing import Play, play, sentences
from anjie.play.reading import read
from anjie.play.rehearsal import RealDesk
from anjie.play.script import Script
from anjie.procedure.acts import ACTS
from anjie.procedure.engine import Verdict, verdict
from anjie.procedure.rulebook import May, Must, MustNot, Rulebook, shipped

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def script(path: Path) -> Script:
    return read(path.read_text("utf-8"), path.name)


@cache
def on_paper(path: Path) -> Play:
    played = script(path)
    return play(played, PaperDesk(played))


def telling(played: Play) -> list[tuple[str, ...]]:
    """What a play comes to: every entry, every refusal, every duty."""
    told: list[tuple[str, ...]] = [
        (key, entry.kind, str(entry.at.timestamp()), entry.by, act.sentence(dossier.case).zh)
        for key, (dossier, _) in played.cases.items()
        for entry, act in sentences(dossier.case)
    ]
    told += [
        (step.step.id, each.clause.id if each.clause else each.field) for step in played.steps for each in step.refusals
    ]
    return told + [
        (key, duty.key, duty.state, str(duty.late), str(duty.due and duty.due.timestamp()))
        for key, (_, duties) in played.cases.items()
        for duty in duties
    ]


def test_there_is_one_for_each_flow() -> None:
    readme = (EXAMPLES[0].parent / "README.md").read_text("utf-8")
    assert len(EXAMPLES) == 17
    assert [path.stem for path in EXAMPLES if f"`{path.stem}`" not in readme] == []


@each_example
def test_plays_as_expected_on_paper(path: Path) -> None:
    played = on_paper(path)
    assert [*failures(played)] == []
    assert played.script.expect


@pytest.mark.django_db
@each_example
def test_plays_the_same_through_the_real_desk(path: Path) -> None:
    played = script(path)
    real = play(played, RealDesk(played))
    assert [*failures(real)] == []
    assert telling(real) == telling(on_paper(path))
    assert Entry.objects.count() == 0  # the wall: nobody said who is asking
    assert not Officer.objects.exists()


@pytest.fixture
def authorities(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect the authorities by which acts are allowed."""
    used: set[str] = set()

    def noting(judge: Callable[..., Verdict]) -> Callable[..., Verdict]:
        def judged(*arguments: object) -> Verdict:
            found = judge(*arguments)
            if found.allowed and found.authority:
                used.add(found.authority.id)
            return found

        return judged

    monkeypatch.setattr(paper, "verdict", noting(verdict))
    return used


def test_every_clause_is_seen_at_work(authorities: set[str]) -> None:
    book: Rulebook = shipped().editions("measures-gx")[-1]
    made: set[str] = set()
    refused: set[str] = set()
    for path in EXAMPLES:
        written = script(path)
        played = play(written, PaperDesk(written))
        made |= {duty.must.id for _, duties in played.cases.values() for duty in duties}
        refused |= {each.clause.id for step in played.steps for each in step.refusals if each.clause}
    clauses = [*book.clauses.values()]
    assert [each.id for each in clauses if isinstance(each, Must) and each.id not in made] == []
    assert [each.id for each in clauses if isinstance(each, May) and each.id not in authorities] == []
    assert [each.id for each in clauses if isinstance(each, MustNot) and each.id not in refused] == []


def test_every_act_is_done_somewhere() -> None:
    shelves = [on_paper(path).cases.values() for path in EXAMPLES]
    done = {entry.kind for shelf in shelves for dossier, _ in shelf for entry in dossier.case.entries}
    assert set(ACTS) - done == {"calendar_revised"}  # the system's, when a calendar is edited
