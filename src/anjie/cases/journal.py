"""The record: canonical JSON, salted hashes, the chain. Pure functions over bytes; the tables are `models`'.

    body_hash = SHA-256(salt ‖ canonical JSON of the act)
    hash      = SHA-256(previous hash ‖ canonical JSON of the envelope, which names body_hash)
    the first previous hash is SHA-256("anjie:" ‖ case number)

A body can be destroyed together with its salt: the envelope keeps the hash, and without the salt nobody can guess
the body from it. Times are UTC with microseconds, as the database keeps them.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from anjie.procedure.acts import ACTS, parse
from anjie.procedure.acts.archive import Destroyed
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import Entry

SALT = 16


def canonical(value: Mapping[str, object]) -> str:
    """JSON in the one form that is hashed: keys sorted, no blanks, characters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def genesis(number: str) -> bytes:
    """What stands before the first entry: it binds the chain to its case."""
    return hashlib.sha256(f"anjie:{number}".encode()).digest()


def body_text(act: Act) -> str:
    """An act as the journal keeps it: without what is empty."""
    return canonical(act.model_dump(mode="json", exclude_defaults=True))


def body_hash(salt: bytes, text: str) -> bytes:
    """The salted hash by which the envelope holds a body."""
    return hashlib.sha256(salt + text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything about an act but what it said."""

    seq: int
    at: datetime
    by: str
    acting_for: str
    unit: str
    kind: str
    edition: str
    body_hash: bytes

    def hash_after(self, previous: bytes) -> bytes:
        """This entry's hash, given the one before."""
        text = canonical(
            {
                "seq": self.seq,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "by": self.by,
                "acting_for": self.acting_for,
                "unit": self.unit,
                "kind": self.kind,
                "edition": self.edition,
                "body": self.body_hash.hex(),
            }
        )
        return hashlib.sha256(previous + text.encode()).digest()


@dataclass(frozen=True, slots=True)
class Written:
    """An entry ready for the tables."""

    envelope: Envelope
    hash: bytes
    salt: bytes
    text: str

    @classmethod
    def of(cls, entry: Entry, act: Act, edition: str, previous: bytes) -> Self:
        """Salt, hash and chain one entry."""
        salt, text = os.urandom(SALT), body_text(act)
        envelope = Envelope(
            entry.seq,
            entry.at,
            entry.by,
            entry.acting_for or "",
            entry.unit,
            entry.kind,
            edition,
            body_hash(salt, text),
        )
        return cls(envelope, envelope.hash_after(previous), salt, text)


def envelope_of(row: Sequence[Any]) -> Envelope:
    """An envelope as the database gives it: its columns in the order of the fields."""
    seq, at, by, acting_for, unit, kind, edition, held = row
    return Envelope(seq, at, by, acting_for, unit, kind, edition, bytes(held))


def entry_from(envelope: Envelope, text: str | None) -> Entry:
    """An entry as the engine reads it; without its body, only that it was there."""
    kind = envelope.kind
    act = Destroyed(was=kind, title=ACTS[kind].title) if text is None else parse(kind, json.loads(text))
    return Entry(envelope.seq, envelope.at, envelope.by, envelope.unit, act, envelope.acting_for or None)
