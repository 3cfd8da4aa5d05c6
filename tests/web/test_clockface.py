"""What a clock shows, at the edges of what it can show."""

from datetime import timedelta

import pytest
from gallery import NOW, Limit
from hypothesis import given
from hypothesis import strategies as st

from anjie.procedure.terms import DutyState
from anjie.web.clockface import DONE, IN_TIME, NO_LIMIT, STANDS_STILL, TOO_LATE, VOID, face

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
LENGTHS = st.timedeltas(timedelta(days=-400), timedelta(days=400))


@pytest.mark.parametrize(
    ("left", "zh", "en"),
    [
        (2 * DAY, "剩 2 天", "2 days left"),
        (2 * DAY - MINUTE, "剩 1 天", "1 day left"),
        (DAY - MINUTE, "剩 23 小时", "23 hours left"),
        (HOUR, "剩 1 小时", "1 hour left"),
        (HOUR - MINUTE, "剩 59 分钟", "59 minutes left"),
        (timedelta(seconds=1), "剩 0 分钟", "0 minutes left"),
        (timedelta(), "超期 0 分钟", "0 minutes late"),
        (-26 * HOUR, "超期 1 天", "1 day late"),
    ],
)
def test_what_is_left_is_never_said_to_be_more(left: timedelta, zh: str, en: str) -> None:
    words = face(Limit(NOW - 10 * DAY, NOW + left), NOW).words
    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize(
    ("gone", "tone"), [(0, "ok"), (65, "ok"), (66, "warn"), (89, "warn"), (90, "bad"), (100, "bad")]
)
def test_a_clock_grows_urgent_with_the_share_of_its_time(gone: int, tone: str) -> None:
    shown = face(Limit(NOW - gone * HOUR, NOW + (100 - gone) * HOUR), NOW)
    assert shown.tone == tone
    assert shown.used == gone


def test_what_is_over_says_how_it_ended() -> None:
    start, due = NOW - DAY, NOW
    before = NOW - HOUR
    assert face(Limit(start, due, state=DutyState.MET, ended_at=before), NOW + DAY).words == IN_TIME
    assert face(Limit(start, due, state=DutyState.MET, ended_at=due), NOW + DAY).words == TOO_LATE
    assert face(Limit(start, None, state=DutyState.MET, ended_at=before), NOW).words == DONE
    assert face(Limit(start, due, state=DutyState.VOID, ended_at=before), NOW + DAY).words == VOID


def test_what_doesnt_run_says_so() -> None:
    assert face(Limit(NOW, None, suspended=True), NOW).words == STANDS_STILL
    assert face(Limit(NOW, None), NOW).words == NO_LIMIT


@given(LENGTHS, LENGTHS, st.sampled_from(DutyState))
def test_any_clock_can_be_read(start: timedelta, due: timedelta, state: DutyState) -> None:
    shown = face(Limit(NOW + start, NOW + due, state=state), NOW)
    assert 0 <= shown.used <= 100
    assert shown.words.zh
    assert shown.words.en
