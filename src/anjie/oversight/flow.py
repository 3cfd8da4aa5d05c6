"""The process as it runs: which act follows which, how often, and how long it takes until then.

A directly-follows graph over the entries of the chosen cases, made by one statement: a window over each journal gives
every entry the one after it, and pairs of kinds are counted with the median and the ninth decile of the time between.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from anjie.access.scope import Scope
from anjie.oversight.selecting import Selection, asked, ids_of

FLOW = """
step as (
    select e.kind, e.at, lag(e.kind) over walk as before,
           lead(e.kind) over walk as next, lead(e.at) over walk as next_at,
           cast(row_number() over walk as float) / count(*) over (partition by e.case_id) as place
    from chosen join cases_entry e on e.case_id = chosen.id
    where e.kind <> all(%s)
    window walk as (partition by e.case_id order by e.seq)
)
select kind, next, count(*), count(*) filter (where before is null),
       sum(place), percentile_disc(array[0.5, 0.9]) within group (order by next_at - at)
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
    places: Mapping[str, float]
    """How far in its journal each act is done, on the average: 1 is its end."""

    @property
    def cases(self) -> int:
        """How many cases it is made of."""
        return sum(self.starts.values())

    @property
    def entries(self) -> int:
        """How many entries."""
        return sum(self.acts.values())

    @property
    def order(self) -> Sequence[str]:
        """The acts in an order in which as few passages as possible go back."""
        return forward(sorted(self.acts, key=lambda kind: (self.places[kind], kind)), self.edges)


PASSES = 20


def forward(acts: Sequence[str], edges: Iterable[Edge]) -> list[str]:
    """Put acts in an order that fewer passages run against: each is moved to where it is best until none can be."""
    order = list(acts)
    weights: dict[tuple[str, str], int] = {(edge.source, edge.target): edge.count for edge in edges}
    for _ in range(PASSES):
        before = list(order)
        for kind in before:
            others = [each for each in order if each != kind]
            order = [*others[: (best := _best(kind, others, weights))], kind, *others[best:]]
        if order == before:
            break
    return order


def _best(kind: str, others: Sequence[str], weights: Mapping[tuple[str, str], int]) -> int:
    """The first place at which fewest passages from or to an act run against the order."""
    against = sum(weights.get((each, kind), 0) for each in others)
    least, best = against, 0
    for place, each in enumerate(others, start=1):
        against += weights.get((kind, each), 0) - weights.get((each, kind), 0)
        if against < least:
            least, best = against, place
    return best


def flow(scope: Scope, selection: Selection) -> Flow:
    """What happened in the chosen cases; one statement."""
    acts: dict[str, int] = {}
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    places: dict[str, float] = {}
    edges: list[Edge] = []
    for kind, then, count, first, place, times in asked(scope, selection, FLOW, selection.left_out):
        acts[kind] = acts.get(kind, 0) + count
        places[kind] = places.get(kind, 0) + place
        if first:
            starts[kind] = starts.get(kind, 0) + first
        if then is None:
            ends[kind] = count
        else:
            edges.append(Edge(kind, then, count, *times))
    edges.sort(key=lambda edge: (-edge.count, edge.source, edge.target))
    return Flow(acts, starts, ends, edges, {kind: place / acts[kind] for kind, place in places.items()})


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
    """Hide the passages that are rarer than this share of the cases, and the acts that nothing leads to then.

    Figures that stay are not changed: an act's count is that of all its entries.
    """
    bar = share * seen.cases
    starts = _frequent(seen.starts, bar)
    frequent = [edge for edge in seen.edges if edge.count >= bar]
    reached = _reached(starts, frequent)
    kept = [edge for edge in frequent if edge.source in reached]
    acts = {kind: count for kind, count in seen.acts.items() if kind in reached}
    ends = {kind: count for kind, count in _frequent(seen.ends, bar).items() if kind in acts}
    return Thinned(
        Flow(acts, starts, ends, kept, seen.places),
        len(seen.edges) - len(kept),
        sum(edge.count for edge in seen.edges) - sum(edge.count for edge in kept),
        len(seen.acts) - len(acts),
    )


def _reached(starts: Iterable[str], edges: Sequence[Edge]) -> set[str]:
    """The acts that can be come to from a start."""
    reached, before = {*starts}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {edge.target for edge in edges if edge.source in reached}
    return reached


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
