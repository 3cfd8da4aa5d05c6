"""How long a case's file is kept: the rulebook's reckoning over what the directory knows of its contracts now."""

from collections.abc import Mapping

from anjie.cases.dossiers import OpenCase
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Policy
from anjie.procedure.casefile import CaseFile
from anjie.procedure.retention import Contract, Keeping, keeping


def contracts_of(case: CaseFile) -> Mapping[str, Contract]:
    """What the directory knows of the policies on a case's file, by their numbers."""
    return contracts({policy.number for policy in case.policies})


def contracts(numbers: set[str]) -> Mapping[str, Contract]:
    """The same for any policies."""
    rows = Policy.objects.filter(number__in=numbers) if numbers else ()
    return {policy.number: Contract(policy.long_term, policy.ends_on) for policy in rows}


def keeping_of(opened: OpenCase, known: Mapping[str, Contract] | None = None) -> Keeping:
    """The reckoning for one case."""
    case = opened.dossier.case
    zone = calendar_for(opened.head.place.calendar).zone
    return keeping(case, opened.dossier.book, contracts_of(case) if known is None else known, zone)
