"""When limits end: by example, by an hour-by-hour count, and by what must hold of any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anjie.directory.holidays import build_calendar
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.clocks import DAY, HOUR, NOTHING, Pause
from anjie.procedure.explaining import explain
from anjie.procedure.limits import (
    LONGEST,
    Days,
    Hours,
    Limit,
    OnDate,
    SameDay,
    Workdays,
    due_of,
    parse_limit,
)
from anjie.procedure.reckoning import Reckoning, StepKind, reckon, steps_between
from anjie.procedure.terms import Text

NATIONAL = build_calendar()
GUANGXI = build_calendar("GX")


def at(text: str) -> datetime:
    """Read a moment in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def pause(start: str, end: str | None = None) -> Pause:
    return Pause(at(start), at(end) if end else None)


def last_day(start: str, limit: Limit, *pauses: Pause, calendar: Calendar = NATIONAL) -> str | None:
    """Reckon, and give the last day where the limit ends with it at 24:00."""
    reckoning = reckon(calendar, at(start), limit, pauses)
    assert due_of(calendar, at(start), limit, pauses) == (reckoning.due, reckoning.provisional)
    if reckoning.due is None or reckoning.last_day is None:
        return None
    assert reckoning.due.date() == reckoning.last_day + DAY
    assert reckoning.due.time() == datetime.min.time()
    return reckoning.last_day.isoformat()


class TestWords:
    @pytest.mark.parametrize(
        ("text", "limit", "label"),
        [
            ("same day", SameDay(), Text("当日", "same day")),
            ("1 workday", Workdays(1), Text("1个工作日", "1 working day")),
            ("3 workdays", Workdays(3), Text("3个工作日", "3 working days")),
            ("15 days", Days(15), Text("15日", "15 days")),
            ("1 day", Days(1), Text("1日", "1 day")),
            ("24 hours", Hours(24), Text("24小时", "24 hours")),
        ],
    )
    def test_a_limit_is_read_and_said(self, text: str, limit: Limit, label: Text) -> None:
        assert parse_limit(text) == limit
        assert limit.label == label

    def test_a_promised_day_says_which(self) -> None:
        label = OnDate(date(2026, 10, 9)).label
        assert label == Text("2026-10-09当日内", "by the end of 2026-10-09")

    @pytest.mark.parametrize(
        "text",
        ["", "15", "days", "15 Days", "15  days", "-1 days", "1.5 days", "15 weeks", "１ day"],
    )
    def test_what_is_no_limit_is_refused_with_what_would_be(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"write 'same day', '1 workday', '15 days'"):
            parse_limit(text)

    @pytest.mark.parametrize("text", ["0 days", "0 workdays", f"{LONGEST + 1} hours"])
    def test_a_count_out_of_bounds_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=f"counts from 1 to {LONGEST}"):
            parse_limit(text)

    def test_limits_of_different_units_differ(self) -> None:
        assert Days(1) != Workdays(1)
        assert len({Days(1), Workdays(1), Hours(1)}) == 3


