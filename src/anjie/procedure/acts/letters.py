"""Letters and forms as they leave the unit: issued under a number, sent, and what became of them.

What a kind of paper must contain is the rulebook's; an issue that lacks it contradicts the rulebook and is refused with
the clause. The desk gives the number; whoever prints puts in the bytes' hash before the entry is chained.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import Act, Fault, known
from anjie.procedure.casefile import CaseFile, Entry, Letter
from anjie.procedure.papers import Content, Delivery, PaperKind
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ContactMethod, Text
from anjie.procedure.values import Label, RequiredShort, RequiredText, ShortText, Value, Widget

LETTER = Text("文书", "letter")


class Said(Value):
    """One thing that a letter says in words of its own."""

    content: Annotated[Content, Label("内容", "What")]
    text: Annotated[RequiredText, Label("文字", "Words", widget=Widget.AREA)]


class LetterIssued(Act):
    """A paper was issued: under a number, with a date and a signer; its bytes are named by their hash.

    Without a hash it was written by hand, and whoever enters it says himself what stands in it.
    """

    kind: ClassVar[str] = "letter_issued"
    title: ClassVar[Text] = Text("签发文书", "Issue a letter")
    help: ClassVar[Text] = Text(
        "系统打印的文书请在“文书”页签发；此处登记手工填写的文书",
        "What is printed here is issued on the page Letters; this is for what was written by hand",
    )

    paper: Annotated[PaperKind, Label("文书种类", "Kind of paper")]
    about: Annotated[
        ShortText,
        Label("对象", "To or about", "投诉人、被投诉人的代号", "The reference of the person", Widget.PERSON),
    ] = ""
    dated: Annotated[date, Label("落款日期", "Date")]
    signer: Annotated[RequiredShort, Label("签发人", "Signer", widget=Widget.OFFICER)]
    contains: Annotated[tuple[Content, ...], Label("载明的内容", "What stands in it")] = ()
    said: Annotated[tuple[Said, ...], Label("签发时写明的内容", "What was written for it", widget=Widget.ASSIGNED)] = ()
    """What the file doesn't say, or says otherwise."""
    number: Annotated[ShortText, Label("文号", "Letter number", widget=Widget.ASSIGNED)] = ""
    language: Annotated[ShortText, Label("语言", "Language", widget=Widget.ASSIGNED)] = ""
    template: Annotated[ShortText, Label("模板版本", "Version of the template", widget=Widget.ASSIGNED)] = ""
    sha256: Annotated[ShortText, Label("文件指纹", "File hash", widget=Widget.ASSIGNED)] = ""
    media_type: Annotated[ShortText, Label("文件类型", "Kind of file", widget=Widget.ASSIGNED)] = ""
    size: Annotated[int | None, Field(ge=0), Label("字节数", "Bytes", widget=Widget.ASSIGNED)] = None
    pages: Annotated[int | None, Field(ge=1), Label("页数", "Pages", widget=Widget.ASSIGNED)] = None

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Put the letter on the file."""
        ref = f"L{len(case.letters) + 1}"
        case.letters[ref] = Letter(
            ref, entry.seq, self.paper, self.number, self.about, self.dated, self.signer, self.language,
            self.sha256, self.media_type, self.size or 0, self.pages or 0,
            {each.content: each.text for each in self.said},
        )  # fmt: skip

    def sentence(self, case: CaseFile) -> Text:
        """Which, under which number."""
        return Text("签发", "Issued: ") + self.paper.label + Text(f" {self.number}", f" {self.number}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """All that the rulebook demands of such a paper stands in it."""
        for row in book.papers_of(self.paper):
            lacking = [each.label for each in row.must_contain if each not in self.contains]
            if lacking:
                yield Fault(
                    "contains",
                    Text(
                        f"缺少{'、'.join(each.zh for each in lacking)}({row.stands}：{row.zh})",
                        f"Lacking: {', '.join(each.en for each in lacking)} ({row.stands}: {row.en})",
                    ),
                )


class _OnLetter(Act):
    """Something that became of an issued letter."""

    letter: Annotated[RequiredShort, Label("文书", "Letter", widget=Widget.LETTER)]

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A letter on the file."""
        yield from known("letter", self.letter, case.letters, LETTER)

    def titled(self, case: CaseFile) -> Text:
        """What the letter is called."""
        found = case.letters.get(self.letter)
        return found.kind.label + Text(f" {found.number}", f" {found.number}") if found else LETTER


class LetterSent(_OnLetter):
    """A letter was handed over, posted or sent, with proof of it (2020 No. 3 art. 21)."""

    kind: ClassVar[str] = "letter_sent"
    title: ClassVar[Text] = Text("发出文书", "Send a letter")

    method: Annotated[ContactMethod, Label("发送方式", "By")]
    sent_on: Annotated[date, Label("发出日期", "Sent on")]
    proof: Annotated[
        ShortText,
        Label("凭证", "Proof", "邮件号、签收、短信回执、录音等", "Tracking no., receipt, recording"),
    ] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note how and when; whether it arrived is another entry."""
        letter = case.letters[self.letter]
        letter.sent, letter.method, letter.sent_on, letter.proof = entry.seq, self.method, self.sent_on, self.proof
        letter.result, letter.result_on = None, None

    def sentence(self, case: CaseFile) -> Text:
        """Which, and how."""
        return Text("发出", "Sent: ") + self.titled(case) + Text("(", " (") + self.method.label + Text(")", ")")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Not before it was issued."""
        yield from super().faults(case, book)
        letter = case.letters.get(self.letter)
        if letter and self.sent_on < letter.dated:
            yield Fault("sent_on", Text("不能早于文书的落款日期", "It can't have been sent before its date"))


class DeliveryNoted(_OnLetter):
    """What became of a letter that was sent: it arrived, came back or was refused."""

    kind: ClassVar[str] = "delivery_noted"
    title: ClassVar[Text] = Text("登记送达结果", "Note what became of a letter")

    result: Annotated[Delivery, Label("送达结果", "Result")]
    noted_on: Annotated[date, Label("日期", "On")]
    proof: Annotated[ShortText, Label("凭证", "Proof")] = ""

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note it."""
        letter = case.letters[self.letter]
        letter.result, letter.result_on = self.result, self.noted_on

    def sentence(self, case: CaseFile) -> Text:
        """Which, and what."""
        return self.titled(case) + Text("：", ": ") + self.result.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Only of a letter that was sent, and not before."""
        yield from super().faults(case, book)
        letter = case.letters.get(self.letter)
        if letter and letter.sent_on is None:
            yield Fault("letter", Text("该文书尚未发出", "This letter was not sent yet"))
        elif letter and letter.sent_on and self.noted_on < letter.sent_on:
            yield Fault("noted_on", Text("不能早于发出日期", "It can't be before the letter was sent"))
