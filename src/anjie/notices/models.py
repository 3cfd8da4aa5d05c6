"""What was called, who was told, and what was sent.

`Reminded` says of each rung of each duty that it was called, once; `Notice` is what one officer reads in his list;
`Delivery` is one thing sent to him by one way. None is part of a case: they can be lost without a case being changed.
Each row of the last three tables is one officer's own, and the wall shows it to him alone.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from anjie.access.models import Officer
from anjie.cases.models import Case
from anjie.notices.words import Fate, Wish

WAITS = Q(state__in=[Fate.WAITING.value, Fate.SENDING.value])


class Reminded(models.Model):
    """One rung of the rulebook's reminders was called for one duty, at one limit, owed by one debtor.

    The limit and the debtor are part of the key: of a limit that was moved, and to a handler who took the case over, a
    reminder is another one. The duty's key is new whenever a step is entered again.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    duty = models.CharField(max_length=120)
    rung = models.CharField(max_length=80)
    due = models.DateTimeField()
    owed_by = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "duty", "rung", "due", "owed_by"], name="rung_called_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.duty} {self.rung}"


class Delivery(models.Model):
    """One thing to be sent to one officer by one way: a notice by itself, or a day's digest.

    Its text is settled when it is made, so that a second try says what the first one said. `key` goes with every try,
    as the mail's Message-ID or the call's Idempotency-Key: whoever receives it twice can tell.
    """

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", db_index=False)
    way = models.CharField(max_length=10)
    notice = models.ForeignKey("Notice", models.CASCADE, related_name="deliveries", null=True, db_index=False)
    digest_on = models.DateField(null=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=Fate.WAITING.value)
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrong = models.CharField(max_length=200, blank=True, default="")
    """What the gateway said of the last try that failed, without addresses."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "way"], condition=Q(digest_on=None), name="sent_once_by_a_way"),
            models.UniqueConstraint(
                fields=["officer", "way", "digest_on"], condition=Q(notice=None), name="one_digest_a_day"
            ),
            models.CheckConstraint(
                condition=Q(notice=None, digest_on__isnull=False) | Q(notice__isnull=False, digest_on=None),
                name="a_notice_or_a_digest",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["made_at"], condition=WAITS, name="delivery_waits"),
            models.Index(fields=["officer", "-ended_at"], condition=Q(state="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.key} {self.state}"


class Notice(models.Model):
    """What one officer is told of one limit. The text names no complainant."""

    officer = models.ForeignKey(Officer, models.CASCADE, related_name="+", db_index=False)
    acting_for = models.CharField(max_length=60, blank=True, default="")
    """The sign-in name of the officer whose deputy he is in this."""
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    duty = models.CharField(max_length=120)
    rung = models.CharField(max_length=80)
    due = models.DateTimeField()
    late = models.BooleanField()
    """Whether the limit had passed when it was made."""
    zh = models.CharField(max_length=300)
    en = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    awaits_digest = models.BooleanField(default=False)
    digest = models.ForeignKey(Delivery, models.SET_NULL, related_name="notices", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "duty", "rung", "due", "officer"], name="told_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["officer", "-made_at", "-id"], name="notice_order"),
            models.Index(fields=["officer", "-made_at", "-id"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["officer"], condition=Q(awaits_digest=True), name="notice_undigested"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.duty} {self.rung} → {self.officer_id}"


class Preference(models.Model):
    """How somebody wants his notices besides the list; without a row, as the defaults say."""

    officer = models.OneToOneField(Officer, models.CASCADE, primary_key=True, related_name="+")
    email = models.CharField(max_length=10, default=Wish.DIGEST.value)
    sms = models.CharField(max_length=10, default=Wish.NONE.value)
    chat = models.CharField(max_length=10, default=Wish.NONE.value)

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.email}, {self.sms}, {self.chat}"
