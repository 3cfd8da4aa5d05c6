"""Phones and identity numbers: nowhere in the clear, found again by exact value, shown by their masks."""

import dataclasses
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from anjie.access.scope import Scope, scope_of
from anjie.access.wall import within
from anjie.cases.reading import earlier_complaints, search
from anjie.cases.secrets import context, index_of, indexes_of, reveal, seal_secrets, secret_fields
from anjie.platform.keys import DataKey
from anjie.platform.sealing import SealBrokenError, is_sealed, mask_of, unseal
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.intake import IdentityRevealed, PartyChanged
from anjie.procedure.terms import PartyRole
from anjie.procedure.values import Complainant
from casework import IDENTITY, MAJOR, MOBILE, Desk, complainant, complaint, rows
from people import signed_in

OTHER_MOBILE = "13977198765"
OTHER_IDENTITY = "450105197701011239"
PASSPORT = "E88776655"
CANARIES = (MOBILE, IDENTITY, OTHER_MOBILE, OTHER_IDENTITY, PASSPORT)


def found_in_the_clear(*words: str) -> list[tuple[str, str]]:
    """Every table of the database in which one of the words stands, in any column, in any case of letters."""
    with within(Scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            for word in words:
                cursor.execute(f"select exists (select from {table} t where t::text ilike %s)", [f"%{word}%"])
                [(there,)] = cursor.fetchall()
                found += [(table, word)] * there
    return found


def test_nothing_secret_stands_in_the_clear_in_any_table(desk: Desk) -> None:
    two = (complainant(), complainant("覃大明", phone=OTHER_MOBILE, id_no=OTHER_IDENTITY))
    number = desk.walks(desk.takes(complainants=two), MAJOR)
    corrected = complainant(phone=f"+86 {OTHER_MOBILE[:3]}-{OTHER_MOBILE[3:7]}-{OTHER_MOBILE[7:]}", id_no=PASSPORT)
    other = desk.takes()
    assert desk("wang", other, PartyChanged(ref="C1", complainant=corrected)).done
    assert desk("wang", other, IdentityRevealed(ref="C1", reason="回拨")).done
    assert not desk("chen", other, PartyChanged(ref="C1", complainant=corrected)).done
    assert desk.case(number).complainants["C2"].is_.name == "覃大明"
    assert found_in_the_clear(*CANARIES) == []


def test_the_search_for_canaries_finds_what_is_in_the_clear(desk: Desk) -> None:
    """The control: a phone among the facts is free text, and free text isn't sealed."""
    desk.takes(facts=f"请回电 {OTHER_MOBILE}")
    assert {table for table, _ in found_in_the_clear(*CANARIES)} == {"cases_body", "cases_searchtext"}


def test_nothing_secret_is_left_behind_by_the_pages(desk: Desk) -> None:
    """Drafts, sessions, the record of access, the look-ups for earlier complaints and the search."""
    number = desk.takes()
    client = signed_in("huang")
    typed = {
        "complainants-0-name": "农秀英", "complainants-0-phone": OTHER_MOBILE, "complainants-0-id_no": OTHER_IDENTITY,
        "complainants-0-role": "insured", "facts": "未填完",
    }  # fmt: skip
    assert client.post("/intake/draft", typed).status_code == 204
    assert client.post("/intake/earlier", typed).status_code == 200
    assert client.post("/intake", typed).status_code == 422
    assert client.get("/search", {"q": MOBILE}).status_code == 200
    assert client.post(f"/cases/{number}/reveal", {"ref": "C1", "reason": "回拨"}).status_code == 200
    party = {f"complainant-{name.partition('-0-')[2]}": value for name, value in typed.items() if "-0-" in name}
    assert client.post(f"/cases/{number}/acts/party_changed", {"ref": "C1", "seen": "2", **party}).status_code == 302
    assert Client().post("/sign-in", {"username": MOBILE, "password": IDENTITY}).status_code == 200
    assert found_in_the_clear(*CANARIES) == []


# -- sealing -----------------------------------------------------------------------------------------------------


def test_what_the_case_file_holds_is_the_sealed_value(desk: Desk) -> None:
    person = desk.case(desk.takes()).complainants["C1"].is_
    assert is_sealed(person.phone)
    assert is_sealed(person.id_no)
    assert (mask_of(person.phone), mask_of(person.id_no)) == ("138****3456", "4501**********2529")
    assert (reveal("phone", person.phone), reveal("id_no", person.id_no)) == (MOBILE, IDENTITY)
    assert person.name == "农秀英"
    assert person.address.startswith("南宁市")


@pytest.mark.parametrize("kind", ACTS)
def test_no_act_has_a_secret_that_is_not_text(kind: str) -> None:
    """`seal_secrets` seals text, at any depth; a secret of another type would slip through."""

    def secrets_of(model: Any) -> set[str]:
        return {name for name in secret_fields(model) if model.model_fields[name].annotation is not str}

    assert secrets_of(ACTS[kind]) == set()
    assert secrets_of(Complainant) == set()
    assert secret_fields(Complainant) == {"phone", "id_no"}


def test_sealing_goes_to_any_depth_and_touches_nothing_else() -> None:
    act = complaint(complainants=(complainant(), complainant(phone="")))
    sealed = seal_secrets(act)
    assert [is_sealed(each.phone) for each in sealed.complainants] == [True, False]
    assert sealed.model_copy(update={"complainants": act.complainants}) == act
    assert seal_secrets(sealed) == sealed
    one = PartyChanged(complainant=complainant())
    assert is_sealed(seal_secrets(one).complainant.phone)
    nobody = Complainant(name="匿名", role=PartyRole.OTHER)
    assert seal_secrets(nobody) is nobody


def test_a_sealed_value_opens_in_its_own_field_alone() -> None:
    person = seal_secrets(complainant())
    with pytest.raises(SealBrokenError):
        unseal(person.phone, context("id_no"))
    with pytest.raises(SealBrokenError):
        reveal("id_no", person.phone)


def test_equal_values_are_sealed_differently_and_found_alike() -> None:
    first, second = seal_secrets(complainant()), seal_secrets(complainant(phone=" 138 7712 3456 "))
    assert first.phone != seal_secrets(complainant()).phone
    assert index_of("phone", first.phone) == index_of("phone", second.phone)
    assert index_of("phone", first.phone) not in (index_of("id_no", first.id_no), "")
    assert index_of("phone", "") == ""


FORGED = ("sealed:1:138****3456:AAAA", "sealed:1:x:", "sealed:1::", "sealed:1:138****3456:不是")


@pytest.mark.parametrize("token", FORGED)
def test_whoever_types_what_looks_like_a_seal_is_taken_at_his_word(desk: Desk, token: str) -> None:
    number = desk.takes(complainants=(complainant(phone=token, id_no=token),))
    person = desk.case(number).complainants["C1"].is_
    assert reveal("phone", person.phone) == token
    assert signed_in("wang").get(f"/cases/{number}").status_code == 200


# -- finding again -----------------------------------------------------------------------------------------------

WRITTEN = (
    MOBILE,
    "138 7712 3456",
    "138-7712-3456",
    "+8613877123456",
    "１３８７７１２３４５６",
    IDENTITY,
    "45010319850307 2529",
)


@pytest.fixture
def numbers(desk: Desk) -> list[str]:
    """Give a case with phone and identity number, one with others, and one with none."""
    others = complainant("覃大明", phone=OTHER_MOBILE, id_no=OTHER_IDENTITY)
    return [
        desk.takes(),
        desk.takes(complainants=(others,)),
        desk.takes(complainants=(complainant("黄某", phone="", id_no=""),)),
    ]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_case_is_found_by_phone_and_identity_number_however_written(
    desk: Desk, numbers: list[str], text: str
) -> None:
    office = desk.office("wang")
    with within(scope_of(office)):
        assert [case.number for case in search(scope_of(office), text)] == [numbers[0]]


@pytest.mark.parametrize("text", ["1387712345", "13877123457", "38771234", "4501031985030725", "138****3456"])
def test_part_of_a_secret_finds_nothing(desk: Desk, numbers: list[str], text: str) -> None:
    office = desk.office("wang")
    with within(scope_of(office)):
        assert search(scope_of(office), text) == []


def test_an_x_at_the_end_is_found_in_either_case(desk: Desk) -> None:
    number = desk.takes(complainants=(complainant(id_no="45010319850307251X"),))
    office = desk.office("wang")
    with within(scope_of(office)):
        for text in ("45010319850307251X", "45010319850307251x"):
            assert [case.number for case in search(scope_of(office), text)] == [number]


def test_earlier_complaints_show_by_phone_identity_agent_and_policy(desk: Desk, numbers: list[str]) -> None:
    office = desk.office("wang")
    scope = scope_of(office)

    def found(**known: str) -> list[str]:
        with within(scope):
            return sorted(case.number for case in earlier_complaints(scope, **known))

    assert found(phone=MOBILE) == found(id_no=IDENTITY) == [numbers[0]]
    assert found(phone=MOBILE, id_no=OTHER_IDENTITY) == numbers[:2]
    assert found(agent="A450103007") == found(policy="P2023450103000188") == numbers
    assert found(phone="13900000000") == found() == found(policy="P20") == []


def test_what_was_sealed_under_an_older_key_is_still_found(desk: Desk, settings: Any) -> None:
    number = desk.takes()
    settings.ANJIE_DATA_KEYS = [DataKey("newer", b"n" * 32), *settings.ANJIE_DATA_KEYS]
    second = desk.takes()
    assert len(indexes_of(MOBILE)["phone"]) == len(settings.ANJIE_DATA_KEYS)
    office = desk.office("wang")
    with within(scope_of(office)):
        assert {case.number for case in search(scope_of(office), MOBILE)} == {number, second}
    person = desk.case(number).complainants["C1"].is_
    assert reveal("phone", person.phone) == MOBILE


def test_keys_are_data_of_the_installation() -> None:
    assert all(dataclasses.is_dataclass(key) for key in settings.ANJIE_DATA_KEYS)


def test_parties_hold_seals_and_digests_and_no_more(desk: Desk, numbers: list[str]) -> None:
    for phone, phone_index, id_no, id_index in rows("cases_party", "phone", "phone_index", "id_no", "id_index"):
        assert is_sealed(phone) or phone == ""
        assert is_sealed(id_no) or id_no == ""
        assert (len(phone_index), len(id_index)) == ((64, 64) if phone else (0, 0))
