"""The stretches of time that are reported on: months, and the quarters, half-years and years made of them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Period, Text

MONTHS: dict[Period, int] = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6, Period.YEAR: 12}
"""How many months each is long."""

FORM = re.compile(r"(?P<year>20\d\d)(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?")

NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A month, a quarter, a half-year or a year."""

    first: date
    kind: Period

    @property
    def code(self) -> str:
        """How addresses and commands name it: 2026-10, 2026Q3, 2026H1, 2026."""
        year, month = self.first.year, self.first.month
        match self.kind:
            case Period.MONTH:
                return f"{year}-{month:02d}"
            case Period.QUARTER:
                return f"{year}Q{(month + 2) // 3}"
            case Period.HALF:
                return f"{year}H{(month + 5) // 6}"
            case Period.YEAR:
                return f"{year}"

    @property
    def label(self) -> Text:
        """Its name."""
        year, month = self.first.year, self.first.month
        match self.kind:
            case Period.MONTH:
                return Text(f"{year}年{month}月", f"{NAMES[month - 1]} {year}")
            case Period.QUARTER:
                return Text(f"{year}年第{'一二三四'[(month + 2) // 3 - 1]}季度", f"Q{(month + 2) // 3} {year}")
            case Period.HALF:
                return Text(
                    f"{year}年{'上' if month == 1 else '下'}半年",
                    f"{'First' if month == 1 else 'Second'} half of {year}",
                )
            case Period.YEAR:
                return Text(f"{year}年", f"{year}")

    @property
    def start(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(_months_on(self.first, MONTHS[self.kind]), time(), SHANGHAI)

    @property
    def months(self) -> list["Span"]:
        """The months it consists of."""
        return [Span(_months_on(self.first, each), Period.MONTH) for each in range(MONTHS[self.kind])]

    @property
    def before(self) -> "Span":
        """The one before."""
        return Span(_months_on(self.first, -MONTHS[self.kind]), self.kind)

    @property
    def after(self) -> "Span":
        """The one after."""
        return Span(_months_on(self.first, MONTHS[self.kind]), self.kind)


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def parse_span(code: str) -> Span | None:
    """Read a span's code; None for what is none."""
    found = FORM.fullmatch(code)
    if found is None:
        return None
    year = int(found["year"])
    if found["month"]:
        return Span(date(year, int(found["month"]), 1), Period.MONTH)
    if found["quarter"]:
        return Span(date(year, 3 * int(found["quarter"]) - 2, 1), Period.QUARTER)
    if found["half"]:
        return Span(date(year, 6 * int(found["half"]) - 5, 1), Period.HALF)
    return Span(date(year, 1, 1), Period.YEAR)


def span_at(moment: datetime, kind: Period = Period.MONTH) -> Span:
    """The span of a kind in which a moment lies."""
    day = moment.astimezone(SHANGHAI).date()
    length = MONTHS[kind]
    return Span(date(day.year, (day.month - 1) // length * length + 1, 1), kind)


def month_of(moment: datetime) -> Span:
    """The month in which a moment lies."""
    return span_at(moment)
