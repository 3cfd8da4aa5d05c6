"""Complaints and proven violations month by month, as bars that the server draws and as the table beside them.

A month's violations are those of the complaints that came in it, so that both bars of a month are about the same cases;
the newest months have few, for their cases are still being handled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text
from anjie.web.charts import Column, column

MONTHS = 24
YEAR = 12

STEP, BAR = 30, 11
"""The room of a month, and the width of a bar."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month."""

    name: str
    complaints: int
    proven: int
    known: bool
    """Whether all cases of the month were looked at."""
    bars: Sequence[Column]


@dataclass(frozen=True, slots=True)
class Trend:
    """All of them, the oldest first."""

    months: Sequence[Month]

    @property
    def most(self) -> int:
        """What the highest bar stands for."""
        return max(max(month.complaints, month.proven) for month in self.months)

    @property
    def width(self) -> int:
        """Of the drawing."""
        return STEP * len(self.months)

    @property
    def ticks(self) -> Sequence[Month]:
        """The months that are named below the drawing: the first, the one a year ago, the last."""
        return (self.months[0], self.months[YEAR], self.months[-1])

    @property
    def said(self) -> Text:
        """What the drawing shows, for whoever doesn't see it."""
        complaints, proven = (
            sum(month.complaints for month in self.months),
            sum(month.proven for month in self.months),
        )
        return Text(
            f"近{len(self.months)}个月共收到投诉{complaints}件，其中已认定并生效的违规{proven}项；逐月数字见下表",
            f"{complaints} complaints within {len(self.months)} months, of which {proven} violations are proven and in "
            "effect; the table below has the months",
        )


def first_day(today: date) -> date:
    """The first day of the oldest month."""
    years, month = divmod(today.year * YEAR + today.month - MONTHS, YEAR)
    return date(years, month + 1, 1)


def first_moment(now: datetime) -> datetime:
    """When the oldest month began."""
    return datetime.combine(first_day(now.astimezone(SHANGHAI).date()), time(), SHANGHAI)


def trend_of(
    complaints: Iterable[datetime], proven: Iterable[datetime], today: date, since: date | None = None
) -> Trend:
    """Count by the months in which the complaints came; what came before `since` was not looked at."""
    came, upheld = (Counter(map(_month, moments)) for moments in (complaints, proven))
    start = first_day(today)
    index = start.year * YEAR + start.month - 1
    months = [divmod(number, YEAR) for number in range(index, index + MONTHS)]
    names = [(year, month + 1) for year, month in months]
    most = max(1, *(max(came[each], upheld[each]) for each in names))
    return Trend(
        [
            Month(
                f"{year}-{month:02}",
                came[year, month],
                upheld[year, month],
                since is None or date(year, month, 1) >= since,
                (
                    column(number * STEP + 3, came[year, month], most, "told"),
                    column(number * STEP + 4 + BAR, upheld[year, month], most, "held"),
                ),
            )
            for number, (year, month) in enumerate(names)
        ]
    )


def _month(moment: datetime) -> tuple[int, int]:
    day = moment.astimezone(SHANGHAI)
    return day.year, day.month
