"""What the fields of an act take: read off the act itself, so that a map can't drift from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, BaseModel, TypeAdapter

from anjie.procedure.values import Label, Widget


@dataclass(frozen=True, slots=True)
class Target:
    """One field: how a cell is read for it, and whether it must have a value."""

    name: str
    label: Label | None
    required: bool
    many: bool
    """A list: of plain values, or of records if there is a `record`."""
    record: type[BaseModel] | None
    plain: type | None
    """The type that decides how a cell is read: date, datetime, Decimal; None for any other."""
    adapter: TypeAdapter[Any]
    """Checks one value: of a list, one item."""

    @property
    def assigned(self) -> bool:
        """Whether the system fills it in, so that no map may."""
        return self.label is not None and self.label.widget is Widget.ASSIGNED


@cache
def targets_of(model: type[BaseModel]) -> Mapping[str, Target]:
    """The fields of an act or a record by name."""
    hints = get_type_hints(model, include_extras=True)
    return {
        name: _target(name, hints[name], required=field.is_required()) for name, field in model.model_fields.items()
    }


def _target(name: str, hint: object, *, required: bool) -> Target:
    label = next((note for note in get_args(hint)[1:] if isinstance(note, Label)), None)
    bare = _bare(hint)
    many = get_origin(bare) is tuple
    item: Any = get_args(bare)[0] if many else hint
    kind: Any = _bare(item)
    record = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    plain = {AwareDatetime: datetime, datetime: datetime, date: date, Decimal: Decimal}.get(kind)
    return Target(name, label, required, many, record, plain, TypeAdapter(item))


def _bare(hint: object) -> object:
    """The type itself, without its notes and without `| None`."""
    while get_origin(hint) in {Annotated, Union, UnionType}:
        hint = get_args(hint)[0]
    return hint
