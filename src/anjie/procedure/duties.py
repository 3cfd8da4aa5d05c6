"""What the rulebook still demands of a case: of whom, by when, under which clause.

Each start of a must makes its own duty. A duty that was missed is never erased by a later start; one that was
still in time is void when replaced. Times come from the journal's own clock; a limit may count from a time the
starting act states (`from`). The arithmetic of days is `limits`'.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache

from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.facts import COLLECTIONS, FACTS
from anjie.procedure.clocks import Pause as Stop
from anjie.procedure.limits import Limit, OnDate, due_of
from anjie.procedure.reckoning import Reckoning, reckon
from anjie.procedure.rulebook import Conditions, Must, Rulebook, Scalar
from anjie.procedure.terms import DutyState, Text

MISSED = "missed:"
"""Prefix of a start that is another duty's passing its limit."""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact took a value in this entry."""

    seq: int
    at: datetime
    value: Scalar


@dataclass(slots=True)
class Dossier:
    """A folded case with what the engine needs to judge it: its entries by kind and the history of its facts."""

    case: CaseFile
    book: Rulebook
    by_kind: dict[str, list[Entry]] = field(default_factory=lambda: dict[str, list[Entry]]())
    log: dict[str, list[Change]] = field(default_factory=lambda: dict[str, list[Change]]())

    def add(self, entry: Entry) -> None:
        """Take one more entry in."""
        entry.act.apply(self.case, entry)
        self.case.entries.append(entry)
        self.by_kind.setdefault(entry.kind, []).append(entry)
        for name in watched(self.book):
            value = FACTS[name].read(self.case, self.book, "")
            changes = self.log.setdefault(name, [])
            if not changes or changes[-1].value != value:
                changes.append(Change(entry.seq, entry.at, value))

    def of_kinds(self, kinds: Iterable[str]) -> list[Entry]:
        """The entries of these kinds, in order."""
        found = [entry for kind in kinds for entry in self.by_kind.get(kind, ())]
        found.sort(key=lambda entry: entry.seq)
        return found


@cache
def watched(book: Rulebook) -> tuple[str, ...]:
    """The facts of the whole case on which this rulebook's demands depend."""
    return tuple(
        sorted({name for must in book.musts for name in must.row.when if not FACTS[name].of})
    )


def fold(entries: Iterable[Entry], book: Rulebook) -> Dossier:
    """The state a journal leads to. Same entries, same state."""
    dossier = Dossier(CaseFile(), book)
    for entry in entries:
        dossier.add(entry)
    return dossier


