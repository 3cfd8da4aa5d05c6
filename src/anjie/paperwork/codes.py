"""The code printed on every page: which case, which paper, which of its pages.

A scan that comes back is matched by it. It is one line of text, in the characters that take least room in a QR code:

    AJ1:450103-2026-00012:NOTICE-LETTER:3:2:K7QD

the mark and its version, the case's number, the kind of paper, the serial number of the paper within its case (that
of `L3` is 3), the page, and a checksum over all that. Nothing in it tells who complained.
"""

import hashlib
import re
from dataclasses import dataclass

MARK = "AJ1"
"""What a code begins with; another form of it would have another number."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
_LETTERS = 4
_BITS = 5
_FORM = re.compile(rf"{MARK}:([\w-]+):([A-Z0-9-]+):([0-9]{{1,6}}):([0-9]{{1,5}}):([{_ALPHABET}]{{{_LETTERS}}})")
_KIND = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class PaperCode:
    """One page of one paper of one case; pages count from 1, the serials of a case's issued papers too."""

    case: str
    kind: str
    serial: int
    page: int = 1


def encode(code: PaperCode) -> str:
    """What is printed. ValueError for what no paper of ours is called."""
    if not _KIND.fullmatch(code.kind):
        raise ValueError(f"no kind of paper is called {code.kind!r}")
    body = f"{MARK}:{code.case}:{code.kind.upper().replace('_', '-')}:{code.serial}:{code.page}"
    text = f"{body}:{_checksum(body)}"
    if decode(text) != code:
        raise ValueError(f"not a page of a case: {code}")
    return text


def decode(text: str) -> PaperCode | None:
    """Which page a code names; None for any text that isn't one of ours, unharmed."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    case, kind, serial, page, checksum = found.groups()
    if checksum != _checksum(text.strip().rpartition(":")[0]) or int(page) < 1:
        return None
    return PaperCode(case, kind.lower().replace("-", "_"), int(serial), int(page))


def _checksum(body: str) -> str:
    number = int.from_bytes(hashlib.sha256(body.encode()).digest()[:4], "big")
    return "".join(_ALPHABET[number >> (_BITS * place) & (len(_ALPHABET) - 1)] for place in range(_LETTERS))
