"""The record proves itself: whatever is altered, slipped in or taken away, by whomever, is found and named."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.destroying import destroy
from anjie.cases.journal import Envelope, Written, body_hash, body_text, canonical, genesis
from anjie.cases.verifying import Break, verify_journals
from anjie.procedure.casefile import Entry
from casework import AT, MAJOR, Desk, complaint, rows

TARGET = 3
"""The entry that is tampered with: neither the first nor the last."""


def broken() -> list[Break]:
    with within(Scope.SYSTEM):
        return list(verify_journals())


def sql(statement: str, *values: object) -> int:
    """Do something as the owner of the tables who has switched the triggers off."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def unguarded() -> None:
    """Switch the triggers off."""
    sql("set constraints all immediate")
    for table in ("cases_entry", "cases_body"):
        sql(f"alter table {table} disable trigger user")


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Give two cases of five entries and one of a single entry, whose record nothing guards any more."""
    numbers = [desk.walks(desk.takes(), until="assigned") for _ in range(2)] + [desk.takes()]
    unguarded()
    return numbers


@pytest.fixture
def entry(numbers: list[str]) -> int:
    """Give the row of the entry that is tampered with: the third of the second case."""
    return row_of(numbers[1], TARGET)


def row_of(number: str, seq: int) -> int:
    where = "seq = %s and case_id = (select id from cases_case where number = %s)"
    [(found,)] = rows("cases_entry", "id", where=where, values=[seq, number])
    return int(found)


# -- the form ----------------------------------------------------------------------------------------------------


def test_what_was_written_is_whole(numbers: list[str]) -> None:
    assert broken() == []


def test_the_chain_is_as_the_module_says(numbers: list[str]) -> None:
    """Recomputed here from the rows by nothing but hashlib and json, as a stranger would."""
    where = "e.case_id = (select id from cases_case where number = %s)"
    table = "cases_entry e join cases_body b on b.entry_id = e.id"
    columns = ("seq", "at", '"by"', "acting_for", "unit", "kind", "edition", "body_hash", "hash", "salt", "text")
    previous = hashlib.sha256(f"anjie:{numbers[0]}".encode()).digest()
    for row in rows(table, *columns, where=where, order="seq", values=[numbers[0]]):
        seq, at, by, acting_for, unit, kind, edition, body, stored, salt, text = row
        assert hashlib.sha256(bytes(salt) + text.encode()).digest() == bytes(body)
        envelope = {
            "acting_for": acting_for, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "by": by,
            "body": bytes(body).hex(), "edition": edition, "kind": kind, "seq": seq, "unit": unit,
        }  # fmt: skip
        line = json.dumps(envelope, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(previous + line.encode()).digest()
        assert previous == bytes(stored)
    [(head,)] = rows("cases_case", "head_hash", where="number = %s", values=[numbers[0]])
    assert bytes(head) == previous


def test_equal_words_have_different_hashes() -> None:
    """Without the salt, whoever has the hash alone could try out what was said."""
    act = complaint()
    entry = Entry(1, AT, "huang", "450103", act)
    first, second = (Written.of(entry, act, "2026.1", genesis("1")) for _ in range(2))
    assert first.text == second.text
    assert first.envelope.body_hash != second.envelope.body_hash
    assert len(first.salt) == 16
    assert body_hash(first.salt, first.text) == first.envelope.body_hash


def test_a_body_says_only_what_was_said() -> None:
    said = json.loads(body_text(complaint()))
    assert "referrer" not in said
    assert said["facts"] == complaint().facts


TEXT = st.text(max_size=20)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ENVELOPES = st.builds(Envelope, st.integers(1, 9999), MOMENTS, *[TEXT] * 5, st.binary(min_size=32, max_size=32))


@given(ENVELOPES, ENVELOPES, st.binary(min_size=32, max_size=32))
def test_only_equal_envelopes_have_equal_hashes(one: Envelope, other: Envelope, previous: bytes) -> None:
    assert (one.hash_after(previous) == other.hash_after(previous)) is (one == other)


@given(st.dictionaries(TEXT, TEXT | st.integers()))
def test_canonical_json_is_json_in_one_form(value: dict[str, object]) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(dict(reversed(value.items()))) == text


# -- altered -----------------------------------------------------------------------------------------------------

COLUMNS = {
    "cases_entry": {"seq", "at", "by", "acting_for", "unit", "kind", "edition", "body_hash", "hash", "case_id"},
    "cases_body": {"salt", "text", "case_id"},
}
"""What is tampered with below. The keys that join the two tables are no part of what is said."""
KEYS = {"cases_entry": {"id"}, "cases_body": {"entry_id"}}


def test_no_column_of_the_record_is_forgotten_here(db: None) -> None:
    for table, columns in COLUMNS.items():
        where = "table_schema = 'public' and table_name = %s"
        found = {name for (name,) in rows("information_schema.columns", "column_name", where=where, values=[table])}
        assert found == columns | KEYS[table]


def expressions(column: str, value: object) -> Iterator[str]:
    """Every way of altering one byte of a stored value, as SQL."""
    if isinstance(value, memoryview | bytes):
        for place in range(len(value)):
            yield f'set_byte("{column}", {place}, get_byte("{column}", {place}) # 1)'
    elif isinstance(value, str):
        for place, character in enumerate(value, start=1):
            yield f"overlay(\"{column}\" placing '{'x' if character != 'x' else 'y'}' from {place} for 1)"
        yield f"\"{column}\" || ' '"
    elif isinstance(value, datetime):
        for step in ("1 microsecond", "-1 microsecond", "1 hour", "1 day"):
            yield f"\"{column}\" + interval '{step}'"
    else:
        yield from (f'"{column}" + 100000', f'-"{column}"')


ALTERED = [(table, column) for table, columns in COLUMNS.items() for column in sorted(columns - {"case_id"})]


@pytest.mark.parametrize(("table", "column"), ALTERED)
def test_every_single_byte_that_is_altered_is_found_and_its_entry_named(
    numbers: list[str], entry: int, table: str, column: str
) -> None:
    key = "id" if table == "cases_entry" else "entry_id"
    [(value,)] = rows(table, f'"{column}"', where=f"{key} = %s", values=[entry])
    tried = 0
    for expression in expressions(column, value):
        sql("savepoint before")
        assert sql(f'update {table} set "{column}" = {expression} where {key} = %s', entry) == 1
        found = broken()
        assert [each.number for each in found] == [numbers[1]], expression
        # An entry that names another place is missed at its own.
        assert found[0].seq in ({1, TARGET} if column == "seq" else {TARGET}), expression
        sql("rollback to savepoint before")
        tried += 1
    assert tried > 0
    assert broken() == []


def _moved(entry: int, numbers: list[str]) -> None:
    other = "(select id from cases_case where number = %s)"
    sql(f"update cases_entry set case_id = {other} where id = %s", numbers[2], entry)
    sql(f"update cases_body set case_id = {other} where entry_id = %s", numbers[2], entry)


def _body_moved(entry: int, numbers: list[str]) -> None:
    sql(
        "update cases_body set case_id = (select id from cases_case where number = %s) where entry_id = %s",
        numbers[0],
        entry,
    )


def _taken_out(entry: int, numbers: list[str]) -> None:
    sql("delete from cases_body where entry_id = %s", entry)
    sql("delete from cases_entry where id = %s", entry)


def _taken_out_and_closed_up(entry: int, numbers: list[str]) -> None:
    _taken_out(entry, numbers)
    sql(
        "update cases_entry set seq = seq - 1 where seq > %s and "
        "case_id = (select id from cases_case where number = %s)",
        TARGET,
        numbers[1],
    )


def _bodies_swapped(entry: int, numbers: list[str]) -> None:
    """Two bodies with their salts, so that each is well-formed, but belongs to the other entry."""
    other = row_of(numbers[1], TARGET + 1)
    sql(
        "update cases_body b set salt = o.salt, text = o.text from cases_body o "
        "where b.entry_id in (%s, %s) and o.entry_id in (%s, %s) and b.entry_id <> o.entry_id",
        *[entry, other] * 2,
    )


def _said_anew(entry: int, numbers: list[str]) -> None:
    """Other words with a fitting hash in the envelope; the envelope's own hash doesn't fit."""
    text, salt = '{"result":"not_genuine","method":"phone"}', b"0123456789abcdef"
    sql("update cases_body set text = %s, salt = %s where entry_id = %s", text, salt, entry)
    sql("update cases_entry set body_hash = %s where id = %s", body_hash(salt, text), entry)


def _body_removed(entry: int, numbers: list[str]) -> None:
    sql("delete from cases_body where entry_id = %s", entry)


TAMPERING = [_moved, _body_moved, _body_removed, _taken_out, _taken_out_and_closed_up, _bodies_swapped, _said_anew]


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda each: each.__name__.strip("_"))
def test_tampering_is_found_and_named(numbers: list[str], entry: int, tamper: Callable[[int, list[str]], None]) -> None:
    tamper(entry, numbers)
    assert (numbers[1], TARGET) in [(each.number, each.seq) for each in broken()]


def test_an_entry_made_up_with_its_own_chain_differs_from_what_the_case_holds(numbers: list[str], entry: int) -> None:
    """Whoever rewrites an entry and every hash after it still has the case's own head against him."""
    _said_anew(entry, numbers)
    previous = rows("cases_entry", "hash", where="id = %s", values=[row_of(numbers[1], TARGET - 1)])[0][0]
    for seq in range(TARGET, 6):
        row = row_of(numbers[1], seq)
        columns = ("seq", "at", '"by"', "acting_for", "unit", "kind", "edition", "body_hash")
        [values] = rows("cases_entry", *columns, where="id = %s", values=[row])
        previous = Envelope(*values[:7], bytes(values[7])).hash_after(bytes(previous))
        sql("update cases_entry set hash = %s where id = %s", previous, row)
    assert [(each.number, each.seq) for each in broken()] == [(numbers[1], 6)]