class TestExamples:
    @pytest.mark.parametrize(
        ("start", "limit", "last"),
        [
            ("2026-10-09T09:30", Workdays(1), "2026-10-10"),  # a make-up Saturday counts
            ("2026-10-10T09:30", Workdays(1), "2026-10-12"),
            ("2026-09-30T23:59", Workdays(1), "2026-10-08"),
            ("2026-10-03T12:00", Workdays(1), "2026-10-08"),
            ("2026-10-09T00:00", Days(8), "2026-10-19"),  # Saturday the 17th rolls to Monday
            ("2026-10-09T00:00", Days(1), "2026-10-10"),  # the make-up day is no rest day
            ("2026-09-16T20:00", Days(15), "2026-10-08"),  # National Day rolls once, to its end
            ("2026-02-01T08:00", Days(15), "2026-02-24"),  # Spring Festival
            ("2026-10-09T08:00", SameDay(), "2026-10-09"),
            ("2026-10-03T08:00", SameDay(), "2026-10-08"),
            ("2026-10-10T08:00", SameDay(), "2026-10-10"),
            ("2026-10-03T08:00", SameDay(roll_start=False), "2026-10-03"),
            ("2026-10-01T08:00", OnDate(date(2026, 10, 4)), "2026-10-04"),  # no roll-over
            ("2026-10-01T08:00", OnDate(date(2026, 9, 4)), "2026-09-04"),  # already past
        ],
    )
    def test_last_days(self, start: str, limit: Limit, last: str) -> None:
        assert last_day(start, limit) == last

    def test_the_law_counts_15_30_and_60_days(self) -> None:
        received = "2026-03-02T10:00"
        assert last_day(received, Days(15)) == "2026-03-17"
        assert last_day(received, Days(30)) == "2026-04-01"
        assert last_day(received, Days(60)) == "2026-05-06", "May 1 rolls over the holiday"

    def test_hours_run_through_rest_days(self) -> None:
        due = due_of(NATIONAL, at("2026-10-01T09:30"), Hours(24)).due
        assert due == at("2026-10-02T09:30")

    def test_the_day_is_the_one_in_shanghai(self) -> None:
        evening_before = datetime(2026, 10, 8, 16, 30, tzinfo=UTC)  # 00:30 on the 9th
        due = due_of(NATIONAL, evening_before, Workdays(1)).due
        assert due == at("2026-10-11T00:00")
        assert due is not None
        assert due.utcoffset() == timedelta(hours=8)

    def test_a_regional_holiday_is_no_working_day(self) -> None:
        assert last_day("2025-03-28T10:00", Workdays(1)) == "2025-03-31"
        assert last_day("2025-03-28T10:00", Workdays(1), calendar=GUANGXI) == "2025-04-02"
        assert last_day("2025-03-16T10:00", Days(15), calendar=GUANGXI) == "2025-04-02"

    def test_a_moment_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="has no time zone"):
            due_of(NATIONAL, datetime(2026, 10, 9), Days(1))  # noqa: DTZ001 - the point of it


class TestPauses:
    def test_rest_days_within_a_pause_are_given_back_to_calendar_days(self) -> None:
        stopped = pause("2026-03-06T00:00", "2026-03-09T00:00")  # Friday to Sunday
        assert last_day("2026-03-02T10:00", Days(15), stopped) == "2026-03-20"

    def test_only_working_days_within_a_pause_are_given_back_to_workdays(self) -> None:
        stopped = pause("2026-03-06T00:00", "2026-03-09T00:00")  # one working day
        assert last_day("2026-03-02T10:00", Workdays(5)) == "2026-03-09"
        assert last_day("2026-03-02T10:00", Workdays(5), stopped) == "2026-03-10"

    def test_the_roll_over_comes_once_after_the_pause(self) -> None:
        # 8 days end on Saturday the 17th; two more days put them on Monday, where nothing rolls.
        stopped = pause("2026-10-12T00:00", "2026-10-14T00:00")
        assert last_day("2026-10-09T00:00", Days(8), stopped) == "2026-10-19"
        # One more day puts them on Sunday, which rolls to the same Monday.
        stopped = pause("2026-10-12T00:00", "2026-10-13T00:00")
        assert last_day("2026-10-09T00:00", Days(8), stopped) == "2026-10-19"

    def test_a_pause_of_hours_gives_back_hours(self) -> None:
        stopped = pause("2026-10-12T09:00", "2026-10-20T17:30")
        due = due_of(NATIONAL, at("2026-10-09T09:30"), Days(15), [stopped]).due
        assert due == at("2026-11-02T08:30")

    def test_a_pause_before_the_clock_begins_or_after_it_ends_gives_nothing(self) -> None:
        before = pause("2026-03-01T00:00", "2026-03-03T00:00")  # ends with the starting day
        after = pause("2026-03-18T00:00", "2026-03-28T00:00")  # starts the moment it is due
        assert last_day("2026-03-02T10:00", Days(15), before, after) == "2026-03-17"

    def test_overlapping_pauses_count_once(self) -> None:
        pauses = [
            pause("2026-03-05T00:00", "2026-03-07T00:00"),
            pause("2026-03-04T00:00", "2026-03-06T00:00"),
            pause("2026-03-04T12:00", "2026-03-05T12:00"),
            pause("2026-03-07T00:00", "2026-03-07T00:00"),
        ]
        assert last_day("2026-03-02T10:00", Days(15), *pauses) == "2026-03-20"

    def test_an_open_pause_leaves_no_due_time_but_the_rest_is_known(self) -> None:
        stopped = pause("2026-03-05T12:00")
        reckoning = reckon(NATIONAL, at("2026-03-02T10:00"), Days(15), [stopped])
        assert (reckoning.due, reckoning.last_day) == (None, None)
        assert reckoning.remaining == 12 * DAY + 12 * HOUR
        assert due_of(NATIONAL, at("2026-03-02T10:00"), Days(15), [stopped]).due is None

    def test_an_open_pause_that_comes_too_late_stops_nothing(self) -> None:
        assert last_day("2026-03-02T10:00", Days(15), pause("2026-03-18T00:00")) == "2026-03-17"

    def test_an_open_pause_swallows_what_follows(self) -> None:
        pauses = [pause("2026-03-05T00:00"), pause("2026-03-06T00:00", "2026-03-07T00:00")]
        reckoning = reckon(NATIONAL, at("2026-03-02T10:00"), Workdays(5), pauses)
        assert reckoning.remaining == 3 * DAY

    def test_an_open_pause_before_the_clock_begins_leaves_all_of_it(self) -> None:
        stopped = pause("2026-03-01T00:00")
        reckoning = reckon(NATIONAL, at("2026-03-02T10:00"), Days(15), [stopped])
        assert reckoning.remaining == 15 * DAY
        assert [step.kind for step in reckoning.steps] == [StepKind.START, StepKind.PAUSED]

    def test_a_pause_within_the_roll_over_moves_it_too(self) -> None:
        # The own time ends on Saturday the 17th; the clock then stands still until Wednesday.
        stopped = pause("2026-10-18T00:00", "2026-10-21T00:00")
        assert last_day("2026-10-09T00:00", Days(8), stopped) == "2026-10-21"
        waiting = reckon(NATIONAL, at("2026-10-09T00:00"), Days(8), [pause("2026-10-18T12:00")])
        assert waiting.due is None
        assert waiting.remaining == NOTHING

    def test_a_pause_may_give_a_promised_day_back(self) -> None:
        stopped = pause("2026-03-05T00:00", "2026-03-06T00:00")
        assert last_day("2026-03-02T10:00", OnDate(date(2026, 3, 6)), stopped) == "2026-03-07"

    def test_a_pause_that_ends_before_it_starts_is_refused(self) -> None:
        with pytest.raises(ValueError, match="before it starts"):
            due_of(NATIONAL, at("2026-03-02T10:00"), Days(1), [pause("2026-03-05", "2026-03-04")])


