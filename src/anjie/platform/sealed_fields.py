"""Model fields whose values are sealed before they reach the database.

    class Customer(models.Model):
        number = models.CharField(unique=True)
        phone = SealedField("customer.phone", row="number", mask=mask_phone)
        phone_index = BlindIndexField("phone")

Assign a plain `str` and save: the column gets the sealed token, the index column its digest. Read: the
attribute is a `Sealed`, which prints as its mask and cannot open itself. Opening is `reveal(customer,
"phone")`, a name that can be searched for, because each use of it must be recorded by whoever calls it.

The token is bound to the field and to the row's natural key (`row`), so it can't be moved to another
row. That key must be set before the row is saved and never changes afterwards.
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from anjie.platform.sealing import PREFIX, blind_index, blind_indexes, mask_of, seal, sealed_now, unseal

BATCH = 1_000
"""Rows that are sealed anew together."""


def as_given(text: str) -> str:
    """Index a value as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value as it lies in the database; false when nothing was entered."""

    token: str
    digest: str | None = dataclasses.field(default=None, repr=False, compare=False)
    """For the index column; known only where the plain value was at hand."""

    @property
    def mask(self) -> str:
        """What anybody may see."""
        return mask_of(self.token) if self.token else ""

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return self.mask

    def __repr__(self) -> str:
        return f"Sealed({self.mask!r})"


class SealedField(models.Field):  # type: ignore[type-arg]  # the types are the two below
    """A text that is kept sealed. `canonical` says when two ways of writing it are the same value."""

    _pyi_private_set_type: str | Sealed
    _pyi_private_get_type: Sealed

    def __init__(
        self,
        context: str = "",
        *,
        row: str = "",
        mask: Callable[[str], str] = str,
        canonical: Callable[[str], str] = as_given,
        **kwargs: Any,
    ) -> None:
        # Migrations rebuild the field without these: they don't concern the table.
        self.context, self.row, self.mask, self.canonical = context, row, mask, canonical
        super().__init__(**{"blank": True, "default": "", **kwargs})

    def get_internal_type(self) -> str:
        """Say that the column is a text."""
        return "TextField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:  # noqa: FBT001 - Django's
        """Seal what was assigned in plain."""
        del add
        return self.sealed_for(model_instance)

    def sealed_for(self, instance: models.Model) -> Sealed:
        """Give the instance's value sealed, and keep it so."""
        value = getattr(instance, self.attname)
        if isinstance(value, Sealed):
            return value
        sealed = self._seal(value, self.place_of(instance)) if value else Sealed("", "")
        setattr(instance, self.attname, sealed)
        return sealed

    def _seal(self, plain: str, place: str) -> Sealed:
        digest = blind_index(self.canonical(plain), self.context)
        return Sealed(seal(plain, place, self.mask(plain)), digest)

    def place_of(self, instance: models.Model) -> str:
        """Name what the value is and whose."""
        return f"{self.context}:{getattr(instance, self.row)}"

    def to_python(self, value: Any) -> Any:
        """Leave a sealed value alone when a model is validated."""
        return value if isinstance(value, Sealed) else super().to_python(value)

    def get_prep_value(self, value: Any) -> str:
        """Refuse to let a plain value near the database, whichever way it was going."""
        if isinstance(value, Sealed):
            return value.token
        if value:
            raise TypeError(f"{self.context} goes to the database sealed: save the instance")
        return ""

    def from_db_value(self, value: str, expression: object, connection: BaseDatabaseWrapper) -> Sealed:
        """Read the column."""
        del expression, connection
        return Sealed(value)


class BlindIndexField(models.CharField):  # type: ignore[type-arg]  # those of its base
    """The digest by which a sealed field's exact value is found; empty where that is empty."""

    def __init__(self, of: str = "", **kwargs: Any) -> None:
        self.of = of
        fixed = {"max_length": 64, "blank": True, "default": "", "editable": False}
        super().__init__(**{"db_index": True, **fixed, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's
        """Index what was assigned in plain; a value read from the database keeps its digest."""
        sealed = _sealed_field(type(model_instance), self.of).sealed_for(model_instance)
        if sealed.digest is not None:
            setattr(model_instance, self.attname, sealed.digest)
        return str(super().pre_save(model_instance, add))


def sealed_only(name: str, *columns: str) -> models.CheckConstraint:
    """Make the database itself refuse a plain value in these columns."""
    condition = models.Q()
    for column in columns:
        condition &= models.Q(**{column: ""}) | models.Q(**{f"{column}__startswith": PREFIX})
    return models.CheckConstraint(condition=condition, name=name)


def reveal(instance: models.Model, name: str) -> str:
    """Open one sealed value of one row. Who calls this records who asked, and why."""
    source = _sealed_field(type(instance), name)
    value = getattr(instance, source.attname)
    if not isinstance(value, Sealed):
        return str(value)
    return unseal(value.token, source.place_of(instance)) if value else ""


def having(model: type[models.Model], name: str, plain: str) -> models.Q:
    """Give the condition that a sealed field holds `plain`, whichever key it was indexed under."""
    source = _sealed_field(model, name)
    digests = blind_indexes(source.canonical(plain), source.context)
    return models.Q(**{f"{name}_index__in": digests})


def bring_over(model: type[models.Model]) -> Iterator[int]:
    """Seal and index everything in a table under the current key; give the rows seen after each batch.

    Batch by batch, each in a transaction of its own, so that people go on working meanwhile.
    """
    fields = [field for field in model._meta.get_fields() if isinstance(field, SealedField)]  # noqa: SLF001
    indexes = [field for field in model._meta.get_fields() if isinstance(field, BlindIndexField)]  # noqa: SLF001
    names = [field.name for field in (*fields, *indexes)]
    last = 0
    while True:
        with transaction.atomic():
            after = model._default_manager.select_for_update().filter(pk__gt=last)  # noqa: SLF001
            rows = [*after.order_by("pk")[:BATCH]]
            for row in rows:
                if _open_what_is_old(row, fields):
                    row.save(update_fields=names)
        if not rows:
            return
        last = rows[-1].pk
        yield len(rows)


def _open_what_is_old(row: models.Model, fields: Iterable[SealedField]) -> bool:
    """Put the plain values in place of those under an older key, to be sealed anew; tell whether there were any."""
    old = [field for field in fields if (value := getattr(row, field.attname)) and not sealed_now(value.token)]
    for field in old:
        setattr(row, field.attname, reveal(row, field.name))
    return bool(old)


def _sealed_field(model: type[models.Model], name: str) -> SealedField:
    found = model._meta.get_field(name)  # noqa: SLF001 - Django documents it as public
    if not isinstance(found, SealedField):
        raise TypeError(f"{model.__name__}.{name} is not sealed")
    return found
