"""Taking files in: looked at, scanned, drawn anew where they are pictures, and laid down as their uploader's own.

    taken = take_in(Arrived(name, file), officer, now)      an Upload, or a Text that says why not

Nothing of a file that is refused stays. An upload belongs to whoever brought it, and nobody else sees it, until an act
puts it into a case; then its bytes go over into the installation's files (`keep`).
"""

import logging
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings

from anjie.access.models import Officer
from anjie.paperwork.models import Upload
from anjie.paperwork.sniffing import Limits, RefusedError, Sort, sniff
from anjie.paperwork.sniffing.pictures import redrawn
from anjie.platform.clamav import ScannerError, scanner
from anjie.platform.files import NoSuchFileError, Stored, chunks_of, digest_of, files, waiting_files
from anjie.procedure.terms import Text
from anjie.procedure.values import Paper

LONGEST_TITLE = 200
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it came: what its sender called it, and its bytes."""

    name: str
    file: BinaryIO


def take_in(arrived: Arrived, officer: Officer, now: datetime) -> Upload | Text:
    """Take one file in; a Text says why it may not come in."""
    try:
        return _taken(arrived, officer, now)
    except RefusedError as refused:
        return refused.says


def limits() -> Limits:
    """What this installation allows."""
    return Limits(paper=settings.ANJIE_PAPER_BYTES, recording=settings.ANJIE_RECORDING_BYTES)


def _taken(arrived: Arrived, officer: Officer, now: datetime) -> Upload:
    held = scanned(arrived.file)
    waiting = waiting_files(officer.pk)
    stored, sort, came = laid_down(arrived.file, waiting.put)
    known = upload_of(officer.pk, stored.sha256)
    upload = known or Upload(officer=officer, sha256=stored.sha256, arrived=came, size=stored.size)
    upload.title, upload.media_type = title_from(arrived.name, sort), sort.media_type
    upload.at, upload.held = now, held
    try:
        upload.save()
    except BaseException:
        if known is None:
            waiting.delete(stored.sha256)
        raise
    return upload


def scanned(file: BinaryIO) -> bool:
    """Have the virus scanner look, where there is one; whether the file has to be held since it couldn't be asked.

    RefusedError for what it has found.
    """
    if not settings.ANJIE_CLAMAV_URL:
        return False
    file.seek(0)
    try:
        found = scanner(settings.ANJIE_CLAMAV_URL).scan(chunks_of(file))
    except ScannerError as error:
        log.warning("%s: uploads are held", error)
        return True
    if found:
        raise RefusedError(Text(f"文件带有病毒（{found}），已拒收", f"The file carries a virus ({found}): refused"))
    return False


Put = Callable[[Iterable[bytes]], Stored]


def laid_down(file: BinaryIO, put: Put) -> tuple[Stored, Sort, str]:
    """Look at a file and lay it down: what was stored, its sort, and the digest of the bytes as they came."""
    sort = sniff(file, limits())
    came = digest_of(file)
    if sort.picture:
        with closing(redrawn(file, sort, limits())) as anew:
            return put(chunks_of(anew)), sort, came
    file.seek(0)
    return put(chunks_of(file)), sort, came


def title_from(name: str, sort: Sort) -> str:
    """What the paper is called until somebody calls it something else: the bare name, without signs that deceive."""
    bare = PurePath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(each for each in bare if unicodedata.category(each)[0] != "C").strip()
    stem, dot, ending = shown.rpartition(".")
    called = stem if dot and len(ending) <= LONGEST_ENDING and ending.isascii() else shown
    return called.strip(" .")[:LONGEST_TITLE].strip() or sort.label.zh


LONGEST_ENDING = 5


# -- what is somebody's own ---------------------------------------------------------------------------------------


def upload_of(officer: int, sha256: str) -> Upload | None:
    """An officer's own upload; None for everybody else's, and for what was swept."""
    return Upload.objects.filter(officer_id=officer, sha256=sha256).first() if sha256 else None


def paper_of(upload: Upload) -> Paper:
    """An upload as a paper of an act."""
    return Paper(title=upload.title, sha256=upload.sha256, media_type=upload.media_type, size=upload.size)


def keep(papers: Iterable[Paper], officer: int) -> None:
    """Before an act names papers: put an officer's own into the installation's files.

    If the act is refused after all, the bytes lie there under a name that nothing says. That is harmless; bytes that
    are missing would not be.
    """
    for upload in _named(papers, officer):
        if not files().has(upload.sha256):
            with closing(waiting_files(officer).open(upload.sha256)) as file:
                files().put(chunks_of(file))


def _named(papers: Iterable[Paper], officer: int) -> Iterator[Upload]:
    hashes = {paper.sha256 for paper in papers if paper.sha256}
    if hashes:
        yield from Upload.objects.filter(officer_id=officer, sha256__in=hashes)


def discard(upload: Upload) -> None:
    """Forget an upload, and destroy its bytes."""
    waiting_files(upload.officer_id).delete(upload.sha256)
    upload.delete()


def sweep(before: datetime) -> int:
    """Discard what came in before then and was put into no case since, or lies in one by now; says how many."""
    swept = 0
    for upload in Upload.objects.filter(at__lt=before).iterator():
        discard(upload)
        swept += 1
    files().tidy(before)
    return swept


def scan_held() -> tuple[int, int]:
    """Ask the scanner again about what is held: how many were let in, and how many it refused."""
    let_in = refused = 0
    for upload in Upload.objects.filter(held=True).iterator():
        try:
            with closing(waiting_files(upload.officer_id).open(upload.sha256)) as file:
                if scanned(file):
                    break  # it still can't be asked
        except (RefusedError, NoSuchFileError):
            discard(upload)
            refused += 1
        else:
            upload.held = False
            upload.save(update_fields=["held"])
            let_in += 1
    return let_in, refused
