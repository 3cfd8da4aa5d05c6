"""The map: what the columns of another system's file mean here. TOML, strict, each fault with its line.

    source = "95519客服系统"            # the system's name; with the number below a row is known, and taken in once
    number = "工单号"                    # the column with the row's number there

    [dates]                              # how the file writes days and times; ISO is always understood
    formats = ["%Y/%m/%d %H:%M"]
    zone = "Asia/Shanghai"

    [kind]                               # which rows are historic cases; all others are new complaints
    imported = { column = "结案日期", present = true }

    [received]                           # one table for each act: field = rule
    channel = { value = "hotline" }                                       # the same in every row
    facts = { column = "反映内容" }                                       # the cell as it is
    medium = { column = "方式", values = { "电话" = "oral" }, default = "written" }
    amount = { column = "金额" }

    [[received.respondents]]             # one table for each record; `when` leaves it out
    when = { column = "代理人姓名", present = true }
    name = { column = "代理人姓名", split = ";" }        # a rule that splits repeats the record, part by part
    agent = { column = "代理人工号", split = ";" }

A table of `values` must name every value that the file has, or say what becomes of the others: `default = …`, or
`others = "reject"` to have the row reported.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from anjie.intake.words import in_words, said
from anjie.procedure.terms import Text

Scalar = Annotated[bool | int | str | date, Field(union_mode="smart")]
Column = Annotated[str, Field(min_length=1)]
Trail = tuple[str | int, ...]
"""Where something stands in the map: table, field, number of the record, key."""


class BadMapError(Exception):
    """A map that can't be used; each fault names its line."""

    def __init__(self, faults: list[Text]) -> None:
        super().__init__("\n".join(f"{fault.zh} ({fault.en})" for fault in faults))
        self.faults = faults


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_tuple(written: object) -> object:
    """Let a single word stand where a list of words may stand."""
    return (written,) if isinstance(written, str) else written


class When(_Strict):
    """A question to one cell; exactly one of the three ways to ask."""

    column: Column
    present: bool | None = None
    among: Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(alias="in")] = ()
    contains: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()
    """Among the parts of the cell, between `;`, is one of these."""

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if sum((self.present is not None, bool(self.among), bool(self.contains))) != 1:
            raise said("present、in、contains 恰好用一个", "use exactly one of present, in, contains")
        return self

    def holds(self, cells: Mapping[str, str]) -> bool:
        """Ask it of a row."""
        cell = cells[self.column].strip()
        if self.present is not None:
            return bool(cell) is self.present
        return cell in self.among if self.among else not set(self.contains).isdisjoint(parts_of(cell, ";"))


class Rule(_Strict):
    """Where a field's value comes from."""

    column: str = ""
    value: Scalar | None = None
    values: dict[str, Scalar] = {}
    default: Scalar | None = None
    others: Literal["", "reject"] = ""
    split: str = ""
    formats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if bool(self.column) == (self.value is not None):
            raise said("column、value 恰好用一个", "use exactly one of column, value")
        if self.value is not None and len(self.model_fields_set) > 1:
            raise said("value 单独使用", "value goes alone")
        if self.others and (not self.values or self.default is not None):
            raise said("others 须与 values 同用，且不与 default 同用", "others goes with values and without default")
        return self

    def cells(self, row: Mapping[str, str], *, keep_empty: bool = False) -> list[str]:
        """What the rule finds in a row: the parts of a cell that is split, or the one cell."""
        if not self.column:
            return [""]
        cell = row[self.column].strip()
        if not self.split:
            return [cell]
        return [part.strip() for part in cell.split(self.split)] if keep_empty else parts_of(cell, self.split)

    @property
    def complete(self) -> bool:
        """Whether something is said of every value the column may have."""
        return not self.values or self.default is not None or bool(self.others)


class Record(_Strict):
    """One of a list of records: its fields, and when there is one at all."""

    when: When | None = None
    fields: dict[str, Rule]

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, written: object) -> object:
        if not isinstance(written, dict):
            return written
        rest = {name: rule for name, rule in written.items() if name != "when"}
        return {"when": written.get("when"), "fields": rest}


class Section(_Strict):
    """What makes one kind of act: rules for its fields, records for its lists."""

    fields: dict[str, Rule] = {}
    records: dict[str, tuple[Record, ...]] = {}

    @model_validator(mode="before")
    @classmethod
    def _sort(cls, written: object) -> object:
        if not isinstance(written, dict):
            return written
        records = {name: value for name, value in written.items() if isinstance(value, list)}
        return {"records": records, "fields": {name: value for name, value in written.items() if name not in records}}

    def rules(self) -> Iterator[tuple[Trail, Rule]]:
        """Every rule with where it stands within the section."""
        for name, rule in self.fields.items():
            yield (name,), rule
        for name, records in self.records.items():
            for place, record in enumerate(records):
                for field, rule in record.fields.items():
                    yield (name, place, field), rule

    def questions(self) -> Iterator[tuple[Trail, When]]:
        """Every `when` with where it stands within the section."""
        for name, records in self.records.items():
            for place, record in enumerate(records):
                if record.when:
                    yield (name, place, "when"), record.when


