"""Officers, their posts, deputies and declared relations, and the record of access."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from anjie.access.words import APART
from anjie.directory.models import Named, Unit, found_by_name
from anjie.directory.words import word_of
from anjie.procedure.terms import Role

USERNAME = 60
USERNAME_FORM = r"^[a-z][a-z0-9._-]+$"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]


class OfficerManager(BaseUserManager["Officer"]):
    """How officers are looked up; they are made in `anjie.access.staffing`."""

    def get_by_natural_key(self, username: str | None) -> Officer:
        """Find the officer who signs in; how he writes his name doesn't matter."""
        return self.get(username=(username or "").strip().lower())


class Officer(Named, AbstractBaseUser):
    """Somebody who works with the system. There is no superuser, and no permission besides posts."""

    username = models.CharField(max_length=USERNAME, unique=True, validators=[RegexValidator(USERNAME_FORM)])
    phone = models.CharField("office phone", max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name_sort", "username"]
        indexes: ClassVar = found_by_name("officer")
        constraints: ClassVar = [
            # A letter first keeps sign-in names apart from agents' codes, beside which they are listed.
            models.CheckConstraint(name="username_form", condition=Q(username__regex=USERNAME_FORM)),
        ]


class PostQuerySet(models.QuerySet["Post"]):
    """Ways to ask for posts."""

    def on(self, day: date) -> PostQuerySet:
        """Posts held on a day, in units that are still open."""
        begun = self.filter(begins_on__lte=day, unit__active=True)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=day))

    def deputised(self, officer: Officer, day: date) -> PostQuerySet:
        """Posts that an officer fills for others on a day: each principal's own in the unit that was named."""
        held = self.on(day).filter(
            officer__deputies__in=Deputy.objects.on(day).filter(deputy=officer),
            officer__deputies__unit=F("unit"),
        )
        return held.exclude(role__in=APART)


class Post(models.Model):
    """What an officer is in one unit, from one day to another (both included)."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20)
    department = models.CharField(max_length=20, blank=True, default="")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["begins_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="post_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))),
            models.CheckConstraint(
                name="department_posts_name_one",
                condition=Q(role=Role.DEPARTMENT.value) & ~Q(department="")
                | ~Q(role=Role.DEPARTMENT.value) & Q(department=""),
            ),
            models.CheckConstraint(name="nobody_is_the_system", condition=~Q(role=Role.SYSTEM.value)),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {word_of(Role, self.role).label.zh} {self.unit}"


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Ways to ask for deputies."""

    def on(self, day: date) -> DeputyQuerySet:
        """Deputies in effect on a day, whose principals still work here."""
        return self.filter(begins_on__lte=day, ends_on__gte=day, withdrawn_at=None, principal__is_active=True)


class Deputy(models.Model):
    """One officer stands in for another's posts in one unit for a period (both days included).

    He gets the principal's own posts and never those the principal holds as somebody else's deputy.
    """

    principal = models.ForeignKey(Officer, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Officer, models.PROTECT, related_name="deputises")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=200)
    granted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-begins_on", "id"]
        verbose_name_plural = "deputies"
        constraints: ClassVar = [
            models.CheckConstraint(name="deputy_ends_after_it_begins", condition=Q(ends_on__gte=F("begins_on"))),
            models.CheckConstraint(name="nobody_deputises_for_himself", condition=~Q(deputy=F("principal"))),
            models.CheckConstraint(name="nobody_makes_himself_deputy", condition=~Q(deputy=F("granted_by"))),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.principal} {self.unit}"


class Tie(models.Model):
    """A relation that an officer has declared; it shuts him out of cases that touch the other."""

    officer = models.ForeignKey(Officer, models.PROTECT, related_name="ties")
    kind = models.CharField(max_length=10)
    other = models.CharField("agent code or sign-in name", max_length=USERNAME)
    relation = models.CharField(max_length=200)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["officer", "other"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer", "kind", "other"],
                condition=Q(ended_at=None),
                name="a_tie_is_declared_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} – {self.other}"


class AccessEvent(models.Model):
    """The record of access: added to, never changed. A trigger and missing rights see to that.

    `by` is who did it, `officer` whom it concerns. A sign-in name nobody has is not kept: it is as likely
    a password typed into the wrong box.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="events")
    address = models.GenericIPAddressField(null=True)
    client = models.CharField(max_length=200, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="event_order"),
            models.Index(fields=["officer", "-at"], name="event_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.kind} {self.officer or ''}".strip()
