"""What the rulebook still demands of a case: of whom, by when, under which clause.

Each start of a must makes its own duty. A duty that was missed is never erased by what comes later,
be it a new start, a pause or a change of the facts; one that was still in time is void when
replaced. Times come from the journal's own clock; a limit may count from a time the starting act
states (`from`). The arithmetic of days is `limits`'.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.clocks import Pause as Stop
from anjie.procedure.facts import COLLECTIONS, FACTS, Fact
from anjie.procedure.limits import Limit, OnDate, due_of
from anjie.procedure.reckoning import Reckoning, reckon
from anjie.procedure.rulebook import Conditions, Must, Rulebook, Scalar
from anjie.procedure.terms import DutyState, Stage, Text


@dataclass(frozen=True, slots=True)
class Change:
    """A fact took a value in this entry."""

    entry: Entry
    value: Scalar


@dataclass(slots=True)
class Dossier:
    """A folded case, its entries by kind, and the history of the facts on which demands depend.

    `log` is kept by fact and, for a fact about one item, the item's reference.
    """

    case: CaseFile
    book: Rulebook
    by_kind: dict[str, list[Entry]] = field(default_factory=dict[str, list[Entry]])
    log: dict[tuple[str, str], list[Change]] = field(default_factory=dict[tuple[str, str], list[Change]])

    def add(self, entry: Entry) -> None:
        """Take one more entry in."""
        entry.act.apply(self.case, entry)
        self.case.entries.append(entry)
        self.by_kind.setdefault(entry.kind, []).append(entry)
        if self.case.stage is Stage.DISPOSED:
            self._forget()
        case, book, log = self.case, self.book, self.log
        for fact in watched(book):
            for item in COLLECTIONS[fact.of].items(case) if fact.of else ("",):
                value = fact.read(case, book, item)
                changes = log.get((fact.name, item))
                if changes is None:
                    log[fact.name, item] = [Change(entry, value)]
                elif changes[-1].value != value:
                    changes.append(Change(entry, value))

    def _forget(self) -> None:
        """Keep nothing of what the entries of a file that is gone said."""
        self.by_kind, self.log = {}, {}
        for entry in self.case.entries:
            self.by_kind.setdefault(entry.kind, []).append(entry)

    def branch(self) -> "Dossier":
        """A copy that can go on by itself."""
        by_kind = {kind: list(entries) for kind, entries in self.by_kind.items()}
        log = {key: list(changes) for key, changes in self.log.items()}
        return Dossier(self.case.branch(), self.book, by_kind, log)

    def of_kinds(self, kinds: Iterable[str]) -> list[Entry]:
        """Give the entries of these kinds, in order."""
        found = [entry for kind in kinds for entry in self.by_kind.get(kind, ())]
        found.sort(key=lambda entry: entry.seq)
        return found


@cache
def watched(book: Rulebook) -> tuple[Fact, ...]:
    """Give the facts on which this rulebook's demands depend."""
    return tuple(FACTS[name] for name in sorted({name for must in book.musts for name in must.row.conditions}))


def fold(entries: Iterable[Entry], book: Rulebook) -> Dossier:
    """Build the state a journal leads to. Same entries, same state."""
    dossier = Dossier(CaseFile(), book)
    for entry in entries:
        dossier.add(entry)
    return dossier


@dataclass(frozen=True, slots=True)
class Duty:
    """One demand of one must on one case.

    `due` is the first instant that is too late (half-open), None while the clock stands still or
    when no limit is set. `late` says that the limit passed before the duty ended, or has passed now.
    """

    must: Must
    start_seq: int
    item: str
    since: datetime
    start: datetime
    limit: Limit | None
    stops: tuple[Stop, ...]
    due: datetime | None
    provisional: bool
    state: DutyState
    ended_seq: int | None = None
    ended_at: datetime | None = None
    late: bool = False
    void_because: Text | None = None

    @property
    def key(self) -> str:
        """Names the duty within its case, stable over time."""
        return f"{self.must.id}:{self.start_seq}:{self.item}"

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still."""
        return self.limit is not None and self.due is None and self.state is DutyState.OPEN

    @property
    def open(self) -> bool:
        """Whether it is still owed."""
        return self.state is DutyState.OPEN

    @property
    def does(self) -> tuple[str, ...]:
        """The acts that discharge it."""
        return self.must.row.do

    @property
    def blocks(self) -> tuple[str, ...]:
        """The acts it stands in the way of."""
        return self.must.row.before

    def reckoning(self, calendar: Calendar) -> Reckoning | None:
        """Tell why it is due then; None without a limit."""
        return reckon(calendar, self.start, self.limit, self.stops) if self.limit else None


class Moment(NamedTuple):
    """The working calendar and the time at which duties are asked for."""

    calendar: Calendar
    now: datetime


class _Start(NamedTuple):
    """What begins one duty; `ended` is the entry in which the clause's conditions ceased to hold."""

    seq: int
    since: datetime
    start: datetime
    item: str
    limit: Limit | None
    ended: Entry | None = None


