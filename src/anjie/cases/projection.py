"""Which rows a case makes: pure functions from the folded case to table rows.

The desk writes them, `anjie rebuild` makes them again, the benchmark generator makes them in bulk: all three from
here, so that they cannot differ.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from anjie.cases.flow import stated_midnight, stretches, tally
from anjie.cases.secrets import index_of
from anjie.directory.names import keys_of
from anjie.platform.masking import mask_name
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import Accused, CaseFile
from anjie.procedure.engine import Dossier, Duty, barred, duties
from anjie.procedure.facts import authorities, file_missing
from anjie.procedure.filing import hashes_of
from anjie.procedure.terms import Debtor, DutyState, Level, Stage
from anjie.procedure.values import SanctionProposed

Row = tuple[object, ...]

SEARCHED = 4_000
"""How many characters of the facts can be searched."""

EXEMPTED = "exempted"
"""What stands in place of a sanction where a violation was found and nothing imposed."""

LONGEST = 400
"""How many characters of names a list shows."""


class Place(NamedTuple):
    """The owning unit and its ancestors, by id, and the calendar by which it works."""

    unit: int
    head: int
    region: int | None
    city: int | None
    county: int | None
    calendar: str = ""

    @property
    def level(self) -> Level:
        """The owning unit's own level."""
        below = ((self.county, Level.COUNTY), (self.city, Level.CITY), (self.region, Level.REGION))
        return next((level for unit, level in below if unit == self.unit), Level.HEAD_OFFICE)

    @property
    def levels(self) -> tuple[int, int | None, int | None, int | None]:
        """The level columns."""
        return (self.head, self.region, self.city, self.county)


LEVELS = ("head_id", "region_id", "city_id", "county_id")
CASE = (
    "number", "register_no", "unit_id", *LEVELS, "edition", "version", "head_hash", "began_at", "stage", "case_class",
    "channel", "medium", "received_at", "company_received_at", "opened_at", "closed_at", "archived_at", "handler",
    "complainants", "complainant_count", "respondents", "violations", "amount", "redress", "disposition", "liable",
    "outcome", "historic", "source", "source_number", "product_line", "guests", "next_due", "next_clause",
    "file_no", "missing", "package", "on_hold", "disposal", "disposal_list",
)  # fmt: skip
DUTY = (
    "case_id", "key", *LEVELS, "unit_id", "clause", "debtor", "level", "handler", "guest", "barred", "item", "since",
    "start", "due", "provisional", "suspended", "state", "ended_at", "ended_seq", "blocks", "noted",
)  # fmt: skip
PARTY = (
    "case_id", "ref", *LEVELS, "side", "name", "role", "phone", "phone_index", "id_no", "id_index", "customer_id",
    "agent_id", "agent_code",
)  # fmt: skip
ALLEGATION = ("case_id", "ref", *LEVELS, "respondent", "agent_code", "violation", "severity", "result")
SANCTION = (
    "case_id", "respondent", "rung", *LEVELS, "agent_code", "sanction", "points", "months", "amount", "decision_no",
    "effective_on", "manner", "waits", "lapsed", "probation_until", "served", "executed", "revoked",
)  # fmt: skip
SEARCH = ("case_id", *LEVELS, "text")
STRETCH = (
    "case_id", "nth", "unit_id", *LEVELS, "historic", "case_class", "channel", "product_line", "received_at",
    "complainant_count", "repeated", "began_at", "came_at", "came_by", "ended_at", "ended_by", "opened_at",
    "disposition", "at_fault",
)  # fmt: skip
TALLY = ("case_id", "seq", "nth", "unit_id", *LEVELS, "what", "at", "detail", "amount", "agent_code")
FILED = ("case_id", "sha256")


@dataclass(frozen=True, slots=True)
class Known:
    """Directory ids by code, looked up once for all the cases at hand."""

    agents: Mapping[str, int] = field(default_factory=dict[str, int])
    customers: Mapping[str, int] = field(default_factory=dict[str, int])
    places: Mapping[str, Place] = field(default_factory=dict[str, Place])
    """Of the units that had one of the cases and have it no more."""


@dataclass(frozen=True, slots=True)
class Head:
    """What the tables know of a case that the fold doesn't: its id, place, edition and the end of its chain."""

    id: int
    place: Place
    edition: str
    hash: bytes


