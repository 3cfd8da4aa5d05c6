"""The forms of the procedure: what stands in which box, as pure functions from a subject to blocks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from anjie.paperwork.facts import allegation_words, basis, findings, measure_words, result
from anjie.paperwork.sheet import Block, Cell, Cover, Grid, Heading, Lines, Prose, Signing, Table
from anjie.paperwork.subject import Subject
from anjie.paperwork.withholding import withheld
from anjie.paperwork.wording import day, last_day, moment, money, ticked
from anjie.platform.sealing import is_sealed, mask_of
from anjie.procedure.acts.approval import Approved, Countersigned, OpinionGiven, Returned
from anjie.procedure.acts.archive import Archived
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.closing import Closed
from anjie.procedure.acts.collaboration import CohandlingAnswered, Escalated
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.investigation import EvidenceAdded, HandlingSheetOpened, Interviewed
from anjie.procedure.acts.opening import Declined
from anjie.procedure.acts.registration import Registered
from anjie.procedure.acts.sanction import DefenceHeard, ExecutionStepDone
from anjie.procedure.acts.verification import Verified
from anjie.procedure.casefile import Accused, Entry, Party
from anjie.procedure.terms import CaseClass, Genuineness, IntervieweeRole, Text
from anjie.procedure.values import Measure


@dataclass(frozen=True, slots=True)
class _Boxes:
    """The boxes of a form, named in the paper's language."""

    subject: Subject

    def __call__(self, zh: str, en: str, value: str = "") -> Cell:
        """Half a row."""
        return Cell(self.subject.say(Text(zh, en)), value)

    def wide(self, zh: str, en: str, value: str = "", tall: int = 0) -> tuple[Cell]:
        """A whole row."""
        return (Cell(self.subject.say(Text(zh, en)), value, span=2, tall=tall),)

    def heads(self, *names: str) -> tuple[str, ...]:
        """The heads of a table's columns, each as `中文|English`."""
        return tuple(self.subject.say(Text(*name.split("|"))) for name in names)

    def numbers(self) -> tuple[Cell, Cell]:
        """The case's two numbers."""
        case = self.subject.case
        return self("案件编号", "Case no.", case.number), self("登记编号", "Register no.", case.register_no)

    def handler(self) -> Cell:
        """Who handles it."""
        return self("经办人", "Handler", self.subject.name(self.subject.case.handler))


def masked(value: str) -> str:
    """A sealed value by its mask: a form lies open on many desks."""
    return mask_of(value) if is_sealed(value) else value


# -- the register form -----------------------------------------------------------------------------------------


def register_form(subject: Subject) -> tuple[Block, ...]:
    """The register form (登记表): one complaint, as it came in, was verified and opened."""
    return (Grid((*_register_head(subject), *_people(subject), *_matter(subject), *_opening(subject))),)


