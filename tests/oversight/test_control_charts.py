"""Signals and noise: the charts' limits, and that chance alone seldom raises an alarm."""

import random
from itertools import pairwise
from math import exp, factorial, isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.oversight.control_charts import (
    ENOUGH,
    FEW,
    Chart,
    Counted,
    Rule,
    Value,
    differs,
    p_chart,
    poisson_limit,
    stand_out,
    u_chart,
    xmr,
)

figures = st.lists(st.floats(0, 1000), min_size=1, max_size=40)
shares = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=40)


def row(*numbers: float, of: float = 10) -> list[Value]:
    return [Value(f"W{place}", number, of) for place, number in enumerate(numbers)]


def signalled(chart: Chart) -> list[tuple[str, Rule]]:
    return [(point.label, rule) for point, rule in chart.signals]


@given(figures)
def test_the_limits_of_single_values_are_those_of_the_moving_range(numbers: list[float]) -> None:
    chart = xmr(row(*numbers))
    ranges = [abs(one - other) for one, other in pairwise(numbers)]
    spread = 2.66 * sum(ranges) / len(ranges) if ranges else 0
    for point in chart.points:
        assert isclose(point.upper, chart.centre + spread, abs_tol=1e-6)
        assert 0 <= point.lower <= chart.centre + 1e-6
    assert isclose(chart.centre, sum(numbers) / len(numbers), abs_tol=1e-6)


@given(shares)
def test_the_limits_of_shares_narrow_with_the_number(counts: list[tuple[int, int]]) -> None:
    chart = p_chart([Value(str(place), min(pair), max(pair)) for place, pair in enumerate(counts)])
    known = [point for point in chart.points if point.of]
    for point in known:
        assert 0 <= point.lower <= chart.centre <= point.upper <= 1
        assert isclose(
            point.upper, min(1, chart.centre + 3 * sqrt(chart.centre * (1 - chart.centre) / point.of)), abs_tol=1e-9
        )
    for one, other in pairwise(sorted(known, key=lambda point: point.of)):
        assert other.upper - other.lower <= one.upper - one.lower + 1e-9


@given(shares)
def test_the_limits_of_rates_lie_around_the_centre(counts: list[tuple[int, int]]) -> None:
    chart = u_chart([Value(str(place), count, exposure) for place, (count, exposure) in enumerate(counts)])
    assert all(point.lower <= chart.centre <= point.upper for point in chart.points if point.of)


@given(st.floats(0, 100), st.integers(1, 40))
def test_what_never_changes_is_no_signal(value: float, count: int) -> None:
    assert xmr(row(*[value] * count)).signals == []


@given(figures, st.floats(0.1, 100))
def test_the_unit_of_measure_does_not_matter(numbers: list[float], factor: float) -> None:
    numbers = [round(number, 3) for number in numbers]
    one, other = xmr(row(*numbers)), xmr(row(*[number * factor for number in numbers]))
    assert signalled(one) == signalled(other)


def test_a_point_outside_the_limits_is_a_signal() -> None:
    chart = xmr(row(10, 11, 10, 9, 10, 11, 10, 40, 10, 9))
    assert signalled(chart) == [("W7", Rule.OUTSIDE)]
    assert "W7" in chart.said.zh
    assert "信号" in chart.said.zh
    assert "W7" in chart.said.en


def test_eight_in_a_row_on_one_side_are_a_signal_and_seven_are_none() -> None:
    high, low = [10, 12] * 4, [9, 7] * 4
    assert signalled(xmr(row(*high, *low))) == [("W7", Rule.RUN), ("W15", Rule.RUN)]
    assert signalled(xmr(row(*high[:7], *low[:7]))) == []


def test_ups_and_downs_are_noise_and_said_to_be() -> None:
    chart = xmr(row(10, 12, 9, 11, 10, 13, 8, 11, 10, 12))
    assert chart.signals == []
    assert "正常波动" in chart.said.zh
    assert "No signal" in chart.said.en


def test_too_few_points_are_not_judged() -> None:
    chart = xmr(row(*[1] * (ENOUGH - 2), 50))
    assert not chart.judged
    assert chart.signals == []
    assert "少于" in chart.said.zh


def test_a_share_of_few_is_shown_and_not_judged() -> None:
    values = [*(Value(str(place), 1, 40) for place in range(10)), Value("few", FEW - 1, FEW - 1), Value("none", 0, 0)]
    chart = p_chart(values)
    assert chart.points[-2].value == 1
    assert chart.points[-1].value is None
    assert chart.signals == [(chart.points[7], Rule.RUN)] or chart.signals == []
    assert signalled(p_chart([*values[:10], Value("many", 20, 40)])) == [("7", Rule.RUN), ("many", Rule.OUTSIDE)]


def test_chance_alone_seldom_raises_an_alarm() -> None:
    dice = random.Random(1)  # noqa: S311 - the same throws each time
    alarms = sum(
        bool([rule for _, rule in xmr(row(*[dice.gauss(20, 3) for _ in range(26)])).signals if rule is Rule.OUTSIDE])
        for _ in range(200)
    )
    assert alarms < 40


# -- small counts ----------------------------------------------------------------------------------------------


@given(st.floats(0.01, 60), st.sampled_from([0.05, 0.01, 0.001]))
def test_the_limit_is_the_smallest_that_chance_seldom_exceeds(mean: float, chance: float) -> None:
    limit = poisson_limit(mean, chance)

    def above(count: int) -> float:
        return 1 - sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))

    assert above(limit) <= chance + 1e-9
    assert limit == 0 or above(limit - 1) > chance - 1e-9


@given(st.floats(0.01, 60), st.floats(0.01, 60))
def test_more_exposure_allows_more(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert poisson_limit(low, 0.001) <= poisson_limit(high, 0.001)


@pytest.mark.parametrize(("count", "agents", "out"), [(20, 100, False), (12, 10, True), (2, 1, False)])
def test_a_team_stands_out_for_its_size(count: int, agents: int, out: bool) -> None:
    others = [Counted(f"team {place}", 10, 50) for place in range(20)]
    found = stand_out([*others, Counted("it", count, agents)])[-1]
    assert found.stands_out is out
    assert found.expected == pytest.approx(agents * (200 + count) / (1000 + agents))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 100)), min_size=1, max_size=20))
def test_what_is_expected_adds_up_to_what_was_counted(teams: list[tuple[int, int]]) -> None:
    found = stand_out([Counted(str(place), count, agents) for place, (count, agents) in enumerate(teams)])
    assert sum(each.expected for each in found) == pytest.approx(sum(count for count, _ in teams))


@pytest.mark.parametrize(
    ("now", "before", "signal"),
    [(0, 0, False), (4, 0, False), (11, 0, True), (30, 25, False), (60, 25, True), (25, 60, True), (1000, 1010, False)],
)
def test_a_change_is_a_signal_if_chance_seldom_makes_it(now: int, before: int, signal: bool) -> None:
    assert differs(now, before) is signal
