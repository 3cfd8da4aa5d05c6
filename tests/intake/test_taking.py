"""Rows come in once, or are reported with the reason; whatever happens in between."""

from pathlib import Path

import pytest

from anjie.intake.checking import check
from anjie.intake.maps import read_map
from anjie.intake.tables import open_table
from anjie.intake.taking import Fate, Taker
from people import AT


def test_x(tree):
    plan = read_map(Path("examples/maps/tx_complaints.toml"))
    table = open_table(Path("tests/intake/data/tx_sample.csv"))
    check(plan, table)
    for r in Taker(plan.file, tree["4501"], lambda: AT).take(table.rows()):
        print(r.row.number, r.fate, r.case, r.problems)
    plan = read_map(Path("examples/maps/hotline.toml"))
    table = open_table(Path("examples/data/hotline-2026-11.csv"))
    check(plan, table)
    from datetime import timedelta
    for i in range(2):
        for r in Taker(plan.file, tree["4501"], lambda: AT+timedelta(days=20)).take(table.rows()):
            print(r.row.number, r.fate, r.case, r.problems)
    assert 0
