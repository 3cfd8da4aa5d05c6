"""When a reminder goes out: reckoned from the limit on the clocks of `clocks`, and moved into working hours.

A limit is the first instant that is too late, so "one working day before" is when one whole working day is left: the
opening of the last day. "Two working days after" is when two whole ones have gone by. What falls outside working hours
goes out at the next opening, on a day that the unit's calendar counts as worked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anjie.procedure.calendar import Calendar
from anjie.procedure.clocks import DAY, ELAPSED, HOUR, Clock, WorkingClock, on_wall
from anjie.procedure.limits import Hours, Limit, Workdays
from anjie.procedure.rulebook import ReminderRow
from anjie.procedure.terms import Text


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From when to when a unit works, on each of its working days; ValueError unless it opens before it closes."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"working hours end at {self.closes}, before they begin at {self.opens}")

    @classmethod
    def parse(cls, text: str) -> WorkingHours:
        """Read them as `09:00-17:30`; ValueError for anything else."""
        opens, _, closes = text.partition("-")
        return cls(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))

    def opening(self, calendar: Calendar, moment: datetime) -> datetime:
        """Give the first moment within working hours that is not before this one: itself, if it is within."""
        wall = on_wall(moment, calendar.zone)
        day = wall.date()
        if not calendar.is_workday(day) or wall.time() >= self.closes:
            return self._opens_on(calendar.next_workday(day), calendar)
        return max(moment, self._opens_on(day, calendar))

    def covers(self, calendar: Calendar, moment: datetime) -> bool:
        """Whether somebody works at this moment."""
        return self.opening(calendar, moment) == moment

    def _opens_on(self, day: date, calendar: Calendar) -> datetime:
        return datetime.combine(day, self.opens, calendar.zone)


def nominal(row: ReminderRow, due: datetime, calendar: Calendar) -> datetime:
    """Give the moment a reminder of a limit falls on, by day or night."""
    return _moved(due, row.offset, -1 if row.before else 1, calendar)


def limit_reached(row: ReminderRow, now: datetime, calendar: Calendar) -> datetime:
    """Undo `nominal`: the latest limit of which the reminder falls on `now` or earlier."""
    return _moved(now, row.offset, 1 if row.before else -1, calendar)


def goes_out(row: ReminderRow, due: datetime, since: datetime, calendar: Calendar, hours: WorkingHours) -> datetime:
    """Give the moment, within working hours, from which on a reminder is to go out; never before there is a demand."""
    return hours.opening(calendar, max(nominal(row, due, calendar), since))


def is_called_for(row: ReminderRow, due: datetime, since: datetime, calendar: Calendar, now: datetime) -> bool:
    """Whether a reminder still says something at `now`, however late it goes out.

    One of what is to come says nothing once the limit has passed, and nothing of a limit that was shorter from the
    beginning: then the demand itself was the news.
    """
    fallen = nominal(row, due, calendar)
    if row.before:
        return since <= fallen <= now < due
    return fallen <= now


def moment_of(row: ReminderRow) -> Text:
    """When it goes out, in words."""
    offset = row.offset
    if offset is None:
        return Text("时限届满时", "at the limit")
    if row.before:
        return Text("届满前", "") + offset.label + Text("", " before the limit")
    return Text("届满后", "") + offset.label + Text("", " after the limit")


def recipients_of(row: ReminderRow) -> Text:
    """To whom it goes, in words."""
    labels = [each.label for each in row.whom]
    return Text("、".join(each.zh for each in labels), ", ".join(each.en.lower() for each in labels))


def _moved(moment: datetime, offset: Limit | None, sign: int, calendar: Calendar) -> datetime:
    if offset is None:
        return moment
    clock, length = _length(offset, calendar)
    wall = clock.after(on_wall(moment, calendar.zone), sign * length)
    return wall.replace(tzinfo=calendar.zone)


def _length(offset: Limit, calendar: Calendar) -> tuple[Clock, timedelta]:
    """Give the clock an offset runs on, and for how long."""
    match offset:
        case Workdays():
            return WorkingClock(calendar), offset.count * DAY
        case Hours():
            return ELAPSED, offset.count * HOUR
        case _:
            return ELAPSED, getattr(offset, "count", 0) * DAY
