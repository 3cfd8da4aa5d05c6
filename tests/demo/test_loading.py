"""The demonstration in the tables: as planned, sound, all or nothing; and everybody finds something to look at."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection, transaction
from django.db.models import Q
from pytest_django.plugin import DjangoDbBlocker

from anjie.access.models import Officer, Post, Tie
from anjie.access.office import seats_of
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.archive.checkpoints import verify_checkpoints
from anjie.archive.models import Keeping
from anjie.cases import reading
from anjie.cases.models import Case, Entry, Refusal
from anjie.cases.verifying import differences, verify_journals
from anjie.demo import loading
from anjie.demo.archive import SEALED
from anjie.demo.loading import NotEmptyError, Summary, fill, load
from anjie.demo.people import ABSENT, DEPUTY, PASSWORD, SIGN_INS, TIED
from anjie.demo.simulation import work_out
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Agent, Policy, Unit
from anjie.directory.tree import add_unit
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Department, Level, Role, Stage

NOW = datetime(2026, 11, 20, 15, tzinfo=SHANGHAI)
MONTHS = 1

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Have a short demonstration, undone when this file is through."""
    with django_db_blocker.unblock():
        transaction.set_autocommit(False)
        try:
            fill(NOW, months=MONTHS)
            yield
        finally:
            connection.rollback()
            transaction.set_autocommit(True)


@pytest.fixture
def everything(demo: None) -> Iterator[None]:
    with within(Scope.SYSTEM):
        yield


AT_THE_END = (
    "duty_missed", "sealed", "hold_placed", "letter_issued", "letter_sent", "delivery_noted", "signed_paper_returned",
)  # fmt: skip
"""What is done when everything else has been: limits noted, the archive put in order, letters, a signed one back."""


def test_the_archive_has_files_sealed_and_held_and_checkpoints_that_hold(everything: None) -> None:
    assert Case.objects.filter(on_hold=True).exclude(package="").count() == 1
    assert Case.objects.filter(stage=Stage.ARCHIVED).exclude(package="").count() == SEALED
    assert [fault for fault in verify_checkpoints() if fault.number] == []
    assert Keeping.objects.count() == Case.objects.filter(stage=Stage.ARCHIVED).count()


def test_the_journals_say_what_was_planned(everything: None) -> None:
    plan = work_out(NOW, calendar_for("GX"), MONTHS)
    planned = Counter((deed.at, deed.hand, deed.act.kind) for deed in plan.deeds if not deed.fails)
    entered = Counter(Entry.objects.exclude(at=NOW, kind__in=AT_THE_END).values_list("at", "by", "kind"))
    assert entered == planned


def test_nothing_was_refused_but_what_should_be(everything: None) -> None:
    plan = work_out(NOW, calendar_for("GX"), MONTHS)
    tried = Counter((deed.at, deed.hand, deed.act.kind) for deed in plan.deeds if deed.fails)
    assert Counter(Refusal.objects.values_list("at", "by", "kind")) == tried
    assert tried.total() > 0


def test_the_record_is_whole_and_the_tables_agree_with_it(everything: None) -> None:
    assert [*verify_journals()] == []
    assert [*differences(NOW)] == []


def test_registers_have_no_gaps(everything: None) -> None:
    numbers: dict[str, list[int]] = {}
    for unit, register_no in Case.objects.exclude(register_no="").values_list("unit__code", "register_no"):
        numbers.setdefault(unit, []).append(int(register_no.removesuffix("号")[-5:]))
    assert len(numbers) == 10
    assert all(sorted(found) == [*range(1, len(found) + 1)] for found in numbers.values())


def test_the_tree_is_a_region_with_its_cities_and_counties(demo: None) -> None:
    levels = Counter(Unit.objects.values_list("level", flat=True))
    assert levels == {Level.HEAD_OFFICE: 1, Level.REGION: 1, Level.CITY: 14, Level.COUNTY: 111}
    assert Agent.objects.filter(is_manager=False, manager=None).count() == 0
    assert Policy.objects.count() == 1000


@pytest.mark.parametrize("username", [each.username for each in SIGN_INS])
def test_whoever_signs_in_finds_something(demo: None, username: str) -> None:
    officer = Officer.objects.get(username=username)
    assert check_password(PASSWORD, officer.password)
    assert not officer.must_change_password
    seats = seats_of(officer, NOW)
    assert seats
    for seat in seats:
        with within(seat.scope):
            seen = reading.cases(seat.scope).count()
            ways = reading.my_duties(seat.office, seat.unit.pk, f"{seat.unit.column}_id")
            owed = reading.dated(ways, Q()) if ways else []
        assert (seen > 0) == (Role.ADMIN not in seat.office.roles)
        assert owed or Role.INSPECTOR not in seat.office.roles


def test_a_department_has_been_asked_by_several_cases(everything: None) -> None:
    asked = Case.objects.filter(guests__contains=[f"4501/{Department.POLICY_SERVICE}"])
    assert asked.exists()


def test_somebody_stands_in_and_somebody_is_shut_out(demo: None) -> None:
    deputy = Officer.objects.get(username=DEPUTY)
    assert [seat.office.acting_for for seat in seats_of(deputy, NOW)] == [None, ABSENT]
    tie = Tie.objects.get(officer__username=TIED)
    assert Agent.objects.filter(code=tie.other).exists()
    assert Post.objects.filter(role=Role.AGENT_MANAGER).exists()


def test_loading_again_changes_nothing(everything: None) -> None:
    before = Entry.objects.count()
    summary = load(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    assert (summary.entries, summary.cases) == (before, Case.objects.count())


# -- all or nothing -------------------------------------------------------------------------------------------


def a_head_office() -> Unit:
    unit = Unit(code="0", name="别家总公司", short_name="总公司", level=Level.HEAD_OFFICE)
    return add_unit(unit, None)


def test_it_is_there_as_a_whole_or_not_at_all(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        a_head_office()
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "fill", fail)
    with pytest.raises(KeyboardInterrupt):
        load(NOW)
    assert not Unit.objects.exists()
    monkeypatch.setattr(loading, "fill", lambda *_: a_head_office())
    assert load(NOW) == Summary(1, 0, 0, 0, 0, 0, 0)
    assert Unit.objects.exists()


@pytest.mark.django_db
def test_it_is_loaded_into_an_empty_database_only() -> None:
    a_head_office()
    with pytest.raises(NotEmptyError, match="needs an empty database"):
        load(NOW)
