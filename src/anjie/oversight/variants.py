"""The ways cases went: which journals are alike, step by step, and how many went each way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from anjie.access.scope import Scope
from anjie.oversight.selecting import Selection, asked, ids_of
from anjie.procedure.acts import ACTS


class Grain(Enum):
    """How finely two journals are compared."""

    STEPS = "steps"
    """By the steps of the walk; acts of one step in a row are one."""
    ACTS = "acts"
    """By every act."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way, and the cases that went it."""

    key: str
    """The digest by which its cases are asked for."""
    walk: Sequence[str]
    cases: int
    share: float
    median: timedelta
    """From the first to the last of its entries."""


@dataclass(frozen=True, slots=True)
class Variants:
    """The most frequent ways, how many ways there are, and what share of the cases those shown make up."""

    shown: Sequence[Variant]
    ways: int
    cases: int

    @property
    def covered(self) -> float:
        """The share of the cases that went one of the ways shown."""
        return sum(each.cases for each in self.shown) / self.cases if self.cases else 0.0


WALKS = """
named as (select * from unnest(%s::text[], %s::text[]) as n (kind, name)),
step as (
    select e.case_id, e.seq, e.at, coalesce(named.name, e.kind) as name,
           lag(coalesce(named.name, e.kind)) over (partition by e.case_id order by e.seq) as before
    from chosen join cases_entry e on e.case_id = chosen.id left join named on named.kind = e.kind
    where e.kind <> all(%s)
),
walk as (
    select case_id, string_agg(name, ' ' order by seq) filter (where %s or name is distinct from before) as way,
           max(at) - min(at) as took
    from step group by case_id
)
"""

TOP = (
    WALKS
    + """
select way, md5(way), count(*), percentile_disc(0.5) within group (order by took),
       count(*) over (), (sum(count(*)) over ())::bigint
from walk group by way order by 3 desc, way limit %s
"""
)

OF_ONE = WALKS + "select case_id from walk where md5(way) = %s order by case_id desc limit %s"


def variants(scope: Scope, selection: Selection, grain: Grain = Grain.STEPS, most: int = 10) -> Variants:
    """The most frequent ways; one statement."""
    rows = asked(scope, selection, TOP, *_names(grain), selection.left_out, grain is Grain.ACTS, most)
    ways, cases = (rows[0][4], rows[0][5]) if rows else (0, 0)
    shown = [Variant(key, way.split(), count, count / cases, took) for way, key, count, took, *_ in rows]
    return Variants(shown, ways, cases)


def cases_of_way(scope: Scope, selection: Selection, grain: Grain, key: str, most: int) -> list[int]:
    """The newest cases that went a way."""
    whole = grain is Grain.ACTS
    return ids_of(asked(scope, selection, OF_ONE, *_names(grain), selection.left_out, whole, key, most))


def _names(grain: Grain) -> tuple[list[str], list[str]]:
    """What each kind counts as: itself, or its step."""
    named: Mapping[str, str] = {} if grain is Grain.ACTS else {kind: step_name(kind) for kind in ACTS}
    return list(named), list(named.values())


def step_name(kind: str) -> str:
    """The step of the walk to which a kind of act belongs."""
    return ACTS[kind].__module__.rpartition(".")[2]
