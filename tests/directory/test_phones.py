"""Phone numbers, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.directory.phones import (
    AREA_CODE_MISSING,
    NO_NUMBER,
    UNREADABLE,
    canonical_phone,
    read_phone,
)
from anjie.procedure.terms import Text


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("13812345678", "+8613812345678", "138 1234 5678"),
        (" 138-1234 5678 ", "+8613812345678", "138 1234 5678"),
        ("１３８１２３４５６７８", "+8613812345678", "138 1234 5678"),
        ("+86 138 1234 5678", "+8613812345678", "138 1234 5678"),
        ("008613812345678", "+8613812345678", "138 1234 5678"),
        ("8613812345678", "+8613812345678", "138 1234 5678"),
        ("(0771)5881234", "+867715881234", "0771 588 1234"),
        ("0771—5881234", "+867715881234", "0771 588 1234"),
        ("0771-5881234转602", "+867715881234;ext=602", "0771 588 1234转602"),
        ("0771-5881234-602", "+867715881234;ext=602", "0771 588 1234转602"),
        ("010-66286628 ext. 12", "+861066286628;ext=12", "010 6628 6628转12"),
        ("400-820-8820", "+864008208820", "400 820 8820"),
        ("95519", "95519", "95519"),
        ("12378", "12378", "12378"),
        ("96511", "96511", "96511"),
        ("+852 9123 4567", "+85291234567", "+852 9123 4567"),
        ("85291234567", "+85291234567", "+852 9123 4567"),
        ("853-28881234", "+85328881234", "+853 2888 1234"),
        ("+1 212 555 2368", "+12125552368", "+1 212-555-2368"),
    ],
)
def test_understood(written: str, kept: str, shown: str) -> None:
    phone = read_phone(written)
    assert phone.understood
    assert (phone.text, phone.national) == (kept, shown)


@pytest.mark.parametrize(
    ("written", "warning"),
    [
        ("", NO_NUMBER),
        ("  ", NO_NUMBER),
        ("138", UNREADABLE),
        ("12345678901", UNREADABLE),
        ("找他爱人", UNREADABLE),
        ("5881234", AREA_CODE_MISSING),
    ],
)
def test_what_is_not_understood_is_kept_as_written(written: str, warning: Text) -> None:
    phone = read_phone(written)
    assert phone.warning == warning
    assert phone.text == written.strip() == phone.national


def test_however_written_it_is_looked_up_alike() -> None:
    assert len({canonical_phone(written) for written in ("138 1234 5678", "+8613812345678", "86-13812345678")}) == 1


@given(st.text())
def test_nothing_is_refused(written: str) -> None:
    phone = read_phone(written)
    assert phone.understood or phone.text == written.strip()
    assert read_phone(phone.text).text == phone.text
