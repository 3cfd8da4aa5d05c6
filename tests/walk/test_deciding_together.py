"""One case from county to city to region and back, decided by many hands: each at a browser of his own.

It is signed station by station, sent back and signed again; an officer is asked by name, another one signs as a
deputy, a department answers what it was asked and sees nothing else, and at last two cases are agreed to together.
"""

import re
from dataclasses import dataclass, field

import pytest
from hands import Doors, Hands, Pick, browsing
from playwright.sync_api import Locator, expect

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.verifying import differences, verify_journals
from anjie.directory.calendars import calendar_for
from anjie.platform.clock import now
from anjie.procedure.duties import duties
from anjie.procedure.terms import ExecutionStep, Stage
from casework import MAJOR, TERMINATION, Desk, signed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = "2026-11-02"
COMPLAINANT = "农秀英"
VISIT = {
    "channel": "visit",
    "complainants-0-name": COMPLAINANT,
    "complainants-0-role": "policyholder",
    "complainants-0-phone": "13877123456",
    "respondents-0-name": "梁展业",
    "respondents-0-agent": "A450103007",
    "facts": "代理人上门收取四年保费，保单早已失效。",
    "request": "退还四年保费",
    "amount": "48000",
}
ASKED = "该保单有无理赔记录？"
ASKED_BACK = "请提供保单号。"
TOLD = "保单号 P2023450103000188。"
ASKED_ELSEWHERE = "失效前发过催缴通知吗？"
IN_HIS_STEAD = "何经理(代陈经理)"
UNTIL_THE_DECISION = MAJOR[: MAJOR.index(("mo", signed))]


@dataclass(slots=True)
class Company:
    """Those who work on the case, each let in when he is first needed."""

    doors: Doors
    number: str = ""
    there: dict[str, Hands] = field(default_factory=dict)

    def __getitem__(self, username: str) -> Hands:
        """Somebody, at whatever page he left."""
        if username not in self.there:
            self.there[username] = self.doors.sign_in(username)
        return self.there[username]

    def at_the_case(self, username: str) -> Hands:
        """Somebody, at the case as it is now."""
        hands = self[username]
        hands.open_case(self.number)
        return hands

    def in_the_inbox(self, username: str, kind: str, number: str = "") -> Hands:
        """Somebody who came to an act's form from his approvals: the case in the list, the act beside the file."""
        hands = self[username]
        inbox(hands).locator("a", has_text=number or self.number).click()
        hands.page.locator(f'#file .chips a[href*="?act={kind}#"]').click()
        expect(hands.page.locator(f'#act form[action$="/acts/{kind}"]')).to_be_visible()
        return hands


def inbox(hands: Hands) -> Locator:
    """The list of what waits for somebody's signature, come to by the side bar."""
    hands.page.locator("#menu").get_by_role("link", name="审批").click()
    hands.page.wait_for_url("**/approvals")
    return hands.page.locator("ol.inbox")


def test_a_case_is_decided_by_many_hands_and_two_by_one(site: str, desk: Desk) -> None:
    other = desk.walks(desk.takes(), UNTIL_THE_DECISION)
    with browsing(site) as doors:
        company = Company(doors)
        opens(company)
        asks_two_departments(company)
        goes_up(company)
        proposes(company)
        is_signed(company)
        comes_back(company)
        two_are_agreed_to(company, other)
        is_served_and_objected_to(company)
        is_carried_out(company)
        ends(company)
    assert doors.complaints == []
    stands(company.number)
    assert opened(other).dossier.case.stage is Stage.DECIDED


