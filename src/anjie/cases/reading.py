"""The only door for whoever wants to look: every query begins at a scope, and the wall stands below it.

Lists are ordered by one index, paged by key, and never counted: a pager says whether there is more, a counter says
"99+". What a list shows is on the row; nothing is fetched case by case.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import RawSQL

from anjie.access.models import Officer, Post
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.dossiers import OpenCase, calendar_of, open_cases
from anjie.cases.models import OPEN, Allegation, Body, Case, Duty, Party, Refusal, Sanction
from anjie.cases.patterns import MOST, Complaint, marks
from anjie.cases.projection import EXEMPTED, searchable
from anjie.cases.secrets import indexes_of
from anjie.cases.standing import counted_on, those_in_effect, those_standing
from anjie.directory.models import Agent, Policy, Unit
from anjie.procedure.calendar import SHANGHAI, months_on
from anjie.procedure.ladder import Record
from anjie.procedure.office import Office
from anjie.procedure.terms import Debtor, Disposition, Reach, Role

PAGE = 25
MANY = 100
"""Counters stop here and say "99+"."""

READ = 2 * MANY
"""How many dated duties are read by each way; where that many came back there are more."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list and the key of the next, None at the end."""

    rows: Sequence[T]
    next_key: str | None


def case_for(scope: Scope, number: str, at: datetime) -> OpenCase | None:
    """A case with its journal, None if there is none that this scope may see."""
    if not case_visible(scope, number):
        return None
    return next(iter(open_cases("number", [number], at)), None)


def case_visible(scope: Scope, number: str) -> bool:
    """Whether there is such a case that this scope may see."""
    return Case.objects.filter(scope.q(guests="guests"), number=number).exists()


def number_from(source: str, source_number: str) -> str:
    """The number of the case that came from there, whosever it is; empty for none."""
    with within(Scope.SYSTEM):
        found = Case.objects.filter(source=source, source_number=source_number).values_list("number", flat=True)
        return found.first() or ""


def office_on(office: Office, opened: OpenCase, unit_id: int) -> Office:
    """The office as it stands to this case, on whose unit's calendar its limits run."""
    place = opened.head.place
    reach = Reach.OWN if unit_id == place.unit else Reach.ABOVE if unit_id in place.levels else Reach.OUTSIDE
    return replace(office, reach=reach, calendar=calendar_of(office, place))


# -- keys of pages ---------------------------------------------------------------------------------------------

KEY = re.compile(r"(?P<moment>[0-9:T.+-]*)_(?P<pk>[0-9]{1,18})")


def _key_of(moment: datetime | None, pk: int) -> str:
    """The key of a row, where the next page goes on; a moment that is empty comes last."""
    return f"{moment.isoformat() if moment else ''}_{pk}"


def _key(text: str | None) -> tuple[datetime | None, int] | None:
    """Read a key back; what is none leads to the first page."""
    found = KEY.fullmatch(text or "")
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found["moment"]).astimezone(UTC) if found["moment"] else None
    except (ValueError, OverflowError):
        return None
    return moment, int(found["pk"])


# -- the worklist ----------------------------------------------------------------------------------------------


