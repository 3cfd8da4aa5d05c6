"""From what was typed to an act, or to what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from django.utils import timezone
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from anjie.procedure.acts.base import Act
from anjie.procedure.terms import Text
from anjie.web.forms.fields import FieldSpec, Kind, fields_of
from anjie.web.forms.messages import message
from anjie.web.forms.typed import BETWEEN, NO, YES, Typed, row_numbers, row_prefix

Errors = Mapping[str, tuple[Text, ...]]
"""Path of a field (`allegations.0.violation`, '' for the whole) → what is wrong with it."""

SomeAct = TypeVar("SomeAct", bound=Act)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[SomeAct]):
    """The act that was typed; None if something is wrong."""

    act: SomeAct | None
    errors: Errors = field(default_factory=dict[str, tuple[Text, ...]])


def parse(act_class: type[SomeAct], typed: Typed, assigned: Mapping[str, object]) -> Parsed[SomeAct]:
    """Make the act out of what was typed (and tidied) and of what the page itself fills in."""
    specs = asked(act_class, assigned)
    try:
        return Parsed(act_class.model_validate({**collect(specs, typed), **assigned}))
    except ValidationError as error:
        return Parsed(None, _errors(fields_of(act_class), error))


def asked(act_class: type[Act], assigned: Mapping[str, object]) -> tuple[FieldSpec, ...]:
    """The fields that are asked for: all but those that the page itself fills in."""
    return tuple(spec for spec in fields_of(act_class) if spec.name not in assigned)


def _errors(specs: Iterable[FieldSpec], error: ValidationError) -> Errors:
    found: dict[str, tuple[Text, ...]] = {}
    faults = error.errors(include_url=False, include_context=True, include_input=False)
    for fault in faults:
        path = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "too_short" and any(_within(fault, other) for other in faults):
            continue  # A row is there: what is wrong with it is said inside of it.
        spec = spec_at(specs, path)
        if spec is None:
            raise error  # Not of the form's making: what the page filled in is wrong.
        found[path] = (*found.get(path, ()), message(fault, spec))
    return found


def _within(fault: ErrorDetails, other: ErrorDetails) -> bool:
    """Whether another fault lies inside of what this one is about."""
    outer, inner = fault["loc"], other["loc"]
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def spec_at(specs: Iterable[FieldSpec], path: str) -> FieldSpec | None:
    """The field a path leads to, or the nearest one that has it inside."""
    found: FieldSpec | None = None
    for step in path.split("."):
        inside = found.fields if found else specs
        found = next((spec for spec in inside if spec.name == step), found)
    return found


# -- reading -------------------------------------------------------------------------------------


class Unreadable:
    """Stands for something that can't be read; pydantic then says that the type is wrong."""


def collect(specs: Iterable[FieldSpec], typed: Typed, prefix: str = "") -> dict[str, object]:
    """Plain data for an act. What was left empty is left out, so that the defaults apply."""
    made: dict[str, object] = {}
    for spec in specs:
        value = _value(spec, typed, prefix + spec.name)
        if value is not None:
            made[spec.name] = value
    return made


def _value(spec: FieldSpec, typed: Typed, name: str) -> object:
    match spec.kind:
        case Kind.PART:
            return collect(spec.fields, typed, name + BETWEEN) or None
        case Kind.ROWS | Kind.PAPERS:
            prefixes = [row_prefix(spec, name, number) for number in row_numbers(typed, name)]
            return [collect(spec.fields, typed, prefix) for prefix in prefixes] or None
        case Kind.LINES:
            (line,) = spec.fields
            names = [row_prefix(spec, name, number) for number in row_numbers(typed, name)]
            return [_value(line, typed, each) for each in names] or None
        case Kind.WORDS:
            return [text for text in typed.get(name, ()) if text] or None
        case _:
            text = "".join(typed.get(name, ())[-1:]).strip()
            return _READ.get(spec.kind, str)(text) if text else None


def _number(text: str) -> str:
    """Digits as they were meant: full width made half, spaces within dropped."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
AMOUNT = re.compile(r"-?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?")
"""With or without commas, but only where they part thousands: 1,5 is no amount."""


def _whole(text: str) -> object:
    number = _number(text)
    return int(number) if WHOLE_NUMBER.fullmatch(number) else Unreadable()


def _amount(text: str) -> object:
    number = _number(text)
    return Decimal(number.replace(",", "")) if AMOUNT.fullmatch(number) else Unreadable()


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Other years are slips of the pen, and at the ends of time no zone can be reckoned."""


def _day(text: str) -> object:
    try:
        day = date.fromisoformat(_number(text).replace("/", "-"))
    except ValueError:
        return Unreadable()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else Unreadable()


CLOCK_TIME = re.compile(r"[T ]\s*[0-9]{1,2}:")


def _moment(text: str) -> object:
    """A moment on the local clock; a day alone is none."""
    typed = unicodedata.normalize("NFKC", text).replace("/", "-")
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return Unreadable()
    if not CLOCK_TIME.search(typed) or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return Unreadable()
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _yes(text: str) -> object:
    return {YES: True, NO: False}.get(text, Unreadable())


_READ: Mapping[Kind, Callable[[str], object]] = {
    Kind.WHOLE: _whole,
    Kind.MONEY: _amount,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.TICK: _yes,
    Kind.YES_NO: _yes,
}
