"""How long the monthly return of a region and its scoreboard take on the generated cases, beside SQL written by hand.

The hand-written statements give the same numbers for the whole region, without units and without what makes a figure
data: they are the least that the database needs.
"""

from collections.abc import Callable, Iterator
from time import perf_counter

from django.db import connection

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.bench.figures import Figure, p50
from anjie.bench.generating import generate
from anjie.bench.setting import Setting, empty
from anjie.cases.models import Stretch
from anjie.directory.models import Unit
from anjie.oversight.counting import Whose, count
from anjie.oversight.figures import Values, reconciles, summed
from anjie.oversight.periods import Span, month_of
from anjie.oversight.scoreboard import scoreboard
from anjie.procedure.terms import Level, Text

PART = "report"
AIM, RATIO = 1_000, 1.5
ROUNDS = 3

BY_HAND = """
select count(*) filter (where came_at < %(start)s),
    count(*) filter (where came_at >= %(start)s and came_by = 'received'),
    count(*) filter (where ended_at < %(end)s and ended_by = 'closed'),
    count(*) filter (where ended_at is null or ended_at >= %(end)s),
    count(*) filter (where came_at >= %(start)s and came_by = 'received' and channel = 'hotline'),
    count(*) filter (where ended_at < %(end)s and ended_by = 'closed' and at_fault)
from cases_stretch
where region_id = %(unit)s and not historic and came_at < %(end)s and began_at < %(end)s
    and (ended_at is null or ended_at >= %(start)s)
    and (ended_at is null or ended_at >= %(end)s or ended_by <> 'classified')
"""
BY_HAND_OVERDUE = """
select count(*) from cases_stretch s
where region_id = %(unit)s and not historic and came_at < %(end)s and began_at < %(end)s
    and (ended_at is null or ended_at >= %(end)s)
    and exists (select from cases_duty d where d.case_id = s.case_id and d.due <= %(end)s and d.start < %(end)s
        and (d.ended_at is null or d.ended_at >= %(end)s))
"""
BY_HAND_TALLY = """
select what, detail, count(*), sum(amount), count(distinct agent_code) from cases_tally
where region_id = %(unit)s and at >= %(start)s and at < %(end)s group by 1, 2
"""
BY_HAND_TIMELY = """
select clause, count(*), count(*) filter (where state = 'met' and ended_at < due) from cases_duty
where clause in ('register-same-day', 'verify-oral-complaint') and due > %(start)s and due <= %(end)s
    and region_id = %(unit)s and (state <> 'void' or ended_at >= due) group by 1
"""
BY_HAND_BOARD = """
select clause, debtor, unit_id, count(*), count(*) filter (where state = 'met' and ended_at < due),
    count(*) filter (where ended_at >= due), count(*) filter (where ended_at is null)
from cases_duty where due > %(start)s and due <= %(end)s and region_id = %(unit)s
    and (state <> 'void' or ended_at >= due) group by 1, 2, 3
"""
BY_HAND_TIMES = """
select clause, percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from ended_at - start))
from cases_duty where due > %(start)s and due <= %(end)s and region_id = %(unit)s and state = 'met' group by 1
"""


def measure(setting: Setting) -> Iterator[Figure]:
    """Count, and count by hand."""
    with within(Scope.SYSTEM):
        if Stretch.objects.count() < setting.cases:
            empty()
            with setting.progress(Text("批量生成案件", "Generating cases"), setting.cases) as advance:
                generate(setting.company, setting.stamps, setting.cases, advance=advance)
        region = Unit.objects.get(level=Level.REGION)
        span = month_of(setting.now).before
        yield from _return(region, span, setting)
        yield from _board(region, span, setting)


def _return(region: Unit, span: Span, setting: Setting) -> Iterator[Figure]:
    whose = Whose.below(region)
    values: Values = summed(count(whose, span, setting.now).values())
    if not reconciles(values):
        raise AssertionError("the region's return doesn't reconcile")
    ours = _milliseconds(lambda: count(whose, span, setting.now))
    hand = _milliseconds(lambda: _by_hand(region, span, BY_HAND, BY_HAND_OVERDUE, BY_HAND_TALLY, BY_HAND_TIMELY))
    yield Figure(PART, "return-cases", Text("当月新收", "received in the month"), float(values.get("received", 0)))
    yield Figure(PART, "return", Text("全区月报表", "monthly return of a region"), ours, "ms", AIM)
    yield Figure(PART, "return/hand", Text("与手写SQL之比", "to SQL by hand"), ours / hand, "×", RATIO)


def _board(region: Unit, span: Span, setting: Setting) -> Iterator[Figure]:
    whose = Whose.below(region)
    applied = scoreboard(whose, span, setting.now).whole.applied
    ours = _milliseconds(lambda: scoreboard(whose, span, setting.now))
    hand = _milliseconds(lambda: _by_hand(region, span, BY_HAND_BOARD, BY_HAND_TIMES))
    yield Figure(PART, "board-duties", Text("届满的时限", "limits that ended"), applied)
    yield Figure(PART, "board", Text("全区合规表", "scoreboard of a region"), ours, "ms", AIM)
    yield Figure(PART, "board/hand", Text("与手写SQL之比", "to SQL by hand"), ours / hand, "×", RATIO)


def _by_hand(region: Unit, span: Span, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, {"unit": region.pk, "start": span.start, "end": span.end})
            cursor.fetchall()


def _milliseconds(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return p50(times) * 1000
