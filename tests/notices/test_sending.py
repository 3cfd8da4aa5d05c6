"""What is sent reaches a real mail server and a real gateway, in working hours, once, and what fails is tried again."""

import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.notices import sending
from anjie.notices.gateways import (
    Mail,
    Message,
    PassingError,
    PermanentError,
    Webhook,
    dingtalk,
    gateway_for,
    plain,
    wecom,
)
from anjie.notices.jobs import AGAIN, remind, send
from anjie.notices.models import Delivery, Preference
from anjie.notices.queue import SEND
from anjie.notices.sending import MOST_TRIES, send_delivery, take_up_forgotten
from anjie.notices.words import Fate, Way, Wish
from anjie.platform.mail import mail_server
from casework import Desk, registered, verified
from remindings import digested, local, notices, reminded

if TYPE_CHECKING:
    from conftest import Calls, Post

TUESDAY, WEDNESDAY, THURSDAY = "2026-11-03", "2026-11-04", "2026-11-05"
MESSAGE = Message("wang@example.test", "题目", "内容", "5f0c6f1e-8c1a-4f6e-9a53-0a1b2c3d4e5f")


@pytest.fixture
def addressed(people: dict[str, Officer]) -> dict[str, Officer]:
    """Everybody has an address and a phone."""
    for officer in people.values():
        officer.email, officer.phone = f"{officer.username}@example.test", "13877123456"
        officer.save()
    return people


def prefers(officer: Officer, **wishes: Wish) -> None:
    with within(Scope.SYSTEM):
        Preference.objects.update_or_create(officer=officer, defaults=wishes)


def deliveries(**which: Any) -> list[Delivery]:
    with within(Scope.SYSTEM):
        return list(Delivery.objects.filter(**which).order_by("id"))


def jobs() -> list[int]:
    """Which deliveries have a job, as often as they have one."""
    return sorted(job.args["delivery"] for job in ProcrastinateJob.objects.filter(task_name=SEND))


def work(at: Any) -> None:
    """Do every job of sending once, as workers do."""
    for pk in jobs():
        with within(Scope.SYSTEM):
            send_delivery(pk, at)


# -- mail --------------------------------------------------------------------------------------------------------


def test_a_digest_for_each_person_on_a_working_morning(desk: Desk, addressed: dict[str, Officer], post: "Post") -> None:
    first, second = desk.takes(), desk.takes()
    reminded(local(WEDNESDAY))
    assert digested(local(WEDNESDAY, "08:59")) == 0
    assert digested(local(WEDNESDAY)) == 3, "the two inspectors and their head"
    work(local(WEDNESDAY))
    assert sorted(to for to, _ in post.received) == [f"{who}@example.test" for who in ("li", "lu", "wang")]
    [mail] = post.to("wang@example.test")
    assert mail["Subject"].strip() == "【案结】今日提醒 4 条，其中已超期 4 条"
    text = mail.get_content()  # type: ignore[attr-defined]
    assert first in text
    assert second in text
    assert "农" not in text
    assert digested(local(WEDNESDAY, "11:00")) == 0
    assert {each.state for each in deliveries()} == {Fate.SENT}


def test_what_comes_during_the_day_stands_in_the_next_mornings_digest_unless_it_was_done(
    desk: Desk, addressed: dict[str, Officer], post: "Post"
) -> None:
    number = desk.takes()
    reminded(local(TUESDAY))
    assert digested(local(TUESDAY)) > 0
    reminded(local(WEDNESDAY))
    desk.at = local(WEDNESDAY)
    for act in (registered(), verified()):
        assert desk("wang", number, act).done
    assert digested(local(WEDNESDAY, "10:00")) == 0, "nothing of it is owed any longer"
    assert len(deliveries()) == len(jobs())


