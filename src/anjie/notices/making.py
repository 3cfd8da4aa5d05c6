"""Making notices: which rungs are called for now, to whom they go, and what is sent of them.

A rung is called by inserting its row of `Reminded`; of any number of workers that try at once, one succeeds, and in
the same transaction it makes the notices, the deliveries and the jobs that send them. So whatever dies when, all of
it is there or none, and nothing is called twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case as Choice
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Concat

from anjie.cases.dossiers import rulebook_now
from anjie.cases.models import Duty
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.notices.hours import working_hours
from anjie.notices.models import Delivery, Notice, Preference, Reminded
from anjie.notices.queue import defer_sending
from anjie.notices.recipients import Addressee, Staff
from anjie.notices.sending import address_of, site, ways_open
from anjie.notices.wording import PRODUCT, link, said
from anjie.notices.words import Way, Wish
from anjie.procedure.calendar import Calendar
from anjie.procedure.reminding import is_called_for, limit_reached
from anjie.procedure.rulebook import ReminderRow, shipped
from anjie.procedure.terms import Debtor, DutyState, Text

BATCH = 200
LONG_AGO = timedelta(days=31)
"""A rung that fell on a day before this is called no more: a backlog that was taken over is no news."""


@dataclass(frozen=True, slots=True)
class Round:
    """One rung, for the units of one calendar, at one moment."""

    row: ReminderRow
    calendar: Calendar
    region: str
    now: datetime

    def calls(self, duty: Duty) -> bool:
        """Whether this rung is called for this duty now."""
        if duty.due is None or duty.state != DutyState.OPEN:
            return False
        return is_called_for(self.row, duty.due, duty.since, self.calendar, self.now)


def make_notices(now: datetime) -> int:
    """Call every rung that is due in units that work at this moment; returns how many notices were made.

    A rung that fell on a night or a rest day is called by the first run after the opening.
    """
    made, hours = 0, working_hours()
    for region in Unit.objects.order_by().values_list("calendar_region", flat=True).distinct():
        calendar = calendar_for(region)
        if not hours.covers(calendar, now):
            continue
        for row in rulebook_now(now).reminders.values():
            at = Round(row, calendar, region, now)
            made += sum(_make(at, ids) for ids in _batches(at))
    return made


def _batches(at: Round) -> Iterator[Sequence[int]]:
    """Give the duties for which a rung may be called, by their ids, the most urgent first."""
    found = [duty.pk for duty in _uncalled(at).order_by("due", "id").iterator() if at.calls(duty)]
    for start in range(0, len(found), BATCH):
        yield found[start : start + BATCH]


def _uncalled(at: Round) -> QuerySet[Duty]:
    """Give the open duties whose limits this rung has reached, and for which it was not called."""
    row, reached = at.row, limit_reached(at.row, at.now, at.calendar)
    called = Reminded.objects.filter(
        case=OuterRef("case"), duty=OuterRef("key"), rung=row.id, due=OuterRef("due"), owed_by=OuterRef("owed_by")
    )
    duties = _owed().filter(~Exists(called), state=DutyState.OPEN, due__lte=reached, case__historic=False)
    duties = duties.filter(unit__calendar_region=at.region)
    duties = duties.filter(due__gt=at.now if row.before else reached - LONG_AGO)
    return duties.filter(clause__in=row.clauses) if row.clauses else duties


def _owed() -> QuerySet[Duty]:
    """Give duties with who owes them in a word: to whoever takes one over, a reminder of it is a new one."""
    handler = Choice(When(debtor=Debtor.HANDLER, then=F("handler")), default=Value(""), output_field=CharField())
    owed_by = Concat("debtor", Value(":"), "level", Value(":"), handler, Value(":"), "guest", output_field=CharField())
    return Duty.objects.annotate(owed_by=owed_by)


# -- one batch ---------------------------------------------------------------------------------------------------


@transaction.atomic
def _make(at: Round, ids: Sequence[int]) -> int:
    duties = [
        each for each in _owed().filter(pk__in=ids).select_related("case").order_by("due", "id") if at.calls(each)
    ]
    staff = Staff(duties, at.now.astimezone(at.calendar.zone).date())
    told = {duty.pk: staff.told(duty, at.row.whom) for duty in duties}
    # What nobody can be told now is called when there is somebody again.
    called = _call(at, [duty for duty in duties if told[duty.pk]])
    fresh = {duty.pk: duty for duty in duties if (duty.case_id, duty.key) in called}
    preferences = Preference.objects.in_bulk({each.officer.pk for pk in fresh for each in told[pk]})
    notices = _unless_told(
        at, [_notice(at, duty, each, preferences) for pk, duty in fresh.items() for each in told[pk]]
    )
    Notice.objects.bulk_create(notices)
    _send(at, notices, preferences)
    return len(notices)


def _call(at: Round, duties: Sequence[Duty]) -> set[tuple[int, str]]:
    """Put on record that a rung was called; gives those for which nobody had, who waits for whoever is about to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into notices_reminded (case_id, duty, rung, due, owed_by, at) "
            "select case_id, duty, %s, due, owed_by, %s "
            "from unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[]) as d (case_id, duty, due, owed_by) "
            "order by case_id, duty on conflict do nothing returning case_id, duty",
            [
                at.row.id, at.now, [duty.case_id for duty in duties], [duty.key for duty in duties],
                [duty.due for duty in duties], [_owed_by(duty) for duty in duties],
            ],
        )  # fmt: skip
        return set(cursor.fetchall())


