"""A scripted case: what its TOML file may say. `reading` reads one.

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
contradicts the file, the fields that do (`faults`). Some texts are filled in when the step's turn comes:
`$proposal.digest`, `$case.number` (this case), `$b.number` (another case of the script), `$wuming.code` (a unit).
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from anjie.procedure.terms import Department, Level, Role, Stage, Text

MEASURES = "measures-gx"
"""The rulebook that scripts are played under."""

ONLY_CASE = "a"
"""The key of a script's case, where there is but one."""

REFERENCE = re.compile(r"\$(?P<name>[a-z][a-z0-9-]*)\.(?P<what>number|code|digest)")
"""A word that is filled in when its step's turn comes: `$case.number`, `$proposal.digest`."""


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


def began(script: Script) -> datetime:
    """The moment of the first step."""
    first = script.step[0].at
    if not isinstance(first, datetime):
        raise ScriptError("the first step needs a time of its own")
    return first
