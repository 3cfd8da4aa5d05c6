"""What a return counts: each figure once, as data.

A figure has its name, its formula in words, and the condition in SQL under which a row counts. Counting sums by that
condition; drilling lists the cases by the same one, so a figure and the cases behind it cannot differ.

Rows are of three kinds (`Source`):

- stretches `s` (`cases_stretch`): of each stay of a case in a unit, the one that shows how it stood when the period
  ended or the case left;
- tallies `t` (`cases_tally`) entered in the period;
- duties `d` (`cases_duty`) whose limit ended in the period.

Figures of units are added up to those of the level above. Rates are never added: they are reckoned from the sums.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from anjie.cases.dossiers import MEASURES
from anjie.oversight.periods import Span
from anjie.procedure.rulebook import Must, Rulebook, shipped
from anjie.procedure.terms import CaseClass, Channel, Counted, Text, Word


class Source(Enum):
    """What rows a figure is counted from."""

    STRETCHES = auto()
    TALLIES = auto()
    DUTIES = auto()
    FIGURES = auto()
    """None: it is reckoned from other figures."""


class Measure(Enum):
    """How it is counted."""

    ROWS = auto()
    AGENTS = auto()
    MONEY = auto()
    RATE = auto()


class Group(Word):
    """The parts of a return, in order."""

    FLOW = "flow", "案件流转", "Cases in hand"
    CHANNEL = "channel", "来源渠道(新收)", "New complaints by channel"
    INTAKE = "intake", "受理与立案", "Intake and opening"
    CLASS = "class", "案件分类(新收)", "New complaints by class"
    OUTCOME = "outcome", "结案情况", "Closed cases"
    AGE = "age", "期末未结案件", "Cases in hand at the end"
    TIMELINESS = "timeliness", "时限执行", "Limits kept"
    REASON = "reason", "投诉事项", "What is complained of"
    PRODUCT = "product", "产品类别(新收)", "New complaints by product line"
    AGENTS = "agents", "代理人处理", "Agents"
    MONEY = "money", "金额", "Money"
    NOTABLE = "notable", "重大与特别事项", "Notable matters"
    HISTORIC = "historic", "历史案件(其他系统办理)", "Historic cases (handled by another system)"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a return."""

    id: str
    group: Group
    title: Text
    formula: Text
    source: Source = Source.STRETCHES
    where: str = ""
    """Which stretches or duties count, in SQL."""
    what: Counted | None = None
    """Which tallies count."""
    detail: str = ""
    """Of them, which kind; of stretches, which product line."""
    measure: Measure = Measure.ROWS
    of: tuple[str, str] = ("", "")
    """Of a rate: what is divided by what."""

    @property
    def condition(self) -> str:
        """Which rows count, in SQL."""
        if self.what is None:
            return self.where
        return f"t.what = '{self.what}'" + (" and t.detail = %(detail)s" if self.detail else "")

    @property
    def drills(self) -> bool:
        """Whether there are cases behind it that can be listed."""
        return self.source is not Source.FIGURES


# -- the conditions ----------------------------------------------------------------------------------------------

LIVE = "not s.historic"
HISTORIC = "s.historic"
BEFORE = "s.came_at < %(start)s"
CAME = "s.came_at >= %(start)s"
STAYS = "(s.ended_at is null or s.ended_at >= %(end)s)"
CLOSED = "s.ended_at < %(end)s and s.ended_by = 'closed'"
NEW = f"{LIVE} and s.came_by = 'received' and {CAME}"
LATE = (
    "exists (select from cases_duty d where d.case_id = s.case_id and d.due <= %(end)s and d.start < %(end)s "
    "and (d.ended_at is null or d.ended_at >= %(end)s)"
)


def _all(*conditions: str) -> str:
    return " and ".join(conditions)


def _new(code: str, group: Group, title: Text, formula: Text, condition: str) -> Figure:
    return Figure(code, group, title, formula, where=_all(NEW, condition))


