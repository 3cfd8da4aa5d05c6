"""Accounts, posts and deputies: what is allowed, and that it is put on record."""

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from anjie.access.models import AccessEvent, Deputy, Officer, Post, Tie
from anjie.access.office import offices_of
from anjie.access.staffing import (
    Absence,
    Hand,
    Period,
    Position,
    StaffingRefusedError,
    appoint,
    declare_tie,
    dismiss,
    give_password,
    hire,
    name_deputy,
    relieve,
    withdraw_deputy,
)
from anjie.access.words import Happening, TieKind
from anjie.directory.models import Unit
from anjie.procedure.terms import Department, Role
from people import AT, signed_in

TODAY = date(2026, 11, 2)
SUNDAY = date(2026, 11, 8)
WEEK = Period(TODAY, SUNDAY)
OPEN = Period(TODAY)


@pytest.fixture
def hand(people: dict[str, Officer]) -> Hand:
    return Hand(people["guan"], AT)


def last() -> tuple[str, str | None, str | None, str]:
    event = AccessEvent.objects.latest("id")
    return (
        event.kind,
        event.by and event.by.username,
        event.officer and event.officer.username,
        event.detail,
    )


def test_somebody_new(hand: Hand, rf: object) -> None:
    officer, password = hire("meng", "蒙新人", hand)
    assert (officer.name_pinyin, officer.must_change_password) == ("mengxinren", True)
    assert officer.check_password(password)
    assert authenticate(rf.post("/"), username="meng", password=password) == officer
    assert offices_of(officer, AT) == []
    assert last() == (Happening.HIRED, "guan", "meng", "")
    with pytest.raises(StaffingRefusedError):
        hire("meng", "蒙又新", hand)


@pytest.mark.parametrize("username", ["45010300017", "Meng", "蒙", "me ng", "m"])
def test_a_sign_in_name_can_t_be_mistaken_for_an_agent_s_code(hand: Hand, username: str) -> None:
    with pytest.raises(IntegrityError, match="username_form"), transaction.atomic():
        hire(username, "蒙新人", hand)


def test_a_lost_password_is_replaced_by_a_temporary_one(hand: Hand, people: dict[str, Officer]) -> None:
    client = signed_in("wang")
    password = give_password(people["wang"], hand)
    assert Officer.objects.get(username="wang").check_password(password)
    assert client.get("/password").status_code == 302
    assert last() == (Happening.PASSWORD_GIVEN, "guan", "wang", "")


def test_posts_come_and_go(hand: Hand, people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    post = appoint(people["wang"], Position(tree["4501"], Role.INSPECTOR), OPEN, hand)
    assert last() == (Happening.APPOINTED, "guan", "wang", "4501 inspector")
    assert len(offices_of(people["wang"], AT)) == 2
    relieve(post, date(2026, 11, 1), hand)
    assert Post.objects.get(pk=post.pk).ends_on == TODAY, "a post has at least one day"
    assert last() == (Happening.RELIEVED, "guan", "wang", "4501 inspector")


def test_a_closed_account(hand: Hand, people: dict[str, Officer]) -> None:
    client = signed_in("wang")
    dismiss(people["wang"], hand)
    assert client.get("/password").status_code == 302
    assert last() == (Happening.DISMISSED, "guan", "wang", "")


@pytest.mark.parametrize(
    ("role", "department"), [(Role.DEPARTMENT, None), (Role.INSPECTOR, Department.CLAIMS), (Role.SYSTEM, None)]
)
def test_a_department_belongs_to_department_posts(
    hand: Hand, people: dict[str, Officer], tree: dict[str, Unit], role: Role, department: Department | None
) -> None:
    with pytest.raises(StaffingRefusedError):
        appoint(people["wang"], Position(tree["4501"], role, department), OPEN, hand)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            officer=people["wang"],
            unit=tree["4501"],
            role=role,
            department=department or "",
            begins_on=TODAY,
        )


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_administers_or_audits_does_nothing_else(
    hand: Hand, people: dict[str, Officer], tree: dict[str, Unit], role: Role
) -> None:
    for officer, other in (("wang", role), ("guan", Role.INSPECTOR), ("shen", Role.INSPECTOR)):
        with pytest.raises(StaffingRefusedError):
            appoint(people[officer], Position(tree["4501"], other), OPEN, hand)
    officer, _ = hire("meng", "蒙新人", hand)
    appoint(officer, Position(tree["45"], role), WEEK, hand)
    with pytest.raises(StaffingRefusedError):
        appoint(officer, Position(tree["45"], Role.INSPECTOR), Period(date(2026, 11, 8)), hand)
    appoint(officer, Position(tree["45"], Role.INSPECTOR), Period(date(2026, 11, 9)), hand)


def test_a_deputy(hand: Hand, people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    named = name_deputy(people["chen"], people["li"], Absence(tree["450103"], TODAY, SUNDAY, "休假"), hand)
    assert last() == (Happening.DEPUTY_NAMED, "guan", "li", "450103 chen")
    assert {office.acting_for for office in offices_of(people["li"], AT)} == {None, "chen"}
    withdraw_deputy(named, hand)
    assert last() == (Happening.DEPUTY_WITHDRAWN, "guan", "li", "450103 chen")
    assert {office.acting_for for office in offices_of(people["li"], AT)} == {None}


@pytest.mark.parametrize(
    ("principal", "deputy", "by", "unit", "until"),
    [
        pytest.param("chen", "chen", "guan", "450103", SUNDAY, id="oneself"),
        pytest.param("chen", "li", "li", "450103", SUNDAY, id="named by oneself"),
        pytest.param("chen", "li", "guan", "450105", SUNDAY, id="where there is no post"),
        pytest.param("chen", "li", "guan", "450103", date(2027, 2, 2), id="for too long"),
        pytest.param("guan", "li", "wei", "45", SUNDAY, id="of an administrator"),
        pytest.param("shen", "li", "guan", "45", SUNDAY, id="of an auditor"),
        pytest.param("chen", "guan", "wei", "450103", SUNDAY, id="an administrator"),
        pytest.param("chen", "shen", "guan", "450103", SUNDAY, id="an auditor"),
    ],
)
def test_who_can_t_be_deputy(
    people: dict[str, Officer],
    tree: dict[str, Unit],
    principal: str,
    deputy: str,
    by: str,
    unit: str,
    until: date,
) -> None:
    absence = Absence(tree[unit], TODAY, until, "休假")
    with pytest.raises(StaffingRefusedError) as refused:
        name_deputy(people[principal], people[deputy], absence, Hand(people[by], AT))
    assert refused.value.reason.zh
    assert refused.value.reason.en
    assert not Deputy.objects.exists()


def test_the_database_refuses_self_made_deputies_too(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    for deputy, by in (("chen", "guan"), ("li", "li")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deputy.objects.create(
                principal=people["chen"],
                deputy=people[deputy],
                unit=tree["450103"],
                begins_on=TODAY,
                ends_on=TODAY,
                granted_by=people[by],
                granted_at=AT,
            )


def test_a_relation_is_declared_once(hand: Hand, people: dict[str, Officer]) -> None:
    declare_tie(people["wang"], TieKind.AGENT, "45010300017", "同学", hand)
    declare_tie(people["wang"], TieKind.AGENT, "45010300017", "表兄弟", hand)
    assert Tie.objects.get().relation == "表兄弟"
    assert last() == (Happening.TIE_DECLARED, "guan", "wang", "agent 45010300017")


def test_the_first_account_is_nobody_s_doing(db: None) -> None:
    hire("guan", "关管理", Hand(None, AT))
    assert last() == (Happening.HIRED, None, "guan", "")
