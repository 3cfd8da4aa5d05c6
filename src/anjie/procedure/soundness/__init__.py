"""The proof of a rulebook, before a single case is handled by it.

`check` reads the clauses: every word known, every limit with its start, authority without gaps. `explore` walks
cases through the procedure, every detour included, and closes each state it meets. `assumptions` lists what
somebody has yet to confirm.
"""

from anjie.procedure.soundness.assumptions import Assumed, assumptions
from anjie.procedure.soundness.checking import Flaw, check, check_library
from anjie.procedure.soundness.exploring import Exploration, close_out, explore
from anjie.procedure.soundness.specimens import specimens

__all__ = [
    "Assumed",
    "Exploration",
    "Flaw",
    "assumptions",
    "check",
    "check_library",
    "close_out",
    "explore",
    "specimens",
]
