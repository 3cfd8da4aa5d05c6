"""合规: how each clause of the procedure was kept, by clause, by unit and by whoever owed it.

Counted are the demands whose limit ended in the period (`figures`: a limit is the first instant that is too late), each
in the unit that had the case when the demand ended. Gates, which have no limit, count from when they arose: they can't
be missed, for nothing goes on before them, but they can be open.

Rates of fewer demands than the rulebook's `scoreboard-least` are not shown and compare nothing; what is compared is
the lower end of an interval, and times are medians. Historic cases were never handled under our rulebook: they have no
demands, and only the last part speaks of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from anjie.oversight.counting import ENTERED, MOVED, PASSED, STANDING, Whose
from anjie.oversight.figures import CLOSED, HISTORIC, LIVE, Parameters, book_for, parameters
from anjie.oversight.intervals import Interval, wilson
from anjie.oversight.periods import Span
from anjie.procedure.rulebook import Clause, Must, shipped
from anjie.procedure.terms import Debtor, Text

OWED = "(d.state <> 'void' or d.ended_at >= d.due)"
"""A demand that fell away in time binds nobody."""

IN_TIME = "d.state = 'met' and d.ended_at < d.due"
LATE = "d.ended_at >= d.due"
OPEN_LATE = "d.ended_at is null"
TIMES = (
    "percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from d.ended_at - d.start)) "
    "filter (where d.state = 'met')"
)


@dataclass(slots=True)
class Score:
    """How some demands were kept."""

    applied: int = 0
    in_time: int = 0
    late: int = 0
    """Met, or let go, after the limit."""
    open_late: int = 0
    median: timedelta | None = None
    """From when the limit counts until it was met."""
    p90: timedelta | None = None

    @property
    def missed(self) -> int:
        """How many passed their limit."""
        return self.late + self.open_late

    @property
    def rate(self) -> float:
        """The share met in time."""
        return self.in_time / self.applied if self.applied else 0.0

    @property
    def interval(self) -> Interval:
        """Between which the share met in time lies."""
        return wilson(self.in_time, self.applied)

    @property
    def missing(self) -> Interval:
        """Between which the share missed lies; by its lower end what is broken most is found."""
        return wilson(self.missed, self.applied)

    def add(self, other: "Score") -> None:
        """Add counts; times of several can't be added."""
        self.applied += other.applied
        self.in_time += other.in_time
        self.late += other.late
        self.open_late += other.open_late


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """One clause."""

    clause: Clause
    debtor: Debtor
    score: Score
    explained: int
    """For how many missed limits a cause was written down in the period."""


@dataclass(slots=True)
class GateScore:
    """A demand without a limit, before which something else can't be done."""

    clause: Clause
    applied: int = 0
    met: int = 0
    open: int = 0
    median: timedelta | None = None


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit, with what it breaks most."""

    unit: int
    score: Score
    worst: Clause | None
    worst_score: Score | None


@dataclass(slots=True)
class Tracks:
    """Whether the agent's side was decided where a violation was found."""

    closed_at_fault: int = 0
    undecided: int = 0
    historic_upheld: int = 0
    """Closed by another system and upheld; what became of the agent isn't known."""


@dataclass(slots=True)
class Scoreboard:
    """The procedure as it was kept in a period."""

    span: Span
    least: int
    clauses: list[ClauseScore] = field(default_factory=list[ClauseScore])
    gates: list[GateScore] = field(default_factory=list[GateScore])
    cells: dict[tuple[str, int], Score] = field(default_factory=dict[tuple[str, int], Score])
    """By clause and unit."""
    tracks: Tracks = field(default_factory=Tracks)

    @property
    def whole(self) -> Score:
        """Everything together."""
        return added(each.score for each in self.clauses)

    @property
    def debtors(self) -> list[tuple[Debtor, Score]]:
        """By whoever owed it."""
        found: dict[Debtor, Score] = {}
        for each in self.clauses:
            found.setdefault(each.debtor, Score()).add(each.score)
        return sorted(found.items(), key=lambda pair: -pair[1].missing.low)

    def units(self, part_of: Mapping[int, int]) -> list[UnitScore]:
        """By unit, the one that breaks most first; `part_of` says which unit answers for which."""
        cells: dict[int, dict[str, Score]] = {}
        for (clause, unit), score in self.cells.items():
            if unit in part_of:
                cells.setdefault(part_of[unit], {}).setdefault(clause, Score()).add(score)
        found = [self._unit(unit, scores) for unit, scores in cells.items()]
        return sorted(found, key=lambda each: (-each.score.missing.low, -each.score.missed))

    def _unit(self, unit: int, scores: Mapping[str, Score]) -> UnitScore:
        clauses = {each.clause.id: each.clause for each in self.clauses}
        enough = {code: score for code, score in scores.items() if score.missed and self.enough(score)}
        worst = max(enough, key=lambda code: (enough[code].missing.low, enough[code].missed), default="")
        return UnitScore(unit, added(scores.values()), clauses.get(worst), enough.get(worst))

    def enough(self, score: Score) -> bool:
        """Whether there are enough cases to show a rate of."""
        return score.applied >= self.least