FLOW = (
    Figure(
        "opening",
        Group.FLOW,
        Text("期初结转", "Carried over"),
        Text("期初时在本单位手中尚未结案的案件", "Cases in the unit's hands when the period began"),
        where=_all(LIVE, BEFORE),
    ),
    Figure(
        "received",
        Group.FLOW,
        Text("新收", "Received"),
        Text("本期内本单位接收的投诉", "Complaints the unit received in the period"),
        where=NEW,
    ),
    Figure(
        "reopened",
        Group.FLOW,
        Text("重新办理", "Reopened"),
        Text("本期内结案后重新办理的案件", "Closed cases reopened in the period"),
        where=_all(LIVE, "s.came_by = 'reopened'", CAME),
    ),
    Figure(
        "transferred_in",
        Group.FLOW,
        Text("移入", "Transferred in"),
        Text("本期内由其他单位移送来的案件(含被退回的)", "Cases transferred here in the period, or sent back here"),
        where=_all(LIVE, "s.came_by = 'transferred'", CAME),
    ),
    Figure(
        "closed",
        Group.FLOW,
        Text("结案", "Closed"),
        Text("本期内结案的案件，重新办理后再次结案的再计一次", "Cases closed in the period; once more if reopened"),
        where=_all(LIVE, CLOSED),
    ),
    Figure(
        "transferred_out",
        Group.FLOW,
        Text("移出", "Transferred out"),
        Text("本期内移送其他单位(含退回)的案件", "Cases transferred away in the period, or sent back"),
        where=_all(LIVE, "s.ended_at < %(end)s and s.ended_by = 'transferred'"),
    ),
    Figure(
        "closing",
        Group.FLOW,
        Text("期末未结", "In hand at the end"),
        Text(
            "期末时在本单位手中尚未结案的案件；期初+新收+重新办理+移入-结案-移出",
            "Cases in hand when the period ended: carried over + received + reopened + in - closed - out",
        ),
        where=_all(LIVE, STAYS),
    ),
    Figure(
        "closing_rate",
        Group.FLOW,
        Text("结案率", "Closing rate"),
        Text("结案÷(期初+新收+重新办理+移入-移出)", "Closed / (carried over + received + reopened + in - out)"),
        Source.FIGURES,
        measure=Measure.RATE,
        of=("closed", "to_handle"),
    ),
)

CAME_IN = ("opening", "received", "reopened", "transferred_in")
WENT_OUT = ("closed", "transferred_out")

OUTCOMES = (
    Figure(
        "closed_at_fault",
        Group.OUTCOME,
        Text("认定违规", "Violation found"),
        Text(
            "结案中至少一项投诉事项认定属实或部分属实的", "Closed, with at least one allegation (partly) substantiated"
        ),
        where=_all(LIVE, CLOSED, "s.at_fault"),
    ),
    Figure(
        "closed_no_fault",
        Group.OUTCOME,
        Text("未认定违规", "No violation found"),
        Text("结案中没有认定违规的", "Closed without a violation found"),
        where=_all(LIVE, CLOSED, "not s.at_fault"),
    ),
    Figure(
        "at_fault_rate",
        Group.OUTCOME,
        Text("违规认定率", "Rate of violations"),
        Text("认定违规÷结案", "Violation found / closed"),
        Source.FIGURES,
        measure=Measure.RATE,
        of=("closed_at_fault", "closed"),
    ),
    *(
        Figure(
            f"closed.{code}",
            Group.OUTCOME,
            title,
            Text(f"本期内以“{title.zh}”结案的", f"Closed in the period as: {title.en}"),
            where=_all(LIVE, CLOSED, f"s.disposition = '{code}'"),
        )
        for code, title in (
            ("handled", Text("办结", "Handled")),
            ("answered_on_spot", Text("即时答复办结", "Answered on the spot")),
            ("declined", Text("不予受理", "Declined")),
            ("withdrawn", Text("投诉人撤回", "Withdrawn")),
            ("merged", Text("并案", "Merged")),
        )
    ),
)

