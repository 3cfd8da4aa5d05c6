"""What a case said is destroyed only after two different people, never while it is held; and the chain stays whole."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.destroying import destroy, still_to_destroy
from anjie.cases.verifying import differences, rebuild, verify_journals
from anjie.directory.models import Customer, Policy, Unit
from anjie.platform.files import files
from anjie.procedure.acts.archive import (
    BODIES_KEPT,
    DisposalApproved,
    DisposalProposed,
    Disposed,
    HoldLifted,
    HoldPlaced,
)
from anjie.procedure.acts.base import Act
from anjie.procedure.casefile import Entry
from anjie.procedure.terms import Stage
from anjie.procedure.values import Paper, PolicyRef
from casework import DISPOSAL, LONG_AFTER, MAJOR, ON_THE_SPOT, Desk, everything, rows, undone

PROPOSE, APPROVE, DISPOSE = (act for _, act in DISPOSAL if isinstance(act, Act))
HOLD, LIFT = HoldPlaced(reason="诉讼"), HoldLifted(reason="审结")


@pytest.fixture
def put_away(desk: Desk) -> str:
    """Give a case whose time of keeping is over."""
    number = desk.walks(desk.takes(policies=()), ON_THE_SPOT)
    desk.at += LONG_AFTER
    return number


def bodies(number: str) -> set[str]:
    """The kinds of the entries whose bodies are still there."""
    where = "entry_id = e.id and e.case_id = c.id and c.number = %s"
    return {
        kind for (kind,) in rows("cases_body b, cases_entry e, cases_case c", "e.kind", where=where, values=[number])
    }


def whole(desk: Desk) -> bool:
    """Whether every chain is whole and every table says what the journals say."""
    with within(Scope.SYSTEM):
        return list(verify_journals()) == [] and list(differences(desk.at)) == []


def test_after_disposal_the_chain_is_whole_and_nothing_about_a_person_is_left(desk: Desk, put_away: str) -> None:
    assert "农秀英" in str(everything())
    assert "梁展业" in str(everything())
    desk.walks(put_away, DISPOSAL)
    assert whole(desk)
    with within(Scope.SYSTEM):
        assert still_to_destroy() == [put_away]
        destroy(put_away)
        assert still_to_destroy() == []
    assert bodies(put_away) == set(BODIES_KEPT)
    assert whole(desk)
    left = str([row for table, each in everything().items() if table != "cases_refusal" for row in each])
    for personal in ("农秀英", "农*英", "梁展业", "A450103007", "nongxiuying"):
        assert personal not in left
    case = desk.case(put_away)
    assert (case.stage, case.disposal_list) == (Stage.DISPOSED, f"450103督销〔{desk.at.year}〕0001号")
    assert case.closed_at
    assert case.disposition
    assert case.file_no
    with within(Scope.SYSTEM):
        before = everything()
        rebuild(desk.at)
    assert [row[1:] for row in everything()["cases_case"]] == [row[1:] for row in before["cases_case"]]


def test_destroying_twice_does_no_more(desk: Desk, put_away: str) -> None:
    desk.walks(put_away, DISPOSAL)
    with within(Scope.SYSTEM):
        assert destroy(put_away) > 0
        assert destroy(put_away) == 0


def test_nothing_is_destroyed_of_a_case_that_was_not_disposed_of(desk: Desk, put_away: str) -> None:
    before = everything()
    with within(Scope.SYSTEM):
        assert destroy(put_away) == 0
    assert everything() == before


def test_proposals_made_together_stand_on_one_list_and_the_next_on_another(desk: Desk) -> None:
    numbers = [desk.walks(desk.takes(policies=()), ON_THE_SPOT) for _ in range(3)]
    desk.at += LONG_AFTER
    together = desk.all_at_once("wang", [(number, PROPOSE) for number in numbers[:2]])
    assert all(each.done for each in together)
    assert desk("wang", numbers[2], PROPOSE).done
    lists = [desk.case(number).disposal_list for number in numbers]
    year = desk.at.year
    assert lists == [f"450103督销〔{year}〕0001号"] * 2 + [f"450103督销〔{year}〕0002号"]


def test_a_file_number_is_given_without_gaps_and_kept_when_the_file_is_put_away_anew(desk: Desk) -> None:
    numbers = [desk.walks(desk.takes(policies=()), ON_THE_SPOT) for _ in range(2)]
    assert [desk.case(each).file_no for each in numbers] == ["450103督卷〔2026〕00001号", "450103督卷〔2026〕00002号"]


# -- the time of keeping ---------------------------------------------------------------------------------------------


def test_before_its_time_a_file_cannot_be_proposed(desk: Desk) -> None:
    number = desk.walks(desk.takes(policies=()), ON_THE_SPOT)
    closed = desk.at
    desk.at = closed.replace(year=closed.year + 5)
    assert [each.field for each in desk("wang", number, PROPOSE).verdict.refusals] == ["free_on"]
    desk.at += timedelta(days=1)
    assert desk("wang", number, PROPOSE).done


def a_policy(number: str, **changes: Any) -> Policy:
    """A policy of somebody's."""
    unit = Unit.objects.get(code="450103")
    holder, _ = Customer.objects.get_or_create(number="C1", defaults={"name": "农秀英"})
    fields = {"product": "示范年金", "product_line": "年金", "holder": holder, "unit": unit, **changes}
    return Policy.objects.create(number=number, **fields)


