"""Running the parts that are asked for, one after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from anjie.bench.figures import Figure
from anjie.bench.parts import archive, desk, fold, generate, imports, pages, paper, papers, process, report
from anjie.bench.setting import Progress, Setting, set_up

PARTS: Mapping[str, Callable[[Setting], Iterator[Figure]]] = {
    each.PART: each.measure for each in (fold, paper, papers, archive, desk, imports, generate, pages, process, report)
}
"""In the order in which they are run: the last three leave and use the generated cases."""


def run(names: Sequence[str], cases: int, now: datetime, progress: Progress) -> Iterator[Figure]:
    """The figures of the parts named, of all if none is. KeyError for a part that there isn't."""
    chosen = [PARTS[name] for name in PARTS if name in names or not names]
    setting = set_up(cases, now, progress)
    for measure in chosen:
        yield from measure(setting)
