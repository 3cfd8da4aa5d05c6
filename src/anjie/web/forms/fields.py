"""What an act's form asks for: its fields, walked once for each class."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from anjie.procedure.acts.base import Act
from anjie.procedure.terms import Word
from anjie.procedure.values import Label, Paper, Widget


class Kind(StrEnum):
    """In which way a field is asked for."""

    LINE = "line"
    AREA = "area"
    WORD = "word"
    """One word of a vocabulary."""
    WORDS = "words"
    """Several words of a vocabulary."""
    TICK = "tick"
    """Yes, or not said."""
    YES_NO = "yes_no"
    """Yes, no, or not said."""
    WHOLE = "whole"
    """A whole number."""
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    PICK = "pick"
    """One of what the case file or the rulebook offers."""
    SUGGEST = "suggest"
    """One of what the case file offers, or anything else."""
    LOOKUP = "lookup"
    """Found in the directory while typing."""
    PART = "part"
    """Fields that belong together, all of them or none."""
    ROWS = "rows"
    """Such fields, any number of times."""
    LINES = "lines"
    """A single field, any number of times."""
    PAPERS = "papers"
    """Files that are uploaded, each with its title."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form."""

    name: str
    label: Label
    kind: Kind
    required: bool
    words: tuple[Word, ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int | None = None
    fewest: int = 0
    """Of rows."""
    most: int | None = None
    """Of rows."""
    fields: "tuple[FieldSpec, ...]" = ()
    """Of a part, and of each row; a single one, without a name, for lines; of a paper its title and its digest."""
    common: bool = False
    """Whether every act has this field; such fields stand aside from the act's own."""


PICKED = {
    Widget.RESPONDENT: Kind.PICK,
    Widget.COMPLAINANT: Kind.PICK,
    Widget.ALLEGATION: Kind.PICK,
    Widget.REQUEST: Kind.PICK,
    Widget.SIGNATURE: Kind.PICK,
    Widget.LETTER: Kind.PICK,
    Widget.VIOLATION: Kind.PICK,
    Widget.SANCTION: Kind.PICK,
    Widget.CLAUSE: Kind.PICK,
    Widget.PERSON: Kind.SUGGEST,
    Widget.OFFICER: Kind.LOOKUP,
    Widget.UNIT: Kind.LOOKUP,
    Widget.AGENT: Kind.LOOKUP,
    Widget.CUSTOMER: Kind.LOOKUP,
    Widget.POLICY: Kind.LOOKUP,
    Widget.CASE: Kind.LOOKUP,
    Widget.AREA: Kind.AREA,
}

ONE_LINE = 200
"""What is allowed to be longer than a short text gets an area to write it in."""


DIGEST = "sha256"
"""The field of a paper that travels hidden in its row; what else is known of it isn't taken from a form."""


@cache
def fields_of(model: type[BaseModel]) -> tuple[FieldSpec, ...]:
    """The fields of a model in the order in which they are asked for; what the desk assigns is not.

    What every act has, such as a note, comes after what the act itself is about.
    """
    specs = [_spec(name, info, model) for name, info in model.model_fields.items()]
    return tuple(
        sorted(
            (spec for spec in specs if spec.label.widget is not Widget.ASSIGNED),
            key=lambda spec: spec.common,
        )
    )


def label_of(model: type[BaseModel], name: str) -> Label | None:
    """What a field is called, also one that is never asked for; None for a field without a label."""
    info = model.model_fields[name]
    label: Label | None = _type(info.annotation, tuple(info.metadata)).first(Label)
    return label


@dataclass(frozen=True, slots=True)
class _Type:
    """A field's type, taken out of its `Annotated` and its `| None`."""

    bare: Any
    notes: tuple[object, ...]
    optional: bool = False

    def first(self, kind: type) -> Any:
        """The outermost note of a kind."""
        return next((note for note in self.notes if isinstance(note, kind)), None)


def _type(annotation: Any, notes: tuple[object, ...] = ()) -> _Type:
    if get_origin(annotation) is Annotated:
        bare, *inner = get_args(annotation)
        return _type(bare, (*notes, *_flat(inner)))
    if get_origin(annotation) in (Union, UnionType):
        (bare,) = (arg for arg in get_args(annotation) if arg is not NoneType)
        inner_type = _type(bare, notes)
        return _Type(inner_type.bare, inner_type.notes, optional=True)
    return _Type(annotation, notes)


def _flat(notes: list[object]) -> Iterator[object]:
    """Pydantic keeps what `Field` demands inside of it."""
    for note in notes:
        if isinstance(note, FieldInfo):
            yield from note.metadata
        else:
            yield note


def _spec(name: str, info: FieldInfo, model: type[BaseModel]) -> FieldSpec:
    found, label = _type(info.annotation, tuple(info.metadata)), label_of(model, name)
    if label is None:
        raise TypeError(f"{model.__name__}.{name} has no Label")
    common = issubclass(model, Act) and name in Act.model_fields
    return _of_type(name, label, found, required=info.is_required(), common=common)


def _of_type(name: str, label: Label, found: _Type, *, required: bool, common: bool = False) -> FieldSpec:
    if get_origin(found.bare) is tuple:
        return _repeated(name, label, found, required=required, common=common)
    low, high = found.first(Ge), found.first(Le)
    longest = found.first(MaxLen)
    return FieldSpec(
        name,
        label,
        _kind(label.widget, found),
        required,
        words=_words(found.bare),
        low=low.ge if low else None,
        high=high.le if high else None,
        longest=longest.max_length if longest else None,
        fields=fields_of(found.bare) if _is(found.bare, BaseModel) else (),
        common=common,
    )


def _repeated(name: str, label: Label, found: _Type, *, required: bool, common: bool) -> FieldSpec:
    item = _type(get_args(found.bare)[0])
    fewest, most = found.first(MinLen), found.first(MaxLen)
    kind, fields = _items(label, item)
    return FieldSpec(
        name,
        label,
        kind,
        required,
        words=_words(item.bare),
        fewest=fewest.min_length if fewest else 0,
        most=most.max_length if most else None,
        fields=fields,
        common=common,
    )


def _items(label: Label, item: _Type) -> tuple[Kind, tuple[FieldSpec, ...]]:
    if _is(item.bare, Word):
        return Kind.WORDS, ()
    if item.bare is Paper:
        return Kind.PAPERS, (*fields_of(Paper), _spec(DIGEST, Paper.model_fields[DIGEST], Paper))
    if _is(item.bare, BaseModel):
        return Kind.ROWS, fields_of(item.bare)
    line = replace(label, help_zh="", help_en="")  # Said once, above the lines.
    return Kind.LINES, (_of_type("", line, item, required=False),)


def _kind(widget: Widget, found: _Type) -> Kind:
    if found.bare is bool:
        return Kind.YES_NO if found.optional else Kind.TICK
    for bare, kind in _BY_TYPE:
        if found.bare is bare or _is(found.bare, bare):
            return kind
    if found.bare is not str:
        raise TypeError(f"no way to ask for {found.bare}")
    longest = found.first(MaxLen)
    usual = Kind.AREA if longest and longest.max_length > ONE_LINE else Kind.LINE
    return PICKED.get(widget, usual)


_BY_TYPE: tuple[tuple[Any, Kind], ...] = (
    (Word, Kind.WORD),
    (int, Kind.WHOLE),
    (Decimal, Kind.MONEY),
    (AwareDatetime, Kind.MOMENT),
    (date, Kind.DAY),
    (BaseModel, Kind.PART),
)


def _words(bare: Any) -> tuple[Word, ...]:
    return tuple(bare) if _is(bare, Word) else ()


def _is(bare: Any, base: Any) -> bool:
    return isinstance(bare, type) and isinstance(base, type) and issubclass(bare, base)