def case_row(head: Head, dossier: Dossier, owed: Iterable[Duty], calendar: Calendar) -> Row:
    """The case's own row, in the order of `CASE`."""
    case = dossier.case
    dated = sorted((duty for duty in owed if duty.open and duty.due), key=lambda duty: (duty.due, duty.key))
    first = case.entries[0]
    received = case.received_by_unit_at or _midnight(case.stated_received, calendar) or first.at
    return (
        case.number, case.register_no, head.place.unit, *head.place.levels, head.edition, case.version, head.hash,
        first.at, case.stage or "", "" if case.historic else case.case_class, case.channel or "", case.medium or "",
        received,
        case.received_by_company_at or received, case.opened_at,
        case.closed_at or _midnight(case.stated_closed, calendar),
        case.archived_at, case.handler, _names(mask_name(party.is_.name) for party in case.complainants.values()),
        case.collective_count, _names(accused.is_.name for accused in case.respondents.values()),
        ",".join(dict.fromkeys(each.violation for each in case.allegations.values())), case.amount,
        case.proposal.redress if case.proposal and case.proposal.approved else 0, case.disposition or "", case.liable,
        case.outcome, case.historic, case.source, case.source_number,
        case.policies[0].product_line if case.policies else "", guests(case),
        dated[0].due if dated else None, dated[0].must.id if dated else "",
        case.file_no, len(file_missing(case, dossier.book)) if case.stage is Stage.CLOSED else 0, case.package,
        case.on_hold, _disposal(case), case.disposal_list,
    )  # fmt: skip


def _disposal(case: CaseFile) -> str:
    """How far the disposal of its file has come."""
    if case.stage is Stage.DISPOSED:
        return "disposed"
    if case.disposal_approved:
        return "approved"
    return "proposed" if case.disposal_proposed_by else ""


def duty_rows(head: Head, dossier: Dossier, owed: Iterable[Duty]) -> list[Row]:
    """One row for each duty, in the order of `DUTY`."""
    case = dossier.case
    return [
        (
            head.id, duty.key, *head.place.levels, head.place.unit, duty.must.id, duty.must.row.by,
            _level(head.place, dossier, duty), case.handler, _guest(case, duty),
            _barred(dossier, duty), duty.item,
            duty.since, duty.start, duty.due, duty.provisional, duty.suspended, duty.state, duty.ended_at,
            duty.ended_seq, duty.state is DutyState.OPEN and bool(duty.blocks), duty.key in case.noted,
        )
        for duty in owed
    ]  # fmt: skip


def party_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each person, in the order of `PARTY`."""
    case = dossier.case
    complainants: list[Row] = [
        (
            head.id, party.ref, *head.place.levels, "complainant", party.is_.name, party.is_.role, party.is_.phone,
            index_of("phone", party.is_.phone), party.is_.id_no, index_of("id_no", party.is_.id_no),
            known.customers.get(party.is_.customer), None, "",
        )
        for party in case.complainants.values()
    ]  # fmt: skip
    respondents: list[Row] = [
        (
            head.id, accused.ref, *head.place.levels, "respondent", accused.is_.name, "", "", "", "", "", None,
            known.agents.get(accused.is_.agent), accused.is_.agent,
        )
        for accused in case.respondents.values()
    ]  # fmt: skip
    return complainants + respondents


def allegation_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each allegation, in the order of `ALLEGATION`."""
    del known
    case, book = dossier.case, dossier.book
    return [
        (
            head.id, each.ref, *head.place.levels, each.respondent, case.respondents[each.respondent].is_.agent,
            each.violation,            book.severity_of(each.violation), each.result or "",
        )
        for each in case.allegations.values()
    ]  # fmt: skip


def sanction_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each sanction decided, in the order of `SANCTION`; an exemption is a row too."""
    del known
    rows: list[Row] = []
    for accused in dossier.case.respondents.values():
        if accused.decided is None or accused.measure is None:
            continue
        start, place = (head.id, accused.ref), (*head.place.levels, accused.is_.agent)
        if accused.exempted:
            nothing = (EXEMPTED, 0, None, None, accused.decision_no, accused.effective_on, "", False, False, None)
            rows.append((*start, 0, *place, *nothing, *_became(accused)))
        for rung, each in enumerate(accused.measure.sanctions):
            waiting = each.waits and accused.activated is None
            rows.append(
                (
                    *start, rung, *place, each.sanction, each.points or 0, each.months, each.amount,
                    accused.decision_no, _effective_on(accused, each), each.manner or "",
                    waiting and accused.lapsed is None, waiting and accused.lapsed is not None,
                    accused.probation_until if each.waits else None, *_became(accused),
                )
            )  # fmt: skip
    return rows


def _effective_on(accused: Accused, each: SanctionProposed) -> date | None:
    """From which day a sanction has its effect."""
    if each.waits and accused.activated_on:
        return accused.activated_on
    return each.begins_on or accused.effective_on


def _became(accused: Accused) -> tuple[bool, bool, bool]:
    """Whether a decision was served, carried out, revoked."""
    return accused.served is not None, accused.executed is not None, accused.revoked is not None


def stretch_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each time in one unit's hands, in the order of `STRETCH`."""
    case = dossier.case
    received = case.received_by_unit_at or stated_midnight(case.stated_received) or case.entries[0].at
    return [
        (
            head.id, nth, *_located(head, each.unit, known), case.historic, "" if case.historic else each.case_class,
            case.channel or "", case.policies[0].product_line if case.policies else "", received,
            case.collective_count, bool(case.repeat_of), each.began_at, each.came_at, each.came_by, each.ended_at,
            each.ended_by or "", each.opened_at, each.disposition or "", each.at_fault,
        )
        for nth, each in enumerate(stretches(dossier))
    ]  # fmt: skip


