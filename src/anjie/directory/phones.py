"""Telephone numbers as people write them, brought to one form; what can't be read is kept as it is.

Nobody is turned away over a phone number: a number that fails comes back as written, with a warning for
the clerk and the record.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers

from anjie.procedure.terms import Text

SHORT_CODE = re.compile(r"11[0249]|12\d{3}|100\d{2}|95\d{3}|96\d{3,4}")
"""Numbers of services (95519, 12378, 96511, 12345, 10086), dialled without an area code."""

NO_NUMBER = Text("没有号码", "No number")
UNREADABLE = Text("不像电话号码", "Doesn't look like a phone number")
AREA_CODE_MISSING = Text("固定电话缺少区号", "The area code is missing")

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_EXTENSION = re.compile(r"(?:转|ext\.?|x|分机|#|(?<=\d{7})-)(?:分机)?:?(\d{1,6})$", re.IGNORECASE)
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_NEIGHBOUR = re.compile(r"852\d{8}|853\d{8}|886\d{9}")


@dataclass(frozen=True, slots=True)
class Phone:
    """One number: `text` is what is stored, E.164 with `;ext=` where it was understood."""

    text: str
    warning: Text | None = None

    @property
    def understood(self) -> bool:
        """Whether the number can be dialled as stored."""
        return self.warning is None

    @property
    def national(self) -> str:
        """The number as people in China write it."""
        if not self.text.startswith("+"):
            return self.text
        number = phonenumbers.parse(self.text)
        if number.country_code != phonenumbers.country_code_for_region("CN"):
            form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
            return phonenumbers.format_number(number, form)
        extension = f"转{number.extension}" if number.extension else ""
        number.extension = None
        form = phonenumbers.PhoneNumberFormat.NATIONAL
        return phonenumbers.format_number(number, form) + extension


def read_phone(written: str) -> Phone:
    """Read one number."""
    cleaned = _clean(written)
    if not cleaned:
        return Phone(written.strip(), NO_NUMBER)
    if SHORT_CODE.fullmatch(cleaned):
        return Phone(cleaned)
    extension = _EXTENSION.search(cleaned)
    main = cleaned[: extension.start()] if extension else cleaned
    if _LOCAL.fullmatch(main):
        return Phone(written.strip(), AREA_CODE_MISSING)
    number = _parse(main)
    if number is None:
        return Phone(written.strip(), UNREADABLE)
    suffix = f";ext={extension.group(1)}" if extension else ""
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + suffix)


def canonical_phone(written: str) -> str:
    """Give the form under which a number is looked up."""
    return read_phone(written).text


def _clean(written: str) -> str:
    plain = unicodedata.normalize("NFKC", written).translate(_DASHES)
    return re.sub(r"[\s()·.]|^tel:?|^电话:?", "", plain, flags=re.IGNORECASE)


def _parse(main: str) -> phonenumbers.PhoneNumber | None:
    digits = main.replace("-", "")
    if _NEIGHBOUR.fullmatch(digits):
        # Hong Kong, Macao or Taiwan written without +, which would be read as a number in China.
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None
