"""Making, issuing and finding papers: what can be printed now, a preview, a letter under its number, a reprint.

A letter's bytes are put by before its entry is written, within the desk's transaction: the number it carries is the
one the journal has, and a transaction that fails loses no number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anjie.cases.desk import Order, Outcome, perform_many
from anjie.cases.dossiers import OpenCase
from anjie.directory.models import Unit
from anjie.paperwork import kinds, word
from anjie.paperwork.codes import PaperCode
from anjie.paperwork.gathering import Wanted, subject_for
from anjie.paperwork.kinds import KINDS, Kind
from anjie.paperwork.rendering import render
from anjie.paperwork.seals import seal_of
from anjie.paperwork.sheet import Printed
from anjie.paperwork.subject import Subject
from anjie.paperwork.templates import Chosen, body_for, standing
from anjie.paperwork.words import Form
from anjie.platform.files import files
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.letters import LetterIssued, Said
from anjie.procedure.casefile import Letter
from anjie.procedure.office import Office
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.rulebook import PaperRow
from anjie.procedure.terms import Text

PDF = "application/pdf"
PREVIEW = Text("预览　未签发", "Preview, not issued")


class NotPrintableError(Exception):
    """A paper can't be made of this case (yet), and each reason why."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        super().__init__("; ".join(each.en for each in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Ready:
    """One paper that a case may need: what is lacking before it can be made, and before it may be issued."""

    kind: Kind
    about: str
    label: str
    lacking: Sequence[Text]
    demanded: Sequence[tuple[PaperRow, Sequence[Content]]]

    @property
    def printable(self) -> bool:
        """Whether it can be made."""
        return not self.lacking

    @property
    def issuable(self) -> bool:
        """Whether it may be issued."""
        return not self.lacking and not self.demanded


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where papers of one case are made: the case, and the office and unit from which they go out."""

    opened: OpenCase
    office: Office
    unit: Unit

    def subject(self, wanted: Wanted) -> Subject:
        """What a paper is made from."""
        return subject_for(self.opened, self.office, self.unit, wanted)

    def ready(self, language: str = "zh") -> list[Ready]:
        """Every paper of the case, with what each is lacking."""
        case = self.opened.dossier.case
        base = self.subject(Wanted(language=language))
        there = standing(self.unit)
        bodies = {code: body_for(there, kind, language) for code, kind in KINDS.items()}
        return [
            self._ready(kind, replace(base, about=about), bodies[code])
            for code, kind in KINDS.items()
            for about in kind.about(case)
        ]

    def _ready(self, kind: Kind, subject: Subject, body: Chosen) -> Ready:
        wanting = kinds.lacking(kind, subject)
        contains = kinds.contained(kind, subject, body.text) if not wanting else ()
        demanded = kinds.demanded(kind, subject.book, contains) if not wanting else []
        return Ready(kind, subject.about, subject.case.name_of(subject.about), wanting, demanded)

    def printed(self, kind: Kind, wanted: Wanted) -> Printed:
        """A preview. NotPrintableError says what is lacking; UnprintableError names a character that can't be drawn."""
        subject = self._checked(kind, wanted)
        body = body_for(standing(self.unit), kind, wanted.language)
        sheet = kinds.sheet(kind, subject, body.text, seal="", stamp=subject.say(PREVIEW))
        return render(sheet, subject.at)

    def document(self, kind: Kind, wanted: Wanted) -> bytes:
        """The paper as a Word document: by the office's own template where there is one."""
        subject = self._checked(kind, wanted)
        own = standing(self.unit).get((kind.code, Form.WORD, wanted.language))
        if own:
            with files().open(own.sha256) as file:
                return word.filled(file.read(), kinds.said(kind, subject))
        body = body_for(standing(self.unit), kind, wanted.language)
        return word.document_of(kinds.sheet(kind, subject, body.text), subject.at)

    def _checked(self, kind: Kind, wanted: Wanted) -> Subject:
        subject = self.subject(wanted)
        if wanted.about not in kind.about(subject.case):
            raise NotPrintableError([Text("本案没有这个对象", "There is nobody of that reference in this case")])
        wanting = kinds.lacking(kind, subject)
        if wanting:
            raise NotPrintableError(wanting)
        return subject

    def issue(self, kind: Kind, wanted: Wanted, *, seen: int | None = None) -> Outcome:
        """Issue it: number, bytes and entry, or none of them.

        NotPrintableError says what is lacking in the case, UnprintableError names a character that can't be drawn; what
        the rulebook demands and is not there comes back as a refusal of the desk's, like any other.
        """
        subject = self._checked(kind, wanted)
        body = body_for(standing(self.unit), kind, wanted.language)
        act = LetterIssued(
            paper=kind.code,
            about=wanted.about,
            dated=subject.dated,
            signer=subject.signer,
            contains=kinds.contained(kind, replace(subject, number="-"), body.text),
            said=tuple(Said(content=content, text=text) for content, text in wanted.said.items() if text.strip()),
        )
        serial = len(subject.case.letters) + 1
        number = subject.case.number

        def finish(numbered: Act) -> Act:
            assert isinstance(numbered, LetterIssued)
            done = replace(subject, number=numbered.number)
            sheet = kinds.sheet(kind, done, body.text, seal=seal_of(self.unit) if kind.letter else "")
            printed = render(sheet, done.at, PaperCode(number, kind.code.value, serial))
            stored = files().put([printed.data])
            return numbered.model_copy(
                update={
                    "language": wanted.language, "template": body.name, "sha256": stored.sha256, "media_type": PDF,
                    "size": stored.size, "pages": printed.pages,
                }
            )  # fmt: skip

        # The serial printed in the code is right only if no letter comes between.
        [outcome] = perform_many([Order(number, act, self.office, seen or subject.case.version, finish)])
        return outcome


def bytes_of(letter: Letter) -> bytes:
    """What was issued, as it was issued. NoSuchFileError once it was destroyed."""
    with files().open(letter.sha256) as file:
        return file.read()


def newest(letters: Sequence[Letter], kind: PaperKind) -> Letter | None:
    """The letter of a kind that was issued last."""
    return next((each for each in reversed(letters) if each.kind is kind), None)
