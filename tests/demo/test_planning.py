"""What the offices of the demonstration will do, worked out without a database."""

import hashlib
import os
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest

from anjie.demo.offices import HABITS, STRONG, WEAK, after_hours
from anjie.demo.people import ABSENT, DEPUTY, PASSWORD, SIGN_INS, STAFF, TIED, welcome
from anjie.demo.population import populate
from anjie.demo.simulation import Deed, Plan, work_out
from anjie.demo.stories import SEED, Ending
from anjie.directory.holidays import build_calendar
from anjie.directory.identity import check_identity
from anjie.directory.phones import read_phone
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import Dossier, duties, fold
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import CaseClass, Channel, IdKind, Role, Stage

GUANGXI = build_calendar("GX")
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=SHANGHAI)
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=SHANGHAI)
AFTER_THE_HOLIDAY = datetime(2026, 10, 8, 8, 15, tzinfo=SHANGHAI)

pytestmark = pytest.mark.slow


@cache
def plan() -> Plan:
    return work_out(FRIDAY, GUANGXI)


def folded(deeds: list[Deed]) -> Mapping[int, Dossier]:
    """The cases the deeds lead to, by the number of their story."""
    book = shipped().in_force("measures-gx", date(2026, 6, 1))
    cases: dict[int, Dossier] = {}
    for deed in deeds:
        if not deed.fails:
            case = cases.setdefault(deed.story.number, fold((), book))
            case.add(Entry(case.case.version + 1, deed.at, deed.by.username, deed.by.unit, deed.act))
    return cases


def fingerprint(deeds: list[Deed]) -> str:
    told = "\n".join(f"{deed.at.isoformat()} {deed.by.username} {deed.act.kind} {deed.act!r}" for deed in deeds)
    return hashlib.sha256(told.encode()).hexdigest()


def test_the_same_moment_gives_the_same_deeds_in_another_process() -> None:
    here = work_out(FRIDAY, GUANGXI, months=0)
    asked = "from test_planning import *; print(fingerprint(work_out(FRIDAY, GUANGXI, months=0).deeds))"
    there = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=Path(__file__).parent,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == fingerprint(here.deeds)
    assert len(here.deeds) > 50


def test_there_is_half_a_year_of_cases() -> None:
    assert plan().began_on == date(2026, 6, 1)
    assert 500 <= len(folded(plan().deeds)) <= 600
    assert [deed for deed in plan().deeds if deed.at > FRIDAY] == []
    assert plan().deeds == sorted(plan().deeds, key=lambda deed: (deed.at, deed.story.number))


def test_shares_are_those_of_the_returns() -> None:
    cases = [each.case for each in folded(plan().deeds).values()]
    channels = Counter(case.channel for case in cases)
    for channel, share in ((Channel.HOTLINE, 0.85), (Channel.LETTER, 0.10), (Channel.REGULATOR, 0.05)):
        assert channels[channel] / len(cases) == pytest.approx(share, abs=0.03)
    classes = Counter(case.case_class for case in cases if case.stage is not Stage.RECEIVED)
    for case_class, share in ((CaseClass.ORDINARY, 0.80), (CaseClass.MAJOR, 0.08), (CaseClass.SPECIAL, 0.12)):
        assert classes[case_class] / len(cases) == pytest.approx(share, abs=0.04)
    closed = [case for case in cases if case.closed_at]
    assert sum(bool(case.at_fault) for case in closed) / len(closed) == pytest.approx(0.65, abs=0.05)


def test_ordinary_cases_are_done_sooner_than_grave_ones() -> None:
    days: dict[CaseClass, list[int]] = {each: [] for each in CaseClass}
    for each in folded(plan().deeds).values():
        if each.case.closed_at and each.case.received_by_unit_at:
            days[each.case.case_class].append((each.case.closed_at - each.case.received_by_unit_at).days)
    medians = {case_class: statistics.median(found) for case_class, found in days.items()}
    assert 4 <= medians[CaseClass.ORDINARY] <= 15 < medians[CaseClass.SPECIAL] < medians[CaseClass.MAJOR] <= 30


