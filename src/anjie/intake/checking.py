"""Whether a map fits the file and the acts: asked, and answered in full, before the first row is taken in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from anjie.intake.maps import BadMapError, Plan, Record, Rule, Scalar, Section, Trail
from anjie.intake.tables import Row, Table
from anjie.intake.targets import Target, targets_of
from anjie.intake.words import in_words
from anjie.procedure.acts import ACTS
from anjie.procedure.terms import Text

GIVEN = frozenset({"source", "source_number"})
"""Fields that every row gets from the map's `source` and `number`."""

SHOWN = 5
"""How many of the values that a map leaves out are named."""

Fault = tuple[Trail, Text]


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look through the file found."""

    rows: int


def check(plan: Plan, table: Table) -> Survey:
    """Look through the file; BadMapError with everything in the map that can't work."""
    faults = [*_column_faults(plan, table.columns), *_target_faults(plan)]
    survey = Survey(0)
    if not faults:
        survey, faults = _look_through(plan, table)
    if faults:
        raise BadMapError([plan.fault(trail, says) for trail, says in faults])
    return survey


def _column_faults(plan: Plan, columns: tuple[str, ...]) -> Iterator[Fault]:
    for trail, column in _columns(plan):
        if column and column not in columns:
            yield trail, Text(f"文件中没有列“{column}”", f"the file has no column {column!r}")


def _columns(plan: Plan) -> Iterator[tuple[Trail, str]]:
    file = plan.file
    yield ("number",), file.number
    if file.kind:
        yield ("kind", "imported"), file.kind.imported.column
    for kind, section in file.sections.items():
        for trail, rule in section.rules():
            yield (kind, *trail), rule.column
        for trail, when in section.questions():
            yield (kind, *trail), when.column


# -- the act's side --------------------------------------------------------------------------------------------


def _target_faults(plan: Plan) -> Iterator[Fault]:
    for kind, section in plan.file.sections.items():
        targets = targets_of(ACTS[kind])
        yield from _section_faults((kind,), section, targets)
        written = {*section.fields, *section.records, *GIVEN}
        yield from _missing((kind,), written, targets)


def _section_faults(trail: Trail, section: Section, targets: Mapping[str, Target]) -> Iterator[Fault]:
    for name, rule in section.fields.items():
        yield from _field_faults((*trail, name), rule, targets.get(name))
    for name, records in section.records.items():
        target = targets.get(name)
        if target is None or target.assigned:
            yield from _field_faults((*trail, name), None, target)
        elif target.record is None:
            yield (*trail, name), Text("不是记录的列表", "is no list of records")
        else:
            for place, record in enumerate(records):
                yield from _record_faults((*trail, name, place), record, target.record)


def _record_faults(trail: Trail, record: Record, model: type[BaseModel]) -> Iterator[Fault]:
    targets = targets_of(model)
    for name, rule in record.fields.items():
        yield from _field_faults((*trail, name), rule, targets.get(name), in_record=True)
    yield from _missing(trail, set(record.fields), targets)


def _missing(trail: Trail, written: set[str], targets: Mapping[str, Target]) -> Iterator[Fault]:
    for name, target in targets.items():
        if target.required and name not in written:
            label = f"({target.label.zh})" if target.label else ""
            yield trail, Text(f"缺少必填字段 {name}{label}", f"the required field {name} is missing")


def _field_faults(
    trail: Trail, rule: Rule | None, target: Target | None, *, in_record: bool = False
) -> Iterator[Fault]:
    if target is None:
        yield trail, Text("没有这个字段", "there is no such field")
    elif target.assigned:
        yield trail, Text("由系统填写，不能映射", "is filled in by the system and can't be mapped")
    elif target.record and rule:
        table = f"[[{trail[0]}.{trail[-1]}]]"
        yield trail, Text(f"是记录的列表，应写为 {table}", f"is a list: write {table}")
    elif rule:
        if rule.split and not target.many and not in_record:
            yield trail, Text("只有一个值，不能用 split", "takes one value, so split has no use")
        yield from _value_faults(trail, rule, target)


def _value_faults(trail: Trail, rule: Rule, target: Target) -> Iterator[Fault]:
    stated: dict[Trail, Scalar | None] = {("value",): rule.value, ("default",): rule.default}
    stated |= {("values", written): value for written, value in rule.values.items()}
    for where, value in stated.items():
        if value is None:
            continue
        try:
            target.adapter.validate_python(value)
        except ValidationError as error:
            yield (*trail, *where), Text(f"“{value}”：", f"{value!r}: ") + in_words(error.errors()[0])


# -- the file's side -------------------------------------------------------------------------------------------


def _look_through(plan: Plan, table: Table) -> tuple[Survey, list[Fault]]:
    """Count the rows, and find the values that a table of values leaves out."""
    open_rules = {
        kind: [(trail, rule) for trail, rule in section.rules() if not rule.complete]
        for kind, section in plan.file.sections.items()
    }
    left_out: dict[Trail, Counter[str]] = {}
    rows = 0
    for row in table.rows():
        rows += 1
        for trail, value in _left_out(plan, row, open_rules):
            left_out.setdefault(trail, Counter())[value] += 1
    return Survey(rows), [(trail, _say_left_out(values)) for trail, values in left_out.items()]


def _left_out(plan: Plan, row: Row, open_rules: Mapping[str, list[tuple[Trail, Rule]]]) -> Iterator[tuple[Trail, str]]:
    if row.fault:
        return
    kind = plan.file.kind_of(row.cells)
    for trail, rule in open_rules.get(kind, ()):
        for cell in rule.cells(row.cells):
            if cell and cell not in rule.values:
                yield (kind, *trail, "values"), cell


def _say_left_out(values: Counter[str]) -> Text:
    named = [f"“{value}”×{count}" for value, count in values.most_common(SHOWN)]
    more = len(values) - len(named)
    advice = Text(
        '有取值没有对应，请补充，或写 default 或 others = "reject"：',
        'values of the file are not listed; add them, a default, or others = "reject": ',
    )
    rest = Text(f" 等{len(values)}种", f" and {more} more") if more else Text("", "")
    return advice + Text("、".join(named), ", ".join(named)) + rest
