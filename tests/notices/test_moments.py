"""When reminders go out: reckoned on the working clock, moved into working hours."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.procedure.calendar import Calendar
from anjie.procedure.reminding import WorkingHours, goes_out, is_called_for, limit_reached, nominal
from anjie.procedure.rulebook import ReminderRow
from anjie.procedure.terms import Recipient, Text
from remindings import local

FEAST = Text("节", "Feast")
OCTOBER = Calendar(
    known_from=date(2026, 1, 1),
    known_until=date(2027, 1, 1),
    off={date(2026, 10, day): FEAST for day in range(1, 8)},
    work={date(2026, 9, 27): FEAST, date(2026, 10, 10): FEAST},
)
"""The first week of October is off; Sunday 27 September and Saturday 10 October are worked for it."""

HOURS = WorkingHours.parse("09:00-17:30")
LONG_BEFORE = local("2026-01-05")


def row(**moment: object) -> ReminderRow:
    words = {"id": "r", "source": "办法", "zh": "提醒", "en": "Reminder", "whom": [Recipient.DEBTOR]}
    return ReminderRow.model_validate({**words, **moment})


BEFORE, AT, AFTER = row(before="1 workday"), row(at=True), row(after="2 workdays")


@pytest.mark.parametrize(
    ("rung", "due", "expected"),
    [
        # A limit that ends with Thursday 12 November is the midnight after it.
        (BEFORE, local("2026-11-13", "00:00"), local("2026-11-12")),
        (AT, local("2026-11-13", "00:00"), local("2026-11-13")),
        (AFTER, local("2026-11-13", "00:00"), local("2026-11-17")),
        # It ends with a Monday, a Friday.
        (BEFORE, local("2026-11-17", "00:00"), local("2026-11-16")),
        (AT, local("2026-11-14", "00:00"), local("2026-11-16")),
        # It ends within a day, within working hours and without.
        (BEFORE, local("2026-11-12", "15:20"), local("2026-11-11", "15:20")),
        (AT, local("2026-11-12", "15:20"), local("2026-11-12", "15:20")),
        (AT, local("2026-11-12", "20:00"), local("2026-11-13")),
        (AT, local("2026-11-14", "12:00"), local("2026-11-16")),
        # Over the feast: Wednesday 30 September is the last day worked, Thursday 8 October the next.
        (BEFORE, local("2026-10-09", "00:00"), local("2026-10-08")),
        (BEFORE, local("2026-10-08", "15:00"), local("2026-09-30", "15:00")),
        (AT, local("2026-10-01", "00:00"), local("2026-10-08")),
        (AFTER, local("2026-10-01", "00:00"), local("2026-10-10")),
        # The make-up days: that Saturday and that Sunday are days like others.
        (BEFORE, local("2026-10-11", "00:00"), local("2026-10-10")),
        (AT, local("2026-10-10", "00:00"), local("2026-10-10")),
        (AT, local("2026-09-27", "10:00"), local("2026-09-27", "10:00")),
        # By other measures.
        (row(before="3 days"), local("2026-11-16", "12:00"), local("2026-11-13", "12:00")),
        (row(after="2 hours"), local("2026-11-12", "16:00"), local("2026-11-13")),
    ],
)
def test_a_reminder_goes_out_at_its_moment_or_the_next_opening(
    rung: ReminderRow, due: datetime, expected: datetime
) -> None:
    assert goes_out(rung, due, LONG_BEFORE, OCTOBER, HOURS) == expected


def test_nothing_goes_out_before_there_is_a_demand() -> None:
    since = local("2026-11-12", "14:00")
    assert goes_out(BEFORE, local("2026-11-13", "00:00"), since, OCTOBER, HOURS) == since
    assert not is_called_for(BEFORE, local("2026-11-13", "00:00"), since, OCTOBER, since)


def test_of_what_has_passed_nobody_is_warned() -> None:
    due = local("2026-11-13", "00:00")
    assert is_called_for(BEFORE, due, LONG_BEFORE, OCTOBER, local("2026-11-12", "17:29"))
    assert not is_called_for(BEFORE, due, LONG_BEFORE, OCTOBER, due)
    assert is_called_for(AT, due, LONG_BEFORE, OCTOBER, due)
    assert not is_called_for(AFTER, due, LONG_BEFORE, OCTOBER, local("2026-11-16"))


MOMENTS = st.integers(0, 120 * 24 * 60).map(lambda minutes: local("2026-08-01") + timedelta(minutes=minutes))


@given(st.sampled_from([BEFORE, AT, AFTER, row(before="36 hours"), row(after="4 days")]), MOMENTS, MOMENTS)
def test_the_limits_that_are_looked_at_are_those_a_reminder_falls_due_for(
    rung: ReminderRow, due: datetime, now: datetime
) -> None:
    """What narrows the query down leaves nothing out, but for ends on rest days seen at the very midnight."""
    if nominal(rung, due, OCTOBER) <= now and now.time() != datetime.min.time():
        assert due <= limit_reached(rung, now, OCTOBER)


@given(MOMENTS)
def test_an_opening_is_within_working_hours_and_none_is_passed_over(moment: datetime) -> None:
    opening = HOURS.opening(OCTOBER, moment)
    assert opening >= moment
    assert OCTOBER.is_workday(opening.date())
    assert HOURS.opens <= opening.time() < HOURS.closes
    assert HOURS.covers(OCTOBER, opening)
    if opening > moment:
        assert not HOURS.covers(OCTOBER, moment)
        assert not HOURS.covers(OCTOBER, opening - timedelta(minutes=1))


@pytest.mark.parametrize("text", ["", "9-17", "17:30-09:00", "09:00", "09:00-09:00"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        WorkingHours.parse(text)
