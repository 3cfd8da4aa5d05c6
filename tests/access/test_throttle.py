"""Guessing is slowed down; the owner gets in all the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Barrier, Thread
from time import sleep

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, connections, transaction
from django.test import Client

from anjie.access.models import AccessEvent, Officer
from anjie.access.recording import client_address
from anjie.access.throttle import PER_ACCOUNT, PER_ADDRESS, PER_PAIR
from anjie.access.words import Happening
from anjie.platform.sealing import blind_index
from people import PASSWORD, build_people, build_tree

START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
OWNER = "10.0.0.1"
WRONG = "a guess"
STRANGER = "203.0.113.9"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the passwords that were compared with a hash; hashing is cheap here."""
    compared: list[str] = []

    def verify(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        compared.append(password)
        return password == PASSWORD

    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *_: "argon2$unknown name")
    return compared


def attempt(
    username: str = "wang", password: str = WRONG, address: str = STRANGER, client: Client | None = None
) -> int:
    response = (client or Client()).post("/sign-in", {"username": username, "password": password}, REMOTE_ADDR=address)
    return response.status_code


def test_a_stranger_gets_five_tries_and_the_owner_gets_in(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    answers = [attempt() for _ in range(20)]
    assert answers == [200] * (PER_PAIR - 1) + [429] * (20 - PER_PAIR + 1)
    assert len(hashed) == PER_PAIR
    assert attempt(password=PASSWORD) == 429
    assert attempt(password=PASSWORD, address=OWNER) == 302


def test_patience_is_rewarded_even_if_the_stranger_has_none(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    for _ in range(PER_PAIR):
        attempt()
    clock.shift(timedelta(minutes=14))
    assert attempt(password=PASSWORD) == 429
    clock.shift(timedelta(minutes=1, seconds=1))
    assert attempt(password=PASSWORD) == 302


def test_a_page_says_how_long_to_wait(people: dict[str, Officer], hashed: list[str]) -> None:
    for _ in range(PER_PAIR):
        attempt()
    response = Client().post("/sign-in", {"username": "wang", "password": "x"}, REMOTE_ADDR=STRANGER)
    assert response.headers["Retry-After"] == "900"
    assert "请稍后再试" in response.content.decode()


def test_a_thousand_addresses_don_t_help_and_the_owner_s_own_computer_still_does(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    owner = Client()
    assert attempt(password=PASSWORD, address=OWNER, client=owner) == 302
    owner.post("/sign-out")
    hashed.clear()
    for number in range(200):
        attempt(address=f"198.51.100.{number}")
    assert len(hashed) == PER_ACCOUNT
    assert attempt(password=PASSWORD, address=OWNER) == 429, "from an unknown computer"
    assert attempt(password=PASSWORD, address=OWNER, client=owner) == 302


def test_the_owner_gets_in_even_from_the_stranger_s_address(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    owner = Client()
    attempt(password=PASSWORD, client=owner)
    owner.post("/sign-out")
    for _ in range(PER_PAIR + 3):
        attempt()
    assert attempt(password=PASSWORD, client=owner) == 302


def test_a_known_computer_is_no_way_round(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    stolen = Client()
    attempt(password=PASSWORD, client=stolen)
    stolen.post("/sign-out")
    hashed.clear()
    answers = [attempt(client=stolen, address=f"198.51.100.{number}") for number in range(20)]
    assert len(hashed) == PER_PAIR
    assert answers.count(429) == 20 - PER_PAIR + 1


def test_a_computer_known_to_one_account_is_unknown_to_another(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    mine = Client()
    attempt(password=PASSWORD, client=mine)
    mine.post("/sign-out")
    for _ in range(PER_PAIR):
        attempt("ma", client=mine)
    assert attempt("ma", password=PASSWORD, client=Client()) == 429


def test_a_forged_cookie_makes_no_known_computer(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    forger = Client()
    for number in count():
        forger.cookies["device"] = f"wang:{number}"
        if attempt(client=forger) == 429:
            break
    assert len(hashed) == PER_PAIR


def test_one_address_can_t_go_through_the_accounts(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    answers = [attempt(f"guess{number}") for number in range(200)]
    assert answers.count(200) == PER_ADDRESS - 1
    assert attempt(password=PASSWORD) == 429
    assert attempt(password=PASSWORD, address=OWNER) == 302


def test_success_forgives_one_s_own_slips(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        for _ in range(PER_PAIR - 1):
            assert attempt(address=OWNER) == 200
        assert attempt(password=PASSWORD, address=OWNER) == 302


def test_another_name_for_the_browser_does_not_help(
    people: dict[str, Officer], hashed: list[str], clock: time_machine.Traveller
) -> None:
    for number in range(20):
        attempt(client=Client(headers={"User-Agent": f"Browser {number}"}))
    assert len(hashed) == PER_PAIR


def test_what_was_typed_for_a_name_is_kept_nowhere(people: dict[str, Officer], hashed: list[str]) -> None:
    attempt("hunter2")
    [row] = AccessAttempt.objects.values()
    assert "hunter2" not in str(row)
    assert WRONG not in str(row)


def test_every_try_is_on_record(people: dict[str, Officer], hashed: list[str]) -> None:
    for _ in range(PER_PAIR + 2):
        attempt()
    kinds = [*AccessEvent.objects.order_by("id").values_list("kind", flat=True)]
    assert kinds == [Happening.FAILED] * (PER_PAIR - 1) + [Happening.THROTTLED] * 3
    assert {event.officer for event in AccessEvent.objects.all()} == {people["wang"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("in_turn", [True, False])
def test_tries_at_once_are_judged_one_at_a_time(
    hashed: list[str], monkeypatch: pytest.MonkeyPatch, in_turn: bool
) -> None:
    build_people(build_tree())
    cheap = Argon2PasswordHasher.verify

    def slow(self: Argon2PasswordHasher, password: str, encoded: str) -> bool:
        sleep(0.1)
        return cheap(self, password, encoded)

    monkeypatch.setattr(Argon2PasswordHasher, "verify", slow)
    if not in_turn:
        monkeypatch.setattr("anjie.access.views.one_at_a_time", lambda _: True)
    start = Barrier(20)

    def guess() -> None:
        start.wait()
        attempt()
        connections.close_all()

    threads = [Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(hashed) <= PER_PAIR) is in_turn


@pytest.mark.django_db(transaction=True)
def test_while_one_try_is_judged_another_is_sent_away(hashed: list[str]) -> None:
    build_people(build_tree())
    rival = connection.copy()
    try:
        with transaction.atomic(), rival.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [blind_index("wang", "sign-in")])
            assert attempt(password=PASSWORD) == 429
        assert hashed == []
    finally:
        rival.close()
    assert attempt(password=PASSWORD) == 302


@pytest.mark.parametrize(
    ("behind_proxy", "remote", "forwarded", "address"),
    [
        (False, "10.0.0.1", None, "10.0.0.1"),
        (False, "10.0.0.1", "6.6.6.6", "10.0.0.1"),
        (True, "10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (True, "10.0.0.1", None, "10.0.0.1"),
        (True, "10.0.0.1", "6.6.6.6, unknown", None),
        (True, "10.0.0.1", "2001:db8::1", "2001:db8::1"),
        (False, "", None, None),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(
    settings: object, rf: object, behind_proxy: bool, remote: str, forwarded: str | None, address: str | None
) -> None:
    settings.ANJIE_BEHIND_PROXY = behind_proxy
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert client_address(rf.get("/", REMOTE_ADDR=remote, headers=headers)) == address
