"""Times as people say them: 今天 17:30, 明天 09:00, 11-21 17:30."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anjie.procedure.terms import Text
from anjie.web.language import say

NEAR = {
    -1: Text("昨天", "yesterday"),
    0: Text("今天", "today"),
    1: Text("明天", "tomorrow"),
}


def day_words(day: date, today: date) -> Text:
    """Name a day: by a word if it is near, else by its date, with the year only if it is another."""
    near = NEAR.get((day - today).days)
    written = f"{day:%m-%d}" if day.year == today.year else day.isoformat()
    return near or Text(written, written)


def moment_words(moment: datetime, now: datetime, *, ends: bool = False) -> Text:
    """Name a moment in the local zone.

    `ends` is for a moment at which something ends: midnight is then 24:00 of the day that it closes,
    which is how people say it, and not 00:00 of a day that no longer counts.
    """
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    day, clock = local.date(), f"{local:%H:%M}"
    if ends and clock == "00:00":
        day, clock = day - timedelta(days=1), "24:00"
    return day_words(day, today) + Text(f" {clock}", f" {clock}")


def time_element(value: date, now: datetime, *, ends: bool = False) -> SafeString:
    """Write a moment or a day so that people and programs can read it; the whole of it on hovering."""
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        words, title = moment_words(value, now, ends=ends), f"{local:%Y-%m-%d %H:%M}"
        written = local.isoformat()
    else:
        words = day_words(value, timezone.localtime(now).date())
        written = title = value.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', written, title, say(words))
