"""The directory's tables.

They are filled by the importers (`anjie.directory.importing`) and by administrators; cases only read
them, and keep in their journal what they read. A row's natural key (`code`, `number`) never changes.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from anjie.directory.identity import canonical_identity
from anjie.directory.names import keys_of
from anjie.directory.phones import canonical_phone
from anjie.directory.words import word_of
from anjie.platform.masking import mask_address, mask_identity, mask_phone
from anjie.platform.sealed_fields import BlindIndexField, SealedField, having, sealed_only
from anjie.procedure.terms import IdKind, Level

CODE = 30
NAME = 100
SYLLABLE = 6
"""Letters of the longest one, zhuang; its sort key adds tone, character and a space."""


class Named(models.Model):
    """Somebody with a Chinese name: the name and the keys by which it is found and sorted."""

    name = models.CharField(max_length=NAME)
    name_pinyin = models.CharField(max_length=SYLLABLE * NAME, editable=False)
    name_other = models.CharField(max_length=SYLLABLE * NAME, editable=False, default="")
    name_initials = models.CharField(max_length=NAME, editable=False)
    name_sort = models.CharField(max_length=2 * SYLLABLE * NAME, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name together with its keys; the only way to set it."""
        keys = keys_of(name)
        self.name = name
        self.name_pinyin, self.name_other = keys.pinyin, keys.other
        self.name_initials, self.name_sort = keys.initials, keys.sort


def found_by_name(prefix: str) -> list[models.Index]:
    """Indexes for looking a name up by its beginning, in characters or in pinyin, and for sorting."""
    text = ["varchar_pattern_ops"]
    return [
        models.Index(fields=["name"], name=f"{prefix}_name", opclasses=text),
        models.Index(fields=["name_pinyin"], name=f"{prefix}_pinyin", opclasses=text),
        models.Index(fields=["name_initials"], name=f"{prefix}_initials", opclasses=text),
        models.Index(fields=["name_other"], name=f"{prefix}_other", opclasses=text, condition=~Q(name_other="")),
        models.Index(fields=["name_sort"], name=f"{prefix}_sort"),
    ]


class UnitQuerySet(models.QuerySet["Unit"]):
    """Ways to ask for units."""

    def within(self, unit: Unit) -> UnitQuerySet:
        """Give the unit and everything below it, by one equality."""
        return self.filter(**{f"{unit.column}_id": unit.pk})


