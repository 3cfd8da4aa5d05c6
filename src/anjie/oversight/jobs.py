"""Oversight's work, done by the workers."""

from procrastinate.contrib.django import app

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.oversight.replays import TASK, do_portion
from anjie.oversight.returns import prepare_due
from anjie.platform.clock import now


@app.task(name=TASK, pass_context=False)
def replay_portion(replay: int, place: int) -> None:
    """Try an edition on some of the cases."""
    with within(Scope.SYSTEM):
        do_portion(replay, place, now())


@app.periodic(cron="10 6 * * *")
@app.task(queueing_lock="returns", pass_context=False)
def prepare_returns(timestamp: int) -> None:
    """Each morning, begin the drafts of the returns whose day has come."""
    del timestamp
    prepare_due(now())
