"""Scanned letters: brought into the inbox of a unit, read in the background, confirmed by a person.

A PDF that has a text of its own is asked for it; of everything else pictures are read, in a process of its own, one
letter at a time. Whatever goes wrong with reading, the letter is there to be filled in by hand.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from anjie.access.models import Officer
from anjie.directory.models import Agent, Policy, Unit
from anjie.paperwork import ocr
from anjie.paperwork.drawing import PRINTING, page_count, page_picture, pages_of
from anjie.paperwork.intake_words import LetterState, Unread
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.ocr import PageRead
from anjie.paperwork.reading_letters import AgentKnown, Known, Line
from anjie.paperwork.sniffing import RefusedError
from anjie.paperwork.sniffing.sorts import PDF
from anjie.paperwork.taking_in import Arrived, laid_down, scanned, title_from
from anjie.platform.files import files
from anjie.platform.sealing import SealBrokenError, seal, unseal
from anjie.procedure.terms import Text
from anjie.procedure.values import Paper

CONTEXT = "paperwork.letter"
MOST_PAGES = 20
"""So many pages of a letter are read; what comes behind them is annexes."""
SECONDS = 600
ENOUGH_TEXT = 8
"""Characters of a page's own text by which it has one."""
PICTURE = Text("来信请上传 PDF、照片或扫描件", "Bring letters as PDF, photographs or scans")
AWAY = Text("病毒扫描暂不可用，请稍后再上传", "The virus scanner can't be asked: bring it again later")
KNOWN = Text("这封信已经在信箱里", "This letter is in the inbox already")


def bring(arrived: Arrived, unit: Unit, officer: Officer, now: datetime) -> ScannedLetter | Text:
    """Put a letter into a unit's inbox; a Text says why it can't be one."""
    try:
        if scanned(arrived.file):
            return AWAY
        stored, sort, _ = laid_down(arrived.file, files().put)
        if not sort.pages:
            return PICTURE
        with closing(files().open(stored.sha256)) as file:
            pages = page_count(file, sort.media_type)
    except RefusedError as refused:
        return refused.says
    letter, new = ScannedLetter.objects.get_or_create(
        unit=unit,
        sha256=stored.sha256,
        defaults={
            "head_id": unit.head_id or unit.pk, "region_id": unit.region_id, "city_id": unit.city_id,
            "county_id": unit.county_id, "media_type": sort.media_type, "size": stored.size,
            "title": title_from(arrived.name, sort), "pages": pages, "state": LetterState.WAITING,
            "brought_by": officer, "brought_at": now,
        },
    )  # fmt: skip
    return letter if new else KNOWN


# -- reading -------------------------------------------------------------------------------------------------------


def read_letter(letter: ScannedLetter) -> None:
    """Read one letter; afterwards a person confirms it, whatever came of the reading."""
    _note(letter, LetterState.BEING_READ)
    try:
        with closing(files().open(letter.sha256)) as file:
            pages = read_pages(file, letter.media_type, letter.pages)
    except (OSError, ValueError, subprocess.SubprocessError):
        pages = None
        letter.wrong = Unread.FAILED
    if pages is not None:
        letter.reading = seal(json.dumps([asdict(page) for page in pages], ensure_ascii=False), CONTEXT, "…")
        letter.wrong = "" if any(page.lines for page in pages) else Unread.NO_TEXT
    elif not letter.wrong:
        letter.wrong = Unread.NOT_INSTALLED
    _note(letter, LetterState.TO_CONFIRM)


def _note(letter: ScannedLetter, state: LetterState) -> None:
    letter.state = state
    letter.save(update_fields=["state", "reading", "wrong"])


def read_pages(file: BinaryIO, media_type: str, pages: int) -> list[PageRead] | None:
    """The pages as they were read; None where they would have to be recognised and nothing is installed for it."""
    if media_type == PDF.media_type:
        own = list(own_text(file))
        if sum(len(line.text) for page in own for line in page.lines) >= ENOUGH_TEXT:
            return own
    if not ocr.installed():
        return None
    with tempfile.TemporaryDirectory(prefix="anjie-letter-") as folder:
        paths = []
        for page in range(1, min(pages, MOST_PAGES) + 1):
            path = Path(folder, f"{page}.png")
            page_picture(file, media_type, page, PRINTING).save(path)
            paths.append(str(path))
        done = subprocess.run(
            [sys.executable, "-m", ocr.__name__, *paths], capture_output=True, check=True, timeout=SECONDS
        )
    return _from_plain(json.loads(done.stdout))


def own_text(file: BinaryIO) -> Iterator[PageRead]:
    """The text that a PDF brings itself, line by line, with where it stands."""
    with pages_of(file) as document:
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            width, height = page.get_size()
            text = page.get_textpage()
            boxes = [text.get_rect(place) for place in range(text.count_rects())]
            lines = [
                Line(
                    text.get_text_bounded(*box).strip(),
                    number + 1,
                    *(round(1000 * share) for share in _shares(box, width, height)),
                )
                for box in boxes
            ]
            yield PageRead(0, tuple(line for line in lines if line.text))


def _shares(box: tuple[float, float, float, float], width: float, height: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left / width, 1 - top / height, (right - left) / width, (top - bottom) / height


def _from_plain(plain: list[dict[str, object]]) -> list[PageRead]:
    found = []
    for page in plain:
        lines, turned = page["lines"], page["turned"]
        assert isinstance(lines, list)
        assert isinstance(turned, int)
        found.append(PageRead(turned, tuple(Line(**line) for line in lines)))
    return found


def reading_of(letter: ScannedLetter) -> list[PageRead]:
    """What was read of a letter; nothing where nothing was, or where it can't be opened any more."""
    if not letter.reading:
        return []
    try:
        return _from_plain(json.loads(unseal(letter.reading, CONTEXT)))
    except SealBrokenError:
        return []


def directory(today: date) -> Known:
    """What the directory knows of names and numbers in letters."""
    return Known(today, agent=_agent, policy=lambda number: Policy.objects.filter(number=number).exists())


def _agent(said: str) -> AgentKnown | None:
    found = list(Agent.objects.filter(code=said)[:1]) or list(Agent.objects.filter(name=said)[:2])
    return AgentKnown(found[0].code, found[0].name) if len(found) == 1 else None


# -- what becomes of it --------------------------------------------------------------------------------------------


def paper_of_letter(letter: ScannedLetter) -> Paper:
    """The letter as the first paper of its case."""
    return Paper(title=letter.title, sha256=letter.sha256, media_type=letter.media_type, size=letter.size)


def end(letter: ScannedLetter, officer: Officer, now: datetime, *, number: str = "", reason: str = "") -> None:
    """The letter became a case, or was set aside for a reason."""
    letter.state = LetterState.TAKEN_IN if number else LetterState.SET_ASIDE
    letter.number, letter.reason, letter.ended_by, letter.ended_at = number, reason, officer, now
    letter.save(update_fields=["state", "number", "reason", "ended_by", "ended_at"])
