"""The worker that does the deferred jobs, and the reaper that gives lost ones back.

A worker that is killed leaves its jobs marked as being done, for ever: nothing in the queue takes
them up again. So each worker looks after the others. The reaper is no job of the queue itself: it
would be lost with the rest.
"""

import asyncio
import logging

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from anjie.platform.clock import now

# A worker says every ten seconds that it is alive.
SECONDS_OF_SILENCE = 30
SECONDS_BETWEEN_ROUNDS = 15
SECONDS_TO_FINISH = 30
# A slow mail server must not keep the limits from being noted.
JOBS_AT_ONCE = 4

log = logging.getLogger(__name__)


def work() -> None:
    """Do jobs until the process is told to stop, finishing those in hand."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("The queue is not the one that Django's database holds.")
    with app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work())


async def _work() -> None:
    async with app.open_async(), asyncio.TaskGroup() as tasks:
        reaper = tasks.create_task(reap_for_ever())
        await app.run_worker_async(
            concurrency=JOBS_AT_ONCE,
            delete_jobs="successful",  # a long table of finished jobs slows the queue down
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
        )
        reaper.cancel()


async def reap_for_ever() -> None:
    """Give lost jobs back, round after round; a database that is away is waited for."""
    while True:
        try:
            await reap()
        except ConnectorException:
            log.warning("The queue could not be searched for lost jobs; trying again.")
        await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)


async def reap(seconds_of_silence: float = SECONDS_OF_SILENCE) -> int:
    """Put the jobs of workers that have fallen silent back into the queue; return how many."""
    lost = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=seconds_of_silence)
    return sum([await _give_back(job.id) for job in lost if job.id is not None])


async def _give_back(job_id: int) -> bool:
    try:
        await app.job_manager.retry_job_by_id_async(job_id, retry_at=now())
    except ConnectorException:
        log.info("Job %s was given back or finished by somebody else.", job_id)
        return False
    log.warning("Job %s was lost with its worker and is tried again.", job_id)
    return True
