"""Names are found by how they are read, and sorted as a dictionary sorts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.directory.models import NAME, SYLLABLE
from anjie.directory.names import keys_of, query_key


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单雄信", "shanxiongxin"),
        ("曾国藩", "zengguofan"),
        ("仇英", "qiuying"),
        ("解缙", "xiejin"),
        ("朴树", "piaoshu"),
        ("查良镛", "zhaliangyong"),
        ("盖叫天", "gejiaotian"),
        ("区家麟", "oujialin"),
        ("翟天临", "zhaitianlin"),
        ("员半千", "yunbanqian"),
        ("缪昌期", "miaochangqi"),
        ("覃理赔", "qinlipei"),
        ("佴文", "naiwen"),
        ("尉迟恭", "yuchigong"),
        ("万俟卨", "moqixie"),
        ("令狐冲", "linghuchong"),
        ("欧阳修", "ouyangxiu"),
        ("裴𬱖", "peiwei"),
        ("任盈盈", "renyingying"),
        ("张三", "zhangsan"),
        ("买买提·吐尔逊", "maimaitituerxun"),
        ("John Smith", "johnsmith"),
        ("José", "jose"),
        ("Ivan", "ivan"),
    ],
)
def test_read(name: str, pinyin: str) -> None:
    assert keys_of(name).pinyin == pinyin


@pytest.mark.parametrize("name", ["大曾", "王单", "万任"])
def test_only_a_surname_is_read_as_one(name: str) -> None:
    assert keys_of(name).pinyin in {"daceng", "wangdan", "wanren"}


@pytest.mark.parametrize(
    ("name", "pinyin", "other", "initials"),
    [
        ("吕布", "lvbu", "lubu", "lb"),
        ("王绿", "wanglv", "wanglu", "wl"),
        ("卢布", "lubu", "", "lb"),
        ("Ivan", "ivan", "", "i"),
        ("", "", "", ""),
    ],
)
def test_spelled_with_v_and_with_u(name: str, pinyin: str, other: str, initials: str) -> None:
    keys = keys_of(name)
    assert (keys.pinyin, keys.other, keys.initials) == (pinyin, other, initials)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("lü", "lv"),
        ("Lyu Bu", "lvbu"),
        ("nyu", "nv"),
        ("anyu", "anyu"),
        ("zhang  san", "zhangsan"),
        ("ＺＨＡＮＧ", "zhang"),
        ("张三", "张三"),
    ],
)
def test_typed(typed: str, key: str) -> None:
    assert query_key(typed) == key


def test_sorted_as_in_a_dictionary() -> None:
    names = ["张三", "章二", "安一", "刘四", "章一", "张二", "李五", "单六", "常七", "欧阳八"]
    assert sorted(names, key=lambda name: keys_of(name).sort) == [
        "安一",
        "常七",
        "李五",
        "刘四",
        "欧阳八",
        "单六",
        "张二",
        "张三",
        "章二",
        "章一",
    ]


@given(st.text(max_size=NAME))
def test_any_name_has_keys_that_fit_their_columns(name: str) -> None:
    keys = keys_of(name)
    assert len(keys.initials) <= NAME * 2
    assert len(keys.pinyin) <= SYLLABLE * NAME * 2
    assert keys.initials.isascii() or not name.isascii()
