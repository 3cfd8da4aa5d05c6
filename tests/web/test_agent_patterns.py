"""The files of an agent, a team and a unit: patterns and what they rest on, the trend, and who is shown what."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.cases import reading
from anjie.cases.patterns import Kind
from anjie.directory.models import Agent, Customer, Policy, Unit
from anjie.procedure.values import PolicyRef, Respondent
from anjie.web.trend import MONTHS, trend_of
from casework import AT, MAJOR, Desk, complainant
from people import signed_in

CODE, TEAM = "A450103007", "三组"
STORY = "投保人称业务员承诺年收益不低于百分之五，并称可以随时退保不受损失，后发现与合同不符，要求全额退还保费。"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=8), tick=False):
        yield


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


def agent(unit: Unit, code: str = CODE, name: str = "梁展业", **fields: Any) -> Agent:
    made = Agent(code=code, unit=unit, phone="13800001234", **({"team": TEAM} | fields))
    made.rename(name)
    made.save()
    return made


def accuse(desk: Desk, number: int, code: str = CODE, **changes: Any) -> str:
    """Take a complaint that is like no other."""
    usual: dict[str, Any] = {
        "complainants": (complainant(f"甲{number}", phone=f"138000000{number:02}", id_no=""),),
        "respondents": (Respondent(name="梁展业", agent=code),),
        "policies": (PolicyRef(number=f"P{number}", product=f"产品{number}"),),
        "facts": chr(0x4E00 + number) * 40,
    }
    return desk.takes(**(usual | changes))


def shown(username: str, name: str, *args: str, **headers: Any) -> Any:
    return signed_in(username, **headers).get(reverse(f"web:{name}", args=args))


def resting(answer: Any) -> dict[Kind, list[str]]:
    """The patterns of a page, with the numbers of the cases they rest on, oldest first."""
    assert answer.status_code == 200
    return {each.kind: [case.number for case in reversed(each.cases)] for each in answer.context["patterns"]}


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


# -- the patterns of one agent -------------------------------------------------------------------------------------


def test_complaints_that_are_alike_are_shown_with_their_cases(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    first = accuse(desk, 1, facts=STORY)
    second = accuse(desk, 2, facts=STORY.replace("业务员", "代理人"))
    answer = shown("wang", "agent", CODE)
    assert resting(answer) == {Kind.PEOPLE: [first, second], Kind.TEXT: [first, second]}
    text = text_of(answer)
    assert "不是认定，不计入档案，也不引发任何处理" in text
    for number in (first, second):
        assert reverse("web:case", args=[number]) in text


def test_a_text_is_compared_with_what_was_added_to_it(desk: Desk, tree: dict[str, Unit]) -> None:
    from anjie.procedure.acts.intake import FactsAdded

    agent(tree["450103"])
    accuse(desk, 1, facts=STORY)
    second = accuse(desk, 2, facts="客户不满")
    assert Kind.TEXT not in resting(shown("wang", "agent", CODE))
    assert desk("huang", second, FactsAdded(facts=STORY, received_at=desk.at)).done
    assert Kind.TEXT in resting(shown("wang", "agent", CODE))


def test_the_same_product_and_the_same_violation(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    numbers = [accuse(desk, number, policies=(PolicyRef(number="P", product="鑫享"),)) for number in (1, 2)]
    assert resting(shown("wang", "agent", CODE)) == {Kind.PEOPLE: numbers, Kind.PRODUCT: numbers}
    for number in numbers:
        desk.walks(number, MAJOR, until="opened")
    assert resting(shown("wang", "agent", CODE))[Kind.VIOLATION] == numbers


@pytest.mark.parametrize(("ended", "found"), [(-1, True), (0, False)])
def test_policies_that_had_ended_when_the_complaint_came(
    desk: Desk, tree: dict[str, Unit], ended: int, found: bool
) -> None:
    agent(tree["450103"])
    holder = Customer(number="C1")
    holder.rename("农秀英")
    holder.save()
    for number in (1, 2):
        Policy.objects.create(
            number=f"P{number}", product="鑫享", product_line="annuity", holder=holder, insured_name="农秀英",
            unit=tree["450103"], in_force_on=date(2020, 1, 1), ends_on=AT.date() + timedelta(days=ended),
        )  # fmt: skip
    numbers = [accuse(desk, number) for number in (1, 2)]
    assert resting(shown("wang", "agent", CODE)).get(Kind.LAPSED) == (numbers if found else None)


def test_colleagues_of_the_team_and_of_the_manager(desk: Desk, tree: dict[str, Unit]) -> None:
    chief = agent(tree["450103"], "M1", "莫主管", team="一组", is_manager=True)
    agent(tree["450103"], manager=chief)
    agent(tree["450103"], "A2", "王芳")
    agent(tree["450103"], "A3", "李冰", team="二组", manager=chief)
    agent(tree["450103"], "A4", "黄山", team="二组")
    accuse(desk, 1)
    team = [accuse(desk, 2, "A2")]
    managed = [accuse(desk, 3, "A3")]
    accuse(desk, 4, "A4")
    assert resting(shown("wang", "agent", CODE)) == {}
    team.append(accuse(desk, 5, "A2"))
    managed.append(accuse(desk, 6, "A3"))
    accuse(desk, 7, "A4")
    assert resting(shown("wang", "agent", CODE)) == {Kind.TEAM: team, Kind.MANAGER: managed}


def test_no_pattern_rests_on_a_case_that_the_reader_may_not_see(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    agent(tree["450103"], "A2", "王芳")
    here = [accuse(desk, 1, facts=STORY)]
    there = [accuse(desk, number, facts=STORY, unit="450203") for number in (2, 3)]
    colleague = [accuse(desk, number, "A2", unit="450203") for number in (4, 5)]
    assert resting(shown("wang", "agent", CODE)) == {}
    seen = resting(shown("wei", "agent", CODE))
    assert (seen[Kind.TEXT], seen[Kind.TEAM]) == (here + there, colleague)
    assert resting(shown("tan", "agent", CODE))[Kind.TEXT] == there


def test_what_came_more_than_a_year_ago_makes_no_pattern(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk = Desk(AT - timedelta(days=366))
    for number in (1, 2):
        accuse(desk, number, facts=STORY)
    answer = shown("wang", "agent", CODE)
    assert resting(answer) == {}
    assert sum(month.complaints for month in answer.context["page"].trend.months) == 2


# -- a team and a unit ---------------------------------------------------------------------------------------------

GROUPS = [("agent-team", "450103", TEAM), ("agent-unit", "450103"), ("agent-unit", "4501"), ("agent-unit", "45")]


@pytest.mark.parametrize("page", GROUPS)
def test_nothing_unproven_counts_in_a_group(desk: Desk, tree: dict[str, Unit], page: tuple[str, ...]) -> None:
    agent(tree["450103"])
    number = desk.walks(desk.takes(), MAJOR, until="approved")
    found = shown("wei", *page).context["page"]
    assert (len(found.recent), found.complaints) == (1, {CODE: 1})
    assert (found.proven, found.in_force, found.points) == ([], [], 0)
    assert sum(month.proven for month in found.trend.months) == 0
    decided = next(step for who, step in MAJOR if getattr(step, "kind", "") == "sanction_decided")
    assert desk("wang", number, decided).done
    found = shown("wei", *page).context["page"]
    assert ([each.case_id for each in found.proven], len(found.in_force), found.points) == (
        [found.file.cases[0].pk],
        1,
        12,
    )
    assert [(month.complaints, month.proven) for month in found.trend.months][-1] == (1, 1)


@pytest.mark.parametrize("page", GROUPS[:3])
def test_a_reader_of_another_city_sees_nothing_of_a_group(
    desk: Desk, tree: dict[str, Unit], page: tuple[str, ...]
) -> None:
    agent(tree["450103"])
    accuse(desk, 1)
    missing = shown("liang", "agent-unit", "999999")
    for who in ("liang", "tan", "nong"):
        answer = shown(who, *page)
        assert (answer.status_code, len(answer.content)) == (404, len(missing.content))
    assert shown("wang", "agent-unit", "4501").status_code == 404


def test_a_group_counts_only_what_the_reader_may_see(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    accuse(desk, 1)
    accuse(desk, 2, unit="450203")
    seen = {who: len(shown(who, "agent-team", "450103", TEAM).context["page"].recent) for who in ("wang", "wei")}
    assert seen == {"wang": 1, "wei": 2}
    assert shown("tan", "agent-team", "450103", TEAM).status_code == 404


def test_a_unit_counts_its_own_agents(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    agent(tree["450203"], "B1", "王芳")
    desk.walks(desk.takes(), MAJOR, until="sanction_decided")
    desk.walks(desk.takes(respondents=(Respondent(name="王芳", agent="B1"),)), MAJOR, until="approved")
    found = shown("wang", "agent-unit", "450103").context["page"]
    assert (len(found.recent), found.complaints, found.points) == (2, {CODE: 1}, 12)


@pytest.mark.parametrize("name", ["", "无此组", "%", "三组/"])
def test_there_is_no_page_of_no_team(people: dict[str, Officer], tree: dict[str, Unit], name: str) -> None:
    agent(tree["450103"])
    assert signed_in("wang").get(f"/agents/teams/450103/{name}").status_code == 404


def test_a_team_may_have_any_name(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"], team="一区/三组 ?#%")
    answer = shown("wang", "agent", CODE)
    address = reverse("web:agent-team", args=["450103", "一区/三组 ?#%"])
    assert address in answer.content.decode()
    assert signed_in("wang").get(address).status_code == 200


def test_agents_who_stand_out_are_compared_with_a_number(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    for number in range(1, 4):
        agent(tree["450103"], f"A{number}", "王芳")
    agent(tree["450103"], "A9", "李冰", in_service=False)
    for number in (1, 2, 3):
        accuse(desk, number)
    accuse(desk, 4, "A1")
    for page in GROUPS[:2]:
        answer = shown("wang", *page)
        lines = answer.context["compared"]
        assert [(line.code, line.complaints, line.proven, line.stands_out) for line in lines] == [
            (CODE, 3, 0, True),
            ("A1", 1, 0, False),
        ]
        assert "与 4 名在职代理人比较，近12个月平均每人 1.00 件" in text_of(answer)
        assert "不说明是否违规" in text_of(answer)


def test_a_group_has_patterns_across_its_agents(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    agent(tree["450103"], "A2", "王芳")
    numbers = [accuse(desk, 1, facts=STORY), accuse(desk, 2, "A2", facts=STORY)]
    for page in GROUPS:
        answer = shown("wei", *page)
        assert resting(answer) == {Kind.TEXT: numbers}
        assert reverse("web:case", args=[numbers[0]]) in answer.content.decode()


def test_of_very_many_cases_the_newest_are_looked_at_and_said_to_be(
    desk: Desk, tree: dict[str, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    agent(tree["450103"])
    for number in (1, 2, 3):
        accuse(desk, number)
    monkeypatch.setattr(reading, "LOOKED", 2)
    answer = shown("wang", "agent-unit", "450103")
    assert len(answer.context["page"].recent) == 2
    assert "只统计 2026-11-02 以来收到的最近 2 件" in text_of(answer)
    assert [month.known for month in answer.context["page"].trend.months] == [False] * MONTHS


# -- who is shown what ---------------------------------------------------------------------------------------------

PAGES = [("agents",), ("agent", CODE), *GROUPS[:2]]


@pytest.mark.parametrize("who", ["wang", "li", "chen", "su", "shen"])
def test_whoever_oversees_agents_sees_their_files(desk: Desk, tree: dict[str, Unit], who: str) -> None:
    agent(tree["450103"])
    assert [shown(who, *page).status_code for page in PAGES] == [200] * len(PAGES)


@pytest.mark.parametrize("who", ["huang", "qin", "guan", "gan", "cen"])
def test_intake_departments_and_administrators_do_not(desk: Desk, tree: dict[str, Unit], who: str) -> None:
    agent(tree["450103"])
    assert [shown(who, *page).status_code for page in PAGES] == [403] * len(PAGES)


def test_a_manager_of_agents_sees_what_is_served_and_in_force_alone(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    number = desk.walks(desk.takes(), MAJOR, until="sanction_decided")
    other = accuse(desk, 1)
    before = shown("lan", "agent", CODE)
    assert (before.context["sanctions"], before.context["points"]) == ([], 0)
    served = next(step for who, step in MAJOR if getattr(step, "kind", "") == "sanction_served")
    assert desk("wang", number, served).done
    answer = shown("lan", "agent", CODE)
    assert ([each.row.points for each in answer.context["sanctions"]], answer.context["points"]) == ([12], 12)
    listed = shown("lan", "agents")
    assert [(line.agent.code, line.complaints, line.points) for line in listed.context["lines"]] == [(CODE, 0, 12)]
    for page in (text_of(answer), text_of(listed)):
        for secret in (number, other, "农秀英", "农**", "/cases/", "投诉事项", "值得注意", "被投诉"):
            assert secret not in page
    assert "桂督处1号" in text_of(answer)


@pytest.mark.parametrize(("unit", "status"), [("450103", 200), ("450105", 404), ("4501", 404), ("450203", 404)])
def test_a_manager_of_agents_sees_those_of_his_own_unit(
    people: dict[str, Officer], tree: dict[str, Unit], unit: str, status: int
) -> None:
    agent(tree[unit])
    assert shown("lan", "agent", CODE).status_code == status
    assert len(shown("lan", "agents").context["lines"]) == (status == 200)


def test_a_manager_of_agents_sees_no_groups_and_no_complaints(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    accuse(desk, 1)
    assert [shown("lan", *page).status_code for page in GROUPS] == [403] * len(GROUPS)
    assert len(signed_in("lan").get(reverse("web:agents"), {"tab": "complained"}).context["lines"]) == 1


def test_past_the_wall_nothing_but_the_edition_is_read_of_a_case(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk.walks(desk.takes(), MAJOR, until="sanction_served")
    [row] = reading.in_force([CODE], AT.date())
    assert row.case.get_deferred_fields() >= {"number", "complainants", "handler", "unit_id"}
    assert reading.in_force([CODE], AT.date() - timedelta(days=1)) == []
    assert reading.in_force([""], AT.date()) == []
    assert reading.group_file(Scope.NOTHING, reading.unit_group(tree["0"]), AT - timedelta(days=9)).cases == []


# -- what it costs, and both languages -----------------------------------------------------------------------------


def queries(username: str, address: str) -> int:
    client = signed_in(username)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_grows_with_nothing(desk: Desk, tree: dict[str, Unit]) -> None:
    chief = agent(tree["450103"], "M1", "莫主管", is_manager=True)
    agent(tree["450103"], manager=chief)
    agent(tree["450103"], "A2", "王芳", manager=chief)
    desk.walks(accuse(desk, 1), MAJOR, until="sanction_served")
    accuse(desk, 2, "A2")
    asked = [("zhou", reverse(f"web:{name}", args=args)) for name, *args in (*PAGES, *GROUPS[2:3])]
    asked += [("lan", reverse("web:agents")), ("lan", reverse("web:agent", args=[CODE]))]
    before = [queries(*each) for each in asked]
    for number in range(5):
        agent(tree["450103"], f"B{number}", "王芳", manager=chief)
        accuse(desk, 3 + number, facts=STORY)
        accuse(desk, 10 + number, f"B{number}", facts=STORY)
    desk.walks(desk.takes(), MAJOR, until="sanction_served")
    assert [queries(*each) for each in asked] == before
    assert max(before) < 25


CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NAMES = {
    "梁展业", "梁", "三组", "王芳", "王", "农", "甲", "王督察", "鑫享年金", "桂督处", "号",
    "太平人寿深圳品质管理办法",
}  # fmt: skip
"""What is called so in every language: people, teams, products, the numbers of decisions, a rule's source."""


