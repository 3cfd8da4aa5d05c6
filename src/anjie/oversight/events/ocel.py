"""OCEL 2.0: events that have to do with several things at once, as JSON, XML or SQLite.

A case, the agents it is about, whoever complained, the officers at work and their units are objects; each entry is an
event that names them with what they were in it. What a case is said to be is said as it stood when the log was made.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from lxml import etree

from anjie.oversight.events.source import ATTRIBUTES, Event, Source, Trace
from anjie.procedure.acts import ACTS

Advance = Callable[[int], object]

OBJECT_TYPES: Mapping[str, Sequence[str]] = {
    "case": ATTRIBUTES, "agent": (), "complainant": (), "officer": (), "unit": (),
}  # fmt: skip
"""What there is, with the names of what is said of each."""
EVENT_TYPES: Sequence[str] = tuple(ACTS)
SEQ = "seq"
ALWAYS = "1970-01-01T00:00:00Z"
"""How the standard dates a value that was there from the beginning."""


class Link(NamedTuple):
    """Another object, and what it is to this one."""

    object: str
    qualifier: str


class Thing(NamedTuple):
    """An object."""

    id: str
    type: str
    said: Sequence[tuple[str, str]]
    links: Sequence[Link]


class Happened(NamedTuple):
    """An event."""

    id: str
    event: Event
    links: Sequence[Link]

    @property
    def time(self) -> str:
        """When, as the formats write it."""
        return self.event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def things(source: Source) -> Iterator[Thing]:
    """Every object, each once."""
    for kind, name in source.others():
        yield Thing(_id(kind, name), kind, (), ())
    for trace in source.traces(events=False):
        links = [Link(_id("unit", trace.case.unit), "owner"), *_people(trace)]
        yield Thing(_id("case", trace.case.name), "case", tuple(trace.case.attributes()), links)


def happenings(source: Source, advance: Advance) -> Iterator[Happened]:
    """Every event, case by case."""
    for trace in source.traces():
        case = Link(_id("case", trace.case.name), "case")
        people = _people(trace)
        for event in trace.events:
            hands = (Link(_id("officer", event.by), "by"), Link(_id("unit", event.unit), "at"))
            yield Happened(f"{trace.case.name}/{event.seq}", event, (case, *hands, *people))
        advance(1)


def _people(trace: Trace) -> list[Link]:
    agents = [Link(_id("agent", name), "respondent") for name in dict.fromkeys(trace.agents)]
    return agents + [Link(_id("complainant", name), "complainant") for name in dict.fromkeys(trace.complainants)]


def _id(kind: str, name: str) -> str:
    return f"{kind}/{name}"


# -- JSON --------------------------------------------------------------------------------------------------------


def write_json(source: Source, out: BinaryIO, advance: Advance) -> int:
    """Write a log as JSON, value by value; gives how many events it has."""
    types = [{"name": name, "attributes": _declared(names)} for name, names in OBJECT_TYPES.items()]
    kinds = [{"name": kind, "attributes": [{"name": SEQ, "type": "integer"}]} for kind in EVENT_TYPES]
    out.write(f'{{"objectTypes":{_json(types)},"eventTypes":{_json(kinds)},"objects":['.encode())
    _listed(out, map(_thing, things(source)))
    out.write(b'],"events":[')
    count = _listed(out, map(_happened, happenings(source, advance)))
    out.write(b"]}\n")
    return count


def _declared(names: Sequence[str]) -> list[Mapping[str, str]]:
    return [{"name": name, "type": _type(name)} for name in names]


def _type(name: str) -> str:
    return "time" if name.endswith("_at") else "string"


def _listed(out: BinaryIO, values: Iterator[str]) -> int:
    count = 0
    for value in values:
        out.write(f"{',' if count else ''}\n{value}".encode())
        count += 1
    return count


def _thing(thing: Thing) -> str:
    said = [{"name": name, "time": ALWAYS, "value": value} for name, value in thing.said]
    return _json({"id": thing.id, "type": thing.type, "attributes": said, "relationships": _links(thing.links)})


def _happened(each: Happened) -> str:
    said = [{"name": SEQ, "value": str(each.event.seq)}]
    named = {"id": each.id, "type": each.event.kind, "time": each.time}
    return _json({**named, "attributes": said, "relationships": _links(each.links)})


def _links(links: Sequence[Link]) -> list[Mapping[str, str]]:
    return [{"objectId": link.object, "qualifier": link.qualifier} for link in links]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# -- XML ---------------------------------------------------------------------------------------------------------


def write_xml(source: Source, out: BinaryIO, advance: Advance) -> int:
    """Write a log as XML, element by element; gives how many events it has."""
    count = 0
    with etree.xmlfile(out, encoding="utf-8") as document:
        document.write_declaration()
        with document.element("log"):
            document.write(_types("object-type", OBJECT_TYPES))
            document.write(_types("event-type", dict.fromkeys(EVENT_TYPES, (SEQ,))))
            with document.element("objects"):
                for thing in things(source):
                    document.write(_thing_element(thing))
            with document.element("events"):
                for each in happenings(source, advance):
                    document.write(_event_element(each))
                    count += 1
    return count


def _types(element: str, types: Mapping[str, Sequence[str]]) -> etree._Element:
    found = etree.Element(f"{element}s")
    for name, names in types.items():
        attributes = etree.SubElement(etree.SubElement(found, element, name=name), "attributes")
        for each in names:
            etree.SubElement(attributes, "attribute", name=each, type="integer" if each == SEQ else _type(each))
    return found


def _thing_element(thing: Thing) -> etree._Element:
    found = etree.Element("object", id=thing.id, type=thing.type)
    attributes = etree.SubElement(found, "attributes")
    for name, value in thing.said:
        etree.SubElement(attributes, "attribute", name=name, time=ALWAYS).text = value
    _link_elements(found, thing.links)
    return found


def _event_element(each: Happened) -> etree._Element:
    found = etree.Element("event", id=each.id, type=each.event.kind, time=each.time)
    etree.SubElement(etree.SubElement(found, "attributes"), "attribute", name=SEQ).text = str(each.event.seq)
    _link_elements(found, each.links)
    return found


def _link_elements(parent: etree._Element, links: Sequence[Link]) -> None:
    objects = etree.SubElement(parent, "objects")
    for link in links:
        etree.SubElement(objects, "relationship", {"object-id": link.object, "qualifier": link.qualifier})


# -- SQLite ------------------------------------------------------------------------------------------------------

AT_ONCE = 10_000
"""Rows of an insert."""

TABLES = """
create table event_map_type (ocel_type text primary key, ocel_type_map text not null unique);
create table object_map_type (ocel_type text primary key, ocel_type_map text not null unique);
create table event (ocel_id text primary key, ocel_type text not null references event_map_type (ocel_type));
create table object (ocel_id text primary key, ocel_type text not null references object_map_type (ocel_type));
create table event_object (
    ocel_event_id text not null references event (ocel_id), ocel_object_id text not null references object (ocel_id),
    ocel_qualifier text not null, primary key (ocel_event_id, ocel_object_id, ocel_qualifier));
