"""The rulebook: what must, may and must not be done, as data with its sources.

A rulebook is a TOML file a lawyer can read, diff and sign. Its schema is strict: an unknown word is an error that
names the file and the line. Company measures are laid on top of the law they include; each edition has the day
from which it is in force, and a case keeps the edition it began under, save for the clauses that a later edition
expressly lays on open cases (`[[transitional]]`).
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from anjie.procedure.limits import Limit, SameDay, parse_limit
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.terms import (
    ApprovalStation,
    Assumption,
    CaseClass,
    ClassGround,
    Debtor,
    ExecutionStep,
    Level,
    Period,
    Reach,
    Reader,
    Recipient,
    ReportStep,
    Role,
    SanctionFactor,
    Severity,
    Source,
    Stage,
    Text,
)


class RulebookError(ValueError):
    """A rulebook that can't be used; says which file, line and word."""


Scalar = bool | int | str


def _as_tuple(value: object) -> object:
    """Let a single word stand where a list of words may stand."""
    return (value,) if isinstance(value, str | int) else value


Words = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Values = Annotated[tuple[Scalar, ...], BeforeValidator(_as_tuple)]
Conditions = dict[str, Values]
"""Fact or field → the values of which one must be so."""

Place = tuple[str, str]
"""A table and what names a row in it, e.g. `("must", "register-same-day")`."""

MISSED = "missed:"
"""Prefix of a start that is another duty's passing its limit."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Assumed(_Strict):
    by: Level
    zh: str
    en: str


class _Row(_Strict):
    """A row that may rest on an assumption."""

    assumed: _Assumed | None = None

    @property
    def assumption(self) -> Assumption | None:
        """What was assumed, and who must confirm it; None where the source says it."""
        return Assumption(self.assumed.by, Text(self.assumed.zh, self.assumed.en)) if self.assumed else None


class _Title(_Strict):
    zh: str
    en: str


class _FieldLimit(_Strict):
    field: str


def _limit_text(text: str) -> str:
    """Refuse, while the line is known, what `parse_limit` would refuse later."""
    parse_limit(text)
    return text


LimitText = Annotated[str, AfterValidator(_limit_text)]


def _offset_text(text: str) -> str:
    """Refuse what is no length of time: "the same day" is as long as the day happens to be."""
    if parse_limit(text) == SameDay():
        raise ValueError(f"not a length of time: {text!r}; write '1 workday', '3 days' or '2 hours'")
    return text


OffsetText = Annotated[str, AfterValidator(_offset_text)]


class Extension(_Strict):
    """An act that puts a longer limit in place of the first one."""

    on: str
    to: LimitText
    where: Conditions = {}

    @property
    def limit(self) -> Limit:
        """The longer limit, counted from the same start."""
        return parse_limit(self.to)


class Pause(_Strict):
    """Two acts between which the clock stands still."""

    start: Annotated[str, Field(alias="from")]
    until: str
    where: Conditions = {}


class Restart(_Strict):
    """An act from which the whole limit is counted anew."""

    on: str
    where: Conditions = {}
    start: Annotated[str, Field(alias="from")] = ""


class _Clause(_Row):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class MustRow(_Clause):
    """`[[must]]`: who owes which act, after or before what, by when.

    `when` says in which circumstances it is demanded; whoever did it once has done it. `while` names
    the state of things the act is to end: it is demanded as long as, and as often as, that is so.
    """

    do: Words
    by: Debtor
    after: Words = ()
    before: Words = ()
    where: Conditions = {}
    when: Conditions = {}
    as_long_as: Annotated[Conditions, Field(alias="while")] = {}
    do_where: Conditions = {}
    for_each: str = ""
    match: str = ""
    gate: str = ""
    within: LimitText | _FieldLimit | None = None
    start: Annotated[str, Field(alias="from")] = ""
    extend: tuple[Extension, ...] = ()
    pause: tuple[Pause, ...] = ()
    restart: Restart | None = None
    void_by: Words = ()
    each_start: Literal["adds", "replaces"] = "adds"
    outlives_closing: bool = False
    """Whether it may still be owed when the case is closed; any other that can is a fault of the rulebook."""
    tightens: str = ""

    @model_validator(mode="after")
    def _has_a_start_or_a_gate(self) -> "MustRow":
        if not self.after and not self.before:
            message = "a must needs `after` (what starts it) or `before` (what it is a gate to)"
            raise ValueError(message)
        if self.within and not self.after:
            message = "a limit needs a start: give `after`"
            raise ValueError(message)
        if (self.match or self.gate) and not self.for_each:
            message = "`match` and `gate` need `for_each`"
            raise ValueError(message)
        return self

    @cached_property
    def conditions(self) -> Conditions:
        """What must be so for the demand to be made."""
        return {**self.when, **self.as_long_as}

    @cached_property
    def after_acts(self) -> tuple[str, ...]:
        """The acts that start it."""
        return tuple(word for word in self.after if not word.startswith(MISSED))

    @cached_property
    def after_missed(self) -> tuple[str, ...]:
        """The musts whose missing starts it."""
        return tuple(word.removeprefix(MISSED) for word in self.after if word.startswith(MISSED))


class UpTo(_Strict):
    """How far an authority reaches; what isn't named is not limited."""

    severity: Severity | None = None
    redress: Decimal | None = None
    case_class: Annotated[tuple[CaseClass, ...], Field(alias="class")] = ()
    sanction: int | None = None
    """Highest rank in the ladder of sanctions."""


