"""The scope's three forms agree with one another and with the table of what each role sees."""

from people import office_of, AT
import pytest


def test_smoke(people):
    o = office_of("wang")
    assert o.unit == "450103"
    print(o)
