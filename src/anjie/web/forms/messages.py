"""What is wrong with what was typed, in words, each naming the field by its label.

Pydantic has a name for each kind of error; those that a form can meet are listed here. What is known beforehand
(the greatest length, the lowest number) comes with the error.
"""

from collections.abc import Callable, Mapping

from pydantic_core import ErrorDetails

from anjie.procedure.terms import Text
from anjie.web.forms.fields import FieldSpec, Kind

Known = Mapping[str, object]
Says = Callable[[Text, Known], Text]


def _plain(zh: str, en: str) -> Says:
    """A sentence in which `{0}` is the label and the other names are what pydantic knows."""

    def says(label: Text, known: Known) -> Text:
        return Text(zh.format(label.zh, **known), en.format(label.en, **known))

    return says


FILL_IN = _plain("请填写“{0}”", "Fill in “{0}”")
CHOOSE = _plain("请选择“{0}”", "Choose “{0}”")
WHOLE = _plain("“{0}”应为整数，如 12", "“{0}” must be a whole number, such as 12")
AMOUNT = _plain("“{0}”应为金额，如 1200.50，不带单位", "“{0}” must be an amount such as 1200.50, without a unit")
DAY = _plain("“{0}”应为日期，如 2026-11-22", "“{0}” must be a date such as 2026-11-22")
MOMENT = _plain(
    "“{0}”应为日期和时间，如 2026-11-22 17:30",
    "“{0}” must be a date and a time, such as 2026-11-22 17:30",
)
NOT_OFFERED = _plain("“{0}”不在可选范围内，请重新选择", "“{0}” is not one of the choices: choose again")
YES_OR_NO = _plain("“{0}”应为是或否", "“{0}” must be yes or no")
TEXT = _plain("“{0}”应为文字", "“{0}” must be text")
TOO_GREAT = _plain("“{0}”数字过大", "“{0}” is too large a number")
OTHERWISE = _plain("“{0}”填写有误", "“{0}” is not right")

SAYS: Mapping[str, Says] = {
    "missing": FILL_IN,
    "string_too_short": FILL_IN,
    "string_too_long": _plain("“{0}”最多 {max_length} 个字", "“{0}” may have up to {max_length} characters"),
    "string_type": TEXT,
    "too_short": _plain("“{0}”至少填写 {min_length} 项", "“{0}”: give at least {min_length}"),
    "too_long": _plain("“{0}”最多 {max_length} 项", "“{0}”: give at most {max_length}"),
    "enum": NOT_OFFERED,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "decimal_type": AMOUNT,
    "decimal_parsing": AMOUNT,
    "decimal_max_places": _plain("“{0}”最多 {decimal_places} 位小数", "“{0}” may have up to {decimal_places} decimals"),
    "decimal_max_digits": TOO_GREAT,
    "decimal_whole_digits": TOO_GREAT,
    "greater_than_equal": _plain("“{0}”不能小于 {ge}", "“{0}” can't be less than {ge}"),
    "less_than_equal": _plain("“{0}”不能大于 {le}", "“{0}” can't be more than {le}"),
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
    "bool_type": YES_OR_NO,
    "bool_parsing": YES_OR_NO,
}

CHOSEN = frozenset({Kind.WORD, Kind.WORDS, Kind.PICK, Kind.YES_NO})


def message(error: ErrorDetails, spec: FieldSpec) -> Text:
    """Say what is wrong with a field."""
    kind = error["type"]
    says = SAYS.get(kind, OTHERWISE)
    if kind == "missing":
        says = _missing(spec)
    return says(spec.label.text, error.get("ctx", {}))


def _missing(spec: FieldSpec) -> Says:
    return CHOOSE if spec.kind in CHOSEN else FILL_IN
