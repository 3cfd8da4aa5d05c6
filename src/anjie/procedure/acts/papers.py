"""Papers on file: a signed one came back, a part of one was blacked out, a copy of the file was given out."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import Act, Fault, known
from anjie.procedure.casefile import CaseFile
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Reader, Text
from anjie.procedure.values import Label, RequiredShort, RequiredText, ShortText, Value, Widget

LETTER = Text("文书", "letter")
WHOLE = 1000
"""Places on a page are told in thousandths of it."""

Share = Annotated[int, Field(ge=0, le=WHOLE)]


class Blackout(Value):
    """A part of a page that was blacked out."""

    page: Annotated[int, Field(ge=1), Label("页", "Page")]
    left: Annotated[Share, Label("左", "Left")]
    top: Annotated[Share, Label("上", "Top")]
    width: Annotated[Share, Label("宽", "Width")]
    height: Annotated[Share, Label("高", "Height")]


class Withheld(Value):
    """A paper, or all of an entry, that was left out of a copy, and on which ground."""

    entry: Annotated[int, Field(ge=1), Label("第几笔", "Entry")]
    title: Annotated[RequiredShort, Label("名称", "What")]
    ground: Annotated[RequiredShort, Label("理由", "Ground")]


class SignedPaperReturned(Act):
    """A form that was printed came back signed; its scan is on file, and which of its pages are there."""

    kind: ClassVar[str] = "signed_paper_returned"
    title: ClassVar[Text] = Text("签字件收回", "A signed paper came back")

    letter: Annotated[RequiredShort, Label("文书", "Letter", widget=Widget.LETTER)]
    pages: Annotated[tuple[int, ...], Label("收回的页", "Pages there", widget=Widget.ASSIGNED)] = ()
    """Which of its pages were recognised by their codes; nothing where a person said which letter it is."""

    def sentence(self, case: CaseFile) -> Text:
        """Which, and whether all of it is there."""
        found = case.letters.get(self.letter)
        named = found.kind.label + Text(f" {found.number}", f" {found.number}") if found else LETTER
        return Text("签字件收回：", "Signed copy back: ") + named + self._wanting(found.pages if found else 0)

    def _wanting(self, pages: int) -> Text:
        lacking = [str(page) for page in range(1, pages + 1) if page not in self.pages] if self.pages else []
        if not lacking:
            return Text("", "")
        return Text(f"（缺第{'、'.join(lacking)}页）", f" (page {', '.join(lacking)} is missing)")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A letter on the file, and a scan of it."""
        yield from known("letter", self.letter, case.letters, LETTER)
        if not self.papers:
            yield Fault("papers", Text("请附上签字件的扫描件或照片", "Attach the scan or picture of it"))


class PaperRedacted(Act):
    """Parts of a paper were blacked out for a reader; he gets the copy, and the original stays as it is."""

    kind: ClassVar[str] = "paper_redacted"
    title: ClassVar[Text] = Text("遮盖材料", "Black out parts of a paper")

    entry: Annotated[int, Field(ge=1), Label("原件所在笔", "Entry of the original", widget=Widget.ASSIGNED)]
    place: Annotated[int, Field(ge=0), Label("原件位置", "Place of the original", widget=Widget.ASSIGNED)]
    reader: Annotated[Reader, Label("供谁阅读", "For whom")]
    request: Annotated[
        ShortText,
        Label("供哪项协办", "For which request", "协办部门凭此阅读", "That department reads it", Widget.REQUEST),
    ] = ""
    grounds: Annotated[tuple[RequiredShort, ...], Field(min_length=1), Label("遮盖依据", "Grounds")]
    reason: Annotated[RequiredText, Label("说明", "Why", widget=Widget.AREA)]
    areas: Annotated[tuple[Blackout, ...], Field(min_length=1), Label("遮盖处", "Blacked out", widget=Widget.ASSIGNED)]

    def sentence(self, case: CaseFile) -> Text:
        """For whom, and how many places."""
        count = len(self.areas)
        return (
            Text(
                f"遮盖第{self.entry}笔材料{count}处，供",
                f"{count} parts of a paper of entry {self.entry} blacked out for ",
            )
            + self.reader.label
            + Text("阅读", "")
        )

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A paper on the file, grounds of the rulebook, a request if one is named."""
        papers = next((each.act for each in case.entries if each.seq == self.entry), None)
        if not (isinstance(papers, Act) and self.place < len(papers.papers)):
            yield Fault("entry", Text("案卷中没有这份材料", "There is no such paper on the file"))
        yield from _grounds("grounds", self.grounds, book)
        if self.request:
            yield from known("request", self.request, case.requests, Text("协办", "request"))


class CopyDisclosed(Act):
    """A copy of the file was given to somebody who has a right to it, with a list of what was withheld and why."""

    kind: ClassVar[str] = "copy_disclosed"
    title: ClassVar[Text] = Text("提供案卷副本", "Give a copy of the file")

    reader: Annotated[Reader, Label("提供给", "To")]
    to_whom: Annotated[RequiredShort, Label("接收人", "Who receives it", personal=True)]
    basis: Annotated[
        RequiredShort, Label("依据", "On what request", "申请书、调查函文号", "Application, reference of the order")
    ]
    withheld: Annotated[tuple[Withheld, ...], Label("未提供的材料", "Withheld", widget=Widget.ASSIGNED)] = ()

    def sentence(self, case: CaseFile) -> Text:
        """To what kind of reader, and how much was withheld; the name is in the entry."""
        count = len(self.withheld)
        less = Text(f"，未提供{count}项", f", {count} withheld") if count else Text("", "")
        return Text("向", "A copy of the file for ") + self.reader.label + Text("提供案卷副本", "") + less

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Grounds of the rulebook, and the copy itself."""
        yield from _grounds("withheld", [each.ground for each in self.withheld], book)
        if not any(paper.sha256 for paper in self.papers):
            yield Fault("papers", Text("副本须存卷", "The copy itself must be put on file"))


def _grounds(field: str, codes: tuple[str, ...] | list[str], book: Rulebook) -> Iterator[Fault]:
    for code in codes:
        if code not in book.withholdings:
            yield Fault(field, Text(f"制度中没有这个依据：{code}", f"The rulebook has no such ground: {code}"))
