"""Since when each file may be disposed of, kept beside the cases so that it can be listed.

The contracts' ends are the directory's and change, so nothing of this is in the journal until somebody proposes a
disposal: then the desk reckons anew. What is listed here decides nothing.
"""

from datetime import date, datetime

from django.db.models import QuerySet

from anjie.access.scope import Scope
from anjie.archive.models import Keeping
from anjie.cases.dossiers import open_cases
from anjie.cases.keeping import contracts, keeping_of
from anjie.cases.models import Case
from anjie.procedure.terms import Stage

BATCH = 200


def reckon(at: datetime) -> int:
    """Reckon every archived file's time anew; how many. Run within the system's scope."""
    done, last = 0, 0
    while ids := list(
        Case.objects.filter(stage=Stage.ARCHIVED, id__gt=last).order_by("id").values_list("id", flat=True)[:BATCH]
    ):
        reckon_for(ids, at)
        done, last = done + len(ids), ids[-1]
    Keeping.objects.exclude(case__stage=Stage.ARCHIVED).delete()
    return done


def reckon_for(ids: list[int], at: datetime) -> None:
    """The same for some cases."""
    opened = open_cases("id", ids, at)
    known = contracts({policy.number for each in opened for policy in each.dossier.case.policies})
    rows = [
        Keeping(
            case_id=each.head.id,
            head_id=each.head.place.head,
            region_id=each.head.place.region,
            city_id=each.head.place.city,
            county_id=each.head.place.county,
            free_on=keeping_of(each, known).free_on,
        )
        for each in opened
    ]
    Keeping.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["head", "region", "city", "county", "free_on"],
    )


def due(scope: Scope, today: date) -> QuerySet[Keeping]:
    """Files whose time is over and that are neither held nor on a list, the oldest first."""
    return (
        Keeping.objects.filter(scope.q(), free_on__lte=today, case__on_hold=False, case__disposal="")
        .select_related("case")
        .order_by("free_on", "case_id")
    )
