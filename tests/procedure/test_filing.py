"""What a file must hold, and how long it is kept: told from the journal and the rulebook, in sentences."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anjie.procedure.acts.archive import Disposed, Sealed
from anjie.procedure.acts.collaboration import Escalated
from anjie.procedure.acts.investigation import EvidenceAdded
from anjie.procedure.casefile import Entry
from anjie.procedure.facts import file_index, file_missing
from anjie.procedure.filing import hashes_of, index_text
from anjie.procedure.retention import Contract, keeping, years_after
from anjie.procedure.terms import Level
from anjie.procedure.values import Paper, PolicyRef
from procedure.stories import BOOK, told

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN = """
06-01 09:00  received
06-01 09:30  registered
06-01 10:00  verified
06-01 10:30  opened
06-01 11:00  assigned  handler=inspector
06-02 09:00  found
06-02 15:00  replied
06-02 16:00  closed
"""


@pytest.mark.parametrize(
    ("story", "missing"),
    [
        (PLAIN, []),
        (PLAIN.replace("received", "received  medium=written"), ["letter"]),
        (PLAIN.replace("received", "received  medium=written papers=信"), []),
        (PLAIN.replace("06-02 15:00  replied\n", ""), ["reply"]),
        (PLAIN.replace("registered", "registered  case_class=major grounds=embezzlement"),
         ["handling-sheet", "notice-letter", "interviews", "call-back"]),
    ],
)  # fmt: skip
def test_what_is_missing_follows_from_class_and_course(story: str, missing: list[str]) -> None:
    case = told(story).case
    assert [row.id for row in file_missing(case, BOOK)] == missing


def test_the_index_names_the_entries_that_brought_each_item_in() -> None:
    lines = file_index(told(PLAIN).case, BOOK)
    assert [(line.row.id, [entry.seq for entry in line.entries]) for line in lines] == [
        ("complaint", [1]),
        ("register", [2]),
        ("verification", [3]),
        ("opening", [4]),
        ("findings", [6]),
        ("reply", [7]),
        ("closing", [8]),
    ]
    assert index_text(lines).splitlines()[0] == "1. 投诉受理记录：第1条"


def kept_until(*contracts: Contract | None) -> date | None:
    case = told(PLAIN).case
    case.policies = [PolicyRef(number=f"P{nth}") for nth, _ in enumerate(contracts)]
    known = {f"P{nth}": contract for nth, contract in enumerate(contracts) if contract}
    return keeping(case, BOOK, known, SHANGHAI).free_on


@pytest.mark.parametrize(
    ("contracts", "free_on"),
    [
        ([], date(2031, 6, 3)),
        ([Contract(long_term=True, ends_on=date(2030, 2, 28))], date(2040, 2, 29)),
        ([Contract(long_term=False, ends_on=date(2030, 2, 28))], date(2035, 3, 1)),
        ([Contract(long_term=False, ends_on=date(2020, 1, 1))], date(2031, 6, 3)),
        ([Contract(long_term=False, ends_on=date(2050, 1, 1)), Contract(long_term=True, ends_on=date(2030, 1, 1))],
         date(2055, 1, 2)),
        ([Contract(long_term=True, ends_on=None)], None),
        ([Contract(long_term=True, ends_on=date(2030, 1, 1)), None], None),
    ],
)  # fmt: skip
def test_the_latest_day_counts_and_what_is_unknown_keeps_the_file(
    contracts: list[Contract | None], free_on: date | None
) -> None:
    assert kept_until(*contracts) == free_on


@given(ends=st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), max_size=4), long=st.booleans())
def test_no_file_is_free_before_any_of_its_rows_says_so(ends: list[date], long: bool) -> None:
    free_on = kept_until(*(Contract(long_term=long, ends_on=each) for each in ends))
    assert free_on is not None
    assert all(free_on > years_after(each, 10 if long else 5) for each in ends)
    assert free_on > date(2031, 6, 2)


def test_the_basis_that_outlasts_the_file_names_no_policy() -> None:
    case = told(PLAIN).case
    case.policies = [PolicyRef(number="P2023450103000188")]
    reckoned = keeping(case, BOOK, {"P2023450103000188": Contract(long_term=True, ends_on=date(2030, 1, 1))}, SHANGHAI)
    assert "P2023450103000188" not in reckoned.basis.zh + reckoned.basis.en
    assert "十年" not in reckoned.basis.zh
    assert "保管10年，至2040-01-01" in reckoned.basis.zh


def test_the_leap_day_s_anniversary_is_the_last_of_february() -> None:
    assert years_after(date(2024, 2, 29), 5) == date(2029, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_files_are_named_by_their_hashes_and_by_nothing_else() -> None:
    escalated = Escalated(to_level=Level.REGION, facts="事实", question="如何处理？", package=(1, 2))
    evidence = EvidenceAdded(title_of="录音", sha256="a" * 64, papers=(Paper(title="信", sha256="b" * 64),))
    acts = (escalated, evidence, Sealed(package="c" * 64), Sealed(), Disposed())
    entries = [Entry(1, told(PLAIN).case.entries[0].at, "li", "county", act) for act in acts]
    assert [list(hashes_of(entry)) for entry in entries] == [[], ["b" * 64, "a" * 64], ["c" * 64], [], []]