class Inform(_Strict):
    """Who is told when the authority is used."""

    level: Level
    when: Conditions = {}


class MayRow(_Clause):
    """`[[may]]`: which role at which level may do which act, up to what."""

    act: Words
    role: Annotated[tuple[Role, ...], BeforeValidator(_as_tuple)]
    level: Annotated[tuple[Level, ...], BeforeValidator(_as_tuple)] = ()
    reach: Annotated[tuple[Reach, ...], BeforeValidator(_as_tuple)] = (Reach.OWN,)
    stage: Annotated[tuple[Stage, ...], BeforeValidator(_as_tuple)] = ()
    relation: Words = ()
    when: Conditions = {}
    where: Conditions = {}
    up_to: UpTo | None = None
    stations: tuple[ApprovalStation, ...] = ()
    """Who of the handling sheet must have signed before this authority is used, in order."""
    inform: tuple[Inform, ...] = ()


class MustNotRow(_Clause):
    """`[[must_not]]`: what is forbidden, to whom."""

    act: Words
    relation: Words = ()
    when: Conditions = {}
    where: Conditions = {}

    @model_validator(mode="after")
    def _says_when(self) -> "MustNotRow":
        if not (self.relation or self.when or self.where):
            message = "a must_not needs a relation, a `when` or a `where`"
            raise ValueError(message)
        return self


class ViolationRow(_Row):
    """`[[violation]]`: a kind of misconduct and how grave it is."""

    code: Annotated[str, Field(pattern=r"^V\d\d$")]
    zh: str
    en: str
    severity: Severity
    basis: Text

    @property
    def label(self) -> Text:
        """The usual name."""
        return Text(self.zh, self.en)


class SanctionRow(_Row):
    """`[[sanction]]`: a rung of the ladder; `rank` orders the rungs."""

    code: str
    zh: str
    en: str
    rank: int
    months: tuple[int, ...] = ()
    points: tuple[int, int] = (0, 12)
    steps: tuple[ExecutionStep, ...] = ()
    """What carrying it out consists of, in order."""

    @property
    def label(self) -> Text:
        """The usual name."""
        return Text(self.zh, self.en)


class LadderRow(_Row):
    """`[[ladder]]`: where on the ladder of sanctions a violation of this severity usually stands."""

    severity: Severity
    first: int
    """Rank of the sanction for a first violation without any ground either way."""
    highest: int
    """Rank that grounds and repeats don't lift it above."""
    points: int


class FactorRow(_Row):
    """`[[factor]]`: by how many rungs a ground lifts or lowers what is proposed."""

    code: SanctionFactor
    rungs: int


class GroundRow(_Row):
    """`[[ground]]`: a fact that lifts a case into a class."""

    code: ClassGround
    makes: CaseClass
    source: str
    statutory: bool = False


