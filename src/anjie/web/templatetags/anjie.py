"""The vocabulary of the templates; built in, so that no page has to load it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from anjie.platform import clock as wall_clock
from anjie.platform.masking import mask_name
from anjie.procedure.terms import Text, Word
from anjie.web import icons, moments
from anjie.web.clockface import Face, Timed, face
from anjie.web.forms.render import ActForm, page_of
from anjie.web.language import language, say

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """Say something in the language of the page; `{name}` in it stands for the value of that name."""
    words = Text(zh, en).in_language(language())
    return format_html(conditional_escape(words), **values) if values else words


@register.filter
def text(words: Text | Word | str | None) -> str:
    """Put a `Text`, or the label of a `Word`, into the language of the page."""
    return say(words)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw a Lucide icon."""
    return icons.icon(name, css)


@register.filter
def masked_name(name: str) -> str:
    """Show of a name what anybody may see: 张**."""
    return mask_name(name)


@register.filter
def when(value: date | None, now: datetime | None = None) -> SafeString | str:
    """Say when: 今天 17:30, or 11-21 17:30."""
    return moments.time_element(value, now or wall_clock.now()) if value else ""


@register.filter
def until(value: date | None, now: datetime | None = None) -> SafeString | str:
    """Say by when: as `when`, but midnight is 24:00 of the day that it closes."""
    return moments.time_element(value, now or wall_clock.now(), ends=True) if value else ""


@register.filter
def money(amount: Decimal | None) -> str:
    """Write an amount of yuan: 60,000.00 元."""
    return "" if amount is None else say(Text(f"{amount:,.2f} 元", f"¥{amount:,.2f}"))


@register.filter
def percent(share: float) -> str:
    """Write a share: 12.5%."""
    return f"{share * 100:.1f}%"


@register.inclusion_tag("web/parts/clock.html")
def clock(duty: Timed, now: datetime) -> dict[str, object]:
    """Show a limit on a line: what is left in words, when it ends, and a bar."""
    return {"face": face(duty, now), "due": duty.due, "now": now}


ROUND = 157.1
"""The circumference of the ring, whose radius is 25."""


@register.inclusion_tag("web/parts/ring.html")
def ring(shown: Face) -> dict[str, object]:
    """Show a limit as a ring."""
    return {"face": shown, "run": f"{shown.used / 100 * ROUND:.1f}", "whole": ROUND}


@register.simple_tag
def clock_face(duty: Timed, now: datetime) -> Face:
    """Read a limit once, where its words are needed in several places."""
    return face(duty, now)


@register.simple_tag
def dots(reached: int, of: int) -> SafeString:
    """Show how far something has come as a row of dashes; words beside it say the same."""
    marks = (("d" if n < reached else "c" if n == reached else "",) for n in range(1, of + 1))
    row = format_html_join("", '<i class="{}"></i>', marks)
    return format_html('<span class="dots" aria-hidden="true">{}</span>', row)


TONES = ("", "b", "c", "d")


@register.simple_tag
def avatar(name: str, css: str = "") -> SafeString:
    """Show the first character of a name on a colour that stays the same for the same name."""
    if not name:
        return format_html('<span class="ava n {}" aria-hidden="true">?</span>', css)
    tone = TONES[sum(map(ord, name)) % len(TONES)]
    return format_html('<span class="ava {} {}" aria-hidden="true">{}</span>', tone, css, name[0].upper())


@register.inclusion_tag("web/form/form.html", takes_context=True)
def act_form(context: Context, form: ActForm[Any], action: str, **options: Any) -> dict[str, Any]:
    """Show an act's form. The options are those of `anjie.web.forms.render.page_of`."""
    return {"form": page_of(form, action, **options), "csrf_token": context.get("csrf_token", "")}


@register.filter
def get(mapping: Mapping[str, object], key: str) -> object:
    """Look something up by a key that is itself a variable."""
    return mapping.get(key, "")


@register.filter
def joined(words: Iterable[Text | Word | str]) -> str:
    """Put several things on one line, with the comma of the language."""
    return say(Text("、", ", ")).join(say(each) for each in words)