INTAKE = (
    _new(
        "new_opened",
        Group.INTAKE,
        Text("新收中已立案", "Received and opened"),
        Text("本期新收、期末前已立案的", "Received in the period and opened before its end"),
        "s.opened_at < %(end)s",
    ),
    _new(
        "new_unopened",
        Group.INTAKE,
        Text("新收中未立案", "Received and not opened"),
        Text(
            "本期新收、期末前未立案的(含不予受理、撤回、并案)", "Received in the period and not opened before its end"
        ),
        "(s.opened_at is null or s.opened_at >= %(end)s)",
    ),
    Figure(
        "opened",
        Group.INTAKE,
        Text("本期立案", "Opened in the period"),
        Text("本期内立案的案件，不论何时接收", "Cases opened in the period, whenever received"),
        Source.TALLIES,
        what=Counted.OPENED,
    ),
    Figure(
        "declined",
        Group.INTAKE,
        Text("不予受理", "Declined"),
        Text("本期内决定不予受理的案件", "Cases declined in the period"),
        Source.TALLIES,
        what=Counted.DECLINED,
    ),
)

AGES = (
    Figure(
        "age.1",
        Group.AGE,
        Text("{1}天以内", "Up to {1} days"),
        Text("期末未结，自接收起不超过{1}天", "In hand at the end, received no more than {1} days before"),
        where=_all(LIVE, STAYS, "s.received_at >= %(age1)s"),
    ),
    Figure(
        "age.2",
        Group.AGE,
        Text("{1}至{2}天", "{1} to {2} days"),
        Text(
            "期末未结，自接收起超过{1}天、不超过{2}天",
            "In hand at the end, received more than {1} and no more than {2} days before",
        ),
        where=_all(LIVE, STAYS, "s.received_at < %(age1)s", "s.received_at >= %(age2)s"),
    ),
    Figure(
        "age.3",
        Group.AGE,
        Text("{2}至{3}天", "{2} to {3} days"),
        Text(
            "期末未结，自接收起超过{2}天、不超过{3}天",
            "In hand at the end, received more than {2} and no more than {3} days before",
        ),
        where=_all(LIVE, STAYS, "s.received_at < %(age2)s", "s.received_at >= %(age3)s"),
    ),
    Figure(
        "age.4",
        Group.AGE,
        Text("超过{3}天", "More than {3} days"),
        Text("期末未结，自接收起超过{3}天", "In hand at the end, received more than {3} days before"),
        where=_all(LIVE, STAYS, "s.received_at < %(age3)s"),
    ),
    Figure(
        "overdue",
        Group.AGE,
        Text("有事项超期", "With a limit passed"),
        Text(
            "期末未结，且至少一项要求已超过时限仍未办理的",
            "In hand at the end with at least one demand open past its limit",
        ),
        where=_all(LIVE, STAYS, f"{LATE})"),
    ),
    Figure(
        "overdue_law",
        Group.AGE,
        Text("其中超过法定时限", "Of them, past a limit of the law"),
        Text("期末未结，且超过的是监管规定时限的", "In hand at the end with a limit of the law passed"),
        where=_all(LIVE, STAYS, f"{LATE} and d.clause = any(%(law)s))"),
    ),
)


def _timely(code: str, name: Text, clauses: str) -> tuple[Figure, ...]:
    due = f"d.clause = any(%({clauses})s) and (d.state <> 'void' or d.ended_at >= d.due)"
    return (
        Figure(
            f"{code}_due",
            Group.TIMELINESS,
            Text(f"应{name.zh}", f"{name.en}: due"),
            Text(f"{name.zh}时限在本期内届满的", f"Demands to {name.en.lower()} whose limit ended in the period"),
            Source.DUTIES,
            due,
        ),
        Figure(
            f"{code}_in_time",
            Group.TIMELINESS,
            Text(f"按时{name.zh}", f"{name.en}: in time"),
            Text(f"其中在时限内{name.zh}的", "Of them, met in time"),
            Source.DUTIES,
            f"{due} and d.state = 'met' and d.ended_at < d.due",
        ),
        Figure(
            f"{code}_rate",
            Group.TIMELINESS,
            Text(f"按时{name.zh}率", f"{name.en}: rate in time"),
            Text(f"按时{name.zh}÷应{name.zh}", "In time / due"),
            Source.FIGURES,
            measure=Measure.RATE,
            of=(f"{code}_in_time", f"{code}_due"),
        ),
    )


