"""Who has the authority for what is being proposed, said while it is being written."""

from collections.abc import Sequence
from dataclasses import dataclass

from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier
from anjie.procedure.facts import authorities, facts_hold
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import ApprovalStation, Level, Text


@dataclass(frozen=True, slots=True)
class AuthoritySaid:
    """The lowest level that may decide it, by which clause, and whose signatures it needs first."""

    level: Level | None
    clause: Text | None
    above: bool
    """Whether that is above the office's own level."""
    stations: Sequence[ApprovalStation]
    informed: Sequence[Level]


def authority_for(dossier: Dossier, office: Office, proposed: Act | None = None) -> AuthoritySaid:
    """The authority as the case stands, or as it would stand with this proposal."""
    if proposed is not None:
        dossier = dossier.branch()
        version = dossier.case.version + 1
        dossier.add(Entry(version, office.at, office.officer, office.unit, proposed, office.acting_for))
    return _said(dossier.case, dossier.book, office.level)


def _said(case: CaseFile, book: Rulebook, own: Level) -> AuthoritySaid:
    able = authorities(case, book, "approved")
    if not able:
        return AuthoritySaid(None, None, above=False, stations=(), informed=())
    level, may = able[0]
    informed = [each.level for each in may.row.inform if facts_hold(case, book, each.when)]
    return AuthoritySaid(level, may.text, level.rank > own.rank, may.row.stations, informed)
