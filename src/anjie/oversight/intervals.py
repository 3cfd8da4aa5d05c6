"""How sure a rate is: few cases prove little, so that one quick case wins nothing and one slow one loses nothing."""

from dataclasses import dataclass
from math import sqrt

Z = 1.96
"""Of twenty such intervals nineteen hold what they are about."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which rates the true one lies, as far as so many cases can tell (after Wilson)."""

    low: float
    high: float


def wilson(part: int, whole: int) -> Interval:
    """The interval of a rate of `part` in `whole`; everything is possible while there is nothing to go by."""
    if whole <= 0:
        return Interval(0.0, 1.0)
    rate, share = part / whole, Z * Z / whole
    middle = (rate + share / 2) / (1 + share)
    half = Z * sqrt(rate * (1 - rate) / whole + share / (4 * whole)) / (1 + share)
    return Interval(min(rate, max(0.0, middle - half)), max(rate, min(1.0, middle + half)))
