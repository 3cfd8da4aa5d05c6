"""To whom a reminder goes on a day: the people behind a debtor, a unit's head, a level above.

Posts and deputies are those of the day. Whoever is recused from a case, related to an agent in it or barred from what
is owed is told nothing of it, and neither is a deputy of such a person. Where nobody is left, the reminder climbs: to
the unit's head, the manager, the level above, and on to head office.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q

from anjie.access.models import Deputy, Officer, Post, Tie
from anjie.access.words import APART, TieKind
from anjie.cases.models import Duty, Party
from anjie.directory.models import COLUMNS, Unit
from anjie.directory.words import word_of
from anjie.procedure.terms import Debtor, Level, Recipient, Role

ROLES: Mapping[str, Role] = {
    Debtor.HANDLER: Role.INSPECTOR,  # while a case has no handler, every inspector's
    Debtor.INSPECTOR: Role.INSPECTOR,
    Debtor.SUPERVISOR: Role.SUPERVISOR,
    Debtor.INTAKE: Role.INTAKE,
    Debtor.MANAGER: Role.APPROVER,
}
"""In which post of the case's unit a debtor stands who is neither named nor elsewhere."""

WATCHING = (Role.SUPERVISOR, Role.APPROVER, Role.INSPECTOR)
"""Who is told at a level above: the first of these that the unit has."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told, in his own post or in another's."""

    officer: Officer
    acting_for: Officer | None = None

    @property
    def persons(self) -> frozenset[Officer]:
        """Everybody whose hand this is."""
        return frozenset({self.officer, self.acting_for or self.officer})


@dataclass(frozen=True, slots=True)
class Barred:
    """Who is shut out of each case: sign-in names that are recused, and codes of agents one may be related to."""

    recused: Mapping[int, set[str]] = field(default_factory=dict[int, set[str]])
    agents: Mapping[int, set[str]] = field(default_factory=dict[int, set[str]])


class Staff:
    """The posts and deputies of one day, as far as some duties need them: a handful of queries for all of them."""

    def __init__(self, duties: Sequence[Duty], today: date) -> None:
        """Look up everybody who might be told of these duties."""
        self._units = _units_of(duties)
        posts = Post.objects.on(today).exclude(role__in=APART).filter(officer__is_active=True)
        named = {each for duty in duties for each in (duty.handler, _signer(duty)) if each}
        wanted = Q(unit__in=self._units) | Q(officer__username__in=named)
        self._posts = list(posts.filter(wanted).select_related("officer").order_by("id"))
        principals = {post.officer_id for post in self._posts}
        self._deputies = list(
            Deputy.objects.on(today).filter(principal__in=principals, deputy__is_active=True).select_related("deputy")
        )
        self._ties = _ties_of(principals | {each.deputy_id for each in self._deputies})
        self._barred = _barred({duty.case_id for duty in duties})

    def told(self, duty: Duty, whom: Iterable[Recipient]) -> list[Addressee]:
        """Give everybody a reminder of a duty goes to, each once; a post of his own comes before a deputy's."""
        found: dict[int, Addressee] = {}
        for recipient in whom:
            for each in self._first_of(duty, recipient):
                if each.officer.pk not in found or found[each.officer.pk].acting_for:
                    found[each.officer.pk] = each
        return list(found.values())

    def _first_of(self, duty: Duty, recipient: Recipient) -> list[Addressee]:
        """Give those a recipient stands for; where there is nobody, those it climbs to."""
        chain = (Recipient.DEBTOR, Recipient.UNIT_HEAD, Recipient.MANAGER, Recipient.LEVEL_ABOVE)
        for rung in chain[chain.index(recipient) :]:
            for group in self._groups(duty, rung):
                allowed = [each for each in group if not self._is_barred(duty, each)]
                if allowed:
                    return allowed
        return []

    def _groups(self, duty: Duty, recipient: Recipient) -> Iterator[list[Addressee]]:
        """Give the groups to which it may go, the nearest first; the first that has anybody is it."""
        match recipient:
            case Recipient.DEBTOR:
                yield self._debtors(duty)
                # Counsel is whoever is nearest; few units have one of their own.
                counsel = self._line(duty.unit_id) if duty.debtor == Debtor.COUNSEL else []
                yield from (self._holders(unit, Role.COUNSEL) for unit in counsel)
            case Recipient.UNIT_HEAD:
                yield self._holders(duty.unit_id, Role.SUPERVISOR)
            case Recipient.MANAGER:
                yield self._holders(duty.unit_id, Role.APPROVER)
            case Recipient.LEVEL_ABOVE:
                for unit in self._above(duty):
                    yield from (self._holders(unit, role) for role in WATCHING)

    def _debtors(self, duty: Duty) -> list[Addressee]:
        unit, _, department = duty.guest.partition("/")
        if department:
            ids = [pk for pk, each in self._units.items() if each.code == unit]
            return [each for pk in ids for each in self._holders(pk, Role.DEPARTMENT, department)]
        if signer := _signer(duty):
            return self._person(signer)
        if duty.debtor == Debtor.HANDLER and duty.handler:
            return self._person(duty.handler)
        if duty.debtor == Debtor.APPROVER:
            at = _column(duty, duty.level)
            return self._holders(at, Role.APPROVER) if at else []
        return self._holders(duty.unit_id, ROLES[duty.debtor]) if duty.debtor in ROLES else []

    def _above(self, duty: Duty) -> list[int]:
        """Give the units above the one that owes it, the nearest first; above head office there is only itself."""
        owes = next((pk for pk, each in self._units.items() if each.code == duty.guest.partition("/")[0]), duty.unit_id)
        if duty.debtor == Debtor.APPROVER and duty.level:
            owes = _column(duty, duty.level) or owes
        return self._line(owes)[1:] or [owes]

    def _line(self, unit: int) -> list[int]:
        """Give a unit and those above it, the nearest first."""
        line = [getattr(self._units[unit], f"{column}_id") for column in reversed(COLUMNS.values())]
        return [pk for pk in line if pk]

    def _holders(self, unit: int, role: Role, department: str = "") -> list[Addressee]:
        held = [each for each in self._posts if (each.unit_id, each.role, each.department) == (unit, role, department)]
        return [addressee for post in held for addressee in self._with_deputies(post)]

    def _person(self, username: str) -> list[Addressee]:
        """Give somebody by sign-in name, if he still holds a post, and whoever stands in for him."""
        return [each for post in self._posts if post.officer.username == username for each in self._with_deputies(post)]

    def _with_deputies(self, post: Post) -> Iterator[Addressee]:
        yield Addressee(post.officer)
        for named in self._deputies:
            if (named.principal_id, named.unit_id) == (post.officer_id, post.unit_id):
                yield Addressee(named.deputy, post.officer)

    def _is_barred(self, duty: Duty, addressee: Addressee) -> bool:
        shut_out = self._barred.recused.get(duty.case_id, set()).union(duty.barred)
        agents = self._barred.agents.get(duty.case_id, set())
        return any(
            person.username in shut_out or not agents.isdisjoint(self._ties.get(person.pk, ()))
            for person in addressee.persons
        )