@pytest.mark.parametrize("page", [*PAGES, *GROUPS[2:]])
def test_the_pages_are_english_throughout(desk: Desk, tree: dict[str, Unit], page: tuple[str, ...]) -> None:
    agent(tree["450103"])
    agent(tree["450103"], "A2", "王芳")
    desk.walks(desk.takes(), MAJOR, until="sanction_served")
    for number in (1, 2, 3):
        accuse(desk, number, "A2" if number == 1 else CODE, facts=STORY)
    answer = shown("wei", *page, headers={"accept-language": "en"})
    main = text_of(answer).split("<main", 1)[1].split("</main>")[0]
    units = {unit.name for unit in tree.values()} | {unit.short_name for unit in tree.values()}
    words = set(CHINESE.findall(re.sub(r'href="[^"]*"', "", main)))
    assert words - NAMES - units == set()


# -- the trend -------------------------------------------------------------------------------------------------------


def test_months_are_those_of_china() -> None:
    last, first = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
    trend = trend_of([last, first, last], [last], date(2026, 11, 2))
    assert [(month.name, month.complaints, month.proven) for month in trend.months[-2:]] == [
        ("2026-10", 1, 0),
        ("2026-11", 2, 1),
    ]
    assert (len(trend.months), trend.months[0].name, trend.most) == (MONTHS, "2024-12", 2)
    assert [bar.height for bar in trend.months[-1].bars] == [100, 50]


def test_an_empty_trend_is_drawn_too() -> None:
    trend = trend_of([], [], date(2026, 1, 1))
    assert (trend.months[0].name, trend.most) == ("2024-02", 0)
    assert {bar.css for month in trend.months for bar in month.bars} == {"none"}


def test_months_that_were_not_looked_at_say_so() -> None:
    trend = trend_of([], [], date(2026, 11, 2), since=date(2026, 9, 2))
    assert [month.name for month in trend.months if month.known] == ["2026-10", "2026-11"]


def test_the_drawing_has_its_table(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    accuse(desk, 1)
    text = text_of(shown("wang", "agent", CODE))
    assert 'role="img" aria-label="近24个月共收到投诉1件，其中已认定并生效的违规0项' in text
    assert re.search(r'<th scope="row">2026-11</th> <td>1</td> <td>0</td>', text)
