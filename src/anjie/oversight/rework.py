"""What had to be done again, and from hand to hand: returns, reopenings, repeats, and who passed a case to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from anjie.access.scope import Scope
from anjie.oversight.selecting import Selection, asked

BACK = (
    "returned", "proposal_withdrawn", "transfer_refused", "cohandling_declined", "cohandling_asked_back", "reopened",
    "objection_filed", "review_requested", "sanction_revoked", "dissatisfaction_followed_up",
)  # fmt: skip
"""Acts with which work goes back to where it was before."""


@dataclass(frozen=True, slots=True)
class Again:
    """One kind of act, as far as it was done again or sends work back."""

    kind: str
    acts: int
    cases: int
    repeated: int
    """In how many of the cases it was done more than once."""
    share: float
    """Of all cases looked at, those that it happened in (for work sent back) or was repeated in."""

    @property
    def back(self) -> bool:
        """Whether it is an act that sends work back."""
        return self.kind in BACK


AGAIN = """
times as (
    select e.case_id, e.kind, count(*) as often
    from chosen join cases_entry e on e.case_id = chosen.id
    where e.kind <> all(%s) group by e.case_id, e.kind
)
select kind, sum(often)::bigint, count(*), count(*) filter (where often > 1), (select count(*) from chosen)
from times group by kind
"""


def rework(scope: Scope, selection: Selection, most: int = 12) -> list[Again]:
    """What goes back, and what is repeated, the most frequent first; one statement."""
    found: list[Again] = []
    for kind, acts, cases, repeated, whole in asked(scope, selection, AGAIN, selection.left_out):
        happened = cases if kind in BACK else repeated
        if happened:
            found.append(Again(kind, acts, cases, repeated, happened / whole))
    found.sort(key=lambda each: (not each.back, -each.share, each.kind))
    back = [each for each in found if each.back]
    return [*back, *(each for each in found if not each.back)][: len(back) + most]


@dataclass(frozen=True, slots=True)
class Handover:
    """A case passed from one unit to another."""

    source: str
    target: str
    count: int
    median: timedelta
    """From the last act of the one to the first of the other."""


@dataclass(frozen=True, slots=True)
class Handovers:
    """Between units, the most frequent first; and between people, how often in a case."""

    units: Sequence[Handover]
    people: int
    cases: int

    @property
    def a_case(self) -> float:
        """How often a case changes hands, on the average."""
        return self.people / self.cases if self.cases else 0.0


HANDS = """
step as (
    select e.unit, e.by, e.at, lag(e.unit) over walk as unit_before, lag(e.by) over walk as by_before,
           lag(e.at) over walk as at_before
    from chosen join cases_entry e on e.case_id = chosen.id
    where e.kind <> all(%s) and e.by <> 'system'
    window walk as (partition by e.case_id order by e.seq)
)
select unit_before, unit, count(*), percentile_disc(0.5) within group (order by at - at_before),
       (select count(*) from step where by_before <> by), (select count(*) from chosen)
from step group by unit_before, unit order by 3 desc, 1, 2
"""


def handovers(scope: Scope, selection: Selection, most: int = 12) -> Handovers:
    """From whom to whom cases went; one statement."""
    rows = asked(scope, selection, HANDS, selection.left_out)
    units = [Handover(*row[:4]) for row in rows if row[0] not in (None, row[1])]
    people, cases = (rows[0][4], rows[0][5]) if rows else (0, 0)
    return Handovers(units[:most], people, cases)
