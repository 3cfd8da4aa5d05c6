"""From which offices somebody acts: his posts, and his principals' while he deputises."""

from datetime import date, timedelta

import pytest

from anjie.access.models import Deputy, Officer, Post, Tie
from anjie.access.office import offices_of, seats_of
from anjie.directory.models import Unit
from anjie.procedure.terms import Department, Level, Role
from people import AT, SINCE, office_of

TODAY = date(2026, 11, 2)


def give(officer: Officer, unit: Unit, role: Role, **period: date) -> Post:
    return Post.objects.create(officer=officer, unit=unit, role=role, **({"begins_on": SINCE} | period))


def deputise(principal: Officer, deputy: Officer, unit: Unit, begins_on: date, ends_on: date) -> Deputy:
    return Deputy.objects.create(
        principal=principal,
        deputy=deputy,
        unit=unit,
        begins_on=begins_on,
        ends_on=ends_on,
        reason="休假",
        granted_by=principal,
        granted_at=AT,
    )


def test_a_post_makes_an_office(people: dict[str, Officer]) -> None:
    office = office_of("wang")
    assert (office.officer, office.unit, office.level) == ("wang", "450103", Level.COUNTY)
    assert office.roles == {Role.INSPECTOR}
    assert office.at == AT
    assert office.calendar.region == "GX"
    assert office.acting_for is None
    assert office_of("王督察") == office


def test_posts_in_one_unit_are_one_office(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    give(people["wang"], tree["450103"], Role.SUPERVISOR)
    give(people["wang"], tree["4501"], Role.INSPECTOR)
    offices = offices_of(people["wang"], AT)
    assert [(office.unit, office.roles) for office in offices] == [
        ("4501", {Role.INSPECTOR}),
        ("450103", {Role.INSPECTOR, Role.SUPERVISOR}),
    ]


def test_work_for_a_department_is_an_office_of_its_own(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    give(people["qin"], tree["450103"], Role.INTAKE)
    offices = offices_of(people["qin"], AT)
    assert {(office.department, office.roles) for office in offices} == {
        (None, frozenset({Role.INTAKE})),
        (Department.CLAIMS, frozenset({Role.DEPARTMENT})),
    }


@pytest.mark.parametrize(
    ("period", "held"),
    [
        ({"begins_on": TODAY}, True),
        ({"begins_on": TODAY + timedelta(1)}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - timedelta(1)}, False),
    ],
)
def test_a_post_is_held_from_its_first_day_to_its_last(
    people: dict[str, Officer], tree: dict[str, Unit], period: dict[str, date], held: bool
) -> None:
    Post.objects.filter(officer=people["wang"]).delete()
    give(people["wang"], tree["450103"], Role.INSPECTOR, **period)
    assert bool(offices_of(people["wang"], AT)) is held


def test_the_day_is_the_day_in_china(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    Post.objects.filter(officer=people["wang"]).update(ends_on=TODAY)
    midnight = AT.replace(hour=16)
    assert offices_of(people["wang"], midnight - timedelta(seconds=1))
    assert not offices_of(people["wang"], midnight)


def test_a_closed_account_or_unit_has_no_office(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    people["wang"].is_active = False
    assert offices_of(people["wang"], AT) == []
    Unit.objects.filter(code="450105").update(active=False)
    assert offices_of(people["ma"], AT) == []


def test_a_deputy_acts_in_the_principal_s_name_during_the_period(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    deputise(people["chen"], people["li"], tree["450103"], TODAY, TODAY + timedelta(3))
    office = office_of("li", acting_for="chen")
    assert office.roles == {Role.APPROVER}
    assert office.persons == {"li", "chen"}
    assert office_of("li").acting_for is None
    for day, deputising in ((-1, False), (0, True), (3, True), (4, False)):
        offices = offices_of(people["li"], AT + timedelta(days=day))
        assert ("chen" in {office.acting_for for office in offices}) is deputising


def test_deputies_make_no_chain(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    period = (TODAY, TODAY + timedelta(3))
    deputise(people["chen"], people["li"], tree["450103"], *period)
    deputise(people["li"], people["wang"], tree["450103"], *period)
    assert {office.acting_for for office in offices_of(people["wang"], AT)} == {None, "li"}


def test_a_deputy_stands_in_only_where_he_was_named(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    give(people["chen"], tree["450105"], Role.APPROVER)
    deputise(people["chen"], people["li"], tree["450103"], TODAY, TODAY)
    assert [office.unit for office in offices_of(people["li"], AT) if office.acting_for] == ["450103"]


def test_nobody_deputises_for_administrators_and_auditors(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    deputise(people["guan"], people["wang"], tree["45"], TODAY, TODAY)
    deputise(people["shen"], people["wang"], tree["45"], TODAY, TODAY)
    assert [office.acting_for for office in offices_of(people["wang"], AT)] == [None]


def test_a_deputy_s_office_ends_when_it_is_withdrawn_or_the_principal_has_left(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    named = deputise(people["chen"], people["li"], tree["450103"], TODAY, TODAY)
    assert len(offices_of(people["li"], AT)) == 2
    Deputy.objects.filter(pk=named.pk).update(withdrawn_at=AT)
    assert len(offices_of(people["li"], AT)) == 1
    Deputy.objects.filter(pk=named.pk).update(withdrawn_at=None)
    Officer.objects.filter(username="chen").update(is_active=False)
    assert len(offices_of(people["li"], AT)) == 1


def test_a_deputy_brings_his_own_ties_and_the_principal_s(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    deputise(people["chen"], people["li"], tree["450103"], TODAY, TODAY)
    for officer, other in (("li", "45010300017"), ("chen", "45010300099"), ("wang", "45010300001")):
        Tie.objects.create(officer=people[officer], kind="agent", other=other, relation="亲属", declared_at=AT)
    Tie.objects.create(officer=people["li"], kind="officer", other="ma", relation="夫妻", declared_at=AT, ended_at=AT)
    assert office_of("li").ties == {"45010300017"}
    assert office_of("li", acting_for="chen").ties == {"45010300017", "45010300099"}


def test_the_number_of_queries_does_not_grow(
    people: dict[str, Officer], tree: dict[str, Unit], django_assert_max_num_queries: object
) -> None:
    give(people["wang"], tree["4501"], Role.INSPECTOR)
    deputise(people["chen"], people["wang"], tree["450103"], TODAY, TODAY)
    deputise(people["li"], people["wang"], tree["450103"], TODAY, TODAY)
    seats_of(people["wang"], AT)
    with django_assert_max_num_queries(4):
        assert len(seats_of(people["wang"], AT)) == 4