AGENTS = (
    Figure(
        "agents",
        Group.AGENTS,
        Text("涉及代理人", "Agents involved"),
        Text(
            "本期列入投诉事项的代理人，同一单位内同一人只计一次",
            "Agents against whom something was put on file in the period, each once in a unit",
        ),
        Source.TALLIES,
        measure=Measure.AGENTS,
        what=Counted.ALLEGED,
    ),
    Figure(
        "agents_at_fault",
        Group.AGENTS,
        Text("认定违规的代理人", "Agents at fault"),
        Text(
            "本期认定违规的代理人，同一单位内同一人只计一次", "Agents found at fault in the period, each once in a unit"
        ),
        Source.TALLIES,
        measure=Measure.AGENTS,
        what=Counted.FOUND,
    ),
    Figure(
        "exempted",
        Group.AGENTS,
        Text("免予处理", "Exempted"),
        Text("本期决定免予处理的人次", "Decisions in the period to impose nothing, with reasons"),
        Source.TALLIES,
        what=Counted.EXEMPTED,
    ),
)

MONEY = (
    Figure(
        "redress",
        Group.MONEY,
        Text("退还、补偿客户(元)", "Paid to customers (yuan)"),
        Text("本期支付给客户的金额", "What was paid to customers in the period"),
        Source.TALLIES,
        measure=Measure.MONEY,
        what=Counted.REDRESSED,
    ),
    Figure(
        "recovered",
        Group.MONEY,
        Text("追回佣金(元)", "Commission recovered (yuan)"),
        Text("本期已追回的佣金和款项", "Commission and money recovered from agents in the period"),
        Source.TALLIES,
        measure=Measure.MONEY,
        what=Counted.RECOVERED,
    ),
)

NOTABLE = (
    Figure(
        "escalated",
        Group.NOTABLE,
        Text("上报上级", "Sent up"),
        Text("本期上报上级公司的次数", "Times cases were sent up in the period"),
        Source.TALLIES,
        what=Counted.ESCALATED,
    ),
    Figure(
        "police",
        Group.NOTABLE,
        Text("移送公安", "Reported to the police"),
        Text("本期报案的次数", "Reports to the police in the period"),
        Source.TALLIES,
        what=Counted.POLICE,
    ),
    _new(
        "repeated",
        Group.NOTABLE,
        Text("重复投诉", "Repeated"),
        Text("本期新收中注明重复的", "Received in the period as a repetition"),
        "s.repeated",
    ),
    _new(
        "collective",
        Group.NOTABLE,
        Text("群体投诉", "Collective"),
        Text("本期新收、投诉人达到{4}人的", "Received in the period with {4} complainants or more"),
        "s.complainant_count >= %(collective)s",
    ),
)

HISTORIC_FIGURES = (
    Figure(
        "historic_opening",
        Group.HISTORIC,
        Text("期初结转", "Carried over"),
        Text("按原系统所记日期，期初未结的", "By the days stated there: not closed when the period began"),
        where=_all(HISTORIC, BEFORE),
    ),
    Figure(
        "historic_received",
        Group.HISTORIC,
        Text("新收", "Received"),
        Text("按原系统所记收到日期", "By the day of receipt stated there"),
        where=_all(HISTORIC, CAME),
    ),
    Figure(
        "historic_closed",
        Group.HISTORIC,
        Text("结案", "Closed"),
        Text("按原系统所记结案日期", "By the day of closing stated there"),
        where=_all(HISTORIC, CLOSED),
    ),
    Figure(
        "historic_closing",
        Group.HISTORIC,
        Text("期末未结", "Not closed at the end"),
        Text("期初+新收-结案", "Carried over + received - closed"),
        where=_all(HISTORIC, STAYS),
    ),
    Figure(
        "historic_upheld",
        Group.HISTORIC,
        Text("结案中原系统认定属实", "Closed, upheld there"),
        Text("原系统认定属实的", "Upheld, as stated there"),
        where=_all(HISTORIC, CLOSED, "s.at_fault"),
    ),
    Figure(
        "historic_not_upheld",
        Group.HISTORIC,
        Text("结案中原系统认定不属实", "Closed, not upheld there"),
        Text("原系统认定不属实的", "Not upheld, as stated there"),
        where=_all(HISTORIC, CLOSED, "not s.at_fault"),
    ),
    Figure(
        "historic_unsaid",
        Group.HISTORIC,
        Text("结案中原系统未写结论", "Closed, nothing stated"),
        Text("原系统没有写明是否属实的", "Not stated there whether it was upheld"),
        where=_all(HISTORIC, CLOSED, "s.at_fault is null"),
    ),
)


