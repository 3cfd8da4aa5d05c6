"""The tables of paperwork: what units have laid down for their letters.

What was issued in a case stands in its journal, not here.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anjie.access.models import Officer
from anjie.directory.models import Unit


class Template(models.Model):
    """One version of what a unit lays down for a kind of paper: the text of its body, a Word document, or its seal.

    A version is never changed. It counts once somebody else has approved it, until it is withdrawn; letters that were
    issued under it keep naming it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    """The code of a kind of paper."""
    form = models.CharField(max_length=10)
    language = models.CharField(max_length=5)
    version = models.IntegerField()
    text = models.TextField(blank=True)
    """The body, where the form is a text."""
    sha256 = models.CharField(max_length=64, blank=True)
    """The file's bytes, where the form is a file."""
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "form", "language", "version"], name="template_once"),
            models.CheckConstraint(name="template_approved_by_another", condition=~Q(approved_by=F("made_by"))),
            models.CheckConstraint(
                name="template_is_a_text_or_a_file",
                condition=Q(text="") & ~Q(sha256="") | ~Q(text="") & Q(sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.kind}/{self.form}/{self.language}/{self.version}"
