"""The two clocks a limit may run on, and the pauses that stop them.

The elapsed clock always runs. The working clock runs on working days only, all 24 hours of them. A
pause stops the clock it falls on, so it gives back exactly its own length there: real time on the
one, working time on the other.

Everything here is on the wall clock of the calendar's zone, without the zone attached. That clock
doesn't jump (`Calendar` refuses a zone where it does), so its differences are elapsed time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from anjie.procedure.calendar import Calendar

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOTHING = timedelta()


class Pause(NamedTuple):
    """A stretch `[start, end)` in which the clock stands still; `end` is None while it lasts."""

    start: datetime
    end: datetime | None = None


class Clock(Protocol):
    """What measures the time of a limit."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the time the clock runs from `start` to `end`."""
        ...

    def after(self, start: datetime, length: timedelta) -> datetime:
        """Find the first moment at which the clock has run for `length` since `start`."""
        ...


class ElapsedClock:
    """Runs day and night."""

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the real time."""
        return end - start

    def after(self, start: datetime, length: timedelta) -> datetime:
        """Find the moment, whatever day it is."""
        return start + length


class WorkingClock:
    """Runs from midnight to midnight on working days and stands still on rest days."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the time on working days."""
        return self._reading(end) - self._reading(start)

    def after(self, start: datetime, length: timedelta) -> datetime:
        """Find the moment; being the first, it ends a working day or lies within one."""
        days, rest = divmod(self._reading(start) + length, DAY)
        if rest:
            return datetime.fromordinal(self._calendar.workday_at(days)) + rest
        return datetime.fromordinal(self._calendar.workday_at(days - 1)) + DAY

    def _reading(self, moment: datetime) -> timedelta:
        ordinal = moment.toordinal()
        shown = self._calendar.workdays_before(ordinal) * DAY
        today = moment - datetime.fromordinal(ordinal)
        return shown + today if today and self._calendar.is_workday(moment.date()) else shown


ELAPSED = ElapsedClock()


def walk(clock: Clock, start: datetime, length: timedelta, stops: Sequence[Pause]) -> tuple[datetime, timedelta]:
    """Let a clock run for `length` from `start`, past its stops in order.

    Gives the moment it has, and nothing left; or the moment it stopped for good, and what is left.
    A stop at the very moment the time is up comes too late.
    """
    for stop in stops:
        if stop.end is not None and stop.end <= start:
            continue
        ran = clock.between(start, stop.start) if stop.start > start else NOTHING
        if ran >= length:
            break
        length -= ran
        if stop.end is None:
            return max(start, stop.start), length
        start = stop.end
    return clock.after(start, length), NOTHING


def last_day(end: datetime) -> int:
    """Give the ordinal of the last day before the moment `end`."""
    return (end - timedelta.resolution).toordinal()


def on_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Read a moment on the wall clock of `zone`; ValueError if it carries no zone of its own."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(zone).replace(tzinfo=None)


def stops_of(pauses: Iterable[Pause], zone: ZoneInfo) -> list[Pause]:
    """Put aware pauses on the wall clock, in order and apart: what overlaps or touches is one.

    ValueError for a pause that ends before it starts, and for moments without a zone.
    """
    stops: list[Pause] = []
    for pause in sorted((_stop(pause, zone) for pause in pauses), key=_start):
        if stops and _reaches(stops[-1], pause.start):
            stops[-1] = _joined(stops[-1], pause)
        else:
            stops.append(pause)
    return [stop for stop in stops if stop.start != stop.end]


def _stop(pause: Pause, zone: ZoneInfo) -> Pause:
    start = on_wall(pause.start, zone)
    end = None if pause.end is None else on_wall(pause.end, zone)
    if end is not None and end < start:
        raise ValueError(f"a pause ends at {end.isoformat()}, before it starts")
    return Pause(start, end)


def _start(pause: Pause) -> datetime:
    return pause.start


def _reaches(pause: Pause, moment: datetime) -> bool:
    return pause.end is None or moment <= pause.end


def _joined(first: Pause, second: Pause) -> Pause:
    if first.end is None or second.end is None:
        return Pause(first.start)
    return Pause(first.start, max(first.end, second.end))
