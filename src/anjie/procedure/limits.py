"""Limits: how long a clause gives, and when that ends on a calendar.

Each limit becomes a `Span`: when its clock begins, how much time it must run, and on which of the
two clocks (see `clocks`). The rules of counting are those of the Civil Code, articles 200 to 204:

- the first day isn't counted: the clock begins at the midnight after it;
- the period ends at 24:00 of its last day, which is the midnight after it, itself excluded. Only
  a pause that isn't of whole days puts the end within a day: it gives back exactly what it took;
- calendar days whose last day is a rest day end with the next working day. This roll-over happens
  once, after everything else, and is one more day on the working clock: so a pause that falls into
  it is given back too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, NamedTuple

from anjie.procedure.calendar import Calendar
from anjie.procedure.clocks import (
    DAY,
    ELAPSED,
    HOUR,
    NOTHING,
    Clock,
    Pause,
    WorkingClock,
    last_day,
    on_wall,
    stops_of,
    walk,
)
from anjie.procedure.terms import Text

CALENDAR_DAY = Text("日", "day")
WORKING_DAY = Text("个工作日", "working day")
CLOCK_HOUR = Text("小时", "hour")

LONGEST = 36_525
"""The largest count a limit may have: a hundred years of days. More is a slip of the pen."""


def amount(count: int, unit: Text) -> Text:
    """Say so many of something; the English plural takes an s."""
    return Text(f"{count}{unit.zh}", f"{count} {unit.en}{'' if count == 1 else 's'}")


@dataclass(frozen=True, slots=True)
class SameDay:
    """By the end of the day on which it starts.

    The sources don't say what "the same day" (当日) is when that day is a rest day. With
    `roll_start`, the default, it is the next working day, the first on which an inspection unit can
    see the matter. A rulebook that relies on it says so as an assumption.
    """

    unit: ClassVar[Text] = WORKING_DAY
    roll_start: bool = True

    @property
    def label(self) -> Text:
        """The limit in words."""
        return Text("当日", "same day")


@dataclass(frozen=True, slots=True)
class _Counted:
    """So many of a unit: at least one, at most `LONGEST`, or ValueError."""

    unit: ClassVar[Text]
    count: int

    def __post_init__(self) -> None:
        if not 1 <= self.count <= LONGEST:
            raise ValueError(f"a limit counts from 1 to {LONGEST}, not {self.count}")

    @property
    def label(self) -> Text:
        """The limit in words."""
        return amount(self.count, self.unit)


class Days(_Counted):
    """So many calendar days (日): rest days count, but a last day that is one rolls over."""

    __slots__ = ()
    unit = CALENDAR_DAY


class Workdays(_Counted):
    """So many working days (工作日), make-up days among them."""

    __slots__ = ()
    unit = WORKING_DAY


class Hours(_Counted):
    """So many hours from the very moment, day and night."""

    __slots__ = ()
    unit = CLOCK_HOUR


@dataclass(frozen=True, slots=True)
class OnDate:
    """By the end of a day named in the act itself, rest day or not: a promise is a promise."""

    unit: ClassVar[Text] = CALENDAR_DAY
    day: date

    @property
    def label(self) -> Text:
        """The limit in words."""
        return Text(f"{self.day.isoformat()}当日内", f"by the end of {self.day.isoformat()}")


Limit = SameDay | Days | Workdays | Hours | OnDate

_COUNTED: dict[str, type[Days | Workdays | Hours]] = {"day": Days, "workday": Workdays, "hour": Hours}


def parse_limit(text: str) -> Limit:
    """Read a limit as rulebooks write it: `same day`, `1 workday`, `15 days`, `24 hours`.

    ValueError, saying what was expected, for anything else.
    """
    if text == "same day":
        return SameDay()
    match = re.fullmatch(r"([0-9]{1,9}) (day|workday|hour)s?", text)
    if match is None:
        expected = "'same day', '1 workday', '15 days' or '24 hours'"
        raise ValueError(f"not a limit: {text!r}; write {expected}")
    return _COUNTED[match[2]](int(match[1]))


class Due(NamedTuple):
    """When a limit ends: aware and exclusive, None while suspended.

    `provisional` says that a day of unknown arrangement had a say in it.
    """

    due: datetime | None
    provisional: bool


def due_of(calendar: Calendar, start: datetime, limit: Limit, pauses: Iterable[Pause] = ()) -> Due:
    """Reckon when a limit ends, without the explanation that `reckoning.reckon` gives.

    `start` and the pauses are aware, in any zone; the due moment is in the calendar's. ValueError
    for a moment without a zone and for a pause that ends before it starts, OverflowError past the
    year 9999.
    """
    zone = calendar.zone
    span = span_of(calendar, on_wall(start, zone), limit)
    outcome = run(calendar, span, stops_of(pauses, zone) if pauses else ())
    consulted = outcome.consulted
    provisional = not calendar.knows_days(consulted.start, consulted.stop)
    return Due(None if outcome.suspended else outcome.end.replace(tzinfo=zone), provisional)


class Span(NamedTuple):
    """One running of a limit: from `begin`, on the wall clock, its `clock` must run for `length`.

    `consults` is the ordinal of the first day whose kind matters, None where at most the last day's
    does; `rolls` says whether a last rest day is rolled over.
    """

    begin: datetime
    length: timedelta
    clock: Clock
    consults: int | None = None
    rolls: bool = False


def span_of(calendar: Calendar, start: datetime, limit: Limit) -> Span:
    """Say how a limit runs that starts at `start`, a moment on the wall clock."""
    today = start.toordinal()
    midnight = datetime.fromordinal(today) + DAY
    match limit:
        case Workdays():
            return Span(midnight, limit.count * DAY, WorkingClock(calendar), consults=today + 1)
        case Days():
            return Span(midnight, limit.count * DAY, ELAPSED, rolls=True)
        case SameDay():
            return _same_day(calendar, start, limit)
        case Hours():
            return Span(start, limit.count * HOUR, ELAPSED)
        case _:
            return _promised(start, limit)


def _promised(start: datetime, limit: OnDate) -> Span:
    end = datetime.fromordinal(limit.day.toordinal()) + DAY
    begin = min(start, end)  # A day already past leaves no time at all.
    return Span(begin, end - begin, ELAPSED)


def _same_day(calendar: Calendar, start: datetime, limit: SameDay) -> Span:
    today = start.toordinal()
    left = datetime.fromordinal(today) + DAY - start
    if not limit.roll_start:
        return Span(start, left, ELAPSED)
    clock = WorkingClock(calendar)
    if calendar.is_workday(start.date()):
        return Span(start, left, clock, consults=today)
    begin = datetime.fromordinal(calendar.next_workday(start.date()).toordinal())
    return Span(begin, DAY, clock, consults=today)


class Run(NamedTuple):
    """What became of a span, on the wall clock.

    `own_end` is where the limit's own time ran out, None if an open pause came first. `end` is the
    due moment after a roll-over or, if `suspended`, the moment the clock stopped; `left` is what
    the own clock had still to run. `consulted` are the ordinals of the days whose kind had a say.
    """

    own_end: datetime | None
    end: datetime
    suspended: bool
    left: timedelta
    consulted: range


def run(calendar: Calendar, span: Span, stops: Sequence[Pause]) -> Run:
    """Run a span past its stops (`clocks.stops_of`) and roll its end over once."""
    own_end, left = walk(span.clock, span.begin, span.length, stops)
    last = last_day(own_end)
    if left or not span.rolls:
        consulted = range(0) if span.consults is None else range(span.consults, last + 1)
        return Run(None if left else own_end, own_end, bool(left), left, consulted)
    end, waiting = own_end, NOTHING
    if not calendar.is_workday(date.fromordinal(last)):
        end, waiting = walk(WorkingClock(calendar), own_end, DAY, stops)
    return Run(own_end, end, bool(waiting), NOTHING, range(last, last_day(end) + 1))
