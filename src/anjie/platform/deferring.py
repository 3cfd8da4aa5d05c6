"""Putting jobs into the queue within the transaction that makes what they are about.

A job deferred after the commit is lost when the process dies in between, and the queue's own way of deferring uses
another connection within a worker. So the jobs are written over Django's connection: they are there if and only if the
rows are.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.types import JSONDict

QUEUE = "default"


class Wanted(NamedTuple):
    """One run of a task: its arguments, and what no two runs at the same time may hold."""

    arguments: JSONDict
    lock: str | None = None


def defer(task: str, runs: Iterable[Wanted], *, at: datetime | None = None, priority: int = 0) -> None:
    """Have a task run, from a moment on; within the present transaction. A lower priority waits for the others."""
    jobs = [
        Job(
            queue=QUEUE,
            lock=each.lock,
            queueing_lock=None,
            task_name=task,
            task_kwargs=each.arguments,
            scheduled_at=at,
            priority=priority,
        )
        for each in runs
    ]
    if jobs:
        JobManager(DjangoConnector()).batch_defer_jobs(jobs)
