"""Rules of the code itself that no linter knows, read from its syntax: who reads the clock, who writes cases."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

SOURCE = Path(__file__).parents[2] / "src" / "anjie"

Tree = tuple[Path, ast.Module]


def modules(*left_out: str) -> Iterator[tuple[str, ast.Module]]:
    """Give every module of the product by its path, but for those left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(left_out) and "/migrations/" not in name:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def dotted(node: ast.expr) -> str:
    """Give a dotted name as it is written, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


# -- time is an argument ---------------------------------------------------------------------------------------

CLOCK = re.compile(r"(^|\.)(datetime|date)\.(now|utcnow|today)$|(^|\.)timezone\.now$|^time\.(time|time_ns)$")
WITHOUT_MOMENT = re.compile(r"(^|\.)timezone\.(localtime|localdate)$|^time\.(localtime|gmtime)$")
"""These convert a moment; without one they take the present."""
WATCHES = {"django.utils.timezone": {"now"}, "time": {"time", "time_ns"}}
"""What is a clock also when it is imported by itself."""


def clock_readings(tree: ast.Module) -> Iterator[int]:
    """Give the lines that read the clock or fetch something that does."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(lineno=line) if CLOCK.search(dotted(node)):
                yield line
            case ast.Call(func=called, args=[], keywords=[], lineno=line) if WITHOUT_MOMENT.search(dotted(called)):
                yield line
            case ast.ImportFrom(module=str(module), names=names, lineno=line):
                if WATCHES.get(module, set()) & {alias.name for alias in names}:
                    yield line


def test_one_module_reads_the_clock() -> None:
    reading = {f"{name}:{line}" for name, tree in modules() for line in clock_readings(tree)}
    assert {place.partition(":")[0] for place in reading} == {"platform/clock.py"}, sorted(reading)


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("datetime.now(tz=UTC)", True),
        ("datetime.datetime.utcnow()", True),
        ("date.today()", True),
        ("timezone.now()", True),
        ("time.time()", True),
        ("from django.utils.timezone import now", True),
        ("from time import time", True),
        ("call(default=timezone.now)", True),
        ("timezone.localtime()", True),
        ("timezone.localtime(moment)", False),
        ("time.monotonic()", False),
        ("clock.now()", False),
        ("datetime(2026, 1, 1)", False),
    ],
)
def test_the_test_would_notice_a_clock(code: str, reads: bool) -> None:
    assert bool([*clock_readings(ast.parse(code))]) is reads


# -- one door for writing --------------------------------------------------------------------------------------

DOOR = "cases/store.py"
BENCH = "bench/"
"""Measures in a database of its own, which it fills by copying rows."""
STATEMENT = re.compile(
    r"\b(insert\s+into|update|delete\s+from|truncate|merge\s+into|copy)\s+\{?\"?cases_", re.IGNORECASE
)
WRITERS = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save"}


def case_models() -> set[str]:
    return {model.__name__ for model in apps.get_app_config("cases").get_models()}


def writes_of_cases(tree: ast.Module, models: set[str]) -> Iterator[int]:
    """Give the lines that write tables of cases: a statement, or a writing method of something made of their models."""
    ours = imported(tree, models)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
            yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            named = {inner.id for inner in ast.walk(node.func.value) if isinstance(inner, ast.Name)}
            if named & ours:
                yield node.lineno


def imported(tree: ast.Module, models: set[str]) -> set[str]:
    """The names under which a module knows the models of cases, and what it calls that comes straight from them."""
    ours = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "anjie.cases.models"
        for alias in node.names
        if alias.name in models
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(n, ast.Name) and n.id in ours for n in ast.walk(node.value)):
            ours |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return ours


def test_cases_are_written_through_one_door() -> None:
    models = case_models()
    writing = {f"{name}:{line}" for name, tree in modules(BENCH) for line in writes_of_cases(tree, models)}
    assert {place.partition(":")[0] for place in writing} == {DOOR}, sorted(writing)


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ("execute('insert into cases_case (id) values (1)')", True),
        ("execute(f'DELETE FROM cases_duty where id = {1}')", True),
        ("from anjie.cases.models import Case\nCase.objects.filter(id=1).update(stage='x')", True),
        ("from anjie.cases.models import Case as Row\nRow(number='1').save()", True),
        ("from anjie.cases.models import Duty\nduty = Duty.objects.get()\nduty.delete()", True),
        ("from anjie.cases.models import Case\nCase.objects.filter(id=1)", False),
        ("execute('select * from cases_case for update of c')", False),
        ("from anjie.web.models import Draft\nDraft.objects.create()", False),
    ],
)
def test_the_test_would_notice_another_door(code: str, writes: bool) -> None:
    assert bool([*writes_of_cases(ast.parse(code), {"Case", "Duty"})]) is writes
