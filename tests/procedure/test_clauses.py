"""Each clause of the shipped rulebooks shown on stories; the stories stand in TOML beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from anjie.procedure import engine
from anjie.procedure.duties import REPLACED, Dossier, Duty, duties
from anjie.procedure.facts import FACTS, RELATIONS
from anjie.procedure.rulebook import May, Must, shipped
from anjie.procedure.terms import DutyState, Level, Reach, Role, Stage
from procedure.stories import BOOK, CALENDAR, Asked, asked, at, told

HERE = Path(__file__).parent
MINUTE = timedelta(minutes=1)


class MustCase(BaseModel):
    """One line of `musts.toml`."""

    model_config = ConfigDict(extra="forbid")

    clause: str
    shows: str
    story: str
    asked: str = ""
    due: date | None = None
    item: str | None = None
    state: DutyState | None = None
    first: bool = False

    @property
    def dossier(self) -> Dossier:
        return told(self.story)

    def asked_at(self, dossier: Dossier) -> datetime:
        return at(self.asked) if self.asked else dossier.case.entries[-1].at + MINUTE


MUSTS = [MustCase.model_validate(row) for row in tomllib.loads((HERE / "musts.toml").read_text("utf-8"))["case"]]

STATES: dict[str, set[DutyState]] = {
    "met": {DutyState.MET},
    "late": {DutyState.MET, DutyState.OPEN},
    "open": {DutyState.OPEN},
    "void": {DutyState.VOID},
    "paused": {DutyState.OPEN},
    "extended": {DutyState.OPEN},
    "restarted": {DutyState.OPEN},
    "replaced": {DutyState.OPEN},
}


def name(case: MustCase) -> str:
    return f"{case.clause}-{case.shows}"


@pytest.mark.parametrize("case", MUSTS, ids=name)
def test_what_is_demanded(case: MustCase) -> None:
    dossier = case.dossier
    made = [
        duty
        for duty in duties(dossier, CALENDAR, case.asked_at(dossier))
        if duty.must.id == case.clause and case.item in (None, duty.item)
    ]
    if case.shows == "never":
        assert not made
        return
    duty = made[0 if case.first else -1]
    assert duty.state in ({case.state} if case.state else STATES[case.shows])
    assert duty.late == (case.shows == "late")
    assert last_day(duty) == case.due
    assert not duty.provisional
    if case.shows == "paused":
        assert duty.stops
        assert duty.suspended == (case.due is None)
    if case.shows in {"restarted", "replaced"}:
        assert made[-2].void_because == REPLACED
        assert made[-2].late is False


def last_day(duty: Duty) -> date | None:
    """The last day of a limit, which ends at midnight after it."""
    if duty.due is None:
        return None
    assert duty.due.time() == datetime.min.time()
    return (duty.due - MINUTE).date()


def must_be_shown(must: Must) -> set[str]:
    """What the stories have to show of a must, by what its clause provides for."""
    row = must.row
    provided = {
        "met": True,
        "late": row.within is not None,
        "void": bool(row.void_by) or "left_the_walk" in row.conditions,
        "never": bool(row.conditions),
        "paused": bool(row.pause),
        "extended": bool(row.extend),
        "restarted": row.restart is not None,
        "replaced": row.each_start == "replaces",
        "open": row.within is None,
    }
    return {shows for shows, needed in provided.items() if needed}


@pytest.mark.parametrize("must", BOOK.musts, ids=lambda must: must.id)
def test_all_that_a_must_provides_for_is_shown(must: Must) -> None:
    assert must_be_shown(must) <= {case.shows for case in MUSTS if case.clause == must.id}


# -- may -----------------------------------------------------------------------------------------------------------


class Refused(BaseModel):
    """What a may doesn't cover: one thing that is otherwise, and which of its words that offends."""

    model_config = ConfigDict(extra="forbid")

    way: str
    who: str = ""
    act: str = ""
    story: str | None = None


class MayCase(BaseModel):
    """One line of `mays.toml`."""

    model_config = ConfigDict(extra="forbid")

    clause: str
    who: str
    act: str
    story: str
    refused: tuple[Refused, ...] = ()

    @property
    def may(self) -> May:
        clause = BOOK.clause(self.clause)
        assert isinstance(clause, May)
        return clause


