"""The process over many cases: the map, the ways, event logs, and another edition tried by one process and by two."""

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from django.db import connections

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.figures import Aim, Figure, p50
from anjie.bench.parts import generate
from anjie.bench.setting import Setting
from anjie.cases.models import Case
from anjie.directory.models import Unit
from anjie.oversight import replays
from anjie.oversight.events.exporting import Format, export
from anjie.oversight.events.source import Source
from anjie.oversight.flow import flow
from anjie.oversight.models import Portion, Replay
from anjie.oversight.rework import handovers, rework
from anjie.oversight.selecting import Selection
from anjie.oversight.variants import variants
from anjie.procedure.terms import Text

PART = "process"
ROUNDS = 3
TRIED = 1_000
"""Cases on which an edition is tried."""
PROCESSES = (1, 2)
MEGABYTES = 150
"""What an export may need beyond what the process had before."""
EVERYTHING = Selection(notes=True)


def measure(setting: Setting) -> Iterator[Figure]:
    """All of it, on the generated cases."""
    with within(Scope.SYSTEM):
        there = Case.objects.exists()
    if not there:
        yield from generate.measure(setting)
    with within(Scope.SYSTEM):
        yield from _asked()
    yield from _exported()
    yield from _tried(setting.now)


def _asked() -> Iterator[Figure]:
    """How long each question takes over all cases."""
    questions: tuple[tuple[str, Text, Callable[[], object]], ...] = (
        ("map", Text("流程图", "the map"), lambda: flow(Scope.SYSTEM, Selection())),
        ("ways", Text("办理路径", "the ways"), lambda: variants(Scope.SYSTEM, Selection())),
        ("rework", Text("返工", "what is done again"), lambda: rework(Scope.SYSTEM, Selection())),
        ("hands", Text("交接", "hand-overs"), lambda: handovers(Scope.SYSTEM, Selection())),
    )
    for name, says, ask in questions:
        yield Figure(PART, name, says, p50([_seconds(ask) for _ in range(ROUNDS)]), "s")


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


# -- event logs --------------------------------------------------------------------------------------------------

LOGS = ((Format.XES, "log.xes"), (Format.CSV, "log.csv"), (Format.PARQUET, "log.parquet"), (Format.OCEL2, "log.json"))


def _exported() -> Iterator[Figure]:
    """Events a second, and the memory that it takes, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for format_, name in LOGS:
            rate, grown = _in_a_child(partial(_export, format_, Path(folder) / name))
            says = Text(f"导出 {name}", f"export of {name}")
            yield Figure(PART, f"{name} events/s", says, rate, "/s")
            yield Figure(PART, f"{name} memory", says + Text("，内存增加", ", more memory"), grown, "MB", MEGABYTES)


def _export(format_: Format, path: Path, answer: Connection) -> None:
    before = _memory()
    start = perf_counter()
    with within(Scope.SYSTEM):
        events = export(Source(Scope.SYSTEM, EVERYTHING), format_, path)
    answer.send((events / (perf_counter() - start), _memory() - before))


def _memory() -> float:
    """The most this process has had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024**2 if sys.platform == "darwin" else most / 1024


def _in_a_child(work: Callable[[Connection], None]) -> tuple[float, float]:
    connections.close_all()  # a child must not share them
    context = get_context("fork")
    mine, theirs = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(theirs,))
    child.start()
    theirs.close()
    rate, grown = mine.recv()
    child.join()
    return rate, grown


# -- another edition ---------------------------------------------------------------------------------------------


def _tried(now: datetime) -> Iterator[Figure]:
    """Cases a second, with one process and with two."""
    for count in PROCESSES:
        seconds = _try(count, now)
        says = Text(f"试行，{count} 个进程", f"an edition tried, {count} at work")
        yield Figure(PART, f"replay {count}", says, TRIED / seconds, "cases/s", side=Aim.AT_LEAST)


def _try(processes: int, now: datetime) -> float:
    with within(Scope.SYSTEM):
        ids = list(islice(Case.objects.order_by("-id").values_list("id", flat=True), TRIED))
        unit = Unit.objects.get(parent=None)
        edition = Case.objects.get(pk=ids[0]).edition
        row = Replay.objects.create(unit=unit, head_id=unit.pk, edition=edition, made_at=now, cases=len(ids))
        size = replays.PORTION
        Portion.objects.bulk_create(
            Portion(replay=row, place=place, cases=ids[first : first + size])
            for place, first in enumerate(range(0, len(ids), size))
        )
    connections.close_all()
    context = get_context("fork")
    children = [context.Process(target=_work_on, args=(row.pk, now)) for _ in range(processes)]
    start = perf_counter()
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise RuntimeError("a process of the benchmark failed")
    return perf_counter() - start


def _work_on(replay: int, now: datetime) -> None:
    with within(Scope.SYSTEM):
        while replays.do_next(replay, now):
            pass
