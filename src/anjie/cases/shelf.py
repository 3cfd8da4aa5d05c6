"""Cases that this process had in hand lately, so that their journals need not be read and folded again.

A case lies here under the end of its chain: an entry more, by whatever process, and it is not found any more. So what
is found is what the journal says; it needs no clearing, and a transaction that was rolled back leaves nothing that
anybody would find. Whether an office may see a case is asked before anybody looks here. A case whose bodies are to be
destroyed is not kept.
"""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from anjie.cases.projection import Row
from anjie.procedure.duties import Dossier
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Stage

MOST = 200
"""How many cases are kept, some tens of kilobytes each."""


class Kept(NamedTuple):
    """A case as it was put away: its folded state, and the rows the tables hold of it where they are known."""

    hash: bytes
    dossier: Dossier
    rows: Mapping[str, list[Row]] | None


_kept: OrderedDict[int, Kept] = OrderedDict()
_lock = Lock()


def find(case_id: int, end: bytes, book: Rulebook) -> Kept | None:
    """The case as its chain ends now, under the rulebook that binds it now; a copy, to be gone on with."""
    with _lock:
        kept = _kept.get(case_id)
        if kept is None or kept.hash != end or kept.dossier.book is not book:
            return None
        _kept.move_to_end(case_id)
    return kept._replace(dossier=kept.dossier.branch())


def keep(case_id: int, end: bytes, dossier: Dossier, rows: Mapping[str, list[Row]] | None = None) -> None:
    """Put a case away; nobody may change the dossier afterwards."""
    if dossier.case.stage is Stage.DISPOSED:
        return
    with _lock:
        _kept[case_id] = Kept(end, dossier, rows)
        _kept.move_to_end(case_id)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
