"""The tree of units: every row names its ancestors, and nothing else."""

import pytest
from django.db import IntegrityError, transaction

from anjie.directory.models import Unit
from anjie.directory.tree import MisplacedUnitError, add_unit, move_unit
from anjie.procedure.terms import Level


def ancestors(code: str) -> tuple[str | None, ...]:
    unit = Unit.objects.select_related("head", "region", "city", "county").get(code=code)
    return tuple(each and each.code for each in (unit.head, unit.region, unit.city, unit.county))


def new(code: str, level: Level) -> Unit:
    return Unit(code=code, name=code, short_name=code, level=level)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0", ("0", None, None, None)),
        ("45", ("0", "45", None, None)),
        ("4501", ("0", "45", "4501", None)),
        ("450103", ("0", "45", "4501", "450103")),
    ],
)
def test_a_unit_names_its_ancestors_and_itself(
    tree: dict[str, Unit], code: str, expected: tuple[str | None, ...]
) -> None:
    assert ancestors(code) == expected


def test_a_level_may_be_missing(tree: dict[str, Unit]) -> None:
    add_unit(new("459001", Level.COUNTY), tree["45"])
    assert ancestors("459001") == ("0", "45", None, "459001")


def test_what_lies_below_is_one_equality(tree: dict[str, Unit]) -> None:
    assert {unit.code for unit in Unit.objects.within(tree["4501"])} == {"4501", "450103", "450105"}
    assert Unit.objects.within(tree["0"]).count() == len(tree)


def test_a_branch_moves_with_all_that_is_below(tree: dict[str, Unit]) -> None:
    region = add_unit(new("46", Level.REGION), tree["0"])
    move_unit(tree["4501"], region)
    assert ancestors("4501") == ("0", "46", "4501", None)
    assert ancestors("450103") == ("0", "46", "4501", "450103")
    assert ancestors("450203") == ("0", "45", "4502", "450203")


@pytest.mark.parametrize(
    ("level", "parent"),
    [(Level.HEAD_OFFICE, "0"), (Level.REGION, None), (Level.CITY, "4501"), (Level.REGION, "450103")],
)
def test_a_unit_stands_below_a_higher_one(tree: dict[str, Unit], level: Level, parent: str | None) -> None:
    with pytest.raises(MisplacedUnitError) as refused, transaction.atomic():
        add_unit(new("99", level), tree[parent] if parent else None)
    assert refused.value.reason.zh


def test_the_database_refuses_a_row_that_names_others(tree: dict[str, Unit]) -> None:
    county = Unit.objects.filter(code="450103")
    for wrong in ({"county": tree["450105"]}, {"level": "city"}, {"parent": None}, {"code": "45,01"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            county.update(**wrong)
    with pytest.raises(IntegrityError, match="one_head_office"), transaction.atomic():
        add_unit(new("1", Level.HEAD_OFFICE), None)
