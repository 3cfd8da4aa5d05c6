"""Putting on record that limits have passed, so that what a missed duty starts is started.

The figures in reports come from the times, never from this: a sweep that runs late changes no figure.
"""

from datetime import datetime

from anjie.cases.desk import Order, perform_many
from anjie.cases.models import Duty
from anjie.directory.calendars import calendar_for
from anjie.procedure.acts.system import DutyMissed
from anjie.procedure.office import Office
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import Level, Role

BATCH = 200


def system_office(unit: str, at: datetime, region: str = "") -> Office:
    """The system, acting on a unit's cases."""
    return Office("system", unit, Level.HEAD_OFFICE, frozenset({Role.SYSTEM}), at, calendar_for(region))


def sweep(at: datetime) -> int:
    """Note every limit that has passed unnoted; returns how many. Run twice, it notes nothing more."""
    noted = 0
    while passed := list(
        Duty.objects.filter(state="open", noted=False, due__lte=at)
        .select_related("case", "unit")
        .order_by("due", "id")[:BATCH]
    ):
        orders = [
            Order(duty.case.number, _missed(duty), system_office(duty.unit.code, at, duty.unit.calendar_region))
            for duty in passed
        ]
        done = sum(outcome.done for outcome in perform_many(orders))
        noted += done
        if not done:
            break
    return noted


def _missed(duty: Duty) -> DutyMissed:
    clause = shipped().edition(duty.case.edition).clause(duty.clause)
    return DutyMissed(duty=duty.key, clause=duty.clause, text=clause.text.zh, text_en=clause.text.en)
