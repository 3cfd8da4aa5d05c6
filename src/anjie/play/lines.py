"""Finding the line of a TOML file that a fault is about."""

import re
from collections.abc import Sequence

Path = Sequence[str | int]
"""Keys and places in lists, from the top of the file down."""


def line_of(text: str, path: Path) -> int:
    """Give the line (from 1) nearest to where `path` leads; that of its parent for a key that isn't there."""
    lines = text.splitlines()
    here, tables = 0, ""
    for part in path:
        if isinstance(part, int):
            found = _nth(lines, f"[[{tables}]]", here, part)
        else:
            tables = f"{tables}.{part}" if tables else part
            found = _named(lines, tables, part, here)
        here = here if found is None else found
    return here + 1


def _nth(lines: Sequence[str], header: str, start: int, number: int) -> int | None:
    places = [place for place in range(start, len(lines)) if lines[place].strip() == header]
    return places[number] if number < len(places) else None


def _named(lines: Sequence[str], tables: str, key: str, start: int) -> int | None:
    headers = (f"[{tables}]", f"[[{tables}]]")
    assigned = re.compile(rf"(^|[{{,])\s*\"?{re.escape(key)}\"?\s*=")
    for place in range(start, len(lines)):
        if lines[place].strip() in headers or assigned.search(lines[place]):
            return place
    return None
