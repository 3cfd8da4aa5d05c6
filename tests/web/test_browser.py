"""The pages in a real browser: under the content policy, on a desk and on a phone, with and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PAGES = ["/", "/case", "/act/received", "/act/proposed", "/act/interviewed", "/act/party_changed", "/done"]

Open = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Open]:
    """Open a page of the site; at the end no page may have complained."""
    complaints: list[str] = []
    contexts = []

    def visit(path: str, size: dict[str, int] = DESK, *, scripts: bool = True) -> Page:
        context = chromium.new_context(viewport=size, locale="zh-CN", java_script_enabled=scripts, base_url=site)
        contexts.append(context)
        page = context.new_page()
        # The answer to a form with errors is a page with a status of its own.
        page.on("console", lambda said: "422" in said.text or complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_its_screen_and_breaks_no_policy(visit: Open, path: str, size: dict[str, int]) -> None:
    page = visit(path, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_slash_goes_to_the_search(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.locator("[data-search]")).to_have_value("a/b")


def test_the_menu_opens_on_a_phone(visit: Open) -> None:
    page = visit("/", PHONE)
    expect(page.locator("#menu")).not_to_be_visible()
    page.get_by_label("打开菜单").click()
    expect(page.get_by_role("link", name="登记表")).to_be_visible()
    page.get_by_label("关闭菜单").click()
    expect(page.locator("#menu")).not_to_be_visible()


def test_the_menu_opens_on_a_phone_without_scripts(visit: Open) -> None:
    page = visit("/", PHONE, scripts=False)
    page.get_by_label("打开菜单").click()
    expect(page.get_by_role("link", name="登记表")).to_be_visible()
    page.locator(".side-f summary").click()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


def test_a_row_is_added_in_place_and_the_cursor_is_in_it(visit: Open) -> None:
    page = visit("/act/proposed")
    page.locator("#proposed-reasons").fill("事实清楚")
    page.locator("button[value=measures]").click()
    respondent = page.locator("#proposed-measures-0-respondent")
    expect(respondent).to_be_focused()
    respondent.select_option("R1")
    page.locator("button[value=measures-0-sanctions]").click()
    expect(page.locator("#proposed-measures-0-sanctions-0-sanction")).to_be_focused()
    expect(page.locator("#proposed-reasons")).to_have_value("事实清楚")
    expect(respondent).to_have_value("R1")
    assert page.url.endswith("/act/proposed")
    page.get_by_label("移除 对代理人的处理 1").click()
    expect(respondent).to_have_count(0)


def test_rows_and_sending_work_without_scripts(visit: Open) -> None:
    page = visit("/act/opened", scripts=False)
    page.locator("button[value=allegations]").click()
    for number, respondent in enumerate(["R1", "R2"]):
        page.locator(f"#opened-allegations-{number}-respondent").select_option(respondent)
        page.locator(f"#opened-allegations-{number}-violation").select_option("V01")
    page.locator("[data-act]").click()
    page.wait_for_url("**/done")


def test_a_form_with_errors_comes_back_at_its_summary(visit: Open) -> None:
    page = visit("/act/verified")
    page.locator("[data-act]").click()
    summary = page.locator("[data-wrong]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="请选择“核实结果”").click()
    expect(page.locator("#verified-result")).to_be_focused()


def test_what_cant_be_taken_back_is_asked_about_first(visit: Open) -> None:
    page = visit("/act/disposed")
    page.locator("[data-act]").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("销毁后无法恢复")
    dialog.get_by_role("button", name="返回").click()
    assert page.url.endswith("/act/disposed")
    page.locator("[data-act]").click()
    dialog.get_by_role("button", name="确认").click()
    page.wait_for_url("**/done")


def test_a_form_is_sent_once(visit: Open) -> None:
    page = visit("/act/verified")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.evaluate("for (const _ of [1, 2, 3]) document.querySelector('[data-act]').click()")
    expect(page.locator("[data-wrong]")).to_be_visible()
    assert len(sent) == 1


def test_an_agent_is_looked_up_by_keyboard_and_fills_his_row(visit: Open) -> None:
    page = visit("/act/received")
    name = page.locator("#received-respondents-0-name")
    expect(name).to_have_role("combobox")
    name.press_sequentially("李")
    options = page.locator("#received-respondents-0-name-options [role=option]")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("agent 李")
    name.press("ArrowDown")
    name.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert name.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    name.press("Enter")
    expect(name).to_have_value("李水")
    expect(page.locator("#received-respondents-0-agent")).to_have_value("A310008821")
    expect(page.locator("#received-respondents-0-manager")).to_be_checked()
    expect(name).to_have_attribute("aria-expanded", "false")


def test_a_look_up_can_be_left_and_typed_in_full(visit: Open) -> None:
    page = visit("/act/received")
    name = page.locator("#received-respondents-0-name")
    name.press_sequentially("李")
    expect(name).to_have_attribute("aria-expanded", "true")
    name.press("Escape")
    expect(name).to_have_attribute("aria-expanded", "false")
    expect(name).to_have_value("李")


def test_a_draft_is_kept_while_one_types(visit: Open) -> None:
    page = visit("/act/verified")
    with page.expect_request("**/draft/") as kept:
        page.locator("#verified-whom").fill("投保人本人")
    assert "投保人本人" in (kept.value.post_data or "")
    expect(page.locator("[data-draft-status]")).to_contain_text("草稿已存")
