"""Taking rows in: batch by batch through the desk, each batch one transaction, each row once.

A row is known by its system and its number there. Whatever interrupts a run, what was committed is found again by
the next one and left alone; if it says something else than the row, the row is reported, for it can't be taken in.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import DataError, IntegrityError

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import Order, perform_many
from anjie.cases.dossiers import rulebook_now
from anjie.cases.journal import body_text
from anjie.cases.models import Entry
from anjie.cases.secrets import CANONICAL, reveal
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.intake.making import Beginning, Maker, Problem, RowError
from anjie.intake.maps import MapFile
from anjie.intake.results import Fate, Result
from anjie.intake.tables import Row
from anjie.platform.sealing import is_sealed
from anjie.procedure.acts.base import Act
from anjie.procedure.engine import Refusal, fold, verdict
from anjie.procedure.office import Office
from anjie.procedure.terms import Role, Text

BATCH = 300
ROLES = frozenset({Role.SYSTEM, Role.INTAKE})
"""Historic cases are the system's to take in, new complaints are an intake officer's."""

DIFFERS = Text("原编号已存在，而内容不同", "its number is in already, and says something else")
TWICE = Text("原编号在文件中重复，而内容不同", "its number is in the file twice, and says different things")
UNSTORABLE = Text("数据库无法保存此行", "the database can't store this row")


@dataclass(slots=True)
class _Candidate:
    """A row that makes an act, and what is known of it so far."""

    row: Row
    act: Beginning
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes rows in for one unit by one map. A dry run judges every row and writes nothing."""

    file: MapFile
    unit: Unit
    clock: Callable[[], datetime]
    dry_run: bool = False
    units: frozenset[str] = field(default_factory=lambda: frozenset(Unit.objects.values_list("code", flat=True)))

    def take(self, rows: Iterable[Row], size: int = BATCH) -> Iterator[Result]:
        """What became of each row, in order, told once its batch is committed."""
        coming = iter(rows)
        while batch := list(islice(coming, size)):
            yield from self._batch(batch)

    def _batch(self, rows: Sequence[Row]) -> list[Result]:
        office = self._office()
        maker = Maker(self.file, office.at)
        made = [self._made(maker, row) for row in rows]
        candidates = [each for each in made if isinstance(each, _Candidate)]
        self._settle(candidates, office)
        return [_result(each) for each in made]

    def _office(self) -> Office:
        calendar = calendar_for(self.unit.calendar_region)
        return Office("system", self.unit.code, self.unit.rank, ROLES, self.clock(), calendar)

    @staticmethod
    def _made(maker: Maker, row: Row) -> _Candidate | Result:
        try:
            return _Candidate(row, maker.act_of(row))
        except RowError as error:
            return Result(row, maker.number_of(row), Fate.REJECTED, problems=error.problems)

    def _settle(self, candidates: Sequence[_Candidate], office: Office) -> None:
        """Leave alone what is in already, reject what the rulebook forbids, take in the rest."""
        new = self._not_present(candidates)
        first = self._first_of_each(new)
        self._judge(first, office)
        self._perform([each for each in first if each.result is None], office)
        self._repeat(new, {each.act.source_number: each for each in first})

    # -- what is in already ------------------------------------------------------------------------------------

    def _not_present(self, candidates: Sequence[_Candidate]) -> list[_Candidate]:
        present = self._present([each.act.source_number for each in candidates])
        for each in candidates:
            found = present.get(each.act.source_number)
            if found:
                case, kind, body = found
                same = kind == each.act.kind and (body is None or body == self._plain(each.act))
                each.result = _present(each, case) if same else _rejected(each, self._problem(each, DIFFERS))
        return [each for each in candidates if each.result is None]

    def _present(self, numbers: Sequence[str]) -> dict[str, tuple[str, str, Mapping[str, object] | None]]:
        """Of those that are in: the case, how it began, and what was said (None once destroyed); one query."""
        with within(Scope.SYSTEM):
            found = list(
                Entry.objects.filter(seq=1, case__source=self.file.source, case__source_number__in=numbers)
                .exclude(case__source_number="")  # what the index of source numbers leaves out
                .values_list("case__source_number", "case__number", "kind", "body__text")
            )
        return {row[0]: (row[1], row[2], _opened(json.loads(row[3])) if row[3] else None) for row in found}

    def _plain(self, act: Act) -> Mapping[str, object]:
        """An act as `_opened` gives it back from the journal."""
        return {"unit": self.unit.code, **_opened(json.loads(body_text(act)))}

    @staticmethod
    def _first_of_each(candidates: Sequence[_Candidate]) -> list[_Candidate]:
        return list({each.act.source_number: each for each in reversed(candidates)}.values())[::-1]

    def _repeat(self, candidates: Sequence[_Candidate], first: Mapping[str, _Candidate]) -> None:
        """Rows whose number stood in the same batch before share its fate, if they say the same."""
        for each in candidates:
            before = first[each.act.source_number]
            if each is before or before.result is None:
                continue
            if each.act != before.act:
                each.result = _rejected(each, self._problem(each, TWICE))
            elif before.result.fate is Fate.REJECTED:
                each.result = _rejected(each, *before.result.problems)
            else:
                each.result = _present(each, before.result.case)

    # -- what is new -------------------------------------------------------------------------------------------

    def _judge(self, candidates: Sequence[_Candidate], office: Office) -> None:
        """Ask the rulebook first: a row's refusal belongs in the report of the import, not in the cases' record."""
        book = rulebook_now(office.at)
        for each in candidates:
            if each.act.unit and each.act.unit not in self.units:
                each.result = _rejected(each, self._problem(each, _no_unit(each.act.unit), "unit"))
                continue
            refusals = verdict(fold((), book), each.act, office).refusals
            if refusals:
                each.result = self._refused(each, refusals)
            elif self.dry_run:
                each.result = Result(each.row, each.act.source_number, Fate.TAKEN)

    def _perform(self, candidates: Sequence[_Candidate], office: Office) -> None:
        """Bring them to the desk in one transaction; if one can't be stored, find out which."""
        if not candidates:
            return
        try:
            outcomes = perform_many([Order(None, each.act, office) for each in candidates])
        except IntegrityError:
            # Somebody took some of them in meanwhile: those are left alone. If none are in, it was something else.
            left = self._not_present(candidates)
            if len(left) == len(candidates):
                raise
            self._perform(left, office)
            return
        except (DataError, ValueError, OverflowError):
            if len(candidates) == 1:
                candidates[0].result = _rejected(candidates[0], Problem(UNSTORABLE))
                return
            half = len(candidates) // 2
            self._perform(candidates[:half], office)
            self._perform(candidates[half:], office)
            return
        for each, outcome in zip(candidates, outcomes, strict=True):
            if outcome.done:
                each.result = Result(each.row, each.act.source_number, Fate.TAKEN, outcome.number)
            else:
                each.result = self._refused(each, outcome.verdict.refusals)

    def _refused(self, each: _Candidate, refusals: Iterable[Refusal]) -> Result:
        return _rejected(each, *(self._problem(each, _wanting(refusal), refusal.field) for refusal in refusals))

    def _problem(self, each: _Candidate, says: Text, at: str = "source_number") -> Problem:
        return Problem(says, self.file.column_of(each.act.kind, at), at)