class FigureRow(_Row):
    """`[[figure]]`: a number the clauses speak of, with its source."""

    id: str
    value: int
    source: str
    zh: str
    en: str


class ReminderRow(_Row):
    """`[[reminder]]`: how long before or after a limit, or at it, who is told; of all clauses or of those it names.

    Reminders bind nobody, so those of the edition in force apply to every open case, whatever it began under.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str = ""
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    before: OffsetText | None = None
    at: Literal[True] | None = None
    after: OffsetText | None = None
    whom: Annotated[tuple[Recipient, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    clauses: Words = ()

    @model_validator(mode="after")
    def _has_one_moment(self) -> "ReminderRow":
        if [self.before, self.at, self.after].count(None) != len(("before", "at", "after")) - 1:
            message = "a reminder needs one of `before`, `at = true` and `after`"
            raise ValueError(message)
        return self

    @property
    def label(self) -> Text:
        """What it says."""
        return Text(self.zh, self.en)

    @property
    def offset(self) -> Limit | None:
        """How long before or after the limit; None at the limit itself."""
        stated = self.before or self.after
        return parse_limit(stated) if stated else None

    def is_of(self, clause: str) -> bool:
        """Whether it goes out for the limits of a clause."""
        return not self.clauses or clause in self.clauses


class ReportRow(_Row):
    """`[[report]]`: a return that every unit makes: of which length of time, prepared when, due when at each level.

    Both limits count from the last day of the period.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    period: Period
    prepared: LimitText
    due: dict[Level, LimitText]

    @property
    def label(self) -> Text:
        """What it is called."""
        return Text(self.zh, self.en)

    @property
    def stands(self) -> str:
        """Where it stands, as cited."""
        return f"{self.source} {self.article}".strip()


