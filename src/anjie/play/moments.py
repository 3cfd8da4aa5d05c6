"""When a step takes place: at a time of its own, or so long after the step before."""

import re
from datetime import datetime, time, timedelta

from anjie.procedure.calendar import Calendar

FORM = "'+45m', '+2h', '+3 days', '+1 workday' or '+1 workday 09:00'"

_CLOCK = "[01][0-9]:[0-5][0-9]|2[0-3]:[0-5][0-9]"
_AFTER = re.compile(rf"\+(?P<count>[0-9]{{1,4}}) ?(?P<unit>m|h|days?|workdays?)( (?P<clock>{_CLOCK}))?")
_LENGTHS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "day": timedelta(days=1)}


def is_after(text: str) -> bool:
    """Whether a text says how long after the step before."""
    return _AFTER.fullmatch(text) is not None


def moment_after(before: datetime, text: str, calendar: Calendar) -> datetime:
    """Give the moment so long after another; ValueError for a text of another form."""
    found = _AFTER.fullmatch(text)
    if found is None:
        raise ValueError(f"not a time: {text!r}; write {FORM}")
    count, unit = int(found["count"]), found["unit"].removesuffix("s")
    local = before.astimezone(calendar.zone)
    moment = _workdays_after(local, count, calendar) if unit == "workday" else local + count * _LENGTHS[unit]
    if found["clock"]:
        moment = datetime.combine(moment.date(), time.fromisoformat(found["clock"]), calendar.zone)
    return moment


def _workdays_after(local: datetime, count: int, calendar: Calendar) -> datetime:
    day = local.date()
    for _ in range(count):
        day = calendar.next_workday(day)
    return datetime.combine(day, local.time(), calendar.zone)
