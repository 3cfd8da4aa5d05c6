"""What a person keeps for himself: drafts not yet sent, and views saved under a name. Neither is part of a case."""

from typing import ClassVar

from django.db import models

from anjie.access.models import Officer


class Draft(models.Model):
    """What somebody has typed into an act's form, sealed, because it holds people's particulars."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    number = models.CharField(max_length=40, blank=True)
    """The case, empty for a new complaint."""
    kind = models.CharField(max_length=40)
    typed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "number", "kind"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.number} {self.kind}"


class SavedView(models.Model):
    """A way of looking at the worklist or the register that somebody uses again."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+")
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["officer", "page", "name"], name="view_named_once")]

    def __str__(self) -> str:
        return self.name
