"""审批 and 协办: what waits for whom, signing several at once, and how little of a case a department sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from anjie.access.models import Officer
from anjie.procedure.acts import approval, collaboration
from anjie.procedure.terms import SigningMode
from casework import AT, Desk, asked, registered
from people import signed_in

pytestmark = pytest.mark.django_db

NAME = "农秀英"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT + timedelta(hours=8), tick=False):
        yield


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


def waiting(username: str) -> list[str]:
    answer = signed_in(username).get(reverse("web:approvals"))
    assert answer.status_code == 200
    return [each.line.case.number for each in answer.context["waiting"]]


def sign(username: str, desk: Desk, *numbers: str, digest: str = "", **more: Any) -> list[str]:
    """Sign several in the inbox; gives what was said of each."""
    form: dict[str, Any] = {"number": numbers, "opinion": "同意。", **more}
    for number in numbers:
        case = desk.case(number)
        form[f"digest-{number}"] = digest or (case.proposal.digest if case.proposal else "")
        form[f"seen-{number}"] = case.version
    answer = signed_in(username).post(reverse("web:approvals-sign"), form, follow=True)
    return [str(message) for message in answer.context["messages"]]


def test_a_proposal_waits_for_each_station_in_turn(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")
    turns = []
    for who in ("li", "chen", "su", "mo"):
        turns.append(
            [username for username in ("li", "chen", "su", "mo", "wu", "zheng") if number in waiting(username)]
        )
        assert sign(who, desk, number)[0].startswith(f"{number}：已")
    assert turns == [["li"], ["chen"], ["su"], ["mo"]]
    assert desk.case(number).approved
    assert waiting("mo") == []


def test_each_of_several_gets_its_own_answer(desk: Desk) -> None:
    ready, moved = (desk.walks(desk.takes(), until="proposed") for _ in range(2))
    assert desk("wang", moved, approval.ProposalWithdrawn(reason="补充材料")).done
    said = sign("li", desk, ready, moved)
    assert said[0].startswith(f"{ready}：已")
    assert said[1].startswith(f"{moved}：没有待签署的处理意见")


def test_what_was_signed_is_what_was_read(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")
    [said] = sign("li", desk, number, digest="0" * 64)
    assert "处理意见已经改动" in said
    assert not desk.case(number).pending.stations  # type: ignore[union-attr]


def test_whoever_is_asked_by_name_finds_it(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")
    asks = approval.SignersAdded(officers=("zheng",), mode=SigningMode.ALL, question="幅度是否适当？")
    assert number not in waiting("zheng")
    assert desk("li", number, asks).done
    assert number in waiting("zheng")
    page = signed_in("zheng").get(f"{reverse('web:approvals')}?case={number}").content.decode()
    assert "?act=countersigned" in page


def test_nobody_signs_what_he_may_not(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="proposed")
    for who in ("wang", "chen", "mo", "su"):
        [said] = sign(who, desk, number)
        assert not said.startswith(f"{number}：已"), who
    [said] = sign("tan", desk, number)
    assert said == f"{number}：没有这个案件"
    assert desk.case(number).pending


# -- departments -------------------------------------------------------------------------------------------------


def test_a_department_that_was_not_asked_knows_of_nothing(desk: Desk) -> None:
    number = desk.takes()
    assert desk("wang", number, registered()).done
    assert signed_in("qin").get(reverse("web:case", args=[number])).status_code == 404


@pytest.fixture
def requested(desk: Desk) -> str:
    number = desk.walks(desk.takes(), until="classified")
    assert desk("wang", number, asked()).done
    return number


def test_the_request_stands_in_the_departments_inbox(requested: str) -> None:
    for who in ("qin", "wang", "li"):
        page = signed_in(who).get(reverse("web:cohandling"))
        assert [each.line.case.number for each in page.context["asked"]] == [requested], who
    assert [each.mine for each in signed_in("qin").get(reverse("web:cohandling")).context["asked"]] == [True]
    assert list(signed_in("cen").get(reverse("web:cohandling")).context["asked"]) == []


def test_the_departments_page_holds_nothing_of_the_rest(requested: str) -> None:
    page = signed_in("qin").get(reverse("web:case", args=[requested])).content.decode()
    assert "赔案经过？" in page
    for other in (NAME, "农**", "代签名并收取现金", "梁展业", "立案", "登记为"):
        assert other not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL), other


def test_a_department_answers_from_its_page(desk: Desk, requested: str) -> None:
    answer = {"request": "Q1", "answer": "赔案已于八月结清", "seen": desk.case(requested).version}
    done = signed_in("qin").post(reverse("web:act", args=[requested, "cohandling_answered"]), answer)
    assert done.status_code == 302
    assert not desk.case(requested).requests["Q1"].open
    wrong = signed_in("qin").post(reverse("web:act", args=[requested, "cohandling_answered"]), {"request": "Q1"})
    assert wrong.status_code == 422
    assert NAME not in wrong.content.decode()


def test_what_counsel_says_is_for_those_who_decide(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="notice_sent")
    assert desk("wang", number, collaboration.CounselConsulted(question="能否追偿")).done
    assert desk("su", number, collaboration.CounselAdvised(advice="可以先行赔付再追偿")).done
    for who, reads in (("wang", True), ("mo", True), ("su", True), ("shen", False), ("huang", False)):
        page = signed_in(who).get(reverse("web:case", args=[number])).content.decode()
        assert ("先行赔付再追偿" in page) is reads, who
        assert "法律意见" in page


# -- reassigning ----------------------------------------------------------------------------------------------------


def test_the_cases_of_one_who_left_are_found_and_given_to_another(desk: Desk, people: dict[str, Officer]) -> None:
    mine, others = desk.walks(desk.takes(), until="assigned"), desk.walks(desk.takes(), until="opened")
    people["wang"].is_active = False
    people["wang"].save()
    page = signed_in("li").get(reverse("web:worklist"), {"tab": "unit", "handler": "wang"})
    assert ("wang", "王督察") in page.context["handlers"]
    assert page.context["gone"] == [("wang", "王督察")]
    assert "已不在本单位督察岗位" in page.content.decode()
    assert [line.case.number for line in page.context["lines"]] == [mine]
    answer = signed_in("li").post(
        reverse("web:assign"), {"handler": "lu", "number": [mine, others, "450103-2026-99999"]}, follow=True
    )
    said = [str(message) for message in answer.context["messages"]]
    assert said == [f"{mine} 已指派", f"{others} 已指派", "没有案件 450103-2026-99999"]
    assert desk.case(mine).handler == "lu"