def my_duties(office: Office, unit_id: int, level_column: str) -> list[Q]:
    """The ways in which a dated duty is this office's to do, each one index.

    The handler owes what the handler owes; anybody in a role owes what his unit owes in that role; an approver owes
    what was proposed at or below his unit and needs his level; counsel owes an opinion to every unit below; a
    department owes what it was asked, and whoever was asked by name to sign owes that. What somebody may not do on a
    case is none of his; where that leaves no unit head, it is the unit head's above.
    """
    mine = ~Q(barred__overlap=sorted(office.persons))
    ways = [Q(handler__in=office.persons, debtor=Debtor.HANDLER), Q(guest__in=office.persons)]
    roles = {
        Role.INSPECTOR: Debtor.INSPECTOR,
        Role.SUPERVISOR: Debtor.SUPERVISOR,
        Role.INTAKE: Debtor.INTAKE,
        Role.APPROVER: Debtor.MANAGER,
    }
    ways += [mine & Q(unit_id=unit_id, debtor=debtor) for role, debtor in roles.items() if role in office.roles]
    if Role.SUPERVISOR in office.roles:
        left = Q(**{level_column: unit_id}, debtor=Debtor.SUPERVISOR) & ~Q(unit_id=unit_id) & ~Q(barred=[])
        ways.append(left & mine & Q(~Exists(_heads_left(office.at.astimezone(SHANGHAI).date()))))
    if Role.INSPECTOR in office.roles:
        ways.append(Q(unit_id=unit_id, debtor=Debtor.HANDLER, handler=""))
    if Role.APPROVER in office.roles:
        ways.append(mine & Q(**{level_column: unit_id}, debtor=Debtor.APPROVER, level=office.level))
    if Role.COUNSEL in office.roles:
        ways.append(mine & Q(**{level_column: unit_id}, debtor=Debtor.COUNSEL, level=""))
    if Role.DEPARTMENT in office.roles and office.department:
        ways.append(Q(guest=f"{office.unit}/{office.department}"))
    return ways


def _heads_left(today: date) -> QuerySet[Post]:
    """The heads of a duty's unit who may do it."""
    heads = Post.objects.on(today).filter(unit=OuterRef("unit"), role=Role.SUPERVISOR, officer__is_active=True)
    place = Func(OuterRef("barred"), F("officer__username"), function="array_position", output_field=IntegerField())
    return heads.alias(place=place).filter(place__isnull=True).order_by()


class Dated(NamedTuple):
    """A dated open duty, as much of it as is needed to sort and count."""

    id: int
    due: datetime
    case_id: int


def dated(ways: Iterable[Q], extra: Q, *, after: str | None = None, most: int = READ) -> list[Dated]:
    """The dated open duties that are reached by any of the ways, most urgent first; one query.

    Each way is an ordered branch of its own, so that the database reads a few rows of each index and merges them.
    """
    owed = Duty.objects.filter(extra, state="open", due__isnull=False).order_by("due", "id")
    key = _key(after)
    if key and key[0]:
        # A case that stood on an earlier page, with something more urgent, is not listed again.
        earlier = owed.filter(_any_of(ways), _upto(*key), case=OuterRef("case")).order_by()
        owed = owed.exclude(_upto(*key)).exclude(Exists(earlier))
    branches = [owed.filter(way).values_list("id", "due", "case_id")[:most] for way in ways]
    rows = branches[0] if len(branches) == 1 else branches[0].union(*branches[1:], all=True)
    return sorted({Dated(pk, due, case) for pk, due, case in rows if due}, key=lambda row: (row.due, row.id))


def worklist(rows: Sequence[Dated], *, size: int = PAGE) -> Page[Duty]:
    """One page of dated duties with their cases: of each case the most urgent; one query."""
    first: dict[int, Dated] = {}
    for row in rows:
        first.setdefault(row.case_id, row)
    chosen = list(first.values())[: size + 1]
    duties = (
        Duty.objects.filter(id__in=[row.id for row in chosen[:size]])
        .select_related("case", "case__unit")
        .annotate(**_handler("case__handler"))
        .order_by("due", "id")
    )
    last = chosen[size - 1] if len(chosen) > size else None
    return Page(list(duties), _key_of(last.due, last.id) if last else None)


def each_duty(rows: Sequence[Dated], *, size: int = PAGE) -> Page[Duty]:
    """One page of dated duties with their cases, every one of them; one query."""
    chosen = rows[: size + 1]
    duties = (
        Duty.objects.filter(id__in=[row.id for row in chosen[:size]])
        .select_related("case", "case__unit")
        .order_by("due", "id")
    )
    last = chosen[size - 1] if len(chosen) > size else None
    return Page(list(duties), _key_of(last.due, last.id) if last else None)


def _any_of(ways: Iterable[Q]) -> Q:
    return reduce(or_, ways)


def _upto(due: datetime | None, pk: int) -> Q:
    return Q(due__lt=due) | Q(due=due, id__lte=pk)


