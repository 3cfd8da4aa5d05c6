"""Event logs: accepted by the standards' schemas, read back by another program, and telling nobody's name.

The schemas in `schemas` are written after the standards (IEEE 1849; OCEL 2.0, sections 6 to 8) for these tests.
"""

import json
import logging
import sqlite3
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from jsonschema import Draft7Validator
from lxml import etree
from pyarrow import parquet

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.oversight.events.exporting import Format, UnknownEndingError, export
from anjie.oversight.events.source import Source
from anjie.oversight.flow import flow
from anjie.oversight.selecting import Selection
from casework import IDENTITY, MOBILE, Desk, rows
from people import AT, PEOPLE

SCHEMAS = Path(__file__).parent / "schemas"
FILES = {
    "xes": (Format.XES, "log.xes"), "csv": (Format.CSV, "log.csv"), "parquet": (Format.PARQUET, "log.parquet"),
    "json": (Format.OCEL2, "log.json"), "xml": (Format.OCEL2, "log.xml"), "sqlite": (Format.OCEL2, "log.sqlite"),
}  # fmt: skip
EVERYTHING = Selection(notes=True)

Log = Callable[..., Path]


@pytest.fixture
def log(played: Desk, tmp_path: Path) -> Log:
    """Give what writes a log of the played cases."""

    def write(kind: str, **asked: Any) -> Path:
        format_, name = FILES[kind]
        with within(Scope.SYSTEM):
            export(Source(Scope.SYSTEM, EVERYTHING, **asked), format_, tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def pm4py() -> Iterator[Any]:
    """Give the other program, with its bars and warnings kept to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pm4py
        from pm4py.util import constants

        bars, constants.SHOW_PROGRESS_BAR = constants.SHOW_PROGRESS_BAR, False
        logging.disable(logging.WARNING)
        yield pm4py
        logging.disable(logging.NOTSET)
        constants.SHOW_PROGRESS_BAR = bars


def entries() -> int:
    return len(rows("cases_entry"))


# -- the schemas ---------------------------------------------------------------------------------------------------


def test_the_xes_schema_accepts_the_log(log: Log) -> None:
    schema = xmlschema.XMLSchema11(str(SCHEMAS / "xes-1849.xsd"))
    schema.validate(str(log("xes")))


def test_the_ocel_schemas_accept_the_log(log: Log) -> None:
    validator = Draft7Validator(
        json.loads((SCHEMAS / "ocel20.schema.json").read_text()), format_checker=Draft7Validator.FORMAT_CHECKER
    )
    validator.validate(json.loads(log("json").read_text()))
    xmlschema.XMLSchema(str(SCHEMAS / "ocel20.xsd")).validate(str(log("xml")))


@pytest.mark.parametrize(
    ("kind", "schema", "wrong"),
    [
        ("xes", "xes-1849.xsd", ("<event>", '<event><string key="two words" value=""/>')),
        ("xes", "xes-1849.xsd", ('key="time:timestamp" value="2', 'key="time:timestamp" value="x')),
        ("xml", "ocel20.xsd", ('object-id="unit/450103"', 'object-id="unit/nowhere"')),
        ("xml", "ocel20.xsd", ('type="registered"', 'type="danced"')),
    ],
)
def test_the_schemas_would_notice(log: Log, kind: str, schema: str, wrong: tuple[str, str]) -> None:
    text = log(kind).read_text()
    assert wrong[0] in text
    read = xmlschema.XMLSchema11 if kind == "xes" else xmlschema.XMLSchema
    assert not read(str(SCHEMAS / schema)).is_valid(text.replace(*wrong, 1))


def test_the_relational_log_keeps_the_relations_of_the_standard(log: Log) -> None:
    database = sqlite3.connect(log("sqlite"))
    assert database.execute("pragma foreign_key_check").fetchall() == []
    tables = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    assert {"event", "object", "event_object", "object_object", "event_map_type", "object_map_type"} <= tables
    for table in ("event", "object"):
        for kind, mapped in database.execute(f"select * from {table}_map_type").fetchall():
            own = set(database.execute(f'select ocel_id from "{table}_{mapped}"'))
            assert own == set(database.execute(f"select ocel_id from {table} where ocel_type = ?", [kind])), kind
    assert database.execute("select count(*) from event").fetchone() == (entries(),)
    database.close()


# -- read back -----------------------------------------------------------------------------------------------------


def read(pm4py: Any, kind: str, path: Path) -> Any:
    import pandas as pd

    match kind:
        case "xes":
            return pm4py.read_xes(str(path), show_progress_bar=False)
        case "csv":
            frame = pd.read_csv(path)
        case _:
            frame = pd.read_parquet(path)
    frame["time:timestamp"] = pd.to_datetime(frame["time:timestamp"], format="ISO8601", utc=True)
    return frame


def test_another_program_reads_the_same_cases_and_the_same_process(log: Log, pm4py: Any) -> None:
    ours = flow(Scope.SYSTEM, EVERYTHING)
    edges = {(edge.source, edge.target): edge.count for edge in ours.edges}
    for kind in ("xes", "csv", "parquet"):
        frame = read(pm4py, kind, log(kind))
        assert frame["case:concept:name"].nunique() == len(rows("cases_case"))
        assert len(frame) == entries()
        assert pm4py.discover_dfg(frame) == (edges, ours.starts, ours.ends)


def test_another_program_reads_the_same_events_and_objects(log: Log, pm4py: Any) -> None:
    edges = {(edge.source, edge.target): edge.count for edge in flow(Scope.SYSTEM, EVERYTHING).edges}
    for kind in ("json", "xml", "sqlite"):
        ocel = getattr(pm4py, f"read_ocel2_{kind}")(str(log(kind)))
        assert len(ocel.events) == entries()
        counted = Counter(ocel.objects["ocel:type"])
        assert counted["case"] == len(rows("cases_case"))
        assert counted["complainant"] == 1, "the same person complained in all of them"
        assert counted["agent"] == 1
        theirs, *_ = pm4py.discover_dfg(pm4py.ocel_flattening(ocel, "case"))
        assert theirs == edges


# -- names ---------------------------------------------------------------------------------------------------------

SECRETS = ("农秀英", MOBILE, IDENTITY, "P2023450103000188", "民族大道", "代签名")
"""Of the complainant and what was told; never in a log."""


def plain(kind: str, path: Path) -> str:
    match kind:
        case "parquet":
            return str(parquet.read_table(path).to_pydict())
        case "sqlite":
            database = sqlite3.connect(path)
            told = "\n".join(database.iterdump())
            database.close()
            return told
        case _:
            return path.read_text()


def test_a_log_names_nobody(log: Log) -> None:
    people = {person.username for person in PEOPLE if len(person.username) > 3} - {"hotline"}
    people |= {person.name for person in PEOPLE} | {number for (number,) in rows("cases_case", "number")}
    for kind in FILES:
        text = plain(kind, log(kind))
        assert [name for name in (*SECRETS, *people, "A450103007", "梁展业") if name in text] == [], kind


def test_whoever_may_have_names_gets_those_of_cases_and_officers_only(log: Log) -> None:
    for kind in FILES:
        text = plain(kind, log(kind, named=True))
        assert "wang" in text
        assert "A450103007" in text or kind in ("xes", "csv", "parquet")
        assert all(number in text for (number,) in rows("cases_case", "number"))
        assert [secret for secret in SECRETS if secret in text] == [], kind


def test_the_same_one_has_the_same_made_up_name_in_every_log(log: Log) -> None:
    assert log("csv").read_text() == log("csv").read_text()


# -- which cases ---------------------------------------------------------------------------------------------------


def test_a_log_is_of_the_cases_that_the_office_may_see_and_asked_for(played: Desk, tmp_path: Path) -> None:
    def cases(who: str, selection: Selection) -> int:
        scope = scope_of(played.office(who))
        with within(scope):
            export(Source(scope, selection), Format.XES, tmp_path / "log.xes")
        return len(etree.parse(tmp_path / "log.xes").findall("trace"))

    assert cases("wei", EVERYTHING) == 5
    assert cases("tan", EVERYTHING) == 1
    assert cases("guan", EVERYTHING) == 0
    assert cases("wei", Selection(unit=Unit.objects.get(code="450203"))) == 1
    assert cases("wei", Selection(since=AT + timedelta(days=1))) == 0


def test_what_is_entered_meanwhile_does_not_belong_to_it(played: Desk) -> None:
    source = Source(Scope.SYSTEM, EVERYTHING)
    with within(Scope.SYSTEM):
        before = sum(len(trace.events) for trace in source.traces()), source.last
        played.takes()
        assert (sum(len(trace.events) for trace in source.traces()), source.last) == before


def test_a_log_that_fails_leaves_no_file(played: Desk, tmp_path: Path) -> None:
    def fail(_done: int) -> None:
        raise RuntimeError

    with within(Scope.SYSTEM), pytest.raises(RuntimeError):
        export(Source(Scope.SYSTEM), Format.CSV, tmp_path / "log.csv", fail)
    with pytest.raises(UnknownEndingError):
        export(Source(Scope.SYSTEM), Format.OCEL2, tmp_path / "log.txt")
    assert list(tmp_path.iterdir()) == []
