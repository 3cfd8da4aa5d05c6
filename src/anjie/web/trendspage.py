"""What the page of trends shows: charts with words, and counts by name. No query in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anjie.directory.models import Agent
from anjie.directory.words import ProductLine, word_of
from anjie.oversight.control_charts import CHANCE, Chart, Standing, poisson_limit
from anjie.oversight.trends import Aspect, Change, Compared, Week, missed_chart, time_chart, volume_chart
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Channel, Disposition, Text
from anjie.web.charts import Drawing, Write, control, decimal, funnel, percent


@dataclass(frozen=True, slots=True)
class Watched:
    """One control chart with its name, its figures and what they say."""

    key: str
    title: Text
    measures: Text
    chart: Chart
    drawing: Drawing
    write: Write

    @property
    def rows(self) -> Sequence[tuple[str, str, str, str, Text]]:
        """The figures as a table: week, value, of how many, limits, signals."""
        found: list[tuple[str, str, str, str, Text]] = []
        for point in self.chart.points:
            value = "—" if point.value is None else self.write(point.value)
            limits = (
                f"{self.write(point.lower)} – {self.write(point.upper)}" if self.chart.judged and point.judged else "—"
            )
            signals = Text(
                "；".join(rule.label.zh for rule in point.signals), "; ".join(rule.label.en for rule in point.signals)
            )
            found.append((point.label, value, f"{point.of:.0f}", limits, signals))
        return found


def watched(rows: Sequence[Week]) -> list[Watched]:
    """The control charts of the weeks."""
    charts = (
        (
            "time",
            Text("结案用时", "Time to close"),
            Text(
                "每周结案案件从收到到结案的中位天数；单值移动极差图",
                "Median days from receipt to closing, by week; XmR chart",
            ),
            time_chart(rows),
            decimal,
        ),
        (
            "missed",
            Text("超期率", "Limits missed"),
            Text(
                "每周到期的时限中超期的比例；p 图，限随当周件数变化",
                "Share of the week's limits that were missed; p-chart",
            ),
            missed_chart(rows),
            percent,
        ),
        (
            "volume",
            Text("投诉量", "Complaints"),
            Text(
                "每个工作日收到的投诉；u 图，短周不算投诉少",
                "Complaints per working day; u-chart: a short week is not a quiet one",
            ),
            volume_chart(rows),
            decimal,
        ),
    )
    return [
        Watched(key, title, measures, chart, control(chart, write), write)
        for key, title, measures, chart, write in charts
    ]


MOST = 60
"""Teams whose figures are listed; those that stand out come first."""


class Row(NamedTuple):
    """One count beside the one before."""

    change: Change
    label: Text
    share: int
    """Of the highest, in hundredths."""


def rows_of(changes: Sequence[Change], aspect: Aspect, book: Rulebook) -> list[Row]:
    """Counts by name."""
    most = max([each.now for each in changes] + [1])
    return [Row(each, _label(each.key, aspect, book), 100 * each.now // most) for each in changes]


def _label(key: str, aspect: Aspect, book: Rulebook) -> Text:
    match aspect:
        case Aspect.CAUSE:
            return book.violations[key].label if key in book.violations else Text(key, key)
        case Aspect.CHANNEL:
            return word_of(Channel, key).label
        case Aspect.OUTCOME:
            return word_of(Disposition, key).label
        case Aspect.PRODUCT:
            return word_of(ProductLine, key).label if key in set(ProductLine) else Text(key, key)


@dataclass(frozen=True, slots=True)
class Beside:
    """Teams and agents beside their like."""

    found: Compared
    units: Mapping[str, str]
    """Short names of units by code."""
    agents: Mapping[str, Agent]

    @property
    def drawing(self) -> Drawing:
        """The teams by size."""
        return funnel(self.found.teams, lambda mean: poisson_limit(mean, CHANCE), self._title)

    def _title(self, each: Standing) -> str:
        unit, team = self.named(each)
        return f"{unit} {team} {each.number}/{each.exposure:.0f}"

    def named(self, each: Standing) -> tuple[str, str]:
        """A team's unit and name."""
        unit, _, team = each.key.partition("/")
        return self.units.get(unit, unit), team

    @property
    def teams(self) -> list[tuple[Standing, str, str]]:
        """Every team with its unit and name, as many as can be read."""
        return [(each, *self.named(each)) for each in self.found.teams[:MOST]]

    @property
    def teams_out(self) -> list[tuple[Standing, str, str, str]]:
        """The teams that stand out, with unit, team and the unit's code."""
        return [(each, *self.named(each), each.key.partition("/")[0]) for each in self.found.teams_out]

    @property
    def agents_out(self) -> list[tuple[Standing, Agent | None]]:
        """The agents who stand out."""
        return [(each, self.agents.get(each.key)) for each in self.found.agents_out]

    @property
    def said(self) -> Text:
        """What the drawing shows."""
        count = len(self.found.teams_out)
        if not count:
            return Text(
                f"{len(self.found.teams)} 个营业部组的投诉都在其规模可以解释的范围内，高低属于正常波动。",
                f"The complaints of all {len(self.found.teams)} teams are within what their size explains: chance.",
            )
        return Text(
            f"{len(self.found.teams)} 个营业部组中，{count} 个的投诉多于其规模可以解释的数量；其余属于正常波动。",
            f"Of {len(self.found.teams)} teams {count} have more than their size explains; the rest: chance.",
        )