def count_cases(rows: Iterable[Dated], since: datetime | None = None, until: datetime | None = None) -> int:
    """How many cases have a duty due from `since` and before `until`, up to MANY."""
    ids = {row.case_id for row in rows if (since is None or row.due > since) and (until is None or row.due <= until)}
    return min(len(ids), MANY)


def overdue(now: datetime) -> Q:
    """Past their limit."""
    return Q(due__lte=now)


def due_within(now: datetime, days: int) -> Q:
    """Not past it yet, but within some days."""
    return Q(due__gt=now, due__lte=now + timedelta(days=days))


# -- the register ----------------------------------------------------------------------------------------------


def register(scope: Scope, filters: Q, *, after: str | None = None, size: int = PAGE) -> Page[Case]:
    """Cases, newest first."""
    at, pk = _key(after) or (None, 0)
    key = Q(received_at__lt=at) | Q(received_at=at, id__lt=pk) if at else Q()
    rows = list(cases(scope).filter(filters, key).order_by("-received_at", "-id")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _key_of(rows[-1].received_at, rows[-1].pk) if more else None)


def open_register(scope: Scope, filters: Q, *, after: str | None = None, size: int = PAGE) -> Page[Case]:
    """Cases still to be closed, the nearest limit first; those without any limit left come last."""
    due, pk = _key(after) or (None, 0)
    key = Q(next_due=None, id__gt=pk) if pk else Q()
    if due:
        key = Q(next_due__gt=due) | Q(next_due=due, id__gt=pk) | Q(next_due=None)
    rows = list(open_cases_of(scope).filter(filters, key).order_by("next_due", "id")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, _key_of(rows[-1].next_due, rows[-1].pk) if more else None)


def cases(scope: Scope) -> QuerySet[Case]:
    """Every case the scope may see, as lists show them."""
    seen = Case.objects.filter(scope.q(guests="guests")).select_related("unit")
    return seen.annotate(**_handler("handler"))


def _handler(column: str) -> dict[str, Subquery]:
    """What puts `handler_name` on a row: the name of the officer whose sign-in name a column holds."""
    return {"handler_name": Subquery(Officer.objects.filter(username=OuterRef(column)).order_by().values("name")[:1])}


def open_cases_of(scope: Scope) -> QuerySet[Case]:
    """Those still to be closed."""
    return cases(scope).filter(OPEN)


# -- search ----------------------------------------------------------------------------------------------------

POLICY = 4
"""A policy number of fewer characters names none."""

DIGITS = re.compile(r"^[\d\s+\-xX]{6,}$")


def search(scope: Scope, text: str, *, size: int = PAGE) -> list[Case]:
    """Cases by number, name, pinyin initials, phone, identity or policy number, or words of the facts; newest first.

    An exact number or a sealed value found by its digest comes before free text. Free text is found from two
    characters up, as written, in any position.
    """
    words = [word for word in searchable(text).split() if word]
    if not words:
        return []
    exact = list(_exact(scope, unicodedata.normalize("NFKC", text.strip())))
    every = [each for rows, column in exact for each in _branch(rows.values_list(column)[: size * 4])]
    known = reduce(or_, [Q(Exists(rows.filter(**{column: OuterRef("pk")}))) for rows, column in exact])
    found = cases(scope).filter(id__in=_ids(*every, *_reading(words, size)))
    return list(found.order_by(ExpressionWrapper(known, BooleanField()).desc(), "-received_at", "-id")[:size])


def _exact(scope: Scope, typed: str) -> Iterator[tuple[QuerySet[Any], str]]:
    """The rows that have exactly this number, phone or identity number, each with the column that names the case.

    Numbers are compared as they are written, for the wall keeps `upper()` from using an index.
    """
    numbers = [typed, typed.upper()]
    here = Case.objects.filter(scope.q(guests="guests"))
    yield here.filter(Q(number__in=numbers) | Q(register_no__in=numbers)), "id"
    if DIGITS.match(typed):
        digests = indexes_of(typed)
        people = Q(phone_index__in=digests["phone"]) | Q(id_index__in=digests["id_no"])
        yield Party.objects.filter(scope.q()).filter(people), "case_id"


