"""A walk through what can become of a case, proving of each state met that the case can be closed.

Acts are specimens, done by officers who exist: one for each post at the unit in charge and at every level above.
States are compared by what the procedure can tell apart (`Position.state`), not by their journals. Duties that
can be discharged without changing the file (look up a record, hold an interview) are discharged on the way.

From each state one act leads on the plain way, the one that brings a case of this kind to its end soonest. Every
other possible act is a turn off it: another class or finding, a step out of the usual order, a return, a
withdrawal, an objection. `explore` visits every state that is at most so many turns off the plain way.

That a state can be closed is shown by closing it: `close_out` performs, one by one, permitted acts that discharge
what stands in the way. It never lets the customer withdraw, nor merges the case, to get rid of it.
"""

from collections import deque
from collections.abc import Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Accused, CaseFile, Entry
from anjie.procedure.duties import Dossier, Duty, fold, open_duties
from anjie.procedure.engine import allowed
from anjie.procedure.facts import turn
from anjie.procedure.gravity import alleged_severity, redress, sanction_rank, severity, statutory_major
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.soundness.specimens import HANDLERS, beginnings, specimens
from anjie.procedure.terms import Department, Level, Reach, Role, Stage

PLAIN_WAY = (
    "archived",
    "closed",
    "referrer_informed",
    "replied",
    "redress_paid",
    "sanction_executed",
    "step_done",
    "sanction_served",
    "sanction_decided",
    "approved",
    "opinion_given",
    "proposed",
    "found",
    "assigned",
    "opened",
    "verified",
    "registered",
)
"""The acts of the plain way, the last of them first: whichever is possible brings the end nearest."""

BACK = (
    "instructed",
    "cohandling_answered",
    "cohandling_asked_back",
    "cohandling_explained",
    "transfer_accepted",
    "countersigned",
    "objection_decided",
    "record_repaired",
    "resumed",
    "review_decided",
    "hold_lifted",
    "disposal_approved",
    "disposed",
)
"""Acts that lead back from where a turn led; they are no turns themselves."""

ENDS = frozenset({"closed", "archived"})
"""The acts by which a case ends."""

MINUTE = timedelta(minutes=1)
LONG = timedelta(days=120)
"""Longer than any limit: how long the exploration waits before it notes that one was missed."""

MOST_STEPS = 100
"""More acts than any closing takes."""


POSTS: tuple[tuple[Role, Department | None], ...] = (
    *((role, None) for role in Role if role is not Role.DEPARTMENT),
    *((Role.DEPARTMENT, department) for department in (Department.CLAIMS, Department.FINANCE)),
)
"""Every post of a unit; of the departments the one that is asked first and the one it hands a request on to."""


class Step(NamedTuple):
    """One act and who does it."""

    office: Office
    act: Act


@dataclass(frozen=True, slots=True)
class Trouble:
    """Where a case got into trouble: the journal that leads there and what is owed."""

    journal: tuple[Entry, ...]
    owed: tuple[Duty, ...]


@dataclass(slots=True)
class Exploration:
    """What a walk through the procedure met."""

    states: int = 0
    complete: bool = True
    """Whether every state within so many turns was visited; False where the limit came first."""
    done: set[str] = field(default_factory=set[str])
    """Kinds of act that were done somewhere."""
    stuck: list[Trouble] = field(default_factory=list[Trouble])
    """States from which the case can't be closed."""
    left_owing: list[Trouble] = field(default_factory=list[Trouble])
    """Closings that left something owed that was begun before."""

    @property
    def unreachable(self) -> tuple[str, ...]:
        """Kinds of act that were never possible."""
        return tuple(kind for kind in ACTS if kind not in self.done)

    @property
    def sound(self) -> bool:
        """Whether every act is possible, every state can be closed and no closing leaves anything behind."""
        return not (self.unreachable or self.stuck or self.left_owing)


class Staff:
    """Those who may act: one officer for each post, at the unit in charge and at each level above it."""

    def __init__(self, level: Level, calendar: Calendar) -> None:
        """Man a unit of this level."""
        self.level = level
        self.calendar = calendar

    def at(self, moment: datetime) -> list[Office]:
        """All of them at that moment, the lowest level first."""
        levels = [level for level in Level if level.rank >= self.level.rank]
        return [self._office(post, level, moment) for level in levels for post in POSTS]

    def _office(self, post: tuple[Role, Department | None], level: Level, moment: datetime) -> Office:
        own = level is self.level
        role, department = post
        name = f"{role} of {department}" if department else role.value
        return Office(
            officer=name if own else f"{name} ({level.value})",
            unit=level.value,
            level=level,
            roles=frozenset({role}),
            at=moment,
            calendar=self.calendar,
            department=department,
            reach=Reach.OWN if own else Reach.ABOVE,
        )


