"""管理: units, people, deputies and calendars: who may change what, what is refused, and that nothing typed is lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anjie.access.models import AccessEvent, Deputy, Officer, Post
from anjie.access.office import offices_of
from anjie.access.staffing import Absence, Hand, Period, Position, appoint, name_deputy
from anjie.access.words import Happening
from anjie.directory.calendars import calendar_for
from anjie.directory.models import CalendarDay, CalendarYear, Unit
from anjie.procedure.terms import Level, Role
from anjie.web.yearview import year_of
from people import AT, SINCE, office_of, signed_in

TODAY = date(2026, 11, 2)
PAGES = ("web:units", "web:people", "web:person-new", "web:deputies", "web:calendars")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def administrator(officer: Officer, unit: Unit) -> None:
    """Have somebody administer a unit, and do nothing else."""
    officer.posts.all().delete()
    appoint(officer, Position(unit, Role.ADMIN), Period(SINCE), Hand(None, AT))


def get(username: str, name: str, /, *args: object, **query: object) -> Any:
    return signed_in(username).get(reverse(name, args=args), query)


def post(username: str, name: str, /, *args: object, **data: object) -> Any:
    return signed_in(username).post(reverse(name, args=args), data)


def told(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def queries(username: str, name: str, *args: object) -> int:
    client, address = signed_in(username), reverse(name, args=args)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# -- who may come in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_administrators_open_every_page(people: dict[str, Officer], name: str) -> None:
    assert get("guan", name).status_code == 200
    assert signed_in("guan", headers={"accept-language": "en"}).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("username", ["huang", "wang", "li", "chen", "su", "qin", "lan", "shen", "dong"])
def test_nobody_else_administers(people: dict[str, Officer], username: str) -> None:
    client = signed_in(username)
    for name in set(PAGES) - {"web:deputies"}:
        assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    ("username", "status"), [("li", 200), ("chen", 200), ("guan", 200), ("wang", 403), ("huang", 403), ("shen", 403)]
)
def test_heads_and_managers_name_their_own_deputies(people: dict[str, Officer], username: str, status: int) -> None:
    assert get(username, "web:deputies").status_code == status


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("web:unit-add", ["450103"]),
        ("web:unit-change", ["450103"]),
        ("web:unit-close", ["450103"]),
        ("web:unit-reopen", ["450103"]),
        ("web:person-post", [1]),
        ("web:person-post-end", [1, 1]),
        ("web:person-password", [1]),
        ("web:person-close", [1]),
        ("web:calendar-day", []),
        ("web:calendar-day-remove", [1]),
        ("web:calendar-year", [2027]),
        ("web:calendar-year-retract", [2026]),
    ],
)
def test_changes_are_posted_by_administrators_only(people: dict[str, Officer], name: str, args: list[object]) -> None:
    assert post("li", name, *args).status_code == 403
    assert get("guan", name, *args).status_code == 405


# -- units --------------------------------------------------------------------------------------------------------

UNIT = {"new-code": "450107", "new-level": "county", "new-name": "示范人寿西乡塘支公司", "new-calendar_region": "GX"}


def test_the_tree_shows_two_levels_with_their_people(people: dict[str, Officer]) -> None:
    branches = get("guan", "web:units").context["branches"]
    assert [(branch.unit.code, branch.people) for branch in branches] == [("4501", 5), ("4502", 2)]
    assert [(each.unit.code, each.people) for each in branches[0].below] == [("450103", 7), ("450105", 2)]


def test_a_unit_is_added_below_another(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    answer = post("guan", "web:unit-add", "4501", **UNIT)
    assert answer.status_code == 302
    made = Unit.objects.get(code="450107")
    assert (made.parent, made.city, made.rank, made.short_name) == (tree["4501"], tree["4501"], Level.COUNTY, made.name)
    assert made.calendar_region == "GX"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"new-code": "450103"}, "code"),
        ({"new-code": "has spaces"}, "code"),
        ({"new-code": ""}, "code"),
        ({"new-level": "city"}, "level"),
        ({"new-level": "head_office"}, "level"),
        ({"new-name": ""}, "name"),
        ({"new-calendar_region": "XX"}, "calendar_region"),
    ],
)
def test_a_wrong_unit_is_refused_beside_its_field(
    people: dict[str, Officer], changed: dict[str, str], field: str
) -> None:
    answer = post("guan", "web:unit-add", "4501", **(UNIT | changed))
    assert answer.status_code == 422
    assert list(answer.context["adding"].errors) == [field]
    assert f'id="id_new-{field}_error"' in answer.content.decode()
    assert 'value="示范人寿西乡塘支公司"' in answer.content.decode() or field == "name"
    assert Unit.objects.count() == 7


def test_a_unit_is_renamed(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    data = {"name": "示范人寿青秀支公司", "short_name": "青秀", "calendar_region": "GX", "phone": "0771-5500000"}
    assert post("guan", "web:unit-change", "450103", **data).status_code == 302
    tree["450103"].refresh_from_db()
    assert (tree["450103"].name, tree["450103"].short_name, tree["450103"].phone) == tuple(
        data[name] for name in ("name", "short_name", "phone")
    )
    assert post("guan", "web:unit-change", "450103", name="").status_code == 422


def test_a_unit_is_closed_once_nobody_is_left(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    assert "还有 2 人在该机构任职" in told(post("guan", "web:unit-close", "4502"))
    Post.objects.filter(unit__in=[tree["4502"], tree["450203"]]).update(ends_on=TODAY - timedelta(days=1))
    assert "下级机构" in told(post("guan", "web:unit-close", "4502"))
    assert "已停用" in told(post("guan", "web:unit-close", "450203"))
    assert "已停用" in told(post("guan", "web:unit-close", "4502"))
    assert not Unit.objects.filter(code__in=["4502", "450203"], active=True).exists()


def test_a_closed_unit_is_reopened_after_the_one_above(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    Unit.objects.filter(code__in=["4502", "450203"]).update(active=False)
    assert "上级机构" in told(post("guan", "web:unit-reopen", "450203"))
    assert post("guan", "web:unit-add", "4502", **UNIT).status_code == 422
    assert "已启用" in told(post("guan", "web:unit-reopen", "4502"))
    assert "已启用" in told(post("guan", "web:unit-reopen", "450203"))


def test_an_administrator_keeps_his_own_unit_and_those_below(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    administrator(people["zheng"], tree["4501"])
    assert get("zheng", "web:units").context["unit"] == tree["4501"]
    assert get("zheng", "web:unit", "450103").status_code == 200
    for code in ("45", "4502", "450203", "nowhere", "\x00"):
        assert get("zheng", "web:unit", code).status_code == 404
        assert post("zheng", "web:unit-add", code, **UNIT).status_code == 404
        assert post("zheng", "web:unit-close", code).status_code == 404
    assert get("zheng", "web:unit", "450103").context["path"] == [tree["4501"]]


def test_the_tree_costs_the_same_however_many_units(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    before = queries("guan", "web:units")
    for number in range(5):
        post("guan", "web:unit-add", "4501", **(UNIT | {"new-code": f"45019{number}"}))
    assert queries("guan", "web:units") == before


# -- people -------------------------------------------------------------------------------------------------------

PERSON = {
    "name": "吕新", "username": "lvxin", "phone": "8801", "email": "lvxin@example.cn", "unit": "450103",
    "role": "inspector", "department": "", "begins_on": "2026-11-02", "ends_on": "",
}  # fmt: skip


def names(answer: Any) -> list[str]:
    return [line.officer.username for line in answer.context["lines"]]


def test_people_are_listed_by_name_with_their_posts(people: dict[str, Officer]) -> None:
    answer = get("guan", "web:people")
    assert names(answer)[:3] == ["cen", "chen", "gan"]
    assert "ouyang" not in names(answer)
    [(label, unit)] = answer.context["lines"][0].posts
    assert (label.zh, unit.code) == ("协办部门人员 · 保全/客户服务部", "4501")


@pytest.mark.parametrize("query", ["王督", "wang", "wdc", "WANG"])
def test_people_are_found_by_name_and_sign_in_name(people: dict[str, Officer], query: str) -> None:
    assert names(get("guan", "web:people", q=query)) == ["wang"]


def test_people_are_narrowed_to_a_unit_and_to_closed_accounts(people: dict[str, Officer]) -> None:
    assert names(get("guan", "web:people", unit="450105")) == ["he", "ma"]
    Officer.objects.filter(username="ma").update(is_active=False)
    assert names(get("guan", "web:people", unit="450105")) == ["he"]
    assert names(get("guan", "web:people", tab="closed")) == ["ma"]


def test_the_list_costs_the_same_however_many_people(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    before = queries("guan", "web:people")
    Post.objects.bulk_create(
        Post(officer=officer, unit=tree["450105"], role=Role.COUNSEL, begins_on=SINCE) for officer in people.values()
    )
    assert queries("guan", "web:people") == before


def test_an_account_is_made_with_a_post_and_a_password_shown_once(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    answer = post("guan", "web:person-new", **PERSON)
    officer = Officer.objects.get(username="lvxin")
    password = answer.context["password"]
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.decode().count(password) == 1
    assert officer.check_password(password)
    assert officer.must_change_password
    assert password not in get("guan", "web:person", officer.pk).content.decode()
    [office] = offices_of(officer, AT)
    assert (office.unit, office.roles) == ("450103", {Role.INSPECTOR})
    made = AccessEvent.objects.filter(officer=officer, by=people["guan"]).values_list("kind", flat=True)
    assert set(made) == {Happening.HIRED, Happening.APPOINTED}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": "wang"}, "username"),
        ({"username": "1wang"}, "username"),
        ({"username": "吕新"}, "username"),
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"unit": "nowhere"}, "unit"),
        ({"unit": "0"}, "unit"),
        ({"role": "system"}, "role"),
        ({"role": "emperor"}, "role"),
        ({"begins_on": "tomorrow"}, "begins_on"),
        ({"ends_on": "2026-11-01"}, "ends_on"),
        ({"role": "department"}, "department"),
        ({"department": "claims"}, "department"),
    ],
)
def test_a_wrong_person_is_refused_and_nothing_is_lost(
    people: dict[str, Officer], changed: dict[str, str], field: str
) -> None:
    before = Officer.objects.count()
    answer = post("guan", "web:person-new", **(PERSON | changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="8801"' in answer.content.decode()
    assert Officer.objects.count() == before


def test_a_unit_may_be_named_instead_of_its_code(people: dict[str, Officer]) -> None:
    post("guan", "web:person-new", **(PERSON | {"unit": "示范人寿江南区支公司"}))
    assert Officer.objects.get(username="lvxin").posts.get().unit.code == "450105"


def test_a_post_is_given_from_a_day_until_another(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    data = {"new-unit": "450105", "new-role": "inspector", "new-begins_on": "2026-12-01", "new-ends_on": "2026-12-31"}
    assert post("guan", "web:person-post", people["wang"].pk, **data).status_code == 302
    assert "已有此岗位" in str(post("guan", "web:person-post", people["wang"].pk, **data).context["appointing"].errors)
    assert [office.unit for office in offices_of(people["wang"], AT)] == ["450103"]
    assert [office.unit for office in offices_of(people["wang"], AT + timedelta(days=40))] == ["450103", "450105"]
    assert [office.unit for office in offices_of(people["wang"], AT + timedelta(days=80))] == ["450103"]


def test_who_administers_does_nothing_else(people: dict[str, Officer]) -> None:
    data = {"new-unit": "450103", "new-role": "admin", "new-begins_on": "2026-12-01"}
    answer = post("guan", "web:person-post", people["wang"].pk, **data)
    assert answer.status_code == 422
    assert "不得与其他岗位兼任" in answer.content.decode()


def test_a_post_ends_with_a_day(people: dict[str, Officer]) -> None:
    held = people["wang"].posts.get()
    where = (people["wang"].pk, held.pk)
    early = post("guan", "web:person-post-end", *where, **{f"post-{held.pk}-ends_on": "2019-12-31"})
    assert (early.status_code, "早于任职起始日" in early.content.decode()) == (422, True)
    assert post("guan", "web:person-post-end", *where, **{f"post-{held.pk}-ends_on": ""}).status_code == 422
    assert post("guan", "web:person-post-end", *where, **{f"post-{held.pk}-ends_on": "2026-11-30"}).status_code == 302
    held.refresh_from_db()
    assert held.ends_on == date(2026, 11, 30)
    assert offices_of(people["wang"], AT + timedelta(days=28))
    assert not offices_of(people["wang"], AT + timedelta(days=29))


def test_nobody_ends_his_own_post_or_closes_his_own_account(people: dict[str, Officer]) -> None:
    guan = people["guan"]
    held = guan.posts.get()
    ended = post("guan", "web:person-post-end", guan.pk, held.pk, **{f"post-{held.pk}-ends_on": "2026-11-30"})
    assert ended.status_code == 422
    assert "上级管理员" in told(post("guan", "web:person-close", guan.pk))
    assert "上级管理员" in told(post("guan", "web:person-password", guan.pk))
    guan.refresh_from_db()
    assert guan.is_active


def test_a_temporary_password_is_given(people: dict[str, Officer]) -> None:
    answer = post("guan", "web:person-password", people["wang"].pk)
    people["wang"].refresh_from_db()
    assert people["wang"].check_password(answer.context["password"])
    assert people["wang"].must_change_password
    assert answer.headers["Cache-Control"] == "no-store"
    assert AccessEvent.objects.filter(kind=Happening.PASSWORD_GIVEN, officer=people["wang"], by=people["guan"]).exists()


def test_an_account_is_closed(people: dict[str, Officer]) -> None:
    assert post("guan", "web:person-close", people["wang"].pk).status_code == 302
    people["wang"].refresh_from_db()
    assert not people["wang"].is_active
    assert not offices_of(people["wang"], AT)
    assert AccessEvent.objects.filter(kind=Happening.DISMISSED, officer=people["wang"], by=people["guan"]).exists()
    assert post("guan", "web:person-close", people["wang"].pk).status_code == 404


def test_nobody_is_raised_above_his_administrator(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    administrator(people["zheng"], tree["4501"])
    appoint(people["mo"], Position(tree["450103"], Role.APPROVER), Period(SINCE), Hand(None, AT))
    mo, password = people["mo"], people["mo"].password
    page = get("zheng", "web:person", mo.pk)
    assert not page.context["keeps"]
    assert [bool(line.ending) for line in page.context["posts"]] == [True, False]
    assert "上级管理员" in told(post("zheng", "web:person-password", mo.pk))
    assert "上级管理员" in told(post("zheng", "web:person-close", mo.pk))
    above = {"new-unit": "45", "new-role": "approver", "new-begins_on": "2026-11-02"}
    assert post("zheng", "web:person-post", people["wang"].pk, **above).status_code == 422
    regional = mo.posts.get(unit=tree["45"])
    assert post("zheng", "web:person-post-end", mo.pk, regional.pk).status_code == 404
    mo.refresh_from_db()
    assert (mo.password, mo.is_active) == (password, True)


def test_people_of_other_units_are_not_there(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    administrator(people["zheng"], tree["4501"])
    for username in ("liang", "mo", "ouyang"):
        assert get("zheng", "web:person", people[username].pk).status_code == 404
    assert get("zheng", "web:person", 10**20).status_code == 404
    assert "liang" not in names(get("zheng", "web:people"))


def test_whoever_has_no_post_yet_is_found_by_every_administrator(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    administrator(people["zheng"], tree["4501"])
    people["ouyang"].posts.all().delete()
    assert "ouyang" in names(get("zheng", "web:people", q="ouyang"))


# -- deputies -----------------------------------------------------------------------------------------------------

OWN = {"unit": "450103", "deputy": "zheng", "begins_on": "2026-11-09", "ends_on": "2026-11-13", "reason": "年休假"}


def test_one_names_ones_own_deputy(people: dict[str, Officer]) -> None:
    assert post("chen", "web:deputies", **OWN).status_code == 302
    named = Deputy.objects.get()
    assert (named.principal, named.deputy, named.granted_by) == (people["chen"], people["zheng"], people["chen"])
    office = office_of("zheng", AT + timedelta(days=7), acting_for="chen")
    assert (office.unit, office.roles) == ("450103", {Role.APPROVER})
    assert AccessEvent.objects.filter(kind=Happening.DEPUTY_NAMED, officer=people["zheng"], by=people["chen"]).exists()


def test_an_administrator_names_deputies_for_others(people: dict[str, Officer]) -> None:
    assert post("guan", "web:deputies", **(OWN | {"principal": "陈经理"})).status_code == 302
    assert Deputy.objects.get().principal == people["chen"]


@pytest.mark.parametrize(
    ("username", "changed", "field"),
    [
        ("chen", {"deputy": "nobody"}, "deputy"),
        ("chen", {"deputy": ""}, "deputy"),
        ("chen", {"deputy": "chen"}, "__all__"),
        ("chen", {"deputy": "guan"}, "__all__"),
        ("chen", {"unit": "4501"}, "unit"),
        ("chen", {"ends_on": "2026-11-08"}, "ends_on"),
        ("chen", {"ends_on": "2027-11-08"}, "__all__"),
        ("chen", {"reason": ""}, "reason"),
        ("guan", {"principal": ""}, "principal"),
        ("guan", {"principal": "liang"}, "__all__"),
        ("guan", {"principal": "chen", "unit": "0"}, "unit"),
        ("guan", {"principal": "chen", "deputy": "guan"}, "__all__"),
    ],
)
def test_a_wrong_deputy_is_refused_and_nothing_is_lost(
    people: dict[str, Officer], username: str, changed: dict[str, str], field: str
) -> None:
    answer = post(username, "web:deputies", **(OWN | changed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="2026-11-09"' in answer.content.decode()
    assert not Deputy.objects.exists()


def test_namesakes_are_told_apart_by_the_sign_in_name(people: dict[str, Officer]) -> None:
    people["lu"].rename("郑主任")
    people["lu"].save()
    assert "请填写账号" in str(post("chen", "web:deputies", **(OWN | {"deputy": "郑主任"})).context["form"].errors)
    assert post("chen", "web:deputies", **(OWN | {"deputy": "ZHENG"})).status_code == 302


def named(people: dict[str, Officer], principal: str, deputy: str, unit: Unit) -> Deputy:
    away = Absence(unit, TODAY, TODAY + timedelta(days=3), "出差")
    return name_deputy(people[principal], people[deputy], away, Hand(people[principal], AT))


def test_a_deputy_is_withdrawn_by_his_principal_or_an_administrator(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    first, second = named(people, "chen", "zheng", tree["450103"]), named(people, "he", "zheng", tree["450105"])
    assert post("li", "web:deputy-withdraw", first.pk).status_code == 404
    assert post("zheng", "web:deputy-withdraw", first.pk).status_code == 404
    assert post("chen", "web:deputy-withdraw", first.pk).status_code == 302
    assert post("guan", "web:deputy-withdraw", second.pk).status_code == 302
    assert not Deputy.objects.on(TODAY).exists()
    assert post("guan", "web:deputy-withdraw", second.pk).status_code == 404
    assert AccessEvent.objects.filter(kind=Happening.DEPUTY_WITHDRAWN).count() == 2


def test_one_sees_ones_own_deputies_and_whom_one_stands_in_for(
    people: dict[str, Officer], tree: dict[str, Unit]
) -> None:
    named(people, "chen", "zheng", tree["450103"])
    named(people, "nong", "liang", tree["4502"])

    def seen(username: str) -> list[tuple[str, bool]]:
        return [
            (line.row.principal.username, line.may_withdraw) for line in get(username, "web:deputies").context["lines"]
        ]

    assert seen("chen") == [("chen", True)]
    assert seen("zheng") == [("chen", False)]
    assert seen("li") == []
    assert sorted(seen("guan")) == [("chen", True), ("nong", True)]
    administrator(people["wu"], tree["4501"])
    assert seen("wu") == [("chen", True)]


# -- calendars ----------------------------------------------------------------------------------------------------

DAY = {
    "region": "GX", "year": "2027", "day-day": "2027-04-09", "day-kind": "off", "day-name_zh": "壮族三月三",
    "day-name_en": "", "day-source": "桂政办电〔2027〕1号",
}  # fmt: skip


def noted(kind: Happening) -> list[tuple[str, str]]:
    return [*AccessEvent.objects.filter(kind=kind).order_by("id").values_list("by__username", "detail")]


def test_every_change_of_units_is_on_record(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    new = {"new-code": "450199", "new-level": "county", "new-name": "新", "new-calendar_region": "GX"}
    assert post("guan", "web:unit-add", "4501", **new).status_code == 302
    assert post("guan", "web:unit-add", "4501", **new).status_code == 422, "it is there already"
    said = {"name": "新名", "short_name": "新", "calendar_region": "GX", "phone": "", "address": ""}
    assert post("guan", "web:unit-change", "450199", **said).status_code == 302
    for change in ("web:unit-close", "web:unit-reopen"):
        assert post("guan", change, "450199").status_code == 302
    post("guan", "web:unit-close", "4501")  # people are posted there
    assert noted(Happening.UNIT_CHANGED) == [
        ("guan", "450199 added below 4501"),
        ("guan", "450199 name"),
        ("guan", "450199 closed"),
        ("guan", "450199 reopened"),
    ]


def test_every_change_of_a_calendar_is_on_record(people: dict[str, Officer]) -> None:
    for _ in range(2):  # the second is refused: the day is there
        post("guan", "web:calendar-day", **DAY)
    post("guan", "web:calendar-day-remove", CalendarDay.objects.get(day="2027-04-09", region="GX").pk)
    post("guan", "web:calendar-year", 2031, **{"year-source": "国办发〔2030〕1号"})
    post("guan", "web:calendar-year-retract", 2031)
    assert noted(Happening.CALENDAR_CHANGED) == [
        ("guan", "GX 2027-04-09 entered"),
        ("guan", "GX 2027-04-09 removed"),
        ("guan", "2031 published"),
        ("guan", "2031 retracted"),
    ]


def cells(region: str, year: int) -> dict[date, Any]:
    months = year_of(calendar_for(region), year, TODAY)
    return {cell.day: cell for month in months for week in month.weeks for cell in week if cell}


def test_the_year_is_drawn_day_by_day(people: dict[str, Officer]) -> None:
    drawn = cells("", 2026)
    assert len(drawn) == 365
    assert (drawn[date(2026, 10, 1)].css, drawn[date(2026, 10, 1)].label.zh) == ("off", "国庆节放假")
    assert (drawn[date(2026, 10, 10)].css, drawn[date(2026, 10, 10)].label.zh) == ("swap", "国庆节调休上班日")
    assert drawn[date(2026, 11, 1)].css == "rest"
    assert drawn[TODAY].css == "today"
    assert drawn[date(2026, 11, 3)].css == ""


def test_what_is_not_published_is_marked(people: dict[str, Officer]) -> None:
    assert "未公布，时限为暂定" in get("guan", "web:calendars", region="", year=2027).content.decode()
    assert "全国安排已公布" in get("guan", "web:calendars", region="", year=2026).content.decode()
    assert all("open" in cell.css for cell in cells("", 2027).values())
    pending = cells("GX", 2026)[date(2026, 4, 20)]
    assert (pending.css, pending.label.zh) == ("open", "2026年壮族三月三放假安排")


@pytest.mark.parametrize("query", [{"year": "x"}, {"year": "1"}, {"year": "²"}, {"region": "XX"}, {"region": "\x00"}])
def test_nonsense_shows_this_year(people: dict[str, Officer], query: dict[str, str]) -> None:
    assert get("guan", "web:calendars", **query).context["year"] == 2026


def test_a_day_is_entered_and_removed(people: dict[str, Officer]) -> None:
    assert calendar_for("GX").is_workday(date(2027, 4, 9))
    answer = post("guan", "web:calendar-day", **DAY)
    assert (answer.status_code, answer.url) == (302, reverse("web:calendars") + "?region=GX&year=2027")
    entered = CalendarDay.objects.get(region="GX", day=date(2027, 4, 9))
    assert (entered.name_en, entered.source) == ("Sanyuesan Festival", "桂政办电〔2027〕1号")
    assert not calendar_for("GX").is_workday(date(2027, 4, 9))
    assert calendar_for("").is_workday(date(2027, 4, 9))
    assert post("guan", "web:calendar-day-remove", entered.pk).status_code == 302
    assert calendar_for("GX").is_workday(date(2027, 4, 9))
    assert post("guan", "web:calendar-day-remove", entered.pk).status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day-day": ""}, "day"),
        ({"day-day": "2026-04-20"}, "day"),
        ({"day-kind": "party"}, "kind"),
        ({"day-name_zh": ""}, "name_zh"),
        ({"day-source": ""}, "source"),
    ],
)
def test_a_wrong_day_is_refused_and_nothing_is_lost(
    people: dict[str, Officer], changed: dict[str, str], field: str
) -> None:
    answer = post("guan", "web:calendar-day", **(DAY | changed))
    assert answer.status_code == 422
    assert list(answer.context["entering"].errors) == [field]
    assert (answer.context["region"], answer.context["year"]) == ("GX", 2027)
    assert f'id="id_day-{field}_error"' in answer.content.decode()


def test_a_year_is_published_and_retracted(people: dict[str, Officer]) -> None:
    assert not calendar_for().knows(date(2027, 3, 1))
    assert post("guan", "web:calendar-year", 2027).status_code == 422
    assert post("guan", "web:calendar-year", 2027, **{"year-source": "国办发明电〔2026〕7号"}).status_code == 302
    assert calendar_for().knows(date(2027, 3, 1))
    assert post("guan", "web:calendar-year-retract", 2027).status_code == 302
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not calendar_for().knows(date(2027, 3, 1))
    assert post("guan", "web:calendar-year", 9999, **{"year-source": "?"}).status_code == 403


def test_lower_administrators_look_but_dont_touch(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    administrator(people["zheng"], tree["4501"])
    assert not get("zheng", "web:calendars").context["may_edit"]
    assert post("zheng", "web:calendar-day", **DAY).status_code == 403
    assert post("zheng", "web:calendar-day-remove", CalendarDay.objects.filter(region="GX")[0].pk).status_code == 403
    assert post("zheng", "web:calendar-year", 2027, **{"year-source": "?"}).status_code == 403
    assert post("zheng", "web:calendar-year-retract", 2026).status_code == 403
    assert CalendarYear.objects.filter(year=2026).exists()


@pytest.mark.parametrize(("region", "status"), [("", 302), ("GX", 302), ("GD", 403), ("XX", 403)])
def test_a_region_keeps_its_own_calendar_and_the_nations(people: dict[str, Officer], region: str, status: int) -> None:
    assert post("guan", "web:calendar-day", **(DAY | {"region": region})).status_code == status


def test_head_office_keeps_every_calendar(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    administrator(people["ouyang"], tree["0"])
    assert post("ouyang", "web:calendar-day", **(DAY | {"region": "GD"})).status_code == 302
    assert post("ouyang", "web:calendar-day", **(DAY | {"region": "XX"})).status_code == 403


def test_a_limit_is_reckoned_day_by_day(people: dict[str, Officer]) -> None:
    answer = get("guan", "web:calendars", region="", year=2026, start="2026-10-09", days=1)
    said = [sentence.zh for sentence in answer.context["reckoning"]]
    assert said[1] == "2026年10月9日(周五)为起算日，当日不计入。"
    assert said[-1] == "到期：2026年10月10日(周六)24:00。"
    assert "国庆节调休上班日" in answer.content.decode()


@pytest.mark.parametrize("days", ["", "0", "-1", "x", "99999999"])
def test_a_limit_that_is_none_is_refused(people: dict[str, Officer], days: str) -> None:
    answer = get("guan", "web:calendars", start="2026-10-09", days=days)
    assert answer.status_code == 422
    assert list(answer.context["limit"].errors) == ["days"]


def test_a_limit_past_the_end_of_time_is_said_so(people: dict[str, Officer]) -> None:
    answer = get("guan", "web:calendars", start="9999-12-30", days=300)
    assert answer.context["reckoning"][0].en == "Past what can be reckoned"


def test_the_calendar_costs_the_same_however_many_days(people: dict[str, Officer]) -> None:
    before = queries("guan", "web:calendars")
    for day in range(1, 6):
        post("guan", "web:calendar-day", **(DAY | {"year": "2026", "day-day": f"2026-12-0{day}"}))
    assert queries("guan", "web:calendars") == before
