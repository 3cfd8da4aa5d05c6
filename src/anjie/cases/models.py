"""The tables of the case file.

`Entry`, `Body` and `Refusal` are the record: the database itself refuses to change them (migration 0002). All
others are projections of it: `anjie rebuild` makes them again and must find no difference. Only `store` writes here.

`Scoped` tables carry the ancestors of the owning unit on the row, one column a level, so that a list for any unit of
the tree is one equality on one ordered index; row-level security reads the same columns.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anjie.directory.models import Agent, Customer, Unit

OPEN = Q(closed_at=None, historic=False)
"""Cases that are still to be closed."""
ARCHIVED = Q(archived_at__isnull=False)
"""Cases whose file was put away."""
TO_ARCHIVE = Q(closed_at__isnull=False, archived_at=None, historic=False)
"""Cases whose file is to be put away."""


class Scoped(models.Model):
    """A row that belongs to a unit; the level columns are the unit itself or its ancestors, null below it."""

    head = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    region = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, db_index=False)
    city = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, db_index=False)
    county = models.ForeignKey(Unit, models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        abstract = True


LEVELS = ("head", "region", "city", "county")
"""The level columns, highest first."""


class Case(Scoped):
    """One complaint, as its journal says it stands now."""

    number = models.CharField(max_length=40, unique=True)
    register_no = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    edition = models.CharField(max_length=60)
    version = models.IntegerField()
    head_hash = models.BinaryField(max_length=32)
    began_at = models.DateTimeField()
    stage = models.CharField(max_length=20)
    case_class = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    medium = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    """Receipt by the unit; the day stated for a historic case."""
    company_received_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    handler = models.CharField(max_length=150, blank=True)
    complainants = models.CharField(max_length=400, blank=True)
    """Masked names, as lists show them."""
    complainant_count = models.IntegerField(default=1)
    respondents = models.CharField(max_length=400, blank=True)
    violations = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    redress = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    disposition = models.CharField(max_length=20, blank=True)
    liable = models.BooleanField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    historic = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    source_number = models.CharField(max_length=200, blank=True)
    product_line = models.CharField(max_length=200, blank=True)
    guests = ArrayField(models.TextField(), default=list)
    """Departments that were asked about this case, as `unit/department`; they may see it."""
    next_due = models.DateTimeField(null=True)
    """The nearest limit of an open duty."""
    next_clause = models.CharField(max_length=80, blank=True)
    file_no = models.CharField(max_length=60, blank=True)
    """The number of its file in the archive."""
    missing = models.IntegerField(default=0)
    """How many items the file of a closed case still lacks."""
    package = models.CharField(max_length=64, blank=True)
    """SHA-256 of the sealed package; empty until the file put away is sealed."""
    on_hold = models.BooleanField(default=False)
    disposal = models.CharField(max_length=10, blank=True)
    """How far its disposal has come: proposed, approved, disposed."""
    disposal_list = models.CharField(max_length=60, blank=True)

    handler_name: str | None = None
    """The handler by name, on rows that `reading` gives to lists."""

    class Meta:
        indexes: ClassVar = [
            *(models.Index(fields=[level, "-received_at", "-id"], name=f"case_{level}_recent") for level in LEVELS),
            *(
                models.Index(fields=[level, "next_due", "id"], condition=OPEN, name=f"case_{level}_open")
                for level in LEVELS
            ),
            models.Index(fields=["handler", "next_due", "id"], condition=OPEN, name="case_handler_open"),
            models.Index(fields=["unit", "register_no"], name="case_register"),
            *(
                models.Index(fields=[level, "-archived_at", "-id"], condition=ARCHIVED, name=f"case_{level}_archived")
                for level in LEVELS
            ),
            *(
                models.Index(fields=[level, "closed_at", "id"], condition=TO_ARCHIVE, name=f"case_{level}_to_archive")
                for level in LEVELS
            ),
            models.Index(fields=["disposal_list", "id"], condition=~Q(disposal_list=""), name="case_disposal_list"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_number"], condition=~Q(source_number=""), name="case_source_once"
            ),
            models.UniqueConstraint(fields=["register_no"], condition=~Q(register_no=""), name="case_register_no_once"),
        ]

    def __str__(self) -> str:
        return self.number


class Entry(models.Model):
    """The envelope of one act. Never changed, never deleted, by anybody."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", db_index=False)
    seq = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=150, blank=True)
    unit = models.CharField(max_length=30)
    kind = models.CharField(max_length=40)
    edition = models.CharField(max_length=60)
    body_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.kind}"


