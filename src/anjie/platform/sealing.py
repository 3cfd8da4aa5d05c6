"""Sealing of single values: identity numbers, phones, account numbers, addresses.

A sealed value is one string, `sealed:1:<mask>:<base64>`, that goes wherever a string goes: a column, a
journal entry, a job's arguments. It carries its own mask, so a list shows `138****5678` without a key.
The mask and the context (what the value is and whose, e.g. `customer.phone:C000123`) are authenticated
with it: a ciphertext moved to another row or field, or dressed up with another mask, does not open.

Sealing is randomised, so equal values look different. To find a value again there is the blind index, a
keyed digest under a key of its own.

Rotation: `settings.ANJIE_DATA_KEYS` names the current key first and older ones after it. New values
are sealed under the current key; old ones open under the key they name.
"""

import hmac
import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from anjie.platform.keys import DataKey

PREFIX = "sealed:1:"
NONCE = 12


class SealBrokenError(Exception):
    """The sealed value was altered, belongs elsewhere, or its key is gone."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """A data key at work: the name that sealed values carry, and a key of its own for each purpose."""

    name: bytes
    cipher: AESGCM
    index: bytes


@lru_cache(maxsize=16)
def _derived(key: DataKey) -> _Keys:
    def derive(purpose: bytes) -> bytes:
        hkdf = HKDF(SHA256(), 32, salt=None, info=b"anjie/sealing/1/" + purpose)
        return hkdf.derive(key.secret)

    return _Keys(key.name.encode(), AESGCM(derive(b"seal")), derive(b"index"))


def _keys() -> list[_Keys]:
    return [_derived(key) for key in settings.ANJIE_DATA_KEYS]


def _bound(context: str, mask: str) -> bytes:
    """Authenticate context and mask; the length keeps one from running into the other."""
    return f"{PREFIX}{len(context)}:{context}{mask}".encode()


def is_sealed(text: str) -> bool:
    """Whether `text` has the form of a sealed value."""
    return text.startswith(PREFIX) and text.count(":") > PREFIX.count(":")


def seal(plain: str, context: str, mask: str) -> str:
    """Seal `plain` for one place, `context`, to be shown as `mask`."""
    keys, nonce = _keys()[0], os.urandom(NONCE)
    closed = keys.cipher.encrypt(nonce, plain.encode(), _bound(context, mask))
    body = bytes([len(keys.name)]) + keys.name + nonce + closed
    return f"{PREFIX}{mask}:{b64encode(body).decode()}"


def mask_of(token: str) -> str:
    """Give what may be shown of a sealed value; needs no key and proves nothing."""
    return _parts(token)[0]


def unseal(token: str, context: str) -> str:
    """Open a sealed value in the place for which it was sealed, or raise SealBrokenError."""
    mask, name, closed = _parts(token)
    keys = next((keys for keys in _keys() if keys.name == name), None)
    if keys is None:
        raise SealBrokenError("sealed under a key that is not here")
    try:
        plain = keys.cipher.decrypt(closed[:NONCE], closed[NONCE:], _bound(context, mask))
    except (InvalidTag, ValueError) as broken:
        raise SealBrokenError(f"altered, or not sealed for {context}") from broken
    return plain.decode()


def sealed_now(token: str) -> bool:
    """Whether the value is sealed under the current key."""
    return _parts(token)[1] == _keys()[0].name


def blind_index(plain: str, context: str) -> str:
    """Give the digest under which the value is found again, with the current key."""
    return _digest(_keys()[0], plain, context)


def blind_indexes(plain: str, context: str) -> list[str]:
    """Give the digests under every key in use, so that a search also finds rows not yet re-indexed."""
    return [_digest(keys, plain, context) for keys in _keys()]


def _digest(keys: _Keys, plain: str, context: str) -> str:
    return hmac.new(keys.index, f"{len(context)}:{context}{plain}".encode(), sha256).hexdigest()


def _parts(token: str) -> tuple[str, bytes, bytes]:
    """Take a token apart: mask, name of the key, nonce and ciphertext."""
    if not is_sealed(token):
        raise SealBrokenError("not a sealed value")
    mask, _, encoded = token.removeprefix(PREFIX).rpartition(":")
    try:
        body = b64decode(encoded, validate=True)
    except ValueError as broken:
        raise SealBrokenError("not a sealed value") from broken
    end = 1 + (body[0] if body else 0)
    return mask, body[1:end], body[end:]
