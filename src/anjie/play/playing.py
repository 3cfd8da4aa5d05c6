"""Going through a script at a desk, by the script's own clock.

As time passes, limits pass with it: before each step the system notes every limit that has run out since the last
one, each at its own moment, as the sweep does every minute.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from anjie.play.moments import moment_after
from anjie.play.script import REFERENCE, Script, ScriptError, Step
from anjie.procedure.acts import parse
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.system import DutyMissed
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier, Duty, duties
from anjie.procedure.engine import Refusal
from anjie.procedure.office import Office
from anjie.procedure.terms import Level, Role

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Done:
    """What a desk made of an act: an entry, or refusals."""

    number: str
    entry: Entry | None = None
    refusals: tuple[Refusal, ...] = ()


class Desk(Protocol):
    """Where acts are judged and entered, with the script's units set up."""

    calendar: Calendar

    def place(self, unit: str) -> tuple[str, Level]:
        """Give the code and the level of the script's unit."""
        ...

    def do(self, number: str | None, act: Act, office: Office) -> Done:
        """Try an act; without a number it begins a case."""
        ...

    def dossier(self, number: str) -> Dossier:
        """Give the case as its journal has it."""
        ...


@dataclass(frozen=True, slots=True)
class Played:
    """One step as it went; without refusals it was done, or only time passed."""

    step: Step
    at: datetime
    refusals: tuple[Refusal, ...] = ()
    after: Mapping[str, tuple[Dossier, tuple[Duty, ...]]] = field(
        default_factory=dict[str, tuple[Dossier, tuple[Duty, ...]]]
    )
    """The cases after the step, where the script expects something of that moment."""

    @property
    def refused(self) -> bool:
        """Whether the act was refused."""
        return bool(self.refusals)


@dataclass(frozen=True, slots=True)
class Play:
    """A script as it went."""

    script: Script
    calendar: Calendar
    steps: tuple[Played, ...]
    cases: Mapping[str, tuple[Dossier, tuple[Duty, ...]]]
    """The cases at the end, by their keys in the script, with their duties as of then."""

    @property
    def until(self) -> datetime:
        """The moment at which it ended."""
        return self.steps[-1].at


def play(script: Script, desk: Desk, until: str = "") -> Play:
    """Go through the steps, up to and with `until`; ScriptError if there is no such step."""
    if until and until not in {step.id for step in script.step}:
        raise ScriptError(f"no such step: {until!r}")
    player = _Player(script, desk)
    steps: list[Played] = []
    for step in script.step:
        steps.append(player.take(step))
        if step.id == until:
            break
    return Play(script, desk.calendar, tuple(steps), player.shelf())


class _Player:
    """A script half played: its clock and its cases."""

    def __init__(self, script: Script, desk: Desk) -> None:
        self.script, self.desk = script, desk
        self.numbers: dict[str, str] = {}
        self.now: datetime | None = None
        self.looked_at = {expected.after for expected in script.expect if expected.after}

    def take(self, step: Step) -> Played:
        """Let the time pass until the step, and take it."""
        self.now = at = self._moment(step)
        self._note_missed(at)
        refusals: tuple[Refusal, ...] = ()
        if step.kind:
            number = self.numbers.get(step.case)
            done = self.desk.do(number, self._act(step), self._office(step, at))
            refusals = done.refusals
            if done.entry:
                self.numbers[step.case] = done.number
        return Played(step, at, refusals, self.shelf() if step.id in self.looked_at else {})

    def shelf(self) -> dict[str, tuple[Dossier, tuple[Duty, ...]]]:
        """Give every case as it stands, with its duties."""
        now = self.now
        dossiers = {key: self.desk.dossier(number) for key, number in self.numbers.items()}
        return {key: (each, duties(each, self.desk.calendar, now)) for key, each in dossiers.items() if now}

    def _moment(self, step: Step) -> datetime:
        before = self.now
        if isinstance(step.at, datetime):
            moment = step.at
        elif before is None:
            raise ScriptError(f"step {step.id!r}: the first step needs a time of its own")
        else:
            moment = moment_after(before, step.at, self.desk.calendar) if step.at else before
        if before and moment < before:
            raise ScriptError(f"step {step.id!r} lies before the one above it")
        return moment

    def _office(self, step: Step, at: datetime) -> Office:
        people = self.script.people
        post = people[step.acting_for or step.by]
        unit, level = self.desk.place(post.unit)
        return Office(
            officer=step.by,
            unit=unit,
            level=level,
            roles=frozenset(post.roles),
            at=at,
            calendar=self.desk.calendar,
            department=post.department,
            acting_for=step.acting_for or None,
            ties=frozenset({*people[step.by].ties, *post.ties}),
        )

    def _act(self, step: Step) -> Act:
        return parse(step.kind, self._filled_in(step.fields, step))

    def _filled_in(self, value: object, step: Step) -> object:
        match value:
            case str() if reference := REFERENCE.fullmatch(value):
                return self._referred(reference["name"], reference["what"], step)
            case Mapping():
                return {key: self._filled_in(each, step) for key, each in value.items()}
            case list():
                return [self._filled_in(each, step) for each in value]
            case _:
                return value

    def _referred(self, name: str, what: str, step: Step) -> str:
        """What a reference stands for now; nothing, if that isn't there yet."""
        own = self.numbers.get(step.case)
        if what == "code":
            return self.desk.place(name)[0]
        if what == "number":
            return (own if name == "case" else self.numbers.get(name)) or ""
        proposal = self.desk.dossier(own).case.proposal if own else None
        return proposal.digest if proposal else ""

    # -- limits that pass -------------------------------------------------------------------------------------

    def _note_missed(self, now: datetime) -> None:
        """Put on record each limit that has passed by now; noting one can start what has passed as well."""
        for number in self.numbers.values():
            while missed := next(_unnoted(self.desk.dossier(number), self.desk.calendar, now), None):
                self._note(number, missed)

    def _note(self, number: str, missed: Duty) -> None:
        case = self.desk.dossier(number).case
        at = max(missed.due or case.entries[-1].at, case.entries[-1].at)
        system = Office(SYSTEM, case.unit, Level.HEAD_OFFICE, frozenset({Role.SYSTEM}), at, self.desk.calendar)
        text = missed.must.text
        act = DutyMissed(duty=missed.key, clause=missed.must.id, text=text.zh, text_en=text.en)
        done = self.desk.do(number, act, system)
        if not done.entry:
            raise ScriptError(f"the system could not note that {missed.key} was missed")


def _unnoted(dossier: Dossier, calendar: Calendar, now: datetime) -> Iterator[Duty]:
    """What is owed and late and not on record as such, the earliest limit first."""
    late = [duty for duty in duties(dossier, calendar, now) if duty.open and duty.late]
    late.sort(key=lambda duty: (duty.due or now, duty.key))
    return (duty for duty in late if duty.key not in dossier.case.noted)


def sentences(case: CaseFile) -> Iterator[tuple[Entry, Act]]:
    """The entries with their acts as acts, which can say themselves."""
    for entry in case.entries:
        if isinstance(entry.act, Act):
            yield entry, entry.act
