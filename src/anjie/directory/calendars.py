"""The working calendar as administrators keep it, made ready for reckoning."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Subquery

from anjie.directory.holidays import REGIONAL, national_days
from anjie.directory.models import CalendarDay, CalendarEdition, CalendarYear
from anjie.directory.words import DayMark, word_of
from anjie.procedure.calendar import Calendar, NamedDays
from anjie.procedure.terms import Text

FIRST_YEAR = 2000
"""Where an empty calendar begins, and ends; China's clocks have not been moved since 1991."""

_built: dict[str, tuple[UUID | None, Calendar]] = {}
"""Calendars of this process by region, each with the edition it was built from."""


def calendar_for(region: str = "") -> Calendar:
    """Give a region's calendar as it stands now; a region without days of its own has the nation's.

    One small query tells whether what this process has built is still current.
    """
    return calendar_in(CalendarEdition.objects.values_list("token", flat=True).first(), region)


def edition_now() -> Subquery:
    """Give the mark of the calendars as they stand now, for a query that reads it along with something else."""
    return Subquery(CalendarEdition.objects.values("token")[:1])


def calendar_in(edition: UUID | None, region: str) -> Calendar:
    """Give a region's calendar, built anew unless this process has built it in this edition.

    The edition is read before the days are: an edit in between makes the calendar newer than its mark, never older.
    """
    if region not in _built or _built[region][0] != edition:
        _built[region] = (edition, _build(region))
    return _built[region][1]


def _build(region: str) -> Calendar:
    known_from, known_until = _known()
    national = _days("")
    calendar = Calendar(
        known_from=known_from,
        known_until=known_until,
        off=national[DayMark.OFF],
        work=national[DayMark.WORK],
        pending=national[DayMark.PENDING],
    )
    if not region:
        return calendar
    own = _days(region)
    return calendar.overlay(region, off=own[DayMark.OFF], work=own[DayMark.WORK], pending=own[DayMark.PENDING])


def _known() -> tuple[date, date]:
    """Give the stretch of published years; it ends at the first year that is missing."""
    years = [*CalendarYear.objects.values_list("year", flat=True)]
    first = years[0] if years else FIRST_YEAR
    published = [year for place, year in enumerate(years) if year == first + place]
    return date(first, 1, 1), date(first + len(published), 1, 1)


def _days(region: str) -> dict[DayMark, dict[date, Text]]:
    marked: dict[DayMark, dict[date, Text]] = {mark: {} for mark in DayMark}
    for entry in CalendarDay.objects.filter(region=region):
        marked[word_of(DayMark, entry.kind)][entry.day] = Text(entry.name_zh, entry.name_en)
    return marked


def seed_calendars(using: str = DEFAULT_DB_ALIAS) -> None:
    """Enter the years that the installed package and the regional files know and the table doesn't.

    A year once entered is the administrators': nothing of it is added, changed or brought back.
    """
    _seed_national(using)
    for region in REGIONAL:
        _seed_region(region, using)


def _seed_national(using: str) -> None:
    days = national_days()
    entered = {*CalendarYear.objects.using(using).values_list("year", flat=True)}
    new = {*range(days.known_from.year, days.known_until.year)} - entered
    source = f"chinesecalendar {version('chinesecalendar')}"
    entries = [*_entries("", DayMark.OFF, days.off), *_entries("", DayMark.WORK, days.work)]
    _enter(entries, new, source, using)
    years = [CalendarYear(year=year, source=source) for year in sorted(new)]
    CalendarYear.objects.using(using).bulk_create(years)


def _seed_region(region: str, using: str) -> None:
    days = REGIONAL[region]
    entries = [
        *_entries(region, DayMark.OFF, days.off),
        *_entries(region, DayMark.WORK, days.work),
        *_entries(region, DayMark.PENDING, days.pending),
    ]
    kept = CalendarDay.objects.using(using).filter(region=region)
    entered = {day.year for day in kept.values_list("day", flat=True)}
    new = {entry.day.year for entry in entries} - entered
    _enter(entries, new, f"calendar-{region}.toml", using)


def _entries(region: str, mark: DayMark, days: NamedDays) -> list[CalendarDay]:
    return [
        CalendarDay(region=region, day=day, kind=mark, name_zh=name.zh, name_en=name.en) for day, name in days.items()
    ]


def _enter(entries: list[CalendarDay], years: set[int], source: str, using: str) -> None:
    """Insert the entries that fall in these years."""
    new = [entry for entry in entries if entry.day.year in years]
    for entry in new:
        entry.source = source
    CalendarDay.objects.using(using).bulk_create(new)
