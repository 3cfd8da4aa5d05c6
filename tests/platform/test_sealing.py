"""What is sealed opens only where it belongs, unchanged, and under keys that are kept."""

import base64
import secrets
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from anjie.platform.keys import DataKey
from anjie.platform.sealing import (
    PREFIX,
    SealBrokenError,
    blind_index,
    blind_indexes,
    is_sealed,
    mask_of,
    seal,
    sealed_now,
    unseal,
)

PLAIN, PLACE, MASK = "+8613812345678", "customer.phone:C1", "138****5678"


def new_key(name: str) -> DataKey:
    return DataKey(name, secrets.token_bytes(32))


@pytest.fixture
def token() -> str:
    return seal(PLAIN, PLACE, MASK)


@given(st.text(), st.text(), st.text())
def test_it_opens_where_it_was_sealed(plain: str, place: str, mask: str) -> None:
    token = seal(plain, place, mask)
    assert is_sealed(token)
    assert mask_of(token) == mask
    assert unseal(token, place) == plain


def test_the_token_says_only_its_mask(token: str) -> None:
    assert token.startswith(f"sealed:1:{MASK}:")
    assert "12345" not in token
    assert "12345" not in base64.b64decode(token.rpartition(":")[2]).decode("latin-1")


def test_equal_values_look_different(token: str) -> None:
    assert seal(PLAIN, PLACE, MASK) != token


@pytest.mark.parametrize("place", ["customer.phone:C2", "customer.id_number:C1", "", PLACE + MASK])
def test_it_does_not_open_elsewhere(token: str, place: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(token, place)


def test_another_mask_does_not_pass(token: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(token.replace(MASK, "139****5678"), PLACE)


def test_what_moves_between_place_and_mask_does_not_pass() -> None:
    body = seal("plain", "place1", "23").rpartition(":")[2]
    with pytest.raises(SealBrokenError):
        unseal(f"{PREFIX}123:{body}", "place")


def test_no_byte_can_be_changed(token: str) -> None:
    mask, _, encoded = token.removeprefix(PREFIX).rpartition(":")
    body = base64.b64decode(encoded)
    for place in range(len(body)):
        changed = bytearray(body)
        changed[place] ^= 1
        with pytest.raises(SealBrokenError):
            unseal(f"{PREFIX}{mask}:{base64.b64encode(changed).decode()}", PLACE)
    for cut in range(len(body)):
        with pytest.raises(SealBrokenError):
            unseal(f"{PREFIX}{mask}:{base64.b64encode(body[:cut]).decode()}", PLACE)


@pytest.mark.parametrize("text", ["", "138", "sealed:1:", "sealed:1:x", "sealed:2:x:AAAA", "sealed:1:x:#"])
def test_what_is_no_sealed_value_is_told_apart(text: str) -> None:
    with pytest.raises(SealBrokenError):
        unseal(text, PLACE)


def test_keys_are_replaced_without_a_pause(settings: Settings, token: str) -> None:
    [old] = settings.ANJIE_DATA_KEYS
    old_index = blind_index(PLAIN, "phone")
    new = new_key("k2")
    settings.ANJIE_DATA_KEYS = (new, old)
    assert unseal(token, PLACE) == PLAIN
    assert not sealed_now(token)
    assert blind_indexes(PLAIN, "phone") == [blind_index(PLAIN, "phone"), old_index]

    moved = seal(PLAIN, PLACE, MASK)
    assert sealed_now(moved)
    settings.ANJIE_DATA_KEYS = (new,)
    assert unseal(moved, PLACE) == PLAIN
    with pytest.raises(SealBrokenError, match="key"):
        unseal(token, PLACE)


def test_a_key_of_the_same_name_is_not_the_same_key(settings: Settings, token: str) -> None:
    settings.ANJIE_DATA_KEYS = tuple(new_key(key.name) for key in settings.ANJIE_DATA_KEYS)
    with pytest.raises(SealBrokenError):
        unseal(token, PLACE)


def test_the_index_finds_the_value_and_nothing_else(settings: Settings) -> None:
    digests = [
        blind_index(PLAIN, "phone"),
        blind_index(PLAIN + "0", "phone"),
        blind_index(PLAIN, "other"),
        blind_index("x", "ab"),
        blind_index("bx", "a"),
    ]
    assert blind_index(PLAIN, "phone") == digests[0]
    assert len(set(digests)) == len(digests)
    settings.ANJIE_DATA_KEYS = (new_key("k1"),)
    assert blind_index(PLAIN, "phone") not in digests


def test_sealing_is_fast_enough_for_a_page(token: str) -> None:
    tokens = [seal(f"{number}", PLACE, "") for number in range(200)]
    assert all(earlier != later for earlier, later in pairwise(tokens))
    assert [unseal(each, PLACE) for each in tokens] == [f"{number}" for number in range(200)]
