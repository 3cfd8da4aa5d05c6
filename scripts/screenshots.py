"""Takes the pictures of the manual: every page of the demonstration, at a desk's width and at a phone's.

`make screenshots` runs it. It serves the demonstration from a folder of its own, which it removes, and writes
docs/screenshots/<page>-1440.png and <page>-390.png. With names of pages as arguments it takes only those; `--whole`
takes pages at their full height, `--to` names another folder, and `--at` a demonstration that is already served.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from anjie.demo.people import ABSENT, PASSWORD, STAFF
from anjie.procedure.terms import Role

HERE = Path(__file__).parents[1]
PICTURES = HERE / "docs" / "screenshots"
SIZES = ((1440, 900), (390, 844))
SECONDS_TO_START = 1200  # half a year of cases is worked through first
SECONDS_TO_STOP = 60

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

WATCHMAN = "weifuze"
"""Sees every unit of the region, and finds what is worth showing."""

Way = tuple[str, str]
"""Who looks at a page, by sign-in name (nobody if it is empty), and its address."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: its name among the pictures, and how to come to it; what has to be sought is sought by the watchman."""

    name: str
    way: Way | Callable[[Page], Way]
    language: str = "zh-hans"
    sizes: tuple[tuple[int, int], ...] = SIZES


def case_in_hand(page: Page) -> Way:
    """The gravest case under investigation or up for decision, as its handler sees it."""
    for filters in ("class=major&open=1", "class=special&open=1", "open=1"):
        page.goto(f"/register?{filters}")
        for line in page.locator("table.cases tbody tr").all():
            handler = HANDLERS.get(line.locator(".c-own .own").inner_text().strip().splitlines()[-1])
            if handler and line.locator(".c-stage .num").inner_text()[:1] in {"3", "4"}:
                return handler, line.locator("a.cno").get_attribute("href") or ""
    sys.exit("The demonstration has no case in hand.")


def agent_complained_of(page: Page) -> Way:
    """The agent most often complained of within the year, among the first that are listed."""
    page.goto("/agents?tab=complained")
    lines = page.locator("main tbody tr").all()
    often = max(lines, key=lambda line: int("0" + line.locator("td").nth(-2).inner_text().split()[-1]))
    return WATCHMAN, often.locator("a").first.get_attribute("href") or ""


def beside_a_case(page: str) -> Callable[[Page], Way]:
    """Another page of the case in hand."""

    def found(by: Page) -> Way:
        who, address = case_in_hand(by)
        return who, f"{address}/{page}"

    return found


def first_from(page: str, link: str) -> Callable[[Page], Way]:
    """Where the first such link of a page leads."""

    def found(by: Page) -> Way:
        by.goto(page)
        return WATCHMAN, by.locator(f"main a[href*='{link}']").first.get_attribute("href") or ""

    return found


HANDLERS = {each.name: each.username for each in STAFF if each.role is Role.INSPECTOR}
DESK = SIZES[:1]
SHOTS = (
    Shot("sign-in", ("", "/sign-in")),
    Shot("worklist", ("huducha", "/")),
    Shot("approvals", ("denglingdao", "/approvals")),
    Shot("cohandling", ("huangducha", "/cohandling")),
    Shot("messages", ("huangducha", "/messages")),
    Shot("intake", ("linshouli", "/intake")),
    Shot("case", case_in_hand),
    Shot("register", (WATCHMAN, "/register")),
    Shot("search", (WATCHMAN, "/search?q=保费")),
    Shot("agents", (WATCHMAN, "/agents?tab=complained")),
    Shot("agent", agent_complained_of),
    Shot("procedure", (WATCHMAN, "/rulebook")),
    Shot("case-papers", beside_a_case("papers/")),
    Shot("case-letters", beside_a_case("letters/")),
    Shot("letters-in", ("linshouli", "/intake/letters/")),
    Shot("archive", (WATCHMAN, "/archive")),
    Shot("case-archive", first_from("/archive?tab=kept", "/archive")),
    Shot("returns", (WATCHMAN, "/returns")),
    Shot("return", first_from("/returns", "/returns/45/")),
    Shot("scoreboard", (WATCHMAN, "/scoreboard")),
    Shot("process", (WATCHMAN, "/process/")),
    Shot("trends", (WATCHMAN, "/trends/")),
    Shot("rectifications", (WATCHMAN, "/rectifications/")),
    Shot("trials", (WATCHMAN, "/rulebook/trials/")),
    Shot("templates", ("chenfuze", "/administration/templates/")),
    Shot("process", (WATCHMAN, "/process/")),
    Shot("trends", (WATCHMAN, "/trends/")),
    Shot("rectifications", (WATCHMAN, "/rectifications/")),
    Shot("trials", (WATCHMAN, "/rulebook/trials/")),
    Shot("units", ("moguanli", "/units")),
    Shot("people", ("moguanli", "/people")),
    Shot("deputies", (ABSENT, "/deputies")),
    Shot("calendars", ("moguanli", "/calendars")),
    Shot("error", ("huducha", "/cases/450103-2026-99999")),
    Shot("worklist-en", ("huducha", "/"), "en", DESK),
    Shot("case-en", case_in_hand, "en", DESK),
)