class Body(models.Model):
    """What an act said, in canonical JSON, with the salt under which the journal holds its hash.

    It stands apart from the envelope so that one day it can be destroyed and the chain still verifies.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="body")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class Filed(models.Model):
    """A file that a case's journal names, by the SHA-256 of its bytes: bytes go only when no case names them."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sha256", "case"], name="filed_once")]

    def __str__(self) -> str:
        return self.sha256


class Refusal(models.Model):
    """An act that was tried and refused, with the clauses that forbade it. Never changed, never deleted."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=150, blank=True)
    unit = models.CharField(max_length=30)
    case = models.ForeignKey(Case, models.PROTECT, related_name="refusals", null=True)
    kind = models.CharField(max_length=40)
    reasons = models.JSONField()
    """[{clause, field, zh, en}]"""

    def __str__(self) -> str:
        return f"{self.by} {self.kind}"


class Duty(Scoped):
    """One demand of one clause on one case. Late is never stored: it is `coalesce(ended_at, now) >= due`."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="duties", db_index=False)
    key = models.CharField(max_length=120)
    clause = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    debtor = models.CharField(max_length=20)
    level = models.CharField(max_length=20, blank=True)
    """The level at which it is owed, where the debtor is an approver: the lowest with the authority."""
    handler = models.CharField(max_length=150, blank=True)
    """The case's handler, repeated here for the worklist."""
    guest = models.CharField(max_length=60, blank=True)
    """Who owes it by name: a department as `unit/department`, or the officer who was asked to sign."""
    barred = ArrayField(models.TextField(), default=list)
    """Who may not do it, though it would be his post's to do: by sign-in name, as the file says; while it is open."""
    item = models.CharField(max_length=10, blank=True)
    since = models.DateTimeField()
    start = models.DateTimeField()
    due = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    suspended = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    ended_at = models.DateTimeField(null=True)
    ended_seq = models.IntegerField(null=True)
    blocks = models.BooleanField(default=False)
    """Whether it stands in the way of another act."""
    noted = models.BooleanField(default=False)
    """Whether the journal says that its limit passed."""

    handler_name: str | None = None
    """The case's handler by name, on rows that `reading` gives to lists."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="duty_once")]
        indexes: ClassVar = [
            *(
                models.Index(
                    fields=[each, "debtor", "level", "due", "id"], condition=Q(state="open"), name=f"duty_{each}_open"
                )
                for each in LEVELS
            ),
            models.Index(fields=["handler", "due", "id"], condition=Q(state="open"), name="duty_handler_open"),
            models.Index(fields=["unit", "debtor", "due", "id"], condition=Q(state="open"), name="duty_unit_open"),
            models.Index(
                fields=["guest", "due", "id"], condition=Q(state="open") & ~Q(guest=""), name="duty_guest_open"
            ),
            models.Index(
                fields=["due", "id"], condition=Q(state="open", due__isnull=False, noted=False), name="duty_sweep"
            ),
            models.Index(fields=["clause", "due", "start"], name="duty_clause"),
            models.Index(
                fields=["unit", "due", "id"],
                condition=Q(state="open", debtor="handler", handler=""),
                name="duty_unit_unassigned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.key}"


class Party(Scoped):
    """A person on the file. Secret particulars are kept sealed; the digests find them by exact value."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="parties", db_index=False)
    ref = models.CharField(max_length=10)
    side = models.CharField(max_length=12)
    """complainant or respondent"""
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, blank=True)
    phone = models.TextField(blank=True)
    phone_index = models.CharField(max_length=64, blank=True)
    id_no = models.TextField(blank=True)
    id_index = models.CharField(max_length=64, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    agent_code = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "ref"], name="party_once")]
        indexes: ClassVar = [
            models.Index(fields=["phone_index"], condition=~Q(phone_index=""), name="party_phone"),
            models.Index(fields=["id_index"], condition=~Q(id_index=""), name="party_id_no"),
            models.Index(fields=["agent_code", "-case"], condition=~Q(agent_code=""), name="party_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.ref}"


class Allegation(Scoped):
    """One allegation and its finding."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="allegations", db_index=False)
    ref = models.CharField(max_length=10)
    respondent = models.CharField(max_length=10)
    agent_code = models.CharField(max_length=200, blank=True)
    violation = models.CharField(max_length=10)
    severity = models.CharField(max_length=4)
    result = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "ref"], name="allegation_once")]
        indexes: ClassVar = [models.Index(fields=["agent_code"], condition=~Q(agent_code=""), name="allegation_agent")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.ref}"


class Sanction(Scoped):
    """One sanction on one agent, once decided."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sanctions", db_index=False)
    respondent = models.CharField(max_length=10)
    rung = models.IntegerField()
    agent_code = models.CharField(max_length=200, blank=True)
    sanction = models.CharField(max_length=40)
    """A code of the ladder, or `exempted`."""
    points = models.IntegerField(default=0)
    months = models.IntegerField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    decision_no = models.CharField(max_length=200)
    effective_on = models.DateField()
    """The day from which it has its effect: the decision's, its own, or that on which it was activated."""
    manner = models.CharField(max_length=20, blank=True)
    waits = models.BooleanField(default=False)
    """Whether it waits for the end of a probation, and may still be activated."""
    lapsed = models.BooleanField(default=False)
    """Whether it waited, and won't be carried out."""
    probation_until = models.DateField(null=True)
    served = models.BooleanField(default=False)
    executed = models.BooleanField(default=False)
    revoked = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "respondent", "rung"], name="sanction_once")]
        indexes: ClassVar = [
            models.Index(fields=["agent_code", "effective_on"], condition=~Q(agent_code=""), name="sanction_agent")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.respondent} {self.sanction}"


