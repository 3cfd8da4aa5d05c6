"""Where the working calendar comes from before anybody has edited it.

National days are those of the PyPI package `chinesecalendar`, which follows the notices of the
State Council and refuses years it doesn't know. Regional days stand in
`data/calendar-REGION.toml`, each year with its source. Both only seed the calendar's table, which
administrators then keep.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Literal, NamedTuple

import chinese_calendar
from pydantic import BaseModel, ConfigDict

from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Text


class NationalDays(NamedTuple):
    """The arrangement known for `[known_from, known_until)`, each day with its holiday's name."""

    known_from: date
    known_until: date
    off: dict[date, Text]
    work: dict[date, Text]


def national_days() -> NationalDays:
    """Give the days off and make-up days of the years the installed package knows, whole years."""
    off: Mapping[date, str] = chinese_calendar.holidays
    work: Mapping[date, str] = chinese_calendar.workdays
    years = [day.year for day in off]
    return NationalDays(
        known_from=date(min(years), 1, 1),
        known_until=date(max(years) + 1, 1, 1),
        off={day: _name(english) for day, english in off.items()},
        work={day: _name(english) for day, english in work.items()},
    )


def _name(english: str) -> Text:
    """Give a holiday's name; the package sets the Chinese one where type checkers don't see it."""
    holiday = chinese_calendar.Holiday(english)
    return Text(str(vars(holiday)["chinese"]), english)


@dataclass(frozen=True, slots=True)
class RegionalDays:
    """A region's own days: off, worked in exchange, and still awaited, each with its name."""

    region: Text
    off: Mapping[date, Text]
    work: Mapping[date, Text]
    pending: Mapping[date, Text]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Name(_Strict):
    zh: str
    en: str

    def text(self) -> Text:
        return Text(self.zh, self.en)


class _Year(_Strict):
    """One year of a regional holiday; `pending` is the first and the last day in question."""

    year: int
    standing: Literal["notice", "news", "unpublished"]
    off: tuple[date, ...] = ()
    work: tuple[date, ...] = ()
    pending: tuple[date, date] | None = None
    source: str

    def awaited(self) -> Iterable[date]:
        if self.pending is None:
            return ()
        first, last = self.pending
        return (first + timedelta(days=after) for after in range((last - first).days + 1))


class _File(_Strict):
    region: str
    name: _Name
    holiday: _Name
    year: tuple[_Year, ...]


def _read(region: str) -> RegionalDays:
    path = files("anjie.directory") / "data" / f"calendar-{region}.toml"
    file = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    holiday = file.holiday.text()
    awaited = {
        day: Text(f"{year.year}年{holiday.zh}放假安排", f"the {year.year} arrangement of {holiday.en}")
        for year in file.year
        for day in year.awaited()
    }
    return RegionalDays(
        region=file.name.text(),
        off={day: holiday for year in file.year for day in year.off},
        work={day: holiday for year in file.year for day in year.work},
        pending=awaited,
    )


REGIONAL: Mapping[str, RegionalDays] = {"GX": _read("GX")}
"""Regions with days of their own, by the code that `Calendar.region` carries."""


def build_calendar(region: str = "") -> Calendar:
    """Build the calendar of a region as seeded, '' for the national one; LookupError if unknown."""
    national = Calendar(**national_days()._asdict())
    if not region:
        return national
    if region not in REGIONAL:
        known = ", ".join(REGIONAL)
        raise LookupError(f"no regional calendar {region!r}; known: {known}")
    days = REGIONAL[region]
    return national.overlay(region, off=days.off, work=days.work, pending=days.pending)
