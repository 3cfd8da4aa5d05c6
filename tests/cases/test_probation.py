"""Sanctions that wait: they keep no case open, count for nothing, and come into effect or lapse."""

from datetime import date, timedelta

import pytest

from anjie.procedure.acts import decision, sanction
from anjie.procedure.terms import ActivationGround, ContactMethod, SanctionManner
from anjie.procedure.values import Measure, SanctionProposed
from casework import AT, MAJOR, SIGNATURES, Desk, opened, rows, steps

pytestmark = pytest.mark.django_db

WAITS = SanctionProposed(sanction="suspension", months=3, points=5, manner=SanctionManner.SUSPENDED, probation=3)
AT_ONCE = SanctionProposed(sanction="warning", points=2)
UNTIL = date(2027, 2, 1)
"""Three months from the day of the decision, 2 November 2026, which is one of them."""


LOOKED_UP = steps("customer_record_consulted", "found", "sanction_notified", "defence_heard")
INVESTIGATED = (*MAJOR[:2], ("wang", opened("V03")), MAJOR[3], *LOOKED_UP)
"""To where a sanction can be proposed for a serious violation in an ordinary case."""


def proposed(*sanctions: SanctionProposed) -> decision.Proposed:
    [(_, before)] = steps("proposed")
    assert isinstance(before, decision.Proposed)
    return before.model_copy(update={"measures": (Measure(respondent="R1", sanctions=sanctions),), "redress": None})


def served(desk: Desk, *sanctions: SanctionProposed, until: date | None = UNTIL) -> str:
    """Walk to where these sanctions have been served on the agent."""
    walk = (
        *INVESTIGATED, ("wang", proposed(*sanctions)), *SIGNATURES[:2],
    )  # fmt: skip
    number = desk.walks(desk.takes(), walk)
    digest = desk.case(number).proposal.digest  # type: ignore[union-attr]
    from anjie.procedure.acts.approval import Approved

    assert desk("wu", number, Approved(digest=digest)).done
    desk.walks(number, steps("sanction_decided"))
    service = sanction.SanctionServed(
        respondent="R1", method=ContactMethod.VISIT, served_on=AT.date(), proof="回证", probation_until=until
    )
    outcome = desk("wang", number, service)
    assert outcome.done, outcome.verdict
    return number


def imposed(*columns: str) -> list[tuple[object, ...]]:
    return rows("cases_sanction", *columns, order="rung")


def activated(on: date) -> sanction.SanctionActivated:
    return sanction.SanctionActivated(
        respondent="R1", ground=ActivationGround.NEW_VIOLATION, reasons="再犯", effective_on=on
    )


def test_what_waits_is_not_to_be_carried_out_and_keeps_no_case_open(desk: Desk) -> None:
    number = served(desk, WAITS)
    assert imposed("waits", "lapsed", "probation_until", "executed") == [(True, False, UNTIL, False)]
    assert not desk("wang", number, sanction.SanctionExecuted(respondent="R1", proof="无")).done
    assert desk.case(number).agent_tracks_ended


def test_what_stands_beside_it_is_carried_out_at_once(desk: Desk) -> None:
    number = served(desk, AT_ONCE, WAITS)
    assert not desk.case(number).agent_tracks_ended
    step = sanction.ExecutionStepDone(respondent="R1", steps=("points_entered",), done_on=AT.date(), proof="凭证")
    assert desk("wang", number, step).done
    assert desk("wang", number, sanction.SanctionExecuted(respondent="R1", proof="已扣分")).done
    assert desk.case(number).agent_tracks_ended
    assert imposed("sanction", "waits") == [("warning", False), ("suspension", True)]


def test_it_takes_effect_by_whoever_has_the_authority_to_impose_it(desk: Desk) -> None:
    number = served(desk, WAITS)
    day = AT.date() + timedelta(days=9)
    assert not desk("chen", number, activated(day)).done, "a county has no authority for a suspension from selling"
    assert desk("wu", number, activated(day)).done
    assert imposed("waits", "effective_on") == [(False, day)]
    assert not desk.case(number).agent_tracks_ended
    assert {row[0] for row in rows("cases_duty", "clause", where="state = 'open'")} >= {"execute-sanction"}
    assert not desk("wu", number, activated(day)).done, "only once"


def test_it_lapses_when_the_probation_is_over_and_not_before(desk: Desk) -> None:
    number = served(desk, WAITS)

    def lapse(on: date) -> bool:
        return desk("wang", number, sanction.SanctionLapsed(respondent="R1", noted_on=on, text="表现良好")).done

    assert not lapse(AT.date())
    assert not lapse(UNTIL)
    desk.at += timedelta(days=95)
    assert not lapse(UNTIL)
    assert lapse(UNTIL + timedelta(days=1))
    assert imposed("waits", "lapsed") == [(False, True)]


@pytest.mark.parametrize("until", [None, UNTIL - timedelta(days=1), UNTIL + timedelta(days=1)])
def test_the_service_says_how_long_the_probation_is(desk: Desk, until: date | None) -> None:
    with pytest.raises(AssertionError, match="考验期应至2027-02-01"):
        served(desk, WAITS, until=until)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"probation": None}, "probation"),
        ({"manner": None}, "probation"),
        ({"manner": SanctionManner.CONDITIONAL, "condition": ""}, "condition"),
        ({"manner": SanctionManner.CONSECUTIVE, "probation": None}, "begins_on"),
        ({"begins_on": AT.date()}, "begins_on"),
    ],
)
def test_a_proposal_says_what_a_sanction_waits_for(desk: Desk, changes: dict[str, object], field: str) -> None:
    number = desk.walks(desk.takes(), INVESTIGATED)
    outcome = desk("wang", number, proposed(WAITS.model_copy(update=changes)))
    assert [refusal.field for refusal in outcome.verdict.refusals] == [f"measures.0.sanctions.0.{field}"]


def test_a_sanction_that_follows_another_begins_on_its_own_day(desk: Desk) -> None:
    day = AT.date() + timedelta(days=40)
    follows = SanctionProposed(sanction="suspension", months=1, manner=SanctionManner.CONSECUTIVE, begins_on=day)
    served(desk, AT_ONCE, follows, until=None)
    assert imposed("sanction", "effective_on") == [("warning", AT.date()), ("suspension", day)]


def test_what_goes_up_with_a_case_is_assembled_from_its_journal(desk: Desk) -> None:
    number = desk.walks(desk.takes(), until="escalated")
    case = desk.case(number)
    [sent] = [entry.act for entry in case.entries if entry.kind == "escalated"]
    kinds = {entry.seq: entry.kind for entry in case.entries}
    assert {kinds[seq] for seq in sent.package} == {
        "received", "verified", "opened", "classified", "agent_record_consulted", "customer_record_consulted",
        "handling_sheet_opened", "notice_sent", "interviewed",
    }  # fmt: skip
    assert list(sent.package) == sorted(sent.package)
