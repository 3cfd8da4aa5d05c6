"""What a notice says: the case's number, the clause and the limit, and nobody's name."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from anjie.procedure.rulebook import ReminderRow
from anjie.procedure.terms import Text

LONGEST_CLAUSE = 120
"""How many characters of a clause fit into a notice."""

PRODUCT = Text("【案结】", "[Anjie] ")


def said(row: ReminderRow, number: str, clause: Text, due: datetime, zone: ZoneInfo) -> Text:
    """Say what is to be done by when, or has not been."""
    ended = Text("应于", "was due by ") if not row.before else Text("须于", "is due by ")
    what = Text(f"“{_cut(clause.zh)}”", f"“{_cut(clause.en)}”")
    by = (
        ended
        + end_of(due, zone)
        + (Text("前完成", "") if row.before else Text("前完成，尚未完成", ", and is not done"))
    )
    return Text(f"{number}：", f"{number}: ") + what + Text("，", " ") + by


def end_of(due: datetime, zone: ZoneInfo) -> Text:
    """Say when a limit ends, as people do: midnight is 24:00 of the day that it closes."""
    local = due.astimezone(zone)
    if local.time() == time():
        written = f"{local.date() - timedelta(days=1):%Y-%m-%d} 24:00"
    else:
        written = f"{local:%Y-%m-%d %H:%M}"
    return Text(written, written)


def digest_subject(count: int, late: int) -> Text:
    """Say how much there is."""
    zh = f"今日提醒 {count} 条" + (f"，其中已超期 {late} 条" if late else "")
    en = f"{count} reminder{'' if count == 1 else 's'}" + (f", {late} past the limit" if late else "")
    return PRODUCT + Text(zh, en)


def link(site: str, number: str) -> str:
    """Give the address of a case, nothing if the site's own isn't known."""
    return f"{site}/cases/{number}" if site else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_CLAUSE else text[: LONGEST_CLAUSE - 1] + "…"
