"""Every page as it stands: at a desk's width and a phone's, for whoever works there, by keyboard and by name."""

from collections.abc import Iterator

import pytest
from hands import DESK, PHONE, browsing
from playwright.sync_api import Page, Route, expect

from casework import MAJOR, Desk, registered, verified

pytestmark = pytest.mark.browser

AGENT = "A450103007"

LOOK = """() => {
  const wrong = [];
  const beyond = document.documentElement.scrollWidth - window.innerWidth;
  if (beyond > 0) wrong.push(`${beyond} px wider than the screen`);
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) wrong.push(`${headings} h1`);
  const said = (ids) => (ids || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join("");
  const named = (each) => [
    each.getAttribute("aria-label"),
    said(each.getAttribute("aria-labelledby")),
    ...[...(each.labels || [])].map((label) => label.textContent),
    each.matches("a, button, summary") ? each.textContent : "",
  ].some((name) => name && name.trim());
  for (const each of document.querySelectorAll("input, select, textarea, button, a, summary")) {
    if (each.type !== "hidden" && !each.closest("[aria-hidden=true]") && !named(each)) {
      wrong.push(`no name: ${each.outerHTML.slice(0, 120)}`);
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
  wrong.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`));
  return wrong;
}"""
"""What is wrong with a page as it stands, in sentences."""


@pytest.fixture
def numbers(site: str, desk: Desk) -> dict[str, str]:
    """Cases at several steps, about an agent of the directory; and where a department was asked."""
    from anjie.directory.models import Agent, Unit

    agent = Agent(code=AGENT, unit=Unit.objects.get(code="450103"), team="三组", phone="13800001234")
    agent.rename("梁展业")
    agent.save()
    found = {"received": desk.takes(), "verified": desk.takes(), "escalated": desk.takes(), "archived": desk.takes()}
    desk.walks(found["verified"], (("wang", registered()), ("wang", verified())))
    desk.walks(found["escalated"], until="defence_heard")
    desk.walks(found["archived"], MAJOR)
    return found


def inspectors(numbers: dict[str, str]) -> Iterator[str]:
    """Pages that an inspector comes to beyond his side bar."""
    yield from ("/?tab=unit", "/?tab=below", "/search", "/search?q=农秀英", "/search?q=没有这个人", "/password")
    yield from ("/agents?tab=complained", f"/agents/{AGENT}", f"/intake/{numbers['received']}")
    yield from (f"/cases/{number}" for number in numbers.values())
    yield f"/cases/{numbers['escalated']}?act=proposed"
    yield from (f"/archive?tab={tab}" for tab in ("waiting", "kept", "due", "lists", "held", "checkpoints"))
    yield f"/cases/{numbers['archived']}/archive"
    yield f"/cases/{numbers['escalated']}?act=interviewed"
    yield f"/cases/{numbers['received']}?act=archived"
    yield f"/cases/{numbers['received']}?act=party_changed"


def administrators(numbers: dict[str, str]) -> Iterator[str]:
    """Pages that an administrator comes to beyond his side bar."""
    yield from ("/units/45", "/units/450103", "/people?q=王", "/people?tab=closed", "/people/new")
    yield from ("/calendars?region=&year=2025", "/calendars?region=GX&year=2026&start=2026-11-02&days=7")


def others(numbers: dict[str, str]) -> Iterator[str]:
    """Nothing beyond."""
    yield from ()


VISITS = {"wang": inspectors, "guan": administrators, "li": others, "qin": others}
"""Who visits: an inspector, an administrator, a supervisor, a department; and where besides his side bar."""
SIZES = {"desk": (DESK, "zh-hans"), "phone": (PHONE, "zh-hans"), "phone in English": (PHONE, "en")}


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_whole(site: str, numbers: dict[str, str], size: str) -> None:
    screen, language = SIZES[size]
    wrong: list[str] = []
    with browsing(site) as doors:
        for username, beyond in VISITS.items():
            page = doors.sign_in(username, screen, language).page
            for path in dict.fromkeys((*in_the_side_bar(page), *beyond(numbers))):
                page.goto(path)
                wrong += [f"{username}, {path}: {each}" for each in (*looked_at(page), *first_stop(page))]
    assert wrong + doors.complaints == []


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_that_only_a_form_leads_to_are_whole(site: str, numbers: dict[str, str], screen: tuple[int, int]) -> None:
    wrong: list[str] = []
    with browsing(site) as doors:
        stranger = doors.page(screen)
        stranger.goto("/")
        wrong += [f"signing in: {each}" for each in looked_at(stranger)]

        hands = doors.sign_in("wang", screen)
        page = hands.page
        page.goto("/intake")
        page.locator("[data-act]").click()
        expect(page.locator("[data-wrong]")).to_be_focused()
        wrong += [f"a form that came back: {each}" for each in looked_at(page)]

        page.goto(f"/cases/{numbers['verified']}?act=opened")
        page.locator("[data-act]").click()
        expect(page.locator("[data-wrong]")).to_be_focused()
        expect(page.locator("[data-wrong] li")).to_have_count(1)
        wrong += [f"an act that came back: {each}" for each in looked_at(page)]

        reveal = page.locator(".party details", has_text="查看完整信息").first
        reveal.locator("summary").click()
        reveal.locator("[name=reason]").fill("回拨核实")
        reveal.get_by_role("button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("完整信息")
        wrong += [f"full particulars: {each}" for each in looked_at(page)]
    assert wrong + doors.complaints == []


def test_the_keyboard_comes_to_the_content_in_two_strokes(site: str) -> None:
    with browsing(site) as doors:
        page = doors.sign_in("wang").page
        for path in ("/", "/intake", "/register"):
            page.goto(path)
            page.keyboard.press("Tab")
            expect(page.locator("a.skip")).to_be_focused()
            page.keyboard.press("Enter")
            expect(page.locator("main")).to_be_focused()
    assert doors.complaints == []


def test_nothing_is_typed_into_a_form_that_is_about_to_be_replaced(site: str) -> None:
    with browsing(site) as doors:
        page = doors.sign_in("wang").page
        page.goto("/intake")
        form, held = page.locator("#form-received"), list[Route]()
        page.route("**/intake", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
        with page.expect_request("**/intake"):
            form.locator('button[name=_add][value="policies"]').click()
        expect(form).to_have_js_property("inert", value=True)
        held[0].continue_()
        expect(form.locator("[name=policies-0-number]")).to_be_focused()
        expect(form).to_have_js_property("inert", value=False)
    assert doors.complaints == []


def in_the_side_bar(page: Page) -> list[str]:
    """Where the side bar leads."""
    links = page.locator("#menu nav a")
    return [link.get_attribute("href") or "" for link in links.all()]


def looked_at(page: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    found: list[str] = page.evaluate(LOOK)
    return found


def first_stop(page: Page) -> Iterator[str]:
    """On a page with a side bar the keyboard's first stop is the way past it."""
    if page.locator("#menu").count():
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.matches('.skip')"):
            yield "the first stop of the keyboard isn't the way to the content"