class TestProvisional:
    @pytest.mark.parametrize(
        ("start", "limit", "provisional"),
        [
            ("2026-12-30T10:00", Workdays(1), False),
            ("2026-12-31T10:00", Workdays(1), True),
            ("2026-12-16T10:00", Days(15), False),  # ends on Thursday, 31 December
            ("2026-12-17T10:00", Days(15), True),
            ("2026-12-31T10:00", SameDay(), False),
            ("2027-01-02T10:00", SameDay(), True),
            ("2027-01-02T10:00", SameDay(roll_start=False), False),
            ("2026-12-31T10:00", Hours(48), False),  # asks no calendar
            ("2026-12-31T10:00", OnDate(date(2027, 1, 2)), False),
            ("2003-12-31T10:00", Workdays(1), False),
            ("2003-12-30T10:00", Workdays(1), True),
        ],
    )
    def test_only_what_asked_an_unknown_day(self, start: str, limit: Limit, *, provisional: bool) -> None:
        assert due_of(NATIONAL, at(start), limit).provisional is provisional
        assert reckon(NATIONAL, at(start), limit).provisional is provisional

    def test_2027_is_reckoned_by_weekdays_and_says_so(self) -> None:
        reckoning = reckon(NATIONAL, at("2026-12-25T10:00"), Workdays(10))
        assert reckoning.last_day == date(2027, 1, 8)
        unknown = reckoning.steps[-1]
        assert unknown.kind is StepKind.UNKNOWN
        assert (unknown.start, unknown.end) == (at("2027-01-01T00:00"), at("2027-01-09T00:00"))

    def test_a_regional_arrangement_not_yet_published(self) -> None:
        start = at("2026-04-16T10:00")
        assert due_of(GUANGXI, start, Workdays(1)).provisional
        assert not due_of(NATIONAL, start, Workdays(1)).provisional
        step = reckon(GUANGXI, start, Workdays(1)).steps[-1]
        assert step.reason is not None
        assert step.reason.zh == "2026年壮族三月三放假安排"


