"""Why a limit ends when it does: every day counted, skipped, stopped or rolled over, in words.

The moments come from `limits.run`, the one place that knows them; here they are only told. The
steps of a reckoning lie end to end from its start to its due moment, and what they count adds up to
the limit. One remark may follow them: which of those days lie beyond the published calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from anjie.procedure.calendar import Calendar, Day, DayKind
from anjie.procedure.clocks import DAY, ELAPSED, NOTHING, Pause, last_day, on_wall, stops_of
from anjie.procedure.limits import (
    CLOCK_HOUR,
    WORKING_DAY,
    Limit,
    OnDate,
    Run,
    SameDay,
    Span,
    run,
    span_of,
)
from anjie.procedure.terms import Text, Word


class StepKind(Word):
    """What a stretch of time did to the limit."""

    START = "start", "起算日", "Starting day"
    COUNTED = "counted", "计入", "Counted"
    MAKE_UP = "make_up", "调休上班日计入", "Make-up day counted"
    PROMISED = "promised", "约定期限", "Time promised"
    SKIPPED = "skipped", "不计入", "Not counted"
    PAUSED = "paused", "暂停", "Clock stopped"
    ROLLED_OVER = "rolled_over", "顺延", "Rolled over"
    UNKNOWN = "unknown", "日历未公布", "Calendar not published"


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch `[start, end)`, in aware moments; `end` is None for a pause that still lasts.

    `counted` is what it adds to the limit on the limit's own clock, where a day is 24 hours; `unit`
    is what people count it in. `day` says what kind of day the stretch is made of, where that
    matters. `reason` says why a limit rolled over, or which arrangement is awaited.
    """

    kind: StepKind
    start: datetime
    end: datetime | None
    counted: timedelta = NOTHING
    day: Day | None = None
    unit: Text = CLOCK_HOUR
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A limit reckoned: when it ends and why.

    `due` is aware and exclusive and `last_day` the last day before it; while the clock is stopped
    both are None, and `remaining` is what the limit's own clock has still to run.
    """

    limit: Limit
    start: datetime
    due: datetime | None
    last_day: date | None
    remaining: timedelta | None
    provisional: bool
    steps: tuple[Step, ...]


def reckon(calendar: Calendar, start: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> Reckoning:
    """Reckon when a limit ends and tell why; `limits.due_of` gives the same moment, faster.

    `start` and the pauses are aware, in any zone; everything given back is in the calendar's.
    ValueError for a moment without a zone and for a pause that ends before it starts,
    OverflowError past the year 9999.
    """
    zone = calendar.zone
    begun = on_wall(start, zone)
    stops = stops_of(pauses, zone)
    span = span_of(calendar, begun, limit)
    outcome = run(calendar, span, stops)
    told = [
        *_until_begin(calendar, begun, limit, span.begin),
        *_own_time(calendar, limit, span, outcome, stops),
        *_roll_over(calendar, outcome, stops),
    ]
    if outcome.suspended:
        told.append(Step(StepKind.PAUSED, outcome.end, None))
    unknown = _unknown(calendar, outcome.consulted)
    return Reckoning(
        limit=limit,
        start=begun.replace(tzinfo=zone),
        due=None if outcome.suspended else outcome.end.replace(tzinfo=zone),
        last_day=None if outcome.suspended else date.fromordinal(last_day(outcome.end)),
        remaining=outcome.left if outcome.suspended else None,
        provisional=bool(unknown),
        steps=tuple(_in_zone(step, zone) for step in [*told, *unknown]),
    )


def steps_between(calendar: Calendar, start: date, end: date) -> tuple[Step, ...]:
    """Tell the days after `start` up to and with `end`, as `workdays_between` counts them."""
    first, after = (
        datetime.fromordinal(start.toordinal()),
        datetime.fromordinal(end.toordinal()) + DAY,
    )
    told = [
        Step(StepKind.START, first, first + DAY),
        *_by_day(calendar, first + DAY, after),
        *_unknown(calendar, range(start.toordinal() + 1, end.toordinal() + 1)),
    ]
    return tuple(_in_zone(step, calendar.zone) for step in told)


def _until_begin(calendar: Calendar, start: datetime, limit: Limit, begin: datetime) -> Iterator[Step]:
    """Tell why the clock begins after the start: rest days, or a first day that isn't counted."""
    if isinstance(limit, SameDay):
        yield from _by_day(calendar, start, begin)
    elif start < begin:
        yield Step(StepKind.START, start, begin)


