"""The desk: the one door through which anything is written.

An act is judged against the folded case, under a lock, at the officer's time; allowed, it is chained into the
journal and the tables are brought up to date in the same transaction; refused, the refusal is put on record and
returned. A refusal is never raised: raising would roll its record back.

    outcome = perform("450103-2026-00012", act, office, seen=7)

`perform_many` does the same for a batch in one transaction, each order judged on its own.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from anjie.access.scope import Scope, Stand, scope_from
from anjie.access.wall import within
from anjie.cases import shelf, store
from anjie.cases.dossiers import OpenCase, calendar_of, open_cases, rulebook_now
from anjie.cases.flow import former_units
from anjie.cases.journal import Written, genesis
from anjie.cases.keeping import contracts_of
from anjie.cases.numbers import case_number, file_number, list_number, register_number
from anjie.cases.projection import CHILDREN, LEVELS, Head, Known, Place, Row, all_duties, case_row, duty_rows, guests
from anjie.cases.secrets import seal_secrets
from anjie.cases.uplines import uplines_for, with_uplines
from anjie.procedure.acts.archive import Archived, DisposalProposed
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.collaboration import Escalated, package_of
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.letters import LetterIssued
from anjie.procedure.acts.registration import Registered
from anjie.procedure.acts.system import Imported
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import fold
from anjie.procedure.engine import Refusal, Verdict, verdict
from anjie.procedure.office import Office
from anjie.procedure.papers import letter_number
from anjie.procedure.stating import RECKONED, Ground, stated
from anjie.procedure.terms import Reach, Role, Stage, Text

BEGINS = (Received, Imported)
"""Acts that begin a case."""


NUMBERED = (*BEGINS, Registered, LetterIssued, Archived, DisposalProposed)
"""Acts that are given a number of their unit's."""


class NoSuchCaseError(Exception):
    """There is no such case, or none that this office may know of; which of the two is not told."""


@dataclass(frozen=True, slots=True)
class Order:
    """An act to be done: to which case (None begins one), by whom, and which version he saw.

    `finish` is given the act once it is allowed and numbered, and puts in what depends on the number: the hash of a
    letter on which it is printed. If it raises, nothing of the whole sitting is written, and no number is lost.
    """

    number: str | None
    act: Act
    office: Office
    seen: int | None = None
    finish: Callable[[Act], Act] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order."""

    number: str
    verdict: Verdict
    entry: Entry | None = None
    stale: bool = False
    """The case has moved on since the officer looked; nothing was judged and nothing written."""

    @property
    def done(self) -> bool:
        """Whether the act is in the journal."""
        return self.entry is not None


@dataclass(slots=True)
class _Work:
    """One open case during a sitting, with what has to be written of it."""

    case: OpenCase
    entries: list[Written] = field(default_factory=list[Written])
    before: Mapping[str, list[Row]] = field(default_factory=dict[str, list[Row]])
    """The rows of the tables that are rewritten whole, and the duties' where it is known what is stored."""
    office: Office | None = None


def perform(number: str | None, act: Act, office: Office, *, seen: int | None = None) -> Outcome:
    """Do one act. NoSuchCaseError if the case isn't there or isn't this office's to see."""
    return perform_many([Order(number, act, office, seen)])[0]


def perform_many(orders: Sequence[Order]) -> list[Outcome]:
    """Do several acts in one transaction; those refused are recorded and hold up none of the others."""
    if not orders:
        return []
    with transaction.atomic(durable=True):
        sitting = _Sitting(orders)
        outcomes = [sitting.settle(order) for order in orders]
        sitting.write()
    return outcomes


def perform_together(first: Order, then: Callable[[Outcome], Sequence[Order]]) -> list[Outcome]:
    """Do acts that belong together, on several cases: all of them, or none; refusals are recorded all the same.

    What comes after the first may depend on what became of it: the number of a case that it began.
    """
    with transaction.atomic(durable=True):
        sitting = _Sitting([first])
        outcomes = [sitting.settle(first)]
        for order in then(outcomes[0]) if outcomes[0].done else ():
            sitting.take(order)
            outcomes.append(sitting.settle(order))
        if not all(outcome.done for outcome in outcomes):
            sitting.forget()
            outcomes = [replace(outcome, entry=None) for outcome in outcomes]
        sitting.write()
    return outcomes


