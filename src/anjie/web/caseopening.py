"""A case opened for whoever asks: folded, judged for his office, or the 404 that there is for everybody else."""

from django.http import Http404

from anjie.cases import reading
from anjie.cases.dossiers import OpenCase
from anjie.web.acting import Acting
from anjie.web.casepage import CasePage, officer_names, people_on


def open_for(who: Acting, number: str) -> OpenCase:
    """The case, if it is his to see."""
    found = reading.case_for(who.scope, number, who.now)
    if found is None:
        raise Http404
    return found


def case_page(who: Acting, number: str) -> CasePage:
    """Its page for his office."""
    opened = open_for(who, number)
    office = reading.office_on(who.office, opened, who.seat.unit.pk)
    names = officer_names(people_on(opened.dossier.case))
    return CasePage(opened, office, names, reading.refusals(opened.head.id))
