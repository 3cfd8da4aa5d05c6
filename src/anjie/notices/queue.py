"""Having deliveries sent: the jobs stand in the queue if and only if the deliveries are there."""

from collections.abc import Iterable
from datetime import datetime

from anjie.platform.deferring import Wanted, defer

SEND = "anjie.notices.jobs.send"


def defer_sending(deliveries: Iterable[int], at: datetime | None = None) -> None:
    """Have deliveries sent, from a moment on; within the present transaction."""
    defer(SEND, [Wanted({"delivery": pk}, f"delivery {pk}") for pk in deliveries], at=at)