class TestExplanation:
    def told(self, start: str, limit: Limit, *pauses: Pause) -> list[Text]:
        return explain(reckon(NATIONAL, at(start), limit, pauses))

    def test_a_make_up_day(self) -> None:
        assert self.told("2026-10-09T09:30", Workdays(1)) == [
            Text(
                "时限：1个工作日，自2026年10月9日(周五)09:30起算。",
                "Limit: 1 working day, from Fri 9 Oct 2026 09:30.",
            ),
            Text(
                "2026年10月9日(周五)为起算日，当日不计入。",
                "Fri 9 Oct 2026: the starting day, not counted.",
            ),
            Text(
                "2026年10月10日(周六)为国庆节调休上班日，计1个工作日。",
                "Sat 10 Oct 2026: National Day make-up working day, 1 working day counted.",
            ),
            Text("到期：2026年10月10日(周六)24:00。", "Due: Sat 10 Oct 2026 24:00."),
        ]

    def test_a_roll_over_names_the_holiday(self) -> None:
        english = [text.en for text in self.told("2026-09-16T20:00", Days(15))]
        assert english[2:] == [
            "Thu 17 Sep 2026 to Thu 1 Oct 2026: 15 days counted, rest days included.",
            "Fri 2 Oct 2026 to Wed 7 Oct 2026: National Day holiday, not counted.",
            "The last day is a rest day (National Day holiday): rolled over to Thu 8 Oct 2026.",
            "Due: Thu 8 Oct 2026 24:00.",
        ]

    def test_a_clock_that_stands_still(self) -> None:
        chinese = [text.zh for text in self.told("2026-10-09", Workdays(5), pause("2026-10-12T09"))]
        assert chinese[3:] == [
            "2026年10月11日(周日)为周末，不计入。",
            "2026年10月12日(周一)00:00至09:00为工作日，计9小时。",
            "自2026年10月12日(周一)09:00起时限暂停，不计入。",
            "时限暂停中，恢复后尚余3个工作日15小时。",
        ]

    def test_a_pause_within_hours(self) -> None:
        stopped = pause("2026-10-09T12:00", "2026-10-09T12:30")
        english = [text.en for text in self.told("2026-10-09T10:00", Hours(36), stopped)]
        assert english == [
            "Limit: 36 hours, from Fri 9 Oct 2026 10:00.",
            "Fri 9 Oct 2026 10:00 to 12:00: 2 hours counted.",
            "Fri 9 Oct 2026 12:00 to 12:30: clock stopped, not counted.",
            "Fri 9 Oct 2026 12:30 to Sat 10 Oct 2026 22:30: 34 hours counted.",
            "Due: Sat 10 Oct 2026 22:30.",
        ]

    def test_a_promise(self) -> None:
        chinese = [text.zh for text in self.told("2026-10-09", OnDate(date(2026, 10, 11)))]
        assert chinese[1] == ("2026年10月9日(周五)至2026年10月11日(周日)为约定的期限，遇休息日不顺延。")

    def test_days_not_yet_published(self) -> None:
        *_, unknown, result = self.told("2026-12-30", Workdays(2))
        assert unknown.zh == ("2027年1月1日(周五)的放假安排尚未公布，暂按周一至周五上班推算，结果为暂定。")
        assert result.en == "Due: Fri 1 Jan 2027 24:00 (provisional)."

    def test_a_stop_within_the_roll_over(self) -> None:
        told = self.told("2026-10-09", Days(8), pause("2026-10-18T12:00"))
        assert told[-1].zh == "时限暂停中，恢复后尚余0日。"

    def test_the_days_between_two_days(self) -> None:
        kinds = [step.kind for step in steps_between(NATIONAL, date(2026, 10, 8), date(2026, 10, 11))]
        assert kinds == [
            StepKind.START,
            StepKind.COUNTED,
            StepKind.MAKE_UP,
            StepKind.SKIPPED,
        ]


# What must hold of any limit

