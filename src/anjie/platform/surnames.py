"""Where a Chinese name's surname ends."""

import unicodedata

COMPOUND_SURNAMES = frozenset(
    (
        "万俟 上官 东方 东郭 东野 乐正 亓官 仲孙 令狐 公冶 公孙 公羊 公西 公良 南宫 南郭 单于 司徒 司空 司马 "
        "司寇 呼延 壤驷 夏侯 太叔 夹谷 宇文 宗政 宰父 尉迟 左丘 巫马 慕容 拓跋 拓拔 澹台 濮阳 漆雕 申屠 百里 "
        "皇甫 端木 第五 纳兰 羊舌 西门 谷梁 赫连 轩辕 达奚 诸葛 贺兰 钟离 长孙 长孙 闻人 闾丘 鲜于 段干 独孤 "
        "梁丘 欧阳 欧陽 淳于 叶赫 颛孙 子车"
    ).split()
)
"""Surnames of two characters that are still borne."""


def is_han(char: str) -> bool:
    """Whether `char` is a Chinese character, rare planes included."""
    return unicodedata.name(char, "").startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")) or (
        char == "〇"
    )


def surname_of(name: str) -> str:
    """Give the surname of a Chinese name: two characters for a compound surname, else one."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