def _opened(body: Mapping[str, object]) -> dict[str, object]:
    """What a body says, without what the desk filled in, sealed values opened: to compare, never to show."""
    return {name: _open(name, value) for name, value in body.items() if name != "number"}


def _open(name: str, value: object) -> object:
    if isinstance(value, dict):
        return {inner: _open(inner, each) for inner, each in value.items()}
    if isinstance(value, list):
        return [_open(name, each) for each in value]
    return reveal(name, value) if name in CANONICAL and isinstance(value, str) and is_sealed(value) else value


def _result(made: _Candidate | Result) -> Result:
    if isinstance(made, Result):
        return made
    if made.result is None:
        raise ValueError(f"nothing became of row {made.row.number}")
    return made.result


def _present(each: _Candidate, case: str) -> Result:
    return Result(each.row, each.act.source_number, Fate.PRESENT, case)


def _rejected(each: _Candidate, *problems: Problem) -> Result:
    return Result(each.row, each.act.source_number, Fate.REJECTED, problems=problems)


def _wanting(refusal: Refusal) -> Text:
    if refusal.clause is None:
        return refusal.wanting
    return refusal.wanting + Text(f"({refusal.clause.source})", f" ({refusal.clause.source})")


def _no_unit(code: str) -> Text:
    return Text(f"没有机构 {code}", f"There is no unit {code}")
