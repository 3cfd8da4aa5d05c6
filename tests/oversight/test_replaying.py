"""Another edition tried on journals: exactly the differences that reckoning by hand gives."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Duty
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.oversight import replays
from anjie.oversight.drafts import candidate
from anjie.oversight.models import Found, Portion, Replay
from anjie.oversight.replays import Asked, do_next, do_portion, report, start
from anjie.oversight.selecting import Selection
from anjie.oversight.words import Difference
from anjie.procedure.limits import due_of, parse_limit
from anjie.procedure.rulebook import Must, RulebookError
from casework import ON_THE_SPOT, Desk, everything, rows
from people import AT

LATER = AT + timedelta(days=60)
Draft = Callable[..., str]


@pytest.fixture
def draft() -> Draft:
    """Give the shipped measures with some lines written otherwise, as an edition of the next year."""
    from importlib.resources import files

    text = (files("anjie.procedure") / "rulebooks" / "measures-gx.toml").read_text("utf-8")

    def write(*changes: tuple[str, str, str]) -> str:
        made = text
        for clause, before, after in changes:
            start = made.index(f'id = "{clause}"')
            place = made.index(before, start)
            assert "[[" not in made[start:place], f"{clause} has no {before}"
            made = made[:place] + after + made[place + len(before) :]
        return made

    return write


def replayed(text: str, selection: Selection | None = None, scope: Scope = Scope.SYSTEM, unit: str = "0") -> Replay:
    with within(Scope.SYSTEM):
        replay = start(Asked("draft", text), scope, Unit.objects.get(code=unit), selection or Selection(), LATER)
        while do_next(replay.pk, LATER):
            pass
    return replay


def found(replay: Replay, difference: Difference) -> set[tuple[int, str]]:
    return {
        (case, key)
        for case, key in rows(
            "oversight_found",
            "case_id",
            "key",
            where="replay_id = %s and difference = %s",
            values=[replay.pk, difference],
        )
    }


@pytest.fixture
def slow(desk: Desk) -> Desk:
    """Give the desk after cases that were registered and verified at once, on the next day, and days later."""
    for hours in (0, 9, 25, 50, 100):
        number = desk.takes()
        desk.at += timedelta(hours=hours)
        desk.walks(number, ON_THE_SPOT[:1])
        desk.at += timedelta(hours=hours)
        desk.walks(number, ON_THE_SPOT[1:2])
    desk.takes()
    return desk


def late_by_hand(clause: str, limit: str) -> set[tuple[int, str]]:
    """The demands of a clause that would be late under a limit, from their rows."""
    calendar, found = calendar_for("GX"), set()
    with within(Scope.SYSTEM):
        for duty in Duty.objects.filter(clause=clause):
            due = due_of(calendar, duty.start, parse_limit(limit)).due
            if due and (duty.ended_at or LATER) >= due:
                found.add((duty.case_id, duty.key))
    return found


def test_the_same_edition_makes_no_difference(played: Desk, draft: Draft) -> None:
    replay = replayed(draft())
    assert rows("oversight_found") == []
    with within(Scope.SYSTEM):
        assert report(replay).acts == sum(1 for (by,) in rows("cases_entry", "by") if by != "system")


@pytest.mark.parametrize(
    ("clause", "limit", "other"),
    [
        ("verify-oral-complaint", "1 workday", "same day"),
        ("verify-oral-complaint", "1 workday", "3 workdays"),
        ("register-same-day", "same day", "2 workdays"),
        ("register-same-day", "same day", "26 hours"),
    ],
)
def test_a_changed_limit_makes_the_differences_that_reckoning_by_hand_gives(
    slow: Desk, draft: Draft, clause: str, limit: str, other: str
) -> None:
    replay = replayed(draft((clause, f'within = "{limit}"', f'within = "{other}"')))
    was, becomes = late_by_hand(clause, limit), late_by_hand(clause, other)
    assert was != becomes
    assert found(replay, Difference.MISSED) == becomes - was
    assert found(replay, Difference.KEPT) == was - becomes
    assert {clause for (clause,) in rows("oversight_found", "clause")} == {clause}


CITY_TOO = ("approve-city", 'severity = "S3", redress = 50000, sanction = 8', "redress = 50000")
NOT_THE_REGION = ("approve-region", 'level = ["region", "head_office"]', 'level = "head_office"')


def test_work_moves_to_another_level(played: Desk, draft: Draft) -> None:
    proposals = [(case, str(seq)) for case, seq in rows("cases_entry", "case_id", "seq", where="kind = 'proposed'")]
    replay = replayed(draft(CITY_TOO, ("approve-city", "statutory_major = false, ", "")))
    assert found(replay, Difference.MOVED) == set(proposals)
    with within(Scope.SYSTEM):
        told = report(replay)
    assert told.levels == Counter({("region", "city"): len(proposals)})
    assert [(level, was, becomes) for level, was, becomes in told.work()] == [("city", 0, 2), ("region", 2, 0)]


def test_an_act_that_would_have_been_refused_is_found_with_its_clause(played: Desk, draft: Draft) -> None:
    approved = {(case, str(seq)) for case, seq in rows("cases_entry", "case_id", "seq", where="kind = 'approved'")}
    replay = replayed(draft(NOT_THE_REGION))
    assert found(replay, Difference.REFUSED) == approved
    assert rows("oversight_found", "clause", "act", where="difference = 'refused'") == [("approve-region", "approved")]


FRESH = """
[[must]]
id = "thank"
source = "草案"
zh = "结案后一个工作日内回访"
en = "Call back within one working day of closing"
after = "closed"
do = "called_back"
by = "handler"
within = "1 workday"
"""


def test_a_new_demand_is_counted_where_it_would_have_arisen(played: Desk, draft: Draft) -> None:
    closed = {(case, f"thank:{seq}:") for case, seq in rows("cases_entry", "case_id", "seq", where="kind = 'closed'")}
    replay = replayed(draft() + FRESH)
    assert found(replay, Difference.DEMANDED) == closed
    never = {case for (case,) in rows("cases_entry", "case_id", where="kind = 'called_back'")}
    assert found(replay, Difference.MISSED) == {(case, key) for case, key in closed if case not in never}


def test_a_demand_that_goes_is_counted_too(played: Desk, draft: Draft) -> None:
    text = draft(("verify-oral-complaint", 'medium = "oral"', 'medium = "written"'))
    assert found(replayed(text), Difference.DROPPED) == {
        (case, key) for case, key in rows("cases_duty", "case_id", "key", where="clause = 'verify-oral-complaint'")
    }


def test_trying_changes_no_case(played: Desk, draft: Draft) -> None:
    before = everything()
    replayed(draft(NOT_THE_REGION))
    assert everything() == before


# -- portions ------------------------------------------------------------------------------------------------------


def begun(monkeypatch: pytest.MonkeyPatch, text: str) -> Replay:
    monkeypatch.setattr(replays, "PORTION", 2)
    with within(Scope.SYSTEM):
        return start(Asked("draft", text), Scope.SYSTEM, Unit.objects.get(code="0"), Selection(), LATER)


def jobs() -> list[dict[str, int]]:
    return [
        json.loads(args)
        for (args,) in rows("procrastinate_jobs", "args", where="task_name = %s", values=[replays.TASK])
    ]


def test_each_portion_is_a_job_and_is_done_once(played: Desk, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    replay = begun(monkeypatch, draft(NOT_THE_REGION))
    assert sorted(job["place"] for job in jobs()) == [0, 1, 2]
    with within(Scope.SYSTEM):
        for job in (*jobs(), *jobs()):
            do_portion(job["replay"], job["place"], LATER)
        assert not do_portion(replay.pk, 0, LATER)
        told = report(replay)
    assert told.finished
    assert told.affected == 2
    assert len(rows("oversight_found", where="difference = 'refused'")) == 1


def test_a_worker_that_dies_leaves_its_portion_to_another(
    played: Desk, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay = begun(monkeypatch, draft(NOT_THE_REGION))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with within(Scope.SYSTEM):
        with monkeypatch.context() as patched:
            patched.setattr(Portion, "save", die)
            with pytest.raises(KeyboardInterrupt):
                do_portion(replay.pk, 1, LATER)
        assert rows("oversight_found") == []
        assert report(replay).done == 0
        while do_next(replay.pk, LATER):
            pass
        assert report(replay).finished


# -- who ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "cases"), [("zhou", 4), ("tan", 1), ("wei", 5), ("guan", 0)])
def test_an_edition_is_tried_on_the_cases_of_whoever_asks(played: Desk, draft: Draft, who: str, cases: int) -> None:
    office = played.office(who)
    assert replayed(draft(), scope=scope_of(office), unit=office.unit).cases == cases


def test_a_replay_and_its_findings_are_behind_the_wall(played: Desk, draft: Draft) -> None:
    replay = replayed(draft(NOT_THE_REGION), scope=scope_of(played.office("zhou")), unit="4501")
    for who, seen in (("zhou", True), ("wei", True), ("shen", True), ("tan", False), ("guan", False), ("wang", False)):
        with within(scope_of(played.office(who))):
            assert Replay.objects.filter(pk=replay.pk).exists() == seen, who
            assert Portion.objects.filter(replay=replay.pk).exists() == seen, who
    for who, seen in (("zhou", True), ("wang", True), ("tan", False)):
        with within(scope_of(played.office(who))):
            assert Found.objects.filter(replay=replay.pk).exists() == seen, who


# -- drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_is_read_strictly(draft: Draft) -> None:
    book = candidate("", draft(("register-same-day", "same day", "2 workdays")))
    clause = book.clauses["register-same-day"]
    assert isinstance(clause, Must)
    assert clause.row.within == "2 workdays"
    assert "register-same-day" in rulebook_now(AT).clauses, "the shipped one stays as it is"
    for wrong in ("id = 1", draft(("register-same-day", "same day", "soon")), 'nonsense = "x"'):
        with pytest.raises(RulebookError):
            candidate("", wrong)
    with pytest.raises(RulebookError):
        candidate("measures-gx@1999")