class _Sitting:
    """The state of one transaction at the desk."""

    def __init__(self, orders: Sequence[Order]) -> None:
        numbers = {order.number for order in orders if order.number}
        at = max(order.office.at for order in orders)
        taken = open_cases("number", sorted(numbers), at, lock=True) if numbers else []
        self.works = {each.dossier.case.number: _Work(each) for each in taken}
        self.units = units_by_code(self._codes(orders))
        self.uplines = uplines_for(order.act for order in orders)
        self.numbers = _Numbers(orders, self.units)
        self.refusals: list[tuple[Order, int | None, Verdict]] = []

    def take(self, order: Order) -> None:
        """Take one more case from the shelf."""
        if order.number and order.number not in self.works:
            taken = open_cases("number", [order.number], order.office.at, lock=True)
            self.works |= {each.dossier.case.number: _Work(each) for each in taken}
        self.units = {**self.units, **units_by_code(self._codes([order]))}

    def forget(self) -> None:
        """Write nothing of what was entered."""
        self.works = {}

    def _codes(self, orders: Sequence[Order]) -> set[str]:
        codes = {order.office.unit for order in orders}
        for order in orders:
            codes |= {
                code
                for code in (getattr(order.act, "unit", ""), getattr(order.act, "to_unit", ""))
                if isinstance(code, str) and code
            }
        owners = [work.case.dossier.case for work in self.works.values()]
        return codes | {case.unit for case in owners} | {case.transferred_from for case in owners} - {""}

    # -- judging -----------------------------------------------------------------------------------------------

    def settle(self, order: Order) -> Outcome:
        """Judge one order and, if it is allowed, enter it."""
        work = self._work(order)
        case = work.case.dossier.case
        if order.seen is not None and order.seen < work.case.loud_version:
            return Outcome(case.number, Verdict(order.act.kind), stale=True)
        office = self._office(order.office, work.case)
        act = _stated(order.act, work.case, office)
        judged = self._judge(work, act, office)
        if not judged.allowed:
            self.refusals.append((order, None if work.case.new else work.case.head.id, judged))
            return Outcome(case.number, judged)
        entry = self._enter(work, replace(order, act=act), office)
        return Outcome(work.case.dossier.case.number, judged, entry)

    def _work(self, order: Order) -> _Work:
        if order.number is None:
            return _Work(self._blank(order))
        work = self.works.get(order.number)
        if work is None or not self._may_see(order.office, work.case):
            raise NoSuchCaseError(order.number)
        return work

    def _blank(self, order: Order) -> OpenCase:
        book = rulebook_now(order.office.at)
        unit = self.units.get(str(getattr(order.act, "unit", "")) or order.office.unit)
        place = unit or Place(0, 0, None, None, None)
        return OpenCase(Head(0, place, book.name, b""), fold((), book), new=True)

    def _may_see(self, office: Office, case: OpenCase) -> bool:
        unit = self.units.get(office.unit)
        if Role.SYSTEM in office.roles:
            return True
        if unit is None:
            return False
        scope = scope_from(Stand(unit.level, unit.unit), office)
        return scope.covers(case.head.place.levels, guests(case.dossier.case))

    def _office(self, office: Office, case: OpenCase) -> Office:
        """The office as it stands to this case, at its turn."""
        calendar = calendar_of(office, case.head.place)
        return replace(office, reach=self._reach(office, case), calendar=calendar, at=_at_its_turn(office, case))

    def _reach(self, office: Office, case: OpenCase) -> Reach:
        unit = self.units.get(office.unit)
        if unit is None or unit.unit == case.head.place.unit:
            return Reach.OWN
        return Reach.ABOVE if unit.unit in case.head.place.levels else Reach.OUTSIDE

    def _judge(self, work: _Work, act: Act, office: Office) -> Verdict:
        case = work.case.dossier.case
        wrong: list[Refusal] = []
        if work.case.new != isinstance(act, BEGINS):
            wrong.append(Refusal(Text("案件已经存在，或尚未接收", "The case exists already, or was never received")))
        if case.last and office.at < case.last.at:
            wrong.append(Refusal(Text("时间早于上一条记录", "The time is before the last entry")))
        if isinstance(act, Received) and act.reserved_no:
            wrong += self._not_reserved(act, office)
        for name in ("unit", "to_unit"):
            code = getattr(act, name, "")
            if code and code not in self.units:
                wrong.append(Refusal(Text(f"没有机构 {code}", f"There is no unit {code}"), field=name))
        return Verdict(act.kind, tuple(wrong)) if wrong else verdict(work.case.dossier, act, office)

    def _not_reserved(self, act: Received, office: Office) -> list[Refusal]:
        """Why a number doesn't begin this case: it was not put by for this unit, or has been used."""
        taken = {work.case.dossier.case.number for work in self.works.values()}
        unit = self.units.get(act.unit or office.unit)
        if unit and act.reserved_no not in taken and store.put_by(unit.unit, act.reserved_no):
            return []
        says = Text(
            "没有为本单位预留这个编号，或者编号已经使用", "This number was not put by for the unit, or is used already"
        )
        return [Refusal(says, field="reserved_no")]

    # -- entering ----------------------------------------------------------------------------------------------

    def _enter(self, work: _Work, order: Order, office: Office) -> Entry:
        opened, act = work.case, order.act
        if opened.new and not work.entries:
            opened.head = replace(opened.head, id=self.numbers.case_id())
        if not opened.new and not work.before:
            work.before = opened.rows or _rows(opened)
        assigned = self.numbers.assign(act, opened.dossier.case, office)
        assigned = order.finish(assigned) if order.finish else assigned
        act = seal_secrets(with_uplines(assigned, self.uplines))
        at = office.at
        entry = Entry(opened.dossier.case.version + 1, at, office.officer, office.unit, act, office.acting_for)
        previous = opened.head.hash or genesis(act.number if isinstance(act, BEGINS) else opened.dossier.case.number)
        written = Written.of(entry, act, opened.head.edition, previous)
        former = opened.dossier.case.unit
        opened.dossier.add(entry)
        owner = opened.dossier.case.unit
        place = self.units[owner] if former and owner != former else opened.head.place
        opened.head = replace(opened.head, hash=written.hash, place=place)
        opened.loud_version = entry.seq
        work.entries.append(written)
        work.office = office
        self.works[opened.dossier.case.number] = work
        return entry

    # -- writing -----------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Bring the tables up to date with everything entered, and put the refusals on record."""
        self.numbers.give_back()
        changed = [work for work in self.works.values() if work.entries]
        with within(Scope.SYSTEM):
            if changed:
                after = [_rows(work.case) for work in changed]
                named = [work for work, rows in zip(changed, after, strict=True) if _names_others(work, rows)]
                known = known_codes(work.case.dossier.case for work in named)
                store.write([_case_write(*each, known) for each in zip(changed, after, strict=True)])
                _use_numbers(changed)
            if self.refusals:
                _record(self.refusals)