def test_a_contract_whose_end_is_not_known_keeps_the_file(desk: Desk) -> None:
    for number in ("P1", "P2"):
        taken = desk.walks(desk.takes(policies=(PolicyRef(number=number),)), ON_THE_SPOT)
        desk.at += LONG_AFTER * 5
        assert [each.field for each in desk("wang", taken, PROPOSE).verdict.refusals] == ["free_on"]
        if number == "P1":
            a_policy("P2")  # in the directory, without an end


def test_the_time_is_reckoned_again_when_the_disposal_is_carried_out(desk: Desk) -> None:
    policy = a_policy("P3", in_force_on=desk.at.date(), ends_on=desk.at.date(), long_term=False)
    number = desk.walks(desk.takes(policies=(PolicyRef(number="P3"),)), ON_THE_SPOT)
    desk.at += LONG_AFTER
    desk.walks(number, DISPOSAL, until="disposal_approved")
    policy.ends_on = desk.at.date()
    policy.save()
    assert [each.field for each in desk("li", number, DISPOSE).verdict.refusals] == ["free_on"]
    assert bodies(number) > {"received", "closed", "archived"}


# -- two people, and no hold -----------------------------------------------------------------------------------------


def test_a_hold_placed_between_approval_and_execution_wins_and_makes_both_void(desk: Desk, put_away: str) -> None:
    desk.walks(put_away, DISPOSAL, until="disposal_approved")
    assert desk("su", put_away, HOLD).done
    assert not desk("li", put_away, DISPOSE).done
    assert desk("su", put_away, LIFT).done
    assert not desk("li", put_away, DISPOSE).done
    desk.walks(put_away, DISPOSAL)


