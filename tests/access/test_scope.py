"""What each role sees, in the gate alone: no wall stands around the units that play the rows here."""

import pytest

from anjie.access.models import Officer
from anjie.access.scope import SIGHT, Scope, scope_of
from anjie.directory.models import Unit
from anjie.procedure.terms import Role
from people import PEOPLE, office_of

SEEN = {
    "huang": {"450103"},
    "wang": {"450103"},
    "li": {"450103"},
    "chen": {"450103"},
    "lan": set(),
    "qin": set(),
    "ma": {"450105"},
    "zhou": {"4501", "450103", "450105"},
    "wu": {"4501", "450103", "450105"},
    "gan": {"4501"},
    "tan": {"450203"},
    "hotline": {"45"},
    "wei": {"45", "4501", "4502", "450103", "450105", "450203"},
    "su": {"45", "4501", "4502", "450103", "450105", "450203"},
    "shen": {"45", "4501", "4502", "450103", "450105", "450203"},
    "guan": set(),
    "ouyang": {"0", "45", "4501", "4502", "450103", "450105", "450203"},
}
"""Whose units' cases somebody sees."""


def place(unit: Unit) -> tuple[int | None, ...]:
    return (unit.head_id, unit.region_id, unit.city_id, unit.county_id)


def test_the_table_speaks_of_every_role() -> None:
    assert set(SIGHT) == set(Role)


@pytest.mark.parametrize("username", SEEN)
def test_each_sees_what_his_post_lets_him_see(people: dict[str, Officer], username: str) -> None:
    scope = scope_of(office_of(username))
    assert {unit.code for unit in Unit.objects.filter(scope.q())} == SEEN[username]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.username)
def test_a_row_at_hand_is_judged_as_the_query_judges_it(people: dict[str, Officer], person: object) -> None:
    scope = scope_of(office_of(person.username))
    found = {*Unit.objects.filter(scope.q())}
    assert found == {unit for unit in Unit.objects.all() if scope.covers(place(unit))}


def test_one_equality_for_a_post_and_no_subquery(people: dict[str, Officer]) -> None:
    query = str(Unit.objects.filter(scope_of(office_of("zhou")).q()).query)
    condition = query.partition("WHERE")[2].partition("ORDER BY")[0]
    assert condition.strip() == f'"directory_unit"."city_id" = {people["zhou"].posts.get().unit_id}'


def test_the_condition_reaches_through_a_relation(people: dict[str, Officer]) -> None:
    scope = scope_of(office_of("zhou"))
    assert Officer.objects.filter(scope.q("posts__unit__")).count() == sum(
        person.unit in SEEN["zhou"] for person in PEOPLE
    )


def test_nothing_and_everything(tree: dict[str, Unit]) -> None:
    unit = tree["450103"]
    assert not Unit.objects.filter(Scope.NOTHING.q()).exists()
    assert not Scope.NOTHING.covers(place(unit))
    assert Scope.NOTHING.setting() == ""
    assert Unit.objects.filter(Scope.SYSTEM.q()).count() == len(tree)
    assert Scope.SYSTEM.covers(place(unit))
    assert Scope.SYSTEM.setting() == "*"


def test_scopes_add_up(people: dict[str, Officer]) -> None:
    both = scope_of(office_of("wang")) | scope_of(office_of("gan"))
    assert {unit.code for unit in Unit.objects.filter(both.q())} == {"450103", "4501"}
    assert (both | Scope.SYSTEM).everything


def test_a_department_sees_what_it_was_asked(people: dict[str, Officer]) -> None:
    scope = scope_of(office_of("qin"))
    elsewhere = place(people["ma"].posts.get().unit)
    assert scope.covers(elsewhere, ["450103/claims"])
    assert not scope.covers(elsewhere, ["4501/claims", "450103/finance"])


def test_a_unit_that_is_gone_sees_nothing(people: dict[str, Officer]) -> None:
    office = office_of("wang")
    Unit.objects.filter(code="450103").update(code="450199")
    assert scope_of(office) == Scope.NOTHING
