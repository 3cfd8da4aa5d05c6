"""What administrators change in the directory by hand: the tree of units, and the working calendar.

Each function refuses what would leave the directory contradicting itself, and says which field is at fault.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from anjie.directory.models import CalendarDay, CalendarYear, Unit
from anjie.directory.tree import add_unit
from anjie.directory.words import DayMark
from anjie.procedure.terms import Level, Text


class DirectoryRefusedError(Exception):
    """The change isn't possible; `reason` says why, `field` what is at fault."""

    def __init__(self, reason: Text, field: str = "") -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.field = field


# -- units -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a unit is called and where it is reached; its code, level and place in the tree aside."""

    name: str
    short_name: str
    calendar_region: str = ""
    phone: str = ""
    address: str = ""


@transaction.atomic
def found_unit(code: str, level: Level, parent: Unit, particulars: Particulars) -> Unit:
    """Add a unit under another; MisplacedUnitError if that one isn't of a higher level."""
    if Unit.objects.filter(code=code).exists():
        raise DirectoryRefusedError(Text(f"机构代码 {code} 已存在", f"There is a unit {code} already"), "code")
    if not parent.active:
        raise DirectoryRefusedError(Text("上级机构已停用", "The parent is closed"))
    return add_unit(Unit(code=code, level=level, **asdict(particulars)), parent)


def describe_unit(unit: Unit, particulars: Particulars) -> None:
    """Change what a unit is called and where it is reached."""
    said = asdict(particulars)
    for name, value in said.items():
        setattr(unit, name, value)
    unit.save(update_fields=[*said])


@transaction.atomic
def close_unit(unit: Unit) -> None:
    """Take a unit out of use; its cases and what it did stay."""
    if Unit.objects.filter(parent=unit, active=True).exists():
        raise DirectoryRefusedError(Text("请先停用其下级机构", "Close the units below it first"))
    unit.active = False
    unit.save(update_fields=["active"])


@transaction.atomic
def reopen_unit(unit: Unit) -> None:
    """Take a closed unit into use again."""
    if unit.parent is not None and not unit.parent.active:
        raise DirectoryRefusedError(Text("请先启用其上级机构", "Reopen the unit above it first"))
    unit.active = True
    unit.save(update_fields=["active"])


# -- the calendar ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Marked:
    """A day that differs from its weekday: what it is, by which holiday, and where that is written."""

    day: date
    mark: DayMark
    name: Text
    source: str


def enter_day(region: str, marked: Marked) -> CalendarDay:
    """Enter a day into the calendar of a region, '' for the nation's."""
    said = {
        "kind": marked.mark,
        "name_zh": marked.name.zh,
        "name_en": marked.name.en,
        "source": marked.source,
    }
    entered, new = CalendarDay.objects.get_or_create(region=region, day=marked.day, defaults=said)
    if new:
        return entered
    known = Text(
        f"{marked.day} 已登记为“{entered.name_zh}”，请先删除",
        f"{marked.day} is entered already ({entered.name_en}): remove it first",
    )
    raise DirectoryRefusedError(known, "day")


def strike_day(entered: CalendarDay) -> None:
    """Take a day out of the calendar: it is again what its weekday makes it."""
    entered.delete()


def publish_year(year: int, source: str) -> None:
    """Note that a year's national arrangement is published and entered; saying it again changes the source."""
    CalendarYear.objects.update_or_create(year=year, defaults={"source": source})


def retract_year(year: int) -> None:
    """Note that a year's arrangement isn't complete after all: limits that reach into it are provisional again."""
    CalendarYear.objects.filter(year=year).delete()
