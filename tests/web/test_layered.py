"""A graph in layers: everything has its place, nothing covers anything, and every line goes where it should."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from anjie.web.layered import GAP_Y, LABEL, ROW, Box, Layout, Line, Link, laid_out

NAMES = [f"n{place}" for place in range(12)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[str, float], list[Link]]:
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    pairs = st.builds(Link, st.sampled_from(names), st.sampled_from(names))
    return dict.fromkeys(names, 120.0), draw(st.lists(pairs, unique=True, max_size=30))


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    x, y, width, height = (abs(one[0] - other[0]), abs(one[1] - other[1]), one[2] + other[2], one[3] + other[3])
    return x < width / 2 - 1e-6 and y < height / 2 - 1e-6


def areas(layout: Layout) -> list[tuple[float, float, float, float]]:
    boxes = [(box.x, box.y, box.width, float(ROW)) for box in layout.boxes]
    return boxes + [
        (line.x, line.y, float(LABEL), 18.0) for line in layout.lines if line.link.source != line.link.target
    ]


@given(graphs())
def test_nothing_covers_anything_and_all_is_on_the_sheet(graph: tuple[dict[str, float], list[Link]]) -> None:
    layout = laid_out(*graph)
    assert not any(overlap(one, other) for one, other in combinations(areas(layout), 2))
    for x, y, width, height in areas(layout):
        assert x - width / 2 >= 0
        assert y - height / 2 >= 0
        assert x + width / 2 <= layout.width
        assert y + height / 2 <= layout.height


@given(graphs())
def test_every_node_and_every_edge_is_drawn_once(graph: tuple[dict[str, float], list[Link]]) -> None:
    widths, links = graph
    layout = laid_out(widths, links)
    assert [box.key for box in layout.boxes] == [*widths]
    assert sorted(line.link for line in layout.lines) == sorted(links)


def ends(line: Line) -> tuple[tuple[float, float], tuple[float, float]]:
    start = line.path[1:].split("C")[0].split()
    tip = line.head.split()[0].split(",")
    return (float(start[0]), float(start[1])), (float(tip[0]), float(tip[1]))


@given(graphs())
def test_a_line_runs_from_its_source_to_its_target(graph: tuple[dict[str, float], list[Link]]) -> None:
    layout = laid_out(*graph)
    boxes = {box.key: box for box in layout.boxes}
    for line in layout.lines:
        source, target = (boxes[key] for key in line.link)
        for (x, y), box in zip(ends(line), (source, target), strict=True):
            assert abs(x - box.x) <= box.width / 2 + 0.1
            assert abs(y - box.y) <= ROW / 2 + 0.1


@given(graphs())
def test_what_goes_on_goes_down_and_what_goes_back_goes_up(graph: tuple[dict[str, float], list[Link]]) -> None:
    layout = laid_out(*graph)
    boxes: dict[str, Box] = {box.key: box for box in layout.boxes}
    for line in layout.lines:
        if line.link.source != line.link.target:
            down = boxes[line.link.source].y < boxes[line.link.target].y
            assert down is not line.back


def test_a_plain_walk_stands_in_one_column() -> None:
    layout = laid_out(dict.fromkeys(NAMES, 100), [Link(*pair) for pair in pairwise(NAMES)])
    assert len({round(box.x, 3) for box in layout.boxes}) == 1
    assert all(other.y - one.y > ROW + GAP_Y for one, other in pairwise(layout.boxes))


def test_nothing_is_laid_out_as_nothing() -> None:
    assert laid_out({}, []).boxes == []
