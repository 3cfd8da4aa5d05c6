"""Putting jobs into the queue within the transaction that makes what they are about.

A job deferred after the commit is lost when the process dies in between, and the application's own way of deferring
uses another connection within a worker. So the jobs are written over Django's connection: they are there if and only
if the rows are.
"""

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

SEND = "anjie.notices.jobs.send"
QUEUE = "default"


def defer_sending(deliveries: Iterable[int], at: datetime | None = None) -> None:
    """Have deliveries sent, from a moment on; within the present transaction."""
    jobs = [
        Job(
            queue=QUEUE,
            lock=f"delivery {pk}",
            queueing_lock=None,
            task_name=SEND,
            task_kwargs={"delivery": pk},
            scheduled_at=at,
        )
        for pk in deliveries
    ]
    if jobs:
        JobManager(DjangoConnector()).batch_defer_jobs(jobs)
