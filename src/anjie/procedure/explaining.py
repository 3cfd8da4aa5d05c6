"""A reckoning in words a clerk understands, Chinese and English.

A day ends at 24:00 and a stretch of whole days is named by its first and last day, so that nobody
has to read an exclusive end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from anjie.procedure.clocks import DAY, HOUR, NOTHING
from anjie.procedure.limits import CALENDAR_DAY, CLOCK_HOUR, amount
from anjie.procedure.reckoning import Reckoning, Step, StepKind
from anjie.procedure.terms import Text

MINUTE = timedelta(minutes=1)
CLOCK_MINUTE = Text("分钟", "minute")
WEEKDAYS = tuple(
    Text(f"周{zh}", en)
    for zh, en in zip("一二三四五六日", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], strict=True)
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""Not from `strftime`, which would follow the machine's locale."""


def explain(reckoning: Reckoning) -> list[Text]:
    """Say a reckoning in sentences: what is reckoned, each step, and the result."""
    label, start = reckoning.limit.label, _moment(reckoning.start)
    opening = Text(f"时限：{label.zh}，自{start.zh}起算。", f"Limit: {label.en}, from {start.en}.")
    return [opening, *map(step_text, reckoning.steps), _result(reckoning)]


def step_text(step: Step) -> Text:
    """Say one step in a sentence."""
    return _SENTENCES[step.kind](step)


def day_text(day: date) -> Text:
    """Name a day with its weekday."""
    name = WEEKDAYS[day.weekday()]
    return Text(
        f"{day.year}年{day.month}月{day.day}日({name.zh})",
        f"{name.en} {day.day} {MONTHS[day.month - 1]} {day.year}",
    )


def _result(reckoning: Reckoning) -> Text:
    provisional = Text("(暂定)", " (provisional)") if reckoning.provisional else Text("", "")
    if reckoning.due is None:
        left = _length(reckoning.remaining or NOTHING, reckoning.limit.unit)
        said = Text(f"时限暂停中，恢复后尚余{left.zh}", f"Suspended; {left.en} left once resumed")
    else:
        end = _end(reckoning.due)
        said = Text(f"到期：{end.zh}", f"Due: {end.en}")
    return said + provisional + Text("。", ".")


def _started(step: Step) -> Text:
    day = day_text(step.start)
    return Text(f"{day.zh}为起算日，当日不计入。", f"{day.en}: the starting day, not counted.")


def _counted(step: Step) -> Text:
    period, length = _period(step), _length(step.counted, step.unit)
    if step.day is not None:
        what = step.day.label
        return Text(
            f"{period.zh}为{what.zh}，计{length.zh}。",
            f"{period.en}: {what.en}, {length.en} counted.",
        )
    rest = Text("(含休息日)", ", rest days included")
    rest = rest if step.unit == CALENDAR_DAY else Text("", "")
    return Text(f"{period.zh}计{length.zh}{rest.zh}。", f"{period.en}: {length.en} counted{rest.en}.")


def _promised(step: Step) -> Text:
    period = _period(step)
    return Text(
        f"{period.zh}为约定的期限，遇休息日不顺延。",
        f"{period.en}: the time promised, which rest days don't lengthen.",
    )


def _skipped(step: Step) -> Text:
    period = _period(step)
    what = step.day.label if step.day else Text("", "")
    return Text(f"{period.zh}为{what.zh}，不计入。", f"{period.en}: {what.en}, not counted.")


def _paused(step: Step) -> Text:
    period = _period(step)
    return Text(f"{period.zh}时限暂停，不计入。", f"{period.en}: clock stopped, not counted.")


def _rolled_over(step: Step) -> Text:
    period, why = _period(step), step.reason or Text("", "")
    return Text(
        f"最后一日为休息日({why.zh})，顺延至{period.zh}。",
        f"The last day is a rest day ({why.en}): rolled over to {period.en}.",
    )


def _unknown(step: Step) -> Text:
    period = _period(step)
    why = Text(f"({step.reason.zh})", f" ({step.reason.en})") if step.reason else Text("", "")
    return Text(
        f"{period.zh}的放假安排尚未公布{why.zh}，暂按周一至周五上班推算，结果为暂定。",
        f"{period.en}: days off not yet published{why.en}; reckoned as if Monday to Friday were "
        "worked, so the result is provisional.",
    )


_SENTENCES: dict[StepKind, Callable[[Step], Text]] = {
    StepKind.START: _started,
    StepKind.COUNTED: _counted,
    StepKind.MAKE_UP: _counted,
    StepKind.PROMISED: _promised,
    StepKind.SKIPPED: _skipped,
    StepKind.PAUSED: _paused,
    StepKind.ROLLED_OVER: _rolled_over,
    StepKind.UNKNOWN: _unknown,
}


def _period(step: Step) -> Text:
    """Name a stretch by its first and last day, with times only where it isn't whole days."""
    if step.end is None:
        start = _moment(step.start)
        return Text(f"自{start.zh}起", f"From {start.en}")
    first, last = day_text(step.start), day_text(_day_before(step.end))
    if not (_is_midnight(step.start) and _is_midnight(step.end)):
        start, end = _moment(step.start), _end(step.end)
        if first == last:
            end = Text(_clock_at_end(step.end), _clock_at_end(step.end))
        return Text(f"{start.zh}至{end.zh}", f"{start.en} to {end.en}")
    return first if first == last else Text(f"{first.zh}至{last.zh}", f"{first.en} to {last.en}")


def _moment(moment: datetime) -> Text:
    time = f"{moment:%H:%M}"
    return day_text(moment) + Text(time, f" {time}")


def _end(end: datetime) -> Text:
    """Name an exclusive end by the last day before it, which ends at 24:00."""
    time = _clock_at_end(end)
    return day_text(_day_before(end)) + Text(time, f" {time}")


def _clock_at_end(end: datetime) -> str:
    return "24:00" if _is_midnight(end) else f"{end:%H:%M}"


def _day_before(end: datetime) -> date:
    return (end - timedelta.resolution).date()


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == moment.time().min


def _length(time: timedelta, unit: Text) -> Text:
    """Say a length in its unit, with hours and minutes for what isn't whole."""
    if unit == CLOCK_HOUR:
        days, rest = 0, time
    else:
        days, rest = divmod(time, DAY)
    hours, rest = divmod(rest, HOUR)
    parts = ((days, unit), (hours, CLOCK_HOUR), (rest // MINUTE, CLOCK_MINUTE))
    said = [amount(count, of) for count, of in parts if count] or [amount(0, unit)]
    return Text("".join(part.zh for part in said), " ".join(part.en for part in said))
