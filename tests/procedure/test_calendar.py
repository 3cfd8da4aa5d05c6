"""The working calendar against the State Council's notices (domain.md 5.5), and its arithmetic."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.directory.holidays import REGIONAL, build_calendar, national_days
from anjie.procedure.calendar import Calendar, Day, DayKind, workdays_between
from anjie.procedure.terms import Text

NATIONAL = build_calendar()
GUANGXI = build_calendar("GX")

OFF = {
    2024: "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
    2025: "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
    2026: ("01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07"),
}
MAKE_UP = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
NAMED = Text("测试节", "Test Day")


def days_in(year: int, spans: str) -> set[date]:
    days: set[date] = set()
    for span in spans.split():
        first, _, last = span.partition("..")
        start = date.fromisoformat(f"{year}-{first}")
        end = date.fromisoformat(f"{year}-{last or first}")
        days |= {start + timedelta(days=after) for after in range((end - start).days + 1)}
    return days


def year_of(year: int) -> list[date]:
    start = date(year, 1, 1)
    return [start + timedelta(days=n) for n in range((date(year + 1, 1, 1) - start).days)]


@pytest.mark.parametrize("year", OFF)
def test_every_day_is_as_the_notice_says(year: int) -> None:
    off, make_up = days_in(year, OFF[year]), days_in(year, MAKE_UP[year])
    for day in year_of(year):
        kind = NATIONAL.day_kind(day).kind
        if day in make_up:
            assert kind is DayKind.MAKE_UP, day
        elif day in off:
            assert kind is DayKind.HOLIDAY, day
        else:
            assert kind is (DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND), day


@pytest.mark.parametrize(("year", "total"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, total: int) -> None:
    assert sum(map(NATIONAL.is_workday, year_of(year))) == total
    assert workdays_between(NATIONAL, date(year - 1, 12, 31), date(year, 12, 31)) == total


def test_two_of_the_make_up_days_of_2026_are_sundays() -> None:
    sundays = [day for day in days_in(2026, MAKE_UP[2026]) if day.weekday() == 6]
    assert len(sundays) == 2
    assert all(map(NATIONAL.is_workday, sundays))


@pytest.mark.parametrize(
    ("day", "kind", "label"),
    [
        (date(2026, 10, 9), DayKind.WORKDAY, Text("工作日", "working day")),
        (date(2026, 10, 11), DayKind.WEEKEND, Text("周末", "weekend")),
        (date(2026, 10, 1), DayKind.HOLIDAY, Text("国庆节放假", "National Day holiday")),
        (
            date(2025, 10, 11),
            DayKind.MAKE_UP,
            Text("国庆节调休上班日", "National Day make-up working day"),
        ),
    ],
)
def test_a_day_says_what_it_is(day: date, kind: DayKind, label: Text) -> None:
    told = NATIONAL.day_kind(day)
    assert told.kind is kind
    assert told.label == label
    assert told.works == NATIONAL.is_workday(day)


def test_national_days_cover_whole_years_without_contradiction() -> None:
    national = national_days()
    assert national.known_from == date(2004, 1, 1)
    assert (national.known_until.month, national.known_until.day) == (1, 1)
    assert national.known_until >= date(2027, 1, 1)
    assert not national.off.keys() & national.work.keys()
    assert all(day.weekday() >= 5 for day in national.work)


class TestGuangxi:
    @pytest.mark.parametrize(
        ("day", "works"),
        [
            (date(2017, 3, 30), False),
            (date(2017, 3, 31), False),
            (date(2017, 4, 1), False),  # the region takes back a national make-up day
            (date(2017, 4, 8), True),
            (date(2023, 4, 21), False),
            (date(2023, 4, 23), False),  # likewise
            (date(2024, 4, 11), False),
            (date(2024, 4, 12), False),
            (date(2025, 3, 31), False),
            (date(2025, 4, 1), False),
            (date(2026, 10, 10), True),  # the nation's own days stay
            (date(2026, 10, 1), False),
        ],
    )
    def test_its_own_days_lie_on_the_nations(self, day: date, *, works: bool) -> None:
        assert GUANGXI.is_workday(day) is works

    def test_the_nation_works_meanwhile(self) -> None:
        assert NATIONAL.day_kind(date(2017, 4, 1)).kind is DayKind.MAKE_UP
        assert NATIONAL.is_workday(date(2025, 3, 31))
        assert not NATIONAL.is_workday(date(2017, 4, 8))

    def test_an_arrangement_not_published_is_not_known(self) -> None:
        assert GUANGXI.knows(date(2026, 4, 16))
        assert not GUANGXI.knows(date(2026, 4, 17))
        assert not GUANGXI.knows(date(2026, 4, 21))
        assert GUANGXI.knows(date(2026, 4, 22))
        assert NATIONAL.knows(date(2026, 4, 20))
        assert GUANGXI.is_workday(date(2026, 4, 20)), "counts by its weekday meanwhile"

    def test_a_region_without_a_file_is_refused(self) -> None:
        with pytest.raises(LookupError, match="no regional calendar 'XX'; known: GX"):
            build_calendar("XX")

    def test_its_file_contradicts_nothing(self) -> None:
        days = REGIONAL["GX"]
        assert not days.off.keys() & days.work.keys()
        assert not days.pending.keys() & (days.off.keys() | days.work.keys())
        assert {day.year for day in days.off} | {day.year for day in days.pending} == {*range(2014, 2027)}


class TestEdges:
    def test_beyond_the_known_days_weekdays_work(self) -> None:
        assert not NATIONAL.knows(date(2027, 1, 1))
        assert NATIONAL.is_workday(date(2027, 1, 1))
        assert not NATIONAL.is_workday(date(2027, 1, 2))
        assert not NATIONAL.knows(date(2003, 12, 31))
        assert NATIONAL.is_workday(date(2003, 12, 31))

    def test_the_last_known_day_is_known(self) -> None:
        assert NATIONAL.knows(date(2026, 12, 31))
        assert NATIONAL.knows(date(2004, 1, 1))

    def test_next_workday_passes_over_holidays_and_stops_at_make_up_days(self) -> None:
        assert NATIONAL.next_workday(date(2026, 9, 30)) == date(2026, 10, 8)
        assert NATIONAL.next_workday(date(2026, 10, 9)) == date(2026, 10, 10)
        assert NATIONAL.next_workday(date(2026, 10, 10)) == date(2026, 10, 12)

    def test_a_day_entered_beyond_the_known_stretch_counts_and_stays_provisional(self) -> None:
        calendar = Calendar(
            known_from=date(2026, 1, 1),
            known_until=date(2027, 1, 1),
            off={date(2027, 4, 9): NAMED},
        )
        assert not calendar.is_workday(date(2027, 4, 9))
        assert not calendar.knows(date(2027, 4, 9))
        assert calendar.next_workday(date(2027, 4, 8)) == date(2027, 4, 12)

    def test_a_calendar_that_knows_nothing_goes_by_weekdays(self) -> None:
        calendar = Calendar(known_from=date(1, 1, 1), known_until=date(1, 1, 1))
        assert calendar.next_workday(date(2026, 10, 9)) == date(2026, 10, 12)
        assert not calendar.knows(date(2026, 10, 9))

    def test_a_stretch_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(ValueError, match="known days end"):
            Calendar(known_from=date(2026, 1, 2), known_until=date(2026, 1, 1))

    def test_a_day_both_off_and_worked_is_refused(self) -> None:
        day = date(2026, 10, 10)
        with pytest.raises(ValueError, match="both a day off and a make-up day: 2026-10-10"):
            Calendar(
                known_from=day,
                known_until=date(2027, 1, 1),
                off={day: NAMED},
                work={day: NAMED},
            )

    def test_a_zone_that_moves_its_clock_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Europe/Berlin moves its clock"):
            Calendar(
                known_from=date(2026, 1, 1),
                known_until=date(2027, 1, 1),
                zone=ZoneInfo("Europe/Berlin"),
            )

    def test_counting_backwards_is_refused(self) -> None:
        with pytest.raises(ValueError, match="2026-10-08 lies before 2026-10-09"):
            workdays_between(NATIONAL, date(2026, 10, 9), date(2026, 10, 8))

    def test_the_year_9999_has_an_end(self) -> None:
        with pytest.raises(OverflowError):
            NATIONAL.next_workday(date.max)

    def test_a_calendar_can_be_stored_and_compared(self) -> None:
        assert pickle.loads(pickle.dumps(GUANGXI)) == GUANGXI  # noqa: S301 - our own bytes
        assert GUANGXI != NATIONAL

    def test_a_day_without_a_name_is_what_its_kind_says(self) -> None:
        assert Day(DayKind.HOLIDAY).label == Text("节假日", "holiday")


ANY_DAY = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@given(ANY_DAY, st.integers(0, 400))
def test_counting_agrees_with_asking_each_day(start: date, length: int) -> None:
    days = [start + timedelta(days=after) for after in range(1, length + 1)]
    counted = workdays_between(GUANGXI, start, start + timedelta(days=length))
    assert counted == sum(map(GUANGXI.is_workday, days))


@given(ANY_DAY)
def test_the_index_of_a_working_day_leads_back_to_it(day: date) -> None:
    index = GUANGXI.workdays_before(day.toordinal())
    there = date.fromordinal(GUANGXI.workday_at(index))
    assert there >= day
    assert GUANGXI.is_workday(there)
    assert (there == day) == GUANGXI.is_workday(day)


@given(ANY_DAY)
def test_the_next_working_day_is_the_nearest_later_one(day: date) -> None:
    later = GUANGXI.next_workday(day)
    assert later > day
    assert GUANGXI.is_workday(later)
    assert workdays_between(GUANGXI, day, later) == 1


@given(ANY_DAY, st.integers(0, 60))
def test_a_stretch_is_known_when_each_of_its_days_is(start: date, length: int) -> None:
    first = start.toordinal()
    each = all(GUANGXI.knows(date.fromordinal(first + after)) for after in range(length))
    assert GUANGXI.knows_days(first, first + length) == each
