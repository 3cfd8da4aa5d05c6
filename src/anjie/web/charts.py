"""Charts as the server draws them: coordinates for templates, no script. Each has its figures in a table beside it.

A chart says in words what it shows; shapes and words tell signals apart, and colour only besides.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import NamedTuple

from anjie.oversight.control_charts import Chart, Standing

WIDTH, HEIGHT = 640, 216
LEFT, RIGHT, TOP, BOTTOM = 46, 78, 14, 26
"""Of the drawing, and the room around the figures: for the scale, the words beside the limits, and the names."""

LABELS = 9
"""About so many names stand below a chart."""


class Column(NamedTuple):
    """One bar of a drawing whose bars stand on its lower edge."""

    x: int
    y: int
    height: int
    css: str


COLUMN_HEIGHT, COLUMN_BASE = 100, 2
"""Of the highest bar, and of one for nothing."""


def column(x: int, value: int, most: int, css: str) -> Column:
    """A bar for a value of the most there is."""
    height = max(COLUMN_BASE, round(value * COLUMN_HEIGHT / most))
    return Column(x, COLUMN_HEIGHT - height, height, css if value else "none")


class Mark(NamedTuple):
    """One point of a drawing."""

    x: float
    y: float
    sign: str
    """`outside`, `run`, `few` or empty: its shape."""
    title: str


class Tick(NamedTuple):
    """A name on a scale."""

    at: float
    label: str


class Band(NamedTuple):
    """A limit as it runs beside the points, in steps, with its name at the end."""

    path: str
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A control chart or a funnel, ready to be put down."""

    marks: Sequence[Mark]
    path: str
    """The line through the points."""
    bands: Sequence[Band]
    centre: Band
    rows: Sequence[Tick]
    columns: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def right(self) -> int:
        """Where the figures end."""
        return self.width - RIGHT

    @property
    def floor(self) -> int:
        """Where the names stand."""
        return self.height - BOTTOM


Write = Callable[[float], str]


def whole(value: float) -> str:
    """A count."""
    return f"{value:.0f}"


def decimal(value: float) -> str:
    """A figure with one place."""
    return f"{value:.1f}"


def percent(value: float) -> str:
    """A share."""
    return f"{value * 100:.0f}%"


def control(chart: Chart, write: Write) -> Drawing:
    """A control chart: the points, the centre, and the limits as they step with each point's number."""
    points = chart.points
    values = [point.value for point in points if point.value is not None]
    limits = [point.upper for point in points if chart.judged and point.judged]
    top, rows = _scale(max([*values, *limits, chart.centre], default=1.0))
    x = _spread(len(points))

    def y(value: float) -> float:
        return _up(min(value, top) / top)

    marks = [
        Mark(x(place), y(point.value), _sign(chart, place), f"{point.label} {write(point.value)}")
        for place, point in enumerate(points)
        if point.value is not None
    ]
    bands: list[Band] = []
    if chart.judged and points:
        bands = [
            Band(_steps([(x(place), y(point.upper)) for place, point in enumerate(points)]), y(points[-1].upper), ""),
            Band(_steps([(x(place), y(point.lower)) for place, point in enumerate(points)]), y(points[-1].lower), ""),
        ]
    centre = Band(f"M{LEFT} {y(chart.centre):.1f}H{WIDTH - RIGHT}", y(chart.centre), write(chart.centre))
    every = max(1, ceil(len(points) / LABELS))
    names = [Tick(x(place), point.label) for place, point in enumerate(points) if place % every == 0]
    path = "M" + "L".join(f"{mark.x:.1f} {mark.y:.1f}" for mark in marks) if marks else ""
    return Drawing(marks, path, bands, centre, [Tick(y(row), write(row)) for row in rows], names)


def _sign(chart: Chart, place: int) -> str:
    point = chart.points[place]
    if point.signals:
        return point.signals[0].value
    return "" if point.judged or not chart.judged else "few"


def funnel(standings: Sequence[Standing], limit: Callable[[float], int], name: Callable[[Standing], str]) -> Drawing:
    """Several of different size: counts over sizes, and the limit of chance that grows with the size."""
    largest = max((each.exposure for each in standings), default=1.0)
    right, columns = _scale(largest)
    rate = sum(each.expected for each in standings) / (sum(each.exposure for each in standings) or 1.0)
    sizes = [right * place / 60 for place in range(61)]
    ceiling = [limit(rate * size) for size in sizes]
    top, rows = _scale(max([each.number for each in standings] + ceiling, default=1.0))

    def x(size: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * size / right

    def y(count: float) -> float:
        return _up(count / top)

    marks = [
        Mark(x(each.exposure), y(each.number), "outside" if each.stands_out else "", name(each)) for each in standings
    ]
    band = Band(_steps([(x(size), y(count)) for size, count in zip(sizes, ceiling, strict=True)]), y(ceiling[-1]), "")
    end = y(min(top, rate * right))
    centre = Band(f"M{x(0):.1f} {y(0):.1f}L{x(right):.1f} {end:.1f}", end, "")
    return Drawing(
        marks, "", [band], centre, [Tick(y(row), whole(row)) for row in rows],
        [Tick(x(size), whole(size)) for size in columns],
    )  # fmt: skip


def _scale(most: float) -> tuple[float, list[float]]:
    """The top of a scale and its lines: at least as high as the highest, in round steps."""
    most = most or 1.0
    raw = most / 4
    power = 10 ** floor(log10(raw))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= raw * 0.999)
    lines = [step * place for place in range(ceil(most / step * 0.999) + 1)]
    return lines[-1], lines


def _spread(count: int) -> Callable[[int], float]:
    room = WIDTH - LEFT - RIGHT
    return lambda place: LEFT + room * (place + 0.5) / max(count, 1)


def _up(share: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share


def _steps(points: Sequence[tuple[float, float]]) -> str:
    """A path in steps: each limit holds around its own point."""
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, _), (to_x, to_y) in itertools.pairwise(points):
        path += f"H{(x + to_x) / 2:.1f}V{to_y:.1f}"
    return path + f"H{points[-1][0]:.1f}"
