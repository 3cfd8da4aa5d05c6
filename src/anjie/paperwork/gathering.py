"""Gathering what a paper is made from: the case within a scope, the names of its officers and of the unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from anjie.access.models import Officer
from anjie.cases.dossiers import OpenCase, calendar_of
from anjie.directory.models import Unit
from anjie.paperwork.subject import Issuer, Subject
from anjie.procedure.casefile import CaseFile
from anjie.procedure.office import Office
from anjie.procedure.papers import Content


def issuer_of(unit: Unit) -> Issuer:
    """A unit as its letterhead has it."""
    return Issuer(unit.code, unit.name, unit.phone, unit.address)


def officers_of(case: CaseFile, *besides: str) -> dict[str, str]:
    """The names of everybody who acted on a case or is named on it, by sign-in name."""
    named = {entry.by for entry in case.entries} | {entry.acting_for or "" for entry in case.entries}
    for entry in case.entries:
        named |= {*_strings(getattr(entry.act, "interviewers", ())), str(getattr(entry.act, "recorder", ""))}
    wanted = named | {case.handler, *besides} - {""}
    return dict(Officer.objects.filter(username__in=wanted).values_list("username", "name"))


def _strings(value: object) -> Iterable[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, tuple) else []


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper is asked for: about whom, in which language, of which day, by whom signed, in which words."""

    about: str = ""
    language: str = "zh"
    dated: date | None = None
    """Today, if not said."""
    signer: str = ""
    """Whoever asks, if not said."""
    said: Mapping[Content, str] = field(default_factory=dict[Content, str])


def subject_for(opened: OpenCase, office: Office, unit: Unit, wanted: Wanted) -> Subject:
    """What a paper of this case, issued from this office, is made from."""
    signer = wanted.signer or office.acting_for or office.officer
    return Subject(
        dossier=opened.dossier,
        issuer=issuer_of(unit),
        calendar=calendar_of(office, opened.head.place),
        at=office.at,
        dated=wanted.dated or office.at.astimezone(office.calendar.zone).date(),
        signer=signer,
        about=wanted.about,
        language=wanted.language,
        said=wanted.said,
        names=officers_of(opened.dossier.case, signer),
    )
