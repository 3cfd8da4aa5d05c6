"""Every page as it is answered: in one language, with the headers that keep it private, and whatever is asked for."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse

from addresses import Asking, World, askings, client_of, routes
from anjie.access.gate import or_404
from anjie.access.models import Officer
from anjie.directory.models import Agent, CalendarDay, Unit
from anjie.procedure.rulebook import shipped
from casework import undone

WHO = ("huang", "wang", "li", "qin", "shen", "guan")
"""Between them they see every page."""


def pages(world: World, username: str, language: str = "zh-hans") -> Iterator[tuple[Asking, HttpResponse]]:
    """Give every page that somebody may read, in a language."""
    client = client_of(username)
    client.cookies["django_language"] = language
    for asking in askings(world):
        if asking.method == "GET":
            answer = asking.ask(client)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                yield asking, answer


# -- one language ------------------------------------------------------------------------------------------------

ATTRIBUTES = ("title", "placeholder", "aria-label", "alt", "data-label", "data-confirm")
SILENT = ("script", "style", "template")


class Words(HTMLParser):
    """Gathers what a page says: its text, and the attributes that people read or hear.

    What stands in an element that says its own language (`lang="zh-Hans"`) is data in that language.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._stack: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        mute = (self._stack[-1][1] if self._stack else False) or tag in SILENT or (tag != "html" and "lang" in known)
        if not mute:
            self.said += [known[name] or "" for name in ATTRIBUTES if name in known]
        if tag not in VOID:
            self._stack.append((tag, mute))

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self._stack and self._stack[-1][1]):
            self.said.append(" ".join(data.split()))


VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


def said_by(answer: HttpResponse) -> list[str]:
    """What a page says, piece by piece."""
    words = Words()
    words.feed(answer.content.decode())
    return words.said


def data_shown() -> list[str]:
    """What is the same in both languages, for it is data: names, and the titles of Chinese norms. Longest first."""
    names = {
        *Officer.objects.values_list("name", flat=True),
        *Agent.objects.values_list("name", flat=True),
        *CalendarDay.objects.values_list("name_zh", flat=True),
        *TYPED,
    }
    for unit in Unit.objects.all():
        names |= {unit.name, unit.short_name}
    for book in (book for name in shipped().ids for book in shipped().editions(name)):
        rows = (*book.clauses.values(), *book.grounds.values(), *book.figures.values())
        names |= {part for row in rows for part in str(row.source).split("，")}
        cited = [(getattr(row, "source", ""), getattr(row, "article", "")) for _, row in shipped().file(book.name).rows]
        names |= {part for source, article in cited for part in (source, article, f"{source} {article}")}
    return sorted({name.strip() for name in names} - {""}, key=len, reverse=True)


TYPED = ("农**", "督登〔2026〕00001号", "匿名", "赔案经过？", "三组", "代签", "农", "梁")
"""What people of the tests' company typed, as pages show it, and what one types to keep a name back."""

CHINESE = re.compile(r"[\u3400-\u9fff]")
AVATAR = re.compile(r"[\u3400-\u9fff]")
"""A person's picture is the first character of his name."""
ENGLISH = re.compile(r"[A-Za-z][a-z]+ [a-z]+|^[a-z_]{4,}$")
"""Two words in a row, or the code of a word."""


def in_one_language(answer: HttpResponse, wrong: re.Pattern[str], data: list[str]) -> Iterator[str]:
    """Give what a page says in the other language, without the data it shows."""
    for words in said_by(answer):
        rest = words
        for each in data:
            rest = rest.replace(each, "")
        if wrong.search(rest) and not AVATAR.fullmatch(rest):
            yield words


@pytest.mark.parametrize("username", WHO)
def test_english_pages_have_no_chinese_but_data(world: World, username: str) -> None:
    data = data_shown()
    left = {
        f"{asking.route} {asking.what}: {words}"
        for asking, answer in pages(world, username, "en")
        for words in in_one_language(answer, CHINESE, data)
    }
    assert left == set()


@pytest.mark.parametrize("username", WHO)
def test_chinese_pages_have_no_english_but_data(world: World, username: str) -> None:
    names = Officer.objects.values_list("username", flat=True)
    data = sorted((*names, "chinesecalendar", "SAMPLE"), key=len, reverse=True)
    ids = {row.id for name in shipped().ids for book in shipped().editions(name) for row in book.clauses.values()}
    left = {
        f"{asking.route} {asking.what}: {words}"
        for asking, answer in pages(world, username)
        for words in in_one_language(answer, ENGLISH, data)
        if words not in ids and not (asking.route == "web:rulebook" and CODE.fullmatch(words))
    }
    assert left == set()


CODE = re.compile(r"[a-z0-9.@-]+")
"""The code of a clause or a figure, by which the documents name it."""


