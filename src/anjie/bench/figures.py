"""What was measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median, quantiles

from anjie.procedure.terms import Text


class Aim(Enum):
    """On which side of its aim a figure should lie."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: of which part, what it says, its unit, and what it should be."""

    part: str
    name: str
    says: Text
    value: float
    unit: str = ""
    aim: float | None = None
    side: Aim = Aim.AT_MOST

    @property
    def reached(self) -> bool | None:
        """Whether the aim was reached; None without one."""
        if self.aim is None:
            return None
        return self.value <= self.aim if self.side is Aim.AT_MOST else self.value >= self.aim

    @property
    def shown(self) -> str:
        """The value with its unit, as precise as is worth reading."""
        digits = 0 if abs(self.value) >= HUNDREDS else 1 if abs(self.value) >= TENS else 2
        return f"{self.value:,.{digits}f} {self.unit}".strip()

    @property
    def aimed(self) -> str:
        """The aim, empty without one."""
        return "" if self.aim is None else f"{self.side.value} {self.aim:g}"


HUNDREDS, TENS = 100, 10


def as_data(figures: Iterable[Figure]) -> list[Mapping[str, object]]:
    """The figures for programs."""
    return [
        {
            "part": each.part,
            "name": each.name,
            "value": round(each.value, 4),
            "unit": each.unit,
            "aim": each.aim,
            "side": each.side.value if each.aim is not None else None,
            "reached": each.reached,
        }
        for each in figures
    ]


def p50(times: Sequence[float]) -> float:
    """The median."""
    return median(times)


def p95(times: Sequence[float]) -> float:
    """What nineteen of twenty lie below."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
