"""What is wrong with a value, in words a clerk understands: pydantic's findings in both languages."""

from collections.abc import Mapping

from pydantic_core import ErrorDetails, PydanticCustomError

from anjie.procedure.terms import Text

SAID = "said"

SAYINGS: Mapping[str, Text] = {
    "missing": Text("必须填写", "must be filled in"),
    "extra_forbidden": Text("不认识的字段", "no such field"),
    "enum": Text("只能是：{expected}", "must be one of: {expected}"),
    "literal_error": Text("只能是：{expected}", "must be one of: {expected}"),
    "string_type": Text("应为文字", "must be text"),
    "string_too_short": Text("必须填写", "must be filled in"),
    "string_too_long": Text("最长{max_length}字", "at most {max_length} characters"),
    "too_short": Text("至少要有{min_length}项", "at least {min_length} needed"),
    "too_long": Text("最多{max_length}项", "at most {max_length}"),
    "bool_parsing": Text("应为是或否", "must be yes or no"),
    "bool_type": Text("应为是或否", "must be yes or no"),
    "int_parsing": Text("应为整数", "must be a whole number"),
    "int_type": Text("应为整数", "must be a whole number"),
    "decimal_parsing": Text("应为数字", "must be a number"),
    "decimal_type": Text("应为数字", "must be a number"),
    "decimal_max_places": Text("最多{decimal_places}位小数", "at most {decimal_places} decimals"),
    "decimal_max_digits": Text("最多{max_digits}位数字", "at most {max_digits} digits"),
    "decimal_whole_digits": Text("整数部分最多{whole_digits}位", "at most {whole_digits} digits before the point"),
    "finite_number": Text("应为有限的数字", "must be a finite number"),
    "greater_than_equal": Text("不能小于{ge}", "must be at least {ge}"),
    "less_than_equal": Text("不能大于{le}", "must be at most {le}"),
    "date_type": Text("不是日期", "not a day"),
    "date_parsing": Text("不是日期，应如2026-10-09", "not a day such as 2026-10-09"),
    "date_from_datetime_parsing": Text("不是日期，应如2026-10-09", "not a day such as 2026-10-09"),
    "date_from_datetime_inexact": Text("应为日期，不带时刻", "must be a day without a time"),
    "datetime_type": Text("不是时间", "not a time"),
    "datetime_parsing": Text("不是时间，应如2026-10-09 14:30", "not a time such as 2026-10-09 14:30"),
    "datetime_from_date_parsing": Text("不是时间，应如2026-10-09 14:30", "not a time such as 2026-10-09 14:30"),
    "dict_type": Text('应为表，如 { column = "…" }', 'must be a table such as { column = "…" }'),
    "model_type": Text('应为表，如 { column = "…" }', 'must be a table such as { column = "…" }'),
    "tuple_type": Text("应为列表", "must be a list"),
    SAID: Text("{zh}", "{en}"),
}
"""By pydantic's name of the error; braces are filled from its context."""


def in_words(error: ErrorDetails) -> Text:
    """One error in both languages; what has no saying here is told in pydantic's own words."""
    saying = SAYINGS.get(error["type"])
    if saying is None:
        message = error["msg"].removeprefix("Value error, ")
        return Text(message, message)
    context = error.get("ctx", {})
    return Text(saying.zh.format_map(context), saying.en.format_map(context))


def said(zh: str, en: str) -> PydanticCustomError:
    """An error to raise in a validator, in both languages."""
    return PydanticCustomError(SAID, "{en}", {"zh": zh, "en": en})
