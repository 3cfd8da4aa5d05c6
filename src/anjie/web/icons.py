"""Icons, drawn into the page: no sprite to fetch, nothing for the content policy to forbid."""

import re
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

SIZE = 18


@cache
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon. It is decoration: the words beside it, or its button's label, say what it means."""
    drawn = lucide(
        str(name),
        size=SIZE,
        **{"class": f"i {escape(css)}".strip(), "aria_hidden": "true", "focusable": "false"},
    )
    return mark_safe(re.sub(r"\s*\n\s*", "", drawn))  # noqa: S308  # from the package, by name
