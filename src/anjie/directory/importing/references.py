"""Finding the rows that other rows name by their code, a batch at a time."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import models

from anjie.directory.importing.reading import Column, Draft
from anjie.procedure.terms import Text

UNKNOWN = Text("查无此项", "There is none of this code")


def refer(drafts: Sequence[Draft], column: Column, model: type[models.Model], key: str = "code") -> None:
    """Replace the code in a column by the row's id, as `<column>_id`; refuse the drafts whose code is unknown."""
    named = [draft for draft in drafts if column.name in draft.values]
    ids = ids_of(model, key, (draft.values[column.name] for draft in named))
    for draft in named:
        code = draft.values.pop(column.name)
        if code and code not in ids:
            draft.refuse(column.label, UNKNOWN)
        draft.values[f"{column.name}_id"] = ids.get(code)


def ids_of(model: type[models.Model], key: str, codes: Iterable[object]) -> Mapping[object, int]:
    """Give the ids of the rows that have these codes."""
    rows = model._default_manager.filter(**{f"{key}__in": {code for code in codes if code}})  # noqa: SLF001
    return dict(rows.values_list(key, "pk"))