class Position:
    """A case file at one moment, with what is owed then and the officers who may go on with it."""

    def __init__(self, dossier: Dossier, staff: Staff) -> None:
        """Stand at the newest entry of a case file."""
        self.dossier = dossier
        self.staff = staff
        self.now = dossier.case.entries[-1].at
        self._doers: dict[int, Office | None] = {}
        self._able: dict[str, Sequence[Office]] = {}
        self._children: dict[int, Position] = {}

    @cached_property
    def owed(self) -> list[Duty]:
        """What is owed now."""
        return open_duties(self.dossier, self.staff.calendar, self.now)

    @cached_property
    def file(self) -> Hashable:
        """All of the case file by which clauses and acts go."""
        return _file(self.dossier)

    @cached_property
    def gates(self) -> frozenset[str]:
        """The musts that stand in the way of an end."""
        return frozenset(duty.must.id for duty in self.owed if not ENDS.isdisjoint(duty.blocks))

    @property
    def state(self) -> Hashable:
        """The file and the gates.

        Other open duties don't count: they say what is yet to be done on the way, which the file tells.
        """
        return self.file, self.gates

    @cached_property
    def exactly(self) -> Hashable:
        """The file and every open duty."""
        return self.file, frozenset((duty.must.id, duty.item) for duty in self.owed)

    @property
    def closed(self) -> bool:
        """Whether the case is closed, or beyond that."""
        return self.dossier.case.stage in (Stage.CLOSED, Stage.ARCHIVED, Stage.DISPOSED)

    def steps(self, kinds: Container[str]) -> Iterator[Step]:
        """Each specimen of these kinds that somebody may do, with the first who may, the lowest level first."""
        return (step for _, step in self._steps(kinds))

    def tries(self, kinds: Container[str]) -> Iterator["Move"]:
        """The same, each with where it leads."""
        return (Move(step, self._after(number, step)) for number, step in self._steps(kinds))

    def moves(self, kinds: Container[str]) -> Iterator["Move"]:
        """The steps of these kinds that change the state."""
        for number, step in self._steps(kinds):
            child = self._after(number, step)
            if child.file != self.file or (step.act.kind in self._telling and child.gates != self.gates):
                yield Move(step, child)

    def discharging(self, duty: Duty) -> Iterator["Move"]:
        """The steps that discharge an open duty."""
        for number, step in self._steps(duty.does):
            child = self._after(number, step)
            if all(each.key != duty.key for each in child.owed):
                yield Move(step, child)

    def quietly_discharging(self, duty: Duty) -> Iterator["Move"]:
        """The steps that discharge an open duty, change nothing on the file and put nothing in the way."""
        for number, step in self._steps(duty.does):
            child = self._after(number, step)
            if (
                child.file == self.file
                and child.gates <= self.gates
                and all(each.key != duty.key for each in child.owed)
            ):
                yield Move(step, child)

    def _steps(self, kinds: Container[str]) -> Iterator[tuple[int, Step]]:
        for number, act in enumerate(self._specimens):
            if act.kind not in kinds:
                continue
            if number not in self._doers:
                self._doers[number] = self._doer(act)
            if office := self._doers[number]:
                yield number, Step(office, act)

    def _after(self, number: int, step: Step) -> "Position":
        """The position once a step is taken."""
        if number not in self._children:
            at = self.now + (LONG if step.act.kind == "duty_missed" else MINUTE)
            branch = self.dossier.branch()
            branch.add(Entry(branch.case.version + 1, at, step.office.officer, step.office.unit, step.act))
            self._children[number] = Position(branch, self.staff)
        return self._children[number]

    @cached_property
    def _specimens(self) -> Sequence[Act]:
        return specimens(self.dossier, self.now + MINUTE)

    @cached_property
    def _offices(self) -> Sequence[Office]:
        return self.staff.at(self.now + MINUTE)

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The acts that may open or shut an end even where they change nothing on the file."""
        rows = [must.row for must in self.dossier.book.musts if not ENDS.isdisjoint(must.row.before)]
        kinds = [kind for row in rows for kind in (*row.after_acts, *row.do, *row.void_by)]
        return frozenset([*kinds, *(row.restart.on for row in rows if row.restart), "duty_missed"])

    def _doer(self, act: Act) -> Office | None:
        kind = act.kind
        if kind not in self._able:
            self._able[kind] = self._able_to(kind)
        able = self._able[kind]
        return next((office for office in able if allowed(self.dossier, kind, act, office, self.owed)), None)

    def _able_to(self, kind: str) -> Sequence[Office]:
        """The officers who may do such an act now, its fields aside."""
        stage = self.dossier.case.stage
        rows = [may.row for may in self.dossier.book.mays.get(kind, ())]
        roles = {role for row in rows if not row.stage or stage in row.stage for role in row.role}
        return [
            office
            for office in self._offices
            if office.roles & roles and allowed(self.dossier, kind, None, office, self.owed)
        ]


class Move(NamedTuple):
    """A step and where it leads."""

    step: Step
    to: Position


# -- closing -----------------------------------------------------------------------------------------------------


def close_out(dossier: Dossier, staff: Staff) -> list[Step] | None:
    """Close the case as it stands, act by act; None if these officers can't."""
    position = Position(dossier, staff)
    steps: list[Step] = []
    for move in _towards_closing(position):
        steps.append(move.step)
        position = move.to
    return steps if position.closed else None


