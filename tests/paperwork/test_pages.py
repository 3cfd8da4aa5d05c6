"""The pages of letters, templates and blank forms: who may do what there, and what comes of it."""

from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from anjie.procedure.papers import PaperKind
from people import signed_in

if TYPE_CHECKING:
    from casework import Desk

NEW = "a new text: {{ complainant }} {{ 案件编号 }}"


@pytest.fixture
def number(desk: "Desk") -> Any:
    number = desk.walks(desk.takes(), until="approved")
    with time_machine.travel(desk.at, tick=False):
        yield number


def _letter(number: str, kind: str = "decision_notice", about: str = "C1") -> str:
    return f"/cases/{number}/letters/new/{kind}/?about={about}"


def _typed(desk: "Desk", **more: str) -> dict[str, str]:
    return {"dated": str(desk.at.date()), "signer": "wang", "do": "issue", **more}


def test_a_letter_is_seen_issued_and_opened_again(desk: "Desk", number: str) -> None:
    from anjie.access.models import AccessEvent

    client = signed_in("wang")
    assert "投诉处理决定告知书" in client.get(f"/cases/{number}/letters/").content.decode()
    seen = client.get(_letter(number)).content.decode()
    assert "data:image/png;base64," in seen
    assert "农秀英" not in seen
    assert client.post(_letter(number), _typed(desk)).status_code == 302
    listed = client.get(f"/cases/{number}/letters/").content.decode()
    assert "450103督告知〔2026〕00001号" in listed
    assert "农秀英" not in listed
    opened = client.get(f"/cases/{number}/letters/L1/")
    assert opened["Content-Type"] == "application/pdf"
    assert opened.content.startswith(b"%PDF")
    looks = AccessEvent.objects.filter(kind="letter_opened").order_by("id").values_list("detail", flat=True)
    assert list(looks) == [f"{number} decision_notice", f"{number} decision_notice L1"]


def test_words_of_ones_own_are_kept_and_those_of_the_file_are_not(desk: "Desk", number: str) -> None:
    client = signed_in("wang")
    typed = _typed(desk, addition="另行致歉。", result="退还保费3200元\r\n及利息。")
    assert client.post(_letter(number), typed).status_code == 302
    letter = desk.case(number).letters["L1"]
    assert {content.value: text for content, text in letter.said.items()} == {
        "addition": "另行致歉。", "result": "退还保费3200元\n及利息。",
    }  # fmt: skip


def test_what_can_not_be_printed_is_said_and_nothing_typed_is_lost(desk: "Desk", number: str) -> None:
    answer = signed_in("wang").post(_letter(number), _typed(desk, addition="笑\U0001f600"))
    assert answer.status_code == 422
    assert "U+1F600" in answer.content.decode()
    assert "笑" in answer.content.decode()
    assert not desk.case(number).letters


def test_whoever_only_reads_opens_what_was_issued_and_issues_nothing(desk: "Desk", number: str) -> None:
    assert signed_in("wang").post(_letter(number), _typed(desk)).status_code == 302
    for reader in ("shen", "su"):
        client = signed_in(reader)
        assert client.get(f"/cases/{number}/letters/").status_code == 200
        assert client.get(f"/cases/{number}/letters/L1/").status_code == 200
        assert client.post(_letter(number), _typed(desk)).status_code == 403
    assert signed_in("huang").get(f"/cases/{number}/letters/L1/").status_code == 403
    for stranger in ("ma", "liang"):
        assert signed_in(stranger).get(f"/cases/{number}/letters/L1/").status_code == 404


def test_what_stands_on_the_letter_need_not_be_typed_again(desk: "Desk", number: str) -> None:
    client = signed_in("wang")
    desk.walks(number, tuple(step for step in _after_approval()))
    typed = _typed(desk, result="退还保费3200元。")
    assert client.post(_letter(number), typed).status_code == 302
    form = client.get(f"/cases/{number}?act=replied").content.decode()
    assert "退还保费3200元。" in form
    assert 'value="L1"' in form


def _after_approval() -> Any:
    from casework import steps

    return steps("sanction_decided")


def test_a_text_counts_once_somebody_else_has_approved_it(desk: "Desk", number: str) -> None:
    from anjie.directory.models import Unit
    from anjie.paperwork.kinds import KINDS
    from anjie.paperwork.models import Template
    from anjie.paperwork.templates import body_for, standing

    page = "/administration/templates/notice_letter/zh/"
    unit = Unit.objects.get(code="450103")
    kind = KINDS[PaperKind.NOTICE_LETTER]
    li = signed_in("li")
    shown = li.post(page, {"text": NEW, "number": number, "do": "preview"}).content.decode()
    assert "data:image/png;base64," in shown
    assert li.post(page, {"text": NEW, "do": "propose"}).status_code == 302
    version = Template.objects.get()
    approve = f"/administration/templates/versions/{version.pk}/approve"
    assert li.post(approve).status_code == 302
    assert body_for(standing(unit), kind, "zh").name == "built-in/notice_letter/zh"
    assert signed_in("he").post(approve).status_code == 404
    assert signed_in("lu").post(approve).status_code == 403
    assert signed_in("chen").post(approve).status_code == 302
    assert body_for(standing(unit), kind, "zh").name == "450103/notice_letter/text/zh/1"
    assert li.post(f"/administration/templates/versions/{version.pk}/withdraw").status_code == 302
    assert body_for(standing(unit), kind, "zh").name == "built-in/notice_letter/zh"


def test_a_text_with_a_field_that_there_is_not_is_refused_by_name(desk: "Desk", number: str) -> None:
    page = "/administration/templates/sanction_notice/zh/"
    answer = signed_in("li").post(page, {"text": "{{ 投诉人 }} {% if x %}", "do": "propose"})
    assert answer.status_code == 422
    assert "没有“投诉人”这个字段" in answer.content.decode()


def test_a_form_filled_in_without_power_is_keyed_in_under_its_number(desk: "Desk", number: str) -> None:
    from anjie.cases.models import Reserved

    client = signed_in("wang")
    made = client.post("/intake/blank/", {"count": "3"})
    assert made["Content-Type"] == "application/pdf"
    first, second, third = Reserved.objects.order_by("number").values_list("number", flat=True)
    assert desk.takes(reserved_no=second) == second
    assert desk.takes() == f"{third[:-5]}{int(third[-5:]) + 1:05d}"
    again = desk("huang", None, _complaint(desk, reserved_no=second))
    assert "已经使用" in again.verdict.refusals[0].wanting.zh
    assert client.post("/intake/blank/spoilt", {"number": first, "reason": "写错"}).status_code == 302
    assert not desk("huang", None, _complaint(desk, reserved_no=first)).done
    waiting = client.get("/intake/blank/").content.decode()
    assert f'value="{third}"' in waiting
    assert f'value="{first}"' not in waiting


def _complaint(desk: "Desk", **changes: Any) -> Any:
    from casework import complaint

    return complaint(desk.at, **changes)


def test_the_register_of_a_unit_is_printed_for_a_period(desk: "Desk", number: str) -> None:
    from anjie.paperwork.rendering import text_of

    answer = signed_in("wang").get("/register/book?from=2026-01-01")
    text = text_of(b"".join(answer.streaming_content))  # type: ignore[arg-type]  # a stream of bytes
    assert number in text.replace("\n", "").replace("\r", "")
    assert "农秀英" not in text
    empty = signed_in("liang").get("/register/book?from=2026-01-01")
    assert number not in text_of(b"".join(empty.streaming_content))  # type: ignore[arg-type]  # as above
    assert signed_in("huang").get("/register/book").status_code == 403