def tally_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each thing that returns count, in the order of `TALLY`."""
    return [
        (
            head.id, each.seq, each.nth, *_located(head, each.unit, known), each.what, each.at, each.detail,
            each.amount, each.agent,
        )
        for each in tally(dossier)
    ]  # fmt: skip


def _located(head: Head, unit: str, known: Known) -> tuple[int | None, ...]:
    """The columns of the unit that had the case then: its own now, but for one that was transferred."""
    place = known.places.get(unit, head.place)
    return (place.unit, *place.levels)


def search_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """The one row of search text, in the order of `SEARCH`."""
    del known
    case = dossier.case
    people = [party.is_.name for party in case.complainants.values()] + [
        each.is_.name for each in case.respondents.values()
    ]
    words = [
        case.number, case.register_no, case.source_number, case.referrer, case.referrer_ref, *people,
        *map(_sounds, people),
        *(each.is_.agent for each in case.respondents.values()),
        *(policy.number for policy in case.policies), *(policy.product for policy in case.policies),
        case.facts[:SEARCHED], case.request[:SEARCHED], case.outcome,
    ]  # fmt: skip
    return [(head.id, *head.place.levels, searchable("\n".join(word for word in words if word)))]


@lru_cache(4096)
def _sounds(name: str) -> str:
    """A name's pinyin and initials; remembered, for a case is projected anew with each act."""
    keys = keys_of(name)
    return f"{keys.pinyin} {keys.initials}"


def filed_rows(head: Head, dossier: Dossier, known: Known) -> list[Row]:
    """One row for each file that the journal names, in the order of `FILED`."""
    del known
    named = dict.fromkeys(each for entry in dossier.case.entries for each in hashes_of(entry))
    return [(head.id, each) for each in named]


CHILDREN: Mapping[str, tuple[tuple[str, ...], Callable[[Head, Dossier, Known], list[Row]]]] = {
    "cases_party": (PARTY, party_rows),
    "cases_allegation": (ALLEGATION, allegation_rows),
    "cases_sanction": (SANCTION, sanction_rows),
    "cases_searchtext": (SEARCH, search_rows),
    "cases_stretch": (STRETCH, stretch_rows),
    "cases_tally": (TALLY, tally_rows),
    "cases_filed": (FILED, filed_rows),
}
"""The tables that are rewritten whole for a case when what they show changes."""


def all_duties(dossier: Dossier, calendar: Calendar, now: datetime) -> tuple[Duty, ...]:
    """The case's duties; a historic case has none, it was never handled under our rulebook."""
    return () if dossier.case.historic else duties(dossier, calendar, now)


def searchable(text: str) -> str:
    """Text in the form that is searched: full-width as half-width, no capitals."""
    return unicodedata.normalize("NFKC", text).lower()


def guests(case: CaseFile) -> list[str]:
    """The departments that were asked, as `unit/department`, and by name whoever is asked for a signature."""
    asked = [f"{request.unit}/{request.department}" for request in case.requests.values()]
    signers = [each.officer for ref, each in case.signatures.items() if case.signature_wanted(ref)]
    return list(dict.fromkeys(asked + signers))


def _guest(case: CaseFile, duty: Duty) -> str:
    """Who owes it by name: the department that was asked, or the officer who was asked to sign."""
    by = duty.must.row.by
    if by is Debtor.SIGNER and duty.item in case.signatures:
        return case.signatures[duty.item].officer
    if by is not Debtor.DEPARTMENT or duty.item not in case.requests:
        return ""
    request = case.requests[duty.item]
    return f"{request.unit}/{request.department}"


BY_POST = frozenset({Debtor.INSPECTOR, Debtor.SUPERVISOR, Debtor.APPROVER, Debtor.MANAGER, Debtor.COUNSEL})
"""Debtors who are whoever holds a post, so that it matters which of them may not."""


def _barred(dossier: Dossier, duty: Duty) -> list[str]:
    """Who may not do what would discharge an open duty, though it is his post's to do."""
    return sorted(barred(dossier, duty.does[0])) if duty.open and duty.must.row.by in BY_POST else []


def _level(place: Place, dossier: Dossier, duty: Duty) -> str:
    """At which level an approver owes it: where the case was sent up to, or the lowest that has the authority."""
    if duty.must.row.by is not Debtor.APPROVER or not duty.open:
        return ""
    case = dossier.case
    if "instructed" in duty.does:
        return case.escalated_to or ""
    able = [level for level, _ in authorities(case, dossier.book, duty.does[0]) if level.rank >= place.level.rank]
    return able[0] if able else ""


def _names(names: Iterable[str]) -> str:
    """Names for a list, cut where it would be too long."""
    joined = "、".join(names)
    return joined if len(joined) <= LONGEST else joined[: LONGEST - 1] + "…"


def _midnight(day: date | None, calendar: Calendar) -> datetime | None:
    return datetime.combine(day, time(), calendar.zone) if day else None
