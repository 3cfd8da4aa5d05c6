"""What a paper is about: a folded case, the person or session in it, and who issues it when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier, Duty, duties
from anjie.procedure.papers import Content
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Text

Kind = TypeVar("Kind", bound=Act)


@dataclass(frozen=True, slots=True)
class Issuer:
    """The unit whose paper it is."""

    code: str
    name: str
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Subject:
    """All that a paper's words are taken from. Pure: the same subject gives the same paper."""

    dossier: Dossier
    issuer: Issuer
    calendar: Calendar
    at: datetime
    """The moment as of which the paper speaks."""
    dated: date
    signer: str = ""
    about: str = ""
    """The reference of a complainant or respondent, or the number of an interview's entry."""
    language: str = "zh"
    number: str = ""
    said: Mapping[Content, str] = field(default_factory=dict[Content, str])
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Officers' names by sign-in name."""

    @property
    def case(self) -> CaseFile:
        """The folded case."""
        return self.dossier.case

    @property
    def book(self) -> Rulebook:
        """The rulebook that binds it."""
        return self.dossier.book

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Everything demanded, with its limits."""
        return () if self.case.historic else duties(self.dossier, self.calendar, self.at)

    def say(self, text: Text) -> str:
        """A text in the paper's language."""
        return text.in_language(self.language)

    def name(self, officer: str) -> str:
        """An officer's name."""
        return self.names.get(officer, officer)

    def hand(self, entry: Entry) -> str:
        """Whose hand an entry is; a deputy's with the one he stood in for."""
        who = self.name(entry.by)
        if not entry.acting_for:
            return who
        principal = self.name(entry.acting_for)
        return who + self.say(Text(f"(代{principal})", f" (for {principal})"))

    def entries(self, act: type[Kind]) -> Iterator[tuple[Entry, Kind]]:
        """The entries of a kind of act, in their order."""
        for entry in self.case.entries:
            if isinstance(entry.act, act):
                yield entry, entry.act

    def last(self, act: type[Kind]) -> tuple[Entry, Kind] | None:
        """The newest entry of a kind of act, about whom the paper is about where the act is about somebody."""
        found = None
        for entry, done in self.entries(act):
            whom = getattr(done, "respondent", None)
            if whom is None or not self.about or whom == self.about:
                found = (entry, done)
        return found
