"""What a letter seems to say."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.paperwork.reading_letters import AgentKnown, Known, Line, proposals
from writing_letters import LETTER

TODAY = date(2026, 11, 28)
AGENTS = {"梁展业": AgentKnown("A450103007", "梁展业"), "A450103007": AgentKnown("A450103007", "梁展业")}
KNOWN = Known(TODAY, agent=AGENTS.get, policy=lambda number: number == "P2023450103000188")
NOBODY = Known(TODAY)


def said(text: str, known: Known = KNOWN) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in proposals([Line(line) for line in text.splitlines()], known):
        found.setdefault(each.field, []).append(each.value)
    return found


def test_a_letter_gives_what_the_form_asks_for() -> None:
    found = said(LETTER)
    assert found["complainants-0-name"] == ["农秀英"]
    assert found["complainants-0-phone"] == ["13877123456"]
    assert found["complainants-0-id_no"] == ["45010319850307252X"]
    assert found["policies-0-number"] == ["P2023450103000188"]
    assert found["respondents-0-name"] == ["梁展业"]
    assert found["respondents-0-agent"] == ["A450103007"]
    assert found["dated"] == ["2026-11-20"], "the day of the letter, not the one it tells of"
    assert found["facts"] == [LETTER]


def test_each_thing_names_the_line_it_was_read_from() -> None:
    lines = LETTER.splitlines()
    for each in proposals([Line(line) for line in lines], KNOWN):
        if each.field not in ("facts", "dated", "respondents-0-agent"):
            assert each.value in lines[each.line], each


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("投诉人：覃小妹", "complainants-0-name", "覃小妹"),
        ("姓 名：欧阳春", "complainants-0-name", "欧阳春"),
        ("我是投保人韦明的女儿", "complainants-0-name", "韦明"),
        ("本人陆桂花，女", "complainants-0-name", "陆桂花"),
        ("敬礼\n黄阿强\n二〇二六年十一月二十日", "complainants-0-name", "黄阿强"),
        ("敬礼\n黄阿强\n二〇二六年十一月二十日", "dated", "2026-11-20"),
        ("手机１３８－７７１２－３４５６", "complainants-0-phone", "13877123456"),
        ("电话0771-2345678", "complainants-0-phone", "07712345678"),
        ("保单号码：450103000188", "policies-0-number", "450103000188"),
        ("保险单 P2023450103000188 已缴", "policies-0-number", "P2023450103000188"),
        ("业务员：何某某的态度很差", "respondents-0-name", "何某某"),
        ("营销员梁展业多次上门", "respondents-0-name", "梁展业"),
        ("他的工号是a450103007", "respondents-0-agent", "A450103007"),
        ("2026/1/5", "dated", "2026-01-05"),
    ],
)
def test_the_ways_in_which_people_write_it(text: str, field: str, value: str) -> None:
    assert said(text)[field][0] == value


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("订单号20230001377712345678", "complainants-0-phone"),
        ("450103198503072529", "complainants-0-id_no"),
        ("2026年13月45日", "dated"),
        ("此致\n敬礼", "complainants-0-name"),
        ("快递单 P99999999999999999", "policies-0-number"),
    ],
)
def test_what_only_looks_like_it_is_not_proposed(text: str, field: str) -> None:
    assert field not in said(text)


def test_an_agent_is_found_only_where_one_is_meant() -> None:
    assert "respondents-0-agent" not in said("业务员李四来过", NOBODY)
    assert said("业务员李四来过", NOBODY)["respondents-0-name"] == ["李四"]


PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)
FILLER = st.text("我们在家里收到过他的信，。说好了！", max_size=15)


@given(phone=PHONES, before=FILLER, after=FILLER, split=st.sampled_from(["", " ", "-"]))
def test_a_mobile_number_is_found_wherever_it_stands(phone: str, before: str, after: str, split: str) -> None:
    written = split.join((phone[:3], phone[3:7], phone[7:]))
    assert phone in said(f"{before}{written}{after}").get("complainants-0-phone", [])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=12))
def test_any_text_at_all_is_read_without_harm(lines: list[str]) -> None:
    for each in proposals([Line(line) for line in lines], KNOWN):
        assert each.value
        assert 0 <= each.line < len(lines)


@given(st.text("保单号业务员工号投诉人姓名：:" + string.digits + string.ascii_uppercase, max_size=60))
def test_heaps_of_the_words_it_looks_for_are_read_without_harm(text: str) -> None:
    proposals([Line(text)], KNOWN)
