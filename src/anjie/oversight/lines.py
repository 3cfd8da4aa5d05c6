"""A return line by line, as pages, workbooks, papers and programs all show it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from anjie.access.models import Officer
from anjie.directory.models import Unit
from anjie.directory.words import ProductLine
from anjie.oversight.figures import (
    HISTORIC_PRODUCT,
    PRODUCT,
    Figure,
    Group,
    Measure,
    Number,
    Values,
    figures,
    historic_product_figure,
    product_figure,
    rate,
)
from anjie.oversight.returns import Explained, Sheet, Standing, Version
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Text

LONG = frozenset({Group.REASON, Group.PRODUCT, Group.AGENTS})
"""Groups of which only those lines are shown that say something."""

LINES = {line.value: line.label for line in ProductLine}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: the unit's own, each lower unit's, and together."""

    figure: Figure
    own: float | Number | None
    lower: tuple[float | Number | None, ...]
    total: float | Number | None

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate."""
        return self.figure.measure is Measure.RATE

    @property
    def is_money(self) -> bool:
        """Whether it is an amount."""
        return self.figure.measure is Measure.MONEY


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one part of a return."""

    group: Group
    lines: tuple[Line, ...]


def parts(sheet: Sheet, book: Rulebook) -> list[Part]:
    """A return's lines by part; parts in which nothing is counted are left out."""
    total = sheet.total
    of_units = [each.figures for each in sheet.lower]
    made: dict[Group, list[Line]] = {}
    for figure in (*figures(book), *_products(total)):
        line = Line(
            figure, value(figure, sheet.own), tuple(value(figure, each) for each in of_units), value(figure, total)
        )
        if figure.group not in LONG or line.total:
            made.setdefault(figure.group, []).append(line)
    return [Part(group, tuple(made[group])) for group in Group if _says(group, made.get(group, ()))]


def _says(group: Group, lines: Sequence[Line]) -> bool:
    """Whether a part is worth showing: of historic cases only if there are any."""
    return bool(lines) and (group is not Group.HISTORIC or any(line.total for line in lines))


def value(figure: Figure, values: Values) -> float | Number | None:
    """What a figure comes to; None for a rate of nothing."""
    return rate(figure, values) if figure.measure is Measure.RATE else values.get(figure.id, 0)


def _products(total: Values) -> Iterable[Figure]:
    for code in sorted(total):
        if code.startswith(PRODUCT):
            yield _named(product_figure(code.removeprefix(PRODUCT)))
        if code.startswith(HISTORIC_PRODUCT):
            yield _named(historic_product_figure(code.removeprefix(HISTORIC_PRODUCT)))


def _named(figure: Figure) -> Figure:
    """Product lines that the directory has a word for, by it."""
    return replace(figure, title=LINES.get(figure.detail, figure.title))


def shown(line: Line, number: float | Number | None) -> str:
    """A figure as text."""
    if number is None:
        return "—"
    if line.is_rate:
        return f"{number:.1%}"
    return f"{number:,.2f}" if line.is_money else f"{number:,}"


# -- whole -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Return:
    """A return as it is shown: a signed version, or what it would say if it were signed now."""

    unit: Unit
    standing: Standing
    sheet: Sheet
    explanation: Explained
    book: Rulebook
    version: Version | None = None
    signed_by: str = ""

    @property
    def parts(self) -> list[Part]:
        """Its lines by part."""
        return parts(self.sheet, self.book)

    @property
    def title(self) -> Text:
        """What it is called."""
        report = self.book.reports[self.standing.span.kind]
        name = self.standing.span.label
        return Text(f"{self.unit.name} {name.zh} {report.zh}", f"{self.unit.name}: {report.en}, {name.en}")

    @property
    def columns(self) -> list[str]:
        """The lower units, in order."""
        return [each.name for each in self.sheet.lower]

    def data(self, now: datetime) -> dict[str, object]:
        """The same as data."""
        standing = self.standing
        lines = [line for part in self.parts for line in part.lines]
        return {
            "unit": self.unit.code,
            "name": self.unit.name,
            "period": standing.span.code,
            "state": standing.state,
            "version": self.version.number if self.version else None,
            "digest": self.version.digest if self.version else None,
            "signed_at": self.version.at if self.version else None,
            "signed_by": self.signed_by,
            "due": standing.due,
            "submitted_at": standing.submitted_at,
            "late": standing.late(now),
            "reconciles": self.sheet.reconciled,
            "missing": [code for code, _ in self.sheet.missing],
            "figures": {line.figure.id: line.total for line in lines},
            "own": {line.figure.id: line.own for line in lines},
            "lower": {
                each.code: {line.figure.id: value(line.figure, each.figures) for line in lines}
                for each in self.sheet.lower
            },
            "explanation": self.explanation.model_dump(mode="json"),
        }


def names(usernames: Iterable[str]) -> Mapping[str, str]:
    """What officers are called; one query."""
    return dict(Officer.objects.filter(username__in=set(usernames)).values_list("username", "name"))
