"""The archive's own tables: checkpoints, the heads they stand on, and since when each file may be disposed of.

What was done to a file stands in its journal. Checkpoints and anchors are only added to, and name no case by a key: a
case that somebody removes has to stay named here.
"""

from typing import ClassVar

from django.db import models

from anjie.cases.models import Case, Scoped


class Checkpoint(models.Model):
    """One signed root over the heads of all journals."""

    nth = models.IntegerField(primary_key=True)
    at = models.DateTimeField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    tiles = models.BinaryField()
    """For each tile the first case's id and the tile's root, so that a proof reads one tile only."""
    key = models.CharField(max_length=40)
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"{self.nth} {self.at:%Y-%m-%d}"


class Anchor(models.Model):
    """The head of one journal as a checkpoint first saw it; the newest up to a checkpoint is the case's leaf in it."""

    case_id = models.BigIntegerField()
    number = models.CharField(max_length=80)
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)
    checkpoint = models.IntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_id", "checkpoint"], name="anchor_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.seq}"


class Keeping(Scoped):
    """Since when the file of an archived case may be disposed of, as reckoned last; made anew each night."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="keeping")
    free_on = models.DateField(null=True)
    """None while it can't be told."""

    class Meta:
        indexes: ClassVar = [
            *(models.Index(fields=[level, "free_on", "case"], name=f"keeping_{level}") for level in ("head", "region")),
            *(models.Index(fields=[level, "free_on", "case"], name=f"keeping_{level}") for level in ("city", "county")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.free_on}"
