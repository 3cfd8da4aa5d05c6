"""Made-up contents for any act's form, and what a browser would send of a form as it stands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from anjie.web.forms.fields import FieldSpec, Kind

WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30).map(str.strip)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=3).map("\n".join).map(str.strip)
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
# Since the local clock is moved no more, by the second.
MOMENTS = st.integers(700_000_000, 7_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC))


def contents(specs: tuple[FieldSpec, ...]) -> SearchStrategy[dict[str, Any]]:
    """Values for fields: the required ones always, each other one sometimes."""
    required = {spec.name: value(spec) for spec in specs if spec.required}
    others = {spec.name: value(spec) for spec in specs if not spec.required}
    return st.fixed_dictionaries(required, optional=others)


def value(spec: FieldSpec) -> SearchStrategy[Any]:
    """A value for a field."""
    if spec.kind in SEVERAL:
        return SEVERAL[spec.kind](spec)
    if spec.kind is Kind.WORD:
        return st.sampled_from(spec.words)
    if spec.kind is Kind.WHOLE:
        return st.integers(spec.low, spec.high)
    return SCALARS.get(spec.kind, WORDS.filter(bool))


def _some_words(spec: FieldSpec) -> SearchStrategy[Any]:
    """Some of the words, in the order in which the page has them and a browser sends them."""
    some = st.sets(st.sampled_from(spec.words), min_size=spec.fewest)
    return some.map(lambda words: sorted(words, key=spec.words.index))


SEVERAL: dict[Kind, Callable[[FieldSpec], SearchStrategy[Any]]] = {
    Kind.PART: lambda spec: contents(spec.fields),
    Kind.ROWS: lambda spec: st.lists(contents(spec.fields), min_size=spec.fewest, max_size=3),
    Kind.LINES: lambda spec: st.lists(value(spec.fields[0]), min_size=spec.fewest, max_size=3),
    Kind.WORDS: _some_words,
    Kind.PAPERS: lambda spec: st.lists(contents(spec.fields[:1]), max_size=2),
}

SCALARS: dict[Kind, SearchStrategy[Any]] = {
    Kind.AREA: PARAGRAPHS.filter(bool),
    Kind.MONEY: st.decimals(0, 10**11, places=2),
    Kind.DAY: DAYS,
    Kind.MOMENT: MOMENTS,
    Kind.TICK: st.booleans(),
    Kind.YES_NO: st.booleans(),
}


def query(typed: dict[str, list[str]]) -> QueryDict:
    """What was typed, as a request carries it."""
    data = QueryDict(mutable=True)
    for name, texts in typed.items():
        data.setlist(name, list(texts))
    return data


class Page(HTMLParser):
    """A page as a browser understands it: what it would send, and what refers to what."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sends: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.refers: list[str] = []
        self._select = ""
        self._area = ""
        self._written: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: text or "" for name, text in attrs}
        self.ids += [found["id"]] if "id" in found else []
        self.refers += [found["for"]] if "for" in found else []
        self.refers += found.get("aria-describedby", "").split()
        if tag == "input" and "name" in found:
            self._input(found)
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select and "selected" in found:
            self._send(self._select, found["value"])
        elif tag == "textarea":
            self._area, self._written = found["name"], []

    def _input(self, found: dict[str, str]) -> None:
        if found.get("type") not in {"checkbox", "radio"} or "checked" in found:
            self._send(found["name"], found.get("value", ""))

    def _send(self, name: str, text: str) -> None:
        self.sends.setdefault(name, []).append(text)

    def handle_data(self, data: str) -> None:
        if self._area:
            self._written.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            # A browser drops the first line end, and sends the others as it always has.
            text = "".join(self._written).removeprefix("\n").replace("\n", "\r\n")
            self._send(self._area, text)
            self._area = ""