create table object_object (
    ocel_source_id text not null references object (ocel_id), ocel_target_id text not null references object (ocel_id),
    ocel_qualifier text not null, primary key (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


def write_sqlite(source: Source, path: Path, advance: Advance) -> int:
    """Write a log as an SQLite database, which must not be there yet; gives how many events it has."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript("pragma journal_mode = off; pragma synchronous = off;" + TABLES)
        for kind in EVENT_TYPES:
            database.execute("insert into event_map_type values (?, ?)", (kind, kind))
            database.execute(
                f'create table "event_{kind}" (ocel_id text primary key references event (ocel_id), '
                "ocel_time timestamp not null, seq integer)"
            )
        for kind, names in OBJECT_TYPES.items():
            database.execute("insert into object_map_type values (?, ?)", (kind, kind))
            columns = "".join(f', "{name}" {"timestamp" if _type(name) == "time" else "text"}' for name in names)
            database.execute(
                f'create table "object_{kind}" (ocel_id text not null references object (ocel_id), '
                f"ocel_time timestamp not null, ocel_changed_field text{columns})"
            )
        _put_things(database, things(source))
        return _put_events(database, happenings(source, advance))


def _put_things(database: sqlite3.Connection, found: Iterator[Thing]) -> None:
    while portion := list(islice(found, AT_ONCE)):
        database.executemany("insert into object values (?, ?)", [(each.id, each.type) for each in portion])
        for kind, names in OBJECT_TYPES.items():
            marks = ", ?" * len(names)
            database.executemany(
                f'insert into "object_{kind}" values (?, ?, null{marks})',
                [(each.id, _moment(EPOCH), *map(dict(each.said).get, names)) for each in portion if each.type == kind],
            )
        links = [(each.id, *link) for each in portion for link in each.links]
        database.executemany("insert into object_object values (?, ?, ?)", links)


def _put_events(database: sqlite3.Connection, found: Iterator[Happened]) -> int:
    count = 0
    while portion := list(islice(found, AT_ONCE)):
        count += len(portion)
        database.executemany("insert into event values (?, ?)", [(each.id, each.event.kind) for each in portion])
        for kind in {each.event.kind for each in portion}:
            database.executemany(
                f'insert into "event_{kind}" values (?, ?, ?)',
                [(each.id, _moment(each.event.at), each.event.seq) for each in portion if each.event.kind == kind],
            )
        links = chain.from_iterable([(each.id, *link) for link in each.links] for each in portion)
        database.executemany("insert into event_object values (?, ?, ?)", links)
    return count


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
