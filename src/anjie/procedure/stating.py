"""What the desk itself states in acts of the archive, before they are judged: nobody could type it better.

An index made by hand would be wrong, and a time of keeping typed by whoever wants to destroy would be worth nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from anjie.procedure.acts.archive import Archived, DisposalProposed, Disposed, Remains
from anjie.procedure.acts.base import Act
from anjie.procedure.duties import Dossier
from anjie.procedure.facts import file_index
from anjie.procedure.filing import index_text
from anjie.procedure.retention import Contract, keeping

RECKONED = (DisposalProposed, Disposed)
"""Acts for which the time of keeping is reckoned."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the fold doesn't know: the end of the chain, the contracts by number, and the zone of the calendar."""

    head: bytes
    contracts: Mapping[str, Contract]
    zone: tzinfo


def stated(act: Act, dossier: Dossier, ground: Ground) -> Act:
    """The act with what the desk states; any other act as it is."""
    case, book = dossier.case, dossier.book
    if isinstance(act, Archived):
        index = index_text(file_index(case, book))
        return act.model_copy(update={"index": index, "seal": ground.head.hex()})
    if not isinstance(act, RECKONED):
        return act
    reckoned = keeping(case, book, ground.contracts, ground.zone)
    if isinstance(act, DisposalProposed):
        return act.model_copy(update={"free_on": reckoned.free_on, "basis": reckoned.basis.zh, "list_no": ""})
    update = {"free_on": reckoned.free_on, "certificate": case.disposal_list, "remains": Remains.of(case)}
    return act.model_copy(update=update)
