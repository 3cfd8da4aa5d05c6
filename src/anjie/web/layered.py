"""A directed graph laid out in layers, from top to bottom. Pure: names, sizes and edges in, coordinates out.

As Sugiyama has it: every edge goes down (one that goes back is turned round meanwhile), each node stands below all that
lead to it, edges that pass several layers get a place of their own in each, places are moved to where their neighbours
are so that few edges cross, and at last everything is put as near below each other as the room allows. Between any two
layers lies one for what is written on the edges, so that no writing covers another.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

ROW, ALLEY = 44, 26
"""Height of a node, and of what is written on an edge."""
GAP_X, GAP_Y = 18, 15
"""Between what stands beside each other, and between layers."""
LABEL, THREAD = 84, 8
"""Width of what is written on an edge, and of an edge that only passes."""
MARGIN = 12
SWEEPS = 12
HEAD = 7
"""Length of an arrow's head."""


class Link(NamedTuple):
    """An edge, by the names of its ends."""

    source: str
    target: str


class Box(NamedTuple):
    """Where a node stands: its middle, and its width."""

    key: str
    x: float
    y: float
    width: float

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - ROW / 2


class Line(NamedTuple):
    """How an edge runs: the path, the head of its arrow, and where its writing stands."""

    link: Link
    path: str
    head: str
    x: float
    y: float
    back: bool


class Layout(NamedTuple):
    """The whole drawing."""

    width: float
    height: float
    boxes: Sequence[Box]
    lines: Sequence[Line]


@dataclass(eq=False, slots=True)
class _Place:
    """A place in a layer: a node's, or an edge's that passes."""

    layer: int
    width: float
    key: str = ""
    x: float = 0.0
    above: "list[_Place]" = field(default_factory=list["_Place"])
    below: "list[_Place]" = field(default_factory=list["_Place"])


def laid_out(widths: Mapping[str, float], links: Iterable[Link]) -> Layout:
    """Lay out the nodes, given in the order in which one expects them, and the edges between them."""
    places = {key: number for number, key in enumerate(widths)}
    links = [link for link in links if link.source in places and link.target in places]
    layers_of = _layers(places, links)
    nodes = {key: _Place(2 * layers_of[key], width, key) for key, width in widths.items()}
    chains = {link: _chain(nodes, link, places) for link in links if link.source != link.target}
    layers = _ordered([*nodes.values(), *(place for chain in chains.values() for place in chain[1:-1])])
    _spread(layers)
    heights = _heights(len(layers))
    lines = [_line(link, chain, places, heights) for link, chain in chains.items()]
    loops = [_loop(link, nodes[link.source], heights) for link in links if link.source == link.target]
    right = max((place.x + place.width / 2 for layer in layers for place in layer), default=0.0)
    right = max([right, *(loop.x + LABEL / 2 for loop in loops)])
    boxes = [Box(key, node.x, heights[node.layer], node.width) for key, node in nodes.items()]
    bottom = heights[-1] + ROW / 2 if heights else 0.0
    return Layout(right + MARGIN, bottom + MARGIN, boxes, [*lines, *loops])


def _layers(places: dict[str, int], links: Iterable[Link]) -> dict[str, int]:
    """The layer of each node: one below the lowest of those that lead to it, going back being turned round.

    A node that nothing leads to stands one above the highest that it leads to.
    """
    above: dict[str, list[str]] = {key: [] for key in places}
    below: dict[str, list[str]] = {key: [] for key in places}
    for source, target in links:
        first, last = sorted((source, target), key=places.__getitem__)
        if first != last:
            above[last].append(first)
            below[first].append(last)
    found: dict[str, int] = {}
    for key in places:
        found[key] = max((found[each] + 1 for each in above[key]), default=0)
    for key in reversed(places):
        if below[key] and not above[key]:
            found[key] = min(found[each] for each in below[key]) - 1
    return found


def _chain(nodes: Mapping[str, _Place], link: Link, places: Mapping[str, int]) -> list[_Place]:
    """The places of an edge from top to bottom, its ends among them; the one in the middle has the writing."""
    first, last = (nodes[key] for key in sorted(link, key=places.__getitem__))
    middle = _middle(first.layer, last.layer)
    passing = range(first.layer + 1, last.layer)
    chain = [first, *(_Place(layer, LABEL if layer == middle else THREAD) for layer in passing), last]
    for upper, lower in itertools.pairwise(chain):
        upper.below.append(lower)
        lower.above.append(upper)
    return chain


def _middle(first: int, last: int) -> int:
    """The layer for writing nearest the middle of two."""
    middle = (first + last) // 2
    return middle if middle % 2 else middle - 1 if middle - 1 > first else middle + 1


def _ordered(places: Iterable[_Place]) -> list[list[_Place]]:
    """The layers, each in an order in which its edges cross little."""
    layers: dict[int, list[_Place]] = {}
    for place in places:
        layers.setdefault(place.layer, []).append(place)
    found = [layers[number] for number in sorted(layers)]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer in found if down else reversed(found):
            _number(found)
            layer.sort(key=lambda place: _centre(place.above if down else place.below, place.x))
    _number(found)
    return found


