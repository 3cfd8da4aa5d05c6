"""Takes the pictures of the manual: every page of the demonstration, at a desk's width and at a phone's.

`make screenshots` runs it. It serves the demonstration from a folder of its own, which it removes, and writes
docs/screenshots/<page>-1440.png and <page>-390.png. With names of pages as arguments it takes only those; with
`--whole` it takes the pages at their full height, and `--to` names another folder for them.
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

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from anjie.demo.people import PASSWORD

HERE = Path(__file__).parents[1]
PICTURES = HERE / "docs" / "screenshots"
SIZES = ((1440, 900), (390, 844))
SECONDS_TO_START = 300
SECONDS_TO_STOP = 60

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """One page: its name among the pictures, who looks at it, and how he gets there."""

    name: str
    who: str
    path: str
    then: Callable[[Page], object] = lambda _: None
    language: str = "zh-hans"
    sizes: tuple[tuple[int, int], ...] = SIZES


def first_line(page: Page) -> None:
    """Open the first case of a list."""
    page.locator("table.cases a.cno").first.click()


SHOTS: tuple[Shot, ...] = ()


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
        self._sessions: dict[str, list[dict[str, object]]] = {}

    def take(self, shot: Shot) -> None:
        """Take a page at every width."""
        for width, height in shot.sizes:
            context = self._context(shot, width, height)
            page = context.new_page()
            page.goto(shot.path)
            shot.then(page)
            page.wait_for_load_state("networkidle")
            page.evaluate("document.activeElement.blur()")
            target = self._folder / f"{shot.name}-{width}.png"
            page.screenshot(path=target, full_page=self._whole, animations="disabled", caret="hide")
            beyond = page.evaluate("document.documentElement.scrollWidth") - width
            note = f"  {beyond} px wider than the screen" if beyond > 0 else ""
            sys.stdout.write(f"{target.name}  {target.stat().st_size // 1024} KB{note}\n")
            context.close()

    def _context(self, shot: Shot, width: int, height: int) -> BrowserContext:
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            base_url=self._address,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        if shot.who:
            if shot.who not in self._sessions:
                self._sessions[shot.who] = self._sign_in(shot.who)
            context.add_cookies(self._sessions[shot.who])  # type: ignore[arg-type]  # as the browser gave them
        context.add_cookies([{"name": "django_language", "value": shot.language, "url": self._address}])
        return context

    def _sign_in(self, who: str) -> list[dict[str, object]]:
        context = self._browser.new_context(base_url=self._address, locale="zh-CN")
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("[name=username]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        cookies = [dict(cookie) for cookie in context.cookies() if cookie.get("name") != "django_language"]
        context.close()
        return cookies


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="pages to take; all of them if none is named")
    parser.add_argument("--whole", action="store_true", help="the whole page, not only what the screen shows")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder for the pictures")
    asked = parser.parse_args()
    unknown = set(asked.names) - {shot.name for shot in SHOTS}
    if unknown:
        parser.error(f"no such page: {', '.join(sorted(unknown))}")
    chromium = find_browser()
    asked.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="anjie-screenshots-") as folder:
        Path(folder).chmod(0o755)  # the database's account must pass through
        with serving(Path(folder)) as address, sync_playwright() as playwright:
            # As root Chromium needs to be told; it opens only our own pages.
            options = ["--no-sandbox", "--lang=zh-CN"]
            environment = {**os.environ, "LANGUAGE": "zh_CN"}  # in which it writes what stands in empty date fields
            browser = playwright.chromium.launch(executable_path=chromium, args=options, env=environment)
            photographer = Photographer(browser, address, asked.to, whole=asked.whole)
            for shot in SHOTS:
                if not asked.names or shot.name in asked.names:
                    photographer.take(shot)
            browser.close()


if __name__ == "__main__":
    main()
