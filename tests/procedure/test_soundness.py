"""The shipped rulebooks are sound; and for each way of being unsound there is a rulebook that is found out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from anjie.procedure.acts import ACTS
from anjie.procedure.rulebook import (
    Library,
    Rulebook,
    RulebookError,
    RulebookFile,
    compose,
    lay_transitional,
    read,
    shipped,
)
from anjie.procedure.soundness import assumptions, check, check_library, close_out, explore
from anjie.procedure.soundness.exploring import Staff
from anjie.procedure.terms import Level
from procedure.stories import BOOK, CALENDAR, told

FOLDER = files("anjie.procedure") / "rulebooks"
LAWS = ("law-cn-2020-3.toml", "law-cn-2023-2.toml")

Tables = dict[str, Any]


def text_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


MEASURES = text_of("measures-gx.toml")
LAW_FILES = [read(text_of(name), name) for name in LAWS]


def mutated(change: Callable[[Tables], object]) -> Rulebook:
    """The shipped measures with one thing changed in them."""
    tables = deepcopy(tomllib.loads(MEASURES))
    change(tables)
    return compose([*LAW_FILES, RulebookFile.model_validate(tables)])


def clause(tables: Tables, name: str) -> Tables:
    rows = [row for table in ("must", "may", "must_not") for row in tables[table]]
    return next(row for row in rows if row["id"] == name)


def put(name: str, **words: object) -> Callable[[Tables], object]:
    """Set words of one clause; `from_`, `while_` stand for the keywords."""
    return lambda tables: clause(tables, name).update({key.rstrip("_"): value for key, value in words.items()})


def drop(table: str, **where: object) -> Callable[[Tables], object]:
    """Leave out the rows of a table that are so."""

    def leave_out(tables: Tables) -> None:
        tables[table] = [row for row in tables[table] if any(row.get(key) != value for key, value in where.items())]

    return leave_out


def row(table: str, key: str, name: str, **words: object) -> Callable[[Tables], object]:
    """Set words of one row of a catalogue."""
    return lambda tables: next(each for each in tables[table] if each[key] == name).update(words)


def add(table: str, **words: object) -> Callable[[Tables], object]:
    """Add a row."""
    head = {"source": "办法", "zh": "条款", "en": "A clause"} if table in ("must", "may", "must_not") else {}
    return lambda tables: tables.setdefault(table, []).append({**head, **words})


def test_the_shipped_rulebooks_are_sound() -> None:
    assert check_library(shipped()) == []


FLAWED: dict[str, tuple[Callable[[Tables], object], str, str]] = {
    # words that don't exist
    "act that starts": (put("register-same-day", after="recieved"), "register-same-day", "no act 'recieved'"),
    "act that is gated": (put("register-same-day", before="openned"), "register-same-day", "no act 'openned'"),
    "act that is owed": (put("register-same-day", do="enrolled"), "register-same-day", "no act 'enrolled'"),
    "act that voids": (put("assign-handler", void_by="gone"), "assign-handler", "no act 'gone'"),
    "act that extends": (
        put("every-case-closed", extend=[{"on": "prolonged", "to": "120 days"}]),
        "every-case-closed",
        "no act 'prolonged'",
    ),
    "act that pauses": (
        put("every-case-closed", pause=[{"from": "frozen", "until": "resumed"}]),
        "every-case-closed",
        "no act 'frozen'",
    ),
    "act that restarts": (put("register-same-day", restart={"on": "redone"}), "register-same-day", "no act 'redone'"),
    "act that is allowed": (put("register", act="enrolled"), "register", "no act 'enrolled'"),
    "act that is forbidden": (put("own-draft", act="aproved"), "own-draft", "no act 'aproved'"),
    "fact": (put("call-back", when={"clas": "major"}), "call-back", "no fact 'clas'"),
    "fact's value": (put("call-back", when={"class": "huge"}), "call-back", "class has no value 'huge'"),
    "yes or no as a word": (put("tell-referrer", when={"referred": "true"}), "tell-referrer", "no value 'true'"),
    "may's fact": (put("archive", when={"reviewed": True}), "archive", "no fact 'reviewed'"),
    "must_not's fact": (put("no-closing-in-review", when={"reviewed": True}), "no-closing-in-review", "no fact"),
    "relation": (put("find", relation="owner"), "find", "no relation 'owner'"),
    "must_not's relation": (put("own-draft", relation="author"), "own-draft", "no relation 'author'"),
    "things to go over": (put("serve-sanction", for_each="agent"), "serve-sanction", "nothing called 'agent'"),
    # facts used where they say nothing
    "item's fact without items": (
        put("call-back", when={"respondent_at_fault": True}),
        "call-back",
        "needs for_each = 'respondent'",
    ),
    "item's fact in a may": (put("archive", when={"respondent_at_fault": True}), "archive", "needs for_each"),
    "fact in when and while": (put("assign-handler", when={"assigned": True}), "assign-handler", "both when and while"),
    # fields
    "no such field": (put("decline-not-genuine", where={"outcome": "x"}), "decline-not-genuine", "no field 'outcome'"),
    "free text": (put("tell-referrer", do_where={"text": "ok"}), "tell-referrer", "is free text"),
    "field's value": (put("decline-not-genuine", where={"result": "false"}), "decline-not-genuine", "no value 'false'"),
    "may's field": (put("extend-complex", where={"ground": "hard"}), "extend-complex", "no value 'hard'"),
    "pause's field": (
        put("every-case-closed", pause=[{"from": "suspended", "until": "resumed", "where": {"ground": "rest"}}]),
        "every-case-closed",
        "no value 'rest'",
    ),
    "matched field": (put("serve-sanction", match="agent"), "serve-sanction", "no field 'agent'"),
    "gate's field": (put("serve-sanction", gate="agent"), "serve-sanction", "no field 'agent'"),
    "start without a time": (put("register-same-day", from_="channel"), "register-same-day", "no day or time called"),
    "limit without a day": (
        put("keep-promised-date", within={"field": "method"}),
        "keep-promised-date",
        "no day or time called 'method'",
    ),
    # limits
    "missing what isn't there": (
        put("urge-late-department", after="missed:nothing"),
        "urge-late-department",
        "is no earlier must",
    ),
    "missing what comes later": (
        put("urge-late-department", after="missed:archive-after-closing"),
        "urge-late-department",
        "is no earlier must",
    ),
    "missing what has no limit": (
        put("urge-late-department", after="missed:agents-known-before-opening"),
        "urge-late-department",
        "has no limit to miss",
    ),
    "start without a limit": (put("tell-referrer", from_="received_at"), "tell-referrer", "has no limit that could"),
    "extension that isn't": (
        put("every-case-closed", extend=[{"on": "extended", "to": "60 days"}]),
        "every-case-closed",
        "is no longer than the limit",
    ),
    "start that restarts": (
        put("every-case-closed", restart={"on": "received"}),
        "every-case-closed",
        "both starts and restarts",
    ),
    # at odds with itself or another
    "own gate": (put("register-same-day", before="registered"), "register-same-day", "stands in its own way"),
    "met and void": (put("assign-handler", void_by="assigned"), "assign-handler", "both meets and voids it"),
    "owed by who may not": (put("register-same-day", by="approver"), "register-same-day", "may do none of it"),
    "demanded and forbidden": (
        add("must_not", id="no-call-back", act="called_back", when={"call_back_drawn": True}),
        "call-back",
        "is forbidden by no-call-back",
    ),
    # tightening
    "tightens nothing": (put("call-back", tightens="nothing"), "call-back", "no demand of the law"),
    "tightens its like": (put("call-back", tightens="archive-after-closing"), "call-back", "no demand of the law"),
    "other ways": (
        put("sanction-or-exemption", do=["sanction_decided", "opinion_given"]),
        "sanction-or-exemption",
        "it can be met in other ways",
    ),
    "other excuses": (
        put("sanction-or-exemption", void_by="reopened"),
        "sanction-or-exemption",
        "other things make it void",
    ),
    "less often": (
        put(
            "sanction-or-exemption",
            when={"respondent_at_fault": True, "left_the_walk": False, "class": "major"},
        ),
        "sanction-or-exemption",
        "it is demanded less often",
    ),
    "in nobody's way": (
        put("answer-or-promise", tightens="major-when-twenty", do=["registered"], do_where={"case_class": "major"}),
        "answer-or-promise",
        "it stands in the way of nothing",
    ),
    "starts elsewhere": (
        put("archive-after-closing", tightens="decide-and-tell", do="replied"),
        "archive-after-closing",
        "it starts less often",
    ),
    "longer": (
        put("every-case-closed", tightens="contact-complainant", do="replied", pause=[]),
        "every-case-closed",
        "its limit is longer",
    ),
    # sources and languages
    "no source": (put("close", source=" "), "close", "cites no source"),
    "no Chinese": (put("close", zh="Close"), "close", "no Chinese text"),
    "no English": (put("close", en="督察员结案"), "close", "no complete English text"),
    "assumption in one language": (
        put("find", assumed={"by": "region", "zh": "assumed", "en": "assumed"}),
        "find",
        "no Chinese text",
    ),
    "violation in one language": (row("violation", "code", "V01", en=" "), "V01", "no complete English text"),
    "sanction in one language": (row("sanction", "code", "warning", zh="warning"), "warning", "no Chinese text"),
    # reminders
    "reminder of nothing": (
        row("reminder", "id", "remind-at-limit", clauses=["call-bak"]),
        "remind-at-limit",
        "is no demand",
    ),
    "reminder of what has no limit": (
        row("reminder", "id", "remind-at-limit", clauses=["agents-known-before-opening"]),
        "remind-at-limit",
        "has no limit to remind of",
    ),
    "reminder in one language": (
        row("reminder", "id", "remind-at-limit", en="提醒"),
        "remind-at-limit",
        "English text",
    ),
    "figure in one language": (row("figure", "id", "interviewers", en="人"), "interviewers", "no complete English"),
    # catalogues
    "two on one rung": (row("sanction", "code", "censure", rank=2), "censure", "same rung as warning"),
    "points reversed": (row("sanction", "code", "censure", points=[4, 2]), "censure", "the wrong way round"),
    "rung that isn't there": (
        put("approve-county", up_to={"severity": "S1", "redress": 5000, "class": ["ordinary"], "sanction": 40}),
        "approve-county",
        "has no rung 40",
    ),
    "ground without a class": (drop("ground", code="media"), "media", "isn't said to make any class"),
    "figure a fact needs": (drop("figure", id="collective"), "collective-is-major", "needs the figure 'collective'"),
    "figure a relation needs": (drop("figure", id="interviewers"), "two-interviewers", "needs the figure"),
    "transitional clause": (
        add("transitional", clause="nothing", source="办法", zh="过渡", en="Transitional"),
        "nothing",
        "a clause that doesn't exist",
    ),
    # authority
    "act that is nobody's": (drop("may", id="sign-when-asked"), "countersigned", "is nobody's to do"),
    "informing those below": (
        put("approve-region", inform=[{"level": "city"}]),
        "approve-region",
        "is not above the one that decides",
    ),
    "gap": (drop("may", id="approve-region"), "approved", "nobody may approve: "),
    "less at a level above": (
        put("approve-region", level=["region"], up_to={"sanction": 9}),
        "approved",
        "a level below may approve but not one above: ",
    ),
    "graver decided lower": (
        put("approve-county", up_to={"severity": "S1", "redress": 5000, "class": ["major"], "sanction": 4}),
        "approved",
        "something graver is decided at a lower level: ",
    ),
}


@pytest.mark.parametrize(("change", "where", "says"), FLAWED.values(), ids=FLAWED.keys())
def test_each_flaw_is_found(change: Callable[[Tables], object], where: str, says: str) -> None:
    found = [flaw for flaw in check(mutated(change)) if says in flaw.says.en]
    assert where in {flaw.clause for flaw in found}
    assert all(flaw.says.zh for flaw in found)


def test_a_flaw_names_its_file_and_line() -> None:
    text = MEASURES.replace("when = { referred = true }", "when = { refered = true }")
    book = compose([*LAW_FILES, read(text, "mine.toml")])
    line = text[: text.index('id = "tell-referrer"')].count("\n") + 1
    (flaw,) = check(book)
    assert (flaw.rulebook, flaw.clause, flaw.place) == ("measures-gx", "tell-referrer", f"mine.toml:{line}")


@pytest.mark.parametrize(
    ("old", "new", "line_of", "says"),
    [
        ('within = "same day"', 'whithin = "same day"', "whithin", "must.0.whithin: Extra inputs are not permitted"),
        ('within = "90 days"', 'within = "90"', 'within = "90"', "not a limit: '90'"),
        ('by = "supervisor"', 'by = "boss"', 'by = "boss"', "Input should be 'handler'"),
        (
            'severity = "S3"\nbasis = { zh = "鄂保协发〔2024〕9号 第三十四条第一项；',
            'severity = "S9"\nbasis = { zh = "鄂保协发〔2024〕9号 第三十四条第一项；',
            '"S9"',
            "Input should be 'S1'",
        ),
        (
            'after = "verified"\nwhere = { result = "genuine" }\n',
            "",
            'id = "open-when-genuine"',
            "a must needs `after`",
        ),
        ('id = "handling-sheet"', 'id = "consult-agent-record"', 'article = "三(三)2(2)"', "is stated twice"),
        ('code = "V02"', 'code = "V01"', 'code = "V01"', "'V01' is stated twice"),
        ('before = "1 workday"', 'before = "1 wd"', 'before = "1 wd"', "not a limit: '1 wd'"),
        ('before = "1 workday"', 'before = "same day"', 'before = "same day"', "not a length of time"),
        ('whom = "level_above"', 'whom = "boss"', 'whom = "boss"', "Input should be 'debtor'"),
        ('after = "2 workdays"\nwhom', "whom", 'id = "escalate-two-days-after"', "a reminder needs one of"),
        ('edition = "2026.1"', "edition = 2026.1.1", "", "measures-gx.toml: "),
    ],
)
def test_a_rulebook_that_cannot_be_read_names_the_line(old: str, new: str, line_of: str, says: str) -> None:
    text = MEASURES.replace(old, new, 1)
    assert text != MEASURES
    with pytest.raises(RulebookError) as refused:
        read(text, "measures-gx.toml")
    assert says in str(refused.value)
    assert str(refused.value).startswith("measures-gx.toml: ")
    if line_of and "twice" not in says and "needs" not in says:
        assert f"line {text[: text.index(line_of)].count(chr(10)) + 1}: " in str(refused.value)


def test_ids_may_not_be_used_by_two_layers() -> None:
    tables = tomllib.loads(MEASURES)
    clause(tables, "register-same-day")["id"] = "decide-and-tell"
    with pytest.raises(RulebookError, match="'decide-and-tell' is used twice"):
        compose([*LAW_FILES, RulebookFile.model_validate(tables)])


def test_what_a_later_edition_lays_on_open_cases_is_checked_too() -> None:
    """The later edition states a figure the earlier one lacks; its clause alone would be at a loss there."""
    earlier = tomllib.loads(MEASURES)
    earlier["figure"] = [row for row in earlier["figure"] if row["id"] != "collective"]
    earlier["must"] = [row for row in earlier["must"] if row["id"] != "collective-is-major"]
    later = tomllib.loads(MEASURES) | {"edition": "2027.1", "in_force_from": date(2027, 1, 1)}
    later["transitional"] = [{"clause": "collective-is-major", "source": "办法", "zh": "过渡", "en": "Transitional"}]
    library = Library([*LAW_FILES, *map(RulebookFile.model_validate, (earlier, later))])
    (flaw,) = check_library(library)
    assert flaw.clause == "collective-is-major"
    assert "needs the figure 'collective'" in flaw.says.en


def test_a_transitional_clause_takes_the_place_of_its_namesake() -> None:
    later = mutated(
        lambda tables: (
            put("answer-cohandling", within="1 workday")(tables),
            add("transitional", clause="answer-cohandling", source="办法", zh="过渡", en="Transitional")(tables),
        )
    )
    bound = lay_transitional(BOOK, later)
    assert [must.id for must in bound.musts] == [must.id for must in BOOK.musts]
    assert check(bound) == []


# -- exploring -----------------------------------------------------------------------------------------------------


def test_the_plain_way_of_every_complaint_ends() -> None:
    found = explore(BOOK, CALENDAR, turns=0)
    assert (found.complete, found.stuck, found.left_owing) == (True, [], [])
    assert found.states > 50


@pytest.mark.slow
def test_every_state_one_turn_off_the_plain_way_can_be_closed() -> None:
    found = explore(BOOK, CALENDAR, turns=1)
    assert found.complete
    assert found.sound
    assert found.done == set(ACTS)


def test_the_limit_holds() -> None:
    found = explore(BOOK, CALENDAR, turns=1, limit=5)
    assert (found.states, found.complete) == (5, False)


def test_a_gate_that_nobody_can_discharge_is_caught() -> None:
    book = mutated(add("must", id="impossible", before="closed", do="disposed", by="supervisor"))
    assert check(book) == []
    found = explore(book, CALENDAR, turns=0, limit=5)
    assert len(found.stuck) == 5
    assert "impossible" in {duty.must.id for duty in found.stuck[0].owed}
    assert found.stuck[0].journal[0].kind == "received"
    assert not found.sound


def test_two_gates_that_wait_for_each_other_are_caught() -> None:
    book = mutated(
        lambda tables: (
            add("must", id="first", before="found", do="opinion_given", by="supervisor")(tables),
            add("must", id="second", before="opinion_given", do="found", by="handler")(tables),
        )
    )
    assert check(book) == []
    stuck = explore(book, CALENDAR, turns=0, limit=5).stuck
    assert stuck
    assert {"first", "second"} <= {duty.must.id for duty in stuck[0].owed}


def test_what_a_closing_leaves_owing_is_caught() -> None:
    book = mutated(add("must", id="forgotten", after="registered", do="evidence_added", by="handler", within="9 days"))
    assert check(book) == []
    # With nobody to do it, the closing goes on all the same and the demand is owed for ever.
    lonely = mutated(
        lambda tables: (
            add("must", id="forgotten", after="registered", do="disposed", by="supervisor", within="9 days")(tables),
        )
    )
    left = explore(lonely, CALENDAR, turns=0, limit=20).left_owing
    assert {duty.must.id for trouble in left for duty in trouble.owed} == {"forgotten"}


def test_an_act_that_can_never_come_about_is_caught() -> None:
    book = mutated(put("instruct", when={"escalated": True, "told": True, "approved": False, "opened": False}))
    lonely = mutated(
        lambda tables: (
            put("instruct", when={"opened": False})(tables),
            put("instruct-head-office", when={"opened": False})(tables),
        )
    )
    assert check(book) == check(lonely) == []
    assert "instructed" in explore(lonely, CALENDAR, turns=1, limit=60).unreachable


def test_closing_out_is_a_list_of_acts_and_who_does_them() -> None:
    dossier = told(
        """
        06-01 09:00  received  channel=regulator referrer=监管局
        06-01 09:30  registered  case_class=major grounds=embezzlement
        06-01 10:00  verified
        06-01 10:30  opened  allegations=R1:V17
        06-01 11:00  assigned
        06-02 09:00  found  result=substantiated
        """
    )
    before = len(dossier.case.entries)
    steps = close_out(dossier, Staff(Level.COUNTY, CALENDAR))
    assert steps is not None
    kinds = [step.act.kind for step in steps]
    assert kinds[-1] == "closed"
    assert {"defence_heard", "notice_sent", "sanction_executed", "referrer_informed", "replied"} <= set(kinds)
    assert {"withdrawn", "merged"}.isdisjoint(kinds)
    approver = next(step.office for step in steps if step.act.kind == "approved")
    assert approver.level is Level.REGION
    assert len(dossier.case.entries) == before


def test_what_cannot_be_closed_out_gives_nothing() -> None:
    book = mutated(add("must", id="impossible", before="closed", do="disposed", by="supervisor"))
    dossier = told("06-01 09:00  received", book)
    assert close_out(dossier, Staff(Level.COUNTY, CALENDAR)) is None


# -- assumptions ---------------------------------------------------------------------------------------------------


def test_every_assumption_is_listed_with_who_must_confirm_it() -> None:
    listed = assumptions(BOOK)
    assert len(listed) == sum(text_of(name).count("\nassumed = {") for name in (*LAWS, "measures-gx.toml"))
    for assumed in listed:
        assert assumed.assumption.by in (Level.REGION, Level.HEAD_OFFICE)
        assert assumed.assumption.note.zh
        assert assumed.assumption.note.en
        assert assumed.says.zh
        assert assumed.says.en
    places = {assumed.place for assumed in listed}
    assert {("may", "approve-county"), ("violation", "V17"), ("ground", "media"), ("figure", "collective")} <= places
    assert ("must", "decide-and-tell") not in places
