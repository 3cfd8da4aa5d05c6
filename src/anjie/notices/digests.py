"""One mail for each person on each working morning, with what he was told since the last."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from anjie.access.models import Officer
from anjie.cases.models import Duty
from anjie.notices.hours import calendar_of, working_hours
from anjie.notices.models import Delivery, Notice
from anjie.notices.queue import defer_sending
from anjie.notices.sending import site
from anjie.notices.wording import digest_subject, link
from anjie.notices.words import Way
from anjie.procedure.terms import DutyState, Text


def make_digests(now: datetime) -> int:
    """Make today's digests of those who have begun to work and have none of today; returns how many."""
    waiting = Notice.objects.filter(awaits_digest=True).order_by().values("officer").distinct()
    officers = Officer.objects.filter(pk__in=waiting, is_active=True).order_by("pk")
    return sum(_digest(officer, now) for officer in officers)


def _digest(officer: Officer, now: datetime) -> bool:
    calendar = calendar_of(officer, now)
    if not working_hours().covers(calendar, now):
        return False
    today = now.astimezone(calendar.zone).date()
    if Delivery.objects.filter(officer=officer, way=Way.EMAIL, notice=None, digest_on=today).exists():
        return False
    with transaction.atomic():
        # Whoever comes second waits here, and then finds nothing left.
        notices = list(_waiting(officer).select_for_update(of=("self",)).select_related("case"))
        Notice.objects.filter(pk__in=[each.pk for each in notices]).update(awaits_digest=False)
        owed = _still_owed(notices)
        if not owed:
            return False
        said = digest_subject(len(owed), sum(each.late for each in owed))
        digest = Delivery.objects.create(
            officer=officer,
            way=Way.EMAIL,
            digest_on=today,
            subject=said.in_language(officer.language),
            text=_text(officer, owed),
            made_at=now,
        )
        Notice.objects.filter(pk__in=[each.pk for each in owed]).update(digest=digest)
        defer_sending([digest.pk])
    return True


def _waiting(officer: Officer) -> QuerySet[Notice]:
    return Notice.objects.filter(officer=officer, awaits_digest=True).order_by("due", "id")


def _still_owed(notices: Sequence[Notice]) -> list[Notice]:
    """Leave out what has been done since."""
    found = Duty.objects.filter(case__in={each.case_id for each in notices}, state=DutyState.OPEN)
    open_now = set(found.values_list("case_id", "key"))
    return [each for each in notices if (each.case_id, each.duty) in open_now]


def _text(officer: Officer, notices: Sequence[Notice]) -> str:
    lines = [_line(officer, each) for each in notices]
    closing = Text("详情请登录系统，在“消息”中查看。", "Sign in and look under Messages for more.")
    return "\n\n".join([*lines, closing.in_language(officer.language)])


def _line(officer: Officer, notice: Notice) -> str:
    words = Text(notice.zh, notice.en).in_language(officer.language)
    return "\n".join(filter(None, (words, link(site(), notice.case.number))))
