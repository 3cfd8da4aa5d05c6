"""The pages of the process, trends, rectifications and trials: what each shows to whom, and what it refuses."""

import re
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.oversight import replays
from anjie.oversight.models import Found, Rectification, Replay
from casework import MAJOR, ON_THE_SPOT, rows
from people import AT, signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from anjie.access.models import Officer
    from casework import Desk

NOW = AT + timedelta(days=20)
DRAFT = (files("anjie.procedure") / "rulebooks" / "measures-gx.toml").read_text("utf-8")


@pytest.fixture
def desk(people: "dict[str, Officer]") -> "Desk":
    """Give the desk, with everybody there."""
    from casework import Desk

    return Desk()


@pytest.fixture
def played(desk: "Desk") -> "Iterator[Desk]":
    """Give the desk after three cases, one of them of 柳州, and have the site's clock stand some weeks later."""
    desk.walks(desk.takes(), ON_THE_SPOT)
    desk.walks(desk.takes(), MAJOR)
    desk.takes("tan", unit="450203")
    with time_machine.travel(NOW, tick=False):
        yield desk


def page(client: "Client", address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


# -- the process ---------------------------------------------------------------------------------------------------


def test_the_map_is_drawn_with_its_figures_and_leads_to_the_cases(played: "Desk") -> None:
    client = signed_in("wei")
    html = page(client, "/process/?detail=all")
    assert 'role="img"' in html
    assert "接收投诉 → 登记" in html
    assert "全部先后关系均已画出" in html
    [link] = re.findall(r'/process/cases\?([^"]*act=received&amp;next=registered)"', html)
    found = page(client, f"/process/cases?{link.replace('&amp;', '&')}")
    for (number,) in rows("cases_case", "number", where="version > 1"):
        assert number in found


def test_what_is_not_drawn_is_said(played: "Desk") -> None:
    html = page(signed_in("wei"), "/process/?detail=main")
    assert "全部先后关系均已画出" in html or re.search(r"未画出 \d+ 种少见的先后关系", html)


def test_a_way_leads_to_the_cases_that_went_it(played: "Desk") -> None:
    client = signed_in("wei")
    html = page(client, "/process/?grain=acts")
    ways = re.findall(r"way=([0-9a-f]{32})", html)
    assert len(ways) == 3
    numbers = [number for (number,) in rows("cases_case", "number")]
    found = [page(client, f"/process/cases?grain=acts&way={way}") for way in ways]
    assert sorted(number for number in numbers for html in found if number in html) == sorted(numbers)


def test_nobody_sees_the_process_of_foreign_cases(played: "Desk") -> None:
    [(foreign,)] = rows("cases_case", "number", where="version = 1")
    assert foreign not in page(signed_in("wang"), "/process/cases?act=received")
    assert foreign in page(signed_in("tan"), "/process/cases?act=received")
    assert "所选范围内没有案件" in page(signed_in("ma"), "/process/")


def test_nonsense_is_answered_with_the_whole(played: "Desk") -> None:
    html = page(signed_in("wei"), "/process/?class=x&channel=%00&unit=999999&from=2026-13-01&to=x&detail=x&grain=x")
    assert "流程图" in html
    assert "没有这一事项" in page(signed_in("wei"), "/process/cases?act=x&next=y")


# -- trends ------------------------------------------------------------------------------------------------------


def test_trends_say_in_words_what_is_a_signal(played: "Desk") -> None:
    html = page(signed_in("wei"), "/trends/")
    assert "尚不能区分信号与正常波动" in html
    assert "个人信息保护法第二十四条" in html
    assert "年金" in html
    english = signed_in("wei", HTTP_ACCEPT_LANGUAGE="en")
    english.post("/language", {"language": "en"})
    assert "PIPL art. 24" in page(english, "/trends/")


# -- rectifications ------------------------------------------------------------------------------------------------

TASK = {"origin": "cases", "cause": "新人未受培训", "task": "补训", "unit": "450103", "due_on": "2026-12-24"}


def set_task(**changes: str) -> Rectification:
    answer = signed_in("zheng").post("/rectifications/new", {**TASK, **changes})
    assert answer.status_code == 302, answer.content.decode()
    with within(Scope.SYSTEM):
        return Rectification.objects.latest("id")


def test_a_task_goes_from_page_to_page_to_its_end(played: "Desk") -> None:
    task = set_task()
    address = f"/rectifications/{task.pk}"
    wang, zheng = signed_in("wang"), signed_in("zheng")
    assert "补训" in page(wang, "/rectifications/")
    assert wang.post(f"{address}/reported", {"text": "已补训"}).status_code == 422
    done = {"text": "已补训", "evidence": "签到表"}
    assert wang.post(f"{address}/reported", done).status_code == 302
    assert "补训" in page(zheng, "/rectifications/?tab=reported")
    assert wang.post(f"{address}/verified", {"text": "属实"}).status_code == 422
    assert zheng.post(f"{address}/verified", {"text": "属实"}).status_code == 302
    html = page(zheng, address)
    assert "复核通过" in html
    assert "签到表" in html
    assert "目前没有需要你办理的事项" in html
    assert "补训" in page(zheng, "/rectifications/?tab=ended")


def test_a_form_comes_back_with_what_was_typed_and_what_is_wrong(played: "Desk") -> None:
    zheng = signed_in("zheng")
    for wrong, says in (
        ({"unit": "450203"}, "请选择责任机构"), ({"due_on": "2026-11-02"}, "完成期限须晚于今天"),
        ({"due_on": "x"}, "请填写完成期限"), ({"cases": "450103-2026-99999"}, "没有案件"), ({"task": " "}, "必须填写"),
    ):  # fmt: skip
        answer = zheng.post("/rectifications/new", {**TASK, **wrong})
        html = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert says in html
        assert "新人未受培训" in html


def test_a_closed_case_lends_its_causes(played: "Desk") -> None:
    [(number,)] = rows("cases_case", "number", where="case_class = 'major'")
    html = page(signed_in("wang"), f"/rectifications/new?case={number}")
    assert "现金收费无监控" in html
    assert number in html
    assert "现金收费无监控" not in page(signed_in("tan"), f"/rectifications/new?case={number}")


def test_whoever_must_act_sees_the_task_and_not_the_cases(played: "Desk") -> None:
    [(number,)] = rows("cases_case", "number", where="case_class = 'major'")
    task = set_task(department="claims", cases=number)
    html = page(signed_in("qin"), f"/rectifications/{task.pk}")
    assert "补训" in html
    assert number not in html
    assert "另有 1 件，你无权查看" in html
    page(signed_in("cen"), f"/rectifications/{task.pk}", 404)
    page(signed_in("ma"), f"/rectifications/{task.pk}", 404)


# -- trials ------------------------------------------------------------------------------------------------------


def upload(text: str | bytes) -> dict[str, object]:
    data = text.encode() if isinstance(text, str) else text
    return {"draft": SimpleUploadedFile("draft.toml", data)}


def test_a_draft_is_uploaded_tried_and_read(played: "Desk") -> None:
    client = signed_in("zheng")
    text = DRAFT.replace('level = ["region", "head_office"]\nreach', 'level = "head_office"\nreach', 1)
    assert text != DRAFT
    answer = client.post("/rulebook/trials/", upload(text))
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert "正在试行：0%" in page(client, address)
    with within(Scope.SYSTEM):
        replay = Replay.objects.get()
        while replays.do_next(replay.pk, NOW):
            pass
        assert Found.objects.exists()
    html = page(client, address)
    assert "正在试行" not in html
    assert "不再允许" in html
    link = re.findall(r'href="(/rulebook/trials/\d+/cases[^"]*)"', html)[0].replace("&amp;", "&")
    [(number,)] = rows("cases_case", "number", where="case_class = 'major'")
    assert number in page(client, link)
    page(signed_in("huangfu"), address)
    page(signed_in("li"), address, 404)


@pytest.mark.parametrize("wrong", ["id = 1", b"\xff\xfe", "x" * 1_000_001, DRAFT.replace("same day", "soon", 1)])
def test_what_is_no_draft_is_refused_with_the_reason(people: object, wrong: str | bytes) -> None:
    answer = signed_in("zheng").post("/rulebook/trials/", upload(wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    with within(Scope.SYSTEM):
        assert not Replay.objects.exists()


def test_an_edition_there_is_can_be_tried_too(played: "Desk") -> None:
    client = signed_in("shen")
    assert client.post("/rulebook/trials/", {"edition": "measures-gx@2026.1"}).status_code == 302
    assert client.post("/rulebook/trials/", {"edition": "measures-gx@1999"}).status_code == 422
