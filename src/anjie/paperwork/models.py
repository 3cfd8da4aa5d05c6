"""The tables of paperwork: what units have laid down for their letters, and what comes in before it is part of a case.

What was issued in a case, and which papers are on its file, stands in its journal, not here.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anjie.access.models import Officer
from anjie.cases.models import Case, Scoped
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


class Upload(models.Model):
    """A file that came in and is in no case yet. It is its uploader's own, and swept after some days."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    """Of the bytes as they are kept."""
    arrived = models.CharField(max_length=64)
    """Of the bytes as they came, before a picture was drawn anew."""
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    at = models.DateTimeField()
    held = models.BooleanField(default=False)
    """Kept aside until the virus scanner can be asked again; nothing takes it up before."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["officer", "sha256"], name="uploaded_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="upload_at")]

    def __str__(self) -> str:
        return f"{self.officer_id}/{self.sha256[:12]}"


class Handling(models.Model):
    """One line of the record of custody: who stored, looked at or took away which paper, when. Only added to."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    seq = models.IntegerField()
    """The entry of the journal to which the paper is attached."""
    place = models.IntegerField()
    """Which of the entry's papers, from 0."""
    sha256 = models.CharField(max_length=64)
    what = models.CharField(max_length=20)
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    acting_for = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "seq", "place", "at"], name="handling_paper")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq}/{self.place} {self.what}"


class ScannedLetter(Scoped):
    """A letter on paper that was scanned: read by the machine, and confirmed by a person before it is a complaint."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    title = models.CharField(max_length=200)
    pages = models.IntegerField()
    state = models.CharField(max_length=20)
    brought_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    reading = models.TextField(blank=True)
    """What was read, sealed: the lines with their places, and what they seem to say."""
    wrong = models.CharField(max_length=40, blank=True)
    """Why it could not be read; a person goes on by hand."""
    number = models.CharField(max_length=40, blank=True)
    """The case it became."""
    ended_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    """Why it became none."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "sha256"], name="letter_scanned_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "state", "brought_at"], name="letter_order")]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.sha256[:12]} {self.state}"
