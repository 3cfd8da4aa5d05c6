"""What is logged of a failure: where and of which kind, without the values."""

import logging
import sys

from anjie.platform.logs import WithoutValues

IDENTITY = "450102199001011234"


def logged() -> str:
    try:
        try:
            int(IDENTITY + "X")
        except ValueError as error:
            raise LookupError(f"no agent {IDENTITY}") from error
    except LookupError:
        record = logging.LogRecord("a", logging.ERROR, __file__, 1, "failed", (), sys.exc_info())
    return WithoutValues("{levelname} {message}", style="{").format(record)


def test_names_kinds_and_places() -> None:
    text = logged()
    assert text.startswith("ERROR failed")
    assert "LookupError" in text
    assert "ValueError" in text
    assert "test_logs.py" in text


def test_has_no_values() -> None:
    assert IDENTITY not in logged()
