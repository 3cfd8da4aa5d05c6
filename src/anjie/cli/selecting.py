"""Options with which a command names the cases it looks at: `--unit`, `--from`, `--to`."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from anjie.cli.output import WRONG_USAGE, refuse
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text

if TYPE_CHECKING:
    from anjie.oversight.selecting import Selection

DAY = ["%Y-%m-%d"]

OfUnit = Annotated[str, typer.Option("--unit", metavar="U", help="Only cases of this unit and those below it.")]
From = Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Only cases received from this day on.")]
To = Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Only cases received up to this day.")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options said."""

    unit: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def selection(self, language: str, *, notes: bool) -> "Selection":
        """The cases that are meant; exit 2 if there is no such unit. Within `database()`."""
        from anjie.directory.models import Unit
        from anjie.oversight.selecting import Selection

        unit = Unit.objects.filter(code=self.unit).first() if self.unit else None
        if self.unit and unit is None:
            says = Text(f"没有机构 {self.unit}", f"There is no unit {self.unit}")
            raise refuse(says, language, WRONG_USAGE)
        until = _midnight(self.until) if self.until else None
        return Selection(
            unit=unit,
            since=_midnight(self.since) if self.since else None,
            until=until + timedelta(days=1) if until else None,
            notes=notes,
        )


def _midnight(day: datetime) -> datetime:
    return datetime.combine(day.date(), time(), SHANGHAI)
