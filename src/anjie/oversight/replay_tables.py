"""The tables of replays: what was asked, the portions of the work, and what was found.

A portion is done by whoever locks it first, and its findings are there if and only if it is marked as done: a worker
that dies leaves it as it was. Nothing of a case is changed.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from anjie.cases.models import Case, Scoped
from anjie.directory.models import Unit


class Replay(Scoped):
    """One edition tried on the cases of a unit and those below it, whose it is to read."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    edition = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    """The draft as it was uploaded; empty for an edition that is shipped."""
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    """Also the moment as of which demands are judged."""
    made_by = models.CharField(max_length=150, blank=True)
    cases = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-made_at", "-id"], name="replay_order")]

    def __str__(self) -> str:
        return f"{self.edition} {self.made_at:%F}"


class Portion(models.Model):
    """Some of the cases of a replay, and what was counted in them."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="portions", db_index=False)
    place = models.IntegerField()
    cases = ArrayField(models.BigIntegerField())
    done_at = models.DateTimeField(null=True)
    acts = models.IntegerField(default=0)
    duties = models.IntegerField(default=0)
    levels = models.JSONField(default=list)
    """[[level under the edition that binds, level under the other, proposals]]"""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["replay", "place"], name="portion_once")]

    def __str__(self) -> str:
        return f"{self.replay_id}/{self.place}"


class Found(Scoped):
    """One difference in one case."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="found", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    difference = models.CharField(max_length=20)
    clause = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=120)
    act = models.CharField(max_length=40, blank=True)
    seq = models.IntegerField(null=True)
    was = models.CharField(max_length=40, blank=True)
    becomes = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["replay", "case", "difference", "clause", "key"], name="found_once")
        ]
        indexes: ClassVar = [models.Index(fields=["replay", "difference", "clause", "-case"], name="found_order")]

    def __str__(self) -> str:
        return f"{self.replay_id}/{self.case_id} {self.difference} {self.clause}"
