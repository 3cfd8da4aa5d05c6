"""What event logs are made of: cases with their entries, in portions, under names that tell nobody who it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Max
from django.db.models.expressions import RawSQL

from anjie.access.scope import Scope
from anjie.cases.models import Entry, Party
from anjie.directory.models import Unit
from anjie.oversight.selecting import Selection, cases_in
from anjie.platform.sealing import blind_index

PORTION = 2_000
"""Cases that are read at a time."""

LETTERS = 16
"""Of a made-up name: 64 bits, so that among a million no two are the same by chance."""

ATTRIBUTES = ("unit", "class", "channel", "medium", "disposition", "product_line", "received_at", "closed_at")
"""What is said of a case besides, by the names under which the formats have it."""


TOLD_APART = "coalesce(nullif(id_index, ''), nullif(phone_index, ''), case_id || '/' || ref)"
KNOWN = RawSQL(TOLD_APART, [])  # noqa: S611 - a constant
"""What tells a complainant apart: who gave neither a number of identity nor a telephone is another one in each case."""


class LoggedCase(NamedTuple):
    """A case as event logs have it."""

    name: str
    unit: str
    case_class: str
    channel: str
    medium: str
    disposition: str
    product_line: str
    received_at: datetime
    closed_at: datetime | None

    def attributes(self) -> Iterator[tuple[str, str]]:
        """What is known of it, as texts."""
        for name, value in zip(ATTRIBUTES, self[1:], strict=True):
            if value:
                yield name, value.isoformat() if isinstance(value, datetime) else str(value)


class Event(NamedTuple):
    """An entry as event logs have it."""

    seq: int
    at: datetime
    kind: str
    by: str
    unit: str


class Trace(NamedTuple):
    """A case with its events, and the people it is about."""

    case: LoggedCase
    events: Sequence[Event]
    agents: Sequence[str]
    complainants: Sequence[str]


def alias(kind: str, name: str) -> str:
    """A made-up name that is always the same for the same one, and can't be led back without the installation's key."""
    return blind_index(name, f"events.{kind}")[:LETTERS]


@lru_cache(100_000)
def _alias(kind: str, name: str) -> str:
    return alias(kind, name)


@dataclass(frozen=True)
class Source:
    """The journals of some cases, up to the newest entry there was when it was made.

    Entries are only added, so that every reading of it gives the same. `named` gives cases their numbers and officers
    and agents their codes; complainants are never named.
    """

    scope: Scope
    selection: Selection = field(default_factory=Selection)
    named: bool = False

    @cached_property
    def last(self) -> int:
        """The newest entry that belongs to it."""
        newest: int | None = Entry.objects.aggregate(last=Max("id"))["last"]
        return newest or 0

    @property
    def count(self) -> int:
        """How many cases there are."""
        return cases_in(self.scope, self.selection).count()

    def name(self, kind: str, plain: str) -> str:
        """What somebody or something is called in the log."""
        return plain if self.named else _alias(kind, plain)

    def traces(self, *, events: bool = True) -> Iterator[Trace]:
        """The cases in the order of their ids, each with its entries unless they are not wanted."""
        rows = cases_in(self.scope, self.selection).order_by("id")
        columns = ("case_class", "channel", "medium", "disposition", "product_line", "received_at", "closed_at")
        heads = rows.values_list("id", "number", "unit__code", *columns).iterator(chunk_size=PORTION)
        while portion := list(islice(heads, PORTION)):
            ids = [row[0] for row in portion]
            entries, people = self._events(ids) if events else {}, self._people(ids)
            for case_id, number, unit, *rest in portion:
                case = LoggedCase(self.name("case", number), unit, *rest)
                yield Trace(case, entries.get(case_id, ()), *people.get(case_id, ((), ())))

    def others(self) -> Iterator[tuple[str, str]]:
        """Whoever and whatever has to do with the cases, each once: agents, complainants, officers and units.

        By what it is, and its name in the log; the database tells them apart, for they may be as many as the cases.
        """
        cases = cases_in(self.scope, self.selection).order_by().values("id")
        parties = Party.objects.filter(case__in=cases).order_by()
        agents = parties.exclude(agent_code="").filter(side="respondent").values_list("agent_code", flat=True)
        for code in agents.distinct().iterator(chunk_size=PORTION):
            yield "agent", self.name("agent", code)
        people = parties.filter(side="complainant").annotate(known=KNOWN).values_list("known", flat=True)
        for known in people.distinct().iterator(chunk_size=PORTION):
            yield "complainant", alias("complainant", known)
        entries = Entry.objects.filter(case__in=cases, id__lte=self.last).order_by()
        for by in entries.values_list("by", flat=True).distinct():
            yield "officer", self.name("officer", by)
        at_work = set(entries.values_list("unit", flat=True).distinct())
        owning = set(Unit.objects.filter(pk__in=cases.values("unit")).values_list("code", flat=True))
        yield from (("unit", code) for code in sorted(at_work | owning))

    def _events(self, ids: Sequence[int]) -> dict[int, list[Event]]:
        statement = (
            "select case_id, seq, at, kind, by, unit from cases_entry "
            "where case_id = any(%s) and id <= %s order by case_id, seq"
        )
        return {
            case: [Event(seq, at, kind, self.name("officer", by), unit) for _, seq, at, kind, by, unit in rows]
            for case, rows in groupby(_rows(statement, ids, self.last), key=itemgetter(0))
        }

    def _people(self, ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """By case, the agents it is about and who complained; whoever can't be told apart is his own."""
        statement = (
            f"select case_id, side, agent_code, {TOLD_APART} from cases_party "
            "where case_id = any(%s) order by case_id, ref"
        )
        found: dict[int, tuple[list[str], list[str]]] = {}
        for case, side, agent, known in _rows(statement, ids):
            agents, complainants = found.setdefault(case, ([], []))
            if side == "complainant":
                complainants.append(_alias("complainant", known))
            elif agent:
                agents.append(self.name("agent", agent))
        return found


def _rows(statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()
