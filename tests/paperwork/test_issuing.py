"""A letter is issued under the next number, with its bytes put by, or not at all."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from anjie.paperwork.codes import PaperCode, decode
from anjie.procedure.acts.letters import DeliveryNoted, LetterIssued, LetterSent
from anjie.procedure.papers import Content, Delivery, PaperKind
from anjie.procedure.terms import ContactMethod

if TYPE_CHECKING:
    from anjie.cases.desk import Outcome
    from casework import Desk


def issue(desk: "Desk", who: str, number: str, kind: PaperKind, **wanted: Any) -> "Outcome":
    """Have somebody issue a paper of a case, a minute after whatever came before."""
    from anjie.access.scope import scope_of
    from anjie.access.wall import within
    from anjie.directory.models import Unit
    from anjie.paperwork.gathering import Wanted
    from anjie.paperwork.issuing import Workshop
    from anjie.paperwork.kinds import KINDS

    desk.at += timedelta(minutes=1)
    office = desk.office(who)
    with within(scope_of(office)):
        workshop = Workshop(desk.opens(number), office, Unit.objects.get(code=office.unit))
        return workshop.issue(KINDS[kind], Wanted(**wanted))


def letters(desk: "Desk", number: str) -> Any:
    return desk.case(number).letters


@pytest.fixture
def number(desk: "Desk") -> str:
    return desk.walks(desk.takes(), until="approved")


def test_a_letter_gets_its_number_and_its_bytes_are_put_by(desk: "Desk", number: str) -> None:
    from anjie.paperwork.issuing import bytes_of
    from anjie.paperwork.rendering import picture_of, text_of
    from casework import rows

    outcome = issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1")
    assert outcome.done, outcome.verdict
    [letter] = letters(desk, number).values()
    assert letter.number == "450103督告知〔2026〕00001号"
    assert (letter.pages, letter.about, letter.signer) == (1, "C1", "wang")
    data = bytes_of(letter)
    assert len(data) == letter.size
    assert "00001" in text_of(data)
    import zxingcpp

    [code] = zxingcpp.read_barcodes(picture_of(data, 0, 3.0))
    assert decode(code.text) == PaperCode(number, "decision_notice", 1, 1)
    assert rows("cases_counter", "value", where="kind = 'decision_notice'") == [(1,)]


def test_each_kind_has_its_own_series_without_gaps(desk: "Desk", number: str) -> None:
    for kind in (PaperKind.DECISION_NOTICE, PaperKind.NOTICE_LETTER, PaperKind.DECISION_NOTICE):
        assert issue(desk, "wang", number, kind, about="C1").done
    numbers = [letter.number for letter in letters(desk, number).values()]
    assert [each[-6:-1] for each in numbers] == ["00001", "00001", "00002"]


def test_a_letter_that_fails_to_be_drawn_loses_no_number(desk: "Desk", number: str) -> None:
    from anjie.paperwork.rendering import UnprintableError

    with pytest.raises(UnprintableError) as failed:
        issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1", said={Content.ADDITION: "笑\U0001f600"})
    assert "U+1F600" in failed.value.says.zh
    assert not letters(desk, number)
    assert issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1").done
    assert letters(desk, number)["L1"].number.endswith("00001号")


def test_a_notice_that_lacks_what_the_law_demands_is_refused_with_the_clause(desk: "Desk") -> None:
    number = desk.walks(desk.takes(), until="assigned")
    said = {Content.REASON: "情况复杂"}
    outcome = issue(desk, "wang", number, PaperKind.SUSPENSION_NOTICE, about="C1", said=said)
    assert not outcome.done
    [refusal] = outcome.verdict.refusals
    assert "情形" in refusal.wanting.zh
    assert "银保监会令2020年第3号 第十八条" in refusal.wanting.zh
    done = issue(desk, "wang", number, PaperKind.SUSPENSION_NOTICE, about="C1", said=said | {Content.GROUND: "鉴定"})
    assert done.done


def test_what_a_case_does_not_have_yet_is_not_drawn(desk: "Desk") -> None:
    from anjie.paperwork.issuing import NotPrintableError

    number = desk.walks(desk.takes(), until="opened")
    with pytest.raises(NotPrintableError, match="approved"):
        issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1")
    with pytest.raises(NotPrintableError, match="nobody"):
        issue(desk, "wang", number, PaperKind.NOTICE_LETTER, about="C9")


def test_another_unit_issues_nothing_and_the_level_above_only_what_is_its(desk: "Desk", number: str) -> None:
    assert not issue(desk, "wei", number, PaperKind.NOTICE_LETTER, about="C1").done
    assert issue(desk, "wei", number, PaperKind.INSTRUCTION).done
    assert letters(desk, number)["L1"].number.startswith("45督批复")


def test_a_letter_is_sent_and_what_became_of_it_is_noted(desk: "Desk", number: str) -> None:
    assert issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1").done
    today = desk.at.date()
    noted = DeliveryNoted(letter="L1", result=Delivery.BOUNCED, noted_on=today)
    assert not desk("wang", number, noted).done
    assert not desk("wang", number, LetterSent(letter="L9", method=ContactMethod.POST, sent_on=today)).done
    assert desk("wang", number, LetterSent(letter="L1", method=ContactMethod.POST, sent_on=today, proof="EMS1")).done
    assert desk("wang", number, noted).done
    letter = letters(desk, number)["L1"]
    assert (letter.method, letter.proof, letter.result) == (ContactMethod.POST, "EMS1", Delivery.BOUNCED)
    assert desk("wang", number, LetterSent(letter="L1", method=ContactMethod.VISIT, sent_on=today)).done
    assert letters(desk, number)["L1"].result is None


def test_what_was_written_by_hand_is_entered_without_bytes(desk: "Desk", number: str) -> None:
    act = LetterIssued(
        paper=PaperKind.PROMISE_NOTICE, about="C1", dated=desk.at.date(), signer="wang",
        contains=(Content.PROMISED_ON,), sha256="ab" * 32, number="冒号",
    )  # fmt: skip
    assert desk("wang", number, act).done
    letter = letters(desk, number)["L1"]
    assert (letter.sha256, letter.number) == ("", "450103督承诺〔2026〕00001号")
    lacking = LetterIssued(paper=PaperKind.PROMISE_NOTICE, dated=desk.at.date(), signer="wang")
    assert "承诺回复日期" in desk("wang", number, lacking).verdict.refusals[0].wanting.zh


def test_a_reprint_is_the_same_bytes(desk: "Desk", number: str) -> None:
    from anjie.paperwork.issuing import bytes_of

    assert issue(desk, "wang", number, PaperKind.NOTICE_LETTER, about="C1").done
    first = bytes_of(letters(desk, number)["L1"])
    assert issue(desk, "wang", number, PaperKind.DECISION_NOTICE, about="C1").done
    assert bytes_of(letters(desk, number)["L1"]) == first