class _End(NamedTuple):
    """What ends one duty: the entry's place and time and, if the duty is void, why."""

    seq: int
    at: datetime
    void_because: Text | None


OVERTAKEN = Text("案件已退出或事项已了结", "overtaken by how the case went")
NO_LONGER = Text("前提情况已改变，不再要求", "the facts changed; no longer demanded")
REPLACED = Text("已被新的要求取代", "replaced by a newer one")


def matches(act: object, where: Conditions) -> bool:
    """Whether an act's fields are as the clause says; a field the act doesn't have is no obstacle.

    So a clause that names several acts may say something of one of them (soundness sees to it that
    one has it).
    """
    return all(getattr(act, name, allowed[0]) in allowed for name, allowed in where.items())


def duties(dossier: Dossier, calendar: Calendar, now: datetime) -> tuple[Duty, ...]:
    """Give every demand the rulebook makes or made on this case, as of `now`, in its order.

    Of a case that was disposed of nothing can be told any more, and nothing is demanded.
    """
    if not dossier.case.entries or dossier.case.stage is Stage.DISPOSED:
        return ()
    moment = Moment(calendar, now)
    made: dict[str, list[Duty]] = {}
    for must in dossier.book.musts:
        if must.row.after and not must.row.after_missed and dossier.by_kind.keys().isdisjoint(must.row.after_acts):
            continue
        starts = _starts(dossier, must, made, moment)
        made[must.id] = [
            _duty(dossier, must, start, _follower(must, starts, number), moment) for number, start in enumerate(starts)
        ]
    return tuple(duty for each in made.values() for duty in each)


def open_duties(dossier: Dossier, calendar: Calendar, now: datetime) -> list[Duty]:
    """Give what is still owed, nearest limit first; what has no limit comes last."""
    owed = [duty for duty in duties(dossier, calendar, now) if duty.open]
    return sorted(owed, key=lambda duty: (duty.due is None, duty.due or now, duty.key))


# -- what starts a duty ----------------------------------------------------------------------------


def _starts(dossier: Dossier, must: Must, made: dict[str, list[Duty]], moment: Moment) -> list[_Start]:
    """Give the starts in order, item by item; what begins twice in one entry is one demand."""
    found: dict[tuple[str, int], _Start] = {}
    for begun in _beginnings(dossier, must, made, moment):
        left = _left(dossier, must, begun.item)
        for start in _while_it_holds(dossier, must, begun):
            if left and start.seq >= left.seq:
                continue
            place = (start.item, start.seq)
            if start.seq == begun.seq or place not in found:
                found[place] = start
    return [found[place] for place in sorted(found)]


def _beginnings(dossier: Dossier, must: Must, made: dict[str, list[Duty]], moment: Moment) -> Iterator[_Start]:
    """Give the starts of a must without regard to its conditions."""
    if not must.row.after:
        yield from _standing(dossier, must)
    for missed in must.row.after_missed:
        yield from _misses(made.get(missed, ()), must.limit, moment.now)
    entries = [entry for entry in dossier.of_kinds(must.row.after_acts) if matches(entry.act, must.row.where)]
    for entry in entries:
        yield from _started_by(dossier, must, entry, must.row.start, moment.calendar)
    restart = must.row.restart
    if restart and entries:
        for entry in dossier.of_kinds((restart.on,)):
            if entry.seq > entries[0].seq and matches(entry.act, restart.where):
                yield from _started_by(dossier, must, entry, restart.start, moment.calendar)


def _started_by(dossier: Dossier, must: Must, entry: Entry, from_field: str, calendar: Calendar) -> Iterator[_Start]:
    stated = getattr(entry.act, from_field, None) if from_field else None
    start = _as_instant(stated, calendar) or entry.at
    for item in _items(dossier, must, entry):
        yield _Start(entry.seq, entry.at, start, item, _limit(dossier, must, entry, item))