def opens(company: Company) -> None:
    """Take it in, register, verify, open, assign; look up what a major case wants looked up, and interview both."""
    company.number = company["huang"].takes_in(VISIT)
    handler = company["wang"]
    handler.takes_up(company.number)
    handler.does("registered", case_class="major", grounds=["embezzlement"])
    handler.does("verified", result="genuine", method="visit", whom="投保人本人")
    handler.does("opened", **{"allegations-0-violation": "V17", "allegations-0-text": "收取保费48000元未入账"})
    supervisor = company["li"]
    supervisor.takes_up(company.number)
    supervisor.does("assigned", handler=Pick("王", "王督察"))
    handler.page.reload()
    handler.does("agent_record_consulted", respondent="R1", found="在职，近三年无投诉")
    handler.does("customer_record_consulted", found="交费至2021年，2024年永久失效")
    handler.does("handling_sheet_opened", facts="四年保费交给代理人后未入账", opinion="建议上报")
    handler.does("notice_sent", complainant="C1", method="post", sent_on=DAY, proof="EMS 1109922334455")
    for person, role in (("C1", "complainant"), ("R1", "respondent")):
        meeting = {
            "person": person,
            "role": role,
            "place": "督察室",
            "started_at": f"{DAY}T07:00",
            "ended_at": f"{DAY}T08:00",
            "interviewers-1": Pick("lu", "陆督察"),
            "record": "问：交费在哪里？答：家里，现金。",
            "signature": "signed",
        }
        handler.does("interviewed", **meeting)


def asks_two_departments(company: Company) -> None:
    """One asks back, is answered, is urged twice, and answers; meanwhile another answers at once."""
    handler, department, another = company["wang"], company["qin"], company["cen"]
    elsewhere = {"department": "policy_service", "unit": Pick("4501", "南宁"), "question": ASKED_ELSEWHERE}
    handler.does("cohandling_requested", due_on="2026-11-05", **elsewhere)
    handler.does("cohandling_requested", department="claims", question=ASKED, due_on="2026-11-05")

    from_the_list(department, ASKED).click()
    sees_only_what_it_was_asked(department, 1)
    expect(department.page.locator("#act [name=request] option:not([value=''])")).to_have_count(1)
    department.does("cohandling_asked_back", question=ASKED_BACK)
    from_the_list(another, ASKED_ELSEWHERE).click()
    another.does("cohandling_answered", answer="发过三次")

    asked_back = from_the_list(handler, ASKED)
    expect(asked_back).to_contain_text(ASKED_BACK)
    asked_back.click()
    handler.does("cohandling_explained", text=TOLD)
    handler.does("urged", method="phone", text="请先查这一张")
    handler.does("urged", method="system", text="请今日答复")

    urged = from_the_list(department, ASKED)
    expect(urged).to_contain_text("催办 2 次")
    urged.click()
    expect(department.page.locator("#timeline")).to_contain_text(TOLD)
    department.does("cohandling_answered", answer="没有理赔记录")
    sees_only_what_it_was_asked(department, 6)
    expect(department.page.locator("#acts a.chip")).to_have_count(0)
    department.page.goto("/cohandling")
    expect(department.page.locator("main")).to_contain_text("没有等待答复的协办请求")


def from_the_list(hands: Hands, question: str) -> Locator:
    """A question in the list of what departments were asked, come to by the side bar."""
    hands.page.locator("#menu").get_by_role("link", name="协办").click()
    hands.page.wait_for_url("**/cohandling")
    return hands.page.locator("ol.inbox a", has_text=question)


def sees_only_what_it_was_asked(department: Hands, entries: int) -> None:
    """Of the case its page shows the department's own part, and nobody's name who isn't its business."""
    page = department.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("协办请求")
    expect(page.locator("#timeline .tl > li")).to_have_count(entries)
    shown = page.content()
    for hidden in (COMPLAINANT, "农**", "梁展业", VISIT["facts"], "138", "侵占", "EMS", ASKED_ELSEWHERE):
        assert hidden not in shown, hidden
    expect(page.locator("#owed, .chead, .party")).to_have_count(0)


def goes_up(company: Company) -> None:
    """County to city, which answers; then to the region, which answers too; and back to the handler."""
    handler = company["wang"]
    for level, username, instruction in (
        ("city", "zheng", "金额超出市分公司权限，报区分公司"),
        ("region", "huangfu", "依法处理，先退后追"),
    ):
        handler.page.reload()
        handler.does("escalated", to_level=level, facts="侵占保费48000元，本人承认", question="如何处理？")
        company.at_the_case(username).does("instructed", instruction=instruction)
    handler.page.reload()
    expect(handler.page.locator("#timeline")).to_contain_text("依法处理，先退后追")


