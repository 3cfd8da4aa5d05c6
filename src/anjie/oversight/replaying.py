"""One journal under two editions of the rulebook: what would have been different. Pure; the tables are `replays`'.

The journal stays as it is: what was done was done then. Of each act it is asked whether the other edition would have
refused it at that moment, by whoever did it; of each demand whether it would have been there, and missed; of each
proposal at which level it would have been decided.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from anjie.oversight.words import Difference
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier, Duty, duties
from anjie.procedure.engine import verdict
from anjie.procedure.facts import authorities
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Level


class Finding(NamedTuple):
    """One difference in one case."""

    difference: Difference
    clause: str
    """Whose demand, or which clause refuses; empty where no clause lets anybody."""
    key: str
    """What tells it from others of its kind in the case: a demand's key, or the entry's place."""
    act: str = ""
    seq: int | None = None
    was: str = ""
    becomes: str = ""


@dataclass(slots=True)
class Compared:
    """A case under both editions."""

    findings: list[Finding] = field(default_factory=list[Finding])
    acts: int = 0
    """How many were judged."""
    duties: int = 0
    """How many demands there are under the other edition."""
    levels: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    """Proposals, by the level that decides them under the one and under the other."""


OfficeAt = Callable[[Entry, CaseFile], Office]
"""From which office an entry was made, as the case stood then."""

SYSTEM = "system"
"""Whose entries nobody needs an authority for."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a case is judged by: the two editions, where its unit stands, and the moment as of which it is asked."""

    old: Rulebook
    new: Rulebook
    level: Level
    calendar: Calendar
    at: datetime


def compare(entries: Iterable[Entry], ground: Ground, office_at: OfficeAt) -> Compared:
    """Go through a journal under both editions; demands are those there are at the ground's moment."""
    found = Compared()
    before, after = Dossier(CaseFile(), ground.old), Dossier(CaseFile(), ground.new)
    for entry in entries:
        if entry.by != SYSTEM:
            found.acts += 1
            found.findings += _refused(before, after, entry, office_at(entry, before.case))
        before.add(entry)
        after.add(entry)
        if isinstance(entry.act, Proposed):
            was, becomes = (decided_at(each, ground.level) for each in (before, after))
            found.levels[was, becomes] += 1
            if was != becomes:
                found.findings.append(
                    Finding(Difference.MOVED, "", f"{entry.seq}", entry.kind, entry.seq, was, becomes)
                )
    was_owed, owed = (_by_key(each, ground) for each in (before, after))
    found.duties = len(owed)
    found.findings += _demands(was_owed, owed)
    return found


def _refused(before: Dossier, after: Dossier, entry: Entry, office: Office) -> Iterator[Finding]:
    """The clauses for which an act that was in order would have been refused."""
    act = entry.act
    if not isinstance(act, Act):
        raise TypeError(entry.kind)
    refusals = verdict(after, act, office).refusals
    if refusals and verdict(before, act, office).allowed:
        for clause in dict.fromkeys(each.clause.id if each.clause else "" for each in refusals):
            yield Finding(Difference.REFUSED, clause, f"{entry.seq}", entry.kind, entry.seq)


def decided_at(dossier: Dossier, level: Level) -> str:
    """The lowest level, from the unit's own up, that may decide what is proposed; empty for none."""
    able = [each for each, _ in authorities(dossier.case, dossier.book, "approved") if each.rank >= level.rank]
    return able[0] if able else ""


def _by_key(dossier: Dossier, ground: Ground) -> Mapping[str, Duty]:
    return {duty.key: duty for duty in duties(dossier, ground.calendar, ground.at)}


def _demands(before: Mapping[str, Duty], after: Mapping[str, Duty]) -> Iterator[Finding]:
    """Demands that come or go, and limits that are missed by one edition and not by the other."""
    for key in sorted(before.keys() | after.keys()):
        was, becomes = before.get(key), after.get(key)
        if was is None and becomes is not None:
            yield _finding(Difference.DEMANDED, becomes, "", becomes.state)
        if was is not None and becomes is None:
            yield _finding(Difference.DROPPED, was, was.state, "")
        if becomes is not None and becomes.late and not (was and was.late):
            yield _finding(Difference.MISSED, becomes, _due(was), _due(becomes))
        if was is not None and was.late and not (becomes and becomes.late):
            yield _finding(Difference.KEPT, was, _due(was), _due(becomes))


def _finding(difference: Difference, duty: Duty, was: str, becomes: str) -> Finding:
    return Finding(difference, duty.must.id, duty.key, duty.does[0], duty.ended_seq, was, becomes)


def _due(duty: Duty | None) -> str:
    return duty.due.isoformat() if duty and duty.due else ""
