"""What in a row of figures is a signal, and what is noise: control charts and limits for small counts. Pure.

    xmr       single values, such as the median time of each week: the mean ± 2.66 average moving ranges
    p_chart   shares of a varying number, such as limits missed of those that ran out
    u_chart   counts per exposure, such as complaints per working day
    stand_out counts of several with exposures of their own, such as teams of different size: exact Poisson limits

Two rules make a signal, and no others, for each further rule adds false alarms: one point outside the limits, and
eight in a row on one side of the centre. A point of fewer than FEW is shown and never judged, and no chart is judged
before it has ENOUGH points.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, sqrt
from typing import NamedTuple

from anjie.procedure.terms import Text, Word

ENOUGH = 8
"""Points before anything can be told from chance; also the length of a run."""

FEW = 5
"""A share of fewer than so many is not judged."""

SIGMAS = 3
XMR = 2.66
"""3 / 1.128: from the average of the moving ranges to three standard deviations."""

CHANCE = 0.001
"""How often, at most, chance alone puts one of them above its limit."""


class Rule(Word):
    """What makes a signal."""

    OUTSIDE = "outside", "单点超出控制限", "one point outside the limits"
    RUN = "run", "连续八点在中线同一侧", "eight points in a row on one side of the centre"


class Value(NamedTuple):
    """One figure of a row: what it is called, how much, and of how many."""

    label: str
    value: float
    of: float = 1.0


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a chart with the limits that hold for it."""

    label: str
    value: float | None
    """None where there is nothing to measure."""
    of: float
    lower: float
    upper: float
    judged: bool
    signals: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A row of figures with its centre, judged."""

    points: Sequence[Point]
    centre: float
    judged: bool
    """Whether there are enough points to judge by."""

    @property
    def signals(self) -> list[tuple[Point, Rule]]:
        """Every signal, in the order of time."""
        return [(point, rule) for point in self.points for rule in point.signals]

    @property
    def said(self) -> Text:
        """What is a signal and what is noise, in words."""
        if not self.judged:
            return Text(
                f"数据点少于{ENOUGH}个，尚不能区分信号与正常波动。",
                f"Fewer than {ENOUGH} points: signals can't be told from chance yet.",
            )
        outside = [point.label for point, rule in self.signals if rule is Rule.OUTSIDE]
        runs = [point.label for point, rule in self.signals if rule is Rule.RUN]
        if not outside and not runs:
            return Text(
                "没有信号：各点的高低属于正常波动，不必逐点解释，也不宜据此奖惩。",
                "No signal: the ups and downs are chance. Don't explain single points, nor praise or blame for them.",
            )
        parts = Text("", "")
        if outside:
            parts += Text(f"{'、'.join(outside)} 超出控制限；", f"{', '.join(outside)}: outside the limits. ")
        if runs:
            parts += Text(
                f"截至 {'、'.join(runs)} 已连续八点在中线同一侧；",
                f"{', '.join(runs)}: the eighth in a row on one side of the centre. ",
            )
        return parts + Text(
            "这些是信号，应查找原因；其余各点属于正常波动。", "These are signals: look for causes. The rest is chance."
        )


# -- the charts --------------------------------------------------------------------------------------------------


def xmr(values: Sequence[Value]) -> Chart:
    """Single values; those of fewer than FEW cases are shown and neither judged nor reckoned with."""
    known = [each for each in values if each.of >= FEW]
    centre = _mean(each.value for each in known)
    spread = XMR * _mean(abs(one.value - other.value) for one, other in zip(known[1:], known, strict=False))
    lower, upper = max(0.0, centre - spread), centre + spread
    points = [
        Point(each.label, each.value if each.of else None, each.of, lower, upper, each.of >= FEW) for each in values
    ]
    return _judged(points, centre)


def p_chart(values: Sequence[Value]) -> Chart:
    """Shares: `value` is how many of `of`."""
    whole = fsum(each.of for each in values)
    centre = fsum(each.value for each in values) / whole if whole else 0.0
    return _judged([_share(each, centre) for each in values], centre)


def _share(each: Value, centre: float) -> Point:
    if not each.of:
        return Point(each.label, None, 0, 0.0, 1.0, judged=False)
    spread = SIGMAS * sqrt(centre * (1 - centre) / each.of)
    lower, upper = max(0.0, centre - spread), min(1.0, centre + spread)
    return Point(each.label, each.value / each.of, each.of, lower, upper, each.of >= FEW)


def u_chart(values: Sequence[Value]) -> Chart:
    """Rates: `value` is a count, `of` the exposure."""
    whole = fsum(each.of for each in values)
    centre = fsum(each.value for each in values) / whole if whole else 0.0
    points = [_rate(each, centre) for each in values]
    return _judged(points, centre)


def _rate(each: Value, centre: float) -> Point:
    if not each.of:
        return Point(each.label, None, 0, 0.0, 0.0, judged=False)
    spread = SIGMAS * sqrt(centre / each.of)
    return Point(each.label, each.value / each.of, each.of, max(0.0, centre - spread), centre + spread, judged=True)


def _judged(points: Sequence[Point], centre: float) -> Chart:
    """Put the signals on the points that are judged."""
    judged = [point for point in points if point.judged]
    if len(judged) < ENOUGH:
        return Chart(points, centre, judged=False)
    ends = _ends_of_runs(judged, centre)
    return Chart([_with_signals(point, point in ends) for point in points], centre, judged=True)


def _with_signals(point: Point, run: bool) -> Point:  # noqa: FBT001 - said by its name at the one call
    if not point.judged or point.value is None:
        return point
    outside = not _within(point.value, point.lower, point.upper)
    signals = tuple(rule for rule, so in ((Rule.OUTSIDE, outside), (Rule.RUN, run)) if so)
    return Point(point.label, point.value, point.of, point.lower, point.upper, point.judged, signals)


ROUNDING = 1e-9


def _within(value: float, lower: float, upper: float) -> bool:
    """Whether a value lies within limits, which were reckoned with rounding."""
    room = ROUNDING * max(1.0, abs(value))
    return lower - room <= value <= upper + room


def _ends_of_runs(points: Sequence[Point], centre: float) -> list[Point]:
    """The points with which a run reaches its eighth: one for each run. A point on the centre ends a run."""
    ends: list[Point] = []
    side, length = 0, 0
    for point in points:
        value = centre if point.value is None else point.value
        now = 0 if _within(value, centre, centre) else 1 if value > centre else -1
        length = length + 1 if now == side and now else 1 if now else 0
        side = now
        if length == ENOUGH:
            ends.append(point)
    return ends


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fsum(found) / len(found) if found else 0.0


# -- counts of several, beside each other --------------------------------------------------------------------------


class Counted(NamedTuple):
    """One of several: who, what was counted, and the exposure it is to be measured by."""

    key: str
    number: int
    exposure: float


class Standing(NamedTuple):
    """One of several beside the others."""

    key: str
    number: int
    exposure: float
    expected: float
    limit: int
    """The most that chance leaves likely."""

    @property
    def stands_out(self) -> bool:
        """Whether there are more than chance explains; never a verdict, only a reason to look."""
        return self.number > self.limit and self.number >= LEAST


LEAST = 3
"""Fewer never stand out: one complaint says nothing about anybody."""


def stand_out(several: Sequence[Counted]) -> list[Standing]:
    """Each with what is expected of its exposure, at the rate of all together, and the limit of chance."""
    exposure = fsum(each.exposure for each in several)
    rate = fsum(each.number for each in several) / exposure if exposure else 0.0
    return [Standing(*each, rate * each.exposure, poisson_limit(rate * each.exposure, CHANCE)) for each in several]


def poisson_limit(mean: float, chance: float) -> int:
    """The smallest count that is exceeded with at most this probability, where so many are expected."""
    if mean <= 0:
        return 0
    count, below, term = 0, 0.0, -mean
    while True:
        below += exp(term)
        if 1 - below <= chance:
            return count
        count += 1
        term += log(mean) - log(count)


def differs(now: int, before: int, chance: float = 2 * CHANCE) -> bool:
    """Whether two counts of equal periods differ by more than chance: the exact test of two Poisson counts."""
    whole, most = now + before, max(now, before)
    if whole < FEW:
        return False
    return 2 * fsum(_halves(whole, most)) <= chance


def _halves(whole: int, least: int) -> Iterator[float]:
    """The probabilities of so many heads or more of so many throws."""
    term = fsum(log(whole - place) - log(place + 1) for place in range(whole - least)) - whole * log(2)
    for heads in range(least, whole + 1):
        yield exp(term)
        if heads < whole:
            term += log(whole - heads) - log(heads + 1)
