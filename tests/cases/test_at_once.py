"""Many at once: numbers without gaps, one winner for each case, nothing half done."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases import store
from anjie.cases.desk import Order, Outcome, perform, perform_many
from anjie.cases.verifying import differences, verify_journals
from anjie.platform.clock import now
from anjie.procedure.acts.base import Act
from anjie.procedure.office import Office
from casework import MINUTE, Desk, acknowledged, complaint, registered, rows, verified

pytestmark = [pytest.mark.usefixtures("transactional_db", "patient")]

MANY = 8


@pytest.fixture
def patient() -> Iterator[None]:
    """Release whoever a failed test has left waiting."""
    yield
    Pause.release_all()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Do things in as many threads, all of them ready before the first begins; gives results and exceptions."""
    ready = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        ready.wait(timeout=60)
        try:
            return job()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


def doing(office: Office, number: str | None, act: Act, seen: int | None = None) -> Callable[[], Outcome]:
    def job() -> Outcome:
        with within(scope_of(office)):
            return perform(number, act, office, seen=seen)

    return job


class Pause:
    """Holds a thread where it is about to write, and tells that it is there."""

    everywhere: list["Pause"] = []

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.there, self.go = threading.Event(), threading.Event()
        self.everywhere.append(self)
        write, first = store.write, [True]

        def waits(*args: Any) -> None:
            if first:
                first.clear()
                self.there.set()
                self.go.wait(timeout=60)
            write(*args)

        monkeypatch.setattr(store, "write", waits)

    @classmethod
    def release_all(cls) -> None:
        for pause in cls.everywhere:
            pause.go.set()
        cls.everywhere.clear()


def until_somebody_waits_for_a_lock() -> None:
    query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while True:
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(query)
            if cursor.fetchone() != (0,):
                return


def one_after_the_other(
    monkeypatch: pytest.MonkeyPatch, first: Callable[[], Outcome], second: Callable[[], Outcome]
) -> tuple[Outcome, Outcome]:
    """Have the second wait at the door while the first is still writing."""
    pause = Pause(monkeypatch)

    def closing(job: Callable[[], Outcome]) -> Outcome:
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(closing, first)
        assert pause.there.wait(timeout=60)
        other = threads.submit(closing, second)
        until_somebody_waits_for_a_lock()
        pause.go.set()
        return one.result(timeout=60), other.result(timeout=60)


def whole() -> bool:
    with within(Scope.SYSTEM):
        return not list(verify_journals()) and not list(differences(now()))


# -- numbers -----------------------------------------------------------------------------------------------------


def test_numbers_have_no_gap_and_no_double_however_many_take_complaints(desk: Desk) -> None:
    """Some are refused, some fail when everything but the end is done: their numbers go to others."""
    office, chen = desk.office("huang"), desk.office("chen")

    def several() -> list[str]:
        done = [doing(office, None, complaint())().number for _ in range(3)]
        assert not doing(chen, None, complaint())().done
        twice = complaint(source="热线", source_number="1")
        with pytest.raises(IntegrityError), within(scope_of(office)):
            perform_many([Order(None, twice, office), Order(None, twice, office)])
        with within(scope_of(office)):
            orders = [Order(None, complaint(), each) for each in (office, chen, office)]
            done += [each.number for each in perform_many(orders) if each.done]
        return done

    found = at_once(*[several] * MANY)
    numbers = sorted(number for each in found for number in each)
    assert numbers == [f"450103-2026-{each:05d}" for each in range(1, 5 * MANY + 1)]
    assert [number for (number,) in rows("cases_case", "number")] == numbers
    assert whole()


def test_the_register_has_no_gap_either(desk: Desk) -> None:
    numbers = [desk.takes() for _ in range(MANY)]
    other = desk.takes(unit="450105")
    wang = desk.office("wang")
    done = at_once(*[doing(wang, number, registered()) for number in numbers])
    assert all(each.done for each in done)
    assert desk("ma", other, registered()).done
    where = "number like '450103%%'"
    found = sorted(number for (number,) in rows("cases_case", "register_no", where=where))
    assert found == [f"450103督登〔2026〕{each:05d}号" for each in range(1, MANY + 1)]
    assert desk.case(other).register_no == "450105督登〔2026〕00001号"


def test_without_the_lock_on_the_series_numbers_would_collide(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: reading the last number and writing the next, as one would without thinking."""
    both_read = threading.Barrier(2)

    def careless(unit: int, year: int, kind: str, count: int) -> range:
        with connection.cursor() as cursor:
            cursor.execute(
                "select coalesce(max(value), 0) from cases_counter where unit_id = %s and year = %s and kind = %s",
                [unit, year, kind],
            )
            [last] = cursor.fetchone()
        both_read.wait(timeout=60)
        return range(last + 1, last + count + 1)

    monkeypatch.setattr(store, "next_numbers", careless)
    office = desk.office("huang")
    found = at_once(*[doing(office, None, complaint())] * 2)
    assert {type(each) for each in found} == {Outcome, IntegrityError}


# -- one case ----------------------------------------------------------------------------------------------------


def test_of_two_who_saw_the_same_page_one_wins_and_the_other_is_told_it_is_old(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = desk.takes()
    wang, lu = desk.office("wang"), desk.office("lu")
    first, second = one_after_the_other(
        monkeypatch, doing(wang, number, registered(), seen=1), doing(lu, number, registered(), seen=1)
    )
    assert first.done
    assert second.stale
    assert [(entry.kind, entry.by) for entry in desk.case(number).entries] == [
        ("received", "huang"),
        ("registered", "wang"),
    ]
    assert rows("cases_refusal") == []
    assert whole()


def test_who_says_not_what_he_saw_is_judged_by_what_is_so_at_his_turn(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = desk.takes()
    wang, lu = desk.office("wang"), desk.office("lu")
    first, second = one_after_the_other(monkeypatch, doing(wang, number, registered()), doing(lu, number, registered()))
    assert first.done
    assert not second.done
    assert not second.stale
    assert rows("cases_refusal", '"by"', "kind") == [("lu", "registered")]
    assert whole()


def test_who_began_earlier_and_comes_later_is_entered_after_the_one_before_him(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes his moment when his request begins; the lock may let them in the other way round."""
    number = desk.walks(desk.takes(), until="registered")
    lu, wang = desk.office("lu"), Desk(desk.at + MINUTE / 2).office("wang")
    first, second = one_after_the_other(monkeypatch, doing(wang, number, verified()), doing(lu, number, acknowledged()))
    assert first.done
    assert second.done, second.verdict
    assert [(entry.kind, entry.at) for entry in desk.case(number).entries[-2:]] == [
        ("verified", wang.at),
        ("acknowledged", wang.at),
    ]
    assert whole()


def test_many_at_one_case_are_entered_one_after_another(desk: Desk) -> None:
    number = desk.takes()
    wang = desk.office("wang")
    done = at_once(*[doing(wang, number, acknowledged())] * MANY)
    assert all(isinstance(each, Outcome) and each.done for each in done)
    assert [entry.seq for entry in desk.case(number).entries] == list(range(1, MANY + 2))
    assert whole()


def test_of_many_with_the_same_page_exactly_one_wins(desk: Desk) -> None:
    number = desk.takes()
    offices = [desk.office(who) for who in ("wang", "lu", "li", "wang", "lu", "li", "wang", "lu")]
    done = at_once(*[doing(office, number, registered(), seen=1) for office in offices])
    assert sorted(each.done for each in done) == [False] * (MANY - 1) + [True]
    assert sum(each.stale for each in done) == MANY - 1
    assert whole()
