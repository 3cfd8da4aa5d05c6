"""An officer's own messages. The wall shows nobody's else, whatever a query forgot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from anjie.access.models import Officer
from anjie.notices.models import Delivery, Notice, Preference

PAGE = 50
MANY = 100
"""A counter stops here and says "99+"."""


@dataclass(frozen=True, slots=True)
class Messages:
    """One page of messages, and whether there are more."""

    unread: Sequence[Notice]
    read: Sequence[Notice]
    more: bool


def messages_of(officer: Officer, *, before: int | None = None) -> Messages:
    """Give somebody's messages, the unread ones first and each kind newest first; two queries.

    Unread ones are all on the first page, up to its length; `before` goes on among those read.
    """
    mine = Notice.objects.filter(officer=officer).select_related("case", "digest").order_by("-made_at", "-id")
    mine = mine.prefetch_related("deliveries")
    unread = [] if before else list(mine.filter(read_at=None)[: PAGE + 1])
    key = Q()
    if before and (last := Notice.objects.filter(officer=officer, pk=before).first()):
        key = Q(made_at__lt=last.made_at) | Q(made_at=last.made_at, pk__lt=last.pk)
    read = list(mine.filter(key, read_at__isnull=False)[: PAGE + 1])
    return Messages(unread[:PAGE], read[:PAGE], more=len(read) > PAGE or len(unread) > PAGE)


def unread_count(officer: Officer) -> int:
    """Count what somebody has not read, up to MANY."""
    return Notice.objects.filter(officer=officer, read_at=None).order_by()[:MANY].count()


def mark_read(officer: Officer, keys: Sequence[int] | None, at: datetime) -> int:
    """Note that somebody has read some of his messages, or all of them; returns how many were new to him."""
    mine = Notice.objects.filter(officer=officer, read_at=None)
    return (mine if keys is None else mine.filter(pk__in=keys)).update(read_at=at)


def preference(officer: Officer) -> Preference:
    """Give how somebody wants his notices."""
    return Preference.objects.filter(officer=officer).first() or Preference(officer=officer)


def failures(officer: Officer) -> Sequence[Delivery]:
    """Give the latest things that could not be sent to somebody, so that he learns that his address is wrong."""
    return list(Delivery.objects.filter(officer=officer, state="failed").order_by("-ended_at")[:3])
