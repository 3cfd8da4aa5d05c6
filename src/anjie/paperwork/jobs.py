"""Paperwork's work, done by the workers."""

from django.conf import settings
from procrastinate.contrib.django import app

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.paperwork.intake_words import LetterState
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.scanned import read_letter
from anjie.paperwork.taking_in import scan_held, sweep
from anjie.platform.clock import now


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="sweep-uploads", pass_context=False)
def sweep_uploads(timestamp: int) -> None:
    """Each night, discard what came in days ago and was put into no case."""
    del timestamp
    with within(Scope.SYSTEM):
        sweep(now() - settings.ANJIE_UPLOAD_DAYS)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="scan-held", pass_context=False)
def scan_what_is_held(timestamp: int) -> None:
    """Every two minutes, ask the virus scanner about what came in while it could not be asked."""
    del timestamp
    with within(Scope.SYSTEM):
        scan_held()


@app.task(lock="ocr", pass_context=False)
def read_scanned_letter(letter: int) -> None:
    """Read one letter; one at a time, for reading takes a gigabyte."""
    with within(Scope.SYSTEM):
        waiting = ScannedLetter.objects.filter(pk=letter, state=LetterState.WAITING).first()
        if waiting:
            read_letter(waiting)