MOVES = st.lists(
    st.tuples(
        st.sampled_from([PROPOSE, APPROVE, DISPOSE, HOLD, LIFT]),
        st.sampled_from(["wang", "li", "chen", "su", "wu", "zheng"]),
    ),
    max_size=9,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(moves=MOVES)
def test_in_whatever_order_anybody_does_anything_nothing_goes_without_two_people_or_under_a_hold(
    desk: Desk, put_away: str, moves: list[tuple[Act, str]]
) -> None:
    start = desk.at
    with undone():
        for act, who in [*moves, (DISPOSE, "li")]:
            desk(who, put_away, act)
            with within(Scope.SYSTEM):
                gone = destroy(put_away)
            entries = desk.case(put_away).entries
            assert bool(gone) == (entries[-1].kind == "disposed" and gone > 0)
            if gone:
                assert _rightly(entries)
            else:
                assert bodies(put_away) == {each.kind for each in entries} or entries[-1].kind == "disposed"
        assert whole(desk)
    desk.at = start


def _rightly(entries: list[Entry]) -> bool:
    """Told from the journal alone: since the last hold was lifted one proposed, and after him another approved."""
    kinds = [each.kind for each in entries]
    since = max((seq for seq, kind in enumerate(kinds) if kind in ("hold_placed", "hold_lifted")), default=-1)
    held = since >= 0 and kinds[since] == "hold_placed"
    proposed = [each.by for each in entries[since + 1 :] if each.kind == "disposal_proposed"]
    approved = [each.by for each in entries[since + 1 :] if each.kind == "disposal_approved"]
    return not held and bool(proposed and approved) and proposed[-1] != approved[-1]


def test_the_walk_before_would_notice_if_one_person_were_enough(desk: Desk) -> None:
    def entry(seq: int, kind: str, by: str) -> Entry:
        acts: dict[str, Act] = {
            "disposal_proposed": DisposalProposed(),
            "disposal_approved": DisposalApproved(reason="同意"),
        }
        return Entry(seq, desk.at, by, "450103", acts.get(kind, Disposed()))

    alone = [entry(1, "disposal_proposed", "li"), entry(2, "disposal_approved", "li"), entry(3, "disposed", "li")]
    assert not _rightly(alone)


# -- the database's own wall -----------------------------------------------------------------------------------------


def _run(statement: str, *values: object) -> None:
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("until", ["disposal_proposed", "disposal_approved"])
def test_the_owner_cannot_delete_a_body_before_the_disposal_stands(desk: Desk, put_away: str, until: str) -> None:
    desk.walks(put_away, DISPOSAL, until=until)
    for statement in ("delete from cases_body", "select destroy_bodies((select max(id) from cases_case))"):
        with pytest.raises(DatabaseError), transaction.atomic():
            _run(statement)
    assert bodies(put_away) > {"received", "closed", "archived"}


def test_the_bodies_that_say_why_a_file_went_can_never_be_deleted(desk: Desk, put_away: str) -> None:
    desk.walks(put_away, DISPOSAL)
    with within(Scope.SYSTEM):
        destroy(put_away)
    with pytest.raises(DatabaseError, match="can only be added to"), transaction.atomic():
        _run("delete from cases_body")


def test_one_person_s_disposal_is_refused_by_the_database_too(desk: Desk, put_away: str) -> None:
    """Whatever the desk allows: the envelopes themselves are asked."""
    desk.walks(put_away, DISPOSAL)
    _run("set constraints all immediate")
    _run("alter table cases_entry disable trigger cases_entry_append_only")
    _run("update cases_entry set by = 'wang' where kind = 'disposal_approved'")
    with within(Scope.SYSTEM), pytest.raises(DatabaseError, match="no disposal"), transaction.atomic():
        destroy(put_away)


# -- files -----------------------------------------------------------------------------------------------------------


def test_bytes_that_another_case_names_outlast_the_first(desk: Desk) -> None:
    shared, alone = files().put([b"shared"]), files().put([b"alone"])
    papers = tuple(Paper(title="信", sha256=each.sha256) for each in (shared, alone))
    first = desk.walks(desk.takes(policies=(), papers=papers), ON_THE_SPOT)
    second = desk.walks(desk.takes(policies=(), papers=papers[:1]), ON_THE_SPOT)
    desk.at += LONG_AFTER
    desk.walks(first, DISPOSAL)
    with within(Scope.SYSTEM):
        destroy(first)
    assert files().has(shared.sha256)
    assert not files().has(alone.sha256)
    desk.walks(second, DISPOSAL)
    with within(Scope.SYSTEM):
        destroy(second)
    assert not files().has(shared.sha256)
    assert shared.sha256 == hashlib.sha256(b"shared").hexdigest()


def test_a_longer_walk_is_forgotten_as_well(desk: Desk) -> None:
    number = desk.walks(desk.takes(policies=()), MAJOR)
    desk.disposes(number)
    with within(Scope.SYSTEM):
        destroy(number)
    assert whole(desk)
    assert rows("cases_sanction") == rows("cases_duty") == rows("cases_tally") == []
