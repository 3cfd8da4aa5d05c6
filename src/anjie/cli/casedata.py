"""What the reading commands tell of a case, as data; complainants' identity is masked as it is on the pages."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q
from pydantic import BaseModel

from anjie.access.models import Officer
from anjie.access.office import seats_of
from anjie.access.scope import Scope
from anjie.cases.dossiers import OpenCase
from anjie.cases.models import Case, Duty
from anjie.cases.reading import case_for, dated, my_duties, search, worklist
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.platform.masking import mask_address, mask_name
from anjie.platform.sealing import is_sealed, mask_of
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Duty as Demand
from anjie.procedure.duties import open_duties
from anjie.procedure.rulebook import Must, shipped
from anjie.procedure.terms import Text
from anjie.procedure.values import Label

Data = dict[str, object]

DUTIES_A_CASE = 8
"""How many dated duties a case may have open, about: so many are read for each that is shown."""


def case_data(opened: OpenCase, calendar: Calendar, at: datetime) -> Data:
    """A case as it stands, and what is still owed."""
    case = opened.dossier.case
    owed = [] if case.historic else open_duties(opened.dossier, calendar, at)
    return {
        "number": case.number,
        "register_no": case.register_no,
        "unit": case.unit,
        "stage": case.stage,
        "case_class": "" if case.historic else case.case_class,
        "channel": case.channel,
        "medium": case.medium,
        "received_by_company_at": _time(case.received_by_company_at),
        "received_by_unit_at": _time(case.received_by_unit_at),
        "handler": case.handler,
        "edition": opened.head.edition,
        "version": case.version,
        "complainants": [_masked(party.is_) | {"ref": party.ref} for party in case.complainants.values()],
        "respondents": [_masked(accused.is_) | {"ref": accused.ref} for accused in case.respondents.values()],
        "policies": [_masked(policy) for policy in case.policies],
        "facts": case.facts,
        "request": case.request,
        "amount": str(case.amount),
        "allegations": _allegations(opened),
        "duties": [_demand(each, case, at) for each in owed],
        "disposition": case.disposition,
        "closed_at": _time(case.closed_at),
        "historic": _historic(case) if case.historic else None,
    }


def journal_data(case: CaseFile) -> list[Data]:
    """The entries in order, each with its sentence and what it says."""
    return [_entry(entry, case) for entry in case.entries]


def line_data(case: Case) -> Data:
    """A case as lists show it; the names on the row are masked already."""
    return {
        "number": case.number,
        "unit": case.unit.code,
        "unit_name": case.unit.short_name,
        "stage": case.stage,
        "case_class": case.case_class,
        "received_at": _time(case.received_at),
        "complainants": case.complainants,
        "respondents": case.respondents,
        "handler": case.handler,
        "next_due": _time(case.next_due),
        "historic": case.historic,
    }


def duty_data(duty: Duty, at: datetime) -> Data:
    """A duty of the worklist with its case."""
    return {
        **line_data(duty.case),
        "due": _time(duty.due),
        "late": bool(duty.due and duty.due <= at),
        "clause": duty.clause,
        "does": _both(does(duty.case.edition, duty.clause)),
        "debtor": duty.debtor,
    }


def does(edition: str, clause: str) -> Text:
    """The acts with which a clause is met, in words."""
    must = shipped().edition(edition).clauses.get(clause)
    return titles(must.row.do) if isinstance(must, Must) else Text(clause, clause)


def titles(kinds: Iterable[str]) -> Text:
    """Acts by their titles."""
    named = [ACTS[kind].title for kind in kinds]
    return Text("或".join(each.zh for each in named), " or ".join(each.en for each in named))


def _historic(case: CaseFile) -> Data:
    return {
        "source": case.source,
        "source_number": case.source_number,
        "received_on": case.stated_received,
        "closed_on": case.stated_closed,
        "outcome": case.outcome,
        "upheld": case.liable,
    }


def _allegations(opened: OpenCase) -> list[Data]:
    violations = opened.dossier.book.violations
    return [
        {
            "ref": each.ref,
            "respondent": each.respondent,
            "violation": each.violation,
            "name": _both(violations[each.violation].label) if each.violation in violations else None,
            "text": each.text,
            "result": each.result,
        }
        for each in opened.dossier.case.allegations.values()
    ]


def _demand(duty: Demand, case: CaseFile, at: datetime) -> Data:
    return {
        "clause": duty.must.id,
        "source": str(duty.must.source),
        "does": _both(titles(duty.does)),
        "by": duty.must.row.by,
        "item": case.name_of(duty.item),
        "due": _time(duty.due),
        "late": bool(duty.due and duty.due <= at),
        "provisional": duty.provisional,
        "suspended": duty.suspended,
        "before": list(duty.blocks),
    }


def _entry(entry: Entry, case: CaseFile) -> Data:
    act = entry.act
    if not isinstance(act, Act):
        raise TypeError(entry.kind)
    return {
        "seq": entry.seq,
        "at": _time(entry.at),
        "by": entry.by,
        "acting_for": entry.acting_for,
        "unit": entry.unit,
        "kind": entry.kind,
        "sentence": _both(act.sentence(case)),
        "body": _masked(act),
    }


def _masked(value: BaseModel) -> Data:
    """What a value says, without what is empty; what identifies a person, masked."""
    masked: Data = {}
    for name, field in type(value).model_fields.items():
        said = getattr(value, name)
        if said != field.default:
            label = next((note for note in field.metadata if isinstance(note, Label)), None)
            masked[name] = _shown(name, said, label)
    return masked


def _shown(name: str, said: object, label: Label | None) -> object:
    if isinstance(said, BaseModel):
        return _masked(said)
    if isinstance(said, tuple):
        return [_shown(name, each, label) for each in said]
    if isinstance(said, str) and is_sealed(said):
        return mask_of(said)
    if isinstance(said, str) and label and label.personal:
        return mask_address(said) if name == "address" else mask_name(said)
    return said


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


# -- looked up -------------------------------------------------------------------------------------------------


def one_case(number: str, at: datetime) -> tuple[Data, list[Data]] | None:
    """A case and its journal; None if there is no such case."""
    opened = case_for(Scope.SYSTEM, number, at)
    if opened is None:
        return None
    region = Unit.objects.values_list("calendar_region", flat=True).get(pk=opened.head.place.unit)
    return case_data(opened, calendar_for(region), at), journal_data(opened.dossier.case)


def owed(ways: Sequence[Q], limit: int, at: datetime) -> list[Data]:
    """Dated open duties reached by any of the ways, most urgent first, one a case."""
    if not ways:
        return []
    page = worklist(dated(ways, Q(), most=limit * DUTIES_A_CASE), size=limit)
    return [duty_data(duty, at) for duty in page.rows]


def ways_of(unit: Unit | None, officer: Officer | None, at: datetime) -> list[Q]:
    """How duties are asked for: an officer's own, or all of a unit and what is below it, or all."""
    if officer is None:
        return [Q(**{f"{unit.column}_id": unit.pk})] if unit else [Q()]
    seats = [seat for seat in seats_of(officer, at) if unit is None or seat.unit == unit]
    return [way for seat in seats for way in my_duties(seat.office, seat.unit.pk, f"{seat.unit.column}_id")]


def found(text: str, limit: int) -> list[Data]:
    """The cases that a search finds."""
    return [line_data(case) for case in search(Scope.SYSTEM, text, size=limit)]