def _misses(duties_of: Iterable[Duty], limit: Limit | None, now: datetime) -> Iterator[_Start]:
    for duty in duties_of:
        if duty.late and duty.due and duty.due <= now:
            yield _Start(duty.start_seq, duty.due, duty.due, duty.item, limit)


def _standing(dossier: Dossier, must: Must) -> Iterator[_Start]:
    """A gate is demanded from the beginning, or since the item it is about came on the file.

    Of a historic case nothing is demanded: another system closed it.
    """
    case = dossier.case
    if not case.entries or case.historic:
        return
    first = case.entries[0]
    if not must.row.for_each:
        yield _Start(first.seq, first.at, first.at, "", None)
        return
    at = {entry.seq: entry.at for entry in case.entries}
    for ref, item in COLLECTIONS[must.row.for_each].items(case).items():
        since = at.get(item.seq, first.at)
        yield _Start(item.seq, since, since, ref, None)


def _items(dossier: Dossier, must: Must, entry: Entry) -> tuple[str, ...]:
    """Name the items one start is about: those it brought, else the one it names, else all."""
    if not must.row.for_each:
        return ("",)
    collection = COLLECTIONS[must.row.for_each]
    items = collection.items(dossier.case)
    if entry.kind in collection.made_by:
        return tuple(ref for ref, item in items.items() if item.seq == entry.seq)
    named = getattr(entry.act, must.row.for_each, None)
    return (named,) if isinstance(named, str) and named in items else tuple(items)


def _limit(dossier: Dossier, must: Must, entry: Entry, item: str) -> Limit | None:
    """Give the clause's own limit, or the day that the act states; a request handed on keeps the day it came with."""
    if not must.limit_field:
        return must.limit
    stated = getattr(entry.act, must.limit_field, None)
    if stated is None and item:
        stated = getattr(COLLECTIONS[must.row.for_each].items(dossier.case)[item], must.limit_field, None)
    return OnDate(stated) if isinstance(stated, date) else None


def _as_instant(stated: object, calendar: Calendar) -> datetime | None:
    if isinstance(stated, datetime):
        return stated
    if isinstance(stated, date):
        return datetime(stated.year, stated.month, stated.day, tzinfo=calendar.zone)
    return None


def _while_it_holds(dossier: Dossier, must: Must, start: _Start) -> Iterator[_Start]:
    """Give one start for each stretch in which the clause's conditions hold.

    Where they came to hold only after the start (the class was raised), the duty is demanded since
    then and its limit counts from then.
    """
    if not must.row.conditions:
        yield start
        return
    for began, ended in _stretches(dossier, must.row.conditions, start.item):
        if ended and (ended.seq <= start.seq or ended.at < start.since):
            continue
        if began.seq > start.seq and began.at >= start.since:
            yield start._replace(seq=began.seq, since=began.at, start=began.at, ended=ended)
        else:
            yield start._replace(ended=ended)


def _stretches(dossier: Dossier, conditions: Conditions, item: str) -> Iterator[tuple[Entry, Entry | None]]:
    """Give the entries with which the conditions came to hold and ceased to, in order."""
    changes = [
        (change.entry.seq, name, change)
        for name in conditions
        for change in dossier.log.get((name, item if FACTS[name].of else ""), ())
    ]
    changes.sort(key=_when)
    holding: set[str] = set()
    began: Entry | None = None
    for _, name, change in changes:
        if change.value in conditions[name]:
            holding.add(name)
        else:
            holding.discard(name)
        holds = len(holding) == len(conditions)
        if holds and began is None:
            began = change.entry
        elif began is not None and not holds:
            if began is not change.entry:
                yield began, change.entry
            began = None
    if began is not None:
        yield began, None


def _when(change: tuple[int, str, Change]) -> int:
    return change[0]


# -- what becomes of it ----------------------------------------------------------------------------


def _follower(must: Must, starts: list[_Start], number: int) -> _Start | None:
    """Give the start that replaces this one, if starts of this must replace each other."""
    if must.row.each_start == "adds" and must.row.restart is None:
        return None
    following = starts[number + 1 : number + 2]
    return following[0] if following and following[0].item == starts[number].item else None


