"""Reading a script strictly: a word that names nothing is a fault, told with its line."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import NamedTuple

from pydantic import ValidationError

from anjie.play.lines import Path, line_of
from anjie.play.moments import FORM, is_after
from anjie.play.script import MEASURES, REFERENCE, Expectation, Script, ScriptError, Step
from anjie.procedure.acts import ACTS
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.rulebook import shipped

Table = dict[str, object]


class Fault(NamedTuple):
    """What is wrong with a script, and where."""

    path: Path
    says: str


def read(text: str, name: str = "<script>") -> Script:
    """Read a script; ScriptError names every fault with its line."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{name}: {error}") from error
    faults = [*_act_faults(raw)] or [*_shape_faults(raw)]
    if not faults:
        script = _script(raw)
        faults = [*_unit_faults(script), *_step_faults(script), *_expectation_faults(script)]
        if not faults:
            return script
    raise ScriptError("\n".join(f"{name}, line {line_of(text, fault.path)}: {fault.says}" for fault in faults))


def _script(raw: Table) -> Script:
    """Shape the script, with each act's kind and fields under those names."""
    return Script.model_validate({**raw, "step": [_with_act(step) for step in _tables(raw)]})


def _tables(raw: Table) -> list[Table]:
    steps = raw.get("step")
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _with_act(step: Table) -> Table:
    local = {key: _on_wall_clock(value) for key, value in step.items()}
    kind = next(iter(_acts(step)), "")
    own = {key: value for key, value in local.items() if key != kind}
    return {**own, "kind": kind, "fields": local[kind]} if kind else own


def _acts(step: Table) -> list[str]:
    return [key for key in step if key not in OWN_WORDS]


OWN_WORDS = Step.model_fields.keys() - {"kind", "fields"}
"""What a step may say besides its act."""


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


# -- faults of form -------------------------------------------------------------------------------------------


def _act_faults(raw: Table) -> Iterator[Fault]:
    for number, step in enumerate(_tables(raw)):
        kinds = _acts(step)
        for kind in kinds:
            yield from _fields_faults(("step", number, kind), kind, step[kind])
        if len(kinds) > 1:
            yield Fault(("step", number, kinds[1]), f"one act to a step, not {len(kinds)}: {', '.join(kinds)}")


def _fields_faults(path: Path, kind: str, fields: object) -> Iterator[Fault]:
    if kind not in ACTS:
        yield Fault(path, f"no such act: {kind!r}{_meant(kind, [*ACTS, *OWN_WORDS])}")
        return
    try:
        ACTS[kind].model_validate(_on_wall_clock(fields))
    except ValidationError as error:
        yield from (Fault((*path, *loc), f"{kind}.{says}") for loc, says in _said(error))


def _shape_faults(raw: Table) -> Iterator[Fault]:
    try:
        _script(raw)
    except ValidationError as error:
        yield from (Fault(loc, says) for loc, says in _said(error))


def _said(error: ValidationError) -> Iterator[tuple[Path, str]]:
    for each in error.errors():
        yield each["loc"], f"{'.'.join(map(str, each['loc']))}: {each['msg']}"


# -- words that name nothing ----------------------------------------------------------------------------------


def _unit_faults(script: Script) -> Iterator[Fault]:
    for key, unit in script.units.items():
        above = script.units.get(unit.under)
        if unit.under and above is None:
            yield Fault(("units", key, "under"), f"no such unit: {unit.under!r}{_meant(unit.under, script.units)}")
        elif above and above.level.rank <= unit.level.rank:
            yield Fault(("units", key, "under"), f"{unit.under!r} is not of a higher level than {key!r}")
    for key, person in script.people.items():
        if person.unit not in script.units:
            says = f"no such unit: {person.unit!r}{_meant(person.unit, script.units)}"
            yield Fault(("people", key, "unit"), says)


def _step_faults(script: Script) -> Iterator[Fault]:
    if not isinstance(script.step[0].at, datetime):
        yield Fault(("step", 0, "at"), "the first step needs a time of its own")
    seen: set[str] = set()
    begun: set[str] = set()
    for number, step in enumerate(script.step):
        path = ("step", number)
        if step.id in seen:
            yield Fault((*path, "id"), f"two steps are called {step.id!r}")
        seen.add(step.id)
        if step.kind:
            yield from _try_faults(path, step, script)
            if not ACTS[step.kind].begins and step.case not in begun:
                yield Fault((*path, "case"), f"case {step.case!r} has not begun")
            begun.add(step.case)
        if isinstance(step.at, str) and step.at and not is_after(step.at):
            yield Fault((*path, "at"), f"not a time: {step.at!r}; write {FORM}, or a local time without quotes")


def _try_faults(path: Path, step: Step, script: Script) -> Iterator[Fault]:
    for word, name in (("by", step.by), ("acting_for", step.acting_for)):
        if name not in script.people and (name or word == "by"):
            yield Fault((*path, word), f"no such person: {name!r}{_meant(name, script.people)}")
    if step.expect == "done" and (step.clauses or step.faults):
        yield Fault((*path, "expect"), 'clauses and faults go with expect = "refused"')
    yield from _clause_faults((*path, "clauses"), step.clauses)
    for text in _texts(step.fields):
        if text.startswith("$") and not _refers(text, script):
            says = f"nothing is called {text!r}; write $proposal.digest, $case.number or $unit.code"
            yield Fault((*path, step.kind), says)


def _refers(text: str, script: Script) -> bool:
    reference = REFERENCE.fullmatch(text)
    if reference is None:
        return False
    known = {
        "number": {"case", *(step.case for step in script.step)},
        "code": {*script.units},
        "digest": {"proposal"},
    }
    return reference["name"] in known[reference["what"]]


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


def _expectation_faults(script: Script) -> Iterator[Fault]:
    steps = [step.id for step in script.step]
    begun = {step.case for step in script.step if step.kind}
    for number, expected in enumerate(script.expect):
        path = ("expect", number)
        if expected.after and expected.after not in steps:
            yield Fault((*path, "after"), f"no such step: {expected.after!r}{_meant(expected.after, steps)}")
        if expected.case not in begun:
            yield Fault((*path, "case"), f"no such case: {expected.case!r}{_meant(expected.case, begun)}")
        for kind in expected.journal or ():
            if kind not in ACTS:
                yield Fault((*path, "journal"), f"no such act: {kind!r}{_meant(kind, ACTS)}")
        for word, clauses in _clauses(expected):
            yield from _clause_faults((*path, word), clauses)


def _clauses(expected: Expectation) -> Iterator[tuple[str, Iterable[str]]]:
    yield "open", expected.open or ()
    yield "late", expected.late or ()
    yield "duties", expected.duties
    yield "due", expected.due


def _clause_faults(path: Path, clauses: Iterable[str]) -> Iterator[Fault]:
    known = {clause for book in shipped().editions(MEASURES) for clause in book.clauses}
    for clause in clauses:
        if clause not in known:
            yield Fault(path, f"no such clause: {clause!r}{_meant(clause, known)}")


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, [*known], n=1)
    return f"; is it {close[0]!r}?" if close else ""