def wanting(may: May, case: Asked) -> list[str]:
    """What would have to be so for the clause to cover it, in English."""
    return [says.en for says in engine._wanting(case.dossier, may, case.act, case.office)]


MAYS = [MayCase.model_validate(row) for row in tomllib.loads((HERE / "mays.toml").read_text("utf-8"))["case"]]


@pytest.mark.parametrize("case", MAYS, ids=lambda case: case.clause)
def test_who_may(case: MayCase) -> None:
    judged = engine.verdict(*asked(case.who, case.act, case.story))
    assert [refusal.wanting.en for refusal in judged.refusals] == []
    assert judged.authority is case.may


def otherwise(case: MayCase, **changes: object) -> list[str]:
    """What is wanting when the officer is otherwise."""
    given = asked(case.who, case.act, case.story)
    changed = given._replace(office=replace(given.office, **changes))
    assert engine.verdict(*changed).authority is not case.may
    return wanting(case.may, changed)


@pytest.mark.parametrize("case", MAYS, ids=lambda case: case.clause)
def test_nobody_in_another_post_may(case: MayCase) -> None:
    others = [role for role in Role if role not in case.may.row.role]
    for role in others:
        assert otherwise(case, roles=frozenset({role}))[0].startswith("This is for: ")


@pytest.mark.parametrize("case", [case for case in MAYS if case.may.row.level], ids=lambda case: case.clause)
def test_nobody_at_another_level_may(case: MayCase) -> None:
    for level in set(Level) - set(case.may.row.level):
        assert otherwise(case, level=level)[0].startswith("This is for the level: ")


@pytest.mark.parametrize("case", MAYS, ids=lambda case: case.clause)
def test_nobody_from_elsewhere_may(case: MayCase) -> None:
    for reach in set(Reach) - set(case.may.row.reach):
        assert otherwise(case, reach=reach)[0].startswith("This is for: ")


@pytest.mark.parametrize("case", [case for case in MAYS if case.may.row.stage], ids=lambda case: case.clause)
def test_not_at_another_stage(case: MayCase) -> None:
    for stage in set(Stage) - set(case.may.row.stage):
        given = asked(case.who, case.act, case.story)
        given.dossier.case.stage = stage
        assert engine.verdict(*given).authority is not case.may
        assert any(says.startswith("The case must be at the stage: ") for says in wanting(case.may, given))


@pytest.mark.parametrize(
    "case",
    [case for case in MAYS if case.may.row.when.get("left_the_walk") == (False,)],
    ids=lambda case: case.clause,
)
def test_not_once_the_complaint_was_withdrawn(case: MayCase) -> None:
    given = asked(case.who, case.act, case.story)
    given.dossier.case.withdrawn = True
    assert engine.verdict(*given).authority is not case.may
    assert "Needed: not: declined, withdrawn or merged" in wanting(case.may, given)


def offends(may: May, way: str) -> str:
    """How a refusal begins that is due to one word of the clause."""
    word, _, name = way.partition(":")
    if word == "relation":
        return f"Only: {RELATIONS[name].means.en}"
    if word == "when":
        return f"Needed: {FACTS[name].say(may.row.when[name]).en}"
    return {
        "where": "This authority doesn't cover that case",
        "up_to:severity": "Violations up to ",
        "up_to:redress": "Up to ",
        "up_to:class": "The class must be: ",
        "up_to:sanction": "Sanctions up to: ",
    }[way]


@pytest.mark.parametrize(
    ("case", "refused"),
    [pytest.param(case, refused, id=f"{case.clause}-{refused.way}") for case in MAYS for refused in case.refused],
)
def test_what_a_may_does_not_cover(case: MayCase, refused: Refused) -> None:
    story = case.story if refused.story is None else refused.story
    given = asked(refused.who or case.who, refused.act or case.act, story)
    judged = engine.verdict(*given)
    assert judged.authority is not case.may
    told_why = wanting(case.may, given)
    assert len(told_why) == 1
    assert told_why[0].startswith(offends(case.may, refused.way))


