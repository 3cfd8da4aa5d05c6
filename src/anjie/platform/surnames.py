"""Where a Chinese name's surname ends."""

import unicodedata

COMPOUND_SURNAMES = frozenset({
    "万俟", "上官", "东方", "东郭", "东野", "乐正", "亓官", "仲孙", "令狐", "公冶",
    "公孙", "公羊", "公西", "公良", "南宫", "单于", "司徒", "司空", "司马", "司寇",
    "呼延", "壤驷", "夏侯", "太叔", "夹谷", "宇文", "宗政", "宰父", "尉迟", "左丘",
    "巫马", "慕容", "拓跋", "澹台", "濮阳", "漆雕", "申屠", "百里", "皇甫", "端木",
    "第五", "纳兰", "羊舌", "西门", "谷梁", "赫连", "轩辕", "达奚", "诸葛", "贺兰",
    "钟离", "长孙", "闻人", "闾丘", "鲜于", "段干", "独孤", "梁丘", "欧阳", "欧陽",
    "淳于", "叶赫", "颛孙", "子车",
})  # fmt: skip
"""Surnames of two characters that are still borne."""

HAN = ("CJK UNIFIED IDEOGRAPH", "CJK COMPATIBILITY IDEOGRAPH", "IDEOGRAPHIC NUMBER ZERO")


def is_han(character: str) -> bool:
    """Whether it is a Chinese character, those of the rare planes and 〇 included."""
    return unicodedata.name(character, "").startswith(HAN)


def surname_of(name: str) -> str:
    """Give the surname of a Chinese name: two characters for a compound surname, else one."""
    compound = name[:2]
    return compound if compound in COMPOUND_SURNAMES and compound != name else name[:1]
