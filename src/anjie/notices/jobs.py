"""Notices' work, done by the workers."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.notices.digests import make_digests
from anjie.notices.gateways import PassingError
from anjie.notices.making import make_notices
from anjie.notices.queue import SEND
from anjie.notices.sending import send_delivery, take_up_forgotten
from anjie.platform.clock import now

AGAIN = RetryStrategy(exponential_wait=4, retry_exceptions={PassingError})
"""After 4, 16, 64, 256, 1024, 4096 and 16384 seconds; how often, the delivery's own row says."""


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="remind", pass_context=False)
def remind(timestamp: int) -> None:
    """Every five minutes, tell whoever is to be told of limits; the first run of a working morning makes the digests.

    The digests come second, so that they have what the night has brought.
    """
    del timestamp
    with within(Scope.SYSTEM):
        present = now()
        make_notices(present)
        make_digests(present)
        take_up_forgotten(present)


@app.task(name=SEND, retry=AGAIN, pass_context=False)
def send(delivery: int) -> None:
    """Send one thing to one person."""
    with within(Scope.SYSTEM):
        send_delivery(delivery, now())
