"""What came of a play: as lines for people, as data for programs."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from anjie.play.expecting import Failure
from anjie.play.playing import Play, Played
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.base import Act
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.clocks import last_day
from anjie.procedure.duties import Dossier, Duty
from anjie.procedure.engine import Refusal
from anjie.procedure.explaining import day_text
from anjie.procedure.facts import FACTS
from anjie.procedure.terms import DutyState, Role, Text

LATE = Text("，逾期", ", late")
STANDS_STILL = Text("中止中", "suspended")
REFUSED = Text("不允许", "refused")
CASE = Text("案件 ", "Case ")
DUTIES = Text("办法的要求：", "What the procedure demanded:")
ALL_HOLD = Text("与脚本的预期全部相符。", "Everything is as the script expects.")
FAILED = Text("与脚本的预期不符：", "Not as the script expects: ")

Moment = tuple[datetime, list[Text]]
"""Something of the timeline: when, and its lines."""


def in_words(play: Play, failed: Sequence[Failure], language: str) -> Iterator[str]:
    """Tell title, timeline and duties, and whether everything is as expected."""
    script = play.script
    yield script.title.text.in_language(language)
    yield from ("", script.about.text.in_language(language).strip())
    yield from (line.in_language(language) for line in _timeline(play))
    for key in play.cases:
        yield from (line.in_language(language) for line in _case(play, key))
    yield ""
    yield from ((FAILED + _failure(each)).in_language(language) for each in failed)
    if not failed and script.expect:
        yield ALL_HOLD.in_language(language)


def _failure(failure: Failure) -> Text:
    return Text(f"{failure.where}: ", f"{failure.where}: ") + failure.says


# -- the timeline ---------------------------------------------------------------------------------------------


def _timeline(play: Play) -> Iterator[Text]:
    """What was done and what was refused, day by day."""
    moments = [*_done(play), *(_refused(play, played) for played in play.steps if played.refusals)]
    moments.sort(key=lambda moment: moment[0])
    for day, group in groupby(moments, key=lambda moment: moment[0].astimezone(play.calendar.zone).date()):
        yield _same("")
        yield _day(day, play.calendar)
        yield from (line for _, lines in group for line in lines)


def _day(day: date, calendar: Calendar) -> Text:
    kind = calendar.day_kind(day)
    said = kind.label if kind.name or not kind.works else _same("")
    return day_text(day) + (_same("  ") + said if said.zh else said)


def _done(play: Play) -> Iterator[Moment]:
    several = len(play.cases) > 1
    for key, (dossier, _) in play.cases.items():
        for entry in dossier.case.entries:
            what = _same(f"[{key}] " if several else "") + _sentence(entry, dossier.case)
            yield entry.at, [_line(play, entry.at, _who(play, entry.by, entry.acting_for or ""), what)]


def _refused(play: Play, played: Played) -> Moment:
    step = played.step
    what = Text("✗ ", "✗ ") + ACTS[step.kind].title + Text("：", ": ") + REFUSED
    lines = [_line(play, played.at, _who(play, step.by, step.acting_for), what)]
    lines += [_same(" " * 9) + _reason(each) for each in played.refusals]
    return played.at, lines


def _reason(refusal: Refusal) -> Text:
    if refusal.clause is None:
        return _same(f"{refusal.field}: " if refusal.field else "") + refusal.wanting
    source = str(refusal.clause.source)
    said = _same("") if refusal.wanting == refusal.clause.text else Text("：", ": ") + refusal.wanting
    return Text(f"〔{source}〕", f"[{source}] ") + refusal.clause.text + said + _same(f" ({refusal.clause.id})")


def _line(play: Play, at: datetime, who: Text, what: Text) -> Text:
    clock = f"  {at.astimezone(play.calendar.zone):%H:%M}  "
    return _same(clock) + _padded(who, 30) + what


def _who(play: Play, by: str, acting_for: str) -> Text:
    people = play.script.people
    if by not in people:
        return Role.SYSTEM.label
    name, post = people[by].name, people[acting_for or by]
    role = post.department.label if post.department else post.roles[0].label
    stands_in = Text(f"代{post.name}", f" for {post.name}") if acting_for else _same("")
    return _same(name) + stands_in + Text(f"({role.zh})", f" ({role.en})")


def _sentence(entry: Entry, case: CaseFile) -> Text:
    return entry.act.sentence(case) if isinstance(entry.act, Act) else _same(entry.kind)


# -- the cases ------------------------------------------------------------------------------------------------


def _case(play: Play, key: str) -> Iterator[Text]:
    dossier, owed = play.cases[key]
    stage = dossier.case.stage
    yield _same("")
    yield CASE + _same(f"{dossier.case.number}  ") + (stage.label if stage else _same(""))
    yield DUTIES
    yield from (_duty(duty, play.calendar) for duty in _nearest_first(owed))


def _nearest_first(owed: Iterable[Duty]) -> list[Duty]:
    """What is owed, then what was, each in the order in which it began."""
    return sorted(owed, key=lambda duty: (not duty.open, duty.since, duty.key))


def _duty(duty: Duty, calendar: Calendar) -> Text:
    state = duty.state.label + (LATE if duty.late else _same(""))
    due = STANDS_STILL if duty.suspended else _same(_due(duty.due, calendar))
    return _same("  ") + _padded(state, 14) + _padded(due, 18) + duty.must.text + _same(f" ({duty.must.id})")


def _due(due: datetime | None, calendar: Calendar) -> str:
    """The last day, or the very moment if that lies within a day."""
    if due is None:
        return "—"
    wall = due.astimezone(calendar.zone).replace(tzinfo=None)
    return f"{wall:%F %H:%M}" if wall.time() != wall.time().min else f"{date.fromordinal(last_day(wall))}"


def _padded(text: Text, width: int) -> Text:
    return Text(*(each + " " * max(width - _width(each), 1) for each in (text.zh, text.en)))


def _width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _same(text: str) -> Text:
    return Text(text, text)


# -- for programs ---------------------------------------------------------------------------------------------


def as_data(play: Play, failed: Sequence[Failure]) -> dict[str, object]:
    """Give everything: steps, journals, duties, facts, and what is not as expected."""
    return {
        "title": _both(play.script.title.text),
        "about": _both(play.script.about.text),
        "until": play.until.isoformat(),
        "steps": [_step_data(played) for played in play.steps],
        "cases": {key: _case_data(*play.cases[key], play.calendar.zone) for key in play.cases},
        "as_expected": not failed,
        "failures": [{"where": each.where, **_both(each.says)} for each in failed],
    }


def _step_data(played: Played) -> dict[str, object]:
    step = played.step
    return {
        "id": step.id,
        "at": played.at.isoformat(),
        "by": step.by,
        "acting_for": step.acting_for,
        "case": step.case,
        "act": step.kind,
        "outcome": "refused" if played.refused else "done" if step.kind else "passed",
        "refusals": [_refusal_data(each) for each in played.refusals],
    }


def _refusal_data(refusal: Refusal) -> dict[str, object]:
    clause = refusal.clause
    return {
        "clause": clause.id if clause else "",
        "source": str(clause.source) if clause else "",
        "field": refusal.field,
        "says": _both(refusal.wanting),
    }


def _case_data(dossier: Dossier, owed: Iterable[Duty], zone: ZoneInfo) -> dict[str, object]:
    case = dossier.case
    return {
        "number": case.number,
        "register_no": case.register_no,
        "unit": case.unit,
        "stage": case.stage,
        "class": case.case_class,
        "journal": [_entry_data(entry, case, zone) for entry in case.entries],
        "duties": [_duty_data(duty, zone) for duty in owed],
        "facts": {fact.name: fact.read(case, dossier.book, "") for fact in FACTS.values() if not fact.of},
    }


def _entry_data(entry: Entry, case: CaseFile, zone: ZoneInfo) -> dict[str, object]:
    act = entry.act
    return {
        "seq": entry.seq,
        "at": _iso(entry.at, zone),
        "by": entry.by,
        "acting_for": entry.acting_for or "",
        "unit": entry.unit,
        "act": entry.kind,
        "sentence": _both(_sentence(entry, case)),
        "fields": act.model_dump(mode="json", exclude_defaults=True) if isinstance(act, Act) else {},
    }


def _duty_data(duty: Duty, zone: ZoneInfo) -> dict[str, object]:
    return {
        "key": duty.key,
        "clause": duty.must.id,
        "source": str(duty.must.source),
        "says": _both(duty.must.text),
        "by": duty.must.row.by,
        "item": duty.item,
        "state": duty.state,
        "late": duty.late,
        "suspended": duty.suspended,
        "provisional": duty.provisional,
        "since": _iso(duty.since, zone),
        "due": _iso(duty.due, zone) if duty.due else None,
        "ended_at": _iso(duty.ended_at, zone) if duty.ended_at else None,
        "void_because": _both(duty.void_because) if duty.void_because and duty.state is DutyState.VOID else None,
    }


def _iso(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