def ways_to_refuse(may: May) -> set[str]:
    """Every word of a clause that can be offended, save those tried without being listed."""
    row = may.row
    ways = {f"relation:{name}" for name in row.relation}
    ways |= {f"when:{name}" for name, allowed in row.when.items() if (name, allowed) != ("left_the_walk", (False,))}
    ways |= {"where"} if row.where else set()
    if row.up_to:
        given = {
            "severity": row.up_to.severity,
            "redress": row.up_to.redress,
            "class": row.up_to.case_class,
            "sanction": row.up_to.sanction,
        }
        ways |= {f"up_to:{name}" for name, value in given.items() if value}
    return ways


@pytest.mark.parametrize("may", BOOK.all_mays, ids=lambda may: may.id)
def test_every_word_of_a_may_is_shown(may: May) -> None:
    cases = [case for case in MAYS if case.clause == may.id]
    assert cases
    assert {refused.way for case in cases for refused in case.refused} == ways_to_refuse(may)


def test_those_above_are_told_of_grave_decisions() -> None:
    informed = {
        case.clause: [inform.level for inform in engine.verdict(*asked(case.who, case.act, case.story)).inform]
        for case in MAYS
    }
    assert {clause: levels for clause, levels in informed.items() if levels} == {"approve-region": [Level.HEAD_OFFICE]}
    serious = next(case for case in MAYS if case.clause == "approve-city").story.replace(
        "opened", "opened  allegations=R1:V03"
    )
    judged = engine.verdict(*asked("approver@city/above", "06-03 09:00  approved", serious))
    assert [inform.level for inform in judged.inform] == [Level.REGION]


# -- must not ------------------------------------------------------------------------------------------------------


class But(BaseModel):
    """What is otherwise in the nearest thing that passes."""

    model_config = ConfigDict(extra="forbid")

    who: str = ""
    act: str = ""
    story: str | None = None


class MustNotCase(BaseModel):
    """One line of `must_nots.toml`."""

    model_config = ConfigDict(extra="forbid")

    clause: str
    who: str
    act: str
    story: str
    but: But


MUST_NOTS = [
    MustNotCase.model_validate(row) for row in tomllib.loads((HERE / "must_nots.toml").read_text("utf-8"))["case"]
]


def cited(case: Asked) -> set[str]:
    """The clauses that refuse an act."""
    return {refusal.clause.id for refusal in engine.verdict(*case).refusals if refusal.clause}


@pytest.mark.parametrize("case", MUST_NOTS, ids=lambda case: case.clause)
def test_what_is_forbidden(case: MustNotCase) -> None:
    but = case.but
    story = case.story if but.story is None else but.story
    assert case.clause in cited(asked(case.who, case.act, case.story))
    assert case.clause not in cited(asked(but.who or case.who, but.act or case.act, story))


@pytest.mark.parametrize("case", MUST_NOTS, ids=lambda case: case.clause)
def test_the_nearest_thing_passes(case: MustNotCase) -> None:
    but = case.but
    story = case.story if but.story is None else but.story
    judged = engine.verdict(*asked(but.who or case.who, but.act or case.act, story))
    assert judged.allowed


@pytest.mark.parametrize("reach", Reach)
def test_nobody_does_anything_once_the_file_was_disposed_of(reach: Reach) -> None:
    after = next(case for case in MUST_NOTS if case.clause == "nothing-after-disposal")
    given = asked(after.who, after.act, after.story)
    for level in Level:
        everybody = replace(given.office, roles=frozenset(Role), level=level, reach=reach)
        judged = engine.permitted(given.dossier, everybody)
        assert [kind for kind, each in judged.items() if each.allowed] == []


# -- all of them ---------------------------------------------------------------------------------------------------


def test_every_clause_of_the_shipped_rulebooks_is_shown() -> None:
    shown = {case.clause for case in (*MUSTS, *MAYS, *MUST_NOTS)}
    shipped_ids = {clause for name in shipped().ids for book in shipped().editions(name) for clause in book.clauses}
    assert shown == shipped_ids
