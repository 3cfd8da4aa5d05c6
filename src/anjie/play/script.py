"""A scripted case: the TOML schema, strict, and its reading.

    title = { zh = "…", en = "…" }
    about = { zh = "…", en = "…" }
    calendar = "GX"

    [units]
    wuming = { name = "示范人寿武鸣支公司", level = "county", under = "nanning" }

    [people]
    huang = { name = "黄丽", unit = "wuming", roles = ["inspector"] }

    [[step]]
    id = "call"
    at = 2026-03-02T09:12:00        # on the wall clock of China; or "+2h", "+1 workday 09:00"
    by = "huang"
    [step.received]                 # the act, by its kind, with its fields; without one, time passes
    channel = "hotline"

    [[expect]]                      # at the end, or `after` a step
    stage = "closed"

A step is expected to be done, unless it says `expect = "refused"` with the `clauses` that refuse it or, where it
contradicts the file, the fields that do (`faults`). A text such as `$case.number`, `$b.number` (another case of the
script) or `$proposal.digest` is filled in from the case file when the step's turn comes.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from anjie.play.lines import Path, line_of
from anjie.play.moments import FORM, is_after
from anjie.procedure.acts import ACTS
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import Department, Level, Role, Stage, Text

MEASURES = "measures-gx"
"""The rulebook that scripts are played under."""

ONLY_CASE = "a"
"""The key of a script's case, where there is but one."""

REFERENCE = re.compile(r"\$(?:([a-z][a-z0-9-]*)\.number|proposal\.digest)")


class ScriptError(ValueError):
    """A script that can't be played; says at which lines and why."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """Something said in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    @property
    def text(self) -> Text:
        """The same, as the procedure says things."""
        return Text(self.zh, self.en)


Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class ScriptUnit(_Strict):
    """A unit that exists for the play alone; its key is its code."""

    name: str
    level: Level
    under: str = ""
    """The unit above; head office, if none is named."""


class Person(_Strict):
    """Somebody who acts; the key is the sign-in name."""

    name: str
    unit: str
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    department: Department | None = None
    ties: tuple[str, ...] = ()
    """The agents' codes and the sign-in names he has declared a relation to."""


class Step(_Strict):
    """One step: somebody tries an act; or, without one, time passes."""

    id: Key
    at: datetime | str = ""
    """When; the moment of the step before, if nothing is said."""
    by: str = ""
    acting_for: str = ""
    case: Key = ONLY_CASE
    kind: str = ""
    fields: Mapping[str, object] = {}
    expect: Literal["done", "refused"] = "done"
    clauses: tuple[str, ...] = ()
    """The clauses that refuse it: all of them, in any order."""
    faults: tuple[str, ...] = ()
    """The fields that contradict the file: all of them, in any order."""


State = Literal["open", "open late", "met", "met late", "void", "void late"]


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Expectation(_Strict):
    """What must be so at the end, or after a step. What isn't named isn't looked at; a list is complete."""

    case: Key = ONLY_CASE
    after: str = ""
    stage: Stage | None = None
    journal: tuple[str, ...] | None = None
    """The kinds of all entries, in order."""
    open: tuple[str, ...] | None = None
    """The clauses of all duties that are owed, in any order."""
    late: tuple[str, ...] | None = None
    """The clauses of all duties that were or are late, in any order."""
    duties: Mapping[str, Annotated[tuple[State, ...], BeforeValidator(_listed)]] = {}
    """For a clause, what became of each of its duties, in the order in which they began."""
    due: Mapping[str, date | datetime | Literal["suspended"]] = {}
    """For a clause, when its newest duty is due: the last day, or the moment if that lies within a day."""


class Script(_Strict):
    """A scripted case, or several that touch."""

    title: Words
    about: Words
    calendar: str = ""
    units: Mapping[Key, ScriptUnit]
    people: Mapping[Key, Person]
    step: Annotated[tuple[Step, ...], Field(min_length=1)]
    expect: tuple[Expectation, ...] = ()


class _Fault(Exception):
    """What is wrong, and where."""

    def __init__(self, path: Path, says: str) -> None:
        super().__init__(says)
        self.path = path
        self.says = says


def read(text: str, name: str = "<script>") -> Script:
    """Read a script strictly; ScriptError names every fault with its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{name}: {error}") from error
    try:
        script = Script.model_validate({**raw, "step": [*_steps(raw.get("step"))]})
        faults = [*_faults(script)]
    except _Fault as fault:
        faults = [fault]
    except ValidationError as error:
        faults = [_Fault(each["loc"], f"{'.'.join(map(str, each['loc']))}: {each['msg']}") for each in error.errors()]
    if faults:
        raise ScriptError("\n".join(f"{name}, line {line_of(text, fault.path)}: {fault.says}" for fault in faults))
    return script


# -- the acts, which stand in tables of their own name --------------------------------------------------------


def _steps(raw: object) -> Iterator[object]:
    """Each step with its act's kind and fields under `kind` and `fields`."""
    for number, step in enumerate(raw if isinstance(raw, list) else []):
        yield _with_act(number, step) if isinstance(step, dict) else step


