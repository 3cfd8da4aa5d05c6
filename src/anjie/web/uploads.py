"""Files that a form brings: taken in, named in the form by their digests, and put on record once they are on file."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedRandom
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import Outcome
from anjie.cases.models import Case
from anjie.paperwork.custody import Hand, record_stored
from anjie.paperwork.models import Upload
from anjie.paperwork.on_file import papers_of
from anjie.paperwork.taking_in import Arrived, paper_of, take_in, upload_of
from anjie.platform.arrivals import TOO_MUCH, most
from anjie.procedure.terms import Text
from anjie.web.acting import Acting
from anjie.web.forms.attached import PAPERS
from anjie.web.forms.choices import Attachable
from anjie.web.forms.typed import BETWEEN, row_numbers, typed_in

FILES = f"{PAPERS}{BETWEEN}files"
"""The name of the field in which files are sent with a form."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a form brought: its fields, with a row for each file that was taken in, and why others weren't."""

    data: QueryDict
    refused: tuple[Text, ...] = ()


def taken_in(request: HttpRequest, who: Acting) -> Came:
    """Take in the files that came with a form."""
    files = request.FILES.getlist(FILES)
    if TOO_MUCH in request.META:  # known once the request was read
        return Came(request.POST, (too_much(),))
    if not files:
        return Came(request.POST)
    data = request.POST.copy()
    refused: list[Text] = []
    number = max(map(int, row_numbers(typed_in(data), PAPERS)), default=-1) + 1
    for file in files:
        taken = take_in(came(file), who.officer, who.now)
        if isinstance(taken, Text):
            refused.append(Text(f"{file.name}：", f"{file.name}: ") + taken)
            continue
        data[f"{PAPERS}{BETWEEN}{number}{BETWEEN}title"] = taken.title
        data[f"{PAPERS}{BETWEEN}{number}{BETWEEN}sha256"] = taken.sha256
        number += 1
    return Came(data, tuple(refused))


def came(file: "UploadedFile[Any]") -> Arrived:
    """A file as the request brought it."""
    assert isinstance(file.file, BufferedRandom)
    return Arrived(file.name or "", file.file)


def too_much() -> Text:
    """What is said of a request that brought more than it may."""
    mb = most() // (1024 * 1024)
    return Text(
        f"一次最多 {settings.ANJIE_PAPERS} 个文件，每个不超过 {mb} MB；这一次都没有接收",
        f"At most {settings.ANJIE_PAPERS} files at once, of up to {mb} MB each: none was taken in this time",
    )


def attachable(who: Acting) -> Callable[[str], Attachable | None]:
    """What an officer may attach: his own uploads."""

    def find(sha256: str) -> Attachable | None:
        upload = upload_of(who.officer.pk, sha256)
        return as_attachable(upload) if upload else None

    return find


def as_attachable(upload: Upload) -> Attachable:
    """An upload as a form offers it."""
    return Attachable(paper_of(upload), held=upload.held)


def record_papers(outcome: Outcome, who: Acting) -> None:
    """Once an act is done, add its papers to the record of custody, also of a case that one doesn't see any more."""
    papers = [paper for paper in papers_of(outcome.entry) if paper.stored] if outcome.entry else []
    if papers:
        with within(Scope.SYSTEM):
            record_stored(Case.objects.only("id").get(number=outcome.number).pk, papers, hand_of(who))


def hand_of(who: Acting) -> Hand:
    """Who handles a paper in this request."""
    return Hand(who.officer, who.office.acting_for or "", who.now)
