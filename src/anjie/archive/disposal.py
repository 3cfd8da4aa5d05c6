"""Disposal lists: files proposed together, approved by another person, carried out, and then destroyed.

A list is no record of its own: it is the number that the journals of its cases name. So what a list says is what the
journals say, and a case that is held since has left it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from anjie.access.scope import Scope
from anjie.cases.desk import Order, Outcome, perform_many
from anjie.cases.destroying import destroy, still_to_destroy
from anjie.cases.models import Case
from anjie.paperwork.models import ScannedLetter, Template, Upload
from anjie.procedure.acts.archive import DisposalApproved, DisposalProposed, Disposed
from anjie.procedure.acts.base import Act
from anjie.procedure.office import Office

MOST = 200
"""Files on one list."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One disposal list."""

    number: str
    proposed: int
    approved: int
    disposed: int
    archived_last: datetime | None

    @property
    def state(self) -> str:
        """How far it has come: what still waits decides."""
        if self.proposed:
            return "proposed"
        return "approved" if self.approved else "disposed"


def lists(scope: Scope, most: int = 50) -> list[Listed]:
    """The lists within a scope, the newest first."""
    rows = (
        Case.objects.filter(scope.q(guests="guests"))
        .exclude(disposal_list="")
        .values("disposal_list")
        .annotate(
            proposed=Count("id", filter=Q(disposal="proposed")),
            approved=Count("id", filter=Q(disposal="approved")),
            disposed=Count("id", filter=Q(disposal="disposed")),
            last=Max("archived_at"),
        )
        .order_by("-disposal_list")[:most]
    )
    return [
        Listed(row["disposal_list"], row["proposed"], row["approved"], row["disposed"], row["last"]) for row in rows
    ]


def on_list(scope: Scope, number: str) -> list[Case]:
    """The cases on a list that this scope may see, in order."""
    return list(Case.objects.filter(scope.q(guests="guests"), disposal_list=number).order_by("id")[:MOST])


def propose(numbers: Sequence[str], office: Office) -> list[Outcome]:
    """Propose files for disposal, on one list."""
    return _together(numbers[:MOST], DisposalProposed(), office)


def approve(numbers: Iterable[str], reason: str, office: Office) -> list[Outcome]:
    """Approve the disposal of files."""
    return _together(numbers, DisposalApproved(reason=reason), office)


def carry_out(numbers: Iterable[str], office: Office) -> list[Outcome]:
    """Dispose of files: from here on they are gone, and the bodies are destroyed by a job."""
    return _together(numbers, Disposed(), office)


def _together(numbers: Iterable[str], act: Act, office: Office) -> list[Outcome]:
    return perform_many([Order(number, act, office) for number in numbers])


def destroy_all() -> int:
    """Destroy what journals say was disposed of; how many cases. Run within the system's scope."""
    numbers = still_to_destroy()
    for number in numbers:
        destroy(number, wanted_elsewhere)
    return len(numbers)


def wanted_elsewhere(sha256: str) -> bool:
    """Whether bytes are needed where no journal names them: an upload on its way, a scanned letter, a template."""
    return any(
        model.objects.filter(wanted).exists()
        for model, wanted in (
            (Upload, Q(sha256=sha256) | Q(arrived=sha256)),
            (ScannedLetter, Q(sha256=sha256)),
            (Template, Q(sha256=sha256)),
        )
    )
