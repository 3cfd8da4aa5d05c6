"""Signatures of the installation: Ed25519, by the newest key; an old one is checked with the key whose name it carries.

What is signed says what it is (`purpose`), so that a signature over one thing can't be passed off as one over another.
Nothing here knows the database: a package is verified on a machine that has none.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from anjie.platform.keys import signing_keys

ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature with the name of its key."""

    key: str
    value: bytes

    @property
    def text(self) -> str:
        """The value as text."""
        return base64.b64encode(self.value).decode()


def sign(purpose: str, message: bytes) -> Signature:
    """Sign with the newest key."""
    key = signing_keys()[0]
    return Signature(key.name, Ed25519PrivateKey.from_private_bytes(key.secret).sign(_said(purpose, message)))


def signed_by(public: bytes, purpose: str, message: bytes, value: bytes) -> bool:
    """Whether a signature is that of the holder of this public key, over this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, _said(purpose, message))
    except (InvalidSignature, ValueError):
        return False
    return True


@cache
def public_keys() -> Mapping[str, bytes]:
    """The public halves of the installation's keys, by name, the one that signs now first."""
    return {
        key.name: Ed25519PrivateKey.from_private_bytes(key.secret)
        .public_key()
        .public_bytes(Encoding.Raw, PublicFormat.Raw)
        for key in signing_keys()
    }


def fingerprint(public: bytes) -> str:
    """A public key in a form that two people can compare by telephone."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _said(purpose: str, message: bytes) -> bytes:
    return f"anjie {purpose}\n".encode() + message
