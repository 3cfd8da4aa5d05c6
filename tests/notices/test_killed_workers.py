"""A worker killed in the middle of sending: another one does what it left, and nothing is lost or sent twice.

The one instant that no sender can close is that between "taken" and the commit. A mail that was in it goes out again
under the same Message-ID, which is how a mail server knows it for the same: by Message-ID there is exactly one of each.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.notices.models import Delivery, Notice, Preference
from anjie.notices.queue import defer_sending
from anjie.notices.words import Fate, Wish
from casework import Desk
from remindings import local, reminded

if TYPE_CHECKING:
    from conftest import Post

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committing")]

SECONDS = 120
MANY = 60
AT_ONCE = 4
"""How many mails a worker has in hand."""

Workers = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def worker(post: "Post") -> Iterator[Workers]:
    """Give what starts `anjie worker` on the test's database, with the test's mail server, at any hour."""
    words = connection.settings_dict
    database = f"host={words['HOST']} port={words['PORT']} dbname={words['NAME']} user={words['USER']}"
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "ANJIE_SMTP_URL": f"smtp://127.0.0.1:{post.port}",
        "ANJIE_MAIL_FROM": "anjie@example.test",
        "ANJIE_WORKING_HOURS": "00:00-23:59:59.999999",
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "anjie.cli", "worker"], env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
    for process in started:
        process.wait(timeout=SECONDS)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, (states(), left())
        time.sleep(0.02)


def mails_to_send(desk: Desk) -> list[str]:
    """Have many mails to send; gives their keys."""
    from anjie.platform.clock import now

    desk.takes()
    reminded(local("2026-11-04"))
    Officer.objects.filter(username="wang").update(email="wang@example.test")
    with within(Scope.SYSTEM):
        # The workers remind of limits too, and by other mail than this.
        Preference.objects.create(officer=Officer.objects.get(username="wang"), email=Wish.NONE)
        made = [
            Delivery(
                officer=Officer.objects.get(username="wang"), way="email", subject="提醒", text="时限",
                made_at=now(),
            )
            for _ in range(MANY)
        ]  # fmt: skip
        notice = Notice.objects.latest("id")
        for number, each in enumerate(made):
            each.notice = _copy(notice, number)
        Delivery.objects.bulk_create(made)
        defer_sending([each.pk for each in made])
    return [f"<{each.key}@example.test>" for each in made]


def _copy(notice: Notice, number: int) -> Notice:
    notice.pk, notice.rung = None, f"rung {number}"
    notice.save(force_insert=True)
    return Notice.objects.get(pk=notice.pk)


def left() -> list[tuple[object, ...]]:
    """What the queue still holds, for whoever reads of a failure."""
    return list(ProcrastinateJob.objects.values_list("task_name", "status", "attempts", "scheduled_at"))


def states() -> Counter[str]:
    with within(Scope.SYSTEM):
        return Counter(Delivery.objects.values_list("state", flat=True))


@pytest.fixture
def every_day_is_worked(desk: Desk) -> None:
    """The workers go by the real day, which may be a rest day."""
    from anjie.access.models import Post as Held
    from anjie.directory.models import CalendarDay
    from anjie.directory.words import DayMark
    from anjie.platform.clock import now

    assert Held.objects.exists()
    for shift in range(2):
        day = (
            (now() + shift * (local("2026-01-02") - local("2026-01-01"))).astimezone(local("2026-01-01").tzinfo).date()
        )
        CalendarDay.objects.filter(region="GX", day=day).delete()
        CalendarDay.objects.create(region="GX", day=day, kind=DayMark.WORK, name_zh="测试", name_en="Test")


@pytest.mark.usefixtures("every_day_is_worked")
def test_a_worker_killed_while_sending_loses_nothing_and_another_sends_the_rest_once(
    desk: Desk, post: "Post", worker: Workers
) -> None:
    keys = mails_to_send(desk)
    post.slowly = 0.05
    first = worker()
    wait_until(lambda: len(post.keys) >= MANY // 4)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert states()[Fate.SENT] < MANY, "it was killed in the middle"
    worker()
    wait_until(lambda: states() == {Fate.SENT: MANY})
    found = Counter(post.keys)
    assert set(found) == set(keys), "nothing is lost"
    again = [key for key, times in found.items() if times > 1]
    assert len(again) <= AT_ONCE, "only what was in the killed worker's hands was sent again"
    assert max(found.values()) <= 2
    wait_until(lambda: not ProcrastinateJob.objects.filter(task_name="anjie.notices.jobs.send").exists())


@pytest.mark.usefixtures("every_day_is_worked")
def test_several_workers_send_each_once(desk: Desk, post: "Post", worker: Workers) -> None:
    keys = mails_to_send(desk)
    post.answers = ["451 later"] * 3
    for _ in range(3):
        worker()
    wait_until(lambda: states() == {Fate.SENT: MANY})
    assert Counter(post.keys) == Counter(keys)
