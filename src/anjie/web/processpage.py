"""What the page of the process shows: the map as a drawing, and its figures with words. No query in it."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import NamedTuple

from anjie.oversight.flow import Edge, Flow, Thinned, bottlenecks, thinned
from anjie.procedure.acts import ACTS
from anjie.procedure.terms import Text
from anjie.web.casepage import STEP_TITLES
from anjie.web.language import say
from anjie.web.layered import Box, Line, Link, laid_out

START, END = "start", "end"
ENDS: Mapping[str, Text] = {START: Text("开始", "Start"), END: Text("结束", "End")}
SLOW = 5
"""How many passages are marked as slow."""

DETAILS: Mapping[str, tuple[float, Text]] = {
    "main": (0.10, Text("主干", "Main ways")),
    "usual": (0.03, Text("常见", "Usual")),
    "all": (0.0, Text("全部", "Everything")),
}
"""How much is drawn: passages of at least that share of the cases."""

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def span(length: timedelta) -> Text:
    """A length of time in few words."""
    if length >= DAY:
        return Text(f"{length / DAY:.1f}天", f"{length / DAY:.1f} d")
    if length >= HOUR:
        return Text(f"{length / HOUR:.1f}小时", f"{length / HOUR:.1f} h")
    return Text(f"{length // MINUTE}分钟", f"{length // MINUTE} min")


def title(kind: str) -> Text:
    """What an act, a step or an end is called."""
    if kind in ENDS:
        return ENDS[kind]
    return ACTS[kind].title if kind in ACTS else STEP_TITLES.get(kind, Text(kind, kind))


class Node(NamedTuple):
    """A node of the map."""

    box: Box
    title: Text
    times: int
    act: str
    """Empty for the ends."""


class Arrow(NamedTuple):
    """An edge of the map."""

    line: Line
    times: int
    time: Text | None
    slow: bool
    weight: str
    source: Text
    target: Text
    between: bool
    """Whether it runs between two acts."""


@dataclass(frozen=True, slots=True)
class Map:
    """The drawing with what it hides."""

    nodes: Sequence[Node]
    arrows: Sequence[Arrow]
    width: float
    height: float
    part: Thinned

    @property
    def said(self) -> Text:
        """What is drawn, for whoever doesn't see it."""
        flow = self.part.flow
        return Text(
            f"流程图：{len(flow.acts)} 种办理事项，{len(flow.edges)} 种先后关系；数字见下表",
            f"Map of the process: {len(flow.acts)} acts and {len(flow.edges)} passages; the table has the figures",
        )


def drawn(seen: Flow, share: float) -> Map:
    """Draw what is left when passages rarer than a share of the cases are hidden."""
    part = thinned(seen, share)
    flow = part.flow
    slow = {(edge.source, edge.target) for edge in bottlenecks(flow, SLOW)}
    counts = {START: sum(flow.starts.values()), **flow.acts, END: sum(flow.ends.values())}
    order = [START, *flow.order, END] if flow.acts else []
    passages = {Link(edge.source, edge.target): edge for edge in flow.edges}
    ends = {Link(START, kind): count for kind, count in flow.starts.items()}
    ends |= {Link(kind, END): count for kind, count in flow.ends.items()}
    layout = laid_out({key: _width(key) for key in order}, [*ends, *passages])
    most = max([edge.count for edge in flow.edges] + [1])
    arrows = [_arrow(line, passages.get(line.link), ends, most, slow) for line in layout.lines]
    nodes = [Node(box, title(box.key), counts[box.key], "" if box.key in ENDS else box.key) for box in layout.boxes]
    return Map(nodes, arrows, layout.width, layout.height, part)


def _arrow(line: Line, edge: Edge | None, ends: Mapping[Link, int], most: int, slow: set[tuple[str, str]]) -> Arrow:
    count = edge.count if edge else ends[line.link]
    weight = f"{1 + 3 * log(count) / log(most) if most > 1 and count > 1 else 1:.1f}"
    source, target = (title(key) for key in line.link)
    is_slow = edge is not None and (edge.source, edge.target) in slow
    return Arrow(line, count, span(edge.median) if edge else None, is_slow, weight, source, target, edge is not None)


def _width(key: str) -> float:
    """Room enough for a title and its count."""
    words = say(title(key))
    return max(86.0, 26 + sum(12.5 if unicodedata.east_asian_width(each) in "WF" else 6.8 for each in words))
