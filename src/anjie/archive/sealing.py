"""Sealing the file that was put away: its package is written, kept by its hash, and named in the journal.

The package holds the journal up to the entry that put the file away. The entry that names the package comes after it:
no file can hold its own hash. The same journal gives the same bytes, so a run that was killed is simply run again.
Papers are streamed; one whose bytes are gone stops the sealing, and is named.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape
from importlib.metadata import version
from importlib.resources import files as resources

from django.db import connection

from anjie.access.models import Officer
from anjie.archive.bag import PURPOSE, Content, Signer, write
from anjie.archive.checkpoints import proof_of
from anjie.cases.desk import perform
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.sweep import system_office
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.paperwork.rendering import UnprintableError, render
from anjie.paperwork.sheet import Block, Prose, Sheet, Table
from anjie.platform.files import NoSuchFileError, chunks_of, files
from anjie.platform.signing import public_keys, sign
from anjie.procedure.acts.archive import Sealed
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.facts import file_index
from anjie.procedure.filing import IndexLine, hashes_of
from anjie.procedure.rulebook import read
from anjie.procedure.terms import Stage

JOURNAL = """
select e.seq, e.at, e.by, e.acting_for, e.unit, e.kind, e.edition, e.body_hash, e.hash, b.salt, b.text
from cases_entry e join cases_body b on b.entry_id = e.id
where e.case_id = %s and e.seq <= %s order by e.seq
"""


class CannotSealError(Exception):
    """The file can't be sealed; the message says why."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What a package is made from."""

    opened: OpenCase
    through: int
    at: datetime
    """When the file was put away: the package speaks of that moment."""

    @property
    def case(self) -> CaseFile:
        """The case as it stands."""
        return self.opened.dossier.case

    @property
    def entries(self) -> list[Entry]:
        """The journal as it was put away."""
        return self.case.entries[: self.through]


def seal(number: str, at: datetime) -> str:
    """Seal a case's file unless it is sealed already; the SHA-256 of its package. Run within the system's scope."""
    taken = next(iter(open_cases("number", [number], at)), None)
    if taken is None or taken.dossier.case.stage is not Stage.ARCHIVED or taken.dossier.case.archived is None:
        raise CannotSealError(f"{number} is not archived")
    case = taken.dossier.case
    if case.package:
        return case.package
    sealing = Sealing(taken, taken.dossier.case.archived or 0, case.entries[(case.archived or 0) - 1].at)
    stored = files().put(package_of(sealing))
    act = Sealed(through=sealing.through, package=stored.sha256, size=stored.size, key=next(iter(public_keys())))
    outcome = perform(number, act, system_office(case.unit, at, taken.head.place.calendar))
    if not outcome.done:
        raise CannotSealError("; ".join(each.wanting.en for each in outcome.verdict.refusals))
    return stored.sha256


def package_of(sealing: Sealing) -> Iterator[bytes]:
    """The package's bytes, piece by piece."""
    case = sealing.case
    info = {
        "Bagging-Date": sealing.at.astimezone(UTC).date().isoformat(),
        "Bag-Software-Agent": f"anjie {version('anjie')}",
        "External-Identifier": case.number,
        "Internal-Sender-Identifier": case.file_no,
        "Internal-Sender-Description": f"journal 1-{sealing.through}",
    }
    key, public = next(iter(public_keys().items()))
    signer = Signer(key, public, lambda message: sign(PURPOSE, message).value)
    return write(case.number, contents_of(sealing), info, signer)


def contents_of(sealing: Sealing) -> Iterator[Content]:
    """The payload, file by file."""
    case, book = sealing.case, sealing.opened.dossier.book
    names = _names(sealing.entries)
    index = [line for line in file_index(case, book) if line.entries]
    yield Content.of("journal.jsonl", _journal(sealing))
    yield Content.of("index.json", _json(_index_data(sealing, index, names)))
    yield Content.of("index.pdf", _index_pdf(sealing, index))
    yield Content.of("timeline.html", _timeline(sealing, names))
    for name, text in _rulebooks([sealing.opened.head.edition, *book.includes]):
        yield Content.of(f"rulebook/{name}.toml", text.encode())
    if proof := proof_of(sealing.opened.head.id, sealing.at):
        yield Content.of("checkpoint.json", _json(proof))
    earlier = {entry.act.package for entry in sealing.entries if isinstance(entry.act, Sealed)}
    for sha256 in dict.fromkeys(each for entry in sealing.entries for each in hashes_of(entry)):
        if sha256 not in earlier:
            yield Content(f"papers/{sha256}", size_of(sha256), partial(stream, sha256))


def size_of(sha256: str) -> int:
    """How many bytes a file has; CannotSealError if it is gone."""
    try:
        with files().open(sha256) as file:
            return sum(map(len, chunks_of(file))) if not file.seekable() else file.seek(0, 2)
    except NoSuchFileError:
        raise CannotSealError(f"the bytes of paper {sha256} are not here") from None


