"""What every act is: fields with labels, a sentence for the journal, and what it changes.

An act is a command until the desk has allowed it and an entry afterwards; there is no second vocabulary. Whether
it *may* be done is never decided here but by the rulebook; `faults` only says where the act contradicts the file
it is addressed to (an allegation that isn't there, a date before the receipt).
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Text
from anjie.procedure.values import Label, LongText, Paper, ShortText, Value, Widget

RESPONDENT = Text("被投诉人", "respondent")


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that contradicts the file: where, and what would have to be so."""

    field: str
    says: Text


class Act(Value):
    """One thing done to a case. Subclasses stand in the file of their step of the walk."""

    kind: ClassVar[str] = ""
    title: ClassVar[Text]
    help: ClassVar[Text] = Text("", "")
    begins: ClassVar[bool] = False
    """Whether the act begins a case; all others need one."""

    happened_at: Annotated[
        AwareDatetime | None,
        Label("发生时间", "When it happened", "与录入时间不同时填写", "Only if it differs from now"),
    ] = None
    note: Annotated[LongText, Label("备注", "Note", widget=Widget.AREA)] = ""
    papers: Annotated[tuple[Paper, ...], Label("所附材料", "Papers attached")] = ()

    @property
    def name(self) -> str:
        """The act's kind, as the journal writes it."""
        return self.kind

    def happenings(self) -> Iterator[tuple[str, date]]:
        """The days and times at which, as the act says, something has happened."""
        for name in _said_to_have_happened(type(self)):
            if isinstance(said := field_of(self, name), date):
                yield name, said

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Change the case file as this act does. Called only for acts already in the journal."""

    def sentence(self, case: CaseFile) -> Text:
        """What the timeline says of this act, without anything that identifies the complainant."""
        del case
        return self.title

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Where the act contradicts the file it is addressed to."""
        del case, book
        yield from ()


class ByLetter(Act):
    """Something that was done by a letter which was issued before; what stands in that need not be typed again."""

    letter: Annotated[
        ShortText,
        Label("所据文书", "By which letter", "已签发的文书", "A letter that was issued", Widget.LETTER),
    ] = ""

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A letter on the file, if one is named."""
        yield from super().faults(case, book)
        if self.letter:
            yield from known("letter", self.letter, case.letters, Text("文书", "letter"))


@cache
def _said_to_have_happened(act: type[Act]) -> tuple[str, ...]:
    """The fields that hold a day or time, save those whose label lets it lie ahead."""
    return tuple(name for name, field in act.model_fields.items() if not any(map(_lets_lie_ahead, field.metadata)))


def _lets_lie_ahead(metadata: object) -> bool:
    return isinstance(metadata, Label) and metadata.ahead


def field_of(act: object, name: str) -> object:
    """An act's field by its name; None where the act has no such field."""
    return getattr(act, name, None)


def persons(entry: Entry) -> frozenset[str]:
    """Everybody whose hand an entry is: the officer and, for a deputy, the one he stood in for."""
    return frozenset({entry.by, entry.acting_for or entry.by})


def known(field: str, ref: str, among: Container[str], what: Text) -> Iterator[Fault]:
    """A fault unless `ref` is one of the references on the file."""
    if ref not in among:
        yield Fault(field, Text(f"案卷中没有{what.zh} {ref}", f"There is no {what.en} {ref} on the file"))
