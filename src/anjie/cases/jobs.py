"""The system's own work on cases, done by the workers."""

from procrastinate.contrib.django import app

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.sweep import sweep
from anjie.platform.clock import now


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="sweep", pass_context=False)
def note_missed_duties(timestamp: int) -> None:
    """Every minute, put on record the limits that have passed."""
    del timestamp
    with within(Scope.SYSTEM):
        sweep(now())
