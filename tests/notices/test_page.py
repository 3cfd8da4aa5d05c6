"""消息: each sees his own and nobody else's, whatever a query forgot; reads them, and says how he wants them."""

from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection

from anjie.access.models import Officer
from anjie.access.office import seats_of
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.notices import reading
from anjie.notices.models import Delivery, Notice, Preference, Reminded
from anjie.notices.words import Fate, Wish
from casework import Desk
from people import signed_in
from remindings import local, notices, reminded

WEDNESDAY = "2026-11-04"
TABLES = (Notice, Delivery, Preference, Reminded)


@pytest.fixture
def number(desk: Desk) -> str:
    """A case of which three people were told."""
    number = desk.takes()
    reminded(local(WEDNESDAY))
    return number


def at_noon() -> Any:
    return time_machine.travel(local(WEDNESDAY, "12:00"), tick=False)


def page(who: str, **headers: Any) -> str:
    with at_noon():
        response = signed_in(who, **headers).get("/messages")
    assert response.status_code == 200
    return response.content.decode()


def test_ones_messages_are_listed_with_a_way_to_the_case(number: str) -> None:
    html = page("wang")
    assert f'href="/cases/{number}"' in html
    assert "一个工作日内核实" in html
    assert "标为已读" in html
    assert "农" not in html.replace("农历", "")


def test_the_bell_counts_what_is_new(number: str) -> None:
    mine = [each for each in notices() if each.officer.username == "wang"]
    assert bell("wang") == len(mine) > 0
    assert bell("ma") == 0


def bell(username: str) -> int:
    """What the bell says of somebody's messages."""
    return int(signed_in(username).get("/messages/unread").content or 0)


def test_who_was_told_nothing_has_an_empty_list(number: str) -> None:
    html = page("ma")
    assert number not in html
    assert "没有未读消息" in html


def test_the_page_speaks_english(number: str) -> None:
    Officer.objects.filter(username="wang").update(language="en")
    html = page("wang", headers={"accept-language": "en"})
    assert "Verify visits and calls within one working day" in html
    assert "Mark all as read" in html


def test_reading_one_and_then_all(number: str) -> None:
    first, *rest = [each for each in notices() if each.officer.username == "wang"]
    assert rest
    client = signed_in("wang")
    with at_noon():
        assert client.post("/messages/read", {"message": first.pk}).status_code == 302
        assert _unread("wang") == {each.pk for each in rest}
        assert client.post("/messages/read", {"all": "1"}).status_code == 302
    assert _unread("wang") == set()
    assert _unread("lu")
    assert "已读" in page("wang")


def test_nobody_reads_anothers_message_away(number: str) -> None:
    others = _unread("lu")
    with at_noon():
        signed_in("wang").post("/messages/read", {"message": [*others, "x", "9" * 30]})
        assert signed_in("wang").get("/messages/read").status_code == 405
    assert _unread("lu") == others


def _unread(who: str) -> set[int]:
    with within(Scope.SYSTEM):
        return set(Notice.objects.filter(officer__username=who, read_at=None).values_list("pk", flat=True))


def test_what_was_read_is_turned_over_by_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    for _ in range(3):
        desk.takes()
    reminded(local(WEDNESDAY))
    wang = Officer.objects.get(username="wang")
    with within(Scope.SYSTEM):
        reading.mark_read(wang, None, local(WEDNESDAY))
        seen: list[int] = []
        found = reading.messages_of(wang)
        while found.more:
            seen += [each.pk for each in found.read]
            found = reading.messages_of(wang, before=seen[-1])
        seen += [each.pk for each in found.read]
    mine = [each.pk for each in notices() if each.officer.username == "wang"]
    assert seen == sorted(mine, reverse=True)


# -- how one wants them ------------------------------------------------------------------------------------------


def test_one_says_how_one_wants_them(number: str, settings: Any) -> None:
    settings.EMAIL_HOST, settings.ANJIE_SMS = "mail.example", ("http://127.0.0.1:1/", "")
    client = signed_in("wang")
    with at_noon():
        html = client.get("/messages").content.decode()
        assert 'name="email"' in html
        assert 'name="chat"' not in html, "no chat is set up here"
        assert "您的账号没有电子邮箱" in html
        assert client.post("/messages/preferences", {"email": "each", "sms": "late"}).status_code == 302
        assert client.post("/messages/preferences", {"email": "often", "sms": "late"}).status_code == 422
    with within(Scope.SYSTEM):
        kept = Preference.objects.get(officer__username="wang")
    assert (kept.email, kept.sms, kept.chat) == (Wish.EACH, Wish.LATE, Wish.NONE)


def test_what_could_not_be_sent_is_told_to_whom_it_was_for(number: str) -> None:
    wang = Officer.objects.get(username="wang")
    with within(Scope.SYSTEM):
        Delivery.objects.create(
            officer=wang, way="sms", notice=Notice.objects.filter(officer=wang).first(), subject="", text="",
            made_at=local(WEDNESDAY), state=Fate.FAILED, ended_at=local(WEDNESDAY),
        )  # fmt: skip
    assert "未能通过“短信”送达" in page("wang")
    assert "未能通过" not in page("lu")


# -- the wall ----------------------------------------------------------------------------------------------------


def test_the_wall_shows_each_officer_his_own_and_the_system_all_of_it(number: str) -> None:
    """Also to one who may see the case, and one above him who may see every case."""
    with within(Scope.SYSTEM):
        for who in ("wang", "lu"):
            Preference.objects.create(officer=Officer.objects.get(username=who))
        everything = {each.pk for each in Notice.objects.all()}
        assert Reminded.objects.exists()
    for who in ("wang", "lu", "li", "ouyang"):
        officer = Officer.objects.get(username=who)
        [seat] = seats_of(officer, local(WEDNESDAY))
        with within(seat.scope.read_by(officer.pk)):
            assert {each.officer_id for each in Notice.objects.all()} <= {officer.pk}
            assert Preference.objects.count() == (who in ("wang", "lu"))
            assert not Reminded.objects.exists()
        with within(seat.scope):
            assert [table.objects.count() for table in TABLES] == [0, 0, 0, 0], "nobody has said who is reading"
    with within(Scope.NOTHING):
        assert [table.objects.count() for table in TABLES] == [0, 0, 0, 0]
    assert len(everything) == len(notices())


def test_the_wall_lets_nobody_write_anothers(number: str) -> None:
    wang, lu = (Officer.objects.get(username=who) for who in ("wang", "lu"))
    [seat] = seats_of(wang, local(WEDNESDAY))
    with within(seat.scope.read_by(wang.pk)):
        assert Notice.objects.filter(officer=lu).update(read_at=local(WEDNESDAY)) == 0
        assert Notice.objects.filter(officer=wang).update(read_at=local(WEDNESDAY)) > 0
        connection.check_constraints()


@pytest.mark.usefixtures("committing")
def test_the_running_applications_own_role_is_bound_too(desk: Desk, as_app_rw: psycopg.Connection) -> None:
    desk.takes()
    reminded(local(WEDNESDAY))
    wang = Officer.objects.get(username="wang")
    count = "select count(*), count(*) filter (where officer_id = %s) from notices_notice"
    assert as_app_rw.execute(count, [wang.pk]).fetchone() == (0, 0)
    as_app_rw.execute("select set_config('anjie.scope', %s, false)", [f";;;;{wang.pk}"])
    seen = as_app_rw.execute(count, [wang.pk]).fetchone()
    assert seen
    assert seen[0] == seen[1] > 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_rw.execute("insert into notices_preference values (%s, 'each', 'none', 'none')", [wang.pk + 1])
    as_app_rw.rollback()
