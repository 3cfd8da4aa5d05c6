"""Finding a case by whatever one knows of it; and nobody by what he may not see."""

import pytest

from anjie.access.scope import scope_of
from anjie.access.wall import within
from anjie.cases.reading import agent_file, search
from anjie.procedure.acts.intake import FactsAdded
from anjie.procedure.values import PolicyRef, Respondent
from casework import MAJOR, ON_THE_SPOT, Desk, complainant, registered, transferred
from people import PEOPLE

FACTS = "称业务员在南宁吾悦广场承诺“保本保息100%”，并以ＡＢＣ理财名义收款。"


@pytest.fixture
def number(desk: Desk) -> str:
    """Give a case among others that nothing of the below finds."""
    other = {
        "complainants": (complainant("覃大明", phone="", id_no=""),),
        "facts": "服务态度差。",
        "request": "",
        "policies": (),
    }
    desk.takes(**other, respondents=(Respondent(name="莫某某"),))
    number = desk.takes(facts=FACTS, policies=(PolicyRef(number="P2023450103000188", product="鑫享年金保险"),))
    desk.takes(**other, respondents=(Respondent(name="莫某某"),))
    assert desk("wang", number, registered()).done
    return number


def found(desk: Desk, text: str, who: str = "wang") -> list[str]:
    scope = scope_of(desk.office(who))
    with within(scope):
        return [case.number for case in search(scope, text)]


KNOWN = [
    "吾悦", "保本保息", "悦广", "农秀英", "农秀", "秀英", "梁展业", "nongxiuying", "nxy", "NXY", "lzy", "liangzhanye",
    "P2023450103000188", "0188", "p2023", "A450103007", "a450103007", "鑫享年金", "年金保险", "退还保费",
    "450103督登〔2026〕00001号", "督登〔2026〕00001", "abc理财", "ABC", "ａｂｃ", "吾悦 农秀英",
    "  农秀英   鑫享 ", "100%",
    "保本保息100%", "“保本保息",
]  # fmt: skip


@pytest.mark.parametrize("text", KNOWN)
def test_what_one_knows_of_a_case_finds_it(desk: Desk, number: str, text: str) -> None:
    assert found(desk, text) == [number]


def test_the_number_finds_it_in_either_case_of_letters(desk: Desk) -> None:
    number = desk.takes(unit="450103")
    assert found(desk, number) == found(desk, f" {number} ") == [number]


UNKNOWN = [
    "吾", "农", "  ", "", "%%", "__", "%", "吾悦 覃大明", "悦吾", "吾悦广场南宁", "P20234501030001889", "10_%", "\\",
    "农_英", "农%英", "zzz", "保本 息保", "x" * 5000, "'; drop table cases_case; --", "{}", "(", "吾悦\\",
]  # fmt: skip


@pytest.mark.parametrize("text", UNKNOWN)
def test_anything_else_finds_nothing(desk: Desk, number: str, text: str) -> None:
    assert found(desk, text) == []


def test_what_was_added_later_is_found_too(desk: Desk, number: str) -> None:
    assert found(desk, "转账记录") == []
    desk("wang", number, FactsAdded(facts="补交转账记录", received_at=desk.at))
    assert found(desk, "转账记录") == [number]


def test_the_newest_come_first_and_no_more_than_a_page(desk: Desk) -> None:
    numbers = [desk.takes() for _ in range(30)]
    assert found(desk, "农秀英") == numbers[:4:-1]


def test_a_case_is_listed_once_though_several_things_find_it(desk: Desk) -> None:
    number = desk.takes(facts="与450103-2026-00001有关")
    assert number == "450103-2026-00001"
    assert found(desk, number) == [number]


SEES = {
    "huang", "wang", "lu", "li", "chen", "zhou", "zheng", "wu", "wei", "huangfu", "mo", "su", "shen", "ouyang",
    "dong", "jin",
}  # fmt: skip
"""Who sees the cases of 青秀区 on account of his post."""


@pytest.mark.parametrize("who", [person.username for person in PEOPLE])
def test_nobody_finds_what_he_may_not_see(desk: Desk, number: str, who: str) -> None:
    for text in ("农秀英", number, "13877123456", "450103198503072529", "nxy", "吾悦"):
        assert found(desk, text, who) == ([number] if who in SEES else [])


def test_a_transferred_case_is_found_where_it_is_and_no_longer_where_it_was(desk: Desk, number: str) -> None:
    desk("li", number, transferred("450203"))
    assert [found(desk, "吾悦", who) for who in ("wang", "tan", "zhou", "liang", "wei")] == [
        [], [number], [], [number], [number],
    ]  # fmt: skip


# -- an agent's file ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "units"), [("wang", ["450103"]), ("wei", ["450105", "450103"]), ("tan", []), ("qin", [])]
)
def test_the_file_on_an_agent_holds_what_one_may_see(desk: Desk, who: str, units: list[str]) -> None:
    major = desk.walks(desk.takes(), MAJOR)
    desk.takes(unit="450105")
    scope = scope_of(desk.office(who))
    with within(scope):
        file = agent_file(scope, "A450103007")
        assert [case.unit.code for case in file.cases] == units
        told = [(each.violation, each.result) for each in file.allegations.get(_id(major), [])]
        assert told == ([("V17", "substantiated")] if "450103" in units else [])
        assert [(each.sanction, each.served) for each in file.sanctions] == (
            [("termination", True)] if "450103" in units else []
        )


def _id(number: str) -> int:
    from casework import rows

    return int(rows("cases_case", "id", where="number = %s", values=[number])[0][0])


def test_a_complaint_that_came_to_nothing_leaves_no_sanction(desk: Desk) -> None:
    desk.walks(desk.takes(), ON_THE_SPOT)
    scope = scope_of(desk.office("wang"))
    with within(scope):
        file = agent_file(scope, "A450103007")
        assert len(file.cases) == 1
        assert file.sanctions == []
        [[allegation]] = file.allegations.values()
        assert allegation.result == "unsubstantiated"