def _stated(act: Act, case: OpenCase, office: Office) -> Act:
    """The act with what the desk states itself: an index, a time of keeping reckoned under the lock."""
    contracts = contracts_of(case.dossier.case) if isinstance(act, RECKONED) else {}
    return stated(act, case.dossier, Ground(case.head.hash, contracts, office.calendar.zone))


NOBODY = Known()

UNPRINTED = {"language": "", "template": "", "sha256": "", "media_type": "", "size": None, "pages": None}
"""What only whoever prints a letter can say of it."""

DUTIES = "cases_duty"

OVERLAP = timedelta(minutes=1)
"""How long before the last entry somebody may have begun: he waited for his turn, or two machines' clocks differ."""


def _at_its_turn(office: Office, case: OpenCase) -> datetime:
    """When the act is entered: never before the last entry, but for a time that no overlap explains."""
    last = case.dossier.case.last
    return last.at if last and last.at - OVERLAP <= office.at < last.at else office.at


def _rows(opened: OpenCase) -> dict[str, list[Row]]:
    """The rows that are rewritten whole when they change."""
    return {table: make(opened.head, opened.dossier, NOBODY) for table, (_, make) in CHILDREN.items()}


def _differs(work: _Work, after: Mapping[str, list[Row]], table: str) -> bool:
    return work.case.new or work.before[table] != after[table]


def _names_others(work: _Work, after: Mapping[str, list[Row]]) -> bool:
    """Whether rows are to be written that name people or former units by their ids."""
    if _differs(work, after, "cases_party"):
        return True
    moved = former_units(work.case.dossier.case)
    return bool(moved) and any(_differs(work, after, table) for table in ("cases_stretch", "cases_tally"))


def _case_write(work: _Work, after: dict[str, list[Row]], known: Known) -> store.CaseWrite:
    """What has to be written of a case; what the tables will hold then is put away with it."""
    opened, office = work.case, work.office
    if office is None:
        raise ValueError("nothing was entered")
    calendar = calendar_of(office, opened.head.place)
    owed = all_duties(opened.dossier, calendar, office.at)
    duties = duty_rows(opened.head, opened.dossier, owed)
    stored = None if opened.new else work.before.get(DUTIES)
    gone = opened.dossier.case.stage is Stage.DISPOSED
    touched = [table for table in CHILDREN if _differs(work, after, table)]
    shelf.keep(opened.head.id, opened.head.hash, opened.dossier, {**after, DUTIES: duties})
    return store.CaseWrite(
        opened.head.id,
        opened.new,
        case_row(opened.head, opened.dossier, owed, calendar),
        work.entries,
        duties if stored is None else [row for row in duties if row not in stored],
        # Under one rulebook a demand once made is never unmade: rows may go only where it isn't known what is stored,
        # and with a file that was disposed of.
        None if opened.new or (stored is not None and not gone) else {row[1] for row in duties},
        {table: CHILDREN[table][1](opened.head, opened.dossier, known) for table in touched},
    )


