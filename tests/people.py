"""The company in which all tests play: a small tree of units and one person for each post, known by name.

    0 示范人寿总公司
    └ 45 示范人寿广西分公司
      ├ 4501 示范人寿南宁分公司   ├ 450103 青秀区   └ 450105 江南区
      └ 4502 示范人寿柳州分公司   └ 450203 鱼峰区

`people` puts them into the database; `office_of("wang")` is what the desk is given, `signed_in("wang")` a client.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from anjie.procedure.office import Office
from anjie.procedure.terms import Department, Level, Role

if TYPE_CHECKING:
    from django.test import Client

    from anjie.access.models import Officer
    from anjie.directory.models import Unit

SINCE = date(2020, 1, 1)
"""Everybody has been in his post from this day on."""
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
"""Monday, 09:00 in Nanning: when nothing else is said, people act at this moment."""
PASSWORD = "one password for all of them"

UNITS = (
    ("0", "示范人寿总公司", Level.HEAD_OFFICE, None),
    ("45", "示范人寿广西分公司", Level.REGION, "0"),
    ("4501", "示范人寿南宁分公司", Level.CITY, "45"),
    ("4502", "示范人寿柳州分公司", Level.CITY, "45"),
    ("450103", "示范人寿青秀区支公司", Level.COUNTY, "4501"),
    ("450105", "示范人寿江南区支公司", Level.COUNTY, "4501"),
    ("450203", "示范人寿鱼峰区支公司", Level.COUNTY, "4502"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with one post."""

    username: str
    name: str
    unit: str
    role: Role
    department: Department | None = None


PEOPLE = (
    # 青秀区, the county office in which most cases play
    Person("huang", "黄话务", "450103", Role.INTAKE),
    Person("wang", "王督察", "450103", Role.INSPECTOR),
    Person("lu", "陆督察", "450103", Role.INSPECTOR),
    Person("li", "李主任", "450103", Role.SUPERVISOR),
    Person("chen", "陈经理", "450103", Role.APPROVER),
    Person("lan", "蓝主管", "450103", Role.AGENT_MANAGER),
    Person("qin", "覃理赔", "450103", Role.DEPARTMENT, Department.CLAIMS),
    # 江南区, the neighbour
    Person("ma", "马督察", "450105", Role.INSPECTOR),
    Person("he", "何经理", "450105", Role.APPROVER),
    # 南宁
    Person("zhou", "周督察", "4501", Role.INSPECTOR),
    Person("zheng", "郑主任", "4501", Role.SUPERVISOR),
    Person("wu", "吴总", "4501", Role.APPROVER),
    Person("gan", "甘信访", "4501", Role.INTAKE),
    Person("cen", "岑保全", "4501", Role.DEPARTMENT, Department.POLICY_SERVICE),
    # 柳州 and its county
    Person("liang", "梁督察", "4502", Role.INSPECTOR),
    Person("nong", "农总", "4502", Role.APPROVER),
    Person("tan", "谭督察", "450203", Role.INSPECTOR),
    # 广西
    Person("hotline", "卢话务", "45", Role.INTAKE),
    Person("wei", "韦处", "45", Role.INSPECTOR),
    Person("huangfu", "皇甫处长", "45", Role.SUPERVISOR),
    Person("mo", "莫总", "45", Role.APPROVER),
    Person("su", "苏律师", "45", Role.COUNSEL),
    Person("shen", "沈审计", "45", Role.AUDITOR),
    Person("guan", "关管理", "45", Role.ADMIN),
    # 总公司
    Person("ouyang", "欧阳督察", "0", Role.INSPECTOR),
    Person("dong", "董总", "0", Role.APPROVER),
    Person("jin", "金审计", "0", Role.AUDITOR),
)


def build_tree() -> "dict[str, Unit]":
    """Put the units into the database."""
    from anjie.directory.models import Unit
    from anjie.directory.tree import add_unit

    units: dict[str, Unit] = {}
    for code, name, level, parent in UNITS:
        unit = Unit(code=code, name=name, short_name=name.removeprefix("示范人寿"), level=level)
        unit.calendar_region = "" if level is Level.HEAD_OFFICE else "GX"
        units[code] = add_unit(unit, units[parent] if parent else None)
    return units


def build_people(units: "dict[str, Unit]") -> "dict[str, Officer]":
    """Put everybody into the database, in his post."""
    from anjie.access.models import Officer, Post

    officers = [Officer(username=person.username, password=_hashed()) for person in PEOPLE]
    for officer, person in zip(officers, PEOPLE, strict=True):
        officer.rename(person.name)
    Officer.objects.bulk_create(officers)
    Post.objects.bulk_create(
        Post(
            officer=officer,
            unit=units[person.unit],
            role=person.role,
            department=person.department or "",
            begins_on=SINCE,
        )
        for officer, person in zip(officers, PEOPLE, strict=True)
    )
    return {officer.username: officer for officer in officers}


@cache
def _hashed() -> str:
    """Hash the password once for all: it is slow on purpose."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


@pytest.fixture
def tree(db: None) -> "dict[str, Unit]":
    """Give the units by code."""
    return build_tree()


@pytest.fixture
def people(tree: "dict[str, Unit]") -> "dict[str, Officer]":
    """Give the officers by sign-in name."""
    return build_people(tree)


def office_of(username: str, at: datetime = AT, *, acting_for: str | None = None) -> Office:
    """Give the office somebody acts from, by sign-in name or by name."""
    from anjie.access.models import Officer
    from anjie.access.office import offices_of

    officer = Officer.objects.get(**{"username" if username.isascii() else "name": username})
    return next(office for office in offices_of(officer, at) if office.acting_for == acting_for)


def signed_in(username: str, **headers: Any) -> "Client":
    """Give a client in which somebody is signed in."""
    from django.test import Client

    from anjie.access.models import Officer

    client = Client(**headers)
    client.force_login(Officer.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client