def added(scores: Iterable[Score]) -> Score:
    """Several together."""
    total = Score()
    for score in scores:
        total.add(score)
    return total


def scoreboard(whose: Whose, span: Span, at: datetime) -> Scoreboard:
    """The scoreboard of some units over a period, as of a moment; five statements."""
    book = book_for(span, at)
    values = {**parameters(span, at, book), "units": list(whose.units), "gates": _gates()}
    board = Scoreboard(span, book.figure("scoreboard-least"))
    known = known_clauses()
    explained = dict(_rows(_EXPLAINED.format(of=whose.of("t"), entered=ENTERED), values))
    for clause, debtor, *numbers in _rows(_sql(whose, "d.clause, d.debtor", TIMES), values):
        if clause in known:
            score = _score(numbers)
            board.clauses.append(ClauseScore(known[clause], debtors()[debtor], score, explained.get(clause, 0)))
    board.clauses.sort(key=lambda each: (-each.score.missing.low, -each.score.missed, each.clause.id))
    for clause, unit, *numbers in _rows(_sql(whose, f"d.clause, {OWNER}", "null"), values):
        board.cells[clause, unit] = _score(numbers)
    board.gates = [
        GateScore(known[clause], applied, met, still, _length(median))
        for clause, applied, met, still, median in _rows(_gate_sql(whose), values)
        if clause in known
    ]
    board.tracks = Tracks(*_rows(_tracks_sql(whose), values)[0])
    return board


def by_unit(whose: Whose, clause: str, span: Span, at: datetime) -> dict[int, Score]:
    """How one clause was kept in each unit, with times."""
    values = {**parameters(span, at, book_for(span, at)), "units": list(whose.units), "clause": clause}
    statement = _sql(whose, OWNER, TIMES, "and d.clause = %(clause)s")
    return {unit: _score(numbers) for unit, *numbers in _rows(statement, values)}


@dataclass(frozen=True, slots=True)
class Missed:
    """One missed limit, and the cause if it was written down."""

    number: str | None
    due: datetime
    ended_at: datetime | None
    causes: Sequence[str]


def missed(whose: Whose, clause: str, span: Span, at: datetime, most: int = 200) -> list[Missed]:
    """The limits of one clause that were missed in the period, the newest first; within the reader's scope."""
    values = {
        **parameters(span, at, book_for(span, at)), "units": list(whose.units), "clause": clause, "most": most,
    }  # fmt: skip
    return [Missed(*row) for row in _rows(_MISSED.format(moved=MOVED, where=_where(whose), late=LATE), values)]


# -- the statements ----------------------------------------------------------------------------------------------

OWNER = "coalesce(m.unit_id, d.unit_id)"

_EXPLAINED = (
    "select t.detail, count(*) from cases_tally t where {of} and {entered} and t.what = 'late_explained' group by 1"
)

_MISSED = """
select c.number, d.due, d.ended_at, array(
    select b.text::jsonb ->> 'cause' from cases_entry e join cases_body b on b.entry_id = e.id
    where e.case_id = d.case_id and e.kind = 'late_explained' and b.text::jsonb ->> 'clause' = d.clause order by e.seq
) from cases_duty d {moved} join cases_case c on c.id = d.case_id
where {where} and d.clause = %(clause)s and ({late} or d.ended_at is null) order by d.due desc, d.id limit %(most)s
"""