def _towards_closing(position: Position) -> Iterator[Move]:
    """Go on from here until the case is closed, or nothing more helps."""
    seen = {position.exactly}
    for _ in range(MOST_STEPS):
        if position.closed:
            return
        move = next((each for each in _helpful(position) if each.to.exactly not in seen), None)
        if move is None:
            return
        yield move
        position = move.to
        seen.add(position.exactly)


def _helpful(position: Position) -> Iterator[Move]:
    """The moves that may bring the closing nearer, the likeliest first."""
    for duty in position.owed:
        yield from position.quietly_discharging(duty)
    yield from _plain(position)
    for duty in position.owed:
        yield from position.discharging(duty)


def _plain(position: Position) -> Iterator[Move]:
    for kind in PLAIN_WAY:
        yield from position.moves((kind,))


# -- exploring ---------------------------------------------------------------------------------------------------


def explore(book: Rulebook, calendar: Calendar, *, turns: int = 2, limit: int = 100_000) -> Exploration:
    """Visit every state within so many turns, or as many as the limit allows, and prove that each can be closed.

    A city and a regional branch have a level below and one above, and hold no surprise that a county office or
    head office doesn't: their cases are followed one turn less.
    """
    walk = _Walk(limit)
    for start in _starts(book, calendar):
        between = start.staff.level in (Level.CITY, Level.REGION)
        walk.go_from(start, turns - between)
    return walk.found


def _starts(book: Rulebook, calendar: Calendar) -> Iterator[Position]:
    """Each kind of complaint at a county office, and the first of them at every level above."""
    at = datetime(2026, 6, 1, 9, tzinfo=calendar.zone)
    for level in Level:
        staff = Staff(level, calendar)
        kinds = beginnings(at)
        for act in kinds if level is Level.COUNTY else kinds[:1]:
            yield Position(fold([Entry(1, at, HANDLERS[0], level.value, act)], book), staff)


