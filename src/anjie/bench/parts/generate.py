"""How fast cases are made in bulk for the pages to be measured on, and whether they are what the desk would write."""

from collections.abc import Iterator
from time import perf_counter

from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.figures import Figure
from anjie.bench.generating import generate
from anjie.bench.setting import Setting, empty
from anjie.procedure.terms import Text

PART = "generate"


def measure(setting: Setting) -> Iterator[Figure]:
    """Fill the tables."""
    empty()
    with setting.progress(Text("批量生成案件", "Generating cases"), setting.cases) as advance:
        start = perf_counter()
        generate(setting.company, setting.stamps, setting.cases, advance=advance)
        seconds = perf_counter() - start
    yield Figure(PART, "cases", Text("案件", "cases"), setting.cases)
    yield Figure(PART, "cases/s", Text("每秒生成", "generated in a second"), setting.cases / seconds, "/s")
    yield Figure(PART, "acts", Text("记录", "journal entries"), _count("cases_entry"))
    yield Figure(PART, "duties", Text("要求", "duties"), _count("cases_duty"))


def _count(table: str) -> int:
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])