def proposes(company: Company) -> None:
    """Find, tell the agent beforehand, hear him, propose."""
    handler = company["wang"]
    handler.does("found", allegation="A1", result="substantiated", reasons="收条与本人陈述相互印证")
    notice = {"facts": "收取四年保费未入账", "proposed": "解除代理合同", "method": "visit"}
    handler.does("sanction_notified", respondent="R1", **notice)
    handler.does("defence_heard", respondent="R1", outcome="heard", method="visit", text="承认，请求从轻；不采纳")
    proposal = {
        "outcome": "redress",
        "redress": "48000",
        "reasons": "退还保费，解除代理合同",
        "measures-0-respondent": "R1",
        "measures-0-sanctions-0-sanction": "termination",
        "measures-0-sanctions-0-points": "12",
    }
    handler.does("proposed", **proposal)


def is_signed(company: Company) -> None:
    """The unit head asks somebody by name and signs; he who is asked, the manager's deputy and counsel sign."""
    head = company.in_the_inbox("li", "signers_added")
    head.does("signers_added", **{"officers-0": Pick("zhou", "周督察"), "mode": "all", "question": "追回方式可行吗？"})
    company.in_the_inbox("li", "opinion_given").does("opinion_given", agrees=True, opinion="事实清楚，同意")
    expect(inbox(company["zhou"]).get_by_role("checkbox")).to_have_count(0)
    asked = company.in_the_inbox("zhou", "countersigned")
    asked.does("countersigned", agrees=True, opinion="可从佣金中追回")
    names_a_deputy(company)
    deputy_signs(company, "出差期间代签，同意")
    company.in_the_inbox("su", "opinion_given").does("opinion_given", agrees=True, opinion="依据充分，同意")


def names_a_deputy(company: Company) -> None:
    """The manager names the neighbour's manager for the week; who from then on has that seat too."""
    manager = company["chen"]
    page = manager.page
    page.locator("#menu").get_by_role("link", name="代理授权").click()
    form = page.locator("form", has=page.locator("[name=deputy]"))
    form.locator("[name=deputy]").fill("he")
    form.locator("[name=begins_on]").fill(DAY)
    form.locator("[name=ends_on]").fill("2026-11-06")
    form.locator("[name=reason]").fill("出差")
    form.get_by_role("button", name="指定").click()
    expect(page.locator(".notes .note.g")).to_contain_text("代理授权已登记")

    page = company["he"].page
    page.locator("#menu details.menu summary").click()
    page.locator("#menu details.menu button[name=office]", has_text="代 陈经理").click()
    expect(page.locator("#menu .brand")).to_contain_text("青秀区")


def deputy_signs(company: Company, opinion: str) -> None:
    """The deputy finds the manager's station in his inbox; both names stand on the sheet and in the timeline."""
    deputy = company.in_the_inbox("he", "opinion_given")
    deputy.does("opinion_given", agrees=True, opinion=opinion)
    expect(deputy.page.locator(".sheet li.done", has_text=opinion)).to_contain_text(IN_HIS_STEAD)
    expect(deputy.page.locator("#timeline .tl > li").first).to_contain_text(IN_HIS_STEAD)


def comes_back(company: Company) -> None:
    """Whoever decides sends it back to the unit head; she and all after her sign again, and only they."""
    decider = company.in_the_inbox("mo", "returned")
    decider.does("returned", to="unit_head", reason="请写明追回佣金的意见")
    company.in_the_inbox("li", "opinion_given").does("opinion_given", agrees=True, opinion="佣金一并追回，同意")
    deputy_signs(company, "佣金一并追回，代签同意")
    counsel = company.in_the_inbox("su", "opinion_given")
    counsel.does("opinion_given", agrees=True, opinion="追回有合同依据")
    expect(counsel.page.locator(".sheet li", has_text="周督察")).to_contain_text("可从佣金中追回")


