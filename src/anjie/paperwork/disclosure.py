"""A copy of the file for somebody who has a right to it: one PDF that lists what is in it, and what was withheld.

What the rulebook withholds from this reader is left out; a person may leave out more, each on a ground of the
rulebook. Where a paper was blacked out for this reader, he gets that copy in place of the original.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pypdfium2

from anjie.paperwork.drawing import PDFIUM, page_count
from anjie.paperwork.on_file import OnFile, papers_of
from anjie.paperwork.rendering import render
from anjie.paperwork.returning import cut_out
from anjie.paperwork.sheet import Block, Cell, Grid, Heading, Prose, Sheet, Table
from anjie.paperwork.sniffing import sort_of
from anjie.platform.files import files
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.papers import CopyDisclosed, PaperRedacted, Withheld
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.disclosing import withheld_by_rule
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Reader, Text

Key = tuple[int, int]
"""An entry and which of its papers."""

NOT_FOR_ANYBODY = frozenset({CopyDisclosed.kind, PaperRedacted.kind})
"""What was given out before, and what was made for one reader, is no part of the file that is copied."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One paper as a reader would get it: what goes out in its place, or the ground for leaving it out."""

    paper: OnFile
    given: OnFile
    ground: str
    by_rule: bool

    @property
    def key(self) -> Key:
        """What names it."""
        return self.paper.seq, self.paper.place


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: by which kind of reader, who that is, on what request, in which language, and when."""

    reader: Reader
    to_whom: str
    basis: str
    language: str
    at: datetime


def choices_for(case: CaseFile, book: Rulebook, reader: Reader) -> list[Choice]:
    """Every paper on file, with what the rulebook says of giving it to this reader."""
    by_rule = withheld_by_rule(case, book, reader)
    copies = redacted_for(case, reader)
    return [
        Choice(
            paper,
            copies.get((paper.seq, paper.place), paper),
            by_rule[entry.seq].id if entry.seq in by_rule and (entry.seq, paper.place) not in copies else "",
            entry.seq in by_rule,
        )
        for entry in case.entries
        if entry.kind not in NOT_FOR_ANYBODY
        for paper in papers_of(entry)
    ]


def redacted_for(case: CaseFile, reader: Reader) -> Mapping[Key, OnFile]:
    """The latest copy of each paper that was blacked out for a kind of reader."""
    found: dict[Key, OnFile] = {}
    for entry in case.entries:
        if isinstance(entry.act, PaperRedacted) and entry.act.reader is reader:
            for copy in papers_of(entry):
                found[entry.act.entry, entry.act.place] = copy
    return found


def left_out(case: CaseFile, book: Rulebook, choices: Iterable[Choice], reader: Reader) -> tuple[Withheld, ...]:
    """The list of what is withheld: papers, and entries of which the rulebook withholds even the sentence."""
    papers = [
        Withheld(entry=each.paper.seq, title=each.paper.paper.title, ground=each.ground)
        for each in choices
        if each.ground
    ]
    named = {each.entry for each in papers}
    entries = [
        Withheld(entry=seq, title=ACTS[_entry(case, seq).kind].title.zh, ground=row.id)
        for seq, row in withheld_by_rule(case, book, reader).items()
        if seq not in named
    ]
    return tuple(sorted((*papers, *entries), key=lambda each: each.entry))


def _entry(case: CaseFile, seq: int) -> Entry:
    return next(entry for entry in case.entries if entry.seq == seq)


def copy_of(case: CaseFile, book: Rulebook, choices: list[Choice], withheld: tuple[Withheld, ...], wish: Wish) -> bytes:
    """The copy: its cover with both lists, then the pages of every paper that is given."""
    given = [each for each in choices if not each.ground and each.given.stored]
    cover = render(_cover(case, book, given, withheld, wish), wish.at).data
    return _joined([cover, *_pages(given)])


def _pages(given: Iterable[Choice]) -> Iterator[bytes]:
    for each in given:
        paper = each.given.paper
        if _printable(each):
            with closing(files().open(paper.sha256)) as file:
                pages = page_count(file, paper.media_type)
                yield cut_out(file, paper.media_type, range(1, pages + 1))


def _printable(each: Choice) -> bool:
    sort = sort_of(each.given.paper.media_type)
    return bool(sort and sort.pages)


def _joined(parts: Iterable[bytes]) -> bytes:
    out = BytesIO()
    with PDFIUM, closing(pypdfium2.PdfDocument.new()) as whole:
        for part in parts:
            with closing(pypdfium2.PdfDocument(part)) as document:
                whole.import_pages(document)
        whole.save(out)
    return out.getvalue()


# -- the cover -----------------------------------------------------------------------------------------------------


def _cover(case: CaseFile, book: Rulebook, given: list[Choice], withheld: tuple[Withheld, ...], wish: Wish) -> Sheet:
    def say(text: Text) -> str:
        return text.in_language(wish.language)

    blocks: list[Block] = [
        Grid(
            (
                (
                    Cell(say(Text("案件编号", "Case")), case.number),
                    Cell(say(Text("日期", "Date")), f"{wish.at:%Y-%m-%d}"),
                ),
                (Cell(say(Text("提供给", "For")), f"{say(wish.reader.label)} {wish.to_whom}", span=2),),
                (Cell(say(Text("依据", "On request")), wish.basis, span=2),),
            )
        ),
        Heading(say(Text("一、提供的材料", "1. What is given"))),
        _given_table(given, say),
        Heading(say(Text("二、未提供的材料及理由", "2. What is withheld, and why"))),
    ]
    if withheld:
        blocks.append(_withheld_table(withheld, book, say))
    else:
        blocks.append(Prose(say(Text("无。", "Nothing."))))
    blocks += [Heading(say(Text("三、办理过程", "3. What was done"))), _walk_table(case, withheld, say)]
    return Sheet(say(Text("案卷副本", "Copy of the file")), case.unit, tuple(blocks), case.number, wish.language)


Say = Callable[[Text], str]


def _given_table(given: list[Choice], say: Say) -> Block:
    rows = []
    for number, each in enumerate(given, start=1):
        how = "" if _printable(each) else say(Text("另附电子文件", "handed over as a file"))
        if each.given is not each.paper:
            how = say(Text("已遮盖部分内容", "in part blacked out"))
        rows.append((str(number), str(each.paper.seq), each.given.paper.title, how))
    head = tuple(map(say, (Text("序号", "No."), Text("第几笔", "Entry"), Text("名称", "What"), Text("说明", "Note"))))
    return Table(head, (1, 1, 5, 3), tuple(rows) or ((say(Text("无", "None")), "", "", ""),))


def _withheld_table(withheld: tuple[Withheld, ...], book: Rulebook, say: Say) -> Block:
    rows = tuple(
        (str(each.entry), each.title, say(book.withholdings[each.ground].label), book.withholdings[each.ground].stands)
        for each in withheld
    )
    head = (Text("第几笔", "Entry"), Text("名称", "What"), Text("理由", "Why"), Text("出处", "Source"))
    return Table(tuple(map(say, head)), (1, 4, 4, 4), rows)


def _walk_table(case: CaseFile, withheld: tuple[Withheld, ...], say: Say) -> Block:
    """The journal in sentences, which name no complainant; what is withheld as a whole is left out."""
    hidden = {each.entry for each in withheld}
    rows = tuple(
        (str(entry.seq), f"{entry.at:%Y-%m-%d}", say(entry.act.sentence(case)))
        for entry in case.entries
        if entry.seq not in hidden and isinstance(entry.act, Act)
    )
    return Table(
        tuple(map(say, (Text("第几笔", "Entry"), Text("日期", "Date"), Text("事项", "What")))), (1, 2, 9), rows
    )
