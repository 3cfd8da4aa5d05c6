"""The code on a page names that page, and a damaged one names none."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.paperwork.codes import PaperCode, decode, encode

CODES = st.builds(
    PaperCode,
    case=st.from_regex(r"[0-9A-Za-z]{2,12}-20[0-9]{2}-[0-9]{5}", fullmatch=True),
    kind=st.from_regex(r"[a-z]{2,12}(_[a-z]{2,12}){0,2}", fullmatch=True),
    serial=st.integers(0, 99_999),
    page=st.integers(1, 999),
)


@given(CODES)
def test_what_was_printed_is_read_back(code: PaperCode) -> None:
    assert decode(encode(code)) == code


@given(CODES, st.data())
def test_a_code_with_one_character_changed_names_nothing_else(code: PaperCode, data: st.DataObject) -> None:
    text = encode(code)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(string.digits + string.ascii_uppercase).filter(lambda each: each != text[place]))
    assert decode(text[:place] + other + text[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "AJ1", "https://example.invalid/", "AJ1:450103-2026-00012:NOTICE-LETTER:3:2:0000"]
)
def test_other_peoples_codes_are_none_of_ours(text: str) -> None:
    assert decode(text) is None


@pytest.mark.parametrize(
    "code", [PaperCode("450103-2026-00012", "Notice letter", 1), PaperCode("a:b", "notice_letter", 1)]
)
def test_what_could_not_be_read_back_is_not_printed(code: PaperCode) -> None:
    with pytest.raises(ValueError, match=r"paper|page"):
        encode(code)