def _duty(dossier: Dossier, must: Must, start: _Start, follower: _Start | None, moment: Moment) -> Duty:
    met = _met(dossier, must, start)
    stops = _stops(dossier, must)
    limit = _extended(dossier, must, start, stops, moment.calendar)
    due, provisional = due_of(moment.calendar, start.start, limit, stops) if limit else (None, False)
    ends = (
        _end(met, None),
        _end(_first(dossier, must, start, must.row.void_by), OVERTAKEN),
        _end(start.ended, NO_LONGER),
        _end(_left(dossier, must, start.item), NO_LONGER),
        _replacement(follower, due),
    )
    end = min((each for each in ends if each), key=_place, default=None)
    return Duty(
        must=must,
        start_seq=start.seq,
        item=start.item,
        since=start.since,
        start=start.start,
        limit=limit,
        stops=stops,
        due=due,
        provisional=provisional,
        state=_state(end),
        ended_seq=end.seq if end else None,
        ended_at=end.at if end else None,
        late=due is not None and (end.at if end else moment.now) >= due,
        void_because=end.void_because if end else None,
    )


def _left(dossier: Dossier, must: Must, item: str) -> Entry | None:
    """The entry in which the item the duty is about left the case."""
    if not item:
        return None
    seq = COLLECTIONS[must.row.for_each].left(dossier.case, item)
    return next((entry for entry in dossier.case.entries if entry.seq == seq), None) if seq else None


def _state(end: _End | None) -> DutyState:
    if end is None:
        return DutyState.OPEN
    return DutyState.VOID if end.void_because else DutyState.MET


def _place(end: _End) -> int:
    return end.seq


def _end(entry: Entry | None, void_because: Text | None) -> _End | None:
    return _End(entry.seq, entry.at, void_because) if entry else None


def _replacement(follower: _Start | None, due: datetime | None) -> _End | None:
    """A newer start replaces this one only while this one is still in time."""
    if follower is None or (due is not None and follower.since >= due):
        return None
    return _End(follower.seq, follower.since, REPLACED)


def _met(dossier: Dossier, must: Must, start: _Start) -> Entry | None:
    """Find the entry that discharges the duty.

    Where the clause says `while`, only what ends that state does; for a gate without a start,
    something done before counts too.
    """
    row = must.row
    if row.as_long_as:
        ended = start.ended
        return ended if ended and ended.kind in row.do and _does(ended, must, start.item) else None
    for entry in dossier.of_kinds(row.do):
        if (not row.after or _is_after(entry, start)) and _does(entry, must, start.item):
            return entry
    return None


def _does(entry: Entry, must: Must, item: str) -> bool:
    return matches(entry.act, must.row.do_where) and _is_about(entry, must, item)


def _first(dossier: Dossier, must: Must, start: _Start, kinds: Iterable[str]) -> Entry | None:
    """Find the first entry after the start of one of these kinds and about its item."""
    return next(
        (entry for entry in dossier.of_kinds(kinds) if _is_after(entry, start) and _is_about(entry, must, start.item)),
        None,
    )


def _is_after(entry: Entry, start: _Start) -> bool:
    return entry.seq > start.seq and entry.at >= start.since


def _is_about(entry: Entry, must: Must, item: str) -> bool:
    """Whether the entry is about the item; an act that names no item is about all of them."""
    if not must.row.match:
        return True
    named = getattr(entry.act, must.row.match, None)
    return named is None or named == item


def _stops(dossier: Dossier, must: Must) -> tuple[Stop, ...]:
    """Tell when the clock stood still; a pause that was on before the start goes on."""
    found: list[Stop] = []
    for pause in must.row.pause:
        for entry in dossier.of_kinds((pause.start,)):
            if matches(entry.act, pause.where):
                end = next((e for e in dossier.of_kinds((pause.until,)) if e.seq > entry.seq), None)
                found.append(Stop(entry.at, end.at if end else None))
    return tuple(found)


def _extended(dossier: Dossier, must: Must, start: _Start, stops: tuple[Stop, ...], calendar: Calendar) -> Limit | None:
    """Give the limit after the extensions granted before it had run out; none makes it shorter."""
    limit = start.limit
    if limit is None or not must.row.extend:
        return limit
    for entry in dossier.of_kinds({extension.on for extension in must.row.extend}):
        due, _ = due_of(calendar, start.start, limit, stops)
        if entry.seq <= start.seq or (due is not None and entry.at >= due):
            continue
        granted = [
            extension.limit
            for extension in must.row.extend
            if extension.on == entry.kind and matches(entry.act, extension.where)
        ]
        limit = max([limit, *granted], key=lambda each: _runs_out(each, start, calendar))
    return limit


def _runs_out(limit: Limit, start: _Start, calendar: Calendar) -> datetime:
    """Tell when a limit would end if the clock never stood still: the longer one ends later."""
    due, _ = due_of(calendar, start.start, limit)
    assert due is not None, "without a pause every limit ends"
    return due
