"""A limit as it is shown: how much is left or over, how urgent that is, and how far the time has run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from anjie.procedure.terms import DutyState, Text

RUNNING_OUT = 66
ALMOST_OVER = 90
"""Hundredths of the time from which a clock is amber, and red."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Timed(Protocol):
    """What has a limit: the engine's duty, and the row of one in a list."""

    @property
    def start(self) -> datetime:
        """When the time began to run."""
        ...

    @property
    def due(self) -> datetime | None:
        """The first moment that is too late."""
        ...

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still."""
        ...

    @property
    def state(self) -> str:
        """What became of the demand, a `DutyState`."""
        ...

    @property
    def ended_at(self) -> datetime | None:
        """When it was met or overtaken."""
        ...


@dataclass(frozen=True, slots=True)
class Face:
    """What a clock shows. The words alone say everything; tone and icon only repeat it."""

    tone: str
    """ok, warn, bad; still for a clock that doesn't run."""
    icon: str
    words: Text
    amount: str
    unit: Text
    used: int
    """How much of the time has run, in hundredths."""

    @property
    def progress(self) -> Text:
        """The share of the time that has run, for those who can't see the bar."""
        return Text(f"已用时限 {self.used}%", f"{self.used}% of the time has run")


NOTHING = Text("", "")
DONE = Text("已完成", "Done")
IN_TIME = Text("按期完成", "Done in time")
TOO_LATE = Text("超期完成", "Done late")
VOID = DutyState.VOID.label
STANDS_STILL = Text("计时中止", "Clock stopped")
NO_LIMIT = Text("未设时限", "No limit")


def face(timed: Timed, now: datetime) -> Face:
    """Read a clock."""
    if timed.state != DutyState.OPEN:
        return _ended(timed, now)
    if timed.suspended:
        return Face("still", "circle-pause", STANDS_STILL, "–", NOTHING, 0)
    if timed.due is None:
        return Face("still", "", NO_LIMIT, "–", NOTHING, 0)
    return _late(timed.due, now) if now >= timed.due else _running(timed.start, timed.due, now)


def _ended(timed: Timed, now: datetime) -> Face:
    if timed.state == DutyState.VOID:
        return Face("still", "circle-slash", VOID, "–", NOTHING, 0)
    ended = timed.ended_at or now
    if timed.due is None:
        return Face("ok", "check", DONE, "✓", NOTHING, 0)
    if ended >= timed.due:
        return Face("bad", "circle-alert", TOO_LATE, "✓", NOTHING, 100)
    return Face("ok", "check", IN_TIME, "✓", NOTHING, share(timed.start, timed.due, ended))


def _late(due: datetime, now: datetime) -> Face:
    count, unit = measure(now - due)
    by = Text(f"超期 {count} ", f"{count} ") + unit + Text("", " late")
    return Face("bad", "circle-alert", by, str(count), unit, 100)


def _running(start: datetime, due: datetime, now: datetime) -> Face:
    count, unit = measure(due - now)
    left = Text(f"剩 {count} ", f"{count} ") + unit + Text("", " left")
    used = share(start, due, now)
    if used >= ALMOST_OVER:
        return Face("bad", "circle-alert", left, str(count), unit, used)
    if used >= RUNNING_OUT:
        return Face("warn", "clock", left, str(count), unit, used)
    return Face("ok", "", left, str(count), unit, used)


def measure(length: timedelta) -> tuple[int, Text]:
    """Say a length in the largest unit of which there is a whole one; never more than there is."""
    if length >= DAY:
        count, zh, en = length // DAY, "天", "day"
    elif length >= HOUR:
        count, zh, en = length // HOUR, "小时", "hour"
    else:
        count, zh, en = length // timedelta(minutes=1), "分钟", "minute"
    return count, Text(zh, en if count == 1 else f"{en}s")


def share(start: datetime, due: datetime, now: datetime) -> int:
    """How much of the time has run, in hundredths; a limit without any time has run out."""
    whole = due - start
    if whole <= timedelta():
        return 100
    return max(0, min(100, int((now - start) / whole * 100)))