def _signer(duty: Duty) -> str:
    """Give the officer who was asked to sign, where a duty is one's by name."""
    return duty.guest if "/" not in duty.guest else ""


def _column(duty: Duty, level: str) -> int | None:
    """Give the unit above the case's at some level, itself included."""
    unit: int | None = getattr(duty, f"{COLUMNS[word_of(Level, level)]}_id") if level else None
    return unit


def _units_of(duties: Iterable[Duty]) -> dict[int, Unit]:
    """Give the units of the duties and of the departments that were asked, with everything above them."""
    duties = list(duties)
    codes = {duty.guest.partition("/")[0] for duty in duties if "/" in duty.guest}
    below = list(Unit.objects.filter(Q(pk__in={duty.unit_id for duty in duties}) | Q(code__in=codes)))
    above = {getattr(unit, f"{column}_id") for unit in below for column in COLUMNS.values()} - {None}
    return {unit.pk: unit for unit in (*below, *Unit.objects.filter(pk__in=above - {unit.pk for unit in below}))}


def _ties_of(officers: set[int]) -> dict[int, set[str]]:
    ties: dict[int, set[str]] = {}
    rows = Tie.objects.filter(officer__in=officers, ended_at=None, kind=TieKind.AGENT).order_by()
    for officer, other in rows.values_list("officer_id", "other"):
        ties.setdefault(officer, set()).add(other)
    return ties


def _barred(cases: set[int]) -> Barred:
    agents: dict[int, set[str]] = {}
    respondents = Party.objects.filter(case__in=cases).exclude(agent_code="")
    for case, code in respondents.values_list("case_id", "agent_code"):
        agents.setdefault(case, set()).add(code)
    recused: dict[int, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.case_id, b.text from cases_entry e join cases_body b on b.entry_id = e.id "
            "where e.case_id = any(%s) and e.kind = 'recused'",
            [list(cases)],
        )
        for case, text in cursor.fetchall():
            recused.setdefault(case, set()).add(json.loads(text).get("officer", ""))
    return Barred(recused, agents)
