"""Jobs whose worker was killed are done all the same."""

import asyncio

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from anjie.platform.jobs import reap


@pytest.fixture
def lost_job(as_app_rw: psycopg.Connection) -> int:
    """Give a job that a worker took, who was last heard of a minute ago."""
    worker = as_app_rw.execute(
        "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 minute') returning id"
    ).fetchone()
    assert worker is not None
    job = as_app_rw.execute(
        "insert into procrastinate_jobs (task_name, queue_name, status, worker_id) "
        "values ('letter', 'default', 'doing', %s) returning id",
        worker,
    ).fetchone()
    assert job is not None
    as_app_rw.commit()
    return int(job[0])


def reaped(seconds_of_silence: float) -> int:
    async def once() -> int:
        async with app.open_async():
            return await reap(seconds_of_silence)

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        return asyncio.run(once())


def test_a_lost_job_is_given_back_once(lost_job: int) -> None:
    assert reaped(30) == 1
    assert ProcrastinateJob.objects.get(id=lost_job).status == "todo"
    assert reaped(30) == 0


def test_a_job_in_hand_is_left_alone(lost_job: int) -> None:
    assert reaped(120) == 0
    assert ProcrastinateJob.objects.get(id=lost_job).status == "doing"
