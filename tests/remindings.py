"""What the tests of notices ask: who was told what."""

from datetime import datetime

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.notices.digests import make_digests
from anjie.notices.making import make_notices
from anjie.notices.models import Notice
from anjie.procedure.calendar import SHANGHAI

DAY_BEFORE, AT_LIMIT, ESCALATED = "remind-day-before", "remind-at-limit", "escalate-two-days-after"


def local(day: str, clock: str = "09:00") -> datetime:
    """A moment by the clock on the wall."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=SHANGHAI)


def reminded(at: datetime) -> int:
    """Make what is called for at a moment; gives how many notices there were."""
    with within(Scope.SYSTEM):
        return make_notices(at)


def digested(at: datetime) -> int:
    """Make the digests of a moment."""
    with within(Scope.SYSTEM):
        return make_digests(at)


def told(clause: str, rung: str = "", number: str = "") -> list[str]:
    """Who was told of a clause, by whichever rung, in order of their names."""
    with within(Scope.SYSTEM):
        rows = Notice.objects.filter(duty__startswith=f"{clause}:", rung__startswith=rung)
        rows = rows.filter(case__number=number) if number else rows
        return sorted(rows.values_list("officer__username", flat=True))


def notices() -> list[Notice]:
    """Every notice there is."""
    with within(Scope.SYSTEM):
        return list(Notice.objects.select_related("officer", "case").order_by("id"))