# -- the server ------------------------------------------------------------------------------------------------


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Serve the demonstration from `home`, and give its address."""
    port = _free_port()
    command = [sys.executable, "-m", "anjie.cli", "serve", "--demo", "--port", str(port)]
    log = home / "serve.log"
    with log.open("wb") as said:
        server = subprocess.Popen(command, env=_environment(home), stdout=said, stderr=subprocess.STDOUT)
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(SECONDS_TO_STOP)
            server.kill()


def _environment(home: Path) -> Mapping[str, str]:
    """An environment in which no installation of the caller's is meant."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANJIE_", "DATABASE_"))}
    return {**kept, "ANJIE_HOME": str(home), "ANJIE_LOG_LEVEL": "WARNING"}


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"The demonstration could not be served.\n{log.read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's own word for yes
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


# -- the browser -----------------------------------------------------------------------------------------------


def find_browser() -> str:
    """Give the path of a Chromium."""
    for name in (os.environ.get("ANJIE_CHROMIUM", ""), *BROWSERS):
        found = shutil.which(name) if name else None
        if found:
            return found
    sys.exit("No Chromium found. Install one, or name it in ANJIE_CHROMIUM.")


class Photographer:
    """Signs people in and takes pictures of what they see."""

    def __init__(self, browser: Browser, address: str, folder: Path, *, whole: bool) -> None:
        self._browser, self._address, self._folder, self._whole = browser, address, folder, whole
        self._sessions: dict[str, StorageState] = {}

    def take(self, shot: Shot) -> None:
        """Take a page at every width."""
        who, path = shot.way if isinstance(shot.way, tuple) else self._seek(shot.way)
        for width, height in shot.sizes:
            with self._page(who, width, height, shot.language) as page:
                page.goto(path)
                page.wait_for_load_state("networkidle")
                target = self._folder / f"{shot.name}-{width}.png"
                page.screenshot(path=target, full_page=self._whole, animations="disabled", caret="hide")
                beyond = page.evaluate("document.documentElement.scrollWidth") - width
                note = f"  {beyond} px wider than the screen" if beyond > 0 else ""
                sys.stdout.write(f"{target.name}  {target.stat().st_size // 1024} KB{note}\n")

    def _seek(self, find: Callable[[Page], Way]) -> Way:
        with self._page(WATCHMAN, *SIZES[0]) as page:
            return find(page)

    @contextmanager
    def _page(self, who: str, width: int, height: int, language: str = "zh-hans") -> Iterator[Page]:
        """Open an empty page in a browser of somebody's own."""
        if who and who not in self._sessions:
            self._sessions[who] = self._sign_in(who)
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            base_url=self._address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            storage_state=self._sessions.get(who),
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": self._address}])
        yield context.new_page()
        context.close()

    def _sign_in(self, who: str) -> StorageState:
        """Sign somebody in once, and give what his browser keeps of it."""
        context = self._browser.new_context(base_url=self._address)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        kept = context.storage_state()
        context.close()
        return kept


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="pages to take; all of them if none is named")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only what the screen shows")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder for the pictures")
    parser.add_argument("--at", default="", metavar="ADDRESS", help="a demonstration that is already served")
    asked = parser.parse_args()
    unknown = set(asked.names) - {shot.name for shot in SHOTS}
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    chromium = find_browser()
    asked.to.mkdir(parents=True, exist_ok=True)
    with served(asked.at) as address, sync_playwright() as playwright:
        # As root Chromium needs to be told; it opens only our own pages.
        options = ["--no-sandbox", "--lang=zh-CN"]
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        photographer = Photographer(browser, address, asked.to, whole=asked.whole)
        for shot in SHOTS:
            if not asked.names or shot.name in asked.names:
                photographer.take(shot)
        browser.close()


@contextmanager
def served(address: str) -> Iterator[str]:
    """Give the address of a demonstration: the one that was named, or one of our own."""
    if address:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="anjie-screenshots-") as folder:
        Path(folder).chmod(0o755)  # the database's account must pass through
        with serving(Path(folder)) as own:
            yield own


if __name__ == "__main__":
    main()
