"""代理人: who is listed, what one page says of an agent, and that being complained of is no fault."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anjie.access.models import Officer
from anjie.cases.models import Allegation, Case, Party, Sanction
from anjie.cases.reading import AgentFile
from anjie.cases.standing import last_day
from anjie.directory.models import Agent, Unit
from anjie.procedure.acts.sanction import SanctionDecided
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import Disposition, FindingResult
from anjie.procedure.values import Respondent
from anjie.web.agentpage import AgentPage, Force, Standing, persons
from casework import AT, MAJOR, Desk, complainant
from people import signed_in

TODAY = date(2026, 11, 2)
CODE = "A450103007"
BOOK = shipped().in_force("measures-gx", TODAY)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=8), tick=False):
        yield


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


def agent(unit: Unit, code: str = CODE, name: str = "梁展业", **fields: Any) -> Agent:
    made = Agent(code=code, unit=unit, phone="13800001234", **fields)
    made.rename(name)
    made.save()
    return made


def listed(username: str, **query: str) -> list[str]:
    answer = signed_in(username).get(reverse("web:agents"), query)
    assert answer.status_code == 200
    return [line.agent.code for line in answer.context["lines"]]


def shown(username: str, code: str = CODE) -> Any:
    return signed_in(username).get(reverse("web:agent", args=[code]))


def accuse(desk: Desk, who: str, phone: str, code: str = CODE) -> str:
    """Take a complaint by somebody about the agent."""
    accused = (Respondent(name="梁展业", agent=code),)
    return desk.takes(complainants=(complainant(who, phone=phone, id_no=""),), respondents=accused)


# -- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("username", "seen"), [("wang", ["A1"]), ("zhou", ["A1", "A2"]), ("shen", ["A1", "A2", "A3"]), ("liang", ["A3"])]
)
def test_an_office_sees_the_agents_of_its_units(
    people: dict[str, Officer], tree: dict[str, Unit], username: str, seen: list[str]
) -> None:
    for code, unit in (("A1", "450103"), ("A2", "450105"), ("A3", "450203")):
        agent(tree[unit], code)
    assert listed(username) == seen


@pytest.mark.parametrize("username", ["huang", "guan", "qin"])
def test_the_pages_are_for_those_who_oversee_agents(
    people: dict[str, Officer], tree: dict[str, Unit], username: str
) -> None:
    agent(tree["450103"])
    assert signed_in(username).get(reverse("web:agents")).status_code == 403
    assert shown(username).status_code == 403


@pytest.mark.parametrize("query", ["吕布", "吕", "lvbu", "lubu", "lb", "A77", "a77"])
def test_an_agent_is_found_by_the_beginning_of_name_or_code(
    people: dict[str, Officer], tree: dict[str, Unit], query: str
) -> None:
    agent(tree["450103"], "A771", "吕布")
    agent(tree["450103"], "B1", "曾国英")
    assert listed("wang", q=query) == ["A771"]


def test_nonsense_finds_nobody(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    assert listed("wang", q="%") == []
    assert listed("wang", q="\x00梁展业\x00") == [CODE]
    assert listed("wang", after="\x00nobody", tab="no such tab") == [CODE]


def test_pages_follow_one_another_by_key(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    for number in range(30):
        agent(tree["450103"], f"A{number:02}", "王芳" if number % 2 else "李冰")
    first = signed_in("wang").get(reverse("web:agents"))
    second = signed_in("wang").get(reverse("web:agents") + first.context["next_url"])
    codes = [line.agent.code for page in (first, second) for line in page.context["lines"]]
    assert len(first.context["lines"]) == 25
    assert second.context["next_url"] == ""
    assert codes == sorted(codes, key=lambda code: (int(code[1:]) % 2, code))


def test_the_list_counts_complaints_and_points(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    agent(tree["450103"], "A2", "王芳")
    desk.walks(desk.takes(), MAJOR, until="sanction_decided")
    accuse(desk, "黄大", "13800000001")
    lines = {line.agent.code: line for line in signed_in("wang").get(reverse("web:agents")).context["lines"]}
    assert (lines[CODE].complaints, lines[CODE].points) == (2, 12)
    assert (lines["A2"].complaints, lines["A2"].points) == (0, 0)
    assert listed("wang", tab="complained") == [CODE]


def test_the_empty_list_names_the_command_that_fills_it(people: dict[str, Officer]) -> None:
    assert "anjie import agents" in signed_in("wang").get(reverse("web:agents")).content.decode()


def queries(username: str, address: str) -> int:
    client = signed_in(username)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_number_of_queries_grows_with_nothing(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk.walks(desk.takes(), MAJOR, until="sanction_decided")
    addresses = [reverse("web:agents"), reverse("web:agent", args=[CODE])]
    before = [queries("zhou", address) for address in addresses]
    for number in range(5):
        agent(tree["450105"], f"B{number}", "王芳")
        accuse(desk, f"黄{number}", f"1380000000{number}")
        accuse(desk, f"陆{number}", f"1380000001{number}", f"B{number}")
    assert [queries("zhou", address) for address in addresses] == before


# -- one agent ----------------------------------------------------------------------------------------------------


def test_a_complaint_alone_counts_for_nothing(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk.walks(desk.takes(), MAJOR, until="found")
    answer = shown("wang")
    page = answer.context["page"]
    assert [finding.standing for finding in page.findings] == [Standing.UNDECIDED]
    assert (page.counted, page.points, page.sanctions) == (0, 0, [])
    assert "认定生效前只记为被投诉，不写入诚信档案" in answer.content.decode()


def test_a_violation_found_and_decided_counts(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    number = desk.walks(desk.takes(), MAJOR, until="sanction_decided")
    page = shown("wang").context["page"]
    assert [(finding.case.number, finding.standing) for finding in page.findings] == [(number, Standing.COUNTED)]
    assert [(each.force, each.counts) for each in page.sanctions] == [(Force.IN_FORCE, True)]
    assert (page.counted, page.points, page.points_tone) == (1, 12, "bad")
    assert page.used_up


def test_a_decision_counts_from_the_day_it_takes_effect(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    number = desk.walks(desk.takes(), MAJOR, until="approved")
    tomorrow = TODAY + timedelta(days=1)
    assert desk("wang", number, SanctionDecided(respondent="R1", decision_no="1号", effective_on=tomorrow)).done
    page = shown("wang").context["page"]
    assert ([finding.standing for finding in page.findings], page.points) == ([Standing.AHEAD], 0)
    assert page.sanctions[0].force is Force.AHEAD
    assert [line.points for line in signed_in("wang").get(reverse("web:agents")).context["lines"]] == [0]
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        page = shown("wang").context["page"]
    assert ([finding.standing for finding in page.findings], page.points) == ([Standing.COUNTED], 12)


def test_complainants_are_told_apart(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    for who, phone in (("黄大", "13800000001"), ("陆九", "13800000002"), ("黄大妹", "13800000002")):
        accuse(desk, who, phone)
    page = shown("wang").context["page"]
    assert (len(page.recent), page.people) == (3, 2)


def test_the_phone_is_masked(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    text = shown("wang").content.decode()
    assert "138****1234" in text
    assert "13800001234" not in text


def test_no_complainant_is_named(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk.takes()
    assert "农秀英" not in shown("wang").content.decode()


def test_an_agent_of_other_units_is_hidden_until_complained_of_here(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450105"])
    assert shown("wang").status_code == 404
    assert shown("zhou").status_code == 200
    desk.takes()
    assert shown("wang").status_code == 200
    assert listed("wang") == []


def test_an_agent_who_was_never_imported_has_a_page_once_complained_of(desk: Desk) -> None:
    assert shown("wang").status_code == 404
    desk.takes()
    answer = shown("wang")
    assert answer.context["name"] == "梁展业"
    assert "不在代理人名册中" in answer.content.decode()
    assert shown("liang").status_code == 404


@pytest.mark.parametrize("code", ["nobody", "\x00", "%"])
def test_there_is_no_page_of_nobody(people: dict[str, Officer], code: str) -> None:
    assert shown("wang", code).status_code == 404


def test_the_pages_speak_english(desk: Desk, tree: dict[str, Unit]) -> None:
    agent(tree["450103"])
    desk.takes()
    client = signed_in("wang", headers={"accept-language": "en"})
    assert "Complained of in 12 months" in client.get(reverse("web:agents")).content.decode()
    assert "Until a finding is decided" in client.get(reverse("web:agent", args=[CODE])).content.decode()


# -- what counts, without a database ------------------------------------------------------------------------------


def sanction(**fields: Any) -> Sanction:
    given = {"case_id": 1, "respondent": "R1", "sanction": "warning", "points": 2, "effective_on": date(2026, 3, 1)}
    return Sanction(case=case(), **given | fields)


def case(**fields: Any) -> Case:
    return Case(**{"pk": 1, "edition": BOOK.name, "received_at": AT, "disposition": ""} | fields)


def page_of(*sanctions: Sanction, result: str = FindingResult.SUBSTANTIATED, **fields: Any) -> AgentPage:
    alleged = Allegation(case_id=1, ref="A1", respondent="R1", violation="V03", severity="S3", result=result)
    return AgentPage(AgentFile([case(**fields)], {1: [alleged]}, list(sanctions)), [], BOOK, AT)


@pytest.mark.parametrize(
    ("sanctions", "standing"),
    [
        ([], Standing.UNDECIDED),
        ([{}], Standing.COUNTED),
        ([{"revoked": True}], Standing.REVOKED),
        ([{"revoked": True}, {"rung": 1}], Standing.COUNTED),
        ([{"effective_on": TODAY + timedelta(days=1)}], Standing.AHEAD),
        ([{"respondent": "R2"}], Standing.UNDECIDED),
        ([{"sanction": "exempted"}], Standing.COUNTED),
    ],
)
def test_a_violation_stands_as_the_decision_on_it_does(sanctions: list[dict[str, Any]], standing: Standing) -> None:
    page = page_of(*(sanction(**fields) for fields in sanctions))
    assert [finding.standing for finding in page.findings] == [standing]


@pytest.mark.parametrize("result", ["", FindingResult.UNSUBSTANTIATED, FindingResult.INCONCLUSIVE])
def test_what_was_not_found_never_counts(result: str) -> None:
    page = page_of(sanction(), result=result)
    assert page.findings[0].standing is (Standing.CLEARED if result else Standing.ALLEGED)
    assert page.counted == 0


@pytest.mark.parametrize(
    ("fields", "force", "points"),
    [
        ({}, Force.IN_FORCE, 2),
        ({"revoked": True}, Force.REVOKED, 0),
        ({"sanction": "exempted", "points": 0}, Force.EXEMPTED, 0),
        ({"effective_on": date(2025, 12, 31)}, Force.IN_FORCE, 0),
        ({"effective_on": date(2026, 1, 1)}, Force.IN_FORCE, 2),
        ({"effective_on": TODAY}, Force.IN_FORCE, 2),
        ({"effective_on": TODAY + timedelta(days=1)}, Force.AHEAD, 0),
        ({"sanction": "suspension", "months": 1}, Force.ENDED, 2),
        ({"sanction": "suspension", "months": 8}, Force.ENDED, 2),
        ({"sanction": "suspension", "months": 9}, Force.IN_FORCE, 2),
    ],
)
def test_points_are_those_of_the_calendar_year(fields: dict[str, Any], force: Force, points: int) -> None:
    page = page_of(sanction(**fields))
    assert (page.sanctions[0].force, page.points) == (force, points)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 1), 1, date(2026, 3, 31)),
        (date(2026, 3, 15), 3, date(2026, 6, 14)),
        (date(2026, 10, 1), 3, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
    ],
)
def test_a_sanction_of_some_months_ends_with_a_day(first: date, months: int, last: date) -> None:
    assert last_day(sanction(effective_on=first, months=months)) == last


def test_old_and_merged_complaints_make_no_pattern() -> None:
    assert len(page_of().recent) == 1
    assert page_of(disposition=Disposition.MERGED).recent == []
    assert page_of(received_at=AT - timedelta(days=366)).recent == []


def test_people_are_told_apart_by_what_is_known_of_them() -> None:
    def party(name: str, customer: int | None = None, identity: str = "", phone: str = "") -> Party:
        return Party(name=name, customer_id=customer, id_index=identity, phone_index=phone)

    assert persons([]) == 0
    assert persons([party("黄大"), party("黄大"), party("陆九")]) == 2
    assert persons([party("黄大", phone="p"), party("黄大妹", phone="p")]) == 1
    linked = [party("甲", customer=1), party("甲", identity="i"), party("甲", customer=1, identity="i")]
    assert persons(linked) == 1
    assert persons([party("黄大", phone="p"), party("黄大", phone="q")]) == 2
