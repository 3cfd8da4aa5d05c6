"""档案: files by their parts; lists proposed, approved and carried out by several people; packages taken away."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from anjie.access.models import AccessEvent
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.access.words import Happening
from anjie.archive.checkpoints import make_checkpoint
from anjie.archive.disposal import destroy_all
from anjie.archive.keeping import reckon
from anjie.archive.opening import read_tar
from anjie.archive.verifying import verify
from anjie.paperwork.rendering import text_of
from anjie.platform.signing import fingerprint, public_keys
from anjie.procedure.acts.archive import HoldPlaced
from anjie.procedure.terms import Stage
from casework import LONG_AFTER, ON_THE_SPOT, Desk
from people import signed_in


@pytest.fixture
def number(desk: Desk) -> str:
    """Give a file that was put away."""
    return desk.walks(desk.takes(policies=()), ON_THE_SPOT)


def get(who: str, address: str, at: datetime) -> Any:
    with time_machine.travel(at, tick=False):
        return signed_in(who).get(address)


def post(who: str, address: str, at: datetime, **data: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return signed_in(who).post(address, data)


def said(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_is_missing_stands_on_the_file_s_page_until_it_is_there(desk: Desk) -> None:
    number = desk.walks(desk.takes(medium="written"), ON_THE_SPOT, until="closed")
    assert "书面投诉原件" in said(get("wang", f"/cases/{number}/archive", desk.at))
    assert "缺 1 项" in said(get("wang", "/archive", desk.at))
    whole = desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    page = said(get("wang", f"/cases/{whole}/archive", desk.at))
    assert "缺" not in page.split("卷内目录")[-1].split("保管期限")[0]


def test_a_sealed_package_is_verified_and_taken_and_the_taking_is_on_record(
    desk: Desk, number: str, seal: Callable[[str], bytes]
) -> None:
    assert "待封存" in said(get("wang", "/archive?tab=kept", desk.at))
    data = seal(number)
    assert "封存包完整" in said(post("wang", f"/cases/{number}/archive/verify", desk.at))
    answer = get("wang", f"/cases/{number}/archive/package", desk.at)
    assert b"".join(answer.streaming_content) == data
    assert verify(read_tar(io.BytesIO(data))).whole
    event = AccessEvent.objects.get(kind=Happening.PACKAGE_TAKEN)
    assert (event.by and event.by.username, number in event.detail) == ("wang", True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("wang", 200), ("li", 200), ("su", 200), ("chen", 403), ("shen", 403), ("huang", 403), ("qin", 403), ("ma", 404)],
)
def test_who_may_take_a_package(desk: Desk, number: str, seal: Callable[[str], bytes], who: str, status: int) -> None:
    seal(number)
    answer = get(who, f"/cases/{number}/archive/package", desk.at)
    assert answer.status_code == status
    answer.close()


def test_the_neighbour_s_files_are_not_there(desk: Desk, number: str) -> None:
    assert number in said(get("wang", f"/archive?q={number}", desk.at))
    assert number not in said(get("ma", "/archive?tab=kept", desk.at))
    assert number in said(get("zhou", "/archive?tab=kept", desk.at))
    assert get("ma", f"/cases/{number}/archive", desk.at).status_code == 404


def later(desk: Desk) -> datetime:
    desk.at += LONG_AFTER
    with within(Scope.SYSTEM):
        reckon(desk.at)
    return desk.at


def test_a_list_goes_from_proposal_to_certificate_by_three_people(desk: Desk, number: str) -> None:
    assert number not in said(get("wang", "/archive?tab=due", desk.at))
    at = later(desk)
    assert number in said(get("wang", "/archive?tab=due", at))
    assert "请先勾选" in said(_followed("wang", "/archive/propose", at))
    post("wang", "/archive/propose", at, number=[number])
    listed = desk.case(number).disposal_list
    page = f"/archive/lists/{listed}"
    assert listed in said(get("chen", "/archive?tab=lists", at))
    assert number not in said(get("wang", "/archive?tab=due", at))
    assert "批准全部" not in said(get("wang", page, at))
    assert "批准全部" in said(get("chen", page, at))
    post("chen", f"{page}/approve", at)
    assert not desk.case(number).disposal_approved
    post("chen", f"{page}/approve", at, reason="同意")
    post("li", f"{page}/carry-out", at)
    assert desk.case(number).stage is Stage.ARCHIVED
    assert get("li", f"{page}/certificate", at).status_code == 404
    post("li", f"{page}/carry-out", at, sure="yes")
    assert desk.case(number).stage is Stage.DISPOSED
    with within(Scope.SYSTEM):
        assert destroy_all() == 1
    certificate = text_of(get("li", f"{page}/certificate", at).content).replace(" ", "")
    for word in (listed, number, "wang", "chen", "li"):
        assert word in certificate
    assert "已按清册" in said(get("wang", f"/cases/{number}/archive", at))
    assert get("wang", f"/cases/{number}", at).status_code == 200


def _followed(who: str, address: str, at: datetime) -> Any:
    with time_machine.travel(at, tick=False):
        return signed_in(who).post(address, follow=True)


def test_a_file_that_is_held_leaves_the_list_and_is_not_due(desk: Desk, number: str) -> None:
    at = later(desk)
    post("wang", "/archive/propose", at, number=[number])
    listed = desk.case(number).disposal_list
    desk.at = at + timedelta(minutes=1)
    assert desk("su", number, HoldPlaced(reason="诉讼")).done
    assert get("chen", f"/archive/lists/{listed}", desk.at).status_code == 404
    assert number in said(get("su", "/archive?tab=held", desk.at))
    assert number not in said(get("wang", "/archive?tab=due", desk.at))
    assert "已冻结" in said(get("wang", f"/cases/{number}/archive", desk.at))


def test_checkpoints_and_the_key_s_fingerprint_are_shown_to_an_auditor(desk: Desk, number: str) -> None:
    with within(Scope.SYSTEM):
        root = bytes(make_checkpoint(desk.at).root).hex()
    page = said(get("shen", "/archive?tab=checkpoints", desk.at))
    assert root[:16] in page
    assert fingerprint(next(iter(public_keys().values()))) in page
