"""Returns at work: units whose people go through the steps of November 2026."""

from datetime import date, timedelta
from typing import Any

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.oversight.periods import Span
from anjie.oversight.returns import (
    Explained,
    Outcome,
    Prepared,
    Signed,
    Standing,
    Step,
    Submitted,
    perform,
    standing_of,
)
from anjie.procedure.terms import Period
from people import office_of

NOVEMBER = Span(date(2026, 11, 1), Period.MONTH)
AFTER = NOVEMBER.end + timedelta(hours=34)
"""Wednesday, 2 December 2026, 10:00."""

WORDS = Explained(causes="收费环节缺少监控", measures="下月全面排查")

STEPS: tuple[Step, ...] = (Prepared(), WORDS, Signed(), Submitted())


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def does(who: str, code: str, step: Step, at: Any = AFTER, **more: Any) -> Outcome:
    return perform(unit(code), NOVEMBER, step, office_of(who, at), **more)


def reports(code: str, *steps: Step, by: tuple[str, str], at: Any = AFTER) -> Standing:
    """Have a unit's return go through steps, by its inspector and by whoever signs."""
    inspector, head = by
    for step in steps or STEPS:
        who = inspector if isinstance(step, (Prepared, Explained)) else head
        outcome = does(who, code, step, at)
        assert outcome.done, (step, outcome.refusals)
    return stands(code)


def stands(code: str) -> Standing:
    with within(Scope.SYSTEM):
        return standing_of(unit(code), NOVEMBER)


COUNTY = ("wang", "li")
CITY = ("zhou", "zheng")