Branch = tuple[str, Sequence[object]]
"""A select of the ids of cases, and its parameters."""


def _branch(rows: QuerySet[Any, Any]) -> Iterator[Branch]:
    with suppress(EmptyResultSet):  # whoever sees none
        yield rows.query.sql_with_params()


def _reading(words: Sequence[str], size: int) -> Iterator[Branch]:
    """By the words: pairs of characters narrow it down by index, LIKE makes sure."""
    long_enough = [word for word in words if len(word) > 1]
    if long_enough:
        pairs = {word[i : i + 2] for word in long_enough for i in range(len(word) - 1) if word[i : i + 2].isalnum()}
        patterns = [f"%{_literal(word)}%" for word in long_enough]
        # The limit, said again, tells the planner how few they are.
        yield "select case_id from search_cases(%s, %s, %s) limit %s", [sorted(pairs), patterns, size, size]


def _ids(*branches: Branch) -> RawSQL:
    """The ids that any of the branches gives, for a query that begins at a scope."""
    parts = " union all ".join(f"({select})" for select, _ in branches)
    return RawSQL(parts, [value for _, values in branches for value in values])  # noqa: S611 - values are parameters


def _free(scope: Scope, word: str, size: int) -> list[Case]:
    """By one word alone."""
    return list(cases(scope).filter(id__in=_ids(*_reading([word], size))).order_by("-received_at", "-id"))


def _literal(word: str) -> str:
    """A word in which LIKE sees no pattern."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# -- people ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgentFile:
    """What the case files hold about one agent, within a scope."""

    cases: Sequence[Case]
    allegations: Mapping[int, list[Allegation]]
    sanctions: Sequence[Sanction]


def agent_file(scope: Scope, code: str) -> AgentFile:
    """Every case against an agent that this scope may see, with findings and sanctions; three queries."""
    ids = list(
        Party.objects.filter(scope.q(), agent_code=code).order_by("-case_id").values_list("case_id", flat=True)[:200]
    )
    rows = list(cases(scope).filter(id__in=ids).order_by("-received_at", "-id"))
    found: dict[int, list[Allegation]] = {}
    for allegation in Allegation.objects.filter(scope.q(), agent_code=code, case_id__in=ids).order_by("case_id", "ref"):
        found.setdefault(allegation.case_id, []).append(allegation)
    sanctions = list(
        Sanction.objects.filter(scope.q(), agent_code=code).select_related("case").order_by("-effective_on")
    )
    return AgentFile(rows, found, sanctions)


Accused = Mapping[int, Collection[str]]
"""By case: whom it is about, or what is alleged in it, as codes."""


def each_of(values: Iterable[str]) -> RawSQL:
    """What a column may be `in`: a page then asks as often where there are none of them, as it should."""
    return RawSQL("select unnest(%s::text[])", [sorted(values)])


def complainants(scope: Scope, case_ids: Sequence[int]) -> list[Party]:
    """Who complained in these cases, with what tells people apart and no more; one query."""
    people = Party.objects.filter(scope.q(), side="complainant", case__in=case_ids).order_by("case_id", "ref")
    return list(people.only("case", "name", "customer", "id_index", "phone_index"))


def complaints(
    scope: Scope, rows: Sequence[Case], people: Iterable[Party], agents: Accused, violations: Accused
) -> list[Complaint]:
    """The newest of these cases as patterns see them, what was told in them read from their journals; two queries."""
    rows = rows[:MOST]
    told = {row.pk: _Told(row) for row in rows}
    for case_id, said in _accounts(scope, list(told)):
        told[case_id].add(said)
    for party in people:
        if party.case_id in told:
            told[party.case_id].people.append(marks_of(party))
    numbers = {each for one in told.values() for each in one.policies}
    policies = Policy.objects.filter(number__in=each_of(numbers), ends_on__isnull=False)
    ends = dict(policies.values_list("number", "ends_on"))
    return [
        Complaint(
            row.pk,
            row.number,
            row.received_at,
            frozenset(agents.get(row.pk, ())),
            tuple(told[row.pk].people),
            frozenset(violations.get(row.pk, ())),
            frozenset(told[row.pk].products),
            "\n".join(told[row.pk].facts),
            told[row.pk].lapsed(ends),
        )
        for row in rows
    ]


@dataclass(slots=True)
class _Told:
    """What the journal of a case tells of it, so far."""

    row: Case
    people: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    facts: list[str] = field(default_factory=list[str])
    policies: list[str] = field(default_factory=list[str])
    products: list[str] = field(default_factory=list[str])

    def add(self, said: Mapping[str, Any]) -> None:
        """Take in an entry that tells something."""
        self.facts.append(said.get("facts", ""))
        for policy in said.get("policies", ()):
            self.policies.append(policy["number"])
            self.products += [policy[word] for word in ("product", "product_line") if policy.get(word)][:1]

    def lapsed(self, ends: Mapping[str, date | None]) -> bool:
        """Whether a policy had ended when the complaint came, as far as the directory's dates say."""
        day = self.row.received_at.astimezone(SHANGHAI).date()
        return any(end < day for end in map(ends.get, self.policies) if end)


