"""How long the engine takes to fold a case of thirty acts and say what is owed on it. No database."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from anjie.bench.figures import Figure, p50
from anjie.bench.setting import Setting
from anjie.bench.stories import Told
from anjie.cases.dossiers import rulebook_now
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import duties, fold
from anjie.procedure.engine import permitted
from anjie.procedure.terms import Text

PART = "fold"
ACTS = 30
AIM = 2.0
ROUNDS = 200


def measure(setting: Setting) -> Iterator[Figure]:
    """Fold, reckon, and judge every act."""
    entries = thirty(setting.told)
    book = rulebook_now(entries[0].at)
    dossier, at = fold(entries, book), entries[-1].at
    folding = _milliseconds(lambda: fold(entries, book))
    reckoning = _milliseconds(lambda: duties(dossier, setting.calendar, at))
    office = setting.told[0].steps[-1].filled({}, setting.calendar)[1]
    judging = _milliseconds(lambda: permitted(dossier, office))
    acts = len(entries)
    yield Figure(PART, "fold", Text(f"折叠{acts}条记录", f"fold {acts} acts"), folding, "ms")
    yield Figure(PART, "duties", Text("推算全部要求", "what is owed"), reckoning, "ms")
    yield Figure(PART, "fold+duties", Text("折叠并推算", "fold and what is owed"), folding + reckoning, "ms", AIM)
    yield Figure(PART, "permitted", Text("判断全部事项能否办理", "which acts are allowed"), judging, "ms")


def thirty(told: Sequence[Told]) -> list[Entry]:
    """The first thirty entries of the longest story."""
    longest = max(told, key=lambda each: len(each.steps)).steps[:ACTS]
    return [Entry(seq, step.at, step.username, step.unit, step.act) for seq, step in enumerate(longest, start=1)]


def _milliseconds(work: Callable[[], object]) -> float:
    """The median of many rounds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return p50(times) * 1000