def _use_numbers(works: Iterable[_Work]) -> None:
    """Note which of the numbers that were put by have their cases now."""
    for work in works:
        first = work.case.dossier.case.entries[0]
        if work.case.new and isinstance(first.act, Received) and first.act.reserved_no:
            store.use_number(first.act.reserved_no, first.at)


def _record(refusals: Iterable[tuple[Order, int | None, Verdict]]) -> None:
    rows = [
        (
            order.office.at, order.office.officer, order.office.acting_for or "", order.office.unit, case_id,
            order.act.kind,
            json.dumps([reason(each) for each in judged.refusals], ensure_ascii=False),
        )
        for order, case_id, judged in refusals
    ]  # fmt: skip
    store.record_refusals(rows)


def reason(refusal: Refusal) -> Mapping[str, str]:
    """A refusal as it is kept and sent: clause, field and words."""
    return {
        "clause": refusal.clause.id if refusal.clause else "",
        "field": refusal.field,
        "zh": refusal.wanting.zh,
        "en": refusal.wanting.en,
    }


def units_by_code(codes: Iterable[str]) -> dict[str, Place]:
    """Where units stand in the tree."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select code, id, {', '.join(LEVELS)}, calendar_region from directory_unit where code = any(%s)",
            [sorted(set(codes))],
        )
        return {row[0]: Place(*row[1:]) for row in cursor.fetchall()}


def known_codes(cases: Iterable[CaseFile]) -> Known:
    """The directory ids of everybody the cases name by code."""
    agents: set[str] = set()
    customers: set[str] = set()
    units: set[str] = set()
    for case in cases:
        units |= former_units(case)
        agents |= {accused.is_.agent for accused in case.respondents.values() if accused.is_.agent}
        customers |= {party.is_.customer for party in case.complainants.values() if party.is_.customer}
    return Known(
        _ids("directory_agent", "code", agents),
        _ids("directory_customer", "number", customers),
        units_by_code(units) if units else {},
    )


def _ids(table: str, column: str, codes: set[str]) -> dict[str, int]:
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"select {column}, id from {table} where {column} = any(%s)", [sorted(codes)])
        return dict(cursor.fetchall())


class _Numbers:
    """Case ids and gapless numbers, reserved for the whole batch when the first is needed."""

    def __init__(self, orders: Sequence[Order], units: Mapping[str, Place]) -> None:
        self.units = units
        self.beginning = sum(isinstance(order.act, BEGINS) for order in orders)
        self.numbered = sum(isinstance(order.act, NUMBERED) for order in orders)
        self.ids: Iterator[int] | None = None
        self.series: dict[tuple[int, int, str], list[int]] = {}
        """The numbers still at hand of each series (unit, year, kind), the next one last."""
        self.lists: dict[str, str] = {}
        """The disposal list that each unit's proposals of this sitting stand on."""

    def case_id(self) -> int:
        """An id for a new case; reserved for the whole batch at once."""
        if self.ids is None:
            self.ids = iter(store.next_ids("cases_case_id_seq", self.beginning))
        return next(self.ids)

    def assign(self, act: Act, case: CaseFile, office: Office) -> Act:
        """Fill in what the desk assigns: numbers, and the entries that go up with a case."""
        given: dict[str, object] = {}
        match act:
            case Received() | Imported():
                unit = act.unit or office.unit
                put_by = act.reserved_no if isinstance(act, Received) else ""
                given = {"unit": unit, "number": put_by or case_number(unit, *self._next(unit, "case", office))}
            case Registered():
                given = {"register_no": register_number(case.unit, *self._next(case.unit, "register", office))}
            case Escalated():
                given = {"package": package_of(case)}
            case LetterIssued():
                year, number = self._next(office.unit, act.paper, office)
                given = {**UNPRINTED, "number": letter_number(office.unit, act.paper, year, number)}
            case Archived():
                given = {"file_no": case.file_no or file_number(case.unit, *self._next(case.unit, "file", office))}
            case DisposalProposed():
                given = {"list_no": self._list(case.unit, office)}
            case _:
                pass
        return act.model_copy(update=given) if given else act

    def _list(self, unit: str, office: Office) -> str:
        """The disposal list on which everything stands that is proposed in one sitting."""
        if unit not in self.lists:
            self.lists[unit] = list_number(unit, *self._next(unit, "disposal", office))
        return self.lists[unit]

    def _next(self, unit: str, kind: str, office: Office) -> tuple[int, int]:
        year = office.at.astimezone(office.calendar.zone).year
        series = (self.units[unit].unit, year, kind)
        if not self.series.get(series):
            self.series[series] = list(store.next_numbers(*series, self.numbered))[::-1]
        return year, self.series[series].pop()

    def give_back(self) -> None:
        """Put back what refused orders left over; the series are still locked, so nobody has missed them."""
        for series, left in self.series.items():
            if left:
                store.give_back(*series, len(left))
