"""What repeats itself among complaints, each pattern found and one step away from it not; no database."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.cases.patterns import (
    ALIKE,
    CAUTIONS,
    CLOSE,
    MOST,
    Colleagues,
    Complaint,
    Kind,
    copies,
    likeness,
    marks,
    of_agent,
    of_group,
    pairs,
    people,
    stands_out,
)
from anjie.procedure.terms import Text
from people import AT

A_STORY = "投保人称业务员承诺年收益不低于百分之五，并称可以随时退保不受损失，后发现与合同不符，要求全额退还保费。"
ANOTHER = "客户反映保单送达迟延三个月，多次致电无人接听，续期通知亦未收到，因此错过宽限期导致保单效力中止。"


def complaint(number: int, **fields: Any) -> Complaint:
    """One that is like no other, a season apart from the next."""
    usual: dict[str, Any] = {
        "agents": frozenset({"A1"}),
        "people": (frozenset({f"phone {number}"}),),
        "violations": frozenset({f"V{number}"}),
        "products": frozenset({f"产品{number}"}),
        "facts": chr(0x4E00 + number) * 40,
    }
    return Complaint(number, f"N{number}", AT - number * timedelta(days=45), **(usual | fields))


def label(code: str) -> Text:
    return Text(code, code)


def kinds(told: list[Complaint], *colleagues: Colleagues) -> list[Kind]:
    return [each.kind for each in of_agent(told, colleagues, label)]


def together(told: list[Complaint]) -> list[Kind]:
    return [each.kind for each in of_group(told, label)]


SAME_PERSON = (frozenset({"customer 1"}),)


def test_one_complaint_is_no_pattern() -> None:
    assert kinds([complaint(1, lapsed=True)]) == []


def test_nothing_is_no_pattern() -> None:
    assert kinds([]) == []
    assert together([]) == []


@pytest.mark.parametrize(
    ("alike", "kind"),
    [
        ({}, Kind.PEOPLE),
        ({"people": SAME_PERSON}, Kind.PERSON),
        ({"people": (), "facts": A_STORY}, Kind.TEXT),
        ({"people": (), "violations": frozenset({"V03"})}, Kind.VIOLATION),
        ({"people": (), "products": frozenset({"鑫享"})}, Kind.PRODUCT),
        ({"people": (), "lapsed": True}, Kind.LAPSED),
    ],
)
def test_two_alike_make_a_pattern_and_rest_on_those_two(alike: dict[str, Any], kind: Kind) -> None:
    told = [complaint(1, **alike), complaint(2, **alike), complaint(3, people=())]
    found = of_agent(told, (), label)
    assert [each.kind for each in found] == [kind]
    assert [case.number for case in found[0].cases] == ["N1", "N2"]
    assert found[0].caution.zh
    assert "违规" not in found[0].words.zh


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"people": SAME_PERSON}, {"people": ()}),
        ({"facts": A_STORY}, {"facts": ANOTHER}),
        ({"facts": "退保"}, {"facts": "退保"}),
        ({"violations": frozenset({"V03"})}, {"violations": frozenset({"V04"})}),
        ({"products": frozenset({"鑫享"})}, {"products": frozenset({"鑫享年金"})}),
        ({"lapsed": True}, {"lapsed": False}),
        ({"people": (frozenset({"匿名"}),)}, {"people": (frozenset({"匿名"}),)}),
    ],
)
def test_one_step_away_there_is_none(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert kinds([complaint(1, **{"people": ()} | one), complaint(2, **{"people": ()} | other)]) == []


@pytest.mark.parametrize(("apart", "found"), [(CLOSE - timedelta(seconds=1), [Kind.CLOSE]), (CLOSE, [])])
def test_three_within_thirty_days_stand_close(apart: timedelta, found: list[Kind]) -> None:
    told = [
        Complaint(number, f"N{number}", AT - when, frozenset({"A1"}))
        for number, when in enumerate((timedelta(0), timedelta(1), apart))
    ]
    assert kinds(told) == found
    assert kinds(told[:2]) == []


def colleagues(kind: Kind, *codes: str) -> Colleagues:
    told = [complaint(number + 10, agents=frozenset({code})) for number, code in enumerate(codes)]
    return Colleagues(kind, "三组", frozenset(codes), told)


@pytest.mark.parametrize("kind", [Kind.TEAM, Kind.MANAGER])
def test_two_complaints_about_colleagues_make_a_pattern(kind: Kind) -> None:
    assert kinds([complaint(1)], colleagues(kind, "B1", "B2")) == [kind]
    assert kinds([complaint(1)], colleagues(kind, "B1")) == []
    assert kinds([], colleagues(kind, "B1", "B2")) == []


def test_a_team_with_one_manager_is_told_once() -> None:
    both = colleagues(Kind.TEAM, "B1", "B2"), colleagues(Kind.MANAGER, "B1", "B2")
    assert kinds([complaint(1)], *both) == [Kind.TEAM]


# -- several agents together -----------------------------------------------------------------------------------------


def test_in_a_group_the_same_of_three_about_two_agents_is_pointed_out() -> None:
    same = {"violations": frozenset({"V03"})}
    told = [complaint(number, **same, agents=frozenset({f"A{number}"})) for number in (1, 2, 3)]
    assert together(told) == [Kind.VIOLATION]
    assert together(told[:2]) == []
    assert together([complaint(number, **same) for number in (1, 2, 3)]) == []


def test_in_a_group_a_few_alike_among_many_are_chance() -> None:
    same = {"products": frozenset({"鑫享"})}
    alike = [complaint(number, **same, agents=frozenset({f"A{number}"})) for number in (1, 2, 3)]
    assert together([*alike, *(complaint(number) for number in range(4, 10))]) == [Kind.PRODUCT]
    assert together([*alike, *(complaint(number) for number in range(4, 11))]) == []


def test_in_a_group_one_text_about_two_agents_is_pointed_out() -> None:
    told = [complaint(number, facts=A_STORY, agents=frozenset({f"A{number}"})) for number in (1, 2)]
    assert together(told) == [Kind.TEXT]
    assert together([complaint(number, facts=A_STORY) for number in (1, 2)]) == []


def test_in_a_group_one_person_against_two_agents_is_pointed_out() -> None:
    told = [complaint(number, people=SAME_PERSON, agents=frozenset({f"A{number}"})) for number in (1, 2)]
    assert together(told) == [Kind.PERSON]
    assert together([complaint(number, people=SAME_PERSON) for number in (1, 2)]) == []


def test_of_very_many_the_newest_are_compared_and_said_to_be() -> None:
    told = [
        Complaint(number, f"N{number}", AT - timedelta(hours=number), frozenset({f"A{number}"}), lapsed=True)
        for number in range(MOST + 5)
    ]
    [only] = of_group(told, label, more=True)
    assert (only.kind, len(only.cases)) == (Kind.LAPSED, MOST)
    assert only.words.zh.startswith(f"最近{MOST}件投诉中")
    assert Kind.CLOSE in together(told[:MOST])


# -- texts, people, numbers --------------------------------------------------------------------------------------


def test_a_text_with_a_few_words_changed_is_the_same() -> None:
    changed = A_STORY.replace("百分之五", "5%").replace("业务员", "代理人")
    assert len(copies([complaint(1, facts=A_STORY), complaint(2, facts=changed)])) == 1
    assert copies([complaint(1, facts=A_STORY), complaint(2, facts=A_STORY[:20] + ANOTHER)]) == []


def test_copies_of_copies_stand_together() -> None:
    chain = [complaint(number, facts=A_STORY + "另" * (number * 9)) for number in (1, 2, 3)]
    assert [len(group) for group in copies(chain)] == [3]


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = pairs(one), pairs(other)
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == (1 if first else 0)


@given(st.frozensets(st.integers(0, 30).map(str)), st.frozensets(st.integers(0, 30).map(str)))
def test_likeness_passes_over_nothing_that_is_alike(one: frozenset[str], other: frozenset[str]) -> None:
    whole = len(one & other) / len(one | other) if one | other else 0
    assert (likeness(one, other) >= ALIKE) is (whole >= ALIKE)


def test_people_are_one_who_share_a_mark() -> None:
    told = [
        (marks("甲", 1, "", ""), "a"),
        (marks("甲", None, "i", ""), "b"),
        (marks("乙", None, "", "p"), "c"),
        (marks("甲", 1, "i", ""), "d"),
    ]
    assert sorted(map(sorted, people(told))) == [["a", "b", "d"], ["c"]]


@pytest.mark.parametrize(
    ("own", "together_", "agents", "out"),
    [(2, 10, 10, True), (1, 1, 10, False), (2, 11, 10, False), (5, 5, 1, False), (3, 3, 2, True)],
)
def test_who_stands_out_is_compared_with_the_average(own: int, together_: int, agents: int, out: bool) -> None:
    assert stands_out(own, together_, agents) is out


def test_every_kind_says_what_else_may_explain_it() -> None:
    assert set(CAUTIONS) == set(Kind)
    assert all(each.zh and each.en for each in CAUTIONS.values())