PRODUCT = "product."
UNNAMED = Text("未注明", "Not stated")


def product_figure(line: str) -> Figure:
    """New complaints about one product line, as policies name it."""
    title = Text(line, line) if line else UNNAMED
    formula = Text(f"本期新收、产品类别为“{title.zh}”的", f"Received in the period, product line: {title.en}")
    where = _all(NEW, "s.product_line = %(detail)s")
    return Figure(PRODUCT + line, Group.PRODUCT, title, formula, where=where, detail=line)


def historic_product_figure(line: str) -> Figure:
    """Historic cases closed in the period of one product line."""
    title = Text(line, line) if line else UNNAMED
    formula = Text(f"结案中产品类别为“{title.zh}”的", f"Closed, product line: {title.en}")
    where = _all(HISTORIC, CLOSED, "s.product_line = %(detail)s")
    return Figure(HISTORIC_PRODUCT + line, Group.HISTORIC, title, formula, where=where, detail=line)


HISTORIC_PRODUCT = "historic_product."


def _channels() -> Iterable[Figure]:
    for channel in Channel:
        formula = Text(f"本期新收、来源为{channel.label.zh}的", f"Received in the period by: {channel.label.en}")
        yield _new(f"channel.{channel}", Group.CHANNEL, channel.label, formula, f"s.channel = '{channel}'")


def _classes() -> Iterable[Figure]:
    for case_class in CaseClass:
        formula = Text(
            f"本期新收、期末或离开本单位时分类为{case_class.label.zh}的，尚未分类的计为普通",
            f"Received in the period and classed {case_class.label.en.lower()} at its end; ordinary until classified",
        )
        yield _new(f"class.{case_class}", Group.CLASS, case_class.label, formula, f"s.case_class = '{case_class}'")


def _reasons(book: Rulebook) -> Iterable[Figure]:
    for code, row in book.violations.items():
        formula = Text(f"本期列入的投诉事项：{row.zh}", f"Allegations put on file in the period: {row.en}")
        title = Text(f"{code} {row.zh}", f"{code} {row.en}")
        yield Figure(f"reason.{code}", Group.REASON, title, formula, Source.TALLIES, what=Counted.ALLEGED, detail=code)


def _sanctions(book: Rulebook) -> Iterable[Figure]:
    for code, row in book.sanctions.items():
        formula = Text(
            f"本期决定给予{row.zh}的人次，并处的分别计", f"Decisions in the period: {row.en}; each of several counts"
        )
        yield Figure(
            f"sanction.{code}", Group.AGENTS, row.label, formula, Source.TALLIES, what=Counted.SANCTIONED, detail=code
        )


REGISTERING = Text("登记", "Registration")
VERIFYING = Text("核实", "Verification")


@cache
def figures(book: Rulebook) -> tuple[Figure, ...]:
    """Every figure of a return but for the product lines, which are whatever the policies name; in order."""
    found = (
        *FLOW,
        *_channels(),
        *INTAKE,
        *_classes(),
        *OUTCOMES,
        *AGES,
        *_timely("registered", REGISTERING, "registering"),
        *_timely("verified", VERIFYING, "verifying"),
        *_reasons(book),
        *AGENTS,
        *_sanctions(book),
        *MONEY,
        *NOTABLE,
        *HISTORIC_FIGURES,
    )
    return tuple(_worded(each, book) for each in found)