def test_whoever_wants_each_by_itself_gets_each(desk: Desk, addressed: dict[str, Officer], post: "Post") -> None:
    prefers(addressed["wang"], email=Wish.EACH)
    prefers(addressed["lu"], email=Wish.NONE)
    number = desk.takes()
    reminded(local(WEDNESDAY))
    work(local(WEDNESDAY))
    mine = [each for each in notices() if each.officer.username == "wang"]
    assert len(post.to("wang@example.test")) == len(mine) > 0
    assert {mail["Subject"] for mail in post.to("wang@example.test")} == {f"【案结】{number}"}
    assert post.to("lu@example.test") == []
    assert digested(local(WEDNESDAY)) == 1, "the head's alone"


def test_mail_is_in_the_language_of_its_reader(
    desk: Desk, addressed: dict[str, Officer], post: "Post", settings: Any
) -> None:
    settings.ANJIE_SITE = "https://anjie.example"
    Officer.objects.filter(username="wang").update(language="en")
    prefers(addressed["wang"], email=Wish.EACH)
    number = desk.takes()
    reminded(local(TUESDAY))
    work(local(TUESDAY))
    texts = [mail.get_content() for mail in post.to("wang@example.test")]  # type: ignore[attr-defined]
    assert any("“Verify visits and calls within one working day” is due by 2026-11-03 24:00" in each for each in texts)
    assert all(f"https://anjie.example/cases/{number}" in each for each in texts)


def test_the_same_try_has_the_same_message_id(post: "Post") -> None:
    for _ in range(2):
        Mail().send(MESSAGE)
    assert post.keys == [f"<{MESSAGE.key}@example.test>"] * 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [("451 later", PassingError), ("421 busy", PassingError), ("550 no such mailbox", PermanentError)],
)
def test_a_mail_server_may_want_another_try_or_none(post: "Post", answer: str, error: type[Exception]) -> None:
    post.answers = [answer]
    with pytest.raises(error) as raised:
        Mail().send(MESSAGE)
    assert "example" not in str(raised.value), "no address gets into logs"


def test_a_mail_server_that_is_not_there_may_come_back(settings: Any, post: "Post") -> None:
    settings.EMAIL_PORT = 9
    with pytest.raises(PassingError):
        Mail().send(MESSAGE)


def test_where_nothing_is_set_up_nothing_is_sent_and_the_list_has_it(desk: Desk, addressed: dict[str, Officer]) -> None:
    desk.takes()
    assert reminded(local(WEDNESDAY)) > 0
    assert digested(local(WEDNESDAY)) == 0
    assert deliveries() == []
    assert [gateway_for(way) for way in Way] == [None, None, None]


@pytest.mark.parametrize(
    ("url", "host", "port", "starttls", "tls"),
    [
        ("", "", 25, False, False),
        ("smtp://mail.example", "mail.example", 25, False, False),
        ("smtp://me:a%40b@mail.example?tls=start", "mail.example", 587, True, False),
        ("smtps://mail.example", "mail.example", 465, False, True),
        ("smtp://mail.example:2525", "mail.example", 2525, False, False),
    ],
)
def test_the_mail_server_is_read_from_an_address(url: str, host: str, port: int, *, starttls: bool, tls: bool) -> None:
    found = mail_server(url)
    assert (found.host, found.port, found.starttls, found.tls) == (host, port, starttls, tls)
    assert found.password == ("a@b" if "me:" in url else "")


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://x:y", "smtps://x?tls=start"])
def test_an_address_that_is_none_keeps_the_application_from_starting(url: str) -> None:
    from anjie.platform.errors import CannotStartError

    with pytest.raises(CannotStartError):
        mail_server(url)


# -- gateways ----------------------------------------------------------------------------------------------------


def test_a_gateway_is_called_with_a_signature_and_the_key(calls: "Calls") -> None:
    Webhook(calls.url, "secret", plain).send(MESSAGE)
    [(headers, says)] = calls.received
    assert says == {"to": "wang@example.test", "subject": "题目", "text": "内容"}
    assert headers["Idempotency-Key"] == MESSAGE.key
    signed = hmac.new(b"secret", calls.bodies[0], hashlib.sha256).hexdigest()
    assert headers["X-Anjie-Signature"] == f"sha256={signed}"


