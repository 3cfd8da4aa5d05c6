"""The calendar in the database: as seeded, as administrators change it, and always the current one."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from anjie.directory.calendars import calendar_for, seed_calendars
from anjie.directory.holidays import build_calendar
from anjie.directory.models import CalendarDay, CalendarYear
from anjie.procedure.calendar import Calendar, DayKind

pytestmark = pytest.mark.django_db

SANYUESAN = date(2027, 4, 9)


def days_of(calendar: Calendar) -> tuple[object, ...]:
    return (
        calendar.known_from,
        calendar.known_until,
        dict(calendar.off),
        dict(calendar.work),
        dict(calendar.pending),
        calendar.region,
    )


@pytest.mark.parametrize("region", ["", "GX"])
def test_it_begins_as_the_known_days(region: str) -> None:
    assert days_of(calendar_for(region)) == days_of(build_calendar(region))


def test_a_region_without_days_of_its_own_has_the_nation_s() -> None:
    calendar = calendar_for("GD")
    assert calendar.region == "GD"
    assert calendar.off == calendar_for().off


def test_it_is_built_once_and_asked_after_cheaply(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = calendar_for("GX")
    with django_assert_num_queries(1):
        assert calendar_for("GX") is first


def test_an_edit_counts_from_the_next_question_on() -> None:
    CalendarDay.objects.create(
        region="GX", day=SANYUESAN, kind="off", name_zh="壮族三月三", name_en="Sanyuesan Festival"
    )
    assert calendar_for("GX").day_kind(SANYUESAN).kind is DayKind.HOLIDAY
    assert calendar_for("").is_workday(SANYUESAN)
    CalendarDay.objects.filter(day=SANYUESAN).update(kind="work")
    assert calendar_for("GX").day_kind(SANYUESAN).kind is DayKind.MAKE_UP
    CalendarDay.objects.filter(day=SANYUESAN).delete()
    assert calendar_for("GX").day_kind(SANYUESAN).kind is DayKind.WORKDAY


def test_a_published_year_becomes_known() -> None:
    last = CalendarYear.objects.latest("year").year
    assert not calendar_for().knows(date(last + 1, 3, 2))
    CalendarYear.objects.create(year=last + 1, source="国务院办公厅通知")
    assert calendar_for().knows(date(last + 1, 3, 2))
    CalendarYear.objects.create(year=last + 3)
    assert not calendar_for().knows(date(last + 3, 3, 2)), "there is a gap before it"


def test_seeding_again_brings_back_nothing_that_was_changed() -> None:
    CalendarDay.objects.filter(region="", day__year=2020).delete()
    CalendarDay.objects.filter(region="GX", day__year=2023).update(kind="pending")
    before = [*CalendarDay.objects.values_list("region", "day", "kind")]
    seed_calendars()
    assert [*CalendarDay.objects.values_list("region", "day", "kind")] == before


def test_seeding_adds_a_year_that_was_never_entered() -> None:
    CalendarDay.objects.filter(region="", day__year=2020).delete()
    CalendarYear.objects.filter(year=2020).delete()
    seed_calendars()
    assert days_of(calendar_for()) == days_of(build_calendar())


def test_an_empty_calendar_knows_nothing() -> None:
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    calendar = calendar_for()
    assert not calendar.knows(date(2026, 11, 2))
    assert calendar.is_workday(date(2026, 11, 2))
