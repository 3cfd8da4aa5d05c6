"""Marks: characters that stand for what differs between two cases of the same story. They occur in no text."""

from collections.abc import Mapping
from enum import StrEnum


class Mark(StrEnum):
    """What a mark stands for. The first ones occur in acts; the rest only in rows."""

    NUMBER = "\ue000"
    REGISTER_NO = "\ue001"
    UNIT = "\ue002"
    CITY = "\ue003"
    """The city branch above a county office."""
    NAME = "\ue004"
    PHONE = "\ue005"
    ID_NO = "\ue006"
    AGENT = "\ue007"
    AGENT_NAME = "\ue008"
    POLICY = "\ue009"

    MASKED = "\ue010"
    NAME_KEYS = "\ue011"
    AGENT_KEYS = "\ue012"
    PHONE_INDEX = "\ue013"
    ID_INDEX = "\ue014"
    AGENT_ID = "\ue015"
    CASE_ID = "\ue016"
    HEAD_ID = "\ue017"
    REGION_ID = "\ue018"
    CITY_ID = "\ue019"
    COUNTY_ID = "\ue01a"
    HEAD_HASH = "\ue01b"


Values = Mapping[Mark, str]


def fill(text: str, values: Values) -> str:
    """Put the values in place of the marks."""
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text


class Blank:
    """A long text with marks, taken apart once so that filling it in is quick."""

    def __init__(self, text: str) -> None:
        """Take the text apart at its marks."""
        self._parts: list[str] = [""]
        for character in text:
            if character in MARKS:
                self._parts += [character, ""]
            else:
                self._parts[-1] += character

    def filled(self, values: Values) -> str:
        """Give the text with values in place of the marks."""
        parts = self._parts.copy()
        parts[1::2] = [values[MARKS[mark]] for mark in parts[1::2]]
        return "".join(parts)


MARKS: Mapping[str, Mark] = {mark.value: mark for mark in Mark}
