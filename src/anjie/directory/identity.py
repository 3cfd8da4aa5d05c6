"""Checking identity numbers. A number that fails is recorded with the doubt; nobody is turned away.

The national standard (GB 11643) gives citizens 18 digits: county, birth date, sequence, check. Residents
from Hong Kong, Macao and Taiwan have numbers of the same build under 81, 82 and 83; foreigners with
permanent residence under 9. Citizens' cards until 1999 had 15 digits: no century and no check.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdnum import numdb
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from anjie.procedure.terms import IdKind, Text

OLDEST = 130
"""Years; nobody is older, so an earlier birth date is a slip."""

ABROAD = frozenset({"81", "82", "83"})

NO_NUMBER = Text("没有证件号码", "No identity number")
WRONG_LENGTH = Text("居民身份证号码应为18位", "A resident's identity number has 18 characters")
WRONG_FORM = Text("号码中有不应出现的字符", "The number has characters that don't belong there")
WRONG_CHECK = Text("校验位不符", "The check digit doesn't fit")
NO_SUCH_DAY = Text("出生日期不存在", "There is no such birth date")
BORN_LATER = Text("出生日期晚于当日", "The birth date lies in the future")
TOO_OLD = Text("出生日期过早", "The birth date is too long ago")
UNKNOWN_PLACE = Text("行政区划代码未收录", "The division code is not on record")
OLD_FORM = Text("15位旧号码，请核对18位号码", "An old 15-digit number: ask for the 18-digit one")
RESIDENCE_PERMIT = Text("这是港澳台居民居住证号码", "This is a residence permit's number")
FOREIGNER = Text("这是外国人永久居留身份证号码", "This is a foreigner's residence number")
NOT_A_PERMIT = Text("居住证号码应以81、82或83开头", "A residence permit begins with 81, 82 or 83")
NOT_A_PASSPORT = Text("不像护照号码", "Doesn't look like a passport number")
NOT_A_CODE = Text("统一社会信用代码校验不符", "The unified social credit code doesn't check")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. `number` is the number cleaned; `ok` that nothing speaks against it.

    A number may be good and still deserve a warning, for instance an old form.
    """

    number: str
    ok: bool
    warnings: tuple[Text, ...] = ()
    born_on: date | None = None


def check_identity(kind: IdKind, written: str, on: date) -> Verdict:
    """Check a number of the given kind as of a day."""
    number = canonical_identity(written)
    if not number:
        return Verdict("", ok=False, warnings=(NO_NUMBER,))
    return _CHECKS.get(kind, _free_text)(number, on)


def canonical_identity(written: str) -> str:
    """Write a number as it is stored and looked up: half-width, upper case, without gaps."""
    joined = re.sub(r"[\s\-·.]", "", unicodedata.normalize("NFKC", written))
    return unicodedata.normalize("NFKC", joined.upper())


def _resident(number: str, on: date) -> Verdict:
    if len(number) == 15:  # noqa: PLR2004 - the old form
        return _old_resident(number, on)
    verdict = _eighteen(number, on)
    if verdict.ok and number[0] == "9":
        return _with(verdict, FOREIGNER)
    if verdict.ok and number[:2] in ABROAD:
        return _with(verdict, RESIDENCE_PERMIT)
    if verdict.ok and not _place_known(number):
        return _with(verdict, UNKNOWN_PLACE)
    return verdict


def _old_resident(number: str, on: date) -> Verdict:
    if not number.isdigit():
        return Verdict(number, ok=False, warnings=(WRONG_FORM,))
    verdict = _dated(number, f"19{number[6:12]}", on)
    return _with(verdict, OLD_FORM)


def _permit(number: str, on: date) -> Verdict:
    verdict = _eighteen(number, on)
    if verdict.ok and number[:2] not in ABROAD:
        return Verdict(number, ok=False, warnings=(NOT_A_PERMIT,), born_on=verdict.born_on)
    return verdict


def _eighteen(number: str, on: date) -> Verdict:
    """Check what all 18-digit numbers share: the form, the check digit, the birth date."""
    if len(number) != 18:  # noqa: PLR2004 - GB 11643
        return Verdict(number, ok=False, warnings=(WRONG_LENGTH,))
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return Verdict(number, ok=False, warnings=(WRONG_FORM,))
    if not mod_11_2.is_valid(number):
        return Verdict(number, ok=False, warnings=(WRONG_CHECK,))
    return _dated(number, number[6:14], on)


def _dated(number: str, digits: str, on: date) -> Verdict:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return Verdict(number, ok=False, warnings=(NO_SUCH_DAY,))
    if born > on:
        return Verdict(number, ok=False, warnings=(BORN_LATER,), born_on=born)
    if on.year - born.year > OLDEST:
        return Verdict(number, ok=False, warnings=(TOO_OLD,), born_on=born)
    return Verdict(number, ok=True, born_on=born)


def _passport(number: str, on: date) -> Verdict:
    del on
    if re.fullmatch(r"[A-Z0-9]{6,12}", number) and any(char.isdigit() for char in number):
        return Verdict(number, ok=True)
    return Verdict(number, ok=False, warnings=(NOT_A_PASSPORT,))


def _credit_code(number: str, on: date) -> Verdict:
    del on
    good = uscc.is_valid(number)
    return Verdict(number, ok=good, warnings=() if good else (NOT_A_CODE,))


def _free_text(number: str, on: date) -> Verdict:
    """Accept what has no form to check: officers' cards, other papers."""
    del on
    return Verdict(number, ok=True)


def _with(verdict: Verdict, warning: Text) -> Verdict:
    return Verdict(verdict.number, verdict.ok, (*verdict.warnings, warning), verdict.born_on)


def _place_known(number: str) -> bool:
    """Whether the county was ever on the list; a card may carry one abolished before or after birth."""
    return any(found for _, found in numdb.get("cn/loc").info(number[:6])[1:])


_CHECKS: dict[IdKind, Callable[[str, date], Verdict]] = {
    IdKind.RESIDENT: _resident,
    IdKind.HK_MACAO_TAIWAN: _permit,
    IdKind.PASSPORT: _passport,
    IdKind.USCC: _credit_code,
}
