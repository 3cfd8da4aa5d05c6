"""The archive of the demonstration: some files sealed, one on hold, checkpoints, and since when each file is free."""

from datetime import datetime, timedelta

from anjie.archive.checkpoints import make_checkpoint
from anjie.archive.keeping import reckon
from anjie.archive.sealing import seal
from anjie.cases.desk import perform
from anjie.cases.models import Case
from anjie.demo.offices import LEVELS, posted
from anjie.directory.calendars import calendar_for
from anjie.procedure.acts.archive import HoldPlaced
from anjie.procedure.office import Office
from anjie.procedure.terms import Role, Stage

SEALED = 5
"""Files sealed while loading; the worker seals the others."""


def put_in_order(now: datetime) -> None:
    """Seal the first files, hold one of them, and note where every journal stands, yesterday and now."""
    kept = Case.objects.filter(stage=Stage.ARCHIVED).order_by("archived_at", "id")
    files = list(kept.select_related("unit")[:SEALED])
    make_checkpoint(now - timedelta(days=1))
    for case in files:
        seal(case.number, now)
    for case in files[:1]:
        unit = case.unit
        by = posted(unit.code, Role.SUPERVISOR)[0]
        calendar = calendar_for(unit.calendar_region)
        office = Office(by.username, by.unit, LEVELS[len(by.unit)], frozenset({Role.SUPERVISOR}), now, calendar)
        perform(case.number, HoldPlaced(reason="投诉人就保险合同纠纷提起诉讼，法院可能调卷。"), office)
    make_checkpoint(now)
    reckon(now)
