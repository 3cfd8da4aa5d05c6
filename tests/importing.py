"""Importing as a test does it: a file, a map, a unit, and what became of each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.intake.checking import check
from anjie.intake.maps import Plan
from anjie.intake.results import Result
from anjie.intake.tables import Table, open_table
from anjie.intake.taking import Taker
from people import AT

ROOT = Path(__file__).parents[1]
MAPS = ROOT / "examples" / "maps"
TX_SAMPLE = ROOT / "tests" / "intake" / "data" / "tx_sample.csv"
HOTLINE_SAMPLE = ROOT / "examples" / "data" / "hotline-2026-11.csv"

TABLES = (
    "cases_case", "cases_entry", "cases_body", "cases_refusal", "cases_duty", "cases_party", "cases_counter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports files for the city of Nanning, three weeks after the day on which all tests play."""

    unit: Unit
    at: datetime = AT + timedelta(days=21)

    def __call__(self, file: Path, plan: str | Path, size: int = 4, *, dry_run: bool = False) -> Sequence[Result]:
        taker, table = self.prepare(file, plan, dry_run=dry_run)
        return list(taker.take(table.rows(), size))

    def prepare(self, file: Path, plan: str | Path, *, dry_run: bool = False) -> tuple[Taker, Table]:
        text = (MAPS / f"{plan}.toml").read_text("utf-8") if isinstance(plan, str) else plan.read_text("utf-8")
        read, table = Plan(text, str(plan)), open_table(file)
        check(read, table)
        return Taker(read.file, self.unit, lambda: self.at, dry_run), table


def rows_written() -> dict[str, int]:
    """Count the rows of every table that an import could write to; of the counters, the numbers given out."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        found: dict[str, int] = {}
        for table in TABLES:
            what = "coalesce(sum(value), 0)" if table == "cases_counter" else "count(*)"
            cursor.execute(f"select {what} from {table}")
            found[table] = int(cursor.fetchone()[0])
        return found
