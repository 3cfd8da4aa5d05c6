"""Finding somebody by the beginning of his name, and turning the pages of a list that is sorted by names."""

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from anjie.cases.reading import PAGE, Page
from anjie.directory.models import Named
from anjie.directory.names import query_key
from anjie.web.forms.typed import clean

N = TypeVar("N", bound=Named)

LONGEST = 60
"""Characters of what is looked for; nobody types more."""


def sought(request: HttpRequest) -> str:
    """What the page was asked to find."""
    return clean(request.GET.get("q", "")).strip()[:LONGEST]


def named(typed: str) -> Q:
    """Whose name begins so, in characters, in pinyin or in initials."""
    wanted, key = Q(name__startswith=typed), query_key(typed)
    if key and key.isascii():
        for column in ("name_pinyin", "name_initials", "name_other"):
            wanted |= Q(**{f"{column}__startswith": key})
    return wanted


def by_name(rows: QuerySet[N], key: str, after: str, size: int = PAGE) -> Page[N]:
    """One page of `rows` in the order of names; `key` is the unique column that tells namesakes apart.

    The key of a page is that of the last row before it, so that a page stays where it is while others are added.
    """
    everybody = rows.model._default_manager  # noqa: SLF001 - Django documents it as public
    last = everybody.filter(**{key: after}).values_list("name_sort", flat=True).first() if after else None
    if last is not None:
        rows = rows.filter(Q(name_sort__gt=last) | Q(name_sort=last, **{f"{key}__gt": after}))
    found = list(rows.order_by("name_sort", key)[: size + 1])
    shown = found[:size]
    return Page(shown, str(getattr(shown[-1], key)) if len(found) > size else None)
