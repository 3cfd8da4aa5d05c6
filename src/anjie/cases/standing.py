"""Whether a sanction is in effect, until when, and whether its points count: said of a row, and beside it of the table.

A decision stands until it is revoked, and is in effect from the day that it states. Its points are those of that day's
calendar year (品质管理: twelve a year, no carry-over).
"""

from calendar import monthrange
from datetime import date, timedelta

from django.db.models import Q

from anjie.cases.models import Sanction

MONTHS_A_YEAR = 12


def in_effect(row: Sanction, today: date) -> bool:
    """Whether a sanction stands and its day has come."""
    return not row.revoked and row.effective_on <= today


def those_in_effect(today: date) -> Q:
    """The condition on the table that `in_effect` is on one row."""
    return Q(revoked=False, effective_on__lte=today)


def counts_on(row: Sanction, today: date) -> bool:
    """Whether a sanction's points are among those of today's calendar year."""
    return in_effect(row, today) and row.effective_on >= date(today.year, 1, 1)


def counted_on(today: date) -> Q:
    """The condition on the table that `counts_on` is on one row."""
    return those_in_effect(today) & Q(effective_on__gte=date(today.year, 1, 1))


def last_day(row: Sanction) -> date | None:
    """The last day of a sanction for some months, its first day being one of them; None for one without an end."""
    if row.months is None:
        return None
    first = row.effective_on
    end = months_on(first, row.months)
    return end if end.day < first.day else end - timedelta(days=1)


def months_on(day: date, months: int) -> date:
    """The same day so many calendar months on, or back if negative; a month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