def _worded(figure: Figure, book: Rulebook) -> Figure:
    """Put the rulebook's numbers into the words."""
    numbers = {"{1}": "return-age-1", "{2}": "return-age-2", "{3}": "return-age-3", "{4}": "collective"}
    title, formula = figure.title, figure.formula
    for mark, name in numbers.items():
        number = str(book.figure(name))
        title = Text(title.zh.replace(mark, number), title.en.replace(mark, number))
        formula = Text(formula.zh.replace(mark, number), formula.en.replace(mark, number))
    return replace(figure, title=title, formula=formula)


def book_for(span: Span, at: datetime) -> Rulebook:
    """The rulebook by which a period is reported on: the one in force when it ended, or the first there was."""
    editions = shipped().editions(MEASURES)
    day = max(min(span.end, at).date(), editions[0].in_force_from)
    return shipped().in_force(MEASURES, day)


def figure_named(code: str, book: Rulebook) -> Figure | None:
    """The figure of that id; None if there is none."""
    if code.startswith(PRODUCT):
        return product_figure(code.removeprefix(PRODUCT))
    if code.startswith(HISTORIC_PRODUCT):
        return historic_product_figure(code.removeprefix(HISTORIC_PRODUCT))
    return next((each for each in figures(book) if each.id == code), None)


Parameters = Mapping[str, datetime | int | str | list[str] | list[int]]


def parameters(span: Span, at: datetime, book: Rulebook) -> Parameters:
    """What the conditions speak of; a period that isn't over ends for them at the moment of asking."""
    end = min(span.end, at)
    ages = {f"age{n}": end - timedelta(days=book.figure(f"return-age-{n}")) for n in (1, 2, 3)}
    return {
        "start": span.start,
        "end": end,
        "collective": book.figure("collective"),
        "registering": demanding("registered"),
        "verifying": demanding("verified"),
        "law": of_the_law(),
        **ages,
    }


@cache
def demanding(kind: str) -> list[str]:
    """The clauses of every edition that set a limit for this act and no other."""
    return sorted({must.id for must in _all_musts() if must.limit and must.row.do == (kind,)})


@cache
def of_the_law() -> list[str]:
    """The clauses with a limit that stand in a law."""
    laws = {name for name in shipped().ids for book in shipped().editions(name) if book.kind == "law"}
    return sorted({must.id for must in _all_musts() if must.limit and must.book in laws})


def _all_musts() -> Iterable[Must]:
    library = shipped()
    return (must for name in library.ids for book in library.editions(name) for must in book.musts)


Number = int | Decimal
Values = Mapping[str, Number]
"""Figures by id; what isn't there is nought."""


def derived(values: Values) -> dict[str, Number]:
    """The figures as counted, with those that are reckoned from them but for the rates."""
    came = sum(values.get(code, 0) for code in CAME_IN)
    return {**values, "to_handle": came - values.get("transferred_out", 0)}


def rate(figure: Figure, values: Values) -> float | None:
    """A rate, from the figures it is reckoned from; None where there is nothing to divide by."""
    part, whole = figure.of
    known = derived(values)
    below = known.get(whole, 0)
    return float(known.get(part, 0) / below) if below else None


def reconciles(values: Values) -> bool:
    """Whether what was carried over, plus what came, less what left, is what is in hand at the end."""
    came = sum(values.get(code, 0) for code in CAME_IN)
    went = sum(values.get(code, 0) for code in WENT_OUT)
    historic = values.get("historic_opening", 0) + values.get("historic_received", 0)
    return came - went == values.get("closing", 0) and historic - values.get("historic_closed", 0) == values.get(
        "historic_closing", 0
    )


def summed(parts: Iterable[Values]) -> dict[str, Number]:
    """The figures of several units together."""
    total: dict[str, Number] = {}
    for values in parts:
        for code, number in values.items():
            total[code] = total.get(code, 0) + number
    return total
