"""Loading the demonstration: a region's directory, its people, and half a year of their work through the desk.

It is there as a whole or not at all: everything happens in one transaction. What the offices do is worked out in
advance, then entered week by week, everything at its own time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import connection, transaction

from anjie.access.models import Post
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import Order, perform_many
from anjie.cases.models import Case, Entry, Refusal
from anjie.cases.sweep import sweep
from anjie.demo import directory
from anjie.demo.archive import put_in_order
from anjie.demo.letters import issue_letters
from anjie.demo.offices import LEVELS
from anjie.demo.papers import bring_letters, sign_and_return, with_papers
from anjie.demo.people import REGION, SIGN_INS
from anjie.demo.rectifying import set_tasks
from anjie.demo.returns import make_returns
from anjie.demo.simulation import MONTHS, Deed, work_out
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Agent, Customer, Policy, Unit
from anjie.notices.hours import working_hours
from anjie.notices.making import make_notices
from anjie.platform.errors import CannotStartError
from anjie.procedure.calendar import Calendar
from anjie.procedure.office import Office

REGION_CALENDAR = "GX"

HOUR = timedelta(hours=1)

Advance = Callable[[int], object]
"""Told how many acts have been entered since it was last told."""


class NotEmptyError(CannotStartError):
    """The demonstration is loaded into an empty database only."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the demonstration holds."""

    units: int
    agents: int
    customers: int
    policies: int
    cases: int
    entries: int
    refusals: int


def load(now: datetime, advance: Advance = lambda _: None) -> Summary:
    """Load the demonstration up to a moment, or leave it as it is; NotEmptyError if there is something else."""
    if Unit.objects.exists() and not Unit.objects.filter(code=REGION, name__startswith="示范人寿").exists():
        raise NotEmptyError("The demonstration needs an empty database; this one has units of its own.")
    if not Unit.objects.exists():
        with _at_one_go():
            fill(now, advance)
    with within(Scope.SYSTEM):
        return Summary(
            units=Unit.objects.count(),
            agents=Agent.objects.count(),
            customers=Customer.objects.count(),
            policies=Policy.objects.count(),
            cases=Case.objects.count(),
            entries=Entry.objects.count(),
            refusals=Refusal.objects.count(),
        )


@contextmanager
def _at_one_go() -> Iterator[None]:
    """Keep everything or nothing. The desk's own transactions are parts of this one."""
    transaction.set_autocommit(False)
    try:
        yield
        transaction.commit()
    except BaseException:
        transaction.rollback()
        raise
    finally:
        transaction.set_autocommit(True)
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def fill(now: datetime, advance: Advance = lambda _: None, months: int = MONTHS) -> None:
    """Enter everything, within the caller's transaction."""
    calendar = calendar_for(REGION_CALENDAR)
    plan = work_out(now, calendar, months)
    directory.store_units()
    directory.store(plan.population)
    directory.store_staff(plan.began_on, now)
    with within(Scope.SYSTEM):
        _enter(plan.deeds, now, calendar, advance)
        make_returns(plan.began_on, now, calendar)
        issue_letters(REGION, now, calendar)
        _bring_papers(now, calendar)
        make_notices(_last_at_work(now, calendar))
        put_in_order(now)
    set_tasks(now, calendar, months)


def _bring_papers(now: datetime, calendar: Calendar) -> None:
    """Letters wait in an inbox, and a signed form is back."""
    post = Post.objects.select_related("officer", "unit").get(officer__username=SIGN_INS[0].username)
    bring_letters(post.unit, post.officer, now)
    sign_and_return(now, calendar)


def _last_at_work(now: datetime, calendar: Calendar) -> datetime:
    """The last moment, by whole hours, at which the offices were at work: people find what they were told then."""
    hours, moment = working_hours(), now
    while not hours.covers(calendar, moment):
        moment -= HOUR
    return moment


def _enter(everything: Sequence[Deed], now: datetime, calendar: Calendar, advance: Advance) -> None:
    """Put the deeds through the desk, a week at a time: each case is then opened once a week, not once a deed."""
    numbers: dict[int, str] = {}
    for _, group in groupby(everything, key=lambda deed: deed.at.astimezone(calendar.zone).isocalendar()[:2]):
        week = [*group]
        first = [deed for deed in week if deed.begins]
        for deed, outcome in zip(first, perform_many([_order(deed, None, calendar) for deed in first]), strict=True):
            numbers[deed.story.number] = outcome.number
        perform_many([_order(deed, numbers[deed.story.number], calendar) for deed in week if not deed.begins])
        advance(len(week))
    sweep(now)


def _order(deed: Deed, number: str | None, calendar: Calendar) -> Order:
    by = deed.by
    level = LEVELS[len(by.unit)]
    office = Office(deed.hand, by.unit, level, frozenset({by.role}), deed.at, calendar, by.department, deed.acting_for)
    return Order(number, with_papers(deed.act), office)
