"""How much of a personal value is shown to somebody who need not know it.

No norm prescribes the form; these are the ones people in China meet on every counter. Masking is done
here, on the server, once: when the value is sealed. Whatever the form, at least a third of the
characters is hidden, so a short value never shows through its own mask.
"""

import re

from anjie.platform.surnames import is_han, surname_of

STAR = "*"
HIDDEN = STAR * 4
"""Stands for a part whose length is nobody's business either."""

_HOME_PREFIX = re.compile(r"^\+?86(?=1\d{10}|[2-9]\d{8,})")
_EXTENSION = re.compile(r"(;ext=|转|,).*$")
_NOT_AN_ESTATE = r"(?<![小社园校厂院库景住居])区"
_DISTRICT = re.compile(
    r"^(?:[^省市县区旗\d]{2,8}?(?:省|自治区|特别行政区))?"
    r"(?:[^市县区旗\d]{1,8}?(?:市|自治州|地区|盟))?"
    rf"(?:[^市县区旗\d]{{1,12}}?(?:{_NOT_AN_ESTATE}|自治县|县|旗|市))?"
)


def keep_ends(text: str, head: int, tail: int) -> str:
    """Show `head` first and `tail` last characters, fewer where that would hide less than a third."""
    room = len(text) - -(-len(text) // 3)
    while head + tail > room:
        head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
    return text[:head] + STAR * (len(text) - head - tail) + text[len(text) - tail :]


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳*, John Smith → J*** S****."""
    words = name.split()
    if not words:
        return ""
    if not is_han(name[0]):
        return " ".join(word[0] + STAR * max(len(word) - 1, 1) for word in words)
    surname = surname_of(name)
    return surname + STAR * max(len(name) - len(surname), 1)


def mask_identity(number: str) -> str:
    """450103199001011234 → 4501**********1234."""
    return keep_ends(number, 4, 4)


def mask_phone(number: str) -> str:
    """+8613812345678 → 138****5678; the country code of China and any extension are not shown."""
    return keep_ends(_EXTENSION.sub("", _HOME_PREFIX.sub("", number)), 3, 4)


def mask_account(number: str) -> str:
    """6222021234567890123 → ****0123, whatever the length."""
    return HIDDEN + keep_ends(number, 0, 4).lstrip(STAR)


def mask_policy(number: str) -> str:
    """Show the last four of a policy's number."""
    return keep_ends(number, 0, 4)


def mask_address(address: str) -> str:
    """广西南宁市青秀区民族大道1号 → 广西南宁市青秀区****: down to the district, no farther."""
    if not address:
        return ""
    shown = _DISTRICT.match(address)
    return (shown.group() if shown else "") + HIDDEN
