"""How complaints and their handling change from week to week and from period to period: counts, made by the database.

What is judged to be a signal is `control_charts`'s to say. Small numbers are given as they are and never judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from anjie.access.scope import Scope
from anjie.directory.models import Agent
from anjie.oversight.control_charts import Chart, Counted, Standing, Value, differs, p_chart, stand_out, u_chart, xmr
from anjie.oversight.events.source import TOLD_APART
from anjie.oversight.selecting import Selection, asked
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.terms import Disposition, Text, Word

WEEKS = 26
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


# -- week by week ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Week:
    """What happened in a week, Monday to Sunday."""

    starts: date
    workdays: int
    received: int = 0
    closed: int = 0
    days: float = 0.0
    """The median from receipt to closing, of the cases closed."""
    ran_out: int = 0
    """Limits that ended in the week."""
    missed: int = 0

    @property
    def label(self) -> str:
        """The day on which it began."""
        return f"{self.starts:%m-%d}"


RECEIVED = """
weekly as (
    select date_trunc('week', c.received_at at time zone 'Asia/Shanghai')::date as week
    from chosen join cases_case c on c.id = chosen.id where c.received_at >= %s and c.received_at < %s
)
select week, count(*) from weekly group by week
"""

CLOSED = """
weekly as (
    select date_trunc('week', c.closed_at at time zone 'Asia/Shanghai')::date as week,
           c.closed_at - c.received_at as took
    from chosen join cases_case c on c.id = chosen.id where c.closed_at >= %s and c.closed_at < %s
)
select week, count(*), extract(epoch from percentile_cont(0.5) within group (order by took)) / 86400
from weekly group by week
"""

RAN_OUT = """
weekly as (
    select date_trunc('week', d.due at time zone 'Asia/Shanghai')::date as week,
           coalesce(d.ended_at, %s) >= d.due as missed
    from chosen join cases_duty d on d.case_id = chosen.id
    where d.due >= %s and d.due < %s and not (d.state = 'void' and d.ended_at < d.due)
)
select week, count(*), count(*) filter (where missed) from weekly group by week
"""


def weeks(scope: Scope, selection: Selection, calendar: Calendar, until: date, count: int = WEEKS) -> list[Week]:
    """The whole weeks before a day, the oldest first; three statements. The selection's own period is not asked."""
    end = until - timedelta(days=until.weekday())
    starts = [end - WEEK * place for place in range(count, 0, -1)]
    since, before = (datetime.combine(day, time(), SHANGHAI) for day in (starts[0], end))
    every = replace(selection, since=None, until=None)
    received = dict(asked(scope, every, RECEIVED, since, before))
    closed = {week: rest for week, *rest in asked(scope, every, CLOSED, since, before)}
    ran_out = {week: rest for week, *rest in asked(scope, every, RAN_OUT, before, since, before)}
    return [
        Week(
            start,
            sum(calendar.is_workday(start + DAY * place) for place in range(7)),
            received.get(start, 0),
            *_closed(closed.get(start)),
            *ran_out.get(start, (0, 0)),
        )
        for start in starts
    ]


def since_the_first(rows: Sequence[Week]) -> list[Week]:
    """The weeks from the first on in which there was anything: before it nobody worked here, which is no quiet time."""
    first = next((place for place, row in enumerate(rows) if row.received or row.closed or row.ran_out), len(rows))
    return list(rows[first:])


def _closed(row: Sequence[Any] | None) -> tuple[int, float]:
    return (row[0], float(row[1])) if row else (0, 0.0)


def volume_chart(rows: Sequence[Week]) -> Chart:
    """Complaints per working day: a short week is not a quiet one."""
    return u_chart([Value(row.label, row.received, row.workdays) for row in rows])


def time_chart(rows: Sequence[Week]) -> Chart:
    """Days from receipt to closing: the median of each week."""
    return xmr([Value(row.label, row.days, row.closed) for row in rows])


def missed_chart(rows: Sequence[Week]) -> Chart:
    """The share of limits that were missed."""
    return p_chart([Value(row.label, row.missed, row.ran_out) for row in rows])


# -- a period and the one before -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A count of this period beside that of the one before."""

    key: str
    now: int
    before: int

    @property
    def signal(self) -> bool:
        """Whether it changed by more than chance."""
        return differs(self.now, self.before)

    @property
    def more(self) -> bool:
        """Whether it grew."""
        return self.now > self.before


class Aspect(Word):
    """By what complaints are told apart."""

    CAUSE = "cause", "投诉事项", "What is alleged"
    PRODUCT = "product", "险种", "Product line"
    CHANNEL = "channel", "来源渠道", "Channel"
    OUTCOME = "outcome", "结案方式", "How it ended"


COUNTED: Mapping[Aspect, tuple[str, str]] = {
    Aspect.CAUSE: ("a.violation", "join cases_allegation a on a.case_id = c.id"),
    Aspect.PRODUCT: ("c.product_line", ""),
    Aspect.CHANNEL: ("c.channel", ""),
    Aspect.OUTCOME: ("c.disposition", ""),
}
"""What is counted for each, and where it stands."""


def changes(scope: Scope, selection: Selection, aspect: Aspect, most: int = 8) -> list[Change]:
    """The most frequent of this period, with the one before; one statement. A case is counted once for each."""
    column, join = COUNTED[aspect]
    rest = f"""
        each as (
            select distinct c.id, {column} as key, c.received_at >= %s as now
            from chosen join cases_case c on c.id = chosen.id {join} where {column} <> ''
        )
        select key, count(*) filter (where now), count(*) filter (where not now) from each
        group by key order by 2 desc, 3 desc, 1 limit %s
    """
    whole, since = _both(selection)
    return [Change(*row) for row in asked(scope, whole, rest, since, most)]