class Unit(models.Model):
    """A unit of the company, with its ancestors written on the row.

    `head`, `region`, `city` and `county` are the unit itself at its own level, its ancestor at the levels
    above, and empty at the levels below and at levels the branch doesn't have. They are set by
    `anjie.directory.tree` alone. Rows of other tables copy them to be listed and walled by unit without
    looking at the tree.
    """

    code = models.CharField(max_length=CODE, unique=True)
    name = models.CharField(max_length=NAME)
    short_name = models.CharField(max_length=NAME)
    level = models.CharField(max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    head = models.ForeignKey("self", models.PROTECT, related_name="+", editable=False)
    region = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    city = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    county = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    calendar_region = models.CharField(max_length=10, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    active = models.BooleanField(default=True)
    sort_order = models.IntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["sort_order", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unit_stands_at_its_level",
                condition=Q(level=Level.HEAD_OFFICE.value, parent=None, region=None, city=None, county=None)
                & Q(head=F("id"))
                | Q(level=Level.REGION.value, region=F("id"), city=None, county=None)
                | Q(level=Level.CITY.value, city=F("id"), county=None)
                | Q(level=Level.COUNTY.value, county=F("id")),
            ),
            # The wall lists codes in one string, divided by punctuation.
            models.CheckConstraint(name="unit_code_form", condition=Q(code__regex=r"^[\w-]+$")),
            models.CheckConstraint(
                name="unit_below_head_office_has_a_parent",
                condition=Q(level=Level.HEAD_OFFICE.value) | Q(parent__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["level"], condition=Q(level=Level.HEAD_OFFICE.value), name="one_head_office"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rank(self) -> Level:
        """The level as a word of the procedure."""
        return word_of(Level, self.level)

    @property
    def column(self) -> str:
        """Which of the level columns names this unit on the rows of itself and of all below it."""
        return COLUMNS[self.rank]


COLUMNS = {
    Level.HEAD_OFFICE: "head",
    Level.REGION: "region",
    Level.CITY: "city",
    Level.COUNTY: "county",
}
"""The level columns, highest first."""


class Agent(Named):
    """An individual agent: who may be complained of. A new contract is a new code."""

    code = models.CharField(max_length=CODE, unique=True)
    licence_no = models.CharField(max_length=40, blank=True, default="")
    team = models.CharField(max_length=NAME, blank=True, default="")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agents")
    is_manager = models.BooleanField(default=False)
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="managed")
    phone = SealedField("agent.phone", row="code", mask=mask_phone, canonical=canonical_phone)
    phone_index = BlindIndexField("phone")
    in_service = models.BooleanField(default=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name_sort", "code"]
        indexes: ClassVar = found_by_name("agent")
        constraints: ClassVar = [
            sealed_only("agent_sealed", "phone"),
            models.CheckConstraint(name="agent_leaves_after_joining", condition=Q(left_on__gte=F("joined_on"))),
            models.CheckConstraint(name="agent_is_not_his_own_manager", condition=~Q(manager=F("id"))),
        ]


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Finding customers by what is sealed."""

    def with_phone(self, phone: str) -> CustomerQuerySet:
        """Customers who gave exactly this number, however it is written."""
        return self.filter(having(Customer, "phone", phone))

    def with_identity(self, number: str) -> CustomerQuerySet:
        """Customers with exactly this identity number."""
        return self.filter(having(Customer, "id_number", number))


class Customer(Named):
    """Somebody who holds a policy: a person, or an organisation (`id_kind` is then USCC)."""

    number = models.CharField(max_length=CODE, unique=True)
    id_kind = models.CharField(max_length=20, default=IdKind.RESIDENT.value)
    id_number = SealedField("customer.id_number", row="number", mask=mask_identity, canonical=canonical_identity)
    id_number_index = BlindIndexField("id_number")
    phone = SealedField("customer.phone", row="number", mask=mask_phone, canonical=canonical_phone)
    phone_index = BlindIndexField("phone")
    address = SealedField("customer.address", row="number", mask=mask_address)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name_sort", "number"]
        indexes: ClassVar = found_by_name("customer")
        constraints: ClassVar = [sealed_only("customer_sealed", "id_number", "phone", "address")]


class Policy(models.Model):
    """A policy as the core system last told us; `agent` is empty for an orphan policy (孤儿单)."""

    number = models.CharField(max_length=CODE, unique=True)
    product = models.CharField(max_length=NAME)
    product_line = models.CharField(max_length=20)
    holder = models.ForeignKey(Customer, models.PROTECT, related_name="policies")
    insured_name = models.CharField(max_length=NAME)
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, blank=True, related_name="policies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="policies")
    in_force_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    long_term = models.BooleanField(default=False)
    premium = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    paid = models.DecimalField(max_digits=14, decimal_places=2, default=0)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name_plural = "policies"
        constraints: ClassVar = [
            models.CheckConstraint(name="policy_ends_after_it_begins", condition=Q(ends_on__gte=F("in_force_on"))),
            models.CheckConstraint(name="policy_money_is_not_negative", condition=Q(premium__gte=0, paid__gte=0)),
        ]

    def __str__(self) -> str:
        return self.number

    def in_force(self, day: date) -> bool:
        """Whether the policy is in force on a day, as far as its dates say."""
        began = self.in_force_on is not None and self.in_force_on <= day
        return began and (self.ends_on is None or day <= self.ends_on)


class CalendarDay(models.Model):
    """A day that differs from its weekday: the nation's (`region` empty) or a region's own.

    Edited by administrators; a trigger renews `CalendarEdition` with every change.
    """

    region = models.CharField(max_length=10, blank=True, default="")
    day = models.DateField()
    kind = models.CharField(max_length=10)
    name_zh = models.CharField(max_length=NAME)
    name_en = models.CharField(max_length=NAME)
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["region", "day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["region", "day"], name="one_entry_for_a_day")]

    def __str__(self) -> str:
        return f"{self.region} {self.day} {self.kind}".strip()


class CalendarYear(models.Model):
    """A year whose national arrangement is published and entered; others are provisional."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarEdition(models.Model):
    """One row whose value is new after every change of the calendar; written by a trigger only."""

    token = models.UUIDField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="one_edition", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.token)
