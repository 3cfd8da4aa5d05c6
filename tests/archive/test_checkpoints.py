"""A journal that is cut, changed or removed behind the application's back is named by the checkpoints."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.archive import checkpoints
from anjie.archive.checkpointing import Stated
from anjie.archive.checkpoints import folder, make_checkpoint, proof_of, verify_checkpoints
from anjie.archive.models import Anchor, Checkpoint
from anjie.cases.verifying import verify_journals
from anjie.platform import merkle
from anjie.platform.signing import public_keys, signed_by
from casework import Desk, registered, rows

EVERY = ("cases_case", "cases_entry", "cases_body", "cases_filed", "cases_duty", "cases_party", "cases_allegation",
         "cases_searchtext", "cases_stretch", "cases_tally", "archive_checkpoint", "archive_anchor")  # fmt: skip


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Give three cases whose heads a checkpoint has noted."""
    for path in folder().glob("*.json"):
        path.unlink()
    numbers = [desk.takes() for _ in range(3)]
    noted(desk)
    return numbers


def noted(desk: Desk) -> Checkpoint:
    desk.at += timedelta(days=1)
    with within(Scope.SYSTEM):
        return make_checkpoint(desk.at)


def shown() -> list[tuple[int, str, str]]:
    with within(Scope.SYSTEM):
        return [(fault.nth, fault.number, fault.says.en) for fault in verify_checkpoints()]


def behind_the_back(*statements: str) -> None:
    """As the owner of the tables who has switched every trigger off."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in EVERY:
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)


def test_whole_journals_show_nothing_and_the_chain_goes_on(desk: Desk, numbers: list[str]) -> None:
    assert desk("wang", numbers[0], registered()).done
    second = noted(desk)
    assert shown() == []
    assert second.size == len(numbers)
    with within(Scope.SYSTEM):
        assert bytes(second.previous) == checkpoints.stated(Checkpoint.objects.get(nth=1)).hash
        assert Anchor.objects.count() == len(numbers) + 1  # only the head that moved was noted again


def test_a_journal_cut_at_its_end_together_with_the_case_s_row_is_named(desk: Desk, numbers: list[str]) -> None:
    """The chain alone can't show it: what is left is whole."""
    assert desk("wang", numbers[1], registered()).done
    noted(desk)
    subject = f"(select id from cases_case where number = '{numbers[1]}')"
    behind_the_back(
        f"delete from cases_body where entry_id in (select id from cases_entry where seq = 2 and case_id = {subject})",
        f"delete from cases_entry where seq = 2 and case_id = {subject}",
        f"update cases_case set version = 1, head_hash = (select hash from cases_entry where case_id = {subject}) "
        f"where number = '{numbers[1]}'",
    )
    with within(Scope.SYSTEM):
        assert list(verify_journals()) == []
    assert shown() == [(2, numbers[1], "the journal was cut at its end")]
    noted(desk)
    assert (2, numbers[1], "the journal was cut at its end") in shown()


def test_a_case_removed_whole_is_named(desk: Desk, numbers: list[str]) -> None:
    subject = f"(select id from cases_case where number = '{numbers[1]}')"
    children = [table for table in EVERY if table.startswith("cases_") and table not in ("cases_case", "cases_entry")]
    behind_the_back(
        *(f"delete from {table} where case_id = {subject}" for table in children),
        f"delete from cases_entry where case_id = {subject}",
        f"delete from cases_case where number = '{numbers[1]}'",
    )
    with within(Scope.SYSTEM):
        assert list(verify_journals()) == []
    assert shown() == [(1, numbers[1], "the case was removed")]


def test_a_journal_made_anew_is_named(numbers: list[str]) -> None:
    subject = f"(select id from cases_case where number = '{numbers[2]}')"
    behind_the_back(f"update cases_entry set hash = body_hash where seq = 1 and case_id = {subject}")
    assert shown() == [(1, numbers[2], "the journal was altered")]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "delete from archive_anchor where checkpoint = 1 and case_id = (select max(case_id) from archive_anchor)",
            "root",
        ),
        ("update archive_anchor set seq = 2 where case_id = (select max(case_id) from archive_anchor)", "root"),
        ("update archive_checkpoint set root = previous where nth = 2", "signature"),
        ("update archive_checkpoint set at = at + interval '1 second' where nth = 1", "signature"),
        ("delete from archive_checkpoint where nth = 1", "removed or altered"),
        ("delete from archive_checkpoint where nth = 2", "rolled back"),
        ("update archive_checkpoint set signature = root where nth = 2", "signature"),
    ],
)
def test_a_checkpoint_that_was_touched_is_found(desk: Desk, numbers: list[str], statement: str, says: str) -> None:
    assert desk("wang", numbers[0], registered()).done
    noted(desk)
    assert shown() == []
    behind_the_back(statement)
    assert any(says in found for _, _, found in shown())


def test_the_copy_outside_shows_a_database_that_was_rolled_back(desk: Desk, numbers: list[str]) -> None:
    noted(desk)
    behind_the_back("delete from archive_checkpoint where nth = 2", "delete from archive_anchor where checkpoint = 2")
    assert [nth for nth, _, _ in shown()] == [2]
    copy = json.loads((folder() / "000001.json").read_text())
    said = Stated.read(copy["checkpoint"])
    assert (said.nth, said.size) == (1, len(numbers))


@pytest.mark.parametrize("table", ["archive_checkpoint", "archive_anchor"])
def test_checkpoints_are_only_added_to(numbers: list[str], table: str) -> None:
    for statement in (
        f"delete from {table}",
        f"update {table} set size = 0".replace("anchor set size", "anchor set seq"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), within(Scope.SYSTEM), connection.cursor() as cursor:
            cursor.execute(statement)


def test_checkpoints_are_the_system_s_own(numbers: list[str]) -> None:
    with within(Scope.NOTHING):
        assert not Checkpoint.objects.exists()
        assert not Anchor.objects.exists()


@pytest.mark.parametrize("tile", [1024, 1, 2])
def test_a_proof_of_one_case_holds(desk: Desk, numbers: list[str], monkeypatch: pytest.MonkeyPatch, tile: int) -> None:
    monkeypatch.setattr(merkle, "TILE", tile)
    monkeypatch.setattr(checkpoints, "TILE", tile)
    assert desk("wang", numbers[1], registered()).done
    made = noted(desk)
    for number in numbers:
        [(case_id,)] = rows("cases_case", "id", where="number = %s", values=[number])
        with within(Scope.SYSTEM):
            proof = proof_of(case_id, desk.at)
            assert proof is not None
            assert proof_of(case_id, desk.at - timedelta(days=10)) is None
            assert proof_of(10**9, desk.at) is None
        head = checkpoints.Head(case_id, number, int(str(proof["seq"])), bytes.fromhex(str(proof["hash"])))
        path = proof["path"]
        assert isinstance(path, list)
        root = merkle.root_from(
            checkpoints.leaf_of(head), int(str(proof["index"])), made.size, [bytes.fromhex(each) for each in path]
        )
        assert root == bytes(made.root)
        public = public_keys()[made.key]
        assert signed_by(public, Stated.PURPOSE, checkpoints.stated(made).message, bytes(made.signature))


def test_many_rows_are_read_in_pieces(desk: Desk, numbers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "ROWS", 1)
    assert shown() == []
    assert noted(desk).size == len(numbers)
