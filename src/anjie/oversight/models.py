"""The returns that units make, and the record of what was done with each; the other tables have modules of their own.

`Report` says where a return stands and can be made again from its record. `ReportEntry` is that record: only ever
added to, chained by hashes. A figure that was signed is in it for good, whatever becomes of the cases.
"""

from typing import ClassVar

from django.db import models

from anjie.cases.models import Scoped
from anjie.directory.models import Unit
from anjie.oversight.rectification_tables import Rectification, RectificationEntry
from anjie.oversight.replay_tables import Found, Portion, Replay
from anjie.procedure.terms import ReportState

__all__ = ["Found", "Portion", "Rectification", "RectificationEntry", "Replay", "Report", "ReportEntry"]


class Report(Scoped):
    """One unit's return of one period."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    period = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    starts_on = models.DateField()
    due = models.DateTimeField()
    """The first instant that is too late to submit it. Late is never stored."""
    state = models.CharField(max_length=10, default=ReportState.DRAFT.value)
    version = models.IntegerField(default=0)
    """How often it was signed."""
    seq = models.IntegerField(default=0)
    hash = models.BinaryField(max_length=32, default=b"")
    """The end of its chain."""
    submitted_at = models.DateTimeField(null=True)
    """When it was first submitted."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "period"], name="report_once")]
        indexes: ClassVar = [models.Index(fields=["period", "unit"], name="report_period")]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.period}"


class ReportEntry(models.Model):
    """One step of one return. Never changed, never deleted."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries", db_index=False)
    seq = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=150, blank=True)
    unit = models.CharField(max_length=30)
    step = models.CharField(max_length=10)
    body = models.TextField()
    """What it says, in canonical JSON."""
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "seq"], name="report_entry_once")]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.seq} {self.step}"
