"""Whoever has scripts turned off can do the same work: sign in, take a complaint in, act on it, find it, read it."""

import pytest
from hands import browsing
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CALL = {
    "complainants-0-name": "农秀英",
    "complainants-0-role": "policyholder",
    "complainants-0-phone": "13877123456",
    "respondents-0-name": "梁展业",
    "respondents-0-agent": "A450103007",
    "policies-0-number": "P2023450103000188",
    "facts": "代理人夸大收益，说比存款高一倍。",
}


def test_a_complaint_is_taken_handled_found_and_read_without_scripts(site: str) -> None:
    with browsing(site) as doors:
        wang = doors.sign_in("wang", scripts=False)
        number = wang.takes_in(CALL, "policies")
        wang.does("registered", case_class="ordinary")
        wang.does("verified", result="genuine", method="phone", whom="本人")
        allegations = {
            "allegations-0-violation": "V01",
            "allegations-1-respondent": "R1",
            "allegations-1-violation": "V02",
        }
        wang.does("opened", "allegations", **allegations)

        wang.searches("农秀英")
        expect(wang.page.locator("table.cases tbody tr")).to_have_count(1)
        wang.page.get_by_role("link", name=number).click()
        timeline = wang.page.locator("#timeline")
        expect(timeline.locator("ol.tl > li")).to_have_count(4)
        for title in ("接收投诉", "登记", "核实", "立案"):
            expect(timeline).to_contain_text(title)
        expect(timeline).to_contain_text("王督察")
    assert doors.complaints == []


def test_a_form_with_errors_keeps_what_was_typed_without_scripts(site: str) -> None:
    with browsing(site) as doors:
        wang = doors.sign_in("wang", scripts=False)
        wang.page.get_by_role("link", name="受理登记").first.click()
        form = wang.page.locator("#form-received")
        form.locator("[name=facts]").fill("代理人夸大收益")
        form.locator("[data-act]").click()
        wrong = wang.page.locator("[data-wrong]")
        expect(wrong).to_be_visible()
        expect(form.locator("[name=facts]")).to_have_value("代理人夸大收益")
        for link in wrong.get_by_role("link").all():
            target = (link.get_attribute("href") or "").removeprefix("#")
            expect(wang.page.locator(f'[id="{target}"]')).to_have_count(1)
    assert doors.complaints == []
