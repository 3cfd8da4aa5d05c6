"""The working calendar: which days count as working days, and why.

In China the State Council names each year's days off and the weekend days worked in exchange
(调休); a region may lay its own days on top (Guangxi: 壮族三月三). Both are published a year at a
time, so a calendar knows a stretch of days and no more. Beyond it weekdays count as work and
weekends as rest, and whoever reckons with such a day must call the result provisional (`knows`).

Days are named by `date` at the edges and by `date.toordinal()` inside, where thousands are counted.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from anjie.procedure.terms import Text, Word

SHANGHAI = ZoneInfo("Asia/Shanghai")

NamedDays = Mapping[date, Text]
"""Days and the name of what makes each of them special."""

WEEKDAYS = 5
"""Monday to Friday: `date.weekday()` below this is a weekday."""


class DayKind(Word):
    """What a day is to the working calendar."""

    WORKDAY = "workday", "工作日", "Working day"
    WEEKEND = "weekend", "周末", "Weekend"
    HOLIDAY = "holiday", "节假日", "Holiday"
    MAKE_UP = "make_up", "调休上班日", "Make-up working day"


@dataclass(frozen=True, slots=True)
class Day:
    """What one day is; holidays and make-up days carry the name of the holiday they belong to."""

    kind: DayKind
    name: Text | None = None

    @property
    def works(self) -> bool:
        """Whether it counts as a working day."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKE_UP)

    @property
    def label(self) -> Text:
        """The kind, with the holiday's name where there is one, as it stands within a sentence."""
        if self.name is None:
            return Text(self.kind.label.zh, self.kind.label.en.lower())
        if self.works:
            return self.name + Text("调休上班日", " make-up working day")
        return self.name + Text("放假", " holiday")


WORKDAY = Day(DayKind.WORKDAY)
WEEKEND = Day(DayKind.WEEKEND)


def weekdays_before(ordinal: int) -> int:
    """Count Monday to Friday from 0001-01-01, a Monday, up to but without the day of `ordinal`."""
    weeks, rest = divmod(ordinal - 1, 7)
    return WEEKDAYS * weeks + min(rest, WEEKDAYS)


