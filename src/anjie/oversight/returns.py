"""The desk of returns: drafted, explained, signed, submitted, and accepted or sent back by the level above.

Signing freezes: the figures, what they were added up from, and the explanation go into the record as they are then. A
level's return is its own cases and the accepted returns of the units just below it; one that is missing is named. What
is done to cases afterwards changes no signed return; a restatement makes another version, and both are kept.

    outcome = perform(unit, span, Submitted(), office)

Who may do which step is said in one place, the rulebook's `report_may`; `refusals` reads it. As at the desk of cases a
refusal is returned and not raised.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar

from django.db import transaction

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.sweep import system_office
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.oversight.counting import Whose, together
from anjie.oversight.figures import Number, Values, book_for, reconciles, summed
from anjie.oversight.models import Report, ReportEntry
from anjie.oversight.periods import Span, span_at
from anjie.oversight.reporting import Company, company
from anjie.procedure.calendar import Calendar
from anjie.procedure.limits import due_of, parse_limit
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Reach, ReportState, ReportStep, Role, Text
from anjie.procedure.values import Label, LongText, RequiredText, Value, Widget

# -- the steps ---------------------------------------------------------------------------------------------------


class Step(Value):
    """Something done with a return."""

    step: ClassVar[ReportStep]


class Prepared(Step):
    """A draft was begun."""

    step: ClassVar[ReportStep] = ReportStep.PREPARED


class Explained(Step):
    """What the figures don't say; each save is kept."""

    step: ClassVar[ReportStep] = ReportStep.EXPLAINED

    hot: Annotated[LongText, Label("热点问题", "Hot topics", widget=Widget.AREA)] = ""
    notable: Annotated[LongText, Label("重大、典型案件", "Major and typical cases", widget=Widget.AREA)] = ""
    causes: Annotated[LongText, Label("原因分析", "Causes", widget=Widget.AREA)] = ""
    measures: Annotated[LongText, Label("改进措施", "Measures", widget=Widget.AREA)] = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.hot or self.notable or self.causes or self.measures)


class Signed(Step):
    """The figures were frozen as the unit's."""

    step: ClassVar[ReportStep] = ReportStep.SIGNED


class Submitted(Step):
    """The signed return went to the level above."""

    step: ClassVar[ReportStep] = ReportStep.SUBMITTED


class Accepted(Step):
    """The level above took it into its own."""

    step: ClassVar[ReportStep] = ReportStep.ACCEPTED


class SentBack(Step):
    """The level above wants it put right."""

    step: ClassVar[ReportStep] = ReportStep.SENT_BACK

    reason: Annotated[RequiredText, Label("退回理由", "Reasons", widget=Widget.AREA)]


class Restated(Step):
    """An accepted return is to be made anew; the old one stays on record."""

    step: ClassVar[ReportStep] = ReportStep.RESTATED

    reason: Annotated[RequiredText, Label("更正理由", "Reasons", widget=Widget.AREA)]


STEPS: Mapping[ReportStep, type[Step]] = {
    each.step: each for each in (Prepared, Explained, Signed, Submitted, Accepted, SentBack, Restated)
}

WAYS: Mapping[ReportState, Mapping[ReportStep, ReportState]] = {
    ReportState.MISSING: {ReportStep.PREPARED: ReportState.DRAFT},
    ReportState.DRAFT: {ReportStep.EXPLAINED: ReportState.DRAFT, ReportStep.SIGNED: ReportState.SIGNED},
    ReportState.SIGNED: {ReportStep.SUBMITTED: ReportState.SUBMITTED, ReportStep.RESTATED: ReportState.DRAFT},
    ReportState.SUBMITTED: {
        ReportStep.ACCEPTED: ReportState.ACCEPTED,
        ReportStep.SENT_BACK: ReportState.SENT_BACK,
    },
    ReportState.SENT_BACK: {ReportStep.EXPLAINED: ReportState.DRAFT, ReportStep.SIGNED: ReportState.SIGNED},
    ReportState.ACCEPTED: {ReportStep.RESTATED: ReportState.DRAFT},
}
"""Where each step leads from where a return stands."""