def stream(sha256: str) -> Iterator[bytes]:
    """A stored file, piece by piece."""
    with files().open(sha256) as file:
        yield from chunks_of(file)


def _journal(sealing: Sealing) -> bytes:
    """One line for each entry: its envelope, what it said, its salt and its hash."""
    with connection.cursor() as cursor:
        cursor.execute(JOURNAL, [sealing.opened.head.id, sealing.through])
        rows = cursor.fetchall()
    lines = [
        {
            "seq": seq,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": by,
            "acting_for": acting_for,
            "unit": unit,
            "kind": kind,
            "edition": edition,
            "body_hash": bytes(body).hex(),
            "hash": bytes(hashed).hex(),
            "salt": bytes(salt).hex(),
            "text": text,
        }
        for seq, at, by, acting_for, unit, kind, edition, body, hashed, salt, text in rows
    ]
    if len(lines) != sealing.through:
        raise CannotSealError("the journal is not whole")
    return "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines).encode()


def _index_data(sealing: Sealing, index: list[IndexLine], names: dict[str, str]) -> dict[str, object]:
    case = sealing.case
    return {
        "number": case.number,
        "file_no": case.file_no,
        "edition": sealing.opened.head.edition,
        "entries": sealing.through,
        "people": names,
        "items": [
            {
                "id": line.row.id,
                "zh": line.row.zh,
                "en": line.row.en,
                "source": line.row.source,
                "entries": [entry.seq for entry in line.entries if entry.seq <= sealing.through],
                "papers": [paper.model_dump(mode="json", exclude_defaults=True) for paper in line.papers],
            }
            for line in index
        ],
    }


def _index_pdf(sealing: Sealing, index: list[IndexLine]) -> bytes:
    """The index in PDF/A; titles of papers that no face can print are left to the other forms of it."""
    try:
        return render(_index_sheet(sealing, index, titles=True), sealing.at).data
    except UnprintableError:
        return render(_index_sheet(sealing, index, titles=False), sealing.at).data


def _index_sheet(sealing: Sealing, index: list[IndexLine], *, titles: bool) -> Sheet:
    case = sealing.case
    zone = calendar_for(sealing.opened.head.place.calendar).zone
    unit = Unit.objects.filter(code=case.unit).values_list("name", flat=True).first() or case.unit
    rows = tuple(
        (
            str(number),
            line.row.zh,
            "、".join(str(entry.seq) for entry in line.entries),
            line.entries[-1].at.astimezone(zone).date().isoformat(),
            "、".join(paper.title for paper in line.papers) if titles else str(len(line.papers)),
        )
        for number, line in enumerate(index, start=1)
    )
    table: Block = Table(("序号", "材料", "记录号", "日期", "所附材料"), (1, 5, 3, 3, 5), rows)
    said = Prose(f"案件编号：{case.number}　卷宗号：{case.file_no}　记录：{sealing.through}条", indent=False)
    return Sheet("卷内目录", unit, (said, table), number=case.file_no)


def _timeline(sealing: Sealing, names: dict[str, str]) -> bytes:
    """The journal as sentences, to be read in any browser; it needs nothing beside itself."""
    case, zone = sealing.case, calendar_for(sealing.opened.head.place.calendar).zone
    rows = "".join(
        f"<tr><td>{entry.seq}</td><td>{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}</td>"
        f"<td>{escape(names.get(entry.by, entry.by))}</td><td>{escape(entry.unit)}</td>"
        f"<td>{escape(entry.act.sentence(case).zh)}<br><small>{escape(entry.act.sentence(case).en)}</small></td></tr>\n"
        for entry in sealing.entries
        if isinstance(entry.act, Act)
    )
    return PAGE.format(title=escape(f"{case.number} {case.file_no}"), rows=rows).encode()


PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}</title></head><body>
<h1>{title}</h1>
<table border="1" cellpadding="4">
<thead><tr><th>序号</th><th>时间</th><th>人员</th><th>单位</th><th>经过 / What was done</th></tr></thead>
<tbody>
{rows}</tbody></table></body></html>
"""


def _rulebooks(names: list[str]) -> Iterator[tuple[str, str]]:
    """The text of the editions by which the case was handled, as they shipped."""
    folder = resources("anjie.procedure") / "rulebooks"
    for item in sorted(folder.iterdir(), key=lambda each: each.name):
        if item.name.endswith(".toml"):
            text = item.read_text("utf-8")
            file = read(text, item.name)
            if f"{file.id}@{file.edition}" in names:
                yield f"{file.id}@{file.edition}", text


def _names(entries: list[Entry]) -> dict[str, str]:
    named = {each for entry in entries for each in (entry.by, entry.acting_for) if each}
    return dict(Officer.objects.filter(username__in=named).order_by("username").values_list("username", "name"))


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
