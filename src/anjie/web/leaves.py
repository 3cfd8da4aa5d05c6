"""Pages of a paper as pictures within a page: no browser need draw a PDF, and no address gives one away."""

import base64
import io

from anjie.paperwork.rendering import picture_of
from anjie.paperwork.sheet import Printed
from anjie.procedure.terms import Text

SHARP = 1.35
"""How large a page is drawn: some 800 pixels wide."""
MOST = 12
"""Pages that are shown; a longer paper can be printed to be read."""

TONGUES = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}
"""What the languages of papers are called."""


def leaves_of(printed: Printed) -> list[str]:
    """The pages as addresses that hold the pictures themselves."""
    return [_leaf(printed, page) for page in range(min(printed.pages, MOST))]


def _leaf(printed: Printed, page: int) -> str:
    out = io.BytesIO()
    picture_of(printed.data, page, SHARP).convert("P", colors=32).save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
