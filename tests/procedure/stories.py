"""Stories: journals written as lines a lawyer can read, and the officers who appear in them.

    10-09 09:00  received  medium=written channel=letter
    10-09 09:30  registered  case_class=major grounds=embezzlement

A line is a day and time in 2026, the kind of act, its fields where they matter, and `by=` where it matters who. All
other fields get stock words. Days within fields are written the same way; `agents=A1,A2` and `people=3` say how many
appear, `upline=M1` which manager stands above the agents, `allegations=R1:V03,R2:V12` and
`measures=R1:warning,R2:exempt` who is said to have done what and gets what.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from anjie.directory.holidays import build_calendar
from anjie.procedure.acts import ACTS, parse
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.papers import Blackout
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.duties import Dossier, fold
from anjie.procedure.office import Office
from anjie.procedure.papers import Content
from anjie.procedure.rulebook import Rulebook, shipped
from anjie.procedure.terms import Department, Level, Reach, Role
from anjie.procedure.values import Paper

CALENDAR = build_calendar()
BOOK = shipped().editions("measures-gx")[-1]
YEAR = 2026

TO_ANSWER = timedelta(days=5)
"""What an agent is given to answer unless the story says otherwise: the fewest days there may be."""

SECRETS = ("梁某某的真名", "13877112233", "450103198001011234")
"""The complainant's name, phone and identity number in every story: nothing an agent may read holds them."""

Body = dict[str, object]

SCAN = Paper(title="扫描件", sha256="0" * 64)

STOCK: Mapping[str, Body] = {
    # by its number it is not drawn to be called back
    "received": {
        "number": "450103-2026-00001", "channel": "phone", "medium": "oral", "facts": "事实", "request": "请求",
    },
    "facts_added": {"facts": "补充"},
    "party_changed": {},
    "identity_revealed": {"ref": "C1", "reason": "核对身份"},
    "registered": {"case_class": "ordinary"},
    "acknowledged": {"method": "phone"},
    "verified": {"result": "genuine", "method": "phone"},
    "opened": {"allegations": "R1:V14"},
    "allegations_added": {"allegations": "R1:V14"},
    "declined": {"ground": "not_ours", "reason": "理由"},
    "merged": {"into": "另案", "reason": "理由"},
    "absorbed": {"case_number": "另案", "reason": "理由"},
    "split": {"respondent": "R2", "to": "另案", "reason": "理由"},
    "classified": {"case_class": "major", "reason": "理由"},
    "assigned": {"handler": "inspector"},
    "recused": {"officer": "inspector", "reason": "亲属"},
    "withdrawn": {"reason": "已和解"},
    "agent_record_consulted": {"respondent": "R1", "found": "无记录"},
    "customer_record_consulted": {"found": "保单有效"},
    "handling_sheet_opened": {"facts": "案情"},
    "notice_sent": {"complainant": "C1", "method": "post"},
    "interviewed": {
        "person": "R1", "role": "respondent", "place": "会议室", "record": "问答", "signature": "signed",
        "interviewers": "inspector,supervisor",
    },
    "evidence_added": {"title_of": "录音"},
    "sanction_notified": {"respondent": "R1", "facts": "认定", "proposed": "警告", "method": "visit"},
    "defence_heard": {"respondent": "R1", "outcome": "heard", "method": "visit", "text": "申辩"},
    "cohandling_requested": {"department": "claims", "question": "问题"},
    "cohandling_answered": {"request": "Q1", "answer": "答复"},
    "cohandling_declined": {"request": "Q1", "reason": "不属本部门"},
    "cohandling_asked_back": {"request": "Q1", "question": "反问"},
    "cohandling_explained": {"request": "Q1", "text": "说明"},
    "cohandling_handed_on": {"request": "Q1", "department": "finance", "reason": "属财务部"},
    "urged": {"request": "Q1", "method": "phone"},
    "reply_promised": {"method": "phone"},
    "counsel_consulted": {"question": "问题"},
    "counsel_advised": {"advice": "意见"},
    "escalated": {"to_level": "region", "facts": "案情", "question": "请示"},
    "instructed": {"instruction": "批复"},
    "transferred": {"to_unit": "other", "reason": "理由"},
    "transfer_accepted": {},
    "transfer_refused": {"reason": "不属本单位"},
    "police_reported": {"station": "派出所", "method": "visit"},
    "regulator_reported": {"body": "监管局", "method": "post"},
    "extended": {"ground": "complex", "reason": "复杂"},
    "suspended": {"ground": "appraisal", "reason": "鉴定"},
    "resumed": {"reason": "鉴定完成"},
    "found": {"allegation": "A1", "result": "unsubstantiated", "reasons": "理由"},
    "proposed": {"outcome": "explained", "reasons": "依据"},
    "approved": {},
    "returned": {"reason": "理由"},
    "proposal_withdrawn": {"reason": "有误"},
    "opinion_given": {"station": "unit_head", "agrees": "true", "opinion": "意见"},
    "signers_added": {"officers": "supervisor", "mode": "all", "question": "问题"},
    "countersigned": {"signature": "S1", "agrees": "true", "opinion": "意见"},
    "signature_handed_over": {"signature": "S1", "officer": "approver", "reason": "理由"},
    "signature_delegated": {"signature": "S1", "officer": "counsel", "question": "问题"},
    "copied_to": {"officers": "supervisor"},
    "sanction_decided": {"respondent": "R1", "decision_no": "桂督处1号"},
    "sanction_served": {"respondent": "R1", "method": "visit", "proof": "回执"},
    "objection_filed": {"respondent": "R1", "text": "异议"},
    "objection_decided": {"respondent": "R1", "reasons": "理由"},
    "step_done": {"respondent": "R1", "steps": "points_entered", "proof": "扣分单"},
    "sanction_executed": {"respondent": "R1", "proof": "停佣记录"},
    "sanction_activated": {"respondent": "R1", "ground": "new_violation", "reasons": "理由"},
    "sanction_lapsed": {"respondent": "R1", "text": "表现良好"},
    "sanction_revoked": {"respondent": "R1", "reason": "理由"},
    "record_repaired": {"respondent": "R1", "proof": "冲正单"},
    "answered_on_spot": {"answer": "答复", "accepted": "true"},
    "replied": {"result": "结果", "basis": "依据", "remedies": "核查、调解、仲裁、诉讼", "method": "post"},
    "redress_paid": {"amount": "100", "proof": "回单"},
    "referrer_informed": {"method": "system", "text": "反馈"},
    "complainant_confirmed": {"method": "phone"},
    "called_back": {"satisfaction": "satisfied"},
    "dissatisfaction_followed_up": {"method": "phone", "text": "原因"},
    "closed": {"disposition": "handled", "causes": "成因"},
    "reopened": {"reason": "理由"},
    "late_explained": {"clause": "register-same-day", "cause": "停电"},
    "review_requested": {"request": "不服"},
    "review_accepted": {},
    "review_decided": {"process": "合规", "timeliness": "及时", "result": "维持"},
    "mediation_proposed": {},
    "letter_issued": {"paper": "notice_letter", "signer": "inspector", "contains": tuple(Content)},
    "letter_sent": {"letter": "L1", "method": "post"},
    "signed_paper_returned": {"letter": "L1", "papers": (SCAN,)},
    "paper_redacted": {
        "entry": 6, "place": 0, "reader": "department", "grounds": ("third-person",), "reason": "…",
        "areas": (Blackout(page=1, left=0, top=0, width=9, height=9),), "papers": (SCAN,),
    },
    "copy_disclosed": {"reader": "court", "to_whom": "青秀区法院", "basis": "调查函1号", "papers": (SCAN,)},
    "delivery_noted": {"letter": "L1", "result": "delivered"},
    "mediation_ended": {"result": "达成协议"},
    "archived": {},
    "sealed": {},
    "hold_placed": {"reason": "诉讼"},
    "hold_lifted": {"reason": "结束"},
    "disposal_proposed": {},
    "disposal_approved": {"reason": "同意"},
    "disposed": {},
    "imported": {"source": "旧系统", "source_number": "1"},
    "duty_missed": {"duty": "register-same-day:1:", "clause": "register-same-day"},
    "calendar_revised": {"text": "调休"},
}  # fmt: skip
"""For each act, what a story need not say."""

