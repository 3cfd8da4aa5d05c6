"""What all parts of the suite work with."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from anjie.bench.company import Company, found_company
from anjie.bench.stamping import COLUMNS, Stamp
from anjie.bench.stories import Told, play
from anjie.cases.dossiers import rulebook_now
from anjie.directory.calendars import calendar_for
from anjie.platform.migrations import OWNER
from anjie.procedure.calendar import Calendar
from anjie.procedure.terms import Text

REGION = "GX"
STORIES = 300

Progress = Callable[[Text, int], AbstractContextManager[Callable[[int], object]]]
"""Shows how far some work has come: what it is, and of how much; gives what to call with each number done."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A company in a database of its own, stories to tell of it, and how many cases are asked for."""

    company: Company
    told: Sequence[Told]
    stamps: Sequence[Stamp]
    calendar: Calendar
    cases: int
    now: datetime
    progress: Progress


def set_up(cases: int, now: datetime, progress: Progress, stories: int = STORIES) -> Setting:
    """Found the company and play its stories, the last of them still open now."""
    company = found_company()
    calendar = calendar_for(REGION)
    told = play(stories, rulebook_now(now), calendar, now)
    return Setting(company, told, [Stamp(each, calendar) for each in told], calendar, cases, now, progress)


def empty(using: str = OWNER) -> None:
    """Empty the tables of cases, as their owner: what the suite does in a database of its own, and nobody elsewhere."""
    tables = [*COLUMNS, "cases_refusal", "cases_counter"]
    with connections[using].cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = [name for (name,) in cursor.fetchall()]  # other tables follow those of cases, and refuse as well
        for way in ("disable", "enable"):
            for table in guarded:
                cursor.execute(f"alter table {table} {way} trigger user")
            if way == "disable":
                cursor.execute(f"truncate {', '.join(tables)} restart identity cascade")


GUARDED = "select distinct tgrelid::regclass::text from pg_trigger where not tgisinternal"
