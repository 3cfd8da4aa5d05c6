"""A major case from the telephone to the archive: nine people, each at a browser of his own, and nothing but pages."""

import pytest
from hands import Doors, Hands, Pick, browsing
from playwright.sync_api import expect

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.verifying import differences, verify_journals
from anjie.directory.calendars import calendar_for
from anjie.platform.clock import now
from anjie.procedure.duties import duties
from anjie.procedure.terms import Stage

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = "2026-11-02"
CALL = {
    "unit": Pick("4501", "青秀区"),
    "complainants-0-name": "农秀英",
    "complainants-0-role": "policyholder",
    "complainants-0-phone": "13877123456",
    "respondents-0-name": "梁展业",
    "respondents-0-agent": "A450103007",
    "policies-0-number": "P2023450103000188",
    "policies-0-product": "鑫享年金",
    "facts": "老人每年把保费交给代理人，今年才知道保单早已失效。",
    "request": "退还四年保费",
    "amount": "48000",
}


def test_a_major_case_is_carried_from_the_call_to_the_archive(site: str) -> None:
    with browsing(site) as doors:
        number = doors.sign_in("hotline").takes_in(CALL, "policies")
        handler = doors.sign_in("wang")
        handler.takes_up(number)
        opens(doors, handler, number)
        investigates(handler)
        asks_others(doors, handler, number)
        decides(doors, handler, number)
        tells_and_serves(handler)
        ends(doors, handler, number)
        expect(handler.page.locator(".chead")).to_contain_text("重大")
        expect(handler.page.locator("#owed")).to_have_count(0)
    assert doors.complaints == []
    stands(number)


def opens(doors: Doors, handler: Hands, number: str) -> None:
    """Register, verify and open the case, and have the supervisor assign it."""
    handler.does("registered", case_class="major", grounds=["embezzlement", "vulnerable"])
    handler.does("verified", result="genuine", method="visit", whom="投保人本人")
    allegations = {
        "allegations-0-violation": "V17",
        "allegations-0-text": "收取保费48000元未入账",
        "allegations-1-respondent": "R1",
        "allegations-1-violation": "V18",
    }
    handler.does("opened", "allegations", **allegations)
    supervisor = doors.sign_in("li")
    supervisor.takes_up(number)
    supervisor.does("assigned", handler=Pick("王", "王督察"))


def investigates(handler: Hands) -> None:
    """Do what a major case asks of an investigation."""
    handler.page.reload()
    handler.does("agent_record_consulted", respondent="R1", found="在职，近三年无投诉")
    handler.does("customer_record_consulted", found="交费至2021年，2024年永久失效")
    handler.does("handling_sheet_opened", facts="四年保费交给代理人后未入账", opinion="建议上报")
    handler.does("notice_sent", complainant="C1", method="post", sent_on=DAY, proof="EMS 1109922334455")
    for person, role, signature in (("C1", "complainant", "signed"), ("R1", "respondent", "signed")):
        meeting = {
            "person": person,
            "role": role,
            "place": "督察室",
            "started_at": f"{DAY}T07:00",
            "ended_at": f"{DAY}T08:00",
            "interviewers-1": Pick("lu", "陆督察"),
            "record": "问：交费在哪里？答：家里，现金。",
            "signature": signature,
        }
        handler.does("interviewed", **meeting)


def asks_others(doors: Doors, handler: Hands, number: str) -> None:
    """Ask the claims department, counsel and the regional branch; each answers."""
    handler.does("cohandling_requested", department="claims", question="是否有理赔记录？", due_on="2026-11-05")
    department = doors.sign_in("qin")
    department.takes_up(number)
    department.does("cohandling_answered", answer="没有理赔记录")
    handler.page.reload()
    handler.does("counsel_consulted", question="是否构成职务侵占？")
    counsel = doors.sign_in("su")
    counsel.open_case(number)
    counsel.does("counsel_advised", advice="应当全额退还并报案")
    handler.page.reload()
    handler.does("escalated", to_level="region", facts="侵占保费48000元，本人承认", question="请决定解除代理合同")
    superior = doors.sign_in("huangfu")
    superior.open_case(number)
    superior.does("instructed", instruction="依法处理，先退后追")
    handler.page.reload()


def decides(doors: Doors, handler: Hands, number: str) -> None:
    """Find, hear the agent, propose; each station signs. The county's approver can't decide it, the region's does."""
    for allegation in ("A1", "A2"):
        handler.does("found", allegation=allegation, result="substantiated", reasons="收条与本人陈述相互印证")
    notice = {"facts": "收取四年保费未入账", "proposed": "解除代理合同", "method": "visit"}
    handler.does("sanction_notified", respondent="R1", **notice)
    handler.does("defence_heard", respondent="R1", outcome="heard", method="visit", text="无异议")
    proposal = {
        "outcome": "redress",
        "redress": "48000",
        "reasons": "退还保费，解除代理合同",
        "measures-0-respondent": "R1",
        "measures-0-sanctions-0-sanction": "termination",
        "measures-0-sanctions-0-points": "12",
    }
    handler.does("proposed", **proposal)
    for username in ("li", "chen", "su"):
        station = doors.sign_in(username)
        station.takes_up(number)
        expect(station.button("approved")).to_have_count(0)
        station.does("opinion_given", agrees=True, opinion="事实清楚，同意")
    station.page.goto(f"/cases/{number}?act=approved")
    expect(station.page.locator("#not-now")).to_contain_text("审批同意")
    region = doors.sign_in("mo")
    region.takes_up(number)
    region.does("approved", opinion="同意")
    handler.page.reload()


def tells_and_serves(handler: Hands) -> None:
    """Decide on the agent, serve and carry it out; pay; tell the complainant, the hotline and the police."""
    handler.does("sanction_decided", respondent="R1", decision_no="桂督处〔2026〕18号", effective_on=DAY)
    handler.does("sanction_served", respondent="R1", method="post", served_on=DAY, proof="EMS 1109922336677")
    handler.does("step_done", respondent="R1", proof="工号冻结单、注销回执")
    handler.does("sanction_executed", respondent="R1", proof="工号已冻结，执业登记已注销")
    handler.does("redress_paid", proof="转账回单 20261102")
    handler.does("replied", result="退还48000元", basis="保险法", remedies="核查、调解、仲裁、诉讼", method="visit")
    handler.does("referrer_informed", method="system", text="属实，已退还保费")
    handler.does("police_reported", station="青秀公安分局", method="visit")


def ends(doors: Doors, handler: Hands, number: str) -> None:
    """Close, call back, put away."""
    handler.does("closed", disposition="handled", liable=True, causes="现金收费无监控")
    caller = doors.sign_in("huang")
    caller.open_case(number)
    caller.does("called_back", satisfaction="satisfied", text="钱已到账")
    handler.page.reload()
    handler.does("archived")


def stands(number: str) -> None:
    """The case is archived, owes nothing, is whole, and names who did what."""
    with within(Scope.SYSTEM):
        (opened,) = open_cases("number", [number], now())
        assert list(verify_journals()) == []
        assert list(differences(now())) == []
    case = opened.dossier.case
    assert case.stage is Stage.ARCHIVED
    assert owed(opened) == []
    assert case.customer_track_ended
    assert case.agent_track_ended("R1")
    by = {entry.by for entry in case.entries}
    assert by == {"hotline", "wang", "li", "qin", "su", "huangfu", "chen", "mo", "huang"}


def owed(opened: OpenCase) -> list[str]:
    """Name the demands that are still open or were missed."""
    found = duties(opened.dossier, calendar_for("GX"), now())
    return [duty.must.id for duty in found if duty.open or duty.late]
