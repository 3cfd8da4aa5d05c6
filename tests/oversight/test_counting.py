"""The figures of returns: they reconcile, add up over levels and months, and are those that counting by hand gives."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.desk import perform
from anjie.cases.sweep import system_office
from anjie.directory.models import Unit
from anjie.oversight.counting import Whose, count, together
from anjie.oversight.drilling import cases_behind
from anjie.oversight.figures import CAME_IN, Source, Values, figures, reconciles, summed
from anjie.oversight.periods import Span, month_of, parse_span
from anjie.procedure.acts import closing, opening
from anjie.procedure.acts.system import Imported
from anjie.procedure.rulebook import shipped
from anjie.procedure.terms import CaseClass, Channel, Period
from casework import MAJOR, ON_THE_SPOT, Desk, registered, rows, transferred, undone, verified

BOOK = shipped().editions("measures-gx")[-1]
START = datetime(2026, 8, 31, 2, 0, tzinfo=UTC)
"""Monday, 10:00, the last day of a month."""

LATER = datetime(2027, 3, 1, tzinfo=UTC)

FLOWS = (*CAME_IN[1:], "closed", "transferred_out", "opened", "redress", "historic_received", "historic_closed")
"""Figures of what happened in a period; those of a quarter are the sums of its months'."""


def unit(code: str) -> Unit:
    return Unit.objects.get(code=code)


def counted(code: str, span: Span, at: datetime = LATER) -> Values:
    """The figures of a unit and everything below it."""
    with within(Scope.SYSTEM):
        return summed(count(Whose.below(unit(code)), span, at).values())


def own(code: str, span: Span, at: datetime = LATER) -> Values:
    with within(Scope.SYSTEM):
        return together(Whose((unit(code).pk,)), span, at)


def span(code: str) -> Span:
    found = parse_span(code)
    assert found
    return found


# -- at random ---------------------------------------------------------------------------------------------------

UNITS = ("450103", "4501", "450203")
INSPECTORS = {"450103": "wang", "4501": "zhou", "450203": "tan"}


@st.composite
def plays(draw: st.DrawFn) -> list[tuple[str, int, str, int]]:
    """What happens one after the other: to which of the cases there are, and after how many days."""
    deed = st.sampled_from(("received", "registered", "major", "opened", "sent", "withdrawn", "closed", "imported"))
    step = st.tuples(deed, st.integers(0, 7), st.sampled_from(UNITS), st.integers(0, 12))
    return draw(st.lists(step, min_size=4, max_size=14))