def two_are_agreed_to(company: Company, other: str) -> None:
    """Two cases are ticked and agreed to at once; each has its own answer, and the inbox is empty."""
    decider = company["mo"]
    lines = inbox(decider)
    expect(lines.locator("li")).to_have_count(2)
    for number in (company.number, other):
        lines.get_by_role("checkbox", name=number).check()
    page = decider.page
    page.locator("[name=opinion]").fill("同意，依规办理")
    page.get_by_role("button", name="同意所选").click()
    page.get_by_role("dialog").get_by_role("button", name="确认").click()
    for number in (company.number, other):
        expect(page.locator(".notes .note.g", has_text=number)).to_have_text(re.compile("已审批同意"))
    expect(page.locator(".notes .note")).to_have_count(2)
    expect(page.locator("main")).to_contain_text("没有等您签署的事项")


def is_served_and_objected_to(company: Company) -> None:
    """The agent is decided on, served, and objects; somebody decides that who had no hand in it."""
    handler = company["wang"]
    handler.page.reload()
    handler.does("sanction_decided", respondent="R1", decision_no="桂督处〔2026〕18号", effective_on=DAY)
    handler.does("sanction_served", respondent="R1", method="post", served_on=DAY, proof="EMS 1109922336677")
    handler.does("objection_filed", respondent="R1", filed_on=DAY, text="处理过重")
    expect(handler.button("objection_decided")).to_have_count(0)
    company["mo"].open_case(company.number)
    expect(company["mo"].button("objection_decided")).to_have_count(0)
    another = company.at_the_case("wu")
    another.does("objection_decided", respondent="R1", reasons="红线违规，不予从轻")


def is_carried_out(company: Company) -> None:
    """Every step with its proof, until none is left; then the whole."""
    handler = company["wang"]
    handler.page.reload()
    for number, step in enumerate(TERMINATION):
        form = handler.begins("step_done")
        expect(form.locator("[name=steps]:checked")).to_have_count(len(TERMINATION) - number)
        handler.does("step_done", respondent="R1", steps=[step.value], proof=f"凭证{number + 1}")
    handler.does("sanction_executed", respondent="R1", proof="工号已冻结，执业登记已注销")


def ends(company: Company) -> None:
    """Pay, tell everybody who is to be told, close, call back, put away."""
    handler = company["wang"]
    handler.does("redress_paid", proof="转账回单 20261102")
    handler.does("replied", result="退还48000元", basis="保险法", remedies="核查、调解、仲裁、诉讼", method="visit")
    handler.does("police_reported", station="青秀公安分局", method="visit")
    handler.does("closed", disposition="handled", liable=True, causes="现金收费无监控")
    company.at_the_case("huang").does("called_back", satisfaction="satisfied", text="钱已到账")
    handler.page.reload()
    handler.does("archived")
    expect(handler.page.locator("#owed")).to_have_count(0)


def opened(number: str) -> OpenCase:
    """A case as the system sees it."""
    with within(Scope.SYSTEM):
        return open_cases("number", [number], now())[0]


def stands(number: str) -> None:
    """The case is archived, owes nothing, is whole, and names who did what; a deputy's entries hold both names."""
    with within(Scope.SYSTEM):
        assert list(verify_journals()) == []
        assert list(differences(now())) == []
    found = opened(number)
    case = found.dossier.case
    assert case.stage is Stage.ARCHIVED
    owed = duties(found.dossier, calendar_for("GX"), now())
    assert [duty.must.id for duty in owed if duty.open or duty.late] == []
    assert case.customer_track_ended
    assert case.agent_track_ended("R1")
    assert set(case.respondents["R1"].steps) == set[ExecutionStep](TERMINATION)
    did = [(entry.by, entry.kind, entry.acting_for) for entry in case.entries]
    assert {by for by, _, _ in did} == {
        "huang", "wang", "li", "qin", "cen", "zheng", "huangfu", "zhou", "he", "su", "mo", "wu",
    }  # fmt: skip
    assert [each for each in did if each[2]] == [("he", "opinion_given", "chen")] * 2
    assert [by for by, kind, _ in did if kind == "opinion_given"] == ["li", "he", "su"] * 2
    assert [by for by, kind, _ in did if kind in {"returned", "countersigned", "approved"}] == ["zhou", "mo", "mo"]