def _register_head(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    yield (
        box("案件编号", "Case no.", case.number),
        box("登记编号", "Register no.", case.register_no),
    )
    company = moment(case.received_by_company_at, language) if case.received_by_company_at else ""
    unit = moment(case.received_by_unit_at, language) if case.received_by_unit_at else ""
    yield box("公司收到", "By company", company), box("督察收到", "By unit", unit)
    channel = subject.say(case.channel.label) if case.channel else ""
    medium = subject.say(case.medium.label) if case.medium else ""
    yield box("来源渠道", "Channel", channel), box("投诉形式", "Form", medium)
    yield (
        box("转办单位", "Referred by", case.referrer),
        box("转办文号", "Reference", case.referrer_ref),
    )
    received = next(subject.entries(Received), None)
    who = subject.hand(received[0]) if received else ""
    yield (
        box("受理人", "Taken by", who),
        box("投诉人数", "Complainants", str(case.collective_count)),
    )


def _people(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    for party in subject.case.complainants.values():
        yield from _complainant(subject, party)
    for accused in subject.case.respondents.values():
        person = accused.is_
        name = box("被投诉代理人", "Agent", f"{accused.ref} {person.name}")
        yield name, box("代理人工号", "Agent code", person.agent)
        manager = Text("是", "Yes") if person.manager else Text("否", "No")
        yield (
            box("所属部组", "Team", person.team),
            box("主管人员", "Manager", subject.say(manager)),
        )


def _complainant(subject: Subject, party: Party) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    person = party.is_
    yield (
        box("投诉人", "Complainant", f"{party.ref} {person.name}"),
        box("与保单关系", "Relation", subject.say(person.role.label)),
    )
    kind = subject.say(person.id_kind.label) + " " if person.id_kind else ""
    papers = kind + masked(person.id_no) if person.id_no else ""
    yield box("证件", "Identity", papers), box("联系电话", "Phone", masked(person.phone))
    yield box.wide("联系地址", "Address", person.address)
    if person.proxy_for or person.mandate:
        yield (
            box("委托人", "On behalf of", person.proxy_for),
            box("授权证明", "Mandate", person.mandate),
        )


def _matter(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    case = subject.case
    for policy in case.policies:
        yield (
            box("保单号", "Policy", policy.number),
            box("险种", "Product", policy.product or policy.product_line),
        )
    yield box.wide("主要事实", "Facts", case.facts)
    yield box.wide("投诉请求", "Request", case.request)
    evidence = [act.evidence for _, act in subject.entries(Received) if act.evidence]
    yield box.wide("所附证据", "Evidence", "\n".join(evidence))
    amount = money(case.amount, subject.language) if case.amount else ""
    yield box("涉及金额", "Amount", amount), box("重复投诉", "Repeats", case.repeat_of)


def _opening(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    known = {str(code): row.code.label for code, row in subject.book.grounds.items()}
    grounds = "、".join(subject.say(known[each]) for each in case.grounds if each in known)
    yield box.wide("案件分类", "Class", ticked(case.case_class, CaseClass, language))
    yield box.wide("分类依据", "Grounds", grounds)
    verified = subject.last(Verified)
    yield box.wide("核实结果", "Verified", ticked(case.genuineness, Genuineness, language))
    if verified:
        entry, act = verified
        how = subject.say(act.method.label) + (f"，{act.whom}" if act.whom else "")
        yield (
            box("核实人", "Verified by", subject.hand(entry)),
            box("核实时间", "At", moment(entry.at, language)),
        )
        yield box.wide("核实情况", "What was found", "；".join(each for each in (how, act.found) if each))
    yield box.wide("立案", "Opening", _opened_or_declined(subject))
    promised = day(case.promised_on, language) if case.promised_on else ""
    yield box("承诺回复", "Promised", promised), box("办理期限", "Limits", _limits(subject))
    registered = subject.last(Registered)
    signed = f"{subject.hand(registered[0])} {moment(registered[0].at, language)}" if registered else ""
    handler = subject.name(case.handler) if case.handler else ""
    yield box("经办人", "Handler", handler), box("登记人签名", "Registered by", signed)


def _opened_or_declined(subject: Subject) -> str:
    at, declined = subject.case.opened_at, subject.last(Declined)
    when = moment(at, subject.language) if at else ""
    why = declined[1].reason if declined else ""
    opened = f"{'☑' if at else '☐'} {subject.say(Text('立案', 'Opened'))} {when}"
    refused = f"{'☑' if declined else '☐'} {subject.say(Text('不予受理', 'Declined'))} {why}"
    return f"{opened.strip()}　{refused.strip()}"


def _limits(subject: Subject) -> str:
    """The nearest limit of the company's own and the law's, as open now."""
    lines: list[str] = []
    for law, label in ((False, Text("督察：", "Ours: ")), (True, Text("法定：", "By law: "))):
        dues = [d.due for d in subject.duties if d.open and d.due and d.must.book.startswith("law") is law]
        if dues:
            lines.append(subject.say(label) + day(last_day(min(dues)), subject.language))
    return "\n".join(lines)


BLANK = ("公司收到|By company", "督察收到|By unit", "来源渠道|Channel", "投诉形式|Form", "转办单位|Referred by",
         "转办文号|Reference", "投诉人|Complainant", "与保单关系|Relation", "证件|Identity", "联系电话|Phone",
         "被投诉代理人|Agent", "代理人工号|Agent code", "保单号|Policy", "险种|Product", "涉及金额|Amount",
         "投诉人数|Complainants")  # fmt: skip
"""The small boxes of a register form to be filled in by hand."""


def blank_register_form(number: str, language: str) -> Grid:
    """A register form under a number put by, for a day without power."""
    say = Text.in_language
    small = [Cell(say(Text(*name.split("|")), language)) for name in BLANK]
    pairs = [(small[place], small[place + 1]) for place in range(0, len(small), 2)]

    def wide(zh: str, en: str, tall: int) -> tuple[Cell]:
        return (Cell(say(Text(zh, en), language), span=2, tall=tall),)

    return Grid((
        (Cell(say(Text("案件编号", "Case no."), language), number, span=2),),
        *pairs,
        wide("联系地址", "Address", 0),
        wide("主要事实", "Facts", 48),
        wide("投诉请求", "Request", 18),
        wide("所附证据", "Evidence", 12),
        (Cell(say(Text("案件分类", "Class"), language), ticked(None, CaseClass, language), span=2),),
        (Cell(say(Text("受理人签名", "Taken by"), language)), Cell(say(Text("登记人签名", "Registered by"), language))),
    ))  # fmt: skip


# -- the handling sheet ----------------------------------------------------------------------------------------


def handling_sheet(subject: Subject) -> tuple[Block, ...]:
    """The handling sheet (处理单): it travels with the case, and every station writes its opinion on it."""
    box = _Boxes(subject)
    case = subject.case
    opened = subject.last(HandlingSheetOpened)
    facts = opened[1].facts if opened else case.facts
    agents = "、".join(f"{a.is_.name}({a.is_.agent})" if a.is_.agent else a.is_.name for a in case.respondents.values())
    head = Grid((
        box.numbers(),
        (box("被投诉代理人", "Agents", agents), box.handler()),
        box.wide("案件分类", "Class", ticked(case.case_class, CaseClass, subject.language)),
        box.wide("案情摘要", "Facts", facts),
    ))  # fmt: skip
    return (head, *_allegations(subject), *_asked(subject), *_defence(subject), *_proposal(subject), *_after(subject))


def _allegations(subject: Subject) -> Iterator[Block]:
    box = _Boxes(subject)
    yield Heading(subject.say(Text("一、投诉事项与认定", "1. Allegations and findings")))
    rows = [
        (
            each.ref,
            subject.case.name_of(each.respondent),
            f"{each.violation} {allegation_words(subject, each)}",
            subject.say(each.result.label) if each.result else "",
            each.reasons,
        )
        for each in subject.case.standing.values()
    ]
    head = box.heads("序号|No.", "代理人|Agent", "投诉事项|Allegation", "认定|Finding", "理由|Reasons")
    yield Table(head, (2, 3, 7, 3, 7), tuple(rows))
    evidence = [(act.title_of, act.source, act.content) for _, act in subject.entries(EvidenceAdded)]
    if evidence:
        names = box.heads("证据|Evidence", "来源|From", "证明内容|Shows")
        yield Table(names, (4, 3, 6), tuple(evidence))


def _asked(subject: Subject) -> Iterator[Block]:
    box = _Boxes(subject)
    requests = subject.case.requests
    if not requests:
        return
    answers = {act.request: act.answer for _, act in subject.entries(CohandlingAnswered)}
    yield Heading(subject.say(Text("协办", "Other departments")))
    head = box.heads("部门|Department", "问题|Question", "限期|By", "答复|Answer")
    yield Table(
        head,
        (3, 6, 3, 6),
        tuple(
            (subject.say(r.department.label), r.question, day(r.due_on, subject.language), answers.get(ref, ""))
            for ref, r in requests.items()
        ),
    )


def _defence(subject: Subject) -> Iterator[Block]:
    box = _Boxes(subject)
    heard = [
        (subject.case.name_of(act.respondent), subject.say(act.outcome.label), act.text)
        for _, act in subject.entries(DefenceHeard)
    ]
    if heard:
        yield Heading(subject.say(Text("二、代理人陈述申辩", "2. The agent's defence")))
        yield Table(
            box.heads("代理人|Agent", "情况|Outcome", "内容|What was said"),
            (3, 3, 9),
            tuple(heard),
        )


def _proposal(subject: Subject) -> Iterator[Block]:
    box = _Boxes(subject)
    yield Heading(subject.say(Text("三、处理意见", "3. What is proposed")))
    found = subject.last(Proposed)
    rows: list[tuple[Cell, ...]] = []
    if found:
        _, act = found
        amount = money(act.redress, subject.language) if act.redress else "—"
        rows.append((
            box("对客户的处理", "For the customer", subject.say(act.outcome.label)),
            box("金额", "Amount", amount),
        ))  # fmt: skip
        rows += [_imposed_box(subject, measure) for measure in act.measures]
        rows.append(box.wide("意见及依据", "Reasons", act.reasons))
    rows += [box.wide(*station, tall=8) for station in _opinions(subject)]
    yield Grid(tuple(rows))


def _imposed_box(subject: Subject, measure: Measure) -> tuple[Cell]:
    name = subject.case.name_of(measure.respondent)
    return _Boxes(subject).wide(name, name, measure_words(subject, measure))


def _opinions(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Each station's opinion with name and time; those on an earlier proposal are said to be so."""
    made = subject.case.proposal.seq if subject.case.proposal else 0
    for entry in subject.case.entries:
        said = _opinion(subject, entry)
        if said:
            label, words = said
            former = "" if entry.seq > made else subject.say(Text("(对前一意见)", " (on an earlier proposal)"))
            who = f"{subject.hand(entry)}　{moment(entry.at, subject.language)}{former}"
            yield label.zh, label.en, f"{words}\n{who}"


def _opinion(subject: Subject, entry: Entry) -> tuple[Text, str] | None:
    agrees = {True: Text("同意。", "Agreed. "), False: Text("不同意。", "Not agreed. ")}
    match entry.act:
        case OpinionGiven() as act:
            return act.station.label, subject.say(agrees[act.agrees]) + act.opinion
        case Countersigned() as act:
            return Text("会签", "Countersigned"), subject.say(agrees[act.agrees]) + act.opinion
        case Approved() as act:
            return Text("审批", "Decision"), subject.say(agrees[True]) + act.opinion
        case Returned() as act:
            return Text("退回", "Returned"), act.reason
        case _:
            return None


def _after(subject: Subject) -> Iterator[Block]:
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    rows = [
        (accused.is_.name, accused.decision_no, day(accused.effective_on, language) if accused.effective_on else "",
         day(accused.served_on, language) if accused.served_on else "", _steps(subject, accused))
        for accused in case.answering.values() if accused.decided
    ]  # fmt: skip
    if rows:
        yield Heading(subject.say(Text("四、决定与执行", "4. Decision and execution")))
        head = box.heads("代理人|Agent", "文号|No.", "生效|In force", "送达|Served", "执行事项|Done")
        yield Table(head, (3, 4, 3, 3, 5), tuple(rows))
    sent = [f"{each.kind.label.in_language(language)} {each.number}" for each in case.letters.values()]
    closed = moment(case.closed_at, language) if case.closed_at else ""
    yield Grid((box.wide("已签发文书", "Letters", "\n".join(sent)), box.wide("结案时间", "Closed", closed)))


def _steps(subject: Subject, accused: Accused) -> str:
    done = [
        f"{subject.say(step.label)} {day(act.done_on, subject.language)}"
        for _, act in subject.entries(ExecutionStepDone)
        if act.respondent == accused.ref
        for step in act.steps
    ]
    return "\n".join(done)


# -- the interview record --------------------------------------------------------------------------------------

DUTIES_TOLD = Text(
    "访谈人已出示证件，说明来意；已告知被访谈人应如实陈述，有权要求与本案有利害关系的访谈人回避，有权核对并补充、更正记录。",
    "The interviewers showed who they are and said why they came. The person was told to speak the truth, that he "
    "may object to an interviewer with an interest in the matter, and that he may check, add to and correct this "
    "record.",
)
READ_BACK = Text(
    "以上记录我已看过(或已向我宣读)，与我所说的一致。",
    "I have read this record (or it was read to me); it is what I said.",
)
BY_HAND = 18
"""Lines on a record to be written by hand."""


def interview(subject: Subject) -> tuple[Entry, Interviewed] | None:
    """The session the record is about; None for one to be written by hand."""
    return next((found for found in subject.entries(Interviewed) if str(found[0].seq) == subject.about), None)


def interview_record(subject: Subject) -> tuple[Block, ...]:
    """The interview record (访谈记录表): each page is signed. Whoever is no complainant reads no complainant's name."""
    found = interview(subject)
    told = Prose(subject.say(DUTIES_TOLD), indent=True)
    if found is None:
        return (Grid((*_session_by_hand(subject),)), told, Lines(BY_HAND), Prose(subject.say(READ_BACK)))
    _, act = found
    record = act.record
    if act.role is not IntervieweeRole.COMPLAINANT:
        record = withheld(record, subject.case, subject.language)
    refused = f"：{act.refusal_reason}" if act.refusal_reason else ""
    ended = Prose(subject.say(act.signature.label) + refused)
    return (Grid((*_session(subject, act),)), told, Prose(record), ended, Prose(subject.say(READ_BACK)))


def _session(subject: Subject, act: Interviewed) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    whom = case.complainants[act.person].is_.name if act.person in case.complainants else case.name_of(act.person)
    yield box("案件编号", "Case no.", case.number), box("地点", "Place", act.place)
    yield (
        box("开始时间", "From", moment(act.started_at, language)),
        box("结束时间", "To", moment(act.ended_at, language)),
    )
    yield box("被访谈人", "Person", whom), box("身份", "As", subject.say(act.role.label))
    yield (
        box("访谈人", "Interviewers", "、".join(map(subject.name, act.interviewers))),
        box("记录人", "Recorder", subject.name(act.recorder) if act.recorder else ""),
    )
    if act.recording_sha256:
        yield box.wide("录音指纹", "Recording", act.recording_sha256)


def _session_by_hand(subject: Subject) -> Iterator[tuple[Cell, ...]]:
    box = _Boxes(subject)
    yield box("案件编号", "Case no.", subject.case.number), box("地点", "Place")
    yield box("开始时间", "From"), box("结束时间", "To")
    yield (
        box("被访谈人", "Person"),
        box("身份", "As", ticked(None, IntervieweeRole, subject.language)),
    )
    yield box("访谈人", "Interviewers"), box("记录人", "Recorder")


def page_signers(subject: Subject) -> tuple[str, ...]:
    """Who signs each page of an interview record."""
    box = _Boxes(subject)
    interviewer = "访谈人|Interviewer"
    return box.heads("被访谈人|Person", interviewer, interviewer, "记录人|Recorder")


# -- upwards ---------------------------------------------------------------------------------------------------


def escalation(subject: Subject) -> tuple[Block, ...]:
    """What is sent up: a cover with the question, and the list of what comes with it."""
    box = _Boxes(subject)
    case = subject.case
    found = subject.last(Escalated)
    head = Grid((
        box.numbers(),
        (
            box("上报至", "To", subject.say(found[1].to_level.label) if found else ""),
            box("上报时间", "On", moment(found[0].at, subject.language) if found else ""),
        ),
        box.wide("案件情况", "Facts", found[1].facts if found else ""),
        box.wide("请示事项", "Question", found[1].question if found else ""),
        box.wide("经办人", "Handler", subject.name(case.handler)),
    ))  # fmt: skip
    listed = Heading(subject.say(Text("所附材料清单", "What comes with it")))
    return head, listed, index_table(subject), Signing(subject.issuer.name, day(subject.dated, subject.language))


# -- service on the agent --------------------------------------------------------------------------------------


def service_receipt(subject: Subject) -> tuple[Block, ...]:
    """The receipt of service (送达回证): the agent signs for the decision. Who complained stands nowhere on it."""
    box = _Boxes(subject)
    accused = subject.case.respondents[subject.about]
    return (
        Grid((
            (box("案件编号", "Case no.", subject.case.number), box("决定文号", "Decision", accused.decision_no)),
            (box("受送达人", "Served on", accused.is_.name), box("工号", "Code", accused.is_.agent)),
            box.wide("送达文书", "What", subject.say(Text("违规处理决定书", "Decision on the agent"))),
            (box("送达方式", "By"), box("送达地点", "Place")),
            box.wide("受送达人签名", "Signature", tall=16),
            (box("签收时间", "Received on"), box("送达人", "Served by")),
            box.wide("拒收或代收情况", "If refused, or taken by another", tall=14),
        )),
    )  # fmt: skip


# -- the end ---------------------------------------------------------------------------------------------------


def closing_report(subject: Subject) -> tuple[Block, ...]:
    """The closing report (结案报告): what was complained of, found, decided, told; causes and lesson."""
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    found = subject.last(Closed)
    liable = {True: Text("有责投诉", "At fault"), False: Text("无责投诉", "Not at fault"), None: Text("", "")}[
        case.liable
    ]
    grid = Grid((
        box.numbers(),
        (
            box("立案时间", "Opened", moment(case.opened_at, language) if case.opened_at else ""),
            box("结案时间", "Closed", moment(case.closed_at, language) if case.closed_at else ""),
        ),
        (
            box("结案方式", "How it ended", subject.say(found[1].disposition.label) if found else ""),
            box("责任认定", "Fault", subject.say(liable)),
        ),
        box.wide("案情", "Facts", case.facts),
        box.wide("认定", "Findings", findings(subject)),
        box.wide("对客户的处理", "The customer", result(subject)),
        box.wide("依据和理由", "Basis", basis(subject)),
        box.wide("对代理人的处理", "The agents", "\n".join(_imposed(subject))),
        box.wide("客户满意度", "Satisfaction", subject.say(case.satisfaction.label) if case.satisfaction else ""),
        box.wide("成因分析", "Causes", found[1].causes if found else ""),
        box.wide("整改建议", "Lesson", found[1].lesson if found else ""),
    ))  # fmt: skip
    return grid, Signing(subject.issuer.name, day(subject.dated, language), subject.name(subject.signer))


def _imposed(subject: Subject) -> Iterator[str]:
    for accused in subject.case.answering.values():
        if accused.decided:
            yield f"{accused.is_.name}：{measure_words(subject, accused.measure)}"


def archive_cover(subject: Subject) -> tuple[Block, ...]:
    """The cover of the file (卷宗封面). No complainant's name on it: it stands on a shelf."""
    box = _Boxes(subject)
    case, language = subject.case, subject.language
    agents = "、".join(accused.is_.name for accused in case.respondents.values())
    return (
        Cover(subject.say(Text("投诉查处卷宗", "Complaint file")), case.number),
        Grid((
            (box("登记编号", "Register no.", case.register_no), box("卷宗号", "File no.", _file_no(subject))),
            (box("被投诉代理人", "Agents", agents), box.handler()),
            (box("案件分类", "Class", subject.say(case.case_class.label)),
             box("结案方式", "How it ended", subject.say(case.disposition.label) if case.disposition else "")),
            (box("立案日期", "Opened", _local(subject, case.opened_at)),
             box("结案日期", "Closed", _local(subject, case.closed_at))),
            (box("归档日期", "Archived", _local(subject, case.archived_at)),
             box("件数", "Papers", str(len(list(index_rows(subject)))))),
        )),
        Signing(subject.issuer.name, day(subject.dated, language)),
    )  # fmt: skip


def _local(subject: Subject, at: datetime | None) -> str:
    return day(at.astimezone(subject.calendar.zone).date(), subject.language) if at else ""


def _file_no(subject: Subject) -> str:
    found = subject.last(Archived)
    return found[1].file_no if found else ""


def archive_index(subject: Subject) -> tuple[Block, ...]:
    """The index of the file (卷内目录)."""
    number = Prose(
        subject.say(Text(f"案件编号：{subject.case.number}", f"Case no. {subject.case.number}")), indent=False
    )
    return number, index_table(subject)


def index_table(subject: Subject) -> Table:
    """What is in the file, in its order."""
    box = _Boxes(subject)
    head = box.heads("序号|No.", "材料名称|Title", "日期|Date", "页数|Pages", "文件指纹|Hash")
    return Table(head, (1, 7, 3, 1, 3), tuple(_numbered(index_rows(subject))))


def _numbered(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        yield str(number), *row


SHOWN = 16
"""Characters of a hash by which a paper is found in the file."""


def index_rows(subject: Subject) -> Iterator[tuple[str, str, str, str]]:
    """Each paper of the file: title, day, pages, and the beginning of its hash."""
    letters = {letter.seq: letter for letter in subject.case.letters.values()}
    for entry in subject.case.entries:
        on = _local(subject, entry.at)
        if letter := letters.get(entry.seq):
            title = f"{subject.say(letter.kind.label)} {letter.number}"
            yield title, day(letter.dated, subject.language), str(letter.pages or ""), letter.sha256[:SHOWN]
        if isinstance(entry.act, EvidenceAdded):
            yield subject.say(Text("证据：", "Evidence: ")) + entry.act.title_of, on, "", entry.act.sha256[:SHOWN]
        for paper in entry.act.papers if isinstance(entry.act, Act) else ():
            yield paper.title, on, "", paper.sha256[:SHOWN]