class Play:
    """Cases on which things happen, whoever may do them; what the desk refuses doesn't happen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.numbers: list[str] = []

    def does(self, deed: str, which: int, code: str, days: int) -> None:
        desk = self.desk
        desk.at += timedelta(days=days)
        if deed == "received" or not self.numbers:
            self.numbers.append(desk.takes(INSPECTORS[code], unit=code, channel=Channel.PHONE))
        elif deed == "imported":
            on = desk.at.date() - timedelta(days=40)
            closed = on + timedelta(days=which * 5) if which else None
            number = str(len(self.numbers) * 100 + which)
            act = Imported(unit=code, source="旧", source_number=number, received_on=on, closed_on=closed)
            with within(Scope.SYSTEM):
                perform(None, act, system_office(code, desk.at))
        else:
            number = self.numbers[which % len(self.numbers)]
            owner = desk.case(number).unit
            desk(INSPECTORS[owner], number, self.act(deed, code))

    @staticmethod
    def act(deed: str, code: str) -> Any:
        return {
            "registered": registered(),
            "major": opening.Classified(case_class=CaseClass.MAJOR, reason="重大"),
            "opened": verified(),
            "sent": transferred(code),
            "withdrawn": opening.Withdrawn(received_on=date(2026, 8, 1), reason="已和解"),
            "closed": closing.Closed(disposition="withdrawn", causes="和解"),
        }[deed]


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(play=plays())
def test_returns_reconcile_add_up_and_stay_what_they_were_whatever_happens(desk: Desk, play: Any) -> None:
    desk.at = START
    with undone():
        acting = Play(desk)
        for deed, which, code, days in play:
            acting.does(deed, which, code, days)
        months = [month_of(START - timedelta(days=70))]
        while months[-1].start < desk.at:
            months.append(months[-1].after)
        before: Values = {}
        for month in months:
            of_units = {each.code: own(each.code, month) for each in Unit.objects.all()}
            assert all(reconciles(values) for values in of_units.values())
            for level, below in (("0", ""), ("45", "45"), ("4501", "4501"), ("450103", "450103")):
                parts = [values for code, values in of_units.items() if code.startswith(below)]
                assert counted(level, month) == summed(parts)
            whole = counted("0", month)
            assert before.get("closing", 0) == whole.get("opening", 0)
            assert sum(number for code, number in whole.items() if code.startswith("class.")) == whole.get(
                "received", 0
            )
            before = whole
        for quarter in {Span(date(2026, 7, 1), Period.QUARTER), Span(date(2026, 10, 1), Period.QUARTER)}:
            together = summed(counted("0", month) for month in quarter.months)
            whole = counted("0", quarter)
            assert {code: whole.get(code, 0) for code in FLOWS} == {code: together.get(code, 0) for code in FLOWS}
            assert whole.get("closing", 0) == counted("0", quarter.months[-1]).get("closing", 0)


# -- by example --------------------------------------------------------------------------------------------------


@pytest.fixture
def walked(desk: Desk) -> Desk:
    """Have two cases go their whole way in November 2026, a third come and be sent on."""
    desk.walks(desk.takes(), MAJOR)
    desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    number = desk.takes()
    assert desk("wang", number, registered()).done
    assert desk("li", number, transferred("450203")).done
    return desk


NOVEMBER = Span(date(2026, 11, 1), Period.MONTH)


def test_each_thing_that_happened_is_counted_once_and_where_it_happened(walked: Desk) -> None:
    assert own("450103", NOVEMBER) == {
        "received": 3, "closed": 2, "transferred_out": 1, "channel.hotline": 3, "new_opened": 2, "new_unopened": 1,
        "opened": 2, "class.major": 1, "class.ordinary": 2, "closed_at_fault": 1, "closed_no_fault": 1,
        "closed.handled": 1, "closed.answered_on_spot": 1, "registered_due": 3, "registered_in_time": 3,
        "verified_due": 2, "verified_in_time": 2, "reason.V17": 1, "reason.V29": 1, "agents": 1, "agents_at_fault": 1,
        "sanction.termination": 1, "redress": 3200, "escalated": 1, "police": 1, "product.年金": 3,
    }  # fmt: skip
    assert own("450203", NOVEMBER)["transferred_in"] == own("450203", NOVEMBER)["closing"] == 1


def test_behind_every_figure_stand_as_many_cases_as_it_counts(walked: Desk) -> None:
    for code in ("450103", "450203"):
        values = own(code, NOVEMBER)
        for figure in figures(BOOK):
            if figure.source is Source.FIGURES or figure.id in ("redress", "agents", "agents_at_fault"):
                continue
            with within(Scope.SYSTEM):
                listed = cases_behind(Whose((unit(code).pk,)), figure, NOVEMBER, LATER)
            assert len(listed) == values.get(figure.id, 0), figure.id


def test_a_month_that_has_passed_stays_what_it_was(walked: Desk) -> None:
    """Whatever is done afterwards: reopened, reclassified, sent on."""
    before = own("450103", NOVEMBER), own("450203", NOVEMBER)
    numbers = Counter(number for (number,) in rows("cases_case", "number"))
    walked.at = datetime(2026, 12, 3, 1, 0, tzinfo=UTC)
    major = min(numbers)
    assert walked("mo", major, closing.Reopened(reason="新证据")).done
    assert (own("450103", NOVEMBER), own("450203", NOVEMBER)) == before
    december = own("450103", NOVEMBER.after)
    assert (december["reopened"], december["closing"]) == (1, 1)
