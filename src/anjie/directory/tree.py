"""The tree of units: the one place that writes a unit's ancestors on its row."""

from django.db import connection, transaction

from anjie.directory.models import COLUMNS, Unit
from anjie.procedure.terms import Text

TOP = Text("只有总公司没有上级机构", "Head office has no parent, and every other unit has one")
TOO_LOW = Text("上级机构的级别须高于本机构", "The parent must be of a higher level")


class MisplacedUnitError(ValueError):
    """A unit can't stand under the parent it was given; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@transaction.atomic
def add_unit(unit: Unit, parent: Unit | None) -> Unit:
    """Insert a new unit under `parent`; head office has none."""
    with connection.cursor() as cursor:
        # The row names itself at its own level, so its number is needed before it is inserted.
        cursor.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", [Unit._meta.db_table])  # noqa: SLF001
        [unit.pk] = cursor.fetchone()
    _place(unit, parent)
    unit.save(force_insert=True)
    return unit


@transaction.atomic
def move_unit(unit: Unit, parent: Unit | None) -> None:
    """Put a unit, with all that is below it, under another parent.

    Rows of other tables keep the columns they copied: what happened, happened under the old parent.
    """
    below = [*Unit.objects.within(unit).exclude(pk=unit.pk)]
    _place(unit, parent)
    unit.save()
    placed = {unit.pk: unit}
    for child in sorted(below, key=lambda child: -child.rank.rank):
        _place(child, placed[child.parent_id])
        child.save()
        placed[child.pk] = child


def _place(unit: Unit, parent: Unit | None) -> None:
    """Set parent and level columns: the parent's, and itself at its own level."""
    if (parent is None) != (unit.column == "head"):
        raise MisplacedUnitError(TOP)
    if parent is not None and parent.rank.rank <= unit.rank.rank:
        raise MisplacedUnitError(TOO_LOW)
    unit.parent = parent
    for column in COLUMNS.values():
        above = None if parent is None else getattr(parent, f"{column}_id")
        setattr(unit, f"{column}_id", unit.pk if column == unit.column else above)
