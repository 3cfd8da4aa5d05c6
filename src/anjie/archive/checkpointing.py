"""What a checkpoint says: one root over the heads of all journals, at a moment, after the checkpoint before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, NamedTuple, Self

from anjie.platform.merkle import leaf_hash

START = bytes(32)
"""What stands before the first checkpoint."""


class Head(NamedTuple):
    """The end of one case's chain."""

    case: int
    number: str
    seq: int
    hash: bytes


def leaf_of(head: Head) -> bytes:
    """The leaf for one case."""
    return leaf_hash(f"{head.case} {head.number} {head.seq} {head.hash.hex()}".encode())


@dataclass(frozen=True, slots=True)
class Stated:
    """The statement that is signed."""

    PURPOSE: ClassVar[str] = "checkpoint 1"

    nth: int
    at: datetime
    size: int
    root: bytes
    previous: bytes

    @property
    def data(self) -> Mapping[str, object]:
        """As plain data."""
        return {
            "nth": self.nth,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "size": self.size,
            "root": self.root.hex(),
            "previous": self.previous.hex(),
        }

    @property
    def message(self) -> bytes:
        """The bytes that are signed."""
        return json.dumps(self.data, sort_keys=True, separators=(",", ":")).encode()

    @property
    def hash(self) -> bytes:
        """What the next checkpoint names."""
        return hashlib.sha256(self.message).digest()

    @classmethod
    def read(cls, data: Mapping[str, str | int]) -> Self:
        """Read it back; KeyError or ValueError for what is none."""
        return cls(
            int(data["nth"]),
            datetime.fromisoformat(str(data["at"])),
            int(data["size"]),
            bytes.fromhex(str(data["root"])),
            bytes.fromhex(str(data["previous"])),
        )