def test_the_test_would_notice_the_other_language() -> None:
    said = HttpResponse('<p title="Late again">\u6848\u4ef6<b>No cases yet</b><i lang="en">by hand</i></p>')
    assert [*in_one_language(said, ENGLISH, [])] == ["Late again", "No cases yet"]
    assert [*in_one_language(said, CHINESE, [])] == ["\u6848\u4ef6"]


def test_officers_are_called_by_name_and_found_by_either_spelling(world: World) -> None:
    officer = Officer.objects.get(username="lu")
    officer.rename("吕督察")
    officer.save()
    client = client_of("wang")
    page = client.get(f"/cases/{world.numbers['450103']}").content.decode()
    assert "指派 王督察 经办" in page
    assert "指派 wang" not in page
    for typed in ("lvducha", "luducha", "lyuducha", "吕"):
        assert "吕督察" in client.get("/lookup/officer/", {"q": typed}).content.decode(), typed


# -- headers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["wang", "guan", None])
def test_every_answer_tells_the_browser_what_it_may_do(world: World, username: str | None) -> None:
    client, told = client_of(username), 0
    for asking in askings(world):
        with undone():
            answer = asking.ask(client)
        client = client if username is None or "_auth_user_id" in client.session else client_of(username)
        assert wanting(answer) == [], asking.key
        told += 1
    assert told > 100


def wanting(answer: HttpResponse) -> list[str]:
    """Name the headers that should be there and aren't."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    sandboxed = "sandbox" in policy and policy.get("default-src") == "'none'"
    rules = {
        "scripts": sandboxed or policy.get("script-src") == "'self'",
        "styles": sandboxed or policy.get("style-src") == "'self'",
        "objects": policy.get("object-src") == "'none'",
        "frames": policy.get("frame-ancestors") == "'none'" and answer.headers.get("X-Frame-Options") == "DENY",
        "base": policy.get("base-uri") == "'none'",
        "forms": sandboxed or policy.get("form-action") == "'self'",
        "sniffing": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.headers.get("Referrer-Policy") == "same-origin",
        "opener": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
    }
    return [name for name, kept in rules.items() if not kept]


@pytest.mark.parametrize("username", WHO)
def test_nothing_that_somebody_was_shown_stays_in_a_cache(world: World, username: str) -> None:
    client = client_of(username)
    for asking in askings(world):
        if asking.method == "GET":
            assert "no-store" in asking.ask(client).headers.get("Cache-Control", ""), asking.key


# -- odd things asked for ----------------------------------------------------------------------------------------

ODD = ("\x00", "450103\x00", "9" * 40, "x" * 3000, "..", "%", "\u6848\u0301", "'", "{0}", "\U0001f600")


def odd_addresses() -> Iterator[str]:
    """Give every route with each of its arguments odd."""
    for name, arguments in ((route.name, route.arguments) for route in routes() if route.arguments):
        for odd in ODD:
            try:
                yield reverse(name, kwargs=dict.fromkeys(arguments, odd))
            except NoReverseMatch:
                yield reverse(name, kwargs=dict.fromkeys(arguments, 10**40))


@pytest.mark.parametrize("username", ["wang", "guan"])
def test_odd_things_in_an_address_are_not_found(world: World, username: str) -> None:
    client, addresses = client_of(username), sorted({*odd_addresses()})
    for address in addresses:
        for ask in (client.get, client.post):
            with undone():
                assert ask(address).status_code in (200, 302, 403, 404, 405), address
    assert len(addresses) > 50


def test_a_name_that_cannot_be_is_as_one_that_is_not(world: World) -> None:
    client = client_of("wang")
    missing = client.get("/cases/450103-2026-99999").status_code
    assert missing == 404
    for odd in ("%00", "9" * 5000, "x" * 5000):
        for address in (f"/cases/{odd}", f"/agents/{odd}", f"/cases/{odd}/acts/acknowledged"):
            assert client.get(address).status_code in (missing, 405), address
    for odd in ("\x00", "9" * 5000):
        with pytest.raises(Http404):
            or_404(Agent.objects.all(), code=odd)
        with pytest.raises(Http404):
            or_404(Unit.objects.all(), pk=odd)


@pytest.mark.parametrize("username", ["wang", "guan"])
def test_odd_things_in_a_query_are_answered(world: World, username: str) -> None:
    client = client_of(username)
    for asking in askings(world):
        if asking.method == "GET" and "?" in asking.address:
            address, _, query = asking.address.partition("?")
            names = [pair.partition("=")[0] for pair in query.split("&")]
            for odd in (*ODD, ""):
                asked_for = "&".join(f"{name}={quote(odd)}" for name in (*names, "after"))
                assert client.get(f"{address}?{asked_for}").status_code < 500, asked_for