def _own_time(calendar: Calendar, limit: Limit, span: Span, outcome: Run, stops: Sequence[Pause]) -> Iterator[Step]:
    kind = StepKind.PROMISED if isinstance(limit, OnDate) else StepKind.COUNTED
    for start, end, stopped in _pieces(span.begin, outcome.own_end or outcome.end, stops):
        if stopped:
            yield Step(StepKind.PAUSED, start, end)
        elif span.clock is ELAPSED:
            yield Step(kind, start, end, counted=end - start, unit=limit.unit)
        else:
            yield from _by_day(calendar, start, end)


def _roll_over(calendar: Calendar, outcome: Run, stops: Sequence[Pause]) -> Iterator[Step]:
    """Tell the stretch by which a last rest day moves the end; it counts nothing."""
    if outcome.own_end is None:
        return
    reason = calendar.day_kind(date.fromordinal(last_day(outcome.own_end))).label
    for start, end, stopped in _pieces(outcome.own_end, outcome.end, stops):
        if stopped:
            yield Step(StepKind.PAUSED, start, end)
            continue
        for step in _by_day(calendar, start, end):
            rolled = replace(step, kind=StepKind.ROLLED_OVER, counted=NOTHING, reason=reason)
            yield rolled if step.counted else step


def _pieces(start: datetime, end: datetime, stops: Sequence[Pause]) -> Iterator[tuple[datetime, datetime, bool]]:
    """Cut `[start, end)` at the stops; the third part says whether the clock stands still."""
    for stop in stops:
        stop_end = end if stop.end is None else min(stop.end, end)
        if stop_end <= start or stop.start >= end:
            continue
        if start < stop.start:
            yield start, stop.start, False
        yield max(start, stop.start), stop_end, True
        start = stop_end
    if start < end:
        yield start, end, False


def _by_day(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Step]:
    """Tell `[start, end)` on the working clock, one step for each run of days of one kind."""
    if start >= end:
        return
    days = map(date.fromordinal, range(start.toordinal(), last_day(end) + 1))
    for day, alike in groupby(days, calendar.day_kind):
        midnights = [_midnight(one) for one in alike]
        first, after = max(start, midnights[0]), min(end, midnights[-1] + DAY)
        length = after - first if day.works else NOTHING
        yield Step(_KINDS[day.kind], first, after, length, day, WORKING_DAY)


_KINDS = {
    DayKind.WORKDAY: StepKind.COUNTED,
    DayKind.MAKE_UP: StepKind.MAKE_UP,
    DayKind.WEEKEND: StepKind.SKIPPED,
    DayKind.HOLIDAY: StepKind.SKIPPED,
}


def _unknown(calendar: Calendar, consulted: range) -> list[Step]:
    """Remark on the days that had a say though their arrangement isn't known: one step or none."""
    days = [day for day in map(date.fromordinal, consulted) if not calendar.knows(day)]
    if not days:
        return []
    start, end = (
        datetime.fromordinal(days[0].toordinal()),
        datetime.fromordinal(days[-1].toordinal()) + DAY,
    )
    return [Step(StepKind.UNKNOWN, start, end, reason=calendar.pending.get(days[0]))]


def _midnight(day: date) -> datetime:
    return datetime.fromordinal(day.toordinal())


def _in_zone(step: Step, zone: ZoneInfo) -> Step:
    end = None if step.end is None else step.end.replace(tzinfo=zone)
    return replace(step, start=step.start.replace(tzinfo=zone), end=end)
