"""Whether a sanction is in effect, until when, and whether its points count: said of a row, and beside it of the table.

A decision stands until it is revoked, and is in effect from the day that it states. What waits for the end of a
probation (缓期、附条件) has no effect unless it was activated. Points are those of the day's calendar year (品质管理:
twelve a year, no carry-over).
"""

from datetime import date, timedelta

from django.db.models import Q

from anjie.cases.models import Sanction
from anjie.procedure.calendar import months_on


def in_effect(row: Sanction, today: date) -> bool:
    """Whether a sanction stands, waits for nothing, and its day has come."""
    return not row.revoked and not row.waits and not row.lapsed and row.effective_on <= today


def those_standing(today: date) -> Q:
    """The decisions that were not revoked and whose day has come, whether or not anything is carried out."""
    return Q(revoked=False, effective_on__lte=today)


def those_in_effect(today: date) -> Q:
    """The condition on the table that `in_effect` is on one row."""
    return those_standing(today) & Q(waits=False, lapsed=False)


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
