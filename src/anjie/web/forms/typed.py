"""What was typed: names and strings, as a browser sends them, and as a draft or a query keeps them.

A field within a part is named `complainant-name`, one within a row `measures-0-sanctions-1-amount`, a line
`interviewers-0`. Rows are numbered anew whenever something is read, so that a row removed leaves no gap and
the numbers agree with those of the errors.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.http import QueryDict
from django.utils import timezone
from pydantic import BaseModel

from anjie.web.forms.fields import FieldSpec, Kind

Typed = Mapping[str, Sequence[str]]
"""Name → what was typed there; several where several may be chosen. It is plain JSON."""

BETWEEN = "-"
ADD, REMOVE = "_add", "_remove"
"""Names of the buttons that add and remove rows; their value names the rows, or the row."""

UPLOAD = "_upload"
"""Name of the button that only uploads what was chosen."""

MANY = frozenset({Kind.ROWS, Kind.LINES, Kind.PAPERS})
ROW_NUMBER = re.compile(r"[0-9]{1,4}")


def typed_in(data: QueryDict) -> Typed:
    """Take what a request carries."""
    return dict(data.lists())


def tidy(specs: Iterable[FieldSpec], typed: Typed, *, keep: bool = False) -> Typed:
    """Keep what belongs to these fields, with the rows numbered anew; empty ones only if asked to."""
    return dict(_tidy(specs, typed, "", "", keep=keep))


def _tidy(
    specs: Iterable[FieldSpec], typed: Typed, old: str, new: str, *, keep: bool
) -> Iterator[tuple[str, Sequence[str]]]:
    for spec in specs:
        was, now = old + spec.name, new + spec.name
        if spec.kind is Kind.PART:
            yield from _tidy(spec.fields, typed, was + BETWEEN, now + BETWEEN, keep=keep)
        elif spec.kind in MANY:
            yield from _tidy_rows(spec, typed, was, now, keep=keep)
        elif was in typed:
            yield now, [clean(text) for text in typed[was]]


def _tidy_rows(spec: FieldSpec, typed: Typed, was: str, now: str, *, keep: bool) -> Iterator[tuple[str, Sequence[str]]]:
    number = 0
    for token in row_numbers(typed, was):
        old, new = row_prefix(spec, was, token), row_prefix(spec, now, str(number))
        row = dict(_tidy(spec.fields, typed, old, new, keep=keep))
        if keep or any(text.strip() for texts in row.values() for text in texts):
            yield from row.items()
            number += 1


def row_numbers(typed: Typed, name: str) -> list[str]:
    """The numbers of the rows of that name, in order, as they are written."""
    start = name + BETWEEN
    tokens = {each[len(start) :].partition(BETWEEN)[0] for each in typed if each.startswith(start)}
    return sorted(filter(ROW_NUMBER.fullmatch, tokens), key=int)


def row_prefix(spec: FieldSpec, name: str, number: str) -> str:
    """What the names of the fields of one row begin with; a line's only field has no name of its own."""
    return f"{name}{BETWEEN}{number}" + ("" if spec.kind is Kind.LINES else BETWEEN)


def clean(text: str) -> str:
    """Bring line ends to one form, so that the same words have one digest, and drop what can't be kept."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def without_row(typed: Typed, row: str) -> Typed:
    """What was typed, but for one row."""
    start = row + BETWEEN
    return {name: texts for name, texts in typed.items() if name != row and not name.startswith(start)}


def written(specs: Iterable[FieldSpec], values: Mapping[str, object] | BaseModel) -> Typed:
    """Write values the way they would be typed: defaults for a form, an act to be read again."""
    return dict(_written(specs, values, ""))


def _written(
    specs: Iterable[FieldSpec], values: Mapping[str, object] | BaseModel, prefix: str
) -> Iterator[tuple[str, Sequence[str]]]:
    for spec in specs:
        value = values.get(spec.name) if isinstance(values, Mapping) else getattr(values, spec.name)
        yield from _written_field(spec, value, prefix + spec.name)


def _written_field(spec: FieldSpec, value: object, name: str) -> Iterator[tuple[str, Sequence[str]]]:
    if isinstance(value, BaseModel | Mapping):
        yield from _written(spec.fields, value, name + BETWEEN)
    elif isinstance(value, list | tuple):
        yield from _written_several(spec, value, name)
    elif value is True or (value is False and spec.kind is Kind.YES_NO):
        yield name, [YES if value else NO]
    elif value is not None and value is not False and value != "":
        yield name, [_text(value)]


def _written_several(spec: FieldSpec, values: Sequence[object], name: str) -> Iterator[tuple[str, Sequence[str]]]:
    if spec.kind is Kind.WORDS:
        if values:
            yield name, [_text(value) for value in values]
        return
    for number, value in enumerate(values):
        row = f"{name}{BETWEEN}{number}"
        if isinstance(value, BaseModel | Mapping):
            # A row that says nothing yet stands ready all the same.
            nothing = {f"{row}{BETWEEN}{spec.fields[0].name}": [""]}
            yield from (dict(_written(spec.fields, value, row + BETWEEN)) or nothing).items()
        else:
            yield row, [_text(value)]


YES, NO = "true", "false"


def _text(value: object) -> str:
    match value:
        case datetime():
            return _local(value)
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _local(moment: datetime) -> str:
    """A moment as the browser's own control writes it, on the local clock."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    exact = "auto" if local.second or local.microsecond else "minutes"
    return local.isoformat(timespec=exact)