class _Walk:
    """One exploration under way."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found = Exploration(done={"received", "imported"})
        self.proven: set[Hashable] = set()

    def go_from(self, start: Position, turns: int) -> None:
        """Go from one complaint through all states, those with fewer turns first."""
        waiting = deque([(0, start)])
        seen = {start.state}
        while waiting:
            made, position = waiting.popleft()
            if self.found.states >= self.limit:
                self.found.complete = False
                return
            self.found.states += 1
            position = self.settle(position)
            self.prove(position)
            for turned, move in self.onward(position, turning=made < turns):
                if move.to.state not in seen:
                    seen.add(move.to.state)
                    if turned:
                        waiting.append((made + 1, move.to))
                    else:
                        waiting.appendleft((made, move.to))

    def onward(self, position: Position, *, turning: bool) -> Iterator[tuple[bool, Move]]:
        """The moves from here, each with whether it is a turn; no turns are looked at unless asked for."""
        plain = next(_plain(position), None)
        if plain:
            yield False, plain
        self.try_out(position)
        for move in position.moves(ACTS if turning else BACK):
            if plain is None or move.step.act is not plain.step.act:
                yield move.step.act.kind not in BACK, move

    def try_out(self, position: Position) -> None:
        """Note what is possible here; and what that makes possible, where it changes nothing on the file."""
        for move in position.tries(self.found.unreachable):
            self.found.done.add(move.step.act.kind)
            if move.to.file == position.file:
                self.try_out(move.to)

    def settle(self, position: Position) -> Position:
        """Discharge every duty that can be discharged without changing the file."""
        passed: set[str] = set()
        while duty := next((each for each in position.owed if each.key not in passed), None):
            passed.add(duty.key)
            if move := next(position.quietly_discharging(duty), None):
                self.found.done.add(move.step.act.kind)
                position = move.to
        return position

    def prove(self, position: Position) -> None:
        """Show that the case can be closed from here, or from somewhere this leads to of which it is known."""
        path = [position.exactly]
        last = position
        if path[0] not in self.proven:
            for move in _towards_closing(position):
                self.found.done.add(move.step.act.kind)
                last = move.to
                if last.exactly in self.proven:
                    break
                path.append(last.exactly)
            else:
                if not last.closed:
                    self.found.stuck.append(_trouble(position, last.owed))
                    return
                self.look_back(last)
        self.proven.update(path)

    def look_back(self, closed: Position) -> None:
        """Note what was begun before the closing and is owed still, though it isn't meant to outlive it."""
        closing = closed.dossier.by_kind["closed"][-1].seq
        if left := [d for d in closed.owed if d.start_seq < closing and not d.must.row.outlives_closing]:
            self.found.left_owing.append(_trouble(closed, left))


def _trouble(position: Position, owed: Iterable[Duty]) -> Trouble:
    return Trouble(tuple(position.dossier.case.entries), tuple(owed))


# -- what the procedure can tell apart -----------------------------------------------------------------------------


def _file(dossier: Dossier) -> Hashable:
    """What of a case file matters from here on; two respondents are alike in either order."""
    case, book = dossier.case, dossier.book
    waits = case.stage is Stage.PROPOSED
    return (
        (case.stage, case.case_class, statutory_major(case, book), case.left_the_walk),
        None if case.opened_at else case.genuineness,
        (len(case.complainants), tuple(sorted(_track(case, accused) for accused in case.respondents.values()))),
        (case.all_found, severity(case, book), alleged_severity(case, book)),
        (case.proposal is None, case.approved is None, redress(case) > 0, _proposes_to_wait(case)),
        (redress(case), sanction_rank(case, book), turn(case, book), _wanted(case)) if waits else None,
        (case.redress_paid is None, bool(case.transferred_from)),
        (case.told is None, case.told_on_spot, case.referrer_told is None, case.reopened is None),
        (case.handler, frozenset(case.recused), case.escalated is None, case.instructed is None),
        (case.suspended is None, case.review_open, any(request.open for request in case.requests.values())),
        any(request.asked_back for request in case.requests.values()),
        (case.on_hold, bool(case.disposal_proposed_by), case.disposal_approved),
    )


def _proposes_to_wait(case: CaseFile) -> bool:
    """Whether a sanction is proposed that is to wait for the end of a probation."""
    measures = case.proposal.measures.values() if case.proposal else ()
    return any(each.waits for measure in measures for each in measure.sanctions)


def _wanted(case: CaseFile) -> bool:
    """Whether somebody was asked to sign who hasn't."""
    return any(case.signature_wanted(ref) for ref in case.signatures)


def _track(case: CaseFile, accused: Accused) -> tuple[int, ...]:
    """How far the agent track has come for one respondent, as numbers so that tracks can be put in order."""
    mine = [each for each in case.allegations.values() if each.respondent == accused.ref]
    return (
        accused.split_off is not None,
        bool(accused.is_.agent),
        len(mine),
        sum(each.result is None for each in mine),
        sum(each.result is not None and each.result.at_fault for each in mine),
        accused.decided is not None,
        case.agent_decided(accused.ref),
        accused.exempted,
        accused.served is not None,
        len(accused.steps),
        accused.executed is not None,
        accused.waiting,
        accused.activated is not None,
        accused.to_repair,
        accused.objection_open,
        accused.revoked is not None,
    )
