"""What can be said of an act's fields: which exist, which take words of a closed vocabulary, which hold a time."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from types import NoneType
from typing import get_args

from pydantic import AwareDatetime

from anjie.procedure.acts import ACTS
from anjie.procedure.rulebook import Conditions, Scalar
from anjie.procedure.terms import Text, Word


def unknown_acts(kinds: Iterable[str]) -> Iterator[Text]:
    """Name the kinds of act that don't exist."""
    for kind in kinds:
        if kind not in ACTS:
            yield Text(f"没有“{kind}”这种行为", f"there is no act {kind!r}")


def having(kinds: Iterable[str], field: str) -> list[str]:
    """Those of the acts that have the field."""
    return [kind for kind in kinds if kind in ACTS and field in ACTS[kind].model_fields]


def wrong_fields(kinds: Collection[str], where: Conditions) -> Iterator[Text]:
    """What is wrong with conditions on the fields of these acts, at least one of which must have each."""
    for field, allowed in where.items():
        owners = having(kinds, field)
        if not owners:
            yield no_such_field(kinds, field)
        for kind in owners:
            words = vocabulary(kind, field)
            if words is None:
                yield Text(
                    f"{kind} 的字段 {field} 是自由文本，不能作为条件",
                    f"the field {field!r} of {kind} is free text: no condition can rest on it",
                )
            else:
                yield from wrong_values(f"{kind}.{field}", allowed, words)


def no_such_field(kinds: Iterable[str], field: str) -> Text:
    """That none of the acts has the field."""
    names = "、".join(kinds)
    return Text(f"{names} 没有字段 {field}", f"{names}: no field {field!r}")


def wrong_values(name: str, allowed: Iterable[Scalar], words: Collection[Scalar]) -> Iterator[Text]:
    """Name the values that are no words of the vocabulary."""
    for value in allowed:
        if not any(value == word and isinstance(value, bool) == isinstance(word, bool) for word in words):
            yield Text(f"{name} 没有取值“{value}”", f"{name} has no value {value!r}")


def vocabulary(kind: str, field: str) -> Collection[Scalar] | None:
    """The words a field takes; None where it takes anything else than one word."""
    plain = _plain(kind, field)
    if plain is bool:
        return (False, True)
    return tuple(plain) if issubclass(plain, Word) else None


def is_time(kind: str, field: str) -> bool:
    """Whether a field holds a day or a moment."""
    return _plain(kind, field) in TIMES


TIMES: tuple[object, ...] = (date, datetime, AwareDatetime)


def _plain(kind: str, field: str) -> type:
    """The one class a field's values are of, None aside; `object` where there is no such."""
    annotation: object = ACTS[kind].model_fields[field].annotation
    choices = [each for each in get_args(annotation) or (annotation,) if each is not NoneType]
    return choices[0] if len(choices) == 1 and isinstance(choices[0], type) else object
