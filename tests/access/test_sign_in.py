"""Signing in and out, sessions and their limits, and what is put on record."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.test import Client

from anjie.access.models import AccessEvent, Officer, Post
from anjie.access.words import Happening
from anjie.directory.models import Unit
from anjie.procedure.terms import Role
from people import PASSWORD, signed_in

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
NEW = "quite another password"


def sign_in(client: Client, username: str = "wang", password: str = PASSWORD, **extra: str) -> int:
    return client.post("/sign-in", {"username": username, "password": password, **extra}).status_code


def kinds() -> list[str]:
    return [*AccessEvent.objects.order_by("id").values_list("kind", flat=True)]


def inside(client: Client) -> bool:
    return client.get("/password").status_code == 200


def test_in_and_out(people: dict[str, Officer]) -> None:
    client = Client()
    assert not inside(client)
    assert sign_in(client) == 302
    assert inside(client)
    gone = client.cookies["session"].value
    response = client.post("/sign-out")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not inside(client)
    assert not Session.objects.filter(session_key=gone).exists()
    assert kinds() == [Happening.SIGNED_IN, Happening.SIGNED_OUT]
    event = AccessEvent.objects.earliest("id")
    assert (event.officer, event.address) == (people["wang"], "127.0.0.1")


def test_nobody_leaves_by_following_a_link(people: dict[str, Officer]) -> None:
    client = signed_in("wang")
    assert client.get("/sign-out").status_code == 405
    assert inside(client)


def test_how_the_name_is_written_does_not_matter(people: dict[str, Officer]) -> None:
    assert sign_in(Client(), " Wang ") == 302


def test_the_page_goes_on_where_it_was_asked_to_but_not_off_the_site(people: dict[str, Officer]) -> None:
    answers = {
        onward: Client()
        .post("/sign-in", {"username": "wang", "password": PASSWORD, "next": onward})
        .headers["Location"]
        for onward in ("/cases?page=2", "https://elsewhere.example/", "//elsewhere.example/")
    }
    assert [*answers.values()] == ["/cases?page=2", "/", "/"]


def test_a_wrong_password_and_a_wrong_name_get_the_same_answer(people: dict[str, Officer]) -> None:
    Officer.objects.filter(username="ma").update(is_active=False)
    pages = set()
    for username, password in (("wang", "wrong"), ("nobody", "wrong"), ("ma", PASSWORD)):
        response = Client().post("/sign-in", {"username": username, "password": password})
        assert response.status_code == 200
        page = response.content.decode().replace(f'value="{username}"', "")
        pages.add(page.replace(str(response.context["csrf_token"]), "TOKEN"))
    assert len(pages) == 1


def test_an_unknown_name_is_not_kept_it_may_be_a_password(people: dict[str, Officer]) -> None:
    sign_in(Client(), "hunter2 correct horse", "x")
    event = AccessEvent.objects.get()
    assert event.kind == Happening.FAILED
    assert event.officer is None
    assert "hunter2" not in str(vars(event))


def test_a_session_gets_a_new_name_when_somebody_signs_in(people: dict[str, Officer]) -> None:
    client = Client()
    session = client.session
    session["draft"] = "x"
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.cookies["session"].value != planted
    thief = Client()
    thief.cookies["session"] = planted
    assert not inside(thief)


def test_switching_offices_gives_the_session_a_new_name(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    Post.objects.create(officer=people["wang"], unit=tree["4501"], role=Role.INSPECTOR, begins_on="2020-01-01")
    client = signed_in("wang")
    before = client.cookies["session"].value
    response = client.post("/office", {"office": "450103//", "next": "/cases"})
    assert response.headers["Location"] == "/cases"
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert client.post("/office", {"office": "450105//"}).status_code == 404
    assert client.post("/office", {"office": "4501//", "next": "//evil.example"}).headers["Location"] == "/"
    assert client.get("/office").status_code == 405
    assert kinds().count(Happening.SWITCHED) == 2


def test_an_idle_session_ends_to_the_second(people: dict[str, Officer]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in("wang")
        assert inside(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=29, seconds=59))
            assert inside(client)
        clock.shift(timedelta(minutes=30))
        assert not inside(client)


def test_a_session_is_saved_once_a_minute_and_never_lasts_longer_for_it(people: dict[str, Officer]) -> None:
    def saved() -> datetime:
        return Session.objects.get(session_key=client.cookies["session"].value).expire_date

    with time_machine.travel(START, tick=False) as clock:
        client = signed_in("wang")
        assert inside(client)
        first = saved()
        clock.shift(timedelta(seconds=59))
        assert inside(client)
        assert saved() == first == START + timedelta(minutes=30)
        clock.shift(timedelta(seconds=1))
        assert inside(client)
        assert saved() == START + timedelta(minutes=31)
        clock.shift(timedelta(seconds=59))
        assert inside(client)
        clock.shift(timedelta(minutes=29))
        assert inside(client)
        clock.shift(timedelta(minutes=30))
        assert not inside(client)


def test_a_session_in_use_ends_after_twelve_hours_to_the_second(people: dict[str, Officer]) -> None:
    with time_machine.travel(START, tick=False) as clock:
        client = signed_in("wang")
        assert inside(client)
        for _ in range(24 * 2 - 1):
            clock.shift(timedelta(minutes=15))
            assert inside(client)
        clock.move_to(START + timedelta(hours=12, seconds=-1))
        assert inside(client)
        clock.move_to(START + timedelta(hours=12))
        assert not inside(client)
        assert kinds() == [Happening.EXPIRED]
        assert sign_in(client) == 302
        assert inside(client)


def test_a_new_password_ends_every_other_session(people: dict[str, Officer]) -> None:
    mine, other = signed_in("wang"), signed_in("wang")
    Officer.objects.filter(username="wang").update(must_change_password=True)
    response = mine.post("/password", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})
    assert response.status_code == 302
    assert inside(mine)
    assert not inside(other)
    assert sign_in(Client()) == 200
    assert sign_in(Client(), password=NEW) == 302
    assert not Officer.objects.get(username="wang").must_change_password
    assert Happening.PASSWORD_CHANGED in kinds()


@pytest.mark.parametrize(
    "new",
    [
        PASSWORD,  # the old one
        "short",
        "password1234",  # on every list
        "wang.wang.wang"[:4],
        "x" * 300,
    ],
)
def test_a_bad_password_is_refused(people: dict[str, Officer], new: str) -> None:
    response = signed_in("wang").post(
        "/password", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert response.status_code == 200
    assert response.context["form"].errors


def test_the_page_then_speaks_the_officer_s_language(people: dict[str, Officer]) -> None:
    Officer.objects.filter(username="wang").update(language="en")
    client = Client()
    sign_in(client)
    assert "Old password" in client.get("/password").content.decode()


@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/password", "/office"])
def test_every_form_needs_its_token(people: dict[str, Officer], address: str) -> None:
    client = signed_in("wang", enforce_csrf_checks=True)
    assert client.post(address, {"office": "450103//"}).status_code == 403


def test_the_record_is_only_added_to(people: dict[str, Officer]) -> None:
    sign_in(Client())
    for change in (AccessEvent.objects.all().delete, lambda: AccessEvent.objects.update(detail="")):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            change()
    assert AccessEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_application_has_no_right_to_change_the_record(as_app_rw: object) -> None:
    rights = as_app_rw.execute("""
        select privilege_type from information_schema.table_privileges
        where table_name = 'access_accessevent' and grantee = current_user""").fetchall()
    assert {right for (right,) in rights} == {"SELECT", "INSERT"}