def _number(layers: Iterable[Sequence[_Place]]) -> None:
    """Give each place its turn in its layer, from the middle."""
    for layer in layers:
        for turn, place in enumerate(layer):
            place.x = turn - (len(layer) - 1) / 2


def _centre(neighbours: Sequence[_Place], otherwise: float) -> float:
    return sum(place.x for place in neighbours) / len(neighbours) if neighbours else otherwise


def _spread(layers: Sequence[Sequence[_Place]]) -> None:
    """Put the places where their neighbours are, as near as their widths and their order let them."""
    for layer in layers:
        _put(layer, [place.x * (LABEL + GAP_X) for place in layer])
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            _put(layer, [_centre([*place.above, *place.below], place.x) for place in layer])
    left = min((place.x - place.width / 2 for layer in layers for place in layer), default=0.0)
    for layer in layers:
        for place in layer:
            place.x += MARGIN - left


class _Block(NamedTuple):
    """Places that touch: where the first would like to be, and how many they are."""

    wish: float
    size: int


def _put(layer: Sequence[_Place], wishes: Sequence[float]) -> None:
    """Move a layer's places to their wishes, in their order and without overlap, moving all of them least.

    Blocks that would overlap are joined and stand at the mean of what their places wish.
    """
    offsets = [0.0]
    for one, other in itertools.pairwise(layer):
        offsets.append(offsets[-1] + (one.width + other.width) / 2 + GAP_X)
    blocks: list[_Block] = []
    for wish, offset in zip(wishes, offsets, strict=False):
        block = _Block(wish - offset, 1)
        while blocks and blocks[-1].wish > block.wish:
            before = blocks.pop()
            size = before.size + block.size
            block = _Block((before.wish * before.size + block.wish * block.size) / size, size)
        blocks.append(block)
    put = [block.wish for block in blocks for _ in range(block.size)]
    for place, at, offset in zip(layer, put, offsets, strict=False):
        place.x = at + offset


def _heights(layers: int) -> list[float]:
    """Where the middle of each layer lies, those of nodes and those of writing in turn."""
    found: list[float] = []
    y = float(MARGIN)
    for number in range(layers):
        height = ALLEY if number % 2 else ROW
        found.append(y + height / 2)
        y += height + GAP_Y
    return found


# -- lines -------------------------------------------------------------------------------------------------------


def _line(link: Link, chain: Sequence[_Place], places: Mapping[str, int], heights: Sequence[float]) -> Line:
    first, last = chain[0], chain[-1]
    points = [(place.x, heights[place.layer]) for place in chain]
    points[0] = (_port(first, chain[1], first.below), heights[first.layer] + ROW / 2)
    points[-1] = (_port(last, chain[-2], last.above), heights[last.layer] - ROW / 2)
    back = places[link.source] > places[link.target]
    written = next(place for place in chain if place.width == LABEL and not place.key)
    x, y = written.x, heights[written.layer]
    if back:
        points.reverse()
    tip = points[-1]
    points[-1] = (tip[0], tip[1] + (HEAD if back else -HEAD))
    return Line(link, _curve(points), _arrow(tip, HEAD if back else -HEAD), x, y, back)


def _port(node: _Place, neighbour: _Place, neighbours: Sequence[_Place]) -> float:
    """Where on a node's edge a line begins or ends: in the order of where it goes."""
    turns = sorted(neighbours, key=lambda place: place.x)
    return node.x + node.width * ((turns.index(neighbour) + 1) / (len(turns) + 1) - 0.5) * 0.8


Point = tuple[float, float]


def _curve(points: Sequence[Point]) -> str:
    """A smooth path through the points, upright where it begins and ends."""
    ways = [_way(points, place) for place in range(len(points))]
    path = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y), way, to_way in zip(points, points[1:], ways, ways[1:], strict=False):
        part = (to_y - y) / 3
        path += (
            f"C{x + way * part:.1f} {y + part:.1f} {to_x - to_way * part:.1f} {to_y - part:.1f} {to_x:.1f} {to_y:.1f}"
        )
    return path


def _way(points: Sequence[Point], place: int) -> float:
    """How far aside a path goes for each step down, at a point: as from the one before to the one after."""
    if place in (0, len(points) - 1):
        return 0.0
    (x, y), (to_x, to_y) = points[place - 1], points[place + 1]
    return (to_x - x) / (to_y - y)


def _arrow(tip: Point, length: float) -> str:
    x, y = tip
    return f"{x:.1f},{y:.1f} {x - 4:.1f},{y + length:.1f} {x + 4:.1f},{y + length:.1f}"


def _loop(link: Link, node: _Place, heights: Sequence[float]) -> Line:
    """A line from a node to itself, at its right."""
    right, y = node.x + node.width / 2, heights[node.layer]
    bend = right + 26
    path = f"M{right:.1f} {y - 10:.1f}C{bend:.1f} {y - 18:.1f} {bend:.1f} {y + 18:.1f} {right + HEAD:.1f} {y + 10:.1f}"
    head = f"{right:.1f},{y + 9:.1f} {right + HEAD:.1f},{y + 5:.1f} {right + HEAD:.1f},{y + 14:.1f}"
    return Line(link, path, head, right + 24 + LABEL / 2, y, back=True)
