"""The real desk, played at without a trace: everything happens in one transaction, which is then undone.

Journals can only be added to, for ever; a rehearsal must not be in them. The tables, the wall, the numbering and the
chain are the real ones, and what the play entered is read back from them.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import NoSuchCaseError, perform
from anjie.cases.dossiers import open_cases
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.directory.tree import add_unit
from anjie.play.playing import Done
from anjie.play.script import Script, ScriptError, began
from anjie.procedure.acts.base import Act
from anjie.procedure.duties import Dossier
from anjie.procedure.engine import Refusal
from anjie.procedure.office import Office
from anjie.procedure.terms import Level, Text

HEAD_OFFICE = "总公司"
HIDDEN = Text("没有这个案件，或者无权知悉", "There is no such case, or none that you may know of")


@contextmanager
def rehearsal(script: Script) -> Iterator["RealDesk"]:
    """Have the desk with the script's units set up, until all of it is undone."""
    transaction.set_autocommit(False)
    try:
        yield RealDesk(script)
    finally:
        connection.rollback()
        transaction.set_autocommit(True)


class RealDesk:
    """The desk of `anjie.cases`, with the script's units in the tree beside those that are there."""

    def __init__(self, script: Script) -> None:
        self.calendar = calendar_for(script.calendar)
        self._units = _set_up(script)
        self._now = began(script)

    def place(self, unit: str) -> tuple[str, Level]:
        """As the tree has it."""
        there = self._units[unit]
        return there.code, there.rank

    def do(self, number: str | None, act: Act, office: Office) -> Done:
        """Perform, as anybody would."""
        self._now = office.at
        try:
            with within(Scope.SYSTEM):
                outcome = perform(number, act, office)
        except NoSuchCaseError:
            return Done(number or "", refusals=(Refusal(HIDDEN),))
        return Done(outcome.number, outcome.entry, outcome.verdict.refusals)

    def dossier(self, number: str) -> Dossier:
        """Read the journal back from the tables."""
        with within(Scope.SYSTEM):
            [taken] = open_cases("number", [number], self._now)
        return taken.dossier


def _set_up(script: Script) -> dict[str, Unit]:
    """Add the script's units to the tree, highest first; there is but one head office, so one that is there serves."""
    heads = [key for key, each in script.units.items() if each.level is Level.HEAD_OFFICE]
    head = Unit.objects.filter(level=Level.HEAD_OFFICE).first() or _added(script, heads[0] if heads else "", None)
    units = dict.fromkeys(heads, head)
    for key in sorted(script.units.keys() - units, key=lambda key: -script.units[key].level.rank):
        units[key] = _added(script, key, units.get(script.units[key].under, head))
    return units


def _added(script: Script, key: str, above: Unit | None) -> Unit:
    if key and Unit.objects.filter(code=key).exists():
        raise ScriptError(f"there is a unit {key!r} already; call the script's another name")
    name = script.units[key].name if key else HEAD_OFFICE
    level = script.units[key].level if key else Level.HEAD_OFFICE
    unit = Unit(code=key or "play", name=name, short_name=name, level=level, calendar_region=script.calendar)
    return add_unit(unit, above)
