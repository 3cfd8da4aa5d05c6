"""How a name is found and sorted: its pinyin, its initials, and a key that sorts as a dictionary does.

A surname is often read otherwise than the same character elsewhere (曾 zēng, not céng), so surnames have
a table of their own; 覃 is read Qín, as in Guangxi. ü is stored as `v`, as keyboards write it. Names that
have it are stored with `u` too (吕布: `lvbu` and `lubu`), and `query_key` brings `lyu` to `lv`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pypinyin import Style, pinyin

from anjie.platform.surnames import is_han, surname_of

READINGS = {
    "乐正": "yue4 zheng4", "宰父": "zai3 fu3", "子车": "zi3 ju1",
    "乐": "yue4", "乜": "nie4", "仇": "qiu2", "任": "ren2", "佴": "nai4", "区": "ou1", "单": "shan4",
    "华": "hua4", "卜": "bu3", "占": "zhan1", "召": "shao4", "员": "yun4", "哈": "ha3", "折": "she2",
    "於": "yu1", "曾": "zeng1", "朴": "piao2", "查": "zha1", "洗": "xian3", "燕": "yan1", "盖": "ge3",
    "祭": "zhai4", "种": "chong2", "秘": "bi4", "繁": "po2", "缪": "miao4", "翟": "zhai2", "肖": "xiao1",
    "葛": "ge3", "覃": "qin2", "解": "xie4", "过": "guo1", "那": "na1", "都": "du1", "阚": "kan4",
}  # fmt: skip
"""Surnames that pypinyin reads as the ordinary word."""

RARE = {"𬱖": "wei3"}
"""Characters that pypinyin misreads wherever they stand."""


@dataclass(frozen=True, slots=True)
class NameKeys:
    """What is stored beside a name. `other` is the spelling with u for ü, empty where there is no ü."""

    pinyin: str
    other: str
    initials: str
    sort: str


@dataclass(frozen=True, slots=True)
class _Syllable:
    """A Chinese character with its reading and tone, or a word of another script, which reads itself."""

    sound: str
    character: str = ""

    @property
    def plain(self) -> str:
        """The reading without its tone."""
        return self.sound.rstrip("12345") if self.character else self.sound

    @property
    def with_u(self) -> str:
        """The reading with u for ü; no Chinese syllable has another v."""
        return self.plain.replace("v", "u") if self.character else self.plain


def keys_of(name: str) -> NameKeys:
    """Work out how a name is found and sorted."""
    syllables = [*_syllables(name)]
    full = "".join(syllable.plain for syllable in syllables)
    with_u = "".join(syllable.with_u for syllable in syllables)
    return NameKeys(
        pinyin=full,
        other=with_u if with_u != full else "",
        initials="".join(syllable.plain[0] for syllable in syllables),
        # The character keeps bearers of one surname together among those of the same sound.
        sort=" ".join(syllable.sound + syllable.character for syllable in syllables),
    )


def query_key(text: str) -> str:
    """Bring what somebody typed to the spelling that is stored, to compare its beginning."""
    typed = "".join(_words(text.lower().replace("ü", "v")))
    return re.sub(r"lyu|^nyu", lambda found: f"{found.group()[0]}v", typed)


def _syllables(name: str) -> Iterator[_Syllable]:
    surname = surname_of(name)
    readings = READINGS.get(surname)
    if readings:
        yield from map(_Syllable, readings.split(), surname)
        name = name[len(surname) :]
    for chinese, characters in groupby(name, is_han):
        if chinese:
            text = "".join(characters)
            yield from map(_Syllable, map(_reading, text, _readings(text)), text)
        else:
            yield from map(_Syllable, _words("".join(characters)))


def _readings(text: str) -> list[str]:
    return [found[0] for found in pinyin(text, Style.TONE3, neutral_tone_with_five=True)]


def _reading(character: str, usual: str) -> str:
    return RARE.get(character, usual)


def _words(text: str) -> list[str]:
    """Split text into words of plain letters and digits: José → jose, full-width Ａ → a."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", bare.lower())
