"""Destroying what a disposed case said: its bodies, and the bytes of its files that no other case names.

The envelopes, with the hash of each body, stay for ever, so the chain still verifies. The bytes go first and the bodies
last: as long as the bodies are there it is known which bytes have to go, so a run that was killed is simply run again.
"""

from collections.abc import Callable

from django.db import connection, transaction

from anjie.cases.dossiers import journals
from anjie.cases.models import Case, Filed
from anjie.platform.files import files
from anjie.procedure.filing import hashes_of
from anjie.procedure.terms import Stage


def destroy(number: str, wanted_elsewhere: Callable[[str], bool] = lambda _: False) -> int:
    """Destroy what a case said; how many bodies went. Nothing is left to do for one that is gone already.

    Run within the system's scope. The database refuses unless the journal shows a disposal by two different people that
    no hold has made void. `wanted_elsewhere` says whether bytes are needed outside any case.
    """
    with transaction.atomic():
        found = Case.objects.select_for_update().filter(number=number, stage=Stage.DISPOSED).first()
        if found is None:
            return 0
        [(_, entries)] = journals([found.pk])
        for sha256 in dict.fromkeys(each for entry in entries for each in hashes_of(entry)):
            named = Filed.objects.filter(sha256=sha256).exclude(case=found).exists()
            if not named and not wanted_elsewhere(sha256) and _may(found.pk):
                files().delete(sha256)
        with connection.cursor() as cursor:
            cursor.execute("select destroy_bodies(%s)", [found.pk])
            gone: int = cursor.fetchone()[0]
    return gone


def _may(case_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select disposal_stands(%s)", [case_id])
        [stands] = cursor.fetchone() or (False,)
    return bool(stands)


def still_to_destroy() -> list[str]:
    """The numbers of disposed cases whose bodies are still there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.number from cases_case c where c.stage = 'disposed' and exists ("
            "select from cases_entry e join cases_body b on b.entry_id = e.id where e.case_id = c.id "
            "and e.kind not in ('disposal_proposed', 'disposal_approved', 'disposed')) order by c.id"
        )
        return [row[0] for row in cursor.fetchall()]
