"""Sending one delivery, once in effect, whatever happens to the worker.

1. It is marked as being sent, and committed: from here on a try may have gone out.
2. Its row is locked, it is handed over, and it is marked as sent, all in one transaction. Nobody else can have it
   meanwhile; when a worker is killed its connection ends, the lock with it, and another worker can take it up.

Between the gateway's "taken" and the commit lies an instant in which a worker's death leaves no trace: then it is sent
again. That is closed at the other end: every try has the same Message-ID, or Idempotency-Key.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from anjie.access.models import Officer
from anjie.directory.phones import canonical_phone
from anjie.directory.words import word_of
from anjie.notices.gateways import Message, PassingError, PermanentError, gateway_for
from anjie.notices.hours import calendar_of, working_hours
from anjie.notices.models import WAITS, Delivery
from anjie.notices.queue import defer_sending
from anjie.notices.words import ENDED, Fate, Way

MOST_TRIES = 8
"""With the waits of `jobs.AGAIN` between them, this is most of a working day."""
FORGOTTEN = timedelta(hours=6)
"""A delivery that nobody has touched for so long has lost its job; longer than any wait between two tries."""
BATCH = 200

log = logging.getLogger(__name__)


def send_delivery(pk: int, at: datetime) -> None:
    """Send a delivery unless that has been done; PassingError if it should be tried again later."""
    if not _begin(pk, at):
        return
    wrong = _hand_over(pk, at)
    if wrong:
        raise wrong


def _begin(pk: int, at: datetime) -> bool:
    """Mark it as being sent; False if there is nothing to do now."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
        if delivery is None:
            return _in_other_hands(pk)
        if delivery.state in ENDED:
            return False
        opening = working_hours().opening(calendar_of(delivery.officer, at), at)
        delivery.tried_at = max(at, opening)
        if opening > at:
            delivery.save(update_fields=["tried_at"])
            defer_sending([pk], opening)
            return False
        delivery.state, delivery.tries = Fate.SENDING, delivery.tries + 1
        delivery.save(update_fields=["state", "tries", "tried_at"])
        return True


def _in_other_hands(pk: int) -> bool:
    """Come back later for one that another worker has locked: that worker may yet die."""
    if Delivery.objects.filter(pk=pk).exists():
        raise PassingError("another worker is sending it")
    return False


def _hand_over(pk: int, at: datetime) -> PassingError | None:
    """Hand it to its gateway under a lock, and write down what became of it; gives what should be tried again."""
    passing = None
    with transaction.atomic():
        waiting = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(WAITS, pk=pk)
        delivery = waiting.select_related("officer").first()
        if delivery is None:
            return None if Delivery.objects.filter(pk=pk, state__in=ENDED).exists() else PassingError("in other hands")
        try:
            _end(delivery, _sent(delivery), at)
        except PermanentError as error:
            _end(delivery, Fate.FAILED, at, str(error))
        except PassingError as error:
            if delivery.tries < MOST_TRIES:
                passing = error
            _end(delivery, Fate.WAITING if passing else Fate.FAILED, at, str(error))
    return passing


def _sent(delivery: Delivery) -> Fate:
    """Send it, unless there is nobody or no way left to send it to."""
    way = word_of(Way, delivery.way)
    gateway, to = gateway_for(way), address_of(delivery.officer, way)
    if gateway is None or not to:
        return Fate.VOID
    gateway.send(Message(to, delivery.subject, delivery.text, str(delivery.key)))
    return Fate.SENT


def _end(delivery: Delivery, state: Fate, at: datetime, wrong: str = "") -> None:
    delivery.state, delivery.wrong = state, wrong[:200]
    delivery.ended_at = at if state in ENDED else None
    delivery.save(update_fields=["state", "wrong", "ended_at"])
    if state is Fate.FAILED:
        log.warning("Delivery %s could not be sent: %s", delivery.pk, wrong)


def address_of(officer: Officer, way: Way) -> str:
    """Give where somebody is reached by a way; nothing if he isn't, or works here no more."""
    if not officer.is_active:
        return ""
    match way:
        case Way.EMAIL:
            return officer.email
        case Way.SMS:
            return canonical_phone(officer.phone) if officer.phone else ""
        case Way.CHAT:
            return officer.username


def ways_open() -> frozenset[Way]:
    """Give the ways that this installation has."""
    return frozenset(way for way in Way if gateway_for(way) is not None)


def take_up_forgotten(at: datetime) -> int:
    """Give a job to deliveries that have lost theirs, as when the queue was emptied; returns how many."""
    with transaction.atomic():
        lost = Delivery.objects.filter(WAITS, made_at__lt=at - FORGOTTEN).exclude(tried_at__gte=at - FORGOTTEN)
        found = list(lost.select_for_update(skip_locked=True).order_by("made_at")[:BATCH])
        defer_sending([each.pk for each in found])
        Delivery.objects.filter(pk__in=[each.pk for each in found]).update(tried_at=at)
    return len(found)


def site() -> str:
    """Give the site's address, for links."""
    return str(settings.ANJIE_SITE)
