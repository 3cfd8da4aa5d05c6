"""The record of custody: each time a paper on file is stored, looked at or taken away, a line is added."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from anjie.access.models import Officer
from anjie.paperwork.intake_words import Handled
from anjie.paperwork.models import Handling
from anjie.paperwork.on_file import OnFile
from anjie.paperwork.taking_in import upload_of


@dataclass(frozen=True, slots=True)
class Hand:
    """Who handles a paper, for whom, and when."""

    officer: Officer
    acting_for: str
    at: datetime


def record(case_id: int, paper: OnFile, what: Handled, hand: Hand, detail: str = "") -> None:
    """Add a line."""
    Handling.objects.create(
        case_id=case_id,
        seq=paper.seq,
        place=paper.place,
        sha256=paper.paper.sha256,
        what=what,
        officer=hand.officer,
        acting_for=hand.acting_for,
        at=hand.at,
        detail=detail,
    )


def record_stored(case_id: int, papers: Iterable[OnFile], hand: Hand) -> None:
    """Add a line for each paper that was just put on file; of a picture that was drawn anew, what came is named."""
    for paper in papers:
        upload = upload_of(hand.officer.pk, paper.paper.sha256)
        if upload:
            anew = f"来件指纹 {upload.arrived}" if upload.arrived != upload.sha256 else ""
            record(case_id, paper, Handled.STORED, hand, anew)


def handled(case_id: int, paper: OnFile) -> list[Handling]:
    """What was done with a paper, the latest first."""
    rows = Handling.objects.filter(case_id=case_id, seq=paper.seq, place=paper.place)
    return list(rows.select_related("officer").order_by("-at", "-id"))
