"""From a row to an act: cells read as the map says, then held to the act's own definition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from anjie.intake.maps import Dates, MapFile, Record, Rule, Section, Trail
from anjie.intake.tables import Row
from anjie.intake.targets import Target, targets_of
from anjie.intake.words import in_words
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.system import Imported
from anjie.procedure.terms import Text

Beginning = Received | Imported
"""The acts that a row may become."""

NO_NUMBER = Text("没有编号，无法识别是否已导入", "no number, so it can't be told whether it is in already")
NOT_MAPPED = Text("不是历史案件，而映射文件没有 [received]", "no historic case, and the map has no [received]")
UNEVEN = Text("以分隔符拆开后，各列的项数不同", "split, the columns don't have the same number of parts")
FUTURE = Text("晚于现在", "lies in the future")
ORIGIN = date(1900, 1, 1)
TOO_OLD = Text(f"早于{ORIGIN.year}年", f"lies before {ORIGIN.year}")
STATED_TIMES = ("received_on", "closed_on", "received_by_company_at", "received_by_unit_at", "happened_at")
"""Fields that say when something happened: it can't be still to come."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row isn't taken in: the column where one is at fault, the act's field, and the reason."""

    says: Text
    column: str = ""
    field: str = ""


class RowError(Exception):
    """A row that makes no act."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


class Maker:
    """Makes acts from rows by one map, as of one moment."""

    def __init__(self, file: MapFile, now: datetime) -> None:
        """Take a map that has been checked against the file."""
        self.file = file
        self._now = now

    def number_of(self, row: Row) -> str:
        """The row's number in its own system; empty if it has none."""
        return row.cells.get(self.file.number, "").strip()

    def act_of(self, row: Row) -> Beginning:
        """The act; RowError with every reason why there is none."""
        if row.fault:
            raise RowError([Problem(row.fault)])
        number = self.number_of(row)
        if not number:
            raise RowError([Problem(NO_NUMBER, self.file.number, "source_number")])
        kind = self.file.kind_of(row.cells)
        section = self.file.sections.get(kind)
        if section is None:
            raise RowError([Problem(NOT_MAPPED, self.file.kind.imported.column if self.file.kind else "")])
        return self._validated(
            kind, {"source": self.file.source, "source_number": number}, _Reading(self.file, section, row.cells)
        )

    def _validated(self, kind: str, given: Mapping[str, str], reading: "_Reading") -> Beginning:
        body = {**reading.body(ACTS[kind]), **given}
        if reading.problems:
            raise RowError(reading.problems)
        try:
            act = ACTS[kind].model_validate(body)
        except ValidationError as error:
            raise RowError([reading.problem(each["loc"], in_words(each)) for each in error.errors()]) from error
        problems = [reading.problem((name,), says) for name, says in self._impossible_times(act)]
        if problems:
            raise RowError(problems)
        if not isinstance(act, (Received, Imported)):
            raise TypeError(kind)
        return act

    def _impossible_times(self, act: object) -> Iterator[tuple[str, Text]]:
        today = self._now.astimezone(self.file.dates.zone).date()
        for name in STATED_TIMES:
            stated = getattr(act, name, None)
            if stated is None:
                continue
            day = stated.astimezone(self.file.dates.zone).date() if isinstance(stated, datetime) else stated
            if day > today or (isinstance(stated, datetime) and stated > self._now):
                yield name, FUTURE
            elif day < ORIGIN:
                yield name, TOO_OLD


class _Reading:
    """One row being read: the body it makes, where each value came from, what couldn't be read."""

    def __init__(self, file: MapFile, section: Section, cells: Mapping[str, str]) -> None:
        self._dates = file.dates
        self._section = section
        self._cells = cells
        self._columns: dict[Trail, str] = {}
        self.problems: list[Problem] = []

    def body(self, act: type[BaseModel]) -> dict[str, object]:
        """What the act is made of."""
        targets = targets_of(act)
        fields = self._section.fields
        body = self._fields((), fields, {name: rule.cells(self._cells) for name, rule in fields.items()}, targets)
        for name, records in self._section.records.items():
            model = targets[name].record
            if model is not None:
                body[name] = self._records(name, records, targets_of(model))
        return body

    def problem(self, trail: Trail, says: Text) -> Problem:
        """A problem with the column from which the value came."""
        nearest = trail
        while nearest and nearest not in self._columns:
            nearest = nearest[:-1]
        return Problem(says, self._columns.get(nearest, ""), ".".join(str(part) for part in trail))

    def _records(self, name: str, records: Iterable[Record], targets: Mapping[str, Target]) -> list[object]:
        made: list[object] = []
        for record in records:
            if record.when is None or record.when.holds(self._cells):
                for cells in self._repeated(name, record):
                    made.append(self._fields((name, len(made)), record.fields, cells, targets))
        return made

    def _repeated(self, name: str, record: Record) -> Iterator[Mapping[str, list[str]]]:
        """The record's cells; if some are split, once for each part."""
        cells = {field: rule.cells(self._cells, keep_empty=True) for field, rule in record.fields.items()}
        split = {field: parts for field, parts in cells.items() if record.fields[field].split and any(parts)}
        if not split:
            if not any(rule.split for rule in record.fields.values()):
                yield cells
            return
        if len({len(parts) for parts in split.values()}) > 1:
            self.problems.append(Problem(UNEVEN, ", ".join(record.fields[field].column for field in split), name))
            return
        for parts in zip(*split.values(), strict=True):
            if any(parts):
                yield {**cells, **{field: [part] for field, part in zip(split, parts, strict=True)}}

    def _fields(
        self, trail: Trail, rules: Mapping[str, Rule], cells: Mapping[str, list[str]], targets: Mapping[str, Target]
    ) -> dict[str, object]:
        body: dict[str, object] = {}
        for name, rule in rules.items():
            here = (*trail, name)
            self._columns[here] = rule.column
            values = [self._value(here, rule, cell, targets[name].plain) for cell in cells[name]]
            stated = [value for value in values if value is not None]
            if stated:
                body[name] = stated if targets[name].many else stated[0]
        return body

    def _value(self, trail: Trail, rule: Rule, cell: str, plain: type | None) -> object:
        """What one cell says; None for nothing."""
        if not rule.column:
            return rule.value
        if rule.values and cell in rule.values:
            return rule.values[cell]
        if not cell or (rule.values and rule.default is not None):
            return rule.default
        if rule.values:
            says = Text(f"取值“{cell}”没有对应", f"the map doesn't know the value {cell!r}")
            self.problems.append(self.problem(trail, says))
            return None
        return read_cell(cell, plain, rule.formats or self._dates.formats, self._dates)


def read_cell(cell: str, plain: type | None, formats: tuple[str, ...], dates: Dates) -> object:
    """A cell as its field's type wants it; what can't be read is left for the act to refuse."""
    if plain is Decimal:
        return cell.replace(",", "").replace("，", "").removeprefix("¥").removeprefix("￥").removesuffix("元").strip()
    if plain is None:
        return cell
    moment = _moment(cell, formats)
    if moment is None:
        return cell
    if plain is datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=dates.zone)
    return moment.date() if moment.time() == time() else moment


def _moment(cell: str, formats: tuple[str, ...]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007 - the zone is put on by the caller
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return None
