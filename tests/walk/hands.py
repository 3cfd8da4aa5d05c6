"""Hands at a browser: people of the company who sign in through the page and do everything through its forms.

with browsing(address) as doors:
    wang = doors.sign_in("wang")        # 王督察, in a browser of his own
    wang.open_case(number)              # found by the search
    wang.does("verified", result="genuine", method="phone")
assert doors.complaints == []           # neither a console nor a server complained

Names of fields are those of the acts; what stands in a row is written out, such as `complainants-0-name`. While the
browser runs, this thread may not ask the database (Playwright keeps a loop in it): what a test wants of it is done
before or afterwards.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from people import PASSWORD

DESK, PHONE = (1440, 900), (390, 844)
"""Widths and heights: a desk's screen and a phone's."""

BROWSERS = (
    os.environ.get("ANJIE_CHROMIUM", ""),
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

REFUSED = 422
"""A form that came back, with what is wrong in it: an answer, not a fault."""


def chromium() -> str:
    """Give the path of a Chromium, or nothing."""
    return next((found for found in map(shutil.which, filter(None, BROWSERS)) if found), "")


@dataclass
class Doors:
    """Lets people in, each with a browser of his own, and listens to what their browsers complain of."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def sign_in(
        self, username: str, size: tuple[int, int] = DESK, language: str = "zh-hans", *, scripts: bool = True
    ) -> "Hands":
        """Have somebody sign in on the sign-in page."""
        page = self.page(size, scripts=scripts)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        page.goto("/")
        page.locator("#username").fill(username)
        page.locator("#password").fill(PASSWORD)
        page.get_by_role("button").click()
        page.wait_for_url("/")
        return Hands(username, page, scripts)

    def page(self, size: tuple[int, int] = DESK, *, scripts: bool = True) -> Page:
        """Open an empty page, in a browser that knows nobody."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.address,
            java_script_enabled=scripts,
            locale="zh-CN",
            reduced_motion="reduce",
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        """Keep what the console says; a refused form is said there too, and is known from its answer."""
        if message.type in {"error", "warning"} and str(REFUSED) not in message.text:
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _failed(self, request: Request) -> None:
        """Keep what didn't come; what the browser gave up because the page was left isn't missed."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status != REFUSED:
            self.complaints.append(f"{response.url}: {response.status}")


@contextmanager
def browsing(address: str) -> Iterator[Doors]:
    """Start a browser for people who come to an address."""
    with sync_playwright() as playwright:
        # As root Chromium needs to be told; it opens only our own pages.
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium(), args=options)
        doors = Doors(browser, address)
        yield doors
        for context in doors.contexts:
            context.close()
        browser.close()


@dataclass(frozen=True, slots=True)
class Pick:
    """What is looked up: so much is typed, and the option that says so is taken."""

    typed: str
    option: str


Value = str | bool | Pick | list[str]
"""What goes into a field: words, a tick, something looked up, or several words of a vocabulary and no others."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Somebody signed in, at his page."""

    username: str
    page: Page
    scripts: bool

    # -- complaints and cases ----------------------------------------------------------------------------------

    def takes_in(self, fields: Mapping[str, Value], *rows: str) -> str:
        """Take a complaint in by the intake page; gives the case's number."""
        self.page.get_by_role("link", name="受理登记").first.click()
        form = self.page.locator("#form-received")
        self._fill(form, fields, rows)
        form.locator("[data-act]").click()
        self.page.wait_for_url(lambda url: "/cases/" in url or "/intake/" in url)
        return self.page.url.rpartition("/")[2]

    def takes_up(self, number: str) -> None:
        """Go to a case from one's worklist, because something is owed there."""
        self.page.goto("/")
        self.page.locator("table.cases a.cno", has_text=number).first.click()
        self.page.wait_for_url(f"**/cases/{number}")

    def open_case(self, number: str) -> None:
        """Go to a case by writing its number into the search at the top."""
        self.searches(number)
        self.page.wait_for_url(f"**/cases/{number}")

    def searches(self, words: str) -> None:
        """Write something into the search at the top."""
        search = self.page.locator("header [name=q]")
        search.fill(words)
        search.press("Enter")

    def does(self, kind: str, *rows: str, **fields: Value) -> None:
        """Do an act on the case that is open: fill its form in, send it, and be told that it is done.

        `rows` names the repeated fields to which a row is to be added first.
        """
        form = self.begins(kind)
        self._fill(form, fields, rows)
        self.sends(form)
        done, wrong = self.page.locator(".notes .note.g"), self.page.locator("[data-wrong]")
        expect(done.or_(wrong)).to_be_visible()
        assert wrong.count() == 0, f"{self.username}, {kind}: {wrong.inner_text()}"
        expect(done).to_contain_text("已办理")

    def begins(self, kind: str) -> Locator:
        """Come to an act's form: it stands there already, or its button among what may be done is pressed."""
        form = self.page.locator(f'#act form[action$="/acts/{kind}"]')
        if not form.is_visible():
            self.button(kind).click()
        expect(form).to_be_visible()
        return form

    def button(self, kind: str) -> Locator:
        """The button of an act among what may be done."""
        return self.page.locator(f'#acts a.chip[href^="?act={kind}#"]')

    def sends(self, form: Locator) -> None:
        """Send a form; if it can't be taken back, say that one is sure."""
        asks = form.get_attribute("data-ask")
        form.locator("[data-act]").click()
        dialog = self.page.get_by_role("dialog")
        if asks and self.scripts:
            expect(dialog).to_contain_text(asks)
            dialog.get_by_role("button", name="确认").click()

    # -- fields ------------------------------------------------------------------------------------------------

    def _fill(self, form: Locator, fields: Mapping[str, Value], rows: tuple[str, ...]) -> None:
        for name in rows:
            there = form.locator(f'button[name=_remove][value^="{name}-"]')
            more = there.count() + 1
            form.locator(f'button[name=_add][value="{name}"]').click()
            expect(there).to_have_count(more)
        for name, value in fields.items():
            put(form, name, value)


def put(form: Locator, name: str, value: Value) -> None:
    """Put a value into a field, in the way its kind of control takes it."""
    fields = form.locator(f'[name="{name}"]')
    match value:
        case Pick():
            _look_up(form, fields, value)
        case list():
            for box in fields.all():
                _tick(box, wanted=box.get_attribute("value") in value)
        case bool():
            fields.set_checked(value)
        case str() if fields.first.get_attribute("type") == "radio":
            _tick(fields.and_(form.locator(f'[value="{value}"]')))
        case str() if fields.evaluate("field => field.tagName") == "SELECT":
            fields.select_option(value)
        case _:
            fields.fill(value)


def _tick(box: Locator, *, wanted: bool = True) -> None:
    """Choose, or choose no more, by pressing the words beside the box: the box itself isn't seen."""
    if box.is_checked() is not wanted:
        box.locator("xpath=ancestor::label").click()
    expect(box).to_be_checked(checked=wanted)


def _look_up(form: Locator, field: Locator, value: Pick) -> None:
    field.fill("")
    field.press_sequentially(value.typed)
    options = form.locator(f'[id="{field.get_attribute("data-lookup")}"] [role=option]')
    options.filter(has_text=value.option).first.click()
    expect(field).to_have_attribute("aria-expanded", "false")