def _both(selection: Selection) -> tuple[Selection, datetime]:
    """A selection with the period before it, and the moment that divides them."""
    before = selection.before()
    if before is None or selection.since is None:
        raise ValueError("a period is compared with the one before: it has two ends")
    return replace(selection, since=before.since), selection.since


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period comes to, beside the one before."""

    received: Change
    closed: Change
    at_fault: Change
    repeated: Change
    """Complaints of somebody who had complained within a year."""
    redress: Decimal
    redress_before: Decimal


TOTALS = """
each as (
    select c.id, c.received_at >= %s as now, c.closed_at is not null as closed, c.liable, c.redress
    from chosen join cases_case c on c.id = chosen.id
)
select count(*) filter (where now), count(*) filter (where not now),
       count(*) filter (where now and closed), count(*) filter (where not now and closed),
       count(*) filter (where now and liable), count(*) filter (where not now and liable),
       coalesce(sum(redress) filter (where now), 0), coalesce(sum(redress) filter (where not now), 0)
from each
"""

REPEATED = f"""
told as (
    select p.case_id, c.received_at, {TOLD_APART.replace("case_id", "p.case_id")} as who
    from chosen join cases_case c on c.id = chosen.id join cases_party p on p.case_id = c.id
    where p.side = 'complainant'
),
again as (
    select case_id, received_at,
           received_at - lag(received_at) over (partition by who order by received_at, case_id) as after
    from told
)
select count(distinct case_id) filter (where received_at >= %s),
       count(distinct case_id) filter (where received_at < %s)
from again where after <= interval '365 days' and received_at >= %s and received_at < %s
"""


def totals(scope: Scope, selection: Selection) -> Totals:
    """The sums of a period by the cases received in it; two statements."""
    whole, since = _both(selection)
    [row] = asked(scope, whole, TOTALS, since)
    ever = replace(whole, since=None)
    [repeated] = asked(scope, ever, REPEATED, since, since, whole.since, whole.until)
    return Totals(
        received=Change("received", row[0], row[1]),
        closed=Change("closed", row[2], row[3]),
        at_fault=Change("at_fault", row[4], row[5]),
        repeated=Change("repeated", *repeated),
        redress=row[6],
        redress_before=row[7],
    )


# -- who stands out ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compared:
    """Teams and agents beside the others of their kind, those that stand out first."""

    teams: Sequence[Standing]
    agents: Sequence[Standing]

    @property
    def teams_out(self) -> list[Standing]:
        """The teams with more complaints than their size explains."""
        return [each for each in self.teams if each.stands_out]

    @property
    def agents_out(self) -> list[Standing]:
        """The agents with more complaints than chance explains."""
        return [each for each in self.agents if each.stands_out]


ABOUT = """
named as (
    select p.agent_code, count(distinct p.case_id) as cases
    from chosen join cases_party p on p.case_id = chosen.id join cases_case c on c.id = chosen.id
    where p.side = 'respondent' and p.agent_code <> '' and c.disposition <> %s
    group by p.agent_code
)
select agent_code, cases from named
"""


def compared(scope: Scope, selection: Selection) -> Compared:
    """The agents in service within the scope, and their teams, by the complaints of the period; three statements.

    A team's exposure is its size, an agent's is one. Whoever left is not compared: his like are not known any more.
    """
    unit = selection.unit
    place = Q(**{f"unit__{unit.column}_id": unit.pk}) if unit else Q()
    serving = Agent.objects.filter(scope.q("unit__"), place, in_service=True).order_by()
    complaints = dict(asked(scope, selection, ABOUT, Disposition.MERGED))
    known = serving.filter(code__in=list(complaints)).values_list("code", "unit__code", "team")
    about: dict[str, int] = {}
    agents: list[Counted] = []
    for code, unit_code, team in known:
        agents.append(Counted(code, complaints[code], 1.0))
        key = team_key(unit_code, team)
        about[key] = about.get(key, 0) + complaints[code]
    sizes = serving.values("unit__code", "team").annotate(size=Count("id"))
    teams: list[Counted] = []
    everybody = 0
    for row in sizes:
        everybody += row["size"]
        if row["team"]:
            key = team_key(row["unit__code"], row["team"])
            teams.append(Counted(key, about.get(key, 0), row["size"]))
    quiet = Counted("", 0, float(everybody - len(agents)))
    # Agents whom nobody complained of count in what is expected, and need not be named one by one.
    stood = [each for each in stand_out([*agents, quiet]) if each.key]
    return Compared(_first(stand_out(teams)), _first(stood))


def team_key(unit: str, team: str) -> str:
    """How a team is named: its unit's code and its own name."""
    return f"{unit}/{team}"


def _first(standings: Sequence[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda each: (not each.stands_out, -(each.number - each.expected), each.key))


NEVER_A_VERDICT = Text(
    "突出只说明高于偶然波动，不说明有责；须由人核查案件后判断，系统不据此自动处理任何人（个人信息保护法第二十四条）。",
    "Standing out says that there are more than chance explains, not that anybody is at fault. A person looks at the "
    "cases and judges; nothing is decided about anybody automatically (PIPL art. 24).",
)