def test_strong_offices_keep_limits_and_weak_ones_miss_them() -> None:
    late: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    units = {deed.story.number: deed.story.unit for deed in plan().deeds}
    missed: Counter[str] = Counter()
    for number, case in folded(plan().deeds).items():
        for duty in duties(case, GUANGXI, FRIDAY):
            owed[units[number]] += 1
            late[units[number]] += duty.late
            missed[duty.must.id] += duty.late
    share = {unit: late[unit] / owed[unit] for unit in owed}
    assert all(share[unit] < 0.03 for unit, habit in HABITS.items() if habit is STRONG)
    assert all(share[unit] > 0.06 for unit, habit in HABITS.items() if habit is WEAK)
    expected = {"register-same-day", "verify-oral-complaint", "answer-cohandling", "archive-after-closing"}
    assert expected <= {clause for clause, count in missed.items() if count >= 20}


def test_every_limit_that_passed_was_noted_when_it_passed() -> None:
    for case in folded(plan().deeds).values():
        for duty in duties(case, GUANGXI, FRIDAY):
            if duty.late and not (duty.open and duty.due and duty.due > case.case.entries[-1].at):
                assert duty.key in case.case.noted or duty.ended_at == duty.due, duty.key


@pytest.mark.parametrize("now", [FRIDAY, SUNDAY_NIGHT, AFTER_THE_HOLIDAY], ids=["Friday", "Sunday", "after holidays"])
def test_there_is_something_at_every_stage_on_any_day(now: datetime) -> None:
    deeds = plan().deeds if now == FRIDAY else work_out(now, GUANGXI, months=2).deeds
    stages = Counter(each.case.stage for each in folded(deeds).values())
    assert set(Stage) - set(stages) == {Stage.DISPOSED, Stage.HISTORIC}


def test_stories_end_in_every_way() -> None:
    assert {deed.story.ending for deed in plan().deeds} == set(Ending)
    kinds = Counter(deed.act.kind for deed in plan().deeds)
    for kind in ("urged", "extended", "suspended", "returned", "escalated", "objection_decided", "review_decided"):
        assert kinds[kind] >= 5, kind


def test_some_things_are_tried_to_be_refused() -> None:
    tried = Counter(deed.act.kind for deed in plan().deeds if deed.fails)
    assert tried.keys() == {"approved", "closed"}
    assert 8 <= tried.total() <= 40


# -- people ---------------------------------------------------------------------------------------------------


def test_every_role_is_held_and_every_name_is_its_own() -> None:
    assert {each.role for each in STAFF} == set(Role) - {Role.SYSTEM}
    names = [each.username for each in STAFF]
    assert len(set(names)) == len(names)
    assert {each.username for each in SIGN_INS} | {ABSENT, DEPUTY, TIED} <= set(names)


def test_the_readme_says_whom_to_sign_in_as() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert [each.username for each in SIGN_INS if f"`{each.username}`" not in readme] == []
    assert f"`{PASSWORD}`" in readme
    assert all(each.username in welcome() and each.username in welcome("en") for each in SIGN_INS)


def test_made_up_particulars_look_as_they_should() -> None:
    population = populate(Random(SEED), FRIDAY.date())  # noqa: S311 - as the demonstration does
    policies = [policy for unit in population.policies.values() for policy in unit]
    holders = {policy.holder.number: policy.holder for policy in policies}
    agents = [agent for unit in population.agents.values() for agent in unit]
    assert (len(agents), len(holders), len(policies)) == (400, 800, 1000)
    for holder in holders.values():
        verdict = check_identity(IdKind.RESIDENT, holder.id_no, FRIDAY.date())
        assert (verdict.ok, verdict.warnings) == (True, ()), holder.id_no
    phones = [*(agent.phone for agent in agents), *(holder.phone for holder in holders.values())]
    assert all(read_phone(phone).understood for phone in phones)
    assert len({*phones}) == len(phones)
    assert len({policy.number for policy in policies}) == len(policies)


# -- working hours --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-10-09T10:00", 2, "2026-10-09T12:01"),
        ("2026-10-09T16:50", 0.5, "2026-10-09T17:21"),  # finished before going home
        ("2026-10-09T16:00", 2, "2026-10-10T10:01"),  # on a make-up Saturday
        ("2026-10-10T16:00", 2, "2026-10-12T10:01"),
        ("2026-10-11T20:00", 3, "2026-10-12T12:01"),
        ("2026-09-30T18:00", 9, "2026-10-09T10:01"),
    ],
)
def test_working_hours_are_worked_on_working_days(start: str, hours: float, expected: str) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    assert after_hours(GUANGXI, began, hours).replace(tzinfo=None) == datetime.fromisoformat(expected)