def test_the_robots_of_chats_are_called_in_their_own_form(calls: "Calls") -> None:
    Webhook(f"{calls.url}?key=k", "", wecom).send(MESSAGE)
    Webhook(f"{calls.url}?access_token=t", "SEC", dingtalk).send(MESSAGE)
    (_, one), (_, other) = calls.received
    assert one == {"msgtype": "text", "text": {"content": "内容", "mentioned_list": [MESSAGE.to]}}
    assert other["at"] == {"atUserIds": [MESSAGE.to], "isAtAll": False}


@pytest.mark.parametrize(
    ("status", "says", "error"),
    [
        (503, "", PassingError),
        (500, "", PassingError),
        (429, "", PassingError),
        (200, '{"errcode": 45009}', PassingError),
        (400, "", PermanentError),
        (403, "", PermanentError),
        (302, "", PermanentError),
        (200, '{"errcode": 93000, "errmsg": "invalid webhook url"}', PermanentError),
    ],
)
def test_a_gateway_may_want_another_try_or_none(calls: "Calls", status: int, says: str, error: type[Exception]) -> None:
    calls.answers = [(status, says)]
    with pytest.raises(error):
        Webhook(calls.url, "secret").send(MESSAGE)
    Webhook(calls.url, "secret").send(MESSAGE)


def test_a_gateway_that_does_not_answer_is_not_waited_for_for_ever(
    calls: "Calls", monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr("anjie.notices.gateways.SECONDS_TO_ANSWER", 0.2)
        with pytest.raises(PassingError):
            Webhook(f"http://127.0.0.1:{silent.getsockname()[1]}/", "").send(MESSAGE)


@pytest.fixture
def by_sms(desk: Desk, addressed: dict[str, Officer], calls: "Calls", settings: Any) -> int:
    """Somebody's one text message, yet to be sent."""
    settings.ANJIE_SMS = (calls.url, "secret")
    prefers(addressed["li"], sms=Wish.LATE)
    desk.takes()
    reminded(local(TUESDAY))
    [delivery] = deliveries(way=Way.SMS)
    return delivery.pk


def test_what_failed_first_is_sent_later_with_the_same_key_and_words(by_sms: int, calls: "Calls") -> None:
    calls.answers = [(503, ""), (429, "")]
    for minutes in range(2):
        with pytest.raises(PassingError), within(Scope.SYSTEM):
            send_delivery(by_sms, local(TUESDAY) + timedelta(minutes=minutes))
        assert deliveries(pk=by_sms)[0].state == Fate.WAITING
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(TUESDAY, "10:00"))
        send_delivery(by_sms, local(TUESDAY, "10:01"))
    [delivery] = deliveries(pk=by_sms)
    assert (delivery.state, delivery.tries, delivery.ended_at) == (Fate.SENT, 3, local(TUESDAY, "10:00"))
    assert len(calls.received) == 3, "once sent it is not sent again"
    assert len({headers["Idempotency-Key"] for headers, _ in calls.received}) == 1
    assert len(set(calls.bodies)) == 1
    assert calls.received[0][1]["to"] == "+8613877123456"


def test_what_cannot_be_sent_is_given_up_at_once_and_says_so(by_sms: int, calls: "Calls") -> None:
    calls.answers = [(403, "")]
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(TUESDAY))
        send_delivery(by_sms, local(TUESDAY, "10:00"))
    [delivery] = deliveries(pk=by_sms)
    assert (delivery.state, delivery.wrong) == (Fate.FAILED, "the gateway answered 403")
    assert len(calls.received) == 1


def test_what_fails_for_hours_is_given_up_in_the_end(by_sms: int, calls: "Calls") -> None:
    calls.answers = [(503, "")] * (MOST_TRIES + 5)
    for _ in range(MOST_TRIES - 1):
        with pytest.raises(PassingError), within(Scope.SYSTEM):
            send_delivery(by_sms, local(TUESDAY))
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(TUESDAY))
        send_delivery(by_sms, local(TUESDAY))
    assert deliveries(pk=by_sms)[0].state == Fate.FAILED
    assert len(calls.received) == MOST_TRIES


