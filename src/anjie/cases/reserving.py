"""Case numbers put by for days without power: given out before there is a case, and accounted for afterwards.

A number is taken from the unit's series like any other, so that the series has no gaps: what was put by is used by the
case that is keyed in from the form, or marked as spoilt with a reason.
"""

from datetime import datetime

from django.db import transaction

from anjie.cases import store
from anjie.cases.models import Reserved
from anjie.cases.numbers import case_number
from anjie.directory.models import Unit
from anjie.procedure.calendar import SHANGHAI


def put_numbers_by(unit: Unit, count: int, by: str, at: datetime) -> list[str]:
    """Take the next case numbers of a unit and keep them for blank forms."""
    year = at.astimezone(SHANGHAI).year
    with transaction.atomic():
        numbers = [case_number(unit.code, year, each) for each in store.next_numbers(unit.pk, year, "case", count)]
        store.put_numbers_by(unit.pk, numbers, by, at)
    return numbers


def open_numbers(unit: Unit) -> list[Reserved]:
    """The numbers put by for a unit that are neither used nor spoilt, in their order."""
    return list(Reserved.objects.filter(unit=unit, used_at=None, voided_at=None).order_by("number"))


def mark_spoilt(number: str, reason: str, by: str, at: datetime) -> bool:
    """Mark a number as spoilt; False if it is not (any more) one that waits for its case."""
    return store.spoil_number(number, by, at, reason)
