"""Making accounts, filling posts, naming deputies: every change of who may do what, each put on record.

Whatever changes here acts on the officer's next request; sessions hold no rights.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from secrets import choice

from django.db import transaction
from django.db.models import Q, QuerySet

from anjie.access.models import AccessEvent, Deputy, Officer, Post, Tie
from anjie.access.words import APART, Happening, TieKind
from anjie.directory.models import Unit
from anjie.procedure.terms import Department, Role, Text

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mistakes for one another on paper."""
TEMPORARY = 16
LONGEST_DEPUTY = 92
"""Days: who is away for more than a quarter is replaced, not deputised for."""


class StaffingRefusedError(Exception):
    """The change isn't allowed; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose doing a change is, and when; nobody's when the command line sets the system up."""

    by: Officer | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; an empty end is open."""

    begins_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody is, and where; a department is named for department posts only."""

    unit: Unit
    role: Role
    department: Department | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """From where somebody is away, when and why."""

    unit: Unit
    begins_on: date
    ends_on: date
    reason: str

    @property
    def period(self) -> Period:
        """When."""
        return Period(self.begins_on, self.ends_on)


@transaction.atomic
def hire(username: str, name: str, hand: Hand, *, email: str = "", phone: str = "") -> tuple[Officer, str]:
    """Make an account; give it and its temporary password."""
    if Officer.objects.filter(username=username).exists():
        raise StaffingRefusedError(Text(f"账号 {username} 已存在", f"There is an account {username} already"))
    officer = Officer(username=username, email=email, phone=phone)
    officer.rename(name)
    password = _temporary_password(officer)
    officer.save(force_insert=True)
    _record(Happening.HIRED, hand, officer)
    return officer, password


@transaction.atomic
def give_password(officer: Officer, hand: Hand) -> str:
    """Give somebody who lost his password a temporary one; his sessions end."""
    password = _temporary_password(officer)
    officer.save(update_fields=["password", "must_change_password"])
    _record(Happening.PASSWORD_GIVEN, hand, officer)
    return password


@transaction.atomic
def dismiss(officer: Officer, hand: Hand) -> None:
    """Close an account; what its owner did stays his."""
    officer.is_active = False
    officer.save(update_fields=["is_active"])
    _record(Happening.DISMISSED, hand, officer)


@transaction.atomic
def appoint(officer: Officer, position: Position, period: Period, hand: Hand) -> Post:
    """Give somebody a post."""
    # Two appointments at once could each miss what the other is about to write.
    Officer.objects.select_for_update().get(pk=officer.pk)
    refusal = _against_post(officer, position, period)
    if refusal:
        raise StaffingRefusedError(refusal)
    post = Post.objects.create(
        officer=officer,
        unit=position.unit,
        role=position.role,
        department=position.department or "",
        begins_on=period.begins_on,
        ends_on=period.ends_on,
    )
    _record(Happening.APPOINTED, hand, officer, f"{position.unit.code} {position.role}")
    return post


def _against_post(officer: Officer, position: Position, period: Period) -> Text | None:
    """Say what speaks against a post, if anything does."""
    role = position.role
    if role is Role.SYSTEM:
        return Text("系统不是岗位", "Nobody is the system")
    if (role is Role.DEPARTMENT) != (position.department is not None):
        return Text("协办岗位须指明部门，其他岗位不得指明", "A department is named for department posts, for them only")
    held = {*_overlapping(officer, period).values_list("role", flat=True)}
    if held - {role} and (held | {role}) & APART:
        return Text("管理员、审计岗位不得与其他岗位兼任", "Who administers or audits holds no other post at the time")
    return None


@transaction.atomic
def relieve(post: Post, last_day: date, hand: Hand) -> None:
    """End a post with a day, which may have passed."""
    post.ends_on = max(last_day, post.begins_on)
    post.save(update_fields=["ends_on"])
    _record(Happening.RELIEVED, hand, post.officer, f"{post.unit.code} {post.role}")


@transaction.atomic
def name_deputy(principal: Officer, deputy: Officer, absence: Absence, hand: Hand) -> Deputy:
    """Have one officer stand in for another while he is away."""
    refusal = _against_deputy(principal, deputy, absence, hand)
    if refusal:
        raise StaffingRefusedError(refusal)
    named = Deputy.objects.create(
        principal=principal,
        deputy=deputy,
        unit=absence.unit,
        begins_on=absence.begins_on,
        ends_on=absence.ends_on,
        reason=absence.reason,
        granted_by=hand.by or principal,
        granted_at=hand.at,
    )
    _record(Happening.DEPUTY_NAMED, hand, deputy, f"{absence.unit.code} {principal.username}")
    return named


def _against_deputy(principal: Officer, deputy: Officer, absence: Absence, hand: Hand) -> Text | None:
    """Say what speaks against a deputy, if anything does."""
    if deputy in {principal, hand.by}:
        return Text("不得指定自己为代理人", "Nobody makes himself a deputy")
    if (absence.ends_on - absence.begins_on).days >= LONGEST_DEPUTY:
        return Text(f"代理期限不得超过{LONGEST_DEPUTY}天", f"A deputy is named for {LONGEST_DEPUTY} days at most")
    there = _overlapping(principal, absence.period).filter(unit=absence.unit)
    if not there.exclude(role__in=APART).exists():
        return Text("被代理人在该机构没有可代理的岗位", "The principal holds no post there that can be deputised")
    if _overlapping(deputy, absence.period).filter(role__in=APART).exists():
        return Text("管理员、审计人员不得代理业务岗位", "Who administers or audits deputises for nobody")
    return None


@transaction.atomic
def withdraw_deputy(named: Deputy, hand: Hand) -> None:
    """End a deputy's period at once."""
    named.withdrawn_at = hand.at
    named.save(update_fields=["withdrawn_at"])
    _record(Happening.DEPUTY_WITHDRAWN, hand, named.deputy, f"{named.unit.code} {named.principal.username}")


@transaction.atomic
def declare_tie(officer: Officer, kind: TieKind, other: str, relation: str, hand: Hand) -> Tie:
    """Put a relation on record; declaring it again changes its description."""
    tie, _ = Tie.objects.update_or_create(
        officer=officer,
        kind=kind,
        other=other,
        ended_at=None,
        defaults={"relation": relation, "declared_at": hand.at},
    )
    _record(Happening.TIE_DECLARED, hand, officer, f"{kind} {other}")
    return tie


def _overlapping(officer: Officer, period: Period) -> QuerySet[Post]:
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=period.begins_on), officer=officer)
    return posts.filter(begins_on__lte=period.ends_on) if period.ends_on else posts


def _temporary_password(officer: Officer) -> str:
    password = "".join(choice(ALPHABET) for _ in range(TEMPORARY))
    officer.set_password(password)
    officer.must_change_password = True
    return password


def _record(kind: Happening, hand: Hand, officer: Officer, detail: str = "") -> None:
    AccessEvent.objects.create(at=hand.at, kind=kind, by=hand.by, officer=officer, detail=detail)