def _owed_by(duty: Duty) -> str:
    return str(duty.owed_by)  # type: ignore[attr-defined]  # the annotation of `_owed`


def _notice(at: Round, duty: Duty, each: Addressee, preferences: Mapping[int, Preference]) -> Notice:
    assert duty.due is not None, "a rung is called for a limit"
    text = said(at.row, duty.case.number, clause_text(duty), duty.due, at.calendar.zone)
    wish = preference_of(each.officer.pk, preferences).email
    return Notice(
        officer=each.officer,
        acting_for=each.acting_for.username if each.acting_for else "",
        case=duty.case,
        duty=duty.key,
        rung=at.row.id,
        due=duty.due,
        late=duty.due <= at.now,
        zh=text.zh,
        en=text.en,
        made_at=at.now,
        awaits_digest=wish == Wish.DIGEST and Way.EMAIL in ways_open() and bool(each.officer.email),
    )


def _unless_told(at: Round, notices: Sequence[Notice]) -> list[Notice]:
    """Leave out whoever knows already: a unit's head is not told again because the handler has changed."""
    known = Notice.objects.filter(case__in={each.case_id for each in notices}, rung=at.row.id)
    told = set(known.values_list("case_id", "duty", "due", "officer_id"))
    return [each for each in notices if (each.case_id, each.duty, each.due, each.officer_id) not in told]


def _send(at: Round, notices: Iterable[Notice], preferences: Mapping[int, Preference]) -> None:
    """Make what is to be sent of notices by themselves, and its jobs, in the transaction that makes them."""
    deliveries = [
        Delivery(
            officer=notice.officer,
            way=way,
            notice=notice,
            subject=_said_to(notice, PRODUCT + Text(notice.case.number, notice.case.number)),
            text="\n".join(filter(None, (_said_to(notice), link(site(), notice.case.number)))),
            made_at=at.now,
        )
        for notice in notices
        for way in ways_open()
        if wants(preference_of(notice.officer_id, preferences), way, late=notice.late)
        and address_of(notice.officer, way)
    ]
    Delivery.objects.bulk_create(deliveries)
    defer_sending(each.pk for each in deliveries)


def _said_to(notice: Notice, words: Text | None = None) -> str:
    """Put words into the language of whoever is told; by default what the notice says."""
    return (words or Text(notice.zh, notice.en)).in_language(notice.officer.language)


def preference_of(officer: int, preferences: Mapping[int, Preference]) -> Preference:
    """Give how somebody wants his notices; the defaults if he never said."""
    return preferences.get(officer) or Preference(officer_id=officer)


def wants(preference: Preference, way: Way, *, late: bool) -> bool:
    """Whether somebody wants a notice by itself by some way."""
    wish = {Way.EMAIL: preference.email, Way.SMS: preference.sms, Way.CHAT: preference.chat}[way]
    return wish == Wish.EACH or (wish == Wish.LATE and late)


def clause_text(duty: Duty) -> Text:
    """Give what the clause says under which a duty is owed."""
    book = shipped().edition(duty.case.edition)
    known = book.clauses.get(duty.clause)
    return known.text if known else Text(duty.clause, duty.clause)
