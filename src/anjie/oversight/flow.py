"""The process as it runs: which act follows which, how often, and how long it takes until then.

A directly-follows graph over the entries of the chosen cases, made by one statement: a window over each journal gives
every entry the one after it, and pairs of kinds are counted with the median and the ninth decile of the time between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from anjie.access.scope import Scope
from anjie.oversight.selecting import Selection, asked, ids_of
from anjie.procedure.acts import ACTS

FLOW = """
step as (
    select e.kind, e.at, lag(e.kind) over walk as before,
           lead(e.kind) over walk as next, lead(e.at) over walk as next_at
    from chosen join cases_entry e on e.case_id = chosen.id
    where e.kind <> all(%s)
    window walk as (partition by e.case_id order by e.seq)
)
select kind, next, count(*), count(*) filter (where before is null),
       percentile_disc(array[0.5, 0.9]) within group (order by next_at - at)
from step group by kind, next
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """One act directly followed by another."""

    source: str
    target: str
    count: int
    median: timedelta
    p90: timedelta

    @property
    def waited(self) -> timedelta:
        """What the passages together cost, about: it ranks the bottlenecks."""
        return self.median * self.count


@dataclass(frozen=True, slots=True)
class Flow:
    """The graph: how often each act was done, began and ended a journal; and what followed what."""

    acts: Mapping[str, int]
    starts: Mapping[str, int]
    ends: Mapping[str, int]
    edges: Sequence[Edge]

    @property
    def cases(self) -> int:
        """How many cases it is made of."""
        return sum(self.starts.values())

    @property
    def entries(self) -> int:
        """How many entries."""
        return sum(self.acts.values())

    @cached_property
    def order(self) -> Sequence[str]:
        """The acts in the order of the walk."""
        places = {kind: place for place, kind in enumerate(ACTS)}
        return sorted(self.acts, key=lambda kind: places.get(kind, len(places)))


def flow(scope: Scope, selection: Selection) -> Flow:
    """What happened in the chosen cases; one statement."""
    acts: dict[str, int] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    edges: list[Edge] = []
    for kind, then, count, first, times in asked(scope, selection, FLOW, selection.left_out):
        acts[kind] = acts.get(kind, 0) + count
        if first:
            starts[kind] = starts.get(kind, 0) + first
        if then is None:
            ends[kind] = count
        else:
            edges.append(Edge(kind, then, count, *times))
    edges.sort(key=lambda edge: (-edge.count, edge.source, edge.target))
    return Flow(acts, starts, ends, edges)


FEWEST = 5
"""A passage seen less often is no bottleneck yet."""


def bottlenecks(seen: Flow, most: int = 10) -> list[Edge]:
    """Where the time goes: the passages that cost the cases most, together."""
    frequent = [edge for edge in seen.edges if edge.count >= FEWEST and edge.median]
    return sorted(frequent, key=lambda edge: (-edge.waited, edge.source, edge.target))[:most]


@dataclass(frozen=True, slots=True)
class Thinned:
    """What is left of a graph when rare passages are hidden, and what that was."""

    flow: Flow
    hidden_edges: int
    hidden_passages: int
    hidden_acts: int


def thinned(seen: Flow, share: float) -> Thinned:
    """Hide the passages that are rarer than this share of the cases, and acts that nothing leads to or from then.

    Figures that stay are not changed: an act's count is that of all its entries.
    """
    bar = share * seen.cases
    kept = [edge for edge in seen.edges if edge.count >= bar]
    ends = _frequent(seen.ends, bar)
    starts = _frequent(seen.starts, bar)
    named = {edge.source for edge in kept} | {edge.target for edge in kept} | {*starts}
    acts = {kind: count for kind, count in seen.acts.items() if kind in named}
    hidden = seen.edges[len(kept) :]
    return Thinned(
        Flow(acts, starts, {kind: count for kind, count in ends.items() if kind in acts}, kept),
        len(hidden),
        sum(edge.count for edge in hidden),
        len(seen.acts) - len(acts),
    )


def _frequent(counts: Mapping[str, int], bar: float) -> dict[str, int]:
    return {kind: count for kind, count in counts.items() if count >= bar}


PASSAGE = """
step as (
    select e.case_id, e.kind, lead(e.kind) over walk as next
    from chosen join cases_entry e on e.case_id = chosen.id
    where e.kind <> all(%s)
    window walk as (partition by e.case_id order by e.seq)
)
select case_id from step where kind = %s and (%s = '' or next = %s) group by case_id order by case_id desc limit %s
"""


def cases_passing(scope: Scope, selection: Selection, source: str, target: str, most: int) -> list[int]:
    """The newest cases in which the act was done, and directly followed by the other if one is named."""
    return ids_of(asked(scope, selection, PASSAGE, selection.left_out, source, target, target, most))
