"""The rows of a story, made once with marks and stamped with the values of any number of cases.

What is stamped is what the desk would have written: the rows come from `cases.projection`, the chain from
`cases.journal`; only the repeated reckoning is left out. A test holds the two against each other.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from anjie.bench.marks import Blank, Mark, Values
from anjie.bench.stories import Step, Told
from anjie.cases.dossiers import rulebook_for, rulebook_now
from anjie.cases.journal import SALT, Envelope, body_hash, body_text, genesis
from anjie.cases.projection import (
    CASE,
    CHILDREN,
    DUTY,
    Head,
    Known,
    Place,
    Row,
    all_duties,
    case_row,
    duty_rows,
    searchable,
)
from anjie.cases.secrets import index_of
from anjie.platform.masking import mask_name
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import Dossier, fold
from anjie.procedure.terms import Level

ENTRY = ("id", "case_id", "seq", "at", "by", "acting_for", "unit", "kind", "edition", "body_hash", "hash")
BODY = ("entry_id", "case_id", "salt", "text")

CASE_ID, HEAD_ID, REGION_ID, CITY_ID, COUNTY_ID, AGENT_ID = range(-1, -7, -1)
IDS = {
    CASE_ID: Mark.CASE_ID,
    HEAD_ID: Mark.HEAD_ID,
    REGION_ID: Mark.REGION_ID,
    CITY_ID: Mark.CITY_ID,
    COUNTY_ID: Mark.COUNTY_ID,
    AGENT_ID: Mark.AGENT_ID,
}
"""Numbers that no table gives out, and the marks they become."""

NULL = "\\N"
SEARCH_TEXT = "cases_searchtext"

COLUMNS: Mapping[str, Sequence[str]] = {
    "cases_case": ("id", *CASE),
    "cases_entry": ENTRY,
    "cases_body": BODY,
    "cases_duty": DUTY,
    **{table: columns for table, (columns, _) in CHILDREN.items()},
}
"""The tables of a case in the order in which they can be filled, with the columns that are."""


class _Stroke:
    """One entry of the journal, with marks."""

    def __init__(self, seq: int, step: Step, edition: str) -> None:
        self._seq, self._at, self._kind, self._edition = seq, step.at, step.act.kind, edition
        self._by, self._unit = Blank(step.username), Blank(step.unit)
        self.text = Blank(body_text(step.act))
        self.middle = Blank(line((seq, step.at, step.username, "", step.unit, self._kind, edition, ""))[:-1])
        """What stands in its line between the ids and the hashes."""

    def envelope(self, values: Values, hashed: bytes) -> Envelope:
        """The envelope of one case."""
        by, unit = self._by.filled(values), self._unit.filled(values)
        return Envelope(self._seq, self._at, by, "", unit, self._kind, self._edition, hashed)


class Stamp:
    """Makes the rows of one story's cases, as lines for COPY."""

    def __init__(self, told: Told, calendar: Calendar) -> None:
        """Play the story into the tables, with marks."""
        self.level = told.level
        self.steps = told.steps
        dossier, self.edition = folded(told)
        self._strokes = [_Stroke(seq, step, self.edition) for seq, step in enumerate(told.steps, start=1)]
        self._tables = {table: Blank(text) for table, text in _tables(told, dossier, self.edition, calendar).items()}
        registered = dossier.of_kinds(("registered",))
        zone = calendar.zone
        self.begins_in = told.steps[0].at.astimezone(zone).year
        self.registered_in = registered[0].at.astimezone(zone).year if registered else None

    def lines(self, values: Values, entry_ids: Iterator[int]) -> Iterator[tuple[str, str]]:
        """(table, lines) of one case; `values` lack the head of the chain, which is made here."""
        entries: list[str] = []
        bodies: list[str] = []
        head = genesis(values[Mark.NUMBER])
        for stroke in self._strokes:
            entry_id, salt, text = next(entry_ids), os.urandom(SALT), stroke.text.filled(values)
            envelope = stroke.envelope(values, body_hash(salt, text))
            head = envelope.hash_after(head)
            ids = f"{entry_id}\t{values[Mark.CASE_ID]}\t"
            entries.append(ids + stroke.middle.filled(values) + f"{_hex(envelope.body_hash)}\t{_hex(head)}\n")
            bodies.append(f"{ids}{_hex(salt)}\t{_escaped(text)}\n")
        yield "cases_entry", "".join(entries)
        yield "cases_body", "".join(bodies)
        searched = {mark: searchable(value) for mark, value in values.items()}
        known = {**values, Mark.HEAD_HASH: _hex(head)}
        for table, blank in self._tables.items():
            yield table, blank.filled(searched if table == SEARCH_TEXT else known)


