"""A year of the working calendar as twelve grids of days, each day with what it is and why."""

from calendar import Calendar as Weeks
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anjie.procedure.calendar import Calendar, DayKind
from anjie.procedure.explaining import MONTHS
from anjie.procedure.terms import Text

REST, SWAP = Text("休", "H"), Text("班", "W")
"""The marks that calendars print beside a day."""
UNKNOWN = Text("放假安排未公布", "days off not yet published")

CLASSES = {DayKind.HOLIDAY: "off", DayKind.MAKE_UP: "swap", DayKind.WEEKEND: "rest", DayKind.WORKDAY: ""}
MARKS = {DayKind.HOLIDAY: REST, DayKind.MAKE_UP: SWAP}
WEEKDAYS = tuple(Text(zh, en) for zh, en in zip("一二三四五六日", ["M", "T", "W", "T", "F", "S", "S"], strict=True))
MONDAY_FIRST = Weeks(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the grid."""

    day: date
    css: str
    mark: Text | None
    label: Text
    """What the day is, for whoever hovers or can't see the colour; nothing said of an ordinary working day."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month: weeks of seven days from Monday, None for a day of another month."""

    number: int
    name: Text
    weeks: Sequence[Sequence[Cell | None]]


def year_of(calendar: Calendar, year: int, today: date) -> list[Month]:
    """Draw a year."""
    return [_month(calendar, year, number, today) for number in range(1, 13)]


def _month(calendar: Calendar, year: int, number: int, today: date) -> Month:
    weeks = MONDAY_FIRST.monthdatescalendar(year, number)
    cells = [[_cell(calendar, day, today) if day.month == number else None for day in week] for week in weeks]
    return Month(number, Text(f"{number}月", MONTHS[number - 1]), cells)


def _cell(calendar: Calendar, day: date, today: date) -> Cell:
    kind = calendar.day_kind(day)
    known = calendar.knows(day)
    css = (CLASSES[kind.kind], "" if known else "open", "today" if day == today else "")
    said = [] if kind.kind is DayKind.WORKDAY else [kind.label]
    if not known:
        said.append(calendar.pending.get(day, UNKNOWN))
    return Cell(day, " ".join(filter(None, css)), MARKS.get(kind.kind), _joined(said))


def _joined(said: Iterable[Text]) -> Text:
    told = list(said)
    return Text("；".join(each.zh for each in told), "; ".join(each.en for each in told))
