"""What of a personal value is shown."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.platform.masking import (
    keep_ends,
    mask_account,
    mask_address,
    mask_identity,
    mask_name,
    mask_phone,
    mask_policy,
)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张三", "张*"),
        (mask_name, "张三丰", "张**"),
        (mask_name, "欧阳修", "欧阳*"),
        (mask_name, "司马相如", "司马**"),
        (mask_name, "欧阳", "欧*"),
        (mask_name, "张", "张*"),
        (mask_name, "买买提·吐尔逊", "买******"),
        (mask_name, "John Smith", "J*** S****"),
        (mask_name, "", ""),
        (mask_identity, "450103199001011238", "4501**********1238"),
        (mask_identity, "450103900101123", "4501*******1123"),
        (mask_identity, "E12345678", "E12***678"),
        (mask_identity, "91110000600037341L", "9111**********341L"),
        (mask_phone, "+8613812345678", "138****5678"),
        (mask_phone, "8613812345678", "138****5678"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "+867715881234;ext=602", "771****234"),
        (mask_phone, "13812345678转602", "138****5678"),
        (mask_phone, "95519", "95**9"),
        (mask_account, "6222021234567890123", "****0123"),
        (mask_account, "123", "****23"),
        (mask_policy, "2024450103S4200001", "**************0001"),
        (mask_address, "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****"),
        (mask_address, "南宁市青秀区民族大道1号", "南宁市青秀区****"),
        (mask_address, "广西桂林市恭城瑶族自治县莲花镇", "广西桂林市恭城瑶族自治县****"),
        (mask_address, "上海市浦东新区张江路1号", "上海市浦东新区****"),
        (mask_address, "南宁市阳光小区3栋502", "南宁市****"),
        (mask_address, "百色市靖西市新靖镇", "百色市靖西市****"),
        (mask_address, "民族大道1号", "****"),
        (mask_address, "", ""),
    ],
)
def test_shown(mask: Callable[[str], str], value: str, shown: str) -> None:
    assert mask(value) == shown


@given(st.text(st.characters(exclude_characters="*"), min_size=1), st.integers(0, 9), st.integers(0, 9))
def test_a_third_is_always_hidden(text: str, head: int, tail: int) -> None:
    masked = keep_ends(text, head, tail)
    assert len(masked) == len(text)
    assert masked.count("*") * 3 >= len(text)


@pytest.mark.parametrize("mask", [mask_name, mask_identity, mask_phone, mask_account, mask_policy, mask_address])
@given(value=st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_nothing_shows_through_whole(mask: Callable[[str], str], value: str) -> None:
    assert mask(value) != value
    assert "*" in mask(value)