@pytest.mark.parametrize("column", ["version", "head_hash", "number"])
def test_a_case_whose_end_was_altered_is_named(numbers: list[str], column: str) -> None:
    new = {"version": "version + 1", "head_hash": "set_byte(head_hash, 0, get_byte(head_hash, 0) # 1)"}
    expression = new.get(column, "number || 'x'")
    sql(f"update cases_case set {column} = {expression} where number = %s", numbers[1])
    assert [each.number.rstrip("x") for each in broken()] == [numbers[1]]


def test_entries_cut_off_at_the_end_are_missed(numbers: list[str]) -> None:
    last = row_of(numbers[1], 5)
    sql("delete from cases_body where entry_id = %s", last)
    sql("delete from cases_entry where id = %s", last)
    assert [(each.number, each.seq) for each in broken()] == [(numbers[1], 5)]


def test_bodies_destroyed_with_their_salts_leave_the_chain_of_a_disposed_case_whole(desk: Desk) -> None:
    number = desk.disposes(desk.walks(desk.takes(policies=()), MAJOR))
    with within(Scope.SYSTEM):
        assert destroy(number) == len(MAJOR) + 1
    assert broken() == []
    unguarded()
    sql("update cases_entry set kind = 'archived' where id = %s", row_of(number, TARGET))
    assert [(each.number, each.seq) for each in broken()] == [(number, TARGET)]


def test_several_broken_cases_are_each_named(numbers: list[str]) -> None:
    sql("update cases_entry set kind = 'archived' where seq = 1")
    assert [(each.number, each.seq) for each in broken()] == [(number, 1) for number in numbers]


def test_more_cases_than_one_batch_are_all_looked_at(numbers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anjie.cases.verifying.BATCH", 1)
    looked_at: list[int] = []
    with within(Scope.SYSTEM):
        assert list(verify_journals(looked_at.append)) == []
    assert looked_at == [1, 1, 1]
    sql("update cases_entry set kind = 'archived' where id = %s", row_of(numbers[2], 1))
    assert [each.number for each in broken()] == [numbers[2]]