def _zone(name: object) -> object:
    return ZoneInfo(name) if isinstance(name, str) else name


def _formats_with_year(formats: tuple[str, ...]) -> tuple[str, ...]:
    for form in formats:
        if not re.search("%[YyFcx]", form):
            raise said(f"{form} 中没有年份", f"{form} has no year")
    return formats


class Dates(_Strict):
    """How the file writes days and times."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    formats: Annotated[tuple[str, ...], AfterValidator(_formats_with_year)] = ()
    zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo("Asia/Shanghai")


class Kind(_Strict):
    """Which rows are historic cases."""

    imported: When


class MapFile(_Strict):
    """One map as it is written."""

    source: Annotated[str, Field(min_length=1, max_length=200)]
    number: Column
    dates: Dates = Dates()
    kind: Kind | None = None
    imported: Section | None = None
    received: Section | None = None

    @model_validator(mode="after")
    def _kinds(self) -> Self:
        if not self.imported and not self.received:
            raise said("缺少 [imported] 或 [received]", "neither [imported] nor [received] is there")
        if self.imported and self.received and not self.kind:
            raise said(
                "须用 [kind] 说明哪些行属于 [imported]，哪些属于 [received]",
                "[kind] must say which rows are [imported] and which [received]",
            )
        if self.kind and not self.imported:
            raise said("[kind] 提到 [imported]，但没有这一段", "[kind] speaks of [imported], which is not there")
        return self

    @property
    def sections(self) -> Mapping[str, Section]:
        """The sections that are there, by the kind of act."""
        both = {"imported": self.imported, "received": self.received}
        return {kind: section for kind, section in both.items() if section}

    def column_of(self, kind: str, field: str) -> str:
        """The column from which a field of the act comes; empty if it is none, or one of several."""
        if field == "source_number":
            return self.number
        rule = self.sections[kind].fields.get(field)
        return rule.column if rule else ""

    def kind_of(self, cells: Mapping[str, str]) -> str:
        """Which act a row becomes."""
        if self.kind:
            return "imported" if self.kind.imported.holds(cells) else "received"
        return next(iter(self.sections))


class Lines:
    """Where in a TOML text each table and key stands."""

    def __init__(self, text: str) -> None:
        """Note the line of every header and key."""
        self._found: dict[Trail, int] = {}
        self._count: dict[Trail, int] = {}
        table: Trail = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := re.match(r"\s*(\[\[?)([^\[\]]+)\]", line):
                table = self._table(_keys(header[2]), repeated=header[1] == "[[")
                self._found.setdefault(table, number)
                self._found.setdefault(_without_place(table), number)
            elif key := re.match(rf"\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=", line):
                self._found.setdefault((*table, *_keys(key[1])), number)

    def line(self, trail: Trail) -> int:
        """The line of the nearest thing that is written."""
        while trail and trail not in self._found:
            trail = trail[:-1]
        return self._found.get(trail, 1)

    def _table(self, keys: Trail, *, repeated: bool) -> Trail:
        table: Trail = ()
        for place, key in enumerate(keys, start=1):
            table = (*table, key)
            if repeated and place == len(keys):
                self._count[table] = self._count.get(table, -1) + 1
            if table in self._count:
                table = (*table, self._count[table])
        return table


_KEY = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""


def _without_place(table: Trail) -> Trail:
    """A list of records as such: where its first record stands."""
    return table[:-1] if isinstance(table[-1], int) else table


def _keys(dotted: str) -> Trail:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))


class Plan:
    """A map that was read: what it says, and at which line it says it."""

    def __init__(self, text: str, name: str) -> None:
        """Read the text strictly; BadMapError with every fault of form."""
        self.name = name
        self._lines = Lines(text)
        try:
            self.file = MapFile.model_validate(tomllib.loads(text), by_alias=True)
        except tomllib.TOMLDecodeError as error:
            raise BadMapError([Text(f"{name}：不是TOML：{error}", f"{name}: not TOML: {error}")]) from error
        except ValidationError as error:
            faults = [self.fault(_written(each["loc"]), in_words(each)) for each in error.errors()]
            raise BadMapError(faults) from error

    def fault(self, trail: Trail, says: Text) -> Text:
        """A fault with where it stands."""
        line, where = self._lines.line(trail), ".".join(str(part) for part in trail)
        zh, en = (f" {where}", f", {where}") if where else ("", "")
        return Text(f"{self.name} 第{line}行{zh}：", f"{self.name} line {line}{en}: ") + says


def read_map(path: Path) -> Plan:
    """Read a map from its file."""
    try:
        return Plan(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        raise BadMapError([Text(f"{path.name}：不是UTF-8编码", f"{path.name}: not UTF-8")]) from error


def _written(loc: Trail) -> Trail:
    """Where an error stands as the author sees it, without the levels that only the schema has."""
    return tuple(part for place, part in enumerate(loc) if not (place and part in {"fields", "records"}))


def parts_of(cell: str, separator: str) -> list[str]:
    """The parts of a cell that holds several values."""
    return [part.strip() for part in cell.split(separator) if part.strip()]
