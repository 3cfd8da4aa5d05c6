"""The process as it runs, against journals read one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.directory.models import Unit
from anjie.oversight.flow import Edge, bottlenecks, cases_passing, flow, forward, thinned
from anjie.oversight.rework import handovers, rework
from anjie.oversight.selecting import NOTES, Selection
from anjie.oversight.variants import Grain, cases_of_way, variants
from anjie.procedure.terms import CaseClass, Disposition
from casework import Desk, acknowledged, revealed, rows
from people import AT

EVERYTHING = Selection(notes=True)
Step = tuple[str, datetime]


def journals(*, notes: bool = True) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for case, kind, at in rows("cases_entry", "case_id", "kind", "at", order="case_id, seq"):
        if notes or kind not in NOTES:
            found[case].append((kind, at))
    return found


def pairs(walks: dict[int, list[Step]]) -> Iterator[tuple[Step, Step]]:
    for walk in walks.values():
        yield from pairwise(walk)


def test_the_map_counts_what_the_journals_say(played: Desk) -> None:
    seen, walks = flow(Scope.SYSTEM, EVERYTHING), journals()
    assert {(edge.source, edge.target): edge.count for edge in seen.edges} == Counter(
        (before[0], after[0]) for before, after in pairs(walks)
    )
    assert seen.starts == Counter(walk[0][0] for walk in walks.values())
    assert seen.ends == Counter(walk[-1][0] for walk in walks.values())
    assert seen.acts == Counter(kind for walk in walks.values() for kind, _ in walk)
    assert seen.cases == len(walks) == 5
    found = [
        place / len(walk)
        for walk in walks.values()
        for place, (kind, _) in enumerate(walk, start=1)
        if kind == "opened"
    ]
    assert seen.places["opened"] == pytest.approx(sum(found) / len(found))


def test_the_time_between_is_the_median_of_the_passages(played: Desk) -> None:
    played.at += timedelta(days=3)
    played.walks(played.takes(), ())
    times: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for before, after in pairs(journals()):
        times[before[0], after[0]].append(after[1] - before[1])
    for edge in flow(Scope.SYSTEM, EVERYTHING).edges:
        assert edge.median == median_low(times[edge.source, edge.target])


def test_the_systems_own_notes_are_no_steps(desk: Desk) -> None:
    number = desk.takes()
    assert desk("wang", number, revealed()).done
    assert desk("wang", number, acknowledged()).done
    seen = flow(Scope.SYSTEM, Selection())
    assert [(edge.source, edge.target) for edge in seen.edges] == [("received", "acknowledged")]
    assert "identity_revealed" in flow(Scope.SYSTEM, EVERYTHING).acts


def test_a_selection_narrows_the_map(played: Desk) -> None:
    def cases(**asked: object) -> int:
        return flow(Scope.SYSTEM, Selection(**asked)).cases  # type: ignore[arg-type]

    assert cases(unit=Unit.objects.get(code="4501")) == 4
    assert cases(unit=Unit.objects.get(code="450203")) == 1
    assert cases(case_class=CaseClass.MAJOR) == 2
    assert cases(disposition=Disposition.ANSWERED_ON_SPOT) == 2
    assert cases(since=AT + timedelta(days=1)) == 0
    assert cases(until=AT + timedelta(days=1)) == 5
    assert cases(channel="letter") == 0


@pytest.mark.parametrize(("who", "seen"), [("wang", 4), ("tan", 1), ("zhou", 4), ("wei", 5), ("qin", 0), ("guan", 0)])
def test_whoever_asks_sees_the_process_of_the_cases_he_may_see(played: Desk, who: str, seen: int) -> None:
    scope = scope_of(played.office(who))
    with within(scope):
        assert flow(scope, EVERYTHING).cases == seen
        assert variants(scope, EVERYTHING).cases == seen
        assert handovers(scope, EVERYTHING).cases == seen


def against(order: Sequence[str], edges: Iterable[Edge]) -> int:
    return sum(edge.count for edge in edges if order.index(edge.source) > order.index(edge.target))


PASSAGES = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"), st.integers(1, 9))


@given(st.lists(PASSAGES, max_size=30, unique_by=lambda passage: passage[:2]))
def test_acts_are_put_in_an_order_that_few_passages_run_against(found: list[tuple[str, str, int]]) -> None:
    edges = [Edge(source, target, count, timedelta(), timedelta()) for source, target, count in found]
    order = forward("abcdefg", edges)
    assert sorted(order) == [*"abcdefg"]
    assert against(order, edges) <= against("abcdefg", edges)


def test_a_plain_walk_runs_forward() -> None:
    edges = [Edge(one, other, 3, timedelta(), timedelta()) for one, other in pairwise("gcadbef")]
    assert forward("abcdefg", edges) == [*"gcadbef"]


def test_hiding_what_is_rare_says_what_it_hid_and_changes_no_figure(played: Desk) -> None:
    whole = flow(Scope.SYSTEM, EVERYTHING)
    part = thinned(whole, 0.4)
    assert all(edge.count >= 2 for edge in part.flow.edges)
    assert part.hidden_edges == len(whole.edges) - len(part.flow.edges) > 0
    shown = set(part.flow.edges)
    assert part.hidden_passages == sum(edge.count for edge in whole.edges if edge not in shown)
    assert {edge.target for edge in shown} <= {*part.flow.acts}
    assert all(part.flow.acts[kind] == whole.acts[kind] for kind in part.flow.acts)
    assert thinned(whole, 0).flow == whole


def test_bottlenecks_are_frequent_and_slow(played: Desk) -> None:
    for _ in range(5):
        number = played.takes()
        played.at += timedelta(hours=5)
        assert played("wang", number, acknowledged()).done
    slowest = bottlenecks(flow(Scope.SYSTEM, EVERYTHING))[0]
    assert (slowest.source, slowest.target) == ("received", "acknowledged")


def test_cases_are_found_by_the_passage_they_made(played: Desk) -> None:
    closed = {case for case, walk in journals().items() if "closed" in [kind for kind, _ in walk]}
    found = cases_passing(Scope.SYSTEM, EVERYTHING, "closed", "", 10)
    assert set(found) == closed
    assert found == sorted(found, reverse=True)
    assert set(cases_passing(Scope.SYSTEM, EVERYTHING, "closed", "archived", 10)) < closed
    assert cases_passing(Scope.SYSTEM, EVERYTHING, "archived", "closed", 10) == []


def ways(walks: dict[int, list[Step]]) -> Counter[Sequence[str]]:
    return Counter(tuple(kind for kind, _ in walk) for walk in walks.values())


def test_variants_are_the_ways_the_journals_went(played: Desk) -> None:
    found = variants(Scope.SYSTEM, EVERYTHING, Grain.ACTS)
    assert {tuple(each.walk): each.cases for each in found.shown} == ways(journals())
    assert found.shown[0].share == 2 / 5
    assert found.covered == 1
    first = found.shown[0]
    assert len(cases_of_way(Scope.SYSTEM, EVERYTHING, Grain.ACTS, first.key, 10)) == first.cases


def test_acts_of_one_step_in_a_row_are_one(played: Desk) -> None:
    found = variants(Scope.SYSTEM, Selection(), Grain.STEPS, most=1)
    walk = found.shown[0].walk
    assert walk[:3] == ["intake", "registration", "verification"]
    assert all(one != other for one, other in pairwise(walk))
    assert found.ways > len(found.shown)
    assert found.covered < 1
    assert cases_of_way(Scope.SYSTEM, Selection(), Grain.STEPS, found.shown[0].key, 9)


def test_what_is_done_again_is_counted(played: Desk) -> None:
    number = played.takes()
    for _ in range(3):
        assert played("wang", number, acknowledged()).done
    [again] = [each for each in rework(Scope.SYSTEM, Selection()) if each.kind == "acknowledged"]
    assert (again.acts, again.cases, again.repeated) == (3, 1, 1)
    assert not again.back


def test_hand_overs_are_changes_of_hands(played: Desk) -> None:
    found = handovers(Scope.SYSTEM, EVERYTHING)
    between = {(each.source, each.target): each.count for each in found.units}
    assert between["450103", "45"] >= 2
    changes = 0
    for walk in _hands().values():
        changes += sum(one != other for one, other in pairwise(walk))
    assert found.people == changes


def _hands() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for case, by in rows("cases_entry", "case_id", "by", order="case_id, seq", where="by <> 'system'"):
        found[case].append(by)
    return found
