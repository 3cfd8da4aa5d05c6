"""A desk of paper: the engine alone, no database. Who may see a case is not asked here, everything else is."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from anjie.directory.holidays import REGIONAL, build_calendar
from anjie.play.playing import Done
from anjie.play.script import MEASURES, Script, ScriptError
from anjie.procedure.acts.archive import Archived, DisposalProposed
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.letters import LetterIssued
from anjie.procedure.acts.registration import Registered
from anjie.procedure.acts.system import Imported
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier, fold
from anjie.procedure.engine import Refusal, verdict
from anjie.procedure.office import Office
from anjie.procedure.papers import letter_number
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.stating import Ground, stated
from anjie.procedure.terms import Level, Reach, Role, Text

BEGUN = Text("案件已经存在，或尚未接收", "The case exists already, or was never received")


class PaperDesk:
    """Judges by the engine and keeps the journals in memory."""

    def __init__(self, script: Script) -> None:
        if script.calendar and script.calendar not in REGIONAL:
            raise ScriptError(f"no calendar for {script.calendar!r}; known: {', '.join(REGIONAL)}")
        self.calendar = build_calendar(script.calendar)
        self._script = script
        self._cases: dict[str, Dossier] = {}
        self._given: Counter[tuple[str, str, int]] = Counter()

    def place(self, unit: str) -> tuple[str, Level]:
        """The key is the code."""
        return unit, self._script.units[unit].level

    def do(self, number: str | None, act: Act, office: Office) -> Done:
        """Judge and enter."""
        if act.begins == (number in self._cases):
            return Done(number or "", refusals=(Refusal(BEGUN),))
        dossier = self._cases[number] if number else fold((), _in_force(office.at))
        act = stated(act, dossier, Ground(b"", {}, self.calendar.zone))
        judged = verdict(dossier, act, replace(office, reach=self._reach(office, act, dossier)))
        if not judged.allowed:
            return Done(number or "", refusals=judged.refusals)
        seq = dossier.case.version + 1
        numbered = self._numbered(act, office, dossier.case)
        entry = Entry(seq, office.at, office.officer, office.unit, numbered, office.acting_for)
        dossier.add(entry)
        self._cases[dossier.case.number] = dossier
        return Done(dossier.case.number, entry)

    def dossier(self, number: str) -> Dossier:
        """The case folded anew, so that whoever keeps it keeps it as it was."""
        kept = self._cases[number]
        return fold(kept.case.entries, kept.book)

    def _numbered(self, act: Act, office: Office, case: CaseFile) -> Act:
        given: dict[str, object] = {}
        match act:
            case Received() | Imported():
                unit = act.unit or office.unit
                year, count = self._next(unit, "case", office)
                given = {"unit": unit, "number": f"{unit}-{year}-{count:05d}"}
            case Registered():
                year, count = self._next(office.unit, "register", office)
                given = {"register_no": f"{office.unit}督登〔{year}〕{count:05d}号"}
            case LetterIssued():
                year, count = self._next(office.unit, act.paper, office)
                given = {"number": letter_number(office.unit, act.paper, year, count)}
            case Archived():
                year, count = self._next(case.unit, "file", office)
                given = {"file_no": case.file_no or f"{case.unit}督卷〔{year}〕{count:05d}号"}
            case DisposalProposed():
                year, count = self._next(case.unit, "disposal", office)
                given = {"list_no": f"{case.unit}督销〔{year}〕{count:04d}号"}
            case _:
                pass
        return act.model_copy(update=given) if given else act

    def _next(self, unit: str, kind: str, office: Office) -> tuple[int, int]:
        series = (unit, kind, office.at.astimezone(self.calendar.zone).year)
        self._given[series] += 1
        return series[2], self._given[series]

    def _reach(self, office: Office, act: Act, dossier: Dossier) -> Reach:
        owner = dossier.case.unit or getattr(act, "unit", "") or office.unit
        if office.unit == owner or Role.SYSTEM in office.roles:
            return Reach.OWN
        return Reach.ABOVE if office.unit in self._above(owner) else Reach.OUTSIDE

    def _above(self, unit: str) -> set[str]:
        above: set[str] = set()
        while under := self._script.units[unit].under:
            above.add(under)
            unit = under
        heads = {key for key, each in self._script.units.items() if each.level is Level.HEAD_OFFICE}
        return above | heads


def _in_force(at: datetime) -> Rulebook:
    return shipped().in_force(MEASURES, at.date())
