"""What the ladder suggests, rung by rung, and that nothing unproven counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.procedure.ladder import Record, Suggestion, suggest
from anjie.procedure.terms import SanctionFactor as Factor
from procedure.stories import BOOK, told

MILD, MODERATE, SERIOUS, RED_LINE = "V14", "V02", "V03", "V17"


def suggested(violation: str, record: Record = Record(), *factors: Factor) -> Suggestion:  # noqa: B008
    story = f"""
06-01 09:00  received
06-01 10:00  opened  allegations=R1:{violation}
06-02 10:00  found  result=substantiated
"""
    found = suggest(told(story).case, BOOK, "R1", record, factors)
    assert found
    return found


@pytest.mark.parametrize(
    ("violation", "record", "factors", "sanction", "points"),
    [
        (MILD, Record(), (), "admonition", 1),
        (MODERATE, Record(), (), "warning", 3),
        (SERIOUS, Record(), (), "suspension", 6),
        (RED_LINE, Record(), (), "termination", 12),
        (MILD, Record(repeats=1), (), "warning", 1),
        (MILD, Record(), (Factor.CONCEALMENT, Factor.SEVERAL_VICTIMS), "censure", 2),
        (MILD, Record(), (Factor.REPAID, Factor.COOPERATED), "admonition", 1),
        (SERIOUS, Record(), (Factor.SELF_REPORTED,), "clawback", 6),
        (MILD, Record(repeats=2), (*Factor,)[:4], "clawback", 1),
        (MODERATE, Record(points=9), (), "termination", 12),
        (MODERATE, Record(points=8), (), "warning", 3),
    ],
)
def test_where_it_comes_to(
    violation: str, record: Record, factors: tuple[Factor, ...], sanction: str, points: int
) -> None:
    found = suggested(violation, record, *factors)
    assert (found.sanction.code, found.points) == (sanction, points)
    assert found.proposed.sanction == sanction


def test_it_says_how_it_came_about() -> None:
    said = [each.en for each in suggested(MILD, Record(points=11, repeats=1), Factor.COOPERATED).because]
    assert said == [
        "The gravest violation found is Minor (S1): it begins at rung 1",
        "Sanctioned 1× within 12 months: one rung more",
        "Cooperated: 1 less",
        "11 points this year and 1 now make 12: the contract is ended",
    ]


@pytest.mark.parametrize("result", ["unsubstantiated", "inconclusive"])
def test_nothing_is_suggested_for_what_was_not_found(result: str) -> None:
    story = f"""
06-01 09:00  received
06-01 10:00  opened  allegations=R1:V17
06-02 10:00  found  result={result}
"""
    assert suggest(told(story).case, BOOK, "R1", Record(points=11, repeats=3)) is None
    assert suggest(told(story.rsplit("06-02", 1)[0]).case, BOOK, "R1", Record()) is None


def test_each_agent_by_himself() -> None:
    case = told(
        """
06-01 09:00  received  agents=A1,A2
06-01 10:00  opened  allegations=R1:V14,R2:V17
06-02 10:00  found  allegation=A1 result=substantiated
06-02 11:00  found  allegation=A2 result=unsubstantiated
"""
    ).case
    mine = suggest(case, BOOK, "R1", Record())
    assert mine
    assert mine.sanction.code == "admonition"
    assert suggest(case, BOOK, "R2", Record()) is None


@given(
    st.sampled_from([MILD, MODERATE, SERIOUS, RED_LINE]),
    st.integers(0, 12),
    st.integers(0, 5),
    st.sets(st.sampled_from(list(Factor))),
)
def test_it_stays_on_the_ladder_and_more_is_never_less(
    violation: str, points: int, repeats: int, factors: set[Factor]
) -> None:
    found = suggested(violation, Record(points, repeats), *factors)
    least, most = found.sanction.points
    assert least <= found.points <= most
    assert found.sanction.code in BOOK.sanctions
    for graver in (Record(points + 1, repeats), Record(points, repeats + 1)):
        assert suggested(violation, graver, *factors).sanction.rank >= found.sanction.rank
