"""Importing the tree of units."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import transaction

from anjie.directory.importing import cells
from anjie.directory.importing.reading import EMPTY, Column, Draft, Outcome, Reader, Report
from anjie.directory.importing.references import UNKNOWN
from anjie.directory.importing.sheets import open_sheet
from anjie.directory.importing.storing import REPEATED
from anjie.directory.models import CODE, NAME, Unit
from anjie.directory.regions import region_named_in
from anjie.directory.tree import MisplacedUnitError, add_unit, move_unit
from anjie.procedure.terms import Level, Text

HEAD_OFFICE_CODE = "0"
HEAD_OFFICE = "总公司"

CODE_COLUMN = Column(
    "code", Text("机构代码", "Code"), cells.code, needed=True, also=("代码", "unit code"), longest=CODE
)
PARENT = Column("parent", Text("上级机构代码", "Parent"), cells.code, also=("上级机构", "上级代码", "parent code"))
LEVELS = {
    "head": Level.HEAD_OFFICE, "head office": Level.HEAD_OFFICE, "province": Level.REGION, "省": Level.REGION,
    "区": Level.REGION, "省级": Level.REGION, "省分公司": Level.REGION, "区分公司": Level.REGION, "市": Level.CITY,
    "市级": Level.CITY, "县": Level.COUNTY, "县级": Level.COUNTY, "支公司": Level.COUNTY,
}  # fmt: skip
LEVEL = Column("level", Text("级别", "Level"), cells.word(Level, LEVELS), needed=True, also=("机构级别",))
SHORT_NAME = Column("short_name", Text("简称", "Short name"), cells.text, also=("机构简称",), longest=NAME)
CALENDAR = Column("calendar_region", Text("日历地区", "Calendar region"), cells.code, longest=10)

OTHER_LEVEL = Text("已有机构的级别不能改变", "The level of a unit that is there already can't change")
FORM = Text("只能用字母、数字、横线", "Letters, digits and hyphens only")


class Units:
    """Units, by code. The rows may come in any order, and are imported from the top of the tree down.

    A regional branch without a parent stands under head office. If there is no head office yet, it is made: under the
    name given, else under what its branch calls the company (示范人寿广西分公司 → 示范人寿总公司).
    """

    columns = (
        CODE_COLUMN,
        Column("name", Text("机构名称", "Name"), cells.text, needed=True, also=("名称",), longest=NAME),
        LEVEL,
        PARENT,
        SHORT_NAME,
        CALENDAR,
        Column("phone", Text("电话", "Phone"), cells.phone, longest=40),
        Column("address", Text("地址", "Address"), cells.text, longest=200),
        Column("active", Text("是否营业", "Active"), cells.flag, also=("营业",), empty=True),
        Column("sort_order", Text("排序", "Sort order"), cells.whole, empty=0),
    )

    def __init__(self, head_office: str = "") -> None:
        self.head_office = head_office
        self.report = Report()
        self.units: dict[str, Unit] = {}

    @transaction.atomic
    def run(self, path: Path, advance: Callable[[int], object] = lambda _: None) -> Report:
        """Import a file, telling `advance` how many rows are done; SheetRefusedError if it can't be read as a whole."""
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        with open_sheet(path) as sheet:
            reader = Reader(sheet, self.columns)
            self.report.remarks += reader.ignored()
            drafts = [*reader.drafts()]
        self._refuse_repeated(drafts)
        for draft in sorted(drafts, key=_height):
            self.report.close(draft, Outcome.REFUSED if draft.refused else self._settle(draft))
            advance(1)
        self.report.remarks.sort(key=lambda remark: remark.row)
        return self.report

    def _refuse_repeated(self, drafts: list[Draft]) -> None:
        seen: set[object] = set()
        for draft in drafts:
            if draft.values.get("code") in seen:
                draft.refuse(CODE_COLUMN.label, REPEATED)
            seen.add(draft.values.get("code"))

    def _settle(self, draft: Draft) -> Outcome:
        """Add the unit, change what differs, or move it; refuse what has no place in the tree."""
        unit = self.units.get(str(draft.values["code"]))
        parent = self._parent(draft, unit)
        for column, reason in self._faults(draft, unit, parent):
            draft.refuse(column.label, reason)
        if draft.refused:
            return Outcome.REFUSED
        try:
            return self._change(draft, unit, parent) if unit else self._add(draft, parent)
        except MisplacedUnitError as error:
            draft.refuse(PARENT.label, error.reason)
            return Outcome.REFUSED

    def _parent(self, draft: Draft, unit: Unit | None) -> Unit | None:
        named = draft.values.get(PARENT.name)
        if named:
            return self.units.get(str(named))
        if unit and PARENT.name not in draft.values:
            return unit.parent
        return self._top(str(draft.values["name"])) if draft.values["level"] is Level.REGION else None

    def _faults(self, draft: Draft, unit: Unit | None, parent: Unit | None) -> Iterator[tuple[Column, Text]]:
        level = draft.values["level"]
        if not str(draft.values["code"]).replace("-", "").replace("_", "").isalnum():
            yield CODE_COLUMN, FORM
        if parent is None and draft.values.get(PARENT.name):
            yield PARENT, UNKNOWN
        elif parent is None and level is not Level.HEAD_OFFICE:
            yield PARENT, EMPTY
        if unit and unit.rank is not level:
            yield LEVEL, OTHER_LEVEL

    def _add(self, draft: Draft, parent: Unit | None) -> Outcome:
        unit = Unit(**{name: value for name, value in draft.values.items() if name != PARENT.name})
        unit.short_name = unit.short_name or self._shortened(unit.name, parent)
        unit.calendar_region = unit.calendar_region or _calendar(unit, parent)
        self.units[unit.code] = add_unit(unit, parent)
        return Outcome.ADDED

    def _change(self, draft: Draft, unit: Unit, parent: Unit | None) -> Outcome:
        """Change what the file says otherwise; what it leaves empty and we made up stays."""
        derived = {SHORT_NAME.name, CALENDAR.name}
        said = {
            name: value
            for name, value in draft.values.items()
            if name != PARENT.name and (value != "" or name not in derived)
        }
        changed = [name for name, value in said.items() if getattr(unit, name) != value]
        for name in changed:
            setattr(unit, name, said[name])
        if unit.parent_id != (parent and parent.pk):
            move_unit(unit, parent)
            self.units |= {below.code: below for below in Unit.objects.within(unit)}
        elif changed:
            unit.save()
        else:
            return Outcome.UNCHANGED
        return Outcome.CHANGED

    def _top(self, branch: str) -> Unit:
        """Give head office, made if there is none."""
        top = next((unit for unit in self.units.values() if unit.rank is Level.HEAD_OFFICE), None)
        if top is None:
            name = self.head_office or region_named_in(branch)[0] + HEAD_OFFICE
            top = Unit(code=HEAD_OFFICE_CODE, name=name, short_name=HEAD_OFFICE, level=Level.HEAD_OFFICE)
            self.units[top.code] = add_unit(top, None)
            self.report.count(Outcome.ADDED)
        return top

    def _shortened(self, name: str, parent: Unit | None) -> str:
        """Leave out the company's name, which every unit's begins with."""
        company = (parent.head.name if parent else name).removesuffix(HEAD_OFFICE)
        return name.removeprefix(company) or name


def _height(draft: Draft) -> int:
    """Put the top of the tree first."""
    level = draft.values.get(LEVEL.name)
    return -level.rank if isinstance(level, Level) else 1


def _calendar(unit: Unit, parent: Unit | None) -> str:
    """Give the calendar of the region a branch is named after; below it, the parent's."""
    if unit.rank is Level.REGION:
        return region_named_in(unit.name)[1]
    return parent.calendar_region if parent else ""