def folded(told: Told) -> tuple[Dossier, str]:
    """The case at its end, and the edition it began under."""
    edition = rulebook_now(told.steps[0].at).name
    book = rulebook_for(edition, told.steps[-1].at)
    entries = [Entry(seq, step.at, step.username, step.unit, step.act) for seq, step in enumerate(told.steps, start=1)]
    return fold(entries, book), edition


def _tables(told: Told, dossier: Dossier, edition: str, calendar: Calendar) -> dict[str, str]:
    county = told.level is Level.COUNTY
    unit = COUNTY_ID if county else CITY_ID
    place = Place(unit, HEAD_ID, REGION_ID, CITY_ID, COUNTY_ID if county else None)
    head, known = Head(CASE_ID, place, edition, b""), Known({Mark.AGENT.value: AGENT_ID})
    owed = all_duties(dossier, calendar, told.steps[-1].at)
    whole = case_row(head, dossier, owed, calendar)
    at = CASE.index("head_hash")
    rows: dict[str, list[Row]] = {
        "cases_case": [(CASE_ID, *whole[:at], Mark.HEAD_HASH, *whole[at + 1 :])],
        "cases_duty": duty_rows(head, dossier, owed),
        **{table: make(head, dossier, known) for table, (_, make) in CHILDREN.items()},
    }
    tables = {table: "".join(line(row) for row in made) for table, made in rows.items()}
    tables["cases_case"] = tables["cases_case"].replace(mask_name(Mark.NAME), Mark.MASKED)
    tables["cases_party"] = (
        tables["cases_party"]
        .replace(index_of("phone", Mark.PHONE), Mark.PHONE_INDEX)
        .replace(index_of("id_no", Mark.ID_NO), Mark.ID_INDEX)
    )
    tables[SEARCH_TEXT] = _with_keys(tables[SEARCH_TEXT])
    return tables


def _with_keys(text: str) -> str:
    """Put marks where the pinyin of marked names would stand: it is empty, in the order complainant, respondent."""
    return text.replace(EMPTY_KEYS, f"\\n{Mark.NAME_KEYS}\\n", 1).replace(EMPTY_KEYS, f"\\n{Mark.AGENT_KEYS}\\n", 1)


EMPTY_KEYS = "\\n \\n"


# -- as COPY reads it ------------------------------------------------------------------------------------------


def line(row: Row) -> str:
    """A row as a line."""
    return "\t".join(map(cell, row)) + "\n"


def cell(value: object) -> str:
    """One value as COPY reads it; what stands for an id becomes its mark."""
    if value is None:
        return NULL
    form = next((form for kind, form in FORMS.items() if isinstance(value, kind)), None)
    return form(value) if form else _escaped(value.value if isinstance(value, Enum) else str(value))


def _hex(value: bytes) -> str:
    return f"\\\\x{value.hex()}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


FORMS: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: "t" if value else "f",
    int: lambda value: IDS[value].value if value in IDS else str(value),
    date: lambda value: value.isoformat(),
    bytes: _hex,
    list: lambda value: "{" + ",".join(f'"{each}"' for each in value) + "}",
}
"""In this order: a truth is also a number, and a moment also a day."""
