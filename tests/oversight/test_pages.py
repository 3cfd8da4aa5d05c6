"""The pages of returns and of the scoreboard: what they show, to whom, and that doing a step does it once."""

from typing import Any

import pytest
import time_machine

from casework import MAJOR, ON_THE_SPOT, Desk
from people import signed_in
from returning import AFTER, COUNTY, reports, stands

ADDRESS = "/returns/450103/2026-11"


@pytest.fixture(autouse=True)
def _after() -> Any:
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """Have two cases go their whole way in November."""
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    return desk


def page(who: str, address: str = ADDRESS) -> str:
    answer = signed_in(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_return_goes_from_hand_to_hand_on_its_page(worked: Desk) -> None:
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("wang", "prepared", {}), ("wang", "explained", {"causes": "收费环节缺少监控"}), ("li", "signed", {}),
        ("li", "submitted", {}), ("zhou", "sent_back", {"reason": "过于笼统"}),
        ("wang", "explained", {"causes": "未入账"}),
        ("li", "signed", {}), ("li", "submitted", {}), ("zhou", "accepted", {}), ("li", "restated", {"reason": "漏报"}),
    ]  # fmt: skip
    for who, step, data in steps:
        answer = signed_in(who).post(f"{ADDRESS}/{step}", data)
        assert answer.status_code == 302, (who, step)
    text = page("li")
    assert "过于笼统" in text
    assert "漏报" in text
    assert len(stands("450103").versions) == 2
    assert "收费环节缺少监控" in page("li", f"{ADDRESS}?v=1")


def test_what_is_out_of_turn_or_seen_too_early_is_refused_with_its_reason(worked: Desk) -> None:
    assert signed_in("li").post(f"{ADDRESS}/signed").status_code == 422
    reports("450103", by=COUNTY)
    assert signed_in("zhou").post(f"{ADDRESS}/sent_back", {"reason": ""}).status_code == 422
    assert signed_in("zhou").post(f"{ADDRESS}/accepted", {"seen": "2"}).status_code == 409
    assert "审核通过" not in page("wang").split("办理记录")[0]


def test_the_sheet_shows_every_line_and_leads_to_its_cases(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    text = page("wang")
    assert "figure=closed_at_fault" in text
    assert "SHA-256" in text
    listed = page("wang", f"{ADDRESS}/cases?figure=closed_at_fault")
    assert listed.count('class="cno num"') == 1


def test_a_return_can_be_had_as_a_file(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    client = signed_in("wang")
    book = client.get(f"{ADDRESS}/file.xlsx?v=1")
    assert book.content[:2] == b"PK"
    assert book.headers["Content-Disposition"] == 'attachment; filename="450103-2026-11-v1.xlsx"'
    data = client.get(f"{ADDRESS}/file.json").json()
    assert (data["figures"]["received"], data["reconciles"], data["version"]) == (2, True, 1)
    assert client.get(f"{ADDRESS}/file.exe").status_code == 404
    assert client.get(f"{ADDRESS}?v=9").status_code == 404


def test_the_list_shows_whose_returns_are_missing_late_or_waiting(worked: Desk) -> None:
    reports("450103", by=COUNTY)
    text = page("zhou", "/returns?period=2026-11")
    assert "待审核 1" in text
    assert "未通过 2" in text
    assert "江南区" in text
    assert "江南区" not in page("wang", "/returns")


def test_the_scoreboard_names_each_clause_and_leads_to_its_missed_limits(desk: Desk) -> None:
    number = desk.takes()
    desk.at = AFTER
    text = page("zhou", "/scoreboard?period=2026-11")
    assert "督察部门接到客户的投诉" in text
    listed = page("zhou", "/scoreboard/register-same-day?period=2026-11")
    assert number in listed
    assert "未说明" in listed
    assert number not in page("liang", "/scoreboard/register-same-day?period=2026-11")
