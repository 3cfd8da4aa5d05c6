"""What a page of figures was asked to look at: a unit, a period, a class, a channel, an outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.oversight.selecting import Selection
from anjie.procedure.terms import CaseClass, Channel, Disposition, Level
from anjie.web.acting import Acting
from anjie.web.forms.parse import FIRST_YEAR, LAST_YEAR

LISTED = 200
"""Units that can be chosen on a page."""

DAY = timedelta(days=1)


def day_in(text: str | None) -> date | None:
    """The day that somebody asked for; None for what is none."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class Look:
    """The selection, and what the form shows of it."""

    selection: Selection
    since: date
    until: date
    """The last day that belongs to it."""
    units: Sequence[tuple[Unit, str]]
    """Those that can be chosen, with the room by which they are set in."""

    @property
    def asked(self) -> Mapping[str, str]:
        """What stands in the address."""
        chosen = self.selection
        said = {
            "unit": chosen.unit.code if chosen.unit else "",
            "class": chosen.case_class,
            "channel": chosen.channel,
            "outcome": chosen.disposition,
            "from": self.since.isoformat(),
            "to": self.until.isoformat(),
        }
        return {name: value for name, value in said.items() if value}

    def query(self, **more: str) -> str:
        """The same, and more, as the end of an address."""
        return urlencode({**self.asked, **more})

    @property
    def classes(self) -> Sequence[CaseClass]:
        """Of cases."""
        return list(CaseClass)

    @property
    def channels(self) -> Sequence[Channel]:
        """By which complaints come."""
        return list(Channel)

    @property
    def outcomes(self) -> Sequence[Disposition]:
        """How cases end."""
        return list(Disposition)


def looked(asked: QueryDict, who: Acting, days: int) -> Look:
    """Read what was asked for; words that aren't known ask for nothing. By default so many days up to today."""
    zone = who.office.calendar.zone
    today = who.now.astimezone(zone).date()
    until = day_in(asked.get("to")) or today
    since = day_in(asked.get("from")) or until - timedelta(days=days - 1)
    since = min(since, until)
    units = [
        (unit, "　" * place)
        for unit in Unit.objects.filter(who.scope.q()).order_by("region", "city", "county", "code")[:LISTED]
        for place in (list(reversed(Level)).index(word_of(Level, unit.level)),)
    ]
    unit = next((unit for unit, _ in units if unit.code == asked.get("unit")), None)
    selection = Selection(
        unit=unit,
        since=datetime.combine(since, time(), zone),
        until=datetime.combine(until + DAY, time(), zone),
        case_class=_word(asked.get("class"), CaseClass),
        channel=_word(asked.get("channel"), Channel),
        disposition=_word(asked.get("outcome"), Disposition),
    )
    return Look(selection, since, until, units)


def _word(text: str | None, words: type[CaseClass] | type[Channel] | type[Disposition]) -> str:
    return text if text in set(words) else ""