TODAY = {
    "withdrawn": ("received_on",),
    "letter_issued": ("dated",),
    "letter_sent": ("sent_on",),
    "delivery_noted": ("noted_on",),
    "notice_sent": ("sent_on",),
    "extended": ("told_on",),
    "suspended": ("told_on",),
    "sanction_notified": ("told_on",),
    "sanction_decided": ("effective_on",),
    "step_done": ("done_on",),
    "redress_paid": ("paid_on",),
    "sanction_served": ("served_on",),
    "sanction_activated": ("effective_on",),
    "sanction_lapsed": ("noted_on",),
    "objection_filed": ("filed_on",),
    "review_requested": ("received_on",),
    "review_decided": ("told_on",),
    "imported": ("received_on",),
    "disposal_proposed": ("free_on",),
    "disposed": ("free_on",),
    "reply_promised": ("promised_on",),
    "cohandling_requested": ("due_on",),
    "received": ("received_by_company_at", "received_by_unit_at"),
    "facts_added": ("received_at",),
    "interviewed": ("ended_at",),
}
"""Fields that hold the time of the entry unless the story says otherwise."""


def at(text: str) -> datetime:
    """Read a moment of the stories' year in Shanghai: `10-09 09:00`, or `10-09` for its midnight."""
    day, _, time = text.partition(" ")
    full = day if day.count("-") == 2 else f"{YEAR}-{day}"
    return datetime.fromisoformat(f"{full} {time or '00:00'}").replace(tzinfo=SHANGHAI)