def _where(whose: Whose) -> str:
    # Asked for by the unit that has the case now as well, so that an index can serve; transfers are few.
    return f"{PASSED} and {OWED} and coalesce(m.{whose.column}, d.{whose.column}) = any(%(units)s)"


def _sql(whose: Whose, by: str, times: str, more: str = "") -> str:
    return (
        f"select {by}, count(*), count(*) filter (where {IN_TIME}), count(*) filter (where {LATE}), "
        f"count(*) filter (where {OPEN_LATE}), {times} from cases_duty d {MOVED} "
        f"where {_where(whose)} {more} group by {by}"
    )


def _gate_sql(whose: Whose) -> str:
    return (
        "select d.clause, count(*), count(*) filter (where d.state = 'met'), count(*) filter (where d.state = 'open'), "
        "percentile_cont(0.5) within group (order by extract(epoch from d.ended_at - d.start)) "
        "filter (where d.state = 'met') "
        f"from cases_duty d where d.clause = any(%(gates)s) and d.due is null and not d.suspended "
        f"and d.start >= %(start)s and d.start < %(end)s and d.state <> 'void' and {whose.of('d')} "
        "group by 1 order by 1"
    )


def _tracks_sql(whose: Whose) -> str:
    undecided = (
        "not exists (select from cases_tally t where t.case_id = s.case_id and t.what in ('sanctioned', 'exempted'))"
    )
    return (
        f"select count(*) filter (where {LIVE} and s.at_fault), "
        f"count(*) filter (where {LIVE} and s.at_fault and {undecided}), "
        f"count(*) filter (where {HISTORIC} and s.at_fault) "
        f"from cases_stretch s where {whose.of('s')} and {STANDING} and {CLOSED}"
    )


def _rows(statement: str, values: Parameters) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Any] = cursor.fetchall()
        return found


def _score(numbers: Sequence[Any]) -> Score:
    applied, in_time, late, open_late, times = numbers
    median, p90 = times or (None, None)
    return Score(applied, in_time, late, open_late, _length(median), _length(p90))


def _length(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=float(seconds))


def known_clauses() -> dict[str, Must]:
    """Every demand of every edition by its id, the newest edition's words."""
    library = shipped()
    return {must.id: must for name in library.ids for book in library.editions(name) for must in book.musts}


def _gates() -> list[str]:
    return sorted(must.id for must in known_clauses().values() if must.limit is None and not must.limit_field)


def debtors() -> dict[str, Debtor]:
    """The words for whoever owes."""
    return {word.value: word for word in Debtor}


def in_words(length: timedelta | None) -> Text:
    """A length of time: minutes, hours or days."""
    if length is None:
        return Text("—", "—")
    minutes = length.total_seconds() / 60
    if minutes < 60:  # noqa: PLR2004 - an hour
        return Text(f"{minutes:.0f} 分钟", f"{minutes:.0f} min")
    hours = minutes / 60
    if hours < 48:  # noqa: PLR2004 - two days
        return Text(f"{hours:.1f} 小时", f"{hours:.1f} h")
    return Text(f"{hours / 24:.1f} 天", f"{hours / 24:.1f} d")


def board_data(board: Scoreboard) -> dict[str, object]:
    """A scoreboard as data."""
    return {
        "clauses": [
            {"clause": each.clause.id, "debtor": each.debtor, "explained": each.explained, **_score_data(each.score)}
            for each in board.clauses
        ],
        "gates": [
            {"clause": gate.clause.id, "applied": gate.applied, "met": gate.met, "open": gate.open}
            for gate in board.gates
        ],
        "agents_undecided": board.tracks.undecided,
        "least": board.least,
    }


def _score_data(score: Score) -> dict[str, object]:
    return {
        "applied": score.applied,
        "in_time": score.in_time,
        "late": score.late,
        "open_late": score.open_late,
        "low": round(score.interval.low, 4),
        "high": round(score.interval.high, 4),
        "median_seconds": score.median.total_seconds() if score.median else None,
        "p90_seconds": score.p90.total_seconds() if score.p90 else None,
    }
