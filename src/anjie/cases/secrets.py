"""Sealing what must not stand in the clear: fields whose label says `secret`, wherever they are in an act.

An identity number or a phone is sealed before the act reaches the journal; what the fold, the tables and the pages
see is the sealed token, which carries its own mask.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TypeVar

from pydantic import BaseModel

from anjie.directory.identity import canonical_identity
from anjie.directory.phones import canonical_phone
from anjie.platform.masking import mask_account, mask_identity, mask_phone
from anjie.platform.sealing import SealBrokenError, blind_index, blind_indexes, is_sealed, seal, unseal
from anjie.procedure.values import Label

MASKS = {"phone": mask_phone, "id_no": mask_identity}
CANONICAL = {"phone": canonical_phone, "id_no": canonical_identity}

Model = TypeVar("Model", bound=BaseModel)


def context(field: str) -> str:
    """What a sealed value is; a token moved to another field doesn't open."""
    return f"case.{field}"


@cache
def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """The fields of a model whose label says `secret`."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(note, Label) and note.secret for note in field.metadata)
    )


def seal_secrets(value: Model) -> Model:
    """The same value with every secret field sealed, at any depth."""
    changes: dict[str, object] = {}
    for name in type(value).model_fields:
        before = getattr(value, name)
        after = _sealed(name, before, secret=name in secret_fields(type(value)))
        if after is not before:
            changes[name] = after
    return value.model_copy(update=changes) if changes else value


def _sealed(name: str, value: object, *, secret: bool) -> object:
    if isinstance(value, BaseModel):
        return seal_secrets(value)
    if isinstance(value, tuple) and any(isinstance(each, BaseModel) for each in value):
        sealed = tuple(seal_secrets(each) for each in value)
        return sealed if any(a is not b for a, b in zip(sealed, value, strict=True)) else value
    if secret and isinstance(value, str) and value and not _opens(name, value):
        return seal(value, context(name), MASKS.get(name, mask_account)(value))
    return value


def _opens(field: str, value: str) -> bool:
    """Whether a value is sealed for this field already, and not merely typed so as to look like it."""
    try:
        unseal(value, context(field))
    except SealBrokenError:
        return False
    return True


def reveal(field: str, token: str) -> str:
    """The plain value of a sealed field; whoever calls this has put the look on record."""
    return unseal(token, context(field)) if is_sealed(token) else token


@lru_cache(4096)
def index_of(field: str, token: str) -> str:
    """The digest under which a sealed value is found again; empty for nothing. Remembers digests, nothing plain."""
    plain = reveal(field, token)
    return blind_index(CANONICAL[field](plain), context(field)) if plain else ""


def indexes_of(text: str) -> Mapping[str, list[str]]:
    """The digests under which a phone or identity number that somebody typed may be found."""
    return {field: blind_indexes(form(text), context(field)) for field, form in CANONICAL.items()}