def build(kind: str, said: Mapping[str, str], moment: datetime, case: CaseFile | None = None) -> Act:
    """Make an act of stock words and what a story says of it."""
    body: Body = dict.fromkeys(TODAY.get(kind, ()), moment)
    if kind == "interviewed":
        body["started_at"] = moment.replace(hour=moment.hour - 1)
    if kind == "sanction_notified":
        body["answer_by"] = moment + TO_ANSWER
    if "digest" in ACTS[kind].model_fields and case and case.proposal:
        body["digest"] = case.proposal.digest
    body |= STOCK[kind]
    body |= said
    if kind == "received":
        body["complainants"] = _people(int(str(body.pop("people", 1))))
        upline = str(body.pop("upline", ""))
        body["respondents"] = [_agent(code, upline) for code in str(body.pop("agents", "A1")).split(",")]
    if kind == "party_changed":
        body |= {"respondent": _agent(said["respondent"])} if "respondent" in said else {}
        body |= {"complainant": {"name": said["complainant"], "role": "other"}} if "complainant" in said else {}
    return parse(kind, {name: _value(name, value) for name, value in body.items()})


def _people(count: int) -> list[Body]:
    name, phone, identity = SECRETS
    person = {"name": name, "phone": phone, "id_kind": "resident", "id_no": identity, "role": "policyholder"}
    return [person for _ in range(count)]


def _value(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value if name.endswith("_at") else value.date()
    if not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return at(value.replace("T", " "))
    if name.endswith("_on") or name in ("referrer_reply_by", "answer_by", "probation_until"):
        return at(value).date()
    return SPLIT[name](value) if name in SPLIT else value


def _pairs(value: str) -> Iterator[tuple[str, str]]:
    for pair in value.split(","):
        left, _, right = pair.partition(":")
        yield left, right


def _allegations(value: str) -> list[Body]:
    return [{"respondent": ref, "violation": code} for ref, code in _pairs(value)]


def _measures(value: str) -> list[Body]:
    return [
        {"respondent": ref, "exemption": "理由"}
        if code == "exempt"
        else {"respondent": ref, "sanctions": [_sanction(code)]}
        for ref, code in _pairs(value)
    ]


def _sanction(code: str) -> Body:
    """A sanction at once, or suspended for so many months: `warning~3`."""
    name, _, months = code.partition("~")
    return {"sanction": name, "manner": "suspended", "probation": months} if months else {"sanction": name}


def _agent(code: str, upline: str = "") -> Body:
    """An agent by his code and that of the manager above him; `?` is one whose code isn't known yet."""
    return {"name": f"代理人{code}", "agent": code.strip("?"), "upline": [upline] if upline else []}


def _words(value: str) -> list[str]:
    return value.split(",")


def _papers(value: str) -> list[Body]:
    return [{"title": title} for title in value.split(",")]


SPLIT = {
    "papers": _papers,
    "allegations": _allegations,
    "measures": _measures,
    "grounds": _words,
    "interviewers": _words,
    "officers": _words,
    "staff_named": _words,
    "steps": _words,
}


class Line(NamedTuple):
    """One line of a story, read."""

    moment: datetime
    kind: str
    by: str
    said: Mapping[str, str]


def read_lines(story: str) -> Iterator[Line]:
    """Read a story line by line."""
    for line in story.strip().splitlines():
        day, time, kind, *rest = line.split()
        said = dict(word.split("=", 1) for word in rest)
        yield Line(at(f"{day} {time}"), kind, said.pop("by", "inspector"), said)


def told(story: str, book: Rulebook = BOOK) -> Dossier:
    """Fold a story, whether or not its acts were allowed."""
    dossier = fold((), book)
    for line in read_lines(story):
        act = build(line.kind, line.said, line.moment, dossier.case)
        dossier.add(Entry(dossier.case.version + 1, line.moment, line.by, "county", act))
    return dossier


def office(who: str, moment: datetime) -> Office:
    """Read an officer: `inspector`, `approver@city`, `approver@city/above`, `li=supervisor@county`, `… ties=A1`."""
    words, _, ties = who.partition(" ties=")
    post, _, reach = words.partition("/")
    named, _, level = post.partition("@")
    officer, _, role = named.rpartition("=")
    return Office(
        officer=officer or role,
        unit=level or "county",
        level=Level(level or "county"),
        roles=frozenset({Role(role)}),
        at=moment,
        calendar=CALENDAR,
        department=Department.CLAIMS if role == "department" else None,
        reach=Reach(reach or "own"),
        ties=frozenset(ties.split(",")) if ties else frozenset(),
    )


class Asked(NamedTuple):
    """An act about to be done: by whom, to which case."""

    dossier: Dossier
    act: Act
    office: Office


def asked(who: str, act: str, story: str) -> Asked:
    """Read an act about to be done, by whom, after which story."""
    dossier = told(story)
    line = next(read_lines(act))
    return Asked(dossier, build(line.kind, line.said, line.moment, dossier.case), office(who, line.moment))
