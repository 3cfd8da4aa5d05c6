"""How many complaints bulk intake takes in in a second: read, mapped, judged, and brought to the desk in batches."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from anjie.bench.casting import Casting
from anjie.bench.figures import Aim, Figure
from anjie.bench.marks import Mark
from anjie.bench.setting import Setting, empty
from anjie.intake.checking import check
from anjie.intake.maps import Plan
from anjie.intake.results import Fate
from anjie.intake.tables import open_table
from anjie.intake.taking import Taker
from anjie.procedure.terms import Level, Text

PART = "import"
AIM = 300
FEWEST, MOST = 1_200, 6_000

NEW = """
source = "hotline"
number = "no"
[received]
unit = { column = "unit" }
channel = { value = "hotline" }
medium = { value = "oral" }
received_by_company_at = { column = "at" }
received_by_unit_at = { column = "at" }
facts = { column = "facts" }
[[received.complainants]]
name = { column = "name" }
role = { value = "policyholder" }
phone = { column = "phone" }
[[received.respondents]]
name = { column = "agent_name" }
agent = { column = "agent" }
[[received.policies]]
number = { column = "policy" }
"""
HISTORIC = """
source = "elsewhere"
number = "no"
[imported]
unit = { column = "unit" }
received_on = { column = "on" }
closed_on = { column = "on" }
facts = { column = "facts" }
[[imported.complainants]]
name = { column = "name" }
role = { value = "policyholder" }
[[imported.respondents]]
name = { column = "agent_name" }
agent = { column = "agent" }
"""
COLUMNS = ("no", "unit", "at", "on", "name", "phone", "agent", "agent_name", "policy", "facts")
FACTS = "投保时代理人承诺每年固定分红，现在领不到那么多，回访电话也是代理人教着回答的，要求退还保费。"


def measure(setting: Setting) -> Iterator[Figure]:
    """New complaints, then historic ones."""
    empty()
    rows = min(max(setting.cases // 10, FEWEST), MOST)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "complaints.csv"
        _write(setting, file, rows)
        for name, (plan, says) in PLANS.items():
            yield Figure(PART, name, says, rows / _seconds(setting, file, plan, rows), "/s", AIM, Aim.AT_LEAST)


PLANS = {"new": (NEW, Text("新投诉", "new complaints")), "historic": (HISTORIC, Text("历史案件", "historic cases"))}


def _seconds(setting: Setting, file: Path, plan: str, rows: int) -> float:
    table, read = open_table(file), Plan(plan, "map")
    check(read, table)
    taker = Taker(read.file, setting.company.units["45"], lambda: setting.now)
    with setting.progress(Text("导入投诉", "Importing complaints"), rows) as advance:
        start = perf_counter()
        for result in taker.take(table.rows()):
            if result.fate is not Fate.TAKEN:
                raise RuntimeError(f"row {result.row.number}: {result.problems}")
            advance(1)
        return perf_counter() - start


def _write(setting: Setting, file: Path, rows: int) -> None:
    casting = Casting(setting.company)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for place in range(rows):
            writer.writerow(_row(casting, place, setting))


def _row(casting: Casting, place: int, setting: Setting) -> Sequence[object]:
    cast = casting.cast(place, Level.COUNTY, place)
    said = (Mark.NAME, Mark.PHONE, Mark.AGENT, Mark.AGENT_NAME, Mark.POLICY)
    return (
        place + 1, cast.unit.code, setting.now.isoformat(), setting.now.date().isoformat(),
        *(cast.values[mark] for mark in said), FACTS,
    )  # fmt: skip
