"""How many acts the desk does in a second, set against the same rows written by hand: one worker, then four processes.

With one worker stories take turns, once through the desk and once by hand, so that whatever else the machine does
weighs on both.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count as counted
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from time import perf_counter
from typing import Any, ParamSpec

import psycopg
from django.db import connections

from anjie.access.scope import Scope
from anjie.access.wall import SETTING, within
from anjie.bench import plain
from anjie.bench.casting import Cast, Casting
from anjie.bench.figures import Aim, Figure
from anjie.bench.marks import Mark
from anjie.bench.setting import Setting, empty
from anjie.bench.stories import Told
from anjie.cases.desk import perform
from anjie.procedure.acts.base import Act
from anjie.procedure.office import Office
from anjie.procedure.terms import Text

P = ParamSpec("P")

PART = "desk"
AIM = 0.4
FEWEST, MOST = 60, 300
"""Stories that are told, about fifteen acts each."""
PROCESSES = 4
BY_HAND = 1_000_000_000
"""Ids from here on are those of rows written by hand, out of the desk's way."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One story, ready to go through the desk and to be written by hand."""

    orders: Sequence[tuple[Act, Office]]
    transactions: Sequence[plain.Transaction]


def measure(setting: Setting) -> Iterator[Figure]:
    """One worker, then four at once."""
    empty()
    stories = min(max(setting.cases // 100, FEWEST), MOST)
    pairs = [*_pairs(setting, 2 * stories)]
    acts = sum(len(pair.orders) for pair in pairs[:stories])
    with setting.progress(Text("经办理台逐项办理", "Acts through the desk"), stories) as advance:
        desk, hand = _in_turns(pairs[:stories], advance)
    yield _rate("acts/s", Text("办理台，一个进程", "the desk, one worker"), acts / desk)
    yield _rate("plain acts/s", Text("同样的行直接写入", "the same rows by plain SQL"), acts / hand)
    yield _ratio("ratio", Text("两者之比", "the one to the other"), hand / desk)
    acts = sum(len(pair.orders) for pair in pairs[stories:])
    desk, hand = (_at_once(work, pairs[stories:]) for work in (_through_the_desk, _by_hand))
    yield _rate("acts/s at 4", Text("办理台，四个进程", "the desk, four processes"), acts / desk)
    yield _rate("plain acts/s at 4", Text("同样的行直接写入，四个进程", "plain SQL, four processes"), acts / hand)
    yield _ratio("ratio at 4", Text("两者之比", "the one to the other"), hand / desk)


def _rate(name: str, says: Text, value: float) -> Figure:
    return Figure(PART, name, says, value, "/s")


def _ratio(name: str, says: Text, value: float) -> Figure:
    return Figure(PART, name, says, value, "", AIM, Aim.AT_LEAST)


def _pairs(setting: Setting, count: int) -> Iterator[Pair]:
    casting, ids = Casting(setting.company), counted(BY_HAND)
    for place in range(count):
        turn, story = divmod(place, len(setting.told))
        told = setting.told[story]
        cast = casting.cast(place, told.level, turn * len(setting.told) + story)
        orders = [step.filled(cast.values, setting.calendar) for step in told.steps]
        yield Pair(orders, [*_written(setting, told, cast, place, ids)])


def _written(setting: Setting, told: Told, cast: Cast, place: int, ids: Iterator[int]) -> Iterator[plain.Transaction]:
    """The same by hand, under a number of its own."""
    own = {Mark.NUMBER: f"H-{place}", Mark.REGISTER_NO: f"H-{place}", Mark.CASE_ID: str(BY_HAND + place)}
    by_hand = Cast(cast.unit, {**cast.values, **own})
    return plain.Writer(told, by_hand, setting.calendar, ids).transactions()


# -- one worker ------------------------------------------------------------------------------------------------


def _in_turns(pairs: Sequence[Pair], advance: Callable[[int], object]) -> tuple[float, float]:
    """Seconds by the desk and by hand."""
    desk = hand = 0.0
    with _connection() as connection, within(Scope.SYSTEM):
        for pair in pairs:
            desk += _seconds(_do, pair.orders)
            hand += _seconds(plain.run, connection, pair.transactions)
            advance(1)
    return desk, hand


def _do(orders: Sequence[tuple[Act, Office]]) -> None:
    number: str | None = None
    for act, office in orders:
        outcome = perform(number, act, office)
        if not outcome.done:
            raise RuntimeError(f"{act.kind} was refused: {outcome.verdict.refusals}")
        number = outcome.number


def _connection() -> psycopg.Connection[Any]:
    """A connection without Django, that sees and writes everything."""
    words = connections["default"].settings_dict
    connection = psycopg.connect(
        host=words["HOST"], port=words["PORT"], user=words["USER"], password=words["PASSWORD"], dbname=words["NAME"]
    )
    connection.execute("select set_config(%s, '*', false)", [SETTING])
    connection.commit()
    return connection


def _seconds(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    start = perf_counter()
    work(*args, **kwargs)
    return perf_counter() - start


# -- four at once ----------------------------------------------------------------------------------------------


def _at_once(work: Callable[[Sequence[Pair]], None], pairs: Sequence[Pair]) -> float:
    """Seconds until the last of several processes is done, from when all of them could begin."""
    connections.close_all()  # a child must not share them
    context = get_context("fork")
    ready, begin = context.Barrier(PROCESSES + 1), context.Barrier(PROCESSES + 1)

    def worker(share: Sequence[Pair]) -> None:
        ready.wait()
        begin.wait()
        work(share)

    children = [context.Process(target=worker, args=(pairs[place::PROCESSES],)) for place in range(PROCESSES)]
    for child in children:
        child.start()
    ready.wait()
    begin.wait()
    seconds = _seconds(_wait_for, children)
    if any(child.exitcode for child in children):
        raise RuntimeError("a process of the benchmark failed")
    return seconds


def _wait_for(children: Sequence[BaseProcess]) -> None:
    for child in children:
        child.join()


def _through_the_desk(pairs: Sequence[Pair]) -> None:
    with within(Scope.SYSTEM):
        for pair in pairs:
            _do(pair.orders)


def _by_hand(pairs: Sequence[Pair]) -> None:
    with _connection() as connection:
        for pair in pairs:
            plain.run(connection, pair.transactions)
