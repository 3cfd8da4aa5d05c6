"""The tables of rectifications: the record of what was done about a cause, and where each task stands.

`RectificationEntry` is the record, only added to; `Rectification` is made from it, and written by `rectifying` alone.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anjie.cases.models import LEVELS, Scoped
from anjie.directory.models import Unit


class Rectification(Scoped):
    """One task, as its record says it stands now. It belongs to the unit that must act."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    department = models.CharField(max_length=20, blank=True)
    """The department there that must act, empty for the inspection unit itself."""
    guests = ArrayField(models.TextField(), default=list)
    """The same as `unit/department`: it may see the task, and nothing of the cases."""
    origin = models.CharField(max_length=20)
    cause = models.TextField()
    """What was found; it names no complainant, for whoever has to act may see no case."""
    task = models.TextField()
    cases = ArrayField(models.CharField(max_length=40), default=list)
    """Numbers of the cases in which the cause was found, if it was."""
    due_on = models.DateField()
    state = models.CharField(max_length=20)
    version = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    made_in = models.CharField(max_length=30)
    """The unit that set it."""
    reported_by = models.CharField(max_length=150, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=[level, "state", "due_on", "id"], name=f"rectify_{level}") for level in LEVELS
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class RectificationEntry(models.Model):
    """One thing done about a task. Never changed, never deleted."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="entries", db_index=False)
    seq = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_name = models.CharField(max_length=100)
    unit = models.CharField(max_length=30)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    evidence = models.CharField(max_length=400, blank=True)
    """What proves it, and where it is kept."""
    due_on = models.DateField(null=True)
    """The new day, where the act sets one."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rectification", "seq"], name="rectification_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.rectification_id}/{self.seq} {self.kind}"