FIRST = date(2026, 1, 1)
SOME_DAYS = st.dates(FIRST, date(2026, 3, 31))
NAMES = {Text("测试节", "Test Day")}


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Give a calendar with any days off and worked, that knows only a part of them."""
    off = draw(st.sets(SOME_DAYS, max_size=25))
    work = draw(st.sets(SOME_DAYS, max_size=25)) - off
    pending = draw(st.sets(SOME_DAYS, max_size=2))
    (name,) = NAMES
    return Calendar(
        known_from=FIRST,
        known_until=FIRST + draw(st.integers(0, 120)) * DAY,
        off=dict.fromkeys(off, name),
        work=dict.fromkeys(work, name),
        pending=dict.fromkeys(pending, name),
    )


HOURS_IN_ALL = 24 * 80
MOMENTS = st.integers(0, HOURS_IN_ALL).map(lambda hour: datetime(2026, 1, 5, tzinfo=SHANGHAI) + hour * HOUR)
COUNTS = st.integers(1, 20)
DAY_LIMITS = st.one_of(COUNTS.map(Workdays), COUNTS.map(Days), st.just(SameDay()))
LIMITS = st.one_of(
    DAY_LIMITS,
    st.just(SameDay(roll_start=False)),
    st.integers(1, 200).map(Hours),
    SOME_DAYS.map(OnDate),
)


@st.composite
def pauses(draw: st.DrawFn, most: int = 3) -> list[Pause]:
    """Give closed pauses of whole hours, overlapping or not, and now and then an open one."""
    starts = draw(st.lists(MOMENTS, max_size=most))
    closed = [Pause(start, start + draw(st.integers(0, 200)) * HOUR) for start in starts]
    still_open = draw(st.one_of(st.none(), MOMENTS))
    return closed if still_open is None else [*closed, Pause(still_open)]


relaxed = settings(deadline=None, max_examples=300)


def hour_by_hour(calendar: Calendar, start: datetime, limit: Limit, stopped: Sequence[Pause]) -> datetime | None:
    """Reckon the slow way: tick through the hours and count those that count."""
    moment, hours = running(calendar, start.astimezone(SHANGHAI), limit)
    working = isinstance(limit, Workdays) or limit == SameDay()
    end = ticked(calendar, moment, hours, stopped, working=working)
    if end is None or not isinstance(limit, Days) or calendar.is_workday((end - HOUR).date()):
        return end
    return ticked(calendar, end, 24, stopped, working=True)


def running(calendar: Calendar, start: datetime, limit: Limit) -> tuple[datetime, int]:
    """Say from which moment how many hours are counted."""
    match limit:
        case Hours(count):
            return start, count
        case Days(count) | Workdays(count):
            return start.replace(hour=0) + DAY, 24 * count
        case OnDate(day):
            end = datetime.combine(day, start.min.time(), SHANGHAI) + DAY
            return min(start, end), (end - min(start, end)) // HOUR
        case SameDay(roll_start):
            while roll_start and not calendar.is_workday(start.date()):
                start = start.replace(hour=0) + DAY
            return start, 24 - start.hour


def ticked(
    calendar: Calendar, moment: datetime, hours: int, stopped: Sequence[Pause], *, working: bool
) -> datetime | None:
    while hours:
        covering = [one for one in stopped if one.start <= moment]
        if any(one.end is None for one in covering):
            return None
        runs = not working or calendar.is_workday(moment.date())
        if runs and not any(one.end and moment < one.end for one in covering):
            hours -= 1
        moment += HOUR
    return moment


@relaxed
@given(calendars(), MOMENTS, LIMITS, pauses())
def test_the_end_is_the_one_found_hour_by_hour(
    calendar: Calendar, start: datetime, limit: Limit, stopped: list[Pause]
) -> None:
    assert due_of(calendar, start, limit, stopped).due == hour_by_hour(calendar, start, limit, stopped)


@relaxed
@given(calendars(), MOMENTS, LIMITS, pauses())
def test_the_fast_way_and_the_explained_way_agree(
    calendar: Calendar, start: datetime, limit: Limit, stopped: list[Pause]
) -> None:
    due, provisional = due_of(calendar, start, limit, stopped)
    reckoning = reckon(calendar, start, limit, stopped)
    assert (reckoning.due, reckoning.provisional) == (due, provisional)
    assert (reckoning.remaining is None) == (due is not None)
    assert provisional == any(step.kind is StepKind.UNKNOWN for step in reckoning.steps)
    assert len(explain(reckoning)) == len(reckoning.steps) + 2


@relaxed
@given(calendars(), MOMENTS, LIMITS, pauses())
def test_the_steps_lie_end_to_end_from_the_start_to_the_due_time(
    calendar: Calendar, start: datetime, limit: Limit, stopped: list[Pause]
) -> None:
    reckoning = reckon(calendar, start, limit, stopped)
    steps = [step for step in reckoning.steps if step.kind is not StepKind.UNKNOWN]
    for one, next_one in pairwise(steps):
        assert one.end == next_one.start
    if steps:
        assert steps[0].start == start
        assert steps[-1].end == reckoning.due
    else:
        assert isinstance(limit, OnDate), "a promise already past leaves nothing to tell"


def units_counted(reckoning: Reckoning) -> timedelta:
    return sum((step.counted for step in reckoning.steps), NOTHING)


@relaxed
@given(calendars(), MOMENTS, COUNTS, pauses())
def test_what_the_steps_count_adds_up_to_the_limit(
    calendar: Calendar, start: datetime, count: int, stopped: list[Pause]
) -> None:
    for limit, length in (
        (Days(count), count * DAY),
        (Workdays(count), count * DAY),
        (Hours(count), count * HOUR),
    ):
        reckoning = reckon(calendar, start, limit, stopped)
        assert units_counted(reckoning) == length - (reckoning.remaining or NOTHING)


@relaxed
@given(calendars(), MOMENTS, DAY_LIMITS, pauses())
def test_a_limit_in_days_never_ends_on_a_rest_day(
    calendar: Calendar, start: datetime, limit: Limit, stopped: list[Pause]
) -> None:
    last = reckon(calendar, start, limit, stopped).last_day
    assert last is None or calendar.is_workday(last)


def in_order(calendar: Calendar, start: datetime, count: int) -> Iterator[tuple[Limit, Limit]]:
    for of in (Days, Workdays, Hours):
        yield of(count), of(count + 1)
    day = start.date() + count * DAY
    yield OnDate(day), OnDate(day + DAY)


@relaxed
@given(calendars(), MOMENTS, COUNTS)
def test_a_longer_limit_never_ends_earlier(calendar: Calendar, start: datetime, count: int) -> None:
    for shorter, longer in in_order(calendar, start, count):
        early, late = due_of(calendar, start, shorter).due, due_of(calendar, start, longer).due
        assert early is not None
        assert late is not None
        assert early <= late


@relaxed
@given(calendars(), MOMENTS, MOMENTS, LIMITS)
def test_a_later_start_never_ends_earlier(calendar: Calendar, one: datetime, other: datetime, limit: Limit) -> None:
    early = due_of(calendar, min(one, other), limit).due
    late = due_of(calendar, max(one, other), limit).due
    assert early is not None
    assert late is not None
    assert early <= late


@relaxed
@given(MOMENTS, COUNTS, MOMENTS, st.integers(0, 500))
def test_a_pause_gives_back_exactly_its_length(start: datetime, count: int, stop: datetime, hours: int) -> None:
    every_day_works = Calendar(
        known_from=FIRST,
        known_until=date(2027, 1, 1),
        work={FIRST + n * DAY: Text("", "") for n in range(365)},
    )
    stopped = Pause(stop, stop + hours * HOUR)
    for limit in (Days(count), Workdays(count), Hours(count)):
        without = due_of(every_day_works, start, limit).due
        due = due_of(every_day_works, start, limit, [stopped]).due
        assert without is not None
        assert due is not None
        begun = start if isinstance(limit, Hours) else start.replace(hour=0) + DAY
        felt = stop + hours * HOUR - max(stop, begun) if stop < without else NOTHING
        assert due - without == max(felt, NOTHING)


@relaxed
@given(calendars(), MOMENTS, COUNTS, st.data(), st.integers(0, 20))
def test_a_pause_gives_working_days_back_to_workdays(
    calendar: Calendar, start: datetime, count: int, data: st.DataObject, length: int
) -> None:
    # So many working days take at least as many days: this pause starts before they are over.
    first = start.replace(hour=0) + DAY + data.draw(st.integers(0, count - 1)) * DAY
    lost = sum(calendar.is_workday((first + n * DAY).date()) for n in range(length))
    due = due_of(calendar, start, Workdays(count), [Pause(first, first + length * DAY)]).due
    assert due == due_of(calendar, start, Workdays(count + lost)).due


@relaxed
@given(calendars(), MOMENTS, DAY_LIMITS)
def test_a_pause_of_no_length_changes_nothing(calendar: Calendar, start: datetime, limit: Limit) -> None:
    moment = start + DAY
    due = due_of(calendar, start, limit).due
    assert due_of(calendar, start, limit, [Pause(moment, moment)]).due == due


@relaxed
@given(calendars(), MOMENTS, COUNTS)
def test_counting_between_undoes_adding(calendar: Calendar, start: datetime, count: int) -> None:
    reckoning = reckon(calendar, start, Workdays(count))
    assert reckoning.last_day is not None
    steps = steps_between(calendar, start.date(), reckoning.last_day)
    assert sum((step.counted for step in steps), NOTHING) == count * DAY
