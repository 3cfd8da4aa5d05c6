"""Nothing that stands in a rulebook is kept from whoever reads it: on the page, printed, and among the assumptions."""

import json
import re
from functools import cache
from html import unescape
from importlib.resources import files
from typing import get_args

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from pydantic import BaseModel
from typer.testing import CliRunner

from anjie.access.models import Officer
from anjie.cli import app, rulebook
from anjie.procedure.rulebook import Library, Place, Rulebook, RulebookFile, read, shipped
from anjie.procedure.soundness import assumptions
from anjie.web.rulebookpage import RulebookPage
from anjie.web.views import procedure
from people import signed_in

CLAUSES = {"must": "clause", "may": "clause", "must_not": "clause"}
"""Clauses have one kind of address, whichever their table."""

BINDS_OPEN_CASES = """
[[transitional]]
clause = "register-same-day"
source = "办法"
zh = "在办案件一并适用"
en = "Open cases too"
"""


def tables() -> set[str]:
    """Every table that a rulebook may have."""
    rows = {name: get_args(field.annotation) for name, field in RulebookFile.model_fields.items()}
    return {name for name, of in rows.items() if of and isinstance(of[0], type) and issubclass(of[0], BaseModel)}


@cache
def whole() -> RulebookFile:
    """The shipped measures and whatever table they have no row of: a table without a row here is not tried."""
    text = (files("anjie.procedure") / "rulebooks" / "measures-gx.toml").read_text("utf-8")
    return read(text + BINDS_OPEN_CASES, "measures-gx.toml")


@cache
def library() -> Library:
    return shipped().having(whole())


def book() -> Rulebook:
    return library().edition(f"{whole().id}@{whole().edition}")


@pytest.fixture
def _at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (rulebook, procedure):
        monkeypatch.setattr(reader, "shipped", library)


def shown(*words: str) -> str:
    done = CliRunner().invoke(app, ["rulebook", "show", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_table_is_named_and_tried() -> None:
    assert {table for (table, _), _ in whole().rows} == set(rulebook.TABLES) == tables()


@pytest.mark.usefixtures("_at_hand")
def test_every_row_has_its_place_on_the_page(people: dict[str, Officer]) -> None:
    text = unescape(signed_in("wang").get(reverse("web:rulebook")).content.decode())
    addresses = [f'id="{CLAUSES.get(table, table)}-{key}"' for (table, key), _ in whole().rows]
    assert [address for address in addresses if text.count(address) != 1] == []
    unsaid = [each.place for each in assumptions(book()) if each.assumption.note.zh not in text]
    assert unsaid == []


def test_the_contents_lead_to_every_catalogue() -> None:
    shown_with = {"book": book(), "page": RulebookPage(book(), library(), {})}
    contents = render_to_string("web/rulebook/contents.html", shown_with)
    headings = re.findall(r'<h2 id="([^"]+)"', render_to_string("web/rulebook/catalogues.html", shown_with))
    assert len(headings) == len(rulebook.TABLES) - len(CLAUSES) - 1, "the ladder and what moves it share one"
    assert [heading for heading in headings if f'href="#{heading}"' not in contents] == []


@pytest.mark.usefixtures("_at_hand")
def test_every_row_is_printed() -> None:
    page = RulebookPage(book(), library(), {})
    printed = {each.table: len(each.rows) for each in rulebook.catalogues_of(page)}
    beside = [table for table in rulebook.TABLES if table not in CLAUSES]
    composed = {table: len({place for place in book().places if place[0] == table}) for table in beside}
    assert printed == composed
    for language in ("zh", "en"):
        said = shown("--lang", language)
        for catalogue in rulebook.catalogues_of(page):
            assert catalogue.title.in_language(language) in said


@pytest.mark.usefixtures("_at_hand")
def test_every_row_is_in_what_programs_read() -> None:
    data = json.loads(shown("--json"))
    rows = [row for part in data.values() if isinstance(part, list) for row in part if isinstance(row, dict)]

    def is_there(row: BaseModel) -> bool:
        wanted = row.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        return any(wanted.items() <= each.items() for each in rows if each.keys() >= wanted.keys())

    assert [place for place, row in whole().rows if not is_there(row)] == []


@pytest.mark.usefixtures("_at_hand")
def test_a_table_without_rows_is_not_printed() -> None:
    law = shown("law-cn-2020-3")
    assert "文书必须载明的内容" in law
    assert "案卷必备材料" not in law


def test_every_assumption_of_every_table_is_listed() -> None:
    made: list[Place] = [place for place, row in whole().rows if getattr(row, "assumption", None)]
    assert set(made) - {each.place for each in assumptions(book())} == set()