def _with_act(number: int, step: dict[str, object]) -> dict[str, object]:
    own = {key: _on_wall_clock(value) for key, value in step.items() if key in Step.model_fields}
    acts = {key: value for key, value in step.items() if key not in own}
    for key, fields in acts.items():
        if key not in ACTS or not isinstance(fields, dict):
            raise _Fault(("step", number, key), f"no such act: {key!r}{_meant(key, [*ACTS, *Step.model_fields])}")
    if len(acts) > 1:
        raise _Fault(("step", number), f"one act to a step, not {len(acts)}: {', '.join(acts)}")
    for hidden in own.keys() & {"kind", "fields"}:
        raise _Fault(("step", number, hidden), f"{hidden!r}: name the act by its own table, [step.received]")
    for kind, fields in acts.items():
        own |= {"kind": kind, "fields": _on_wall_clock(fields)}
        _check_fields(("step", number, kind), kind, own["fields"])
    return own


def _check_fields(path: Path, kind: str, fields: object) -> None:
    try:
        ACTS[kind].model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, (kind, *first["loc"])))
        raise _Fault((*path, *first["loc"]), f"{where}: {first['msg']}") from error


def _on_wall_clock(value: object) -> object:
    """Give times without a zone the zone of China, at any depth."""
    match value:
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
        case dict():
            return {key: _on_wall_clock(each) for key, each in value.items()}
        case list():
            return [_on_wall_clock(each) for each in value]
        case _:
            return value


# -- words that must name something ---------------------------------------------------------------------------


def _faults(script: Script) -> Iterator[_Fault]:
    yield from _unit_faults(script)
    begun: set[str] = set()
    seen: set[str] = set()
    for number, step in enumerate(script.step):
        path = ("step", number)
        if step.id in seen:
            yield _Fault((*path, "id"), f"two steps are called {step.id!r}")
        seen.add(step.id)
        yield from _step_faults(path, step, script)
        if step.kind and not ACTS[step.kind].begins and step.case not in begun:
            yield _Fault((*path, "case"), f"case {step.case!r} has not begun")
        begun |= {step.case} if step.kind else set()
    if not isinstance(script.step[0].at, datetime):
        yield _Fault(("step", 0, "at"), "the first step needs a time of its own")
    yield from _expectation_faults(script, begun)


def _unit_faults(script: Script) -> Iterator[_Fault]:
    for key, unit in script.units.items():
        above = script.units.get(unit.under)
        if unit.under and above is None:
            yield _Fault(("units", key, "under"), f"no such unit: {unit.under!r}{_meant(unit.under, script.units)}")
        elif above and above.level.rank <= unit.level.rank:
            yield _Fault(("units", key, "under"), f"{unit.under!r} is not of a higher level than {key!r}")
    for key, person in script.people.items():
        if person.unit not in script.units:
            says = f"no such unit: {person.unit!r}{_meant(person.unit, script.units)}"
            yield _Fault(("people", key, "unit"), says)


def _step_faults(path: Path, step: Step, script: Script) -> Iterator[_Fault]:
    if isinstance(step.at, str) and step.at and not is_after(step.at):
        yield _Fault((*path, "at"), f"not a time: {step.at!r}; write {FORM}, or a local time without quotes")
    for word, name in (("by", step.by), ("acting_for", step.acting_for)):
        if name not in script.people and (name or (step.kind and word == "by")):
            yield _Fault((*path, word), f"no such person: {name!r}{_meant(name, script.people)}")
    if step.expect == "done" and (step.clauses or step.faults):
        yield _Fault((*path, "expect"), 'clauses and faults go with expect = "refused"')
    yield from _clause_faults((*path, "clauses"), step.clauses)
    for text in _texts(step.fields):
        if text.startswith("$") and not REFERENCE.fullmatch(text):
            yield _Fault((*path, step.kind), f"nothing is called {text!r}; write $case.number or $proposal.digest")


def _expectation_faults(script: Script, begun: set[str]) -> Iterator[_Fault]:
    steps = [step.id for step in script.step]
    for number, expected in enumerate(script.expect):
        path = ("expect", number)
        if expected.after and expected.after not in steps:
            yield _Fault((*path, "after"), f"no such step: {expected.after!r}{_meant(expected.after, steps)}")
        if expected.case not in begun:
            yield _Fault((*path, "case"), f"no such case: {expected.case!r}")
        for kind in expected.journal or ():
            if kind not in ACTS:
                yield _Fault((*path, "journal"), f"no such act: {kind!r}{_meant(kind, ACTS)}")
        for word, clauses in (
            ("open", expected.open or ()),
            ("late", expected.late or ()),
            ("duties", expected.duties),
            ("due", expected.due),
        ):
            yield from _clause_faults((*path, word), clauses)


def _clause_faults(path: Path, clauses: Mapping[str, object] | tuple[str, ...]) -> Iterator[_Fault]:
    known = {clause for book in shipped().editions(MEASURES) for clause in book.clauses}
    for clause in clauses:
        if clause not in known:
            yield _Fault(path, f"no such clause: {clause!r}{_meant(clause, known)}")


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case _:
            pass


def _meant(word: str, known: object) -> str:
    names = [str(each) for each in known] if isinstance(known, (Mapping, list, set)) else []
    close = get_close_matches(word, names, n=1)
    return f"; is it {close[0]!r}?" if close else ""


def began(script: Script) -> datetime:
    """The moment of the first step."""
    first = script.step[0].at
    if not isinstance(first, datetime):
        raise ScriptError("the first step needs a time of its own")
    return first
