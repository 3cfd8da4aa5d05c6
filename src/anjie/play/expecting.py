"""Comparing a play with what its script expects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anjie.play.playing import Play, Played
from anjie.play.script import Expectation
from anjie.procedure.calendar import Calendar
from anjie.procedure.clocks import last_day
from anjie.procedure.duties import Dossier, Duty
from anjie.procedure.terms import Text


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that doesn't hold: where, and what is so instead."""

    where: str
    says: Text


def failures(play: Play) -> Iterator[Failure]:
    """Everything that is not as the script expects, in the order of the script."""
    for played in play.steps:
        yield from (Failure(f"step {played.step.id}", says) for says in _of_step(played))
    reached = {played.step.id: played.after for played in play.steps}
    whole = len(play.steps) == len(play.script.step)
    for number, expected in enumerate(play.script.expect, start=1):
        if expected.after in reached or (whole and not expected.after):
            shelf = reached[expected.after] if expected.after else play.cases
            where = f"expect {number}" + (f" (after {expected.after})" if expected.after else "")
            if expected.case not in shelf:
                yield Failure(where, Text(f"没有案件 {expected.case}", f"there is no case {expected.case}"))
            else:
                dossier, duties = shelf[expected.case]
                yield from (Failure(where, says) for says in _of_case(expected, dossier, duties, play.calendar))


def _of_step(played: Played) -> Iterator[Text]:
    step, refused = played.step, played.refused
    if refused != (step.expect == "refused"):
        yield _unlike("结果", "outcome", step.expect, "refused" if refused else "done") + _why(played)
    elif refused:
        clauses = sorted({each.clause.id for each in played.refusals if each.clause})
        faults = sorted({each.field for each in played.refusals if each.field})
        if clauses != sorted(set(step.clauses)):
            yield _unlike("拒绝依据", "refused under", _list(sorted(step.clauses)), _list(clauses))
        if faults != sorted(set(step.faults)):
            yield _unlike("有误字段", "fields at fault", _list(sorted(step.faults)), _list(faults))


def _why(played: Played) -> Text:
    reasons = Text("", "")
    for each in played.refusals:
        named = f"{each.clause.id}: " if each.clause else f"{each.field}: " if each.field else ""
        reasons += Text(f"；{named}", f"; {named}") + each.wanting
    return reasons


def _of_case(expected: Expectation, dossier: Dossier, owed: Sequence[Duty], calendar: Calendar) -> Iterator[Text]:
    stage = dossier.case.stage or ""
    if expected.stage and expected.stage != stage:
        yield _unlike("阶段", "stage", expected.stage, stage)
    journal = tuple(entry.kind for entry in dossier.case.entries)
    if expected.journal is not None and expected.journal != journal:
        yield _unlike("记录", "journal", _list(expected.journal), _list(journal))
    for words, wanted, found in (
        (("待办", "open"), expected.open, [duty.must.id for duty in owed if duty.open]),
        (("逾期", "late"), expected.late, [duty.must.id for duty in owed if duty.late]),
    ):
        if wanted is not None and sorted(wanted) != sorted(found):
            yield _unlike(*words, _list(sorted(wanted)), _list(sorted(found)))
    yield from _of_clauses(expected, owed, calendar)


def _of_clauses(expected: Expectation, owed: Sequence[Duty], calendar: Calendar) -> Iterator[Text]:
    for clause, states in expected.duties.items():
        found_states = tuple(_state(duty) for duty in _of_clause(clause, owed))
        if states != found_states:
            yield _unlike(f"{clause}的办理", f"duties of {clause}", _list(states), _list(found_states))
    for clause, due in expected.due.items():
        mine = _of_clause(clause, owed)
        found_due = _due(mine[-1], calendar) if mine else None
        if found_due != _bare(due):
            yield _unlike(f"{clause}的期限", f"{clause} due", str(due), str(found_due))


def _of_clause(clause: str, owed: Sequence[Duty]) -> list[Duty]:
    mine = [duty for duty in owed if duty.must.id == clause]
    return sorted(mine, key=lambda duty: (duty.since, duty.start_seq, duty.item))


def _state(duty: Duty) -> str:
    return f"{duty.state}{' late' if duty.late else ''}"


def _due(duty: Duty, calendar: Calendar) -> date | datetime | str | None:
    """When it is due: its last day, the moment if that lies within a day, or `suspended`."""
    if duty.due is None:
        return "suspended" if duty.suspended else None
    wall = duty.due.astimezone(calendar.zone).replace(tzinfo=None)
    return wall if wall.time() != wall.time().min else date.fromordinal(last_day(wall))


def _bare(due: date | datetime | str) -> date | datetime | str:
    return due.replace(tzinfo=None) if isinstance(due, datetime) else due


def _unlike(zh: str, en: str, wanted: str, found: str) -> Text:
    return Text(f"{zh}应为 {wanted}，实为 {found}", f"{en} should be {wanted} and is {found}")


def _list(words: Sequence[str]) -> str:
    return f"[{', '.join(words)}]"
