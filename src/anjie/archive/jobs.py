"""The archive's own work: files put away are sealed, heads are noted once a day, what was disposed of is destroyed."""

import logging

from procrastinate.contrib.django import app

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.archive.checkpoints import make_checkpoint
from anjie.archive.disposal import destroy_all
from anjie.archive.keeping import reckon
from anjie.archive.sealing import CannotSealError, seal
from anjie.cases.models import Case
from anjie.platform.clock import now
from anjie.procedure.terms import Stage

log = logging.getLogger(__name__)
MOST = 200
"""Files sealed in one run; the next run goes on."""


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="seal", pass_context=False)
def seal_what_was_put_away(timestamp: int) -> None:
    """Every two minutes: make the packages that are wanting."""
    del timestamp
    with within(Scope.SYSTEM):
        waiting = Case.objects.filter(stage=Stage.ARCHIVED, package="").order_by("archived_at", "id")
        for number in waiting.values_list("number", flat=True)[:MOST]:
            try:
                seal(number, now())
            except CannotSealError as error:
                log.warning("case %s: %s", number, error)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="destroy", pass_context=False)
def destroy_what_was_disposed_of(timestamp: int) -> None:
    """Every two minutes: destroy what the journal says was disposed of."""
    del timestamp
    with within(Scope.SYSTEM):
        destroy_all()


@app.periodic(cron="30 2 * * *")
@app.task(queueing_lock="checkpoint", pass_context=False)
def note_all_heads(timestamp: int) -> None:
    """Each night: a checkpoint of every journal."""
    del timestamp
    with within(Scope.SYSTEM):
        make_checkpoint(now())


@app.periodic(cron="0 3 * * *")
@app.task(queueing_lock="reckon", pass_context=False)
def reckon_times_of_keeping(timestamp: int) -> None:
    """Each night: since when each file may be disposed of, as the contracts stand now."""
    del timestamp
    with within(Scope.SYSTEM):
        reckon(now())