class Stretch(Scoped):
    """A time during which a case in hand stood in one unit and one class; returns are made from these.

    The level columns are those of the unit that had the case then, which may see the row though the case has gone.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="stretches", db_index=False)
    nth = models.IntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    historic = models.BooleanField()
    case_class = models.CharField(max_length=20, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    product_line = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    complainant_count = models.IntegerField()
    repeated = models.BooleanField()
    began_at = models.DateTimeField()
    came_at = models.DateTimeField()
    """When the case came into the unit's hands: earlier than the stretch began, if only its class changed."""
    came_by = models.CharField(max_length=20)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField(null=True)
    disposition = models.CharField(max_length=20, blank=True)
    at_fault = models.BooleanField(null=True)
    """Whether a violation was found by the time it was closed; of a historic case, whether it was upheld."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "nth"], name="stretch_once")]
        indexes: ClassVar = [
            models.Index(fields=["unit", "ended_at", "began_at"], name="stretch_unit"),
            models.Index(fields=["ended_at", "began_at"], name="stretch_ended"),
            models.Index(fields=["case", "ended_at"], condition=Q(ended_by="transferred"), name="stretch_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.nth}"


class Tally(Scoped):
    """One thing that returns count besides the cases themselves: opened, a violation found, money paid."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="tallies", db_index=False)
    seq = models.IntegerField()
    nth = models.IntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    detail = models.CharField(max_length=80, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    agent_code = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq", "nth"], name="tally_once")]
        indexes: ClassVar = [
            models.Index(fields=["unit", "at"], name="tally_unit"),
            models.Index(fields=["at"], name="tally_at"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.what}"


class SearchText(Scoped):
    """The words by which a case is found, with a GIN index over their pairs of characters (migration 0002).

    It stands outside the wall, because the wall would keep the index from being used; the running application can't
    read it but through functions that ask the wall's question themselves.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="search")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class Reserved(models.Model):
    """A case number put by, printed on a blank form for a day without power.

    It is used by the case that is keyed in from the form, or marked as spoilt; so every number can be accounted for.
    """

    number = models.CharField(max_length=80, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    voided_by = models.CharField(max_length=60, blank=True, default="")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="reserved_used_or_spoilt", condition=Q(used_at=None) | Q(voided_at=None)),
        ]

    def __str__(self) -> str:
        return self.number


class Counter(models.Model):
    """The last number given out, per unit, year and kind. Its row lock makes the numbers gapless."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.IntegerField()
    kind = models.CharField(max_length=20)
    value = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "year", "kind"], name="counter_once")]

    def __str__(self) -> str:
        return f"{self.unit_id}/{self.year}/{self.kind}: {self.value}"
