"""What the real set counts, and what the file itself counts: by unit, class and outcome, year by year."""

import csv
import gzip
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.oversight.counting import Whose, count
from anjie.oversight.figures import HISTORIC_PRODUCT, reconciles
from anjie.oversight.periods import parse_span
from importing import TX_SAMPLE, Importer
from people import AT

TX = Path(__file__).parents[2].parent / "shared" / "data" / "tx_complaints.csv.gz"
"""The large set of real data, where it lies beside the project."""

ROWS = 2_400
EVERY = 97
"""One row of so many, so that every year is there."""


def expected(rows: list[dict[str, str]]) -> dict[str, Counter[str]]:
    """By year: how many were received, closed, upheld, and closed of each kind."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        year = found.setdefault(row["closed_date"][:4], Counter())
        year["historic_closed"] += 1
        year["historic_upheld" if row["is_confirmed"] == "True" else "historic_not_upheld"] += 1
        year[HISTORIC_PRODUCT + row["coverage_type"]] += 1
        found.setdefault(row["received_date"][:4], Counter())["historic_received"] += 1
    return found


def check(parts: dict[int, list[dict[str, str]]]) -> None:
    """Whether the yearly figures of each unit are those of the rows it was given."""
    wanted = {unit: expected(rows) for unit, rows in parts.items()}
    for year in sorted({year for found in wanted.values() for year in found}):
        span = parse_span(year)
        assert span
        with within(Scope.SYSTEM):
            counts = count(Whose(tuple(parts)), span, AT)
        for unit, found in wanted.items():
            values = dict(counts.get(unit, {}))
            assert reconciles(values)
            told = {code: n for code, n in values.items() if code not in ("historic_opening", "historic_closing")}
            assert told == {code: n for code, n in found.get(year, Counter()).items() if n}, (unit, year)


def taken(importer: Importer, path: Path) -> list[dict[str, str]]:
    """Import a file; gives the rows that came in."""
    results = importer(path, "tx_complaints", size=400)
    return [dict(result.row.cells) for result in results if result.fate == "taken"]


def test_the_yearly_figures_of_the_sample_are_those_of_its_file(tree: dict[str, Any]) -> None:
    here = taken(Importer(tree["4501"]), TX_SAMPLE)
    assert len(here) > 3
    check({tree["4501"].pk: here})


@pytest.mark.shared_data
@pytest.mark.skipif(not TX.exists(), reason="the large set is not here")
def test_the_yearly_figures_of_the_real_set_are_those_of_its_file(tree: dict[str, Any], tmp_path: Path) -> None:
    with gzip.open(TX, "rt", encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        names = list(reader.fieldnames or ())
        rows = list(islice(reader, 0, ROWS * EVERY, EVERY))
    parts: dict[int, list[dict[str, str]]] = {}
    for number, code in enumerate(("450103", "450203")):
        part = tmp_path / f"{code}.csv"
        mine = rows[number::2]
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(mine)
        assert len(taken(Importer(tree[code]), part)) == len(mine)
        parts[tree[code].pk] = mine
    check(parts)