@dataclass(frozen=True, slots=True)
class Duty:
    """One demand of one must on one case.

    `due` is the first instant that is too late (half-open), None while the clock stands still or when no limit is
    set. `late` says that the limit passed before the duty ended, or has passed now.
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
        """Why it is due then; None without a limit."""
        return reckon(calendar, self.start, self.limit, self.stops) if self.limit else None


@dataclass(frozen=True, slots=True)
class _Start:
    """What begins one duty."""

    seq: int
    since: datetime
    start: datetime
    item: str
    limit: Limit | None
    end_of_condition: tuple[int, datetime] | None = None


def matches(act: object, where: Conditions) -> bool:
    """Whether an act's fields are as the clause says; a field the act doesn't have is no obstacle.

    So a clause that names several acts may say something of one of them (soundness sees to it that one has it).
    """
    return all(getattr(act, name, allowed[0]) in allowed for name, allowed in where.items())


def duties(dossier: Dossier, calendar: Calendar, now: datetime) -> tuple[Duty, ...]:
    """Every demand the rulebook makes or made on this case, as of `now`, in the order of the rulebook."""
    made: dict[str, list[Duty]] = {}
    for must in dossier.book.musts:
        starts = sorted(
            _starts(dossier, must, made, calendar, now),
            key=lambda start: (start.item, start.start, start.seq),
        )
        made[must.id] = [
            _duty(dossier, must, start, _follower(must, starts, number), calendar, now)
            for number, start in enumerate(starts)
        ]
    return tuple(duty for each in made.values() for duty in each)


def open_duties(dossier: Dossier, calendar: Calendar, now: datetime) -> list[Duty]:
    """What is still owed, nearest limit first; what has no limit comes last."""
    owed = [duty for duty in duties(dossier, calendar, now) if duty.open]
    return sorted(owed, key=lambda duty: (duty.due is None, duty.due or now, duty.key))


# -- what starts a duty ----------------------------------------------------------------------------------------


def _starts(
    dossier: Dossier, must: Must, made: dict[str, list[Duty]], calendar: Calendar, now: datetime
) -> Iterator[_Start]:
    kinds = [kind for kind in must.row.after if not kind.startswith(MISSED)]
    for entry in dossier.of_kinds(kinds):
        if matches(entry.act, must.row.where):
            yield from _started_by(dossier, must, entry, must.row.start, calendar)
    for kind in must.row.after:
        if kind.startswith(MISSED):
            yield from _started_by_miss(dossier, must, made[kind.removeprefix(MISSED)], now)
    if not must.row.after:
        yield from _standing(dossier, must)
    restart = must.row.restart
    if restart and kinds and dossier.of_kinds(kinds):
        for entry in dossier.of_kinds((restart.on,)):
            if matches(entry.act, restart.where):
                yield from _started_by(dossier, must, entry, restart.start, calendar)


def _started_by(
    dossier: Dossier, must: Must, entry: Entry, from_field: str, calendar: Calendar
) -> Iterator[_Start]:
    stated = getattr(entry.act, from_field, None) if from_field else None
    start = _as_instant(stated, calendar) or entry.at
    limit = _limit(must, entry)
    for item in _items(dossier, must, entry):
        yield from _while_it_holds(dossier, must, _Start(entry.seq, entry.at, start, item, limit))


def _started_by_miss(
    dossier: Dossier, must: Must, missed: Iterable[Duty], now: datetime
) -> Iterator[_Start]:
    for duty in missed:
        if duty.late and duty.due and duty.due <= now:
            start = _Start(duty.start_seq, duty.due, duty.due, duty.item, must.limit)
            yield from _while_it_holds(dossier, must, start)


def _standing(dossier: Dossier, must: Must) -> Iterator[_Start]:
    """A gate is demanded from the beginning, or since the item it is about came on the file."""
    case = dossier.case
    if not case.entries:
        return
    first = case.entries[0]
    if not must.row.for_each:
        yield from _while_it_holds(dossier, must, _Start(0, first.at, first.at, "", None))
        return
    for ref, item in COLLECTIONS[must.row.for_each].items(case).items():
        at = case.entries[item.seq - first.seq].at
        yield from _while_it_holds(dossier, must, _Start(item.seq, at, at, ref, None))


def _items(dossier: Dossier, must: Must, entry: Entry) -> tuple[str, ...]:
    """The items one start is about: those it brought, or, if it brings none, all that are on the file."""
    if not must.row.for_each:
        return ("",)
    collection = COLLECTIONS[must.row.for_each]
    items = collection.items(dossier.case)
    if entry.kind in collection.made_by:
        return tuple(ref for ref, item in items.items() if item.seq == entry.seq)
    named = getattr(entry.act, must.row.for_each, None)
    return (named,) if isinstance(named, str) and named in items else tuple(items)


def _limit(must: Must, entry: Entry) -> Limit | None:
    if not must.limit_field:
        return must.limit
    stated = getattr(entry.act, must.limit_field, None)
    return OnDate(stated) if isinstance(stated, date) else None


def _as_instant(stated: object, calendar: Calendar) -> datetime | None:
    if isinstance(stated, datetime):
        return stated
    return (
        datetime(stated.year, stated.month, stated.day, tzinfo=calendar.zone)
        if isinstance(stated, date)
        else None
    )


def _while_it_holds(dossier: Dossier, must: Must, start: _Start) -> Iterator[_Start]:
    """The start, moved to when the clause's conditions came to hold, with the moment they ceased if they did.

    A clause whose facts became true later (the class was raised) is demanded since then, and counts from then.
    """
    case_facts = [name for name in must.row.when if not FACTS[name].of]
    item_facts = [name for name in must.row.when if FACTS[name].of]
    if any(
        FACTS[name].read(dossier.case, dossier.book, start.item) not in must.row.when[name]
        for name in item_facts
    ):
        return
    if not case_facts:
        yield start
        return
    begin: Change | None = None
    period: tuple[Change, Change | None] | None = None
    for change in sorted(
        (c for name in case_facts for c in dossier.log.get(name, ())), key=lambda c: c.seq
    ):
        holds = all(
            _value_at(dossier.log[name], change.seq) in must.row.when[name] for name in case_facts
        )
        if holds and begin is None:
            begin = change
            period = (change, None)
        elif not holds and begin is not None:
            period = (begin, change)
            begin = None
    if period is None or (period[1] is not None and period[1].seq <= start.seq):
        return
    began, ended = period
    moved = replace(start, since=began.at, start=began.at) if began.seq > start.seq else start
    yield replace(moved, end_of_condition=(ended.seq, ended.at) if ended else None)


def _value_at(changes: list[Change], seq: int) -> Scalar | None:
    value: Scalar | None = None
    for change in changes:
        if change.seq > seq:
            break
        value = change.value
    return value


# -- what becomes of it ----------------------------------------------------------------------------------------


def _follower(must: Must, starts: list[_Start], number: int) -> _Start | None:
    """The start that replaces this one, if starts of this must replace each other."""
    if must.row.each_start == "adds" and must.row.restart is None:
        return None
    following = starts[number + 1 : number + 2]
    return following[0] if following and following[0].item == starts[number].item else None


def _duty(
    dossier: Dossier,
    must: Must,
    start: _Start,
    follower: _Start | None,
    calendar: Calendar,
    now: datetime,
) -> Duty:
    stops = _stops(dossier, must, start)
    met = _first(dossier, must, start, must.row.do, must.row.do_where, fresh=bool(must.row.after))
    limit = _extended(dossier, must, start, stops, calendar, met)
    due, provisional = due_of(calendar, start.start, limit, stops) if limit else (None, False)
    duty = Duty(
        must,
        start.seq,
        start.item,
        start.since,
        start.start,
        limit,
        stops,
        due,
        provisional,
        DutyState.OPEN,
    )
    ends = [
        (end, reason)
        for end, reason in (
            (_entry_end(met), None),
            (_entry_end(_first(dossier, must, start, must.row.void_by, {}, fresh=True)), OVERTAKEN),
            (start.end_of_condition, NO_LONGER),
            (_replaced(follower, due), REPLACED),
        )
        if end is not None
    ]
    if not ends:
        return replace(duty, late=due is not None and now >= due)
    (seq, at), reason = min(ends, key=lambda each: each[0][0])
    return replace(
        duty,
        state=DutyState.VOID if reason else DutyState.MET,
        ended_seq=seq,
        ended_at=at,
        late=due is not None and at >= due,
        void_because=reason,
    )


OVERTAKEN = Text("案件已退出或事项已了结", "overtaken by how the case went")
NO_LONGER = Text("前提情况已改变，不再要求", "the facts changed; no longer demanded")
REPLACED = Text("已被新的要求取代", "replaced by a newer one")


def _entry_end(entry: Entry | None) -> tuple[int, datetime] | None:
    return (entry.seq, entry.at) if entry else None


def _replaced(follower: _Start | None, due: datetime | None) -> tuple[int, datetime] | None:
    """A newer start replaces this one only while this one is still in time."""
    if follower is None or (due is not None and follower.since >= due):
        return None
    return (follower.seq, follower.since)


def _first(
    dossier: Dossier,
    must: Must,
    start: _Start,
    kinds: Iterable[str],
    where: Conditions,
    *,
    fresh: bool,
) -> Entry | None:
    """The first entry that ends the duty; a fresh one must come after the start."""
    for entry in dossier.of_kinds(kinds):
        if fresh and (entry.seq <= start.seq or entry.at < start.since):
            continue
        if matches(entry.act, where) and _is_about(entry, must, start.item):
            return entry
    return None


def _is_about(entry: Entry, must: Must, item: str) -> bool:
    """Whether the entry is about the item; an act that names no item is about all of them."""
    if not must.row.match:
        return True
    named = getattr(entry.act, must.row.match, None)
    return named is None or named == item


def _stops(dossier: Dossier, must: Must, start: _Start) -> tuple[Stop, ...]:
    """When the clock stood still after the start."""
    found: list[Stop] = []
    for pause in must.row.pause:
        for entry in dossier.of_kinds((pause.start,)):
            if entry.seq > start.seq and matches(entry.act, pause.where):
                end = next((e for e in dossier.of_kinds((pause.until,)) if e.seq > entry.seq), None)
                found.append(Stop(entry.at, end.at if end else None))
    return tuple(found)


def _extended(
    dossier: Dossier,
    must: Must,
    start: _Start,
    stops: tuple[Stop, ...],
    calendar: Calendar,
    met: Entry | None,
) -> Limit | None:
    """The limit after the extensions that were granted before it had run out."""
    limit = start.limit
    if limit is None or not must.row.extend:
        return limit
    for entry in dossier.of_kinds({extension.on for extension in must.row.extend}):
        if entry.seq <= start.seq or (met and entry.seq > met.seq):
            continue
        due, _ = due_of(calendar, start.start, limit, stops)
        for extension in must.row.extend:
            if (
                extension.on == entry.kind
                and matches(entry.act, extension.where)
                and (due is None or entry.at < due)
            ):
                limit = extension.limit
                break
    return limit