class ReportMayRow(_Row):
    """`[[report_may]]`: which role may do which step of a return, at the unit whose it is or at one above."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    step: Annotated[tuple[ReportStep, ...], BeforeValidator(_as_tuple)]
    role: Annotated[tuple[Role, ...], BeforeValidator(_as_tuple)]
    reach: Reach

    @property
    def label(self) -> Text:
        """What it says."""
        return Text(self.zh, self.en)

    @property
    def stands(self) -> str:
        """Where it stands, as cited."""
        return f"{self.source} {self.article}".strip()


class WithholdingRow(_Row):
    """`[[withholding]]`: a ground on which something is blacked out or left out of a copy, and for whom.

    Entries of the acts it names are withheld from those readers by rule; a ground without acts is for a person to use.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    reader: Annotated[tuple[Reader, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
    acts: Words = ()
    where: Conditions = {}

    @property
    def label(self) -> Text:
        """The ground in words."""
        return Text(self.zh, self.en)

    @property
    def stands(self) -> str:
        """Where it stands, as cited."""
        return f"{self.source} {self.article}".strip()


class PaperRow(_Row):
    """`[[paper]]`: what must stand in a kind of paper before it may be issued.

    Law and measures may each speak of one kind; what any of them demands must be there.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    kind: PaperKind
    source: str = ""
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    must_contain: Annotated[tuple[Content, ...], BeforeValidator(_as_tuple), Field(min_length=1)]

    @property
    def contents(self) -> Text:
        """What must stand in it, in words."""
        labels = [each.label for each in self.must_contain]
        return Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))

    @property
    def stands(self) -> str:
        """Where it is demanded, as cited."""
        return f"{self.source} {self.article}".strip()


class FileItemRow(_Row):
    """`[[file_item]]`: what a case's file must hold, in which cases, and which acts bring it in."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    by: Annotated[Words, Field(min_length=1)]
    when: Conditions = {}
    paper: bool = False
    """Whether only an act to which a paper is attached brings it in."""
    optional: bool = False
    """Listed where it is there, and never missing."""

    @property
    def label(self) -> Text:
        """What it is called."""
        return Text(self.zh, self.en)

    @property
    def stands(self) -> str:
        """Where it stands, as cited."""
        return f"{self.source} {self.article}".strip()


class RetentionRow(_Row):
    """`[[retention]]`: how many years a file is kept, and from when; of all that apply the latest day counts."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    start: Annotated[Literal["contract_end", "closed"], Field(alias="from")]
    term: Literal["long", "short", ""] = ""
    """Of which contracts: those for more than a year, or the others."""
    years: Annotated[int, Field(ge=1)]

    @property
    def label(self) -> Text:
        """What it says."""
        return Text(self.zh, self.en)

    @property
    def stands(self) -> str:
        """Where it stands, as cited."""
        return f"{self.source} {self.article}".strip()


class ScriptRow(_Row):
    """`[[script]]`: a sentence to be said or asked while an act is done; in the order of the file. It binds nobody."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    act: str
    source: str
    article: str = ""
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    @property
    def label(self) -> Text:
        """What is said."""
        return Text(self.zh, self.en)


class TransitionalRow(_Strict):
    """`[[transitional]]`: a clause of this edition that binds open cases of earlier editions too."""

    clause: str
    source: str
    zh: str
    en: str

    @property
    def label(self) -> Text:
        """What it says."""
        return Text(self.zh, self.en)


class RulebookFile(_Strict):
    """One TOML file."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    kind: Literal["law", "measures"]
    edition: str
    title: _Title
    in_force_from: date
    includes: tuple[str, ...] = ()
    must: tuple[MustRow, ...] = ()
    may: tuple[MayRow, ...] = ()
    must_not: tuple[MustNotRow, ...] = ()
    violation: tuple[ViolationRow, ...] = ()
    sanction: tuple[SanctionRow, ...] = ()
    ladder: tuple[LadderRow, ...] = ()
    factor: tuple[FactorRow, ...] = ()
    ground: tuple[GroundRow, ...] = ()
    figure: tuple[FigureRow, ...] = ()
    reminder: tuple[ReminderRow, ...] = ()
    report: tuple[ReportRow, ...] = ()
    report_may: tuple[ReportMayRow, ...] = ()
    paper: tuple[PaperRow, ...] = ()
    file_item: tuple[FileItemRow, ...] = ()
    retention: tuple[RetentionRow, ...] = ()
    script: tuple[ScriptRow, ...] = ()
    withholding: tuple[WithholdingRow, ...] = ()
    transitional: tuple[TransitionalRow, ...] = ()
    _places: dict[Place, str] = PrivateAttr(default_factory=dict[Place, str])

    @property
    def places(self) -> Mapping[Place, str]:
        """Where each row stands, as `file:line`."""
        return self._places

    @property
    def rows(self) -> list[tuple[Place, BaseModel]]:
        """Every row of every table, each with what names it."""
        return [
            *((("must", row.id), row) for row in self.must),
            *((("may", row.id), row) for row in self.may),
            *((("must_not", row.id), row) for row in self.must_not),
            *((("violation", row.code), row) for row in self.violation),
            *((("sanction", row.code), row) for row in self.sanction),
            *((("ladder", row.severity), row) for row in self.ladder),
            *((("factor", row.code), row) for row in self.factor),
            *((("ground", row.code), row) for row in self.ground),
            *((("figure", row.id), row) for row in self.figure),
            *((("reminder", row.id), row) for row in self.reminder),
            *((("report", row.id), row) for row in self.report),
            *((("report_may", row.id), row) for row in self.report_may),
            *((("paper", row.id), row) for row in self.paper),
            *((("file_item", row.id), row) for row in self.file_item),
            *((("retention", row.id), row) for row in self.retention),
            *((("script", row.id), row) for row in self.script),
            *((("withholding", row.id), row) for row in self.withholding),
            *((("transitional", row.clause), row) for row in self.transitional),
        ]

    def locate(self, text: str, name: str) -> None:
        """Note where each row stands in the file it was read from; RulebookError for one stated twice."""
        counted: Counter[str] = Counter()
        for place, _ in self.rows:
            table, key = place
            line = _line_of(text, (table, counted[table], _KEYS[table]))
            counted[table] += 1
            if place in self._places:
                raise RulebookError(f"{name}: line {line}: {table} {key!r} is stated twice")
            self._places[place] = f"{name}:{line}"


_KEYS = {
    "must": "id",
    "may": "id",
    "must_not": "id",
    "violation": "code",
    "sanction": "code",
    "ladder": "severity",
    "factor": "code",
    "ground": "code",
    "figure": "id",
    "reminder": "id",
    "report": "id",
    "report_may": "id",
    "paper": "id",
    "file_item": "id",
    "retention": "id",
    "script": "id",
    "withholding": "id",
    "transitional": "clause",
}
"""What names a row of each table."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What every clause can be asked: where it stands and what it says."""

    table: ClassVar[str]
    id: str
    book: str
    source: Source
    text: Text
    assumed: Assumption | None


@dataclass(frozen=True, slots=True)
class Must(Clause):
    """A demand; `limit` is None for a pure gate, and for a limit that a field of the starting act gives."""

    table: ClassVar[str] = "must"
    row: MustRow
    limit: Limit | None

    @property
    def limit_field(self) -> str:
        """The field of the starting act that is the limit, if it is one."""
        return self.row.within.field if isinstance(self.row.within, _FieldLimit) else ""


@dataclass(frozen=True, slots=True)
class May(Clause):
    """An authority."""

    table: ClassVar[str] = "may"
    row: MayRow


@dataclass(frozen=True, slots=True)
class MustNot(Clause):
    """A prohibition."""

    table: ClassVar[str] = "must_not"
    row: MustNotRow


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """One edition, with the law it includes, ready for the engine."""

    id: str
    edition: str
    kind: str
    title: Text
    in_force_from: date
    includes: tuple[str, ...]
    musts: tuple[Must, ...]
    mays: Mapping[str, tuple[May, ...]]
    must_nots: tuple[MustNot, ...]
    violations: Mapping[str, ViolationRow]
    sanctions: Mapping[str, SanctionRow]
    ladder: Mapping[Severity, LadderRow]
    factors: Mapping[SanctionFactor, FactorRow]
    grounds: Mapping[ClassGround, GroundRow]
    figures: Mapping[str, FigureRow]
    reminders: Mapping[str, ReminderRow] = field(default_factory=dict[str, ReminderRow])
    reports: Mapping[Period, ReportRow] = field(default_factory=dict[Period, ReportRow])
    report_mays: tuple[ReportMayRow, ...] = ()
    papers: Mapping[str, PaperRow] = field(default_factory=dict[str, PaperRow])
    file_items: Mapping[str, FileItemRow] = field(default_factory=dict[str, FileItemRow])
    retentions: Mapping[str, RetentionRow] = field(default_factory=dict[str, RetentionRow])
    script: tuple[ScriptRow, ...] = ()
    withholdings: Mapping[str, WithholdingRow] = field(default_factory=dict[str, WithholdingRow])
    transitional: tuple[TransitionalRow, ...] = ()
    clauses: Mapping[str, Clause] = field(default_factory=dict[str, Clause])
    places: Mapping[Place, str] = field(default_factory=dict[Place, str])

    @property
    def name(self) -> str:
        """How a case names the edition it began under, e.g. `measures-gx@2026.1`."""
        return f"{self.id}@{self.edition}"

    @property
    def all_mays(self) -> tuple[May, ...]:
        """Every authority once, in the order of the file."""
        return tuple({may.id: may for rows in self.mays.values() for may in rows}.values())

    def figure(self, name: str) -> int:
        """A number the clauses speak of; KeyError if the rulebook doesn't state it."""
        return self.figures[name].value

    def papers_of(self, kind: PaperKind) -> tuple[PaperRow, ...]:
        """What is demanded of a kind of paper."""
        return tuple(row for row in self.papers.values() if row.kind is kind)

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id; KeyError if there is none."""
        return self.clauses[clause_id]

    def severity_of(self, violation: str) -> Severity:
        """How grave a violation is; KeyError for an unknown code."""
        return self.violations[violation].severity


def _line_of(text: str, path: tuple[int | str, ...]) -> int:
    """Find the line of a TOML file an error path leads to: the table, the key in it, and what is nested there."""
    lines = text.splitlines()
    first, last = 0, len(lines)
    match path:
        case (str(table), int(number), *_):
            headers = [n for n, line in enumerate(lines) if line.strip() == f"[[{table}]]"]
            first = headers[number]
            last = next((n for n in range(first + 1, last) if lines[n].startswith("[[")), last)
        case _:
            pass
    words = [part for part in path if isinstance(part, str)]
    for depth, word in enumerate(words):
        before = r"^\s*" if depth <= 1 else r"(^|[{,])\s*"
        key = re.compile(rf"{before}{re.escape(word)}\s*=")
        first = next((n for n in range(first, last) if key.search(lines[n])), first)
    return first + 1


def read(text: str, name: str = "<rulebook>") -> RulebookFile:
    """Read one file strictly; RulebookError names the file and line of the first fault."""
    try:
        file = RulebookFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"{name}: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"line {_line_of(text, fault['loc'])}: {'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors()
        )
        raise RulebookError(f"{name}: {faults}") from error
    file.locate(text, name)
    return file


def _head(file: RulebookFile, row: _Clause) -> tuple[str, str, Source, Text, Assumption | None]:
    return (
        row.id,
        file.id,
        Source(row.source, row.article),
        Text(row.zh, row.en),
        row.assumption,
    )


def _must(file: RulebookFile, row: MustRow) -> Must:
    limit = parse_limit(row.within) if isinstance(row.within, str) else None
    return Must(*_head(file, row), row=row, limit=limit)


def _by_act(mays: Iterable[May]) -> dict[str, tuple[May, ...]]:
    table: dict[str, tuple[May, ...]] = {}
    for may in mays:
        for act in may.row.act:
            table[act] = (*table.get(act, ()), may)
    return table


def compose(layers: Iterable[RulebookFile]) -> Rulebook:
    """Lay files on one another, the law first; the last one gives the name. Ids must differ."""
    stack = tuple(layers)
    top = stack[-1]
    musts = tuple(_must(file, row) for file in stack for row in file.must)
    mays = tuple(May(*_head(file, row), row=row) for file in stack for row in file.may)
    must_nots = tuple(MustNot(*_head(file, row), row=row) for file in stack for row in file.must_not)
    clauses: dict[str, Clause] = {}
    for clause in (*musts, *mays, *must_nots):
        if clause.id in clauses:
            raise RulebookError(f"{clause.book}: clause id {clause.id!r} is used twice")
        clauses[clause.id] = clause
    return Rulebook(
        id=top.id,
        edition=top.edition,
        kind=top.kind,
        title=Text(top.title.zh, top.title.en),
        in_force_from=top.in_force_from,
        includes=tuple(f"{file.id}@{file.edition}" for file in stack[:-1]),
        musts=musts,
        mays=_by_act(mays),
        must_nots=must_nots,
        violations={row.code: row for file in stack for row in file.violation},
        sanctions={row.code: row for file in stack for row in file.sanction},
        ladder={row.severity: row for file in stack for row in file.ladder},
        factors={row.code: row for file in stack for row in file.factor},
        grounds={row.code: row for file in stack for row in file.ground},
        figures={row.id: row for file in stack for row in file.figure},
        reminders={row.id: row for file in stack for row in file.reminder},
        reports={row.period: row for file in stack for row in file.report},
        report_mays=tuple(row for file in stack for row in file.report_may),
        papers={row.id: row for file in stack for row in file.paper},
        file_items={row.id: row for file in stack for row in file.file_item},
        retentions={row.id: row for file in stack for row in file.retention},
        script=tuple(row for file in stack for row in file.script),
        withholdings={row.id: row for file in stack for row in file.withholding},
        transitional=top.transitional,
        clauses=clauses,
        places={place: where for file in stack for place, where in file.places.items()},
    )


def lay_transitional(base: Rulebook, later: Rulebook) -> Rulebook:
    """The edition a case began under, with what a later edition expressly lays on open cases.

    A clause of the same id gives way where it stands, so that the order of the musts stays sound.
    """
    moved = {row.clause: later.clauses[row.clause] for row in later.transitional}
    clauses = {**base.clauses, **moved}
    return replace(
        base,
        musts=tuple(clause for clause in clauses.values() if isinstance(clause, Must)),
        mays=_by_act(clause for clause in clauses.values() if isinstance(clause, May)),
        must_nots=tuple(clause for clause in clauses.values() if isinstance(clause, MustNot)),
        clauses=clauses,
        places={**base.places, **{place: where for place, where in later.places.items() if place[1] in moved}},
    )


class Library:
    """All editions of all rulebooks, found by name or by the day they were in force."""

    def __init__(self, rulebook_files: Iterable[RulebookFile]) -> None:
        """Take the files in any order; two editions of one id may not begin on the same day."""
        self._files: dict[str, list[RulebookFile]] = {}
        for file in sorted(rulebook_files, key=lambda each: each.in_force_from):
            editions = self._files.setdefault(file.id, [])
            if editions and editions[-1].in_force_from == file.in_force_from:
                raise RulebookError(f"{file.id}: two editions are in force from {file.in_force_from}")
            editions.append(file)
        self._composed: dict[tuple[str, date], Rulebook] = {}
        self._bound: dict[tuple[str, str], Rulebook] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rulebooks."""
        return tuple(sorted(self._files))

    def editions(self, rulebook_id: str) -> tuple[Rulebook, ...]:
        """All editions of one rulebook, oldest first."""
        return tuple(self._compose(file) for file in self._files[rulebook_id])

    def in_force(self, rulebook_id: str, day: date) -> Rulebook:
        """The edition in force on a day; RulebookError if none was yet."""
        for file in reversed(self._files.get(rulebook_id, [])):
            if file.in_force_from <= day:
                return self._compose(file)
        raise RulebookError(f"no edition of {rulebook_id!r} is in force on {day}")

    def edition(self, name: str) -> Rulebook:
        """The edition of that name (`id@edition`), with the law it includes; RulebookError if there is none."""
        return self._compose(self.file(name))

    def file(self, name: str) -> RulebookFile:
        """The edition of that name by itself; RulebookError if there is none."""
        rulebook_id, _, edition = name.partition("@")
        for file in self._files.get(rulebook_id, []):
            if file.edition == edition:
                return file
        raise RulebookError(f"there is no rulebook {name!r}")

    def having(self, file: RulebookFile) -> "Library":
        """The same with one file more, in place of the one of its edition or its day; for trying a draft."""
        others = (each for files in self._files.values() for each in files)
        return Library([each for each in others if not _stands_for(file, each)] + [file])

    def binding(self, name: str, day: date) -> Rulebook:
        """What binds on `day` a case begun under edition `name`: its own edition and later transitional clauses."""
        base = self.edition(name)
        current = self.in_force(base.id, max(day, base.in_force_from))
        if current.edition == base.edition:
            return base
        key = (name, current.name)
        if key not in self._bound:
            bound = base
            for later in self.editions(base.id):
                if base.in_force_from < later.in_force_from <= current.in_force_from and later.transitional:
                    bound = lay_transitional(bound, later)
            self._bound[key] = bound
        return self._bound[key]

    def _compose(self, file: RulebookFile) -> Rulebook:
        key = (file.id, file.in_force_from)
        if key not in self._composed:
            self._composed[key] = compose([*self._included(file), file])
        return self._composed[key]

    def _included(self, file: RulebookFile) -> list[RulebookFile]:
        layers: list[RulebookFile] = []
        for included in file.includes:
            matches = [each for each in self._files.get(included, []) if each.in_force_from <= file.in_force_from]
            if not matches:
                raise RulebookError(f"{file.id}: includes {included!r}, which is not in force on {file.in_force_from}")
            layers += [*self._included(matches[-1]), matches[-1]]
        return layers


def _stands_for(file: RulebookFile, other: RulebookFile) -> bool:
    """Whether there can't be both in one library."""
    return file.id == other.id and (file.edition == other.edition or file.in_force_from == other.in_force_from)


def load_folder(folder: Path) -> Library:
    """A library of all `.toml` files in a folder."""
    return Library(read(path.read_text("utf-8"), path.name) for path in sorted(folder.glob("*.toml")))


@cache
def shipped() -> Library:
    """The rulebooks that come with the product."""
    folder = files("anjie.procedure") / "rulebooks"
    return Library(
        read(item.read_text("utf-8"), item.name)
        for item in sorted(folder.iterdir(), key=lambda each: each.name)
        if item.name.endswith(".toml")
    )