def test_the_queue_waits_longer_each_time_and_only_for_what_may_pass() -> None:
    from procrastinate.jobs import Job

    def decided(attempts: int, error: Exception) -> Any:
        job = Job(queue="default", lock=None, queueing_lock=None, task_name=SEND, attempts=attempts)
        return AGAIN.get_retry_decision(exception=error, job=job)

    waits = [decided(each, PassingError()).retry_at for each in range(4)]
    assert waits == sorted(waits)
    assert (waits[3] - waits[0]) > timedelta(minutes=3)
    assert decided(0, ValueError()) is None
    assert send.retry_strategy is AGAIN


def test_after_hours_a_try_waits_for_the_next_opening(by_sms: int, calls: "Calls") -> None:
    before = len(jobs())
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(TUESDAY, "17:30"))
    assert calls.received == []
    assert len(jobs()) == before + 1
    last = ProcrastinateJob.objects.filter(task_name=SEND).latest("id")
    assert last.scheduled_at == local(WEDNESDAY)
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(WEDNESDAY))
    assert len(calls.received) == 1


def test_whoever_has_left_is_sent_nothing_more(by_sms: int, calls: "Calls") -> None:
    Officer.objects.filter(username="li").update(is_active=False)
    with within(Scope.SYSTEM):
        send_delivery(by_sms, local(TUESDAY))
    assert deliveries(pk=by_sms)[0].state == Fate.VOID
    assert calls.received == []


# -- rows and jobs -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("committing")
def test_a_delivery_and_its_job_are_there_together_or_not_at_all(
    desk: Desk, addressed: dict[str, Officer], post: "Post", monkeypatch: pytest.MonkeyPatch
) -> None:
    prefers(addressed["wang"], email=Wish.EACH)
    desk.takes()
    real = sending.defer_sending

    def then_fail(*arguments: Any) -> None:
        real(*arguments)
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("anjie.notices.making.defer_sending", then_fail)
        reminded(local(WEDNESDAY))
    assert (notices(), deliveries(), jobs()) == ([], [], [])
    reminded(local(WEDNESDAY))
    assert [each.pk for each in deliveries()] == jobs() != []


@pytest.mark.usefixtures("committing")
def test_within_a_worker_jobs_are_deferred_in_the_transaction_too(
    desk: Desk, addressed: dict[str, Officer], post: "Post"
) -> None:
    """A worker has a connection of its own to the queue; what it defers must not go out over that one."""
    from django.db import transaction
    from procrastinate.contrib.django import app

    prefers(addressed["wang"], email=Wish.EACH)
    desk.takes()
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        with pytest.raises(RuntimeError), transaction.atomic():
            reminded(local(WEDNESDAY))
            assert jobs()
            raise RuntimeError
        assert jobs() == []


def test_a_delivery_that_has_lost_its_job_is_given_another(by_sms: int) -> None:
    ProcrastinateJob.objects.filter(task_name=SEND).delete()
    with within(Scope.SYSTEM):
        assert take_up_forgotten(local(TUESDAY, "12:00")) == 0
        assert take_up_forgotten(local(WEDNESDAY)) == 1
        assert take_up_forgotten(local(WEDNESDAY, "09:05")) == 0
    assert jobs() == [by_sms]


def test_the_job_of_every_five_minutes_does_all_of_it_as_the_system(
    desk: Desk, addressed: dict[str, Officer], post: "Post", monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.takes()
    monkeypatch.setattr("anjie.notices.jobs.now", lambda: local(WEDNESDAY))
    remind(timestamp=0)
    assert notices()
    assert len(deliveries()) == 3
    for pk in jobs():
        send(delivery=pk)
    assert len(post.received) == 3
    remind(timestamp=0)
    assert len(deliveries()) == 3
