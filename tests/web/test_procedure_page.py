"""制度与时限: the rulebook as a document, and how its demands were kept this month."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anjie.access.models import Officer
from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.models import Case, Duty
from anjie.directory.models import Unit
from anjie.procedure.rulebook import Must, Rulebook, shipped
from anjie.procedure.terms import Stage
from anjie.web.clausewords import acts_of, limit_of, terms, titles, whom
from anjie.web.rulebookpage import RulebookPage, Tally, editions
from anjie.web.views.procedure import tallies
from casework import AT, MAJOR, Desk
from people import office_of, signed_in

BOOK = shipped().in_force("measures-gx", AT.date())
CLAUSE = "register-same-day"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def shown(username: str, **query: str) -> Any:
    return signed_in(username).get(reverse("web:rulebook"), query)


def case_of(unit: Unit, number: str = "1") -> Case:
    place = {"head_id": unit.head_id, "region_id": unit.region_id, "city_id": unit.city_id, "county_id": unit.county_id}
    return Case.objects.create(
        number=number, unit=unit, edition=BOOK.name, version=1, head_hash=b"", began_at=AT, stage=Stage.RECEIVED,
        received_at=AT, company_received_at=AT, **place,
    )  # fmt: skip


def owe(
    case: Case, key: str, state: str, *, start: datetime = AT, due: int | None = None, ended: int | None = None
) -> None:
    """Have a demand made, due and ended so many hours after it began."""
    place = {"head_id": case.head_id, "region_id": case.region_id, "city_id": case.city_id, "county_id": case.county_id}
    Duty.objects.create(
        case=case, key=key, clause=CLAUSE, unit_id=case.unit_id, debtor="inspector", since=start, start=start,
        state=state, due=None if due is None else start + timedelta(hours=due),
        ended_at=None if ended is None else start + timedelta(hours=ended), **place,
    )  # fmt: skip


# -- the document -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("username", ["huang", "wang", "li", "chen", "su", "qin", "lan", "shen", "guan", "dong"])
def test_everybody_may_read_the_procedure(people: dict[str, Officer], username: str) -> None:
    assert shown(username).status_code == 200


def test_every_clause_has_its_address_its_source_and_its_text(people: dict[str, Officer]) -> None:
    text = shown("wang").content.decode()
    for clause in BOOK.clauses.values():
        assert f'id="clause-{clause.id}"' in text
        assert str(clause.source) in text
    assert "督察部门接到客户的投诉，应当在接到投诉当日内登记" in text


def test_it_says_which_edition_it_is_and_which_law_it_includes(people: dict[str, Officer]) -> None:
    answer = shown("wang")
    text = answer.content.decode()
    assert BOOK.title.zh in text
    assert f"{BOOK.edition} 版" in text
    assert "2024-03-01 起施行" in text
    for law in answer.context["page"].included:
        assert law.title.zh in text


def test_assumptions_are_marked_with_who_must_confirm_them(people: dict[str, Officer]) -> None:
    text = shown("wang").content.decode()
    assert "假定，待区(省)分公司确认" in text
    assert "“当日”为休息日的，假定顺延至下一工作日" in text


@pytest.mark.parametrize("name", [book.name for book in editions(shipped())])
def test_every_edition_can_be_chosen(people: dict[str, Officer], name: str) -> None:
    answer = shown("wang", edition=name)
    assert answer.status_code == 200
    assert answer.context["book"].name == name


@pytest.mark.parametrize("name", ["", "measures-gx", "measures-gx@1", "../secrets", "\x00"])
def test_there_is_no_page_of_an_edition_that_there_isnt(people: dict[str, Officer], name: str) -> None:
    assert shown("wang", edition=name).status_code == 404


def test_the_catalogues_stand_below(people: dict[str, Officer]) -> None:
    text = shown("wang").content.decode()
    for code, row in BOOK.violations.items():
        assert f'id="violation-{code}"' in text
        assert row.zh in text
    for rung in BOOK.sanctions.values():
        assert rung.zh in text


def test_it_reads_in_english_with_the_source_beside_it(people: dict[str, Officer]) -> None:
    text = signed_in("wang", headers={"accept-language": "en"}).get(reverse("web:rulebook")).content.decode()
    assert "Register the complaint the day the inspection unit receives it" in text
    assert "督察部门接到客户的投诉" in text


@pytest.mark.parametrize("book", editions(shipped()), ids=lambda book: book.name)
def test_every_clause_is_in_a_section_and_in_words(book: Rulebook) -> None:
    page = RulebookPage(book, shipped(), {})
    placed = [line.clause.id for section in page.sections for line in section.lines]
    assert sorted(placed) == sorted(book.clauses)
    for clause in book.clauses.values():
        said = [titles(acts_of(clause)), whom(clause), *(part for term in terms(clause, book) for part in term)]
        assert all(each.zh and each.en for each in said), clause.id
        assert (limit_of(clause) is not None) == (isinstance(clause, Must) and clause.row.within is not None)


def test_conditions_are_said_in_the_words_of_the_acts() -> None:
    said = {what.en: words for what, words in terms(BOOK.clause("verify-oral-complaint"), BOOK)}
    assert said["Starts with"].zh == "接收投诉：督察部门收到时间"
    assert "口头" in said["If"].zh
    assert "真实投诉" in said["Counts when"].zh


@pytest.mark.parametrize(
    ("clause", "limit"),
    [
        ("register-same-day", "当日"),
        ("verify-oral-complaint", "1个工作日内"),
        ("decide-and-tell", "15日内"),
        ("keep-promised-date", "至承诺回复日期"),
        ("agents-known-before-opening", None),
    ],
)
def test_limits_are_said_in_words(clause: str, limit: str | None) -> None:
    said = limit_of(BOOK.clause(clause))
    assert (said.zh if said else None) == limit


# -- how it was kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "due", "ended", "tally"),
    [
        ("met", 8, 2, Tally(met=1)),
        ("met", 8, 8, Tally(late=1)),
        ("met", 8, 9, Tally(late=1)),
        ("met", None, 2, Tally(met=1)),
        ("open", 8, None, Tally(open=1)),
        ("open", None, None, Tally(open=1)),
        ("open", -1, None, Tally(late=1)),
        ("open", 0, None, Tally(late=1)),
        ("void", 8, 2, Tally()),
        ("void", 8, 9, Tally(late=1)),
    ],
)
def test_a_demand_is_kept_missed_or_running(
    people: dict[str, Officer], tree: dict[str, Unit], state: str, due: int | None, ended: int | None, tally: Tally
) -> None:
    with within(Scope.SYSTEM):
        owe(case_of(tree["450103"]), "1", state, due=due, ended=ended)
    line = next(
        line for section in shown("wang").context["page"].sections for line in section.lines if line.clause.id == CLAUSE
    )
    assert line.tally == tally


def test_only_this_months_demands_are_counted(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    with within(Scope.SYSTEM):
        case = case_of(tree["450103"])
        owe(case, "last month", "open", start=datetime.fromisoformat("2026-10-31T23:59:59+08:00"), due=1)
        owe(case, "this month", "open", start=datetime.fromisoformat("2026-11-01T00:00:00+08:00"), due=1)
    assert shown("wang").context["page"].total == Tally(late=1)


@pytest.mark.parametrize(("username", "late"), [("wang", 1), ("ma", 0), ("zhou", 1), ("liang", 0), ("dong", 1)])
def test_only_cases_in_sight_are_counted(
    people: dict[str, Officer], tree: dict[str, Unit], username: str, late: int
) -> None:
    with within(Scope.SYSTEM):
        owe(case_of(tree["450103"]), "1", "open", due=0)
    assert shown(username).context["page"].total == Tally(late=late)


@pytest.mark.parametrize("username", ["guan", "qin", "lan"])
def test_no_figures_for_whoever_sees_no_units_cases(people: dict[str, Officer], username: str) -> None:
    answer = shown(username)
    assert not answer.context["counted"]
    assert "本月履行情况" not in answer.content.decode()


def test_what_the_desk_enters_is_what_is_counted(people: dict[str, Officer]) -> None:
    desk = Desk()
    desk.walks(desk.takes(), MAJOR, until="opened")
    tally = next(
        line.tally
        for section in shown("wang").context["page"].sections
        for line in section.lines
        if line.clause.id == CLAUSE
    )
    assert tally == Tally(met=1)


def test_the_counts_are_one_query(
    people: dict[str, Officer], tree: dict[str, Unit], django_assert_num_queries: Any
) -> None:
    with within(Scope.SYSTEM):
        for number in range(3):
            owe(case_of(tree["450103"], str(number)), "1", "open", due=0)
    scope = scope_of(office_of("wang"))
    with within(scope), django_assert_num_queries(1):
        assert tallies(BOOK, scope, AT - timedelta(days=1), AT) == {CLAUSE: Tally(late=3)}


def test_the_number_of_queries_does_not_grow(people: dict[str, Officer], tree: dict[str, Unit]) -> None:
    client, counts = signed_in("zhou"), []
    for number in range(3):
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("web:rulebook"))
        counts.append(len(captured))
        with within(Scope.SYSTEM):
            owe(case_of(tree["450103"], str(number)), "1", "open", due=0)
    assert counts[1] == counts[2]