def weekday_at(index: int) -> int:
    """Give the ordinal of the weekday before which `index` others lie: undoes `weekdays_before`."""
    weeks, rest = divmod(index, WEEKDAYS)
    return 7 * weeks + rest + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days off and make-up days of one region, and the stretch of days they are known for.

    Days are known from `known_from` up to but without `known_until`. `off` and `work` map a day to
    the name of its holiday; a day entered outside the known stretch counts as entered, and stays
    provisional like its neighbours. `pending` maps days within the stretch whose arrangement is yet
    to be published to what is awaited; they count as entered or else by their weekday. `region` is
    '' for the national calendar. A `datetime` is no day here, though types allow it: ask with the
    `date()` it has in `zone`.

    ValueError for a stretch that ends before it begins, for a day both off and worked, and for a
    zone that moves its clock within the stretch, since hours would then not be what the wall shows.
    """

    known_from: date
    known_until: date
    off: NamedDays = field(default_factory=dict[date, Text])
    work: NamedDays = field(default_factory=dict[date, Text])
    pending: NamedDays = field(default_factory=dict[date, Text])
    region: str = ""
    zone: ZoneInfo = SHANGHAI
    _table: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Ordinals of the working days in `[_table_from, _table_until)`, ascending."""
    _table_from: int = field(init=False, repr=False, compare=False)
    _table_until: int = field(init=False, repr=False, compare=False)
    _pending: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _known: range = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check()
        known = range(self.known_from.toordinal(), self.known_until.toordinal())
        entered = [day.toordinal() for days in (self.off, self.work) for day in days]
        told = [*known[:1], *known[-1:], *entered]
        start, end = min(told, default=known.start), max(told, default=known.start - 1) + 1
        days = map(date.fromordinal, range(start, end))
        table = tuple(day.toordinal() for day in days if self.is_workday(day))
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_table", table)
        object.__setattr__(self, "_table_from", start)
        object.__setattr__(self, "_table_until", end)
        object.__setattr__(self, "_pending", tuple(sorted(day.toordinal() for day in self.pending)))

    def _check(self) -> None:
        if self.known_until < self.known_from:
            raise ValueError(f"known days end {self.known_until}, before {self.known_from}")
        if both := self.off.keys() & self.work.keys():
            raise ValueError(f"both a day off and a make-up day: {min(both)}")
        years = range(self.known_from.year, self.known_until.year + 1)
        halves = [datetime(year, month, 1, tzinfo=self.zone) for year in years for month in (1, 7)]
        if len({half.utcoffset() for half in halves}) > 1:
            raise ValueError(f"the zone {self.zone} moves its clock within the known days")

    def overlay(
        self,
        region: str,
        *,
        off: NamedDays | None = None,
        work: NamedDays | None = None,
        pending: NamedDays | None = None,
    ) -> Calendar:
        """Lay a region's days over these: a day the region names is as the region says."""
        off, work, pending = off or {}, work or {}, pending or {}
        return Calendar(
            known_from=self.known_from,
            known_until=self.known_until,
            off={day: name for day, name in self.off.items() if day not in work} | dict(off),
            work={day: name for day, name in self.work.items() if day not in off} | dict(work),
            pending=dict(self.pending) | dict(pending),
            region=region,
            zone=self.zone,
        )

    def is_workday(self, day: date) -> bool:
        """Whether `day` counts as a working day; beyond the known days, whether it is a weekday."""
        return day in self.work or (day.weekday() < WEEKDAYS and day not in self.off)

    def day_kind(self, day: date) -> Day:
        """Say what `day` is and by which holiday."""
        if day in self.work:
            return Day(DayKind.MAKE_UP, self.work[day])
        if day in self.off:
            return Day(DayKind.HOLIDAY, self.off[day])
        return WORKDAY if day.weekday() < WEEKDAYS else WEEKEND

    def next_workday(self, day: date) -> date:
        """Give the first working day after `day`, never `day` itself."""
        return date.fromordinal(self.workday_at(self.workdays_before(day.toordinal() + 1)))

    def knows(self, day: date) -> bool:
        """Whether the arrangement of `day` has been published."""
        return self.knows_days(day.toordinal(), day.toordinal() + 1)

    def knows_days(self, start: int, end: int) -> bool:
        """Whether every day from ordinal `start` up to but without `end` is known."""
        if start >= end:
            return True
        if start < self._known.start or end > self._known.stop:
            return False
        return not self._pending or bisect_left(self._pending, start) == bisect_left(self._pending, end)

    def workdays_before(self, ordinal: int) -> int:
        """Count working days before the day of `ordinal`, from a fixed day of this calendar.

        Only differences mean anything; the count is negative before the first entered day.
        """
        if ordinal <= self._table_from:
            return weekdays_before(ordinal) - weekdays_before(self._table_from)
        if ordinal < self._table_until:
            return bisect_left(self._table, ordinal)
        return len(self._table) + weekdays_before(ordinal) - weekdays_before(self._table_until)

    def workday_at(self, index: int) -> int:
        """Give the ordinal of the working day before which `index` others lie: undoes the count.

        OverflowError past the year 9999.
        """
        if index < 0:
            ordinal = weekday_at(weekdays_before(self._table_from) + index)
        elif index < len(self._table):
            ordinal = self._table[index]
        else:
            past = index - len(self._table)
            ordinal = weekday_at(weekdays_before(self._table_until) + past)
        if ordinal > date.max.toordinal():
            raise OverflowError("the day lies past the year 9999")
        return ordinal


def workdays_between(calendar: Calendar, start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; ValueError if `end` is earlier.

    So it undoes a limit in working days, where the first day is not counted and the last one is.
    """
    if end < start:
        raise ValueError(f"{end} lies before {start}")
    counted = calendar.workdays_before(end.toordinal() + 1)
    return counted - calendar.workdays_before(start.toordinal() + 1)


MONTHS_A_YEAR = 12


def months_on(day: date, months: int) -> date:
    """The same day so many calendar months on, or back if negative; a month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