TELLING = ("received", "imported", "facts_added")
"""The entries in which facts and policies are told."""


def _accounts(scope: Scope, case_ids: Sequence[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """What those entries say, in their order; the bodies alone, for a case needn't be folded to be compared."""
    seen = Case.objects.filter(scope.q(), id__in=case_ids).values("id")
    rows = Body.objects.filter(case__in=seen, entry__kind__in=TELLING).order_by("entry__case_id", "entry__seq")
    for case_id, text in rows.values_list("case_id", "text"):
        yield case_id, json.loads(text)


def marks_of(party: Party) -> frozenset[str]:
    """What tells a complainant apart."""
    return marks(party.name, party.customer_id, party.id_index, party.phone_index)


def complaints_about(scope: Scope, codes: Collection[str], since: datetime) -> list[Complaint]:
    """The complaints about these agents since then, as far as a list names them: which, when, about whom; one query.

    One that was merged is counted where it went.
    """
    rows = Party.objects.filter(scope.q(), agent_code__in=each_of(codes), case__received_at__gte=since)
    rows = rows.exclude(agent_code="").exclude(case__disposition=Disposition.MERGED).order_by("-case_id")
    found: dict[int, Complaint] = {}
    for case_id, number, at, code in rows.values_list("case_id", "case__number", "case__received_at", "agent_code")[
        :READ
    ]:
        known = found.get(case_id, Complaint(case_id, number, at))
        found[case_id] = replace(known, agents=known.agents | {code})
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Group:
    """Several agents who are looked at together, a team's or a unit's."""

    cases: Q
    """Which cases are about them."""
    agents: Q
    """Which people on those cases are they."""


def team_group(codes: Collection[str]) -> Group:
    """The agents of a team: whatever unit has the case."""
    named = Party.objects.filter(agent_code__in=codes).exclude(agent_code="").values("case_id")
    return Group(Q(id__in=named), Q(agent_code__in=codes))


def unit_group(unit: Unit) -> Group:
    """The agents of a unit and of those below it, in the cases that these units have."""
    theirs = Agent.objects.filter(**{f"unit__{unit.column}_id": unit.pk}).order_by()
    return Group(Q(**{f"{unit.column}_id": unit.pk}), Q(agent_code__in=theirs.values("code")))


LOOKED = 5_000
"""How many cases of a group are looked at, the newest; the page says so where there are more."""


@dataclass(frozen=True, slots=True)
class GroupFile:
    """What the case files hold about several agents, within a scope, since a day."""

    cases: Sequence[Case]
    """Newest first; those that were merged are left out."""
    more: bool
    """Whether there are older ones that were not looked at."""
    accused: Mapping[int, frozenset[str]]
    """By case, which of the agents it is about."""
    allegations: Sequence[Allegation]
    """What is alleged of them, whatever was found."""
    sanctions: Sequence[Sanction]
    """With their cases, latest first."""


def group_file(scope: Scope, group: Group, since: datetime) -> GroupFile:
    """The complaints about a group's agents since then, what was found and what was decided; four queries."""
    rows = Case.objects.filter(scope.q(), group.cases, received_at__gte=since)
    rows = rows.exclude(disposition=Disposition.MERGED).order_by("-received_at", "-id")
    found = list(rows.only("number", "edition", "received_at")[: LOOKED + 1])
    more, by_id = len(found) > LOOKED, {row.pk: row for row in found[:LOOKED]}
    people = Party.objects.filter(scope.q(), group.agents, side="respondent", case__in=by_id).exclude(agent_code="")
    accused: dict[int, frozenset[str]] = {}
    for case_id, code in people.values_list("case_id", "agent_code"):
        accused[case_id] = accused.get(case_id, frozenset()) | {code}
    alleged = Allegation.objects.filter(scope.q(), case__in=by_id)
    decided = Sanction.objects.filter(scope.q(), case__in=by_id).order_by("-effective_on", "-id")
    ours = [row for row in decided if row.agent_code in accused.get(row.case_id, ())]
    for row in ours:
        row.case = by_id[row.case_id]
    theirs = [row for row in alleged if row.agent_code in accused.get(row.case_id, ())]
    return GroupFile(list(by_id.values()), more, accused, theirs, ours)


def in_force(codes: Collection[str], today: date) -> list[Sanction]:
    """What was decided on these agents, served, and is in effect, for whoever manages them and may see no case.

    Past the wall, as `records`: of the case they carry its edition alone.
    """
    rows = Sanction.objects.filter(those_in_effect(today), agent_code__in=codes, served=True)
    rows = rows.exclude(Q(agent_code="") | Q(sanction=EXEMPTED)).order_by("-effective_on", "rung")
    said = ("respondent", "rung", "agent_code", "sanction", "points", "months", "amount", "decision_no", "effective_on")
    with within(Scope.SYSTEM):
        became = ("waits", "lapsed", "probation_until", "served", "executed", "revoked")
        rows = rows.select_related("case").only(*said, *became, "case__edition")
        return list(rows[:READ])


def records(codes: Sequence[str], today: date, months: int, *, besides: str = "") -> dict[str, Record]:
    """What was decided against agents before and stands, whichever unit decided it: figures, no case is named.

    A sanction that waits or lapsed costs no points, but what it was decided for was done all the same. `months` are
    calendar months back from today, within which a violation is a repeat; `besides` is the case at hand, which is no
    repeat of itself.
    """
    rows = Sanction.objects.filter(those_standing(today), agent_code__in=[code for code in codes if code])
    again = Q(effective_on__gt=months_on(today, -months)) & ~Q(sanction=EXEMPTED)
    points = Sum("points", filter=counted_on(today), default=0)
    with within(Scope.SYSTEM):
        found = rows.exclude(case__number=besides).values("agent_code")
        found = found.annotate(taken=points, repeats=Count("case", filter=again, distinct=True))
        return {row["agent_code"]: Record(row["taken"], row["repeats"]) for row in found}


def earlier_complaints(
    scope: Scope, *, phone: str = "", id_no: str = "", agent: str = "", policy: str = ""
) -> list[Case]:
    """Cases that a new complaint may repeat: the same caller, or the same policy; newest first."""
    who = Q(pk__in=[])
    if phone:
        who |= Q(parties__phone_index__in=indexes_of(phone)["phone"])
    if id_no:
        who |= Q(parties__id_index__in=indexes_of(id_no)["id_no"])
    if agent:
        who |= Q(parties__agent_code=agent)
    found = list(cases(scope).filter(who).distinct().order_by("-received_at")[:5]) if who else []
    if len(policy) >= POLICY:
        seen = {case.pk for case in found}
        found += [case for case in _free(scope, searchable(policy), 5) if case.pk not in seen]
    return found[:5]


def refusals(case_id: int) -> list[Refusal]:
    """What was tried on a case and refused."""
    return list(Refusal.objects.filter(case_id=case_id).order_by("at", "id"))