# -- where a return stands ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lower:
    """The return of a unit just below, as it went into this one."""

    code: str
    name: str
    version: int
    digest: str
    figures: Values


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of a return: the unit's own, those from below, and what is missing."""

    own: Values
    lower: tuple[Lower, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    """Units just below without an accepted return, by code and name."""

    @property
    def total(self) -> Values:
        """The unit's own figures and those from below."""
        return summed([self.own, *(each.figures for each in self.lower)])

    @property
    def reconciled(self) -> bool:
        """Whether what came, less what left, is what is in hand: the unit's own, each lower one, and together."""
        return all(reconciles(each) for each in (self.own, *(each.figures for each in self.lower), self.total))


@dataclass(frozen=True, slots=True)
class Version:
    """A signed version."""

    number: int
    at: datetime
    by: str
    acting_for: str
    sheet: Sheet
    explanation: Explained
    digest: str


@dataclass(frozen=True, slots=True)
class Event:
    """One step as the record has it."""

    seq: int
    at: datetime
    by: str
    acting_for: str
    step: ReportStep
    reason: str


@dataclass(slots=True)
class Standing:
    """Where a return stands, folded from its record."""

    unit: Unit
    span: Span
    due: datetime
    above: str
    """The code of the unit it is submitted to; empty at the top."""
    state: ReportState = ReportState.MISSING
    seq: int = 0
    explanation: Explained = field(default_factory=Explained)
    versions: list[Version] = field(default_factory=list[Version])
    accepted: Version | None = None
    submitted_at: datetime | None = None
    events: list[Event] = field(default_factory=list[Event])

    @property
    def frozen(self) -> Version | None:
        """The version that counts now; None while one is being drafted."""
        held = (ReportState.SIGNED, ReportState.SUBMITTED, ReportState.ACCEPTED)
        return self.versions[-1] if self.state in held and self.versions else None

    def late(self, now: datetime) -> bool:
        """Whether it was submitted too late, or hasn't been and should have."""
        return (self.submitted_at or now) >= self.due

    def take(self, entry: ReportEntry) -> None:
        """Take one step in."""
        step = word_of(ReportStep, entry.step)
        said = json.loads(entry.body)
        self.seq, self.state = entry.seq, WAYS[self.state][step]
        self.events.append(Event(entry.seq, entry.at, entry.by, entry.acting_for, step, said.get("reason", "")))
        match step:
            case ReportStep.EXPLAINED:
                self.explanation = Explained.model_validate(said)
            case ReportStep.SIGNED:
                self.versions.append(_version(len(self.versions) + 1, entry, said))
            case ReportStep.SUBMITTED:
                self.submitted_at = self.submitted_at or entry.at
                if not self.above:
                    self.state, self.accepted = ReportState.ACCEPTED, self.versions[-1]
            case ReportStep.ACCEPTED:
                self.accepted = self.versions[-1]
            case _:
                pass


def _version(number: int, entry: ReportEntry, said: Mapping[str, object]) -> Version:
    return Version(
        number,
        entry.at,
        entry.by,
        entry.acting_for,
        _sheet_from(said["sheet"]),
        Explained.model_validate(said["explanation"]),
        str(said["digest"]),
    )


def standing_of(unit: Unit, span: Span) -> Standing:
    """Where a unit's return of a period stands; within the caller's scope."""
    return standings([unit], [span], company())[unit.pk, span]


def standings(units: Sequence[Unit], spans: Sequence[Span], of: Company) -> dict[tuple[int, Span], Standing]:
    """Where the returns of several units and periods stand; one query."""
    found = {(unit.pk, span): _missing(unit, span, of) for span in spans for unit in units}
    by_code = {span.code: span for span in spans}
    entries = ReportEntry.objects.filter(report__unit__in=units, report__period__in=list(by_code))
    for entry in entries.select_related("report").order_by("report", "seq"):
        standing = found[entry.report.unit_id, by_code[entry.report.period]]
        standing.due = entry.report.due
        standing.take(entry)
    return found


def _missing(unit: Unit, span: Span, of: Company) -> Standing:
    above = of.on(span).above(unit)
    return Standing(unit, span, due_at(unit, span, of), above.code if above else "")


# -- when --------------------------------------------------------------------------------------------------------


def _book(span: Span) -> Rulebook:
    return book_for(span, span.end)


def due_at(unit: Unit, span: Span, of: Company) -> datetime:
    """The first instant at which it is too late to submit a return."""
    return _limit_end(of.calendar(unit.calendar_region), span, _book(span).reports[span.kind].due[unit.rank])


def prepared_at(unit: Unit, span: Span, of: Company) -> datetime:
    """The beginning of the day on which the draft is prepared."""
    limit = _book(span).reports[span.kind].prepared
    return _limit_end(of.calendar(unit.calendar_region), span, limit) - timedelta(days=1)


def _limit_end(calendar: Calendar, span: Span, limit: str) -> datetime:
    last_day = span.end - timedelta(seconds=1)
    due, _ = due_of(calendar, last_day, parse_limit(limit))
    assert due is not None, "a limit without a pause has an end"
    return due


# -- the figures -------------------------------------------------------------------------------------------------


def sheet_now(unit: Unit, span: Span, at: datetime) -> Sheet:
    """What a return says if it is signed now."""
    with within(Scope.SYSTEM):
        of = company()
        reporting = of.on(span)
        own = together(Whose(tuple(reporting.own(unit))), span, at)
        below = reporting.below(unit)
        stand = standings(below, [span], of)
    accepted = [(each, stand[each.pk, span].accepted) for each in below]
    lower = [
        Lower(each.code, each.short_name, version.number, version.digest, version.sheet.total)
        for each, version in accepted
        if version
    ]
    missing = [(each.code, each.short_name) for each, version in accepted if version is None]
    return Sheet(own, tuple(lower), tuple(missing))


def _sheet_data(sheet: Sheet) -> dict[str, object]:
    return {
        "own": _numbers(sheet.own),
        "lower": [
            {"code": each.code, "name": each.name, "version": each.version, "digest": each.digest,
             "figures": _numbers(each.figures)}
            for each in sheet.lower
        ],
        "missing": [list(each) for each in sheet.missing],
        "total": _numbers(sheet.total),
    }  # fmt: skip


def _sheet_from(said: object) -> Sheet:
    data = said if isinstance(said, dict) else {}
    lower = tuple(
        Lower(each["code"], each["name"], each["version"], each["digest"], _values(each["figures"]))
        for each in data["lower"]
    )
    return Sheet(_values(data["own"]), lower, tuple((code, name) for code, name in data["missing"]))


def _numbers(values: Values) -> dict[str, int | str]:
    """Amounts as text, so that no cent is lost on the way."""
    return {code: number if isinstance(number, int) else str(number) for code, number in sorted(values.items())}


def _values(said: Mapping[str, int | str]) -> dict[str, Number]:
    return {code: number if isinstance(number, int) else Decimal(number) for code, number in said.items()}


def canonical(data: object) -> str:
    """JSON in the one form that is hashed."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# -- the desk ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step."""

    standing: Standing
    refusals: tuple[Text, ...] = ()
    stale: bool = False
    """The return has moved on since the officer looked; nothing was judged and nothing written."""

    @property
    def done(self) -> bool:
        """Whether the step is on record."""
        return not self.refusals and not self.stale


def perform(unit: Unit, span: Span, step: Step, office: Office, *, seen: int | None = None) -> Outcome:
    """Do one step of a unit's return; whose reader's scope must cover the unit."""
    with transaction.atomic(), within(Scope.SYSTEM):
        of = company()
        report = _locked(unit, span, due_at(unit, span, of))
        standing = standings([unit], [span], of)[unit.pk, span]
        if seen is not None and seen < standing.seq:
            return Outcome(standing, stale=True)
        wrong = refusals(standing, step.step, office) or faults(standing, step, office.at)
        if wrong:
            return Outcome(standing, tuple(wrong))
        standing.take(_write(report, standing, step, office))
        report.state, report.version, report.seq = standing.state, len(standing.versions), standing.seq
        report.submitted_at = standing.submitted_at
        report.save()
        return Outcome(standing)


def refusals(standing: Standing, step: ReportStep, office: Office) -> list[Text]:
    """Why this office may not do this step now; nothing if it may."""
    if step not in WAYS[standing.state]:
        state = standing.state.label
        return [
            Text(
                f"报表{state.zh}，不能{step.label.zh}",
                f"The return stands at “{state.en}”: {step.label.en} is out of turn",
            )
        ]
    reach = _reach(standing, office)
    rows = [row for row in _book(standing.span).report_mays if step in row.step]
    if Role.SYSTEM in office.roles and step is ReportStep.PREPARED:
        return []
    if any(row.reach is reach and not office.roles.isdisjoint(row.role) for row in rows):
        return []
    return [Text(row.zh, row.en) for row in rows] or [Text("无人有此权限", "Nobody may do this")]


def _reach(standing: Standing, office: Office) -> Reach:
    """How the office stands to the unit: a return goes to one unit above, and no further."""
    if office.unit == standing.unit.code:
        return Reach.OWN
    return Reach.ABOVE if office.unit == standing.above else Reach.OUTSIDE


def faults(standing: Standing, step: Step, at: datetime) -> list[Text]:
    """Where a step contradicts how things are."""
    if standing.span.end > at and not isinstance(step, (Prepared, Explained)):
        return [Text("期间尚未结束", "The period isn't over yet")]
    if isinstance(step, Signed) and standing.explanation.empty:
        return [Text("请先填写报表说明", "Write the explanation first")]
    if isinstance(step, Explained) and step.empty:
        return [Text("说明不能为空", "Say something")]
    return []


def _locked(unit: Unit, span: Span, due: datetime) -> Report:
    """The return's row, made if it isn't there, and nobody else's until the transaction ends."""
    report, _ = Report.objects.get_or_create(
        unit=unit,
        period=span.code,
        defaults={
            "kind": span.kind,
            "starts_on": span.first,
            "due": due,
            "state": ReportState.MISSING,
            "head_id": unit.head_id,
            "region_id": unit.region_id,
            "city_id": unit.city_id,
            "county_id": unit.county_id,
        },
    )
    return Report.objects.select_for_update().get(pk=report.pk)


def _write(report: Report, standing: Standing, step: Step, office: Office) -> ReportEntry:
    said: dict[str, object] = step.model_dump(mode="json", exclude_defaults=True)
    if isinstance(step, Signed):
        said = _signing(standing, office.at)
    entry = ReportEntry(
        report=report, seq=standing.seq + 1, at=office.at, by=office.officer, acting_for=office.acting_for or "",
        unit=office.unit, step=step.step, body=canonical(said),
    )  # fmt: skip
    entry.hash = report.hash = chained(bytes(report.hash), entry)
    entry.save(force_insert=True)
    return entry


def _signing(standing: Standing, at: datetime) -> dict[str, object]:
    """What signing freezes, with its digest."""
    frozen: dict[str, object] = {
        "unit": standing.unit.code,
        "period": standing.span.code,
        "sheet": _sheet_data(sheet_now(standing.unit, standing.span, at)),
        "explanation": standing.explanation.model_dump(mode="json"),
    }
    return {**frozen, "digest": hashlib.sha256(canonical(frozen).encode()).hexdigest()}


def chained(previous: bytes, entry: ReportEntry) -> bytes:
    """The hash of an entry over the one before it."""
    said = [
        entry.seq,
        entry.at.astimezone(UTC).isoformat(),
        entry.by,
        entry.acting_for,
        entry.unit,
        str(entry.step),
        entry.body,
    ]
    return hashlib.sha256(previous + canonical(said).encode()).digest()


def broken(report: Report) -> int | None:
    """The first entry of a return's record that isn't what was written; None if the chain is whole."""
    previous = b""
    for expected, entry in enumerate(report.entries.order_by("seq"), start=1):
        if entry.seq != expected or chained(previous, entry) != bytes(entry.hash):
            return expected
        previous = bytes(entry.hash)
    return None if previous == bytes(report.hash) else report.seq


def prepare_due(at: datetime) -> int:
    """Begin the draft of every return whose day has come and that isn't there yet; returns how many.

    Only the periods just passed are looked at: older ones are begun by hand, for a reason that somebody has.
    """
    done = 0
    with within(Scope.SYSTEM):
        of = company()
        for kind in _book(span_at(at)).reports:
            span = span_at(at, kind).before
            there = set(Report.objects.filter(period=span.code).values_list("unit_id", flat=True))
            for unit in (of.units[pk] for pk in sorted(of.on(span).makes - there)):
                if at >= prepared_at(unit, span, of):
                    done += perform(unit, span, Prepared(), system_office(unit.code, at)).done
    return done
