"""What became of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from anjie.intake.making import Problem
from anjie.intake.tables import Row


class Fate(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    PRESENT = "present"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Result:
    """A row and what became of it."""

    row: Row
    source_number: str
    fate: Fate
    case: str = ""
    problems: Sequence[Problem] = ()
