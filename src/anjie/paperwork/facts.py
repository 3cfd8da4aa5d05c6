"""What a case says for each thing that can stand on a paper: pure functions from a subject to words.

An empty answer means that the file doesn't say it (yet). What an officer wrote for the letter goes before what the file
says; on a paper for an agent, whatever is said passes through `withheld`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from anjie.paperwork.subject import Subject
from anjie.paperwork.withholding import withheld
from anjie.paperwork.wording import day, last_day, missing, money
from anjie.procedure.acts.clocks import Extended, Suspended
from anjie.procedure.acts.closing import Closed
from anjie.procedure.acts.collaboration import Escalated, ReplyPromised
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.opening import Declined
from anjie.procedure.acts.reply import AnsweredOnSpot
from anjie.procedure.acts.review import ReviewDecided
from anjie.procedure.acts.sanction import ObjectionDecided, ObjectionFiled, SanctionNotified
from anjie.procedure.casefile import Accused, Allegation
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.saying import sanction_text
from anjie.procedure.terms import Text
from anjie.procedure.values import Measure

Says = Callable[[Subject], str]

LAW_LIMIT = "decide-and-tell"
"""The law's own limit for deciding and telling; what a letter gives as the time by which there will be an answer."""

OWN_NUMBERS = (Content.LETTER_NUMBER, Content.DATE, Content.UNIT, Content.SIGNER, Content.ADDITION)
"""What every paper may say."""


def facts_of(kind: PaperKind, subject: Subject, contents: Sequence[Content], *, agent_side: bool) -> dict[Content, str]:
    """What this paper says, thing by thing, in the order asked; empty for what is lacking."""
    own = OWN.get(kind, {})
    found: dict[Content, str] = {}
    for content in contents:
        words = subject.said.get(content, "") or (own.get(content) or COMMON[content])(subject)
        keeps = content in (Content.AGENT, Content.AGENT_CODE)
        found[content] = withheld(words, subject.case, subject.language) if agent_side and not keeps else words
    return found


def shown(facts: Mapping[Content, str], language: str) -> dict[Content, str]:
    """The same with what is lacking marked for everybody to see; an addition need not be."""
    return {
        content: words or ("" if content is Content.ADDITION else missing(content.label, language))
        for content, words in facts.items()
    }


# -- who -------------------------------------------------------------------------------------------------------


def complainant(subject: Subject) -> str:
    """To whom it is addressed; all of them where it is about no one."""
    parties = subject.case.complainants
    chosen = [parties[subject.about]] if subject.about in parties else [*parties.values()]
    return "、".join(party.is_.name for party in chosen)


def _accused(subject: Subject) -> list[Accused]:
    everybody = subject.case.respondents
    return [everybody[subject.about]] if subject.about in everybody else [*everybody.values()]


def agent(subject: Subject) -> str:
    """The agent it is about, or all of them."""
    return "、".join(accused.is_.name for accused in _accused(subject))


def _agent_code(subject: Subject) -> str:
    return "、".join(accused.is_.agent for accused in _accused(subject) if accused.is_.agent)


def _signer(subject: Subject) -> str:
    return subject.name(subject.signer) if subject.signer else ""


def _handler(subject: Subject) -> str:
    return subject.name(subject.case.handler) if subject.case.handler else ""


# -- what was complained of ------------------------------------------------------------------------------------


def _received_on(subject: Subject) -> str:
    at = subject.case.received_by_company_at or subject.case.received_by_unit_at
    if at:
        return day(at.astimezone(subject.calendar.zone).date(), subject.language)
    stated = subject.case.stated_received
    return day(stated, subject.language) if stated else ""


def _due_on(subject: Subject) -> str:
    dues = [duty.due for duty in subject.duties if duty.must.id == LAW_LIMIT and duty.due]
    return day(last_day(max(dues)), subject.language) if dues else ""


def _next_steps(subject: Subject) -> str:
    return subject.say(
        Text(
            "我们将查阅有关资料，向您和有关人员了解情况，逐项核实后作出处理决定，并书面告知您结果。",
            "We shall look into the records, hear you and whoever is concerned, establish each point, decide, "
            "and tell you the outcome in writing.",
        )
    )


def _rights(subject: Subject) -> str:
    return subject.say(
        Text(
            "办理期间，您可以补充事实和证据，可以撤回投诉，也可以申请调解；认为经办人员与本案有利害关系的，可以申请其回避。",
            "Meanwhile you may add facts and evidence, withdraw the complaint or ask for mediation; and you may object "
            "to an officer who has an interest in the matter.",
        )
    )


def _promised_on(subject: Subject) -> str:
    found = subject.last(ReplyPromised)
    return day(found[1].promised_on, subject.language) if found else ""


# -- what was found and decided --------------------------------------------------------------------------------


def allegation_words(subject: Subject, each: Allegation) -> str:
    """What an allegation is called."""
    row = subject.book.violations.get(each.violation)
    label = subject.say(row.label) if row else each.violation
    return f"{label}：{each.text}" if each.text else label


def findings(subject: Subject) -> str:
    """The finding on each allegation, with its reasons; empty while one is lacking."""
    mine = [a for a in subject.case.standing.values() if subject.about not in subject.case.respondents
            or a.respondent == subject.about]  # fmt: skip
    if not mine or not all(each.result for each in mine):
        return ""
    return "\n".join(_finding(subject, number, each) for number, each in enumerate(mine, 1))


def _finding(subject: Subject, number: int, each: Allegation) -> str:
    what, result = allegation_words(subject, each), each.result.label if each.result else Text("", "")
    return subject.say(
        Text(
            f"{number}. {what}。认定：{result.zh}。{each.reasons}",
            f"{number}. {what}. Found: {result.en}. {each.reasons}",
        )
    )


def result(subject: Subject) -> str:
    """What the customer gets, as approved or as answered on the spot."""
    proposal = subject.case.proposal if subject.case.approved else None
    if proposal is None:
        found = subject.last(AnsweredOnSpot)
        return found[1].answer if found and found[1].accepted else ""
    words = subject.say(proposal.outcome.label)
    if proposal.redress > 0:
        sum_of = money(proposal.redress, subject.language)
        words += subject.say(Text(f"，金额{sum_of}", f", {sum_of}"))
    return words + subject.say(Text("。", "."))


def basis(subject: Subject) -> str:
    """The reasons of what was approved."""
    approved = subject.case.proposal if subject.case.approved else None
    if approved is None:
        return ""
    for entry, act in subject.entries(Proposed):
        if entry.seq == approved.seq:
            return act.reasons
    return ""


def _within(days: int) -> Text:
    return Text(f"自收到之日起{days}日内", f"within {days} days of receiving it") if days else Text("", "")


def _customers_remedies(subject: Subject) -> str:
    days = subject.book.figure("review-request-days") if "review-request-days" in subject.book.figures else 0
    within = (
        Text(f"自收到本告知书之日起{days}日内", f"within {days} days of receiving this notice")
        if days
        else Text("", "")
    )
    return subject.say(
        Text(
            f"您对处理决定有异议的，可以{within.zh}向我公司的上级机构书面申请核查；也可以申请调解，"
            "或者依法申请仲裁、向人民法院提起诉讼。",
            f"If you do not agree you may ask our superior unit in writing for a review {within.en}; you may also ask "
            "for mediation, go to arbitration or bring an action in court.",
        )
    )


def _agents_remedies(subject: Subject) -> str:
    days = subject.book.figure("days-to-object") if "days-to-object" in subject.book.figures else 0
    within = _within(days)
    return subject.say(
        Text(
            f"对本决定有异议的，可以{within.zh}向作出决定的单位书面提出；异议由其他人员处理。",
            f"You may object to this decision in writing {within.en}, to the unit that made it; somebody else decides.",
        )
    )


def measure_words(subject: Subject, measure: Measure | None) -> str:
    """What is imposed, each on a line; or why nothing is."""
    if measure is None:
        return ""
    if measure.exemption:
        return subject.say(Text("免予处理：", "Exempted: ")) + measure.exemption
    lines = [subject.say(sanction_text(each, subject.book)) for each in measure.sanctions]
    capitals = [each.amount for each in measure.sanctions if each.amount]
    total = sum(capitals, Decimal(0))
    if total and subject.language != "en":
        lines.append(f"金额合计{money(total)}")
    return "；".join(lines)


def _measures(subject: Subject) -> str:
    return "\n".join(_decided(subject))


def _decided(subject: Subject) -> Iterator[str]:
    for accused in _accused(subject):
        if accused.decided and accused.measure:
            yield measure_words(subject, accused.measure)


def _own_decision(subject: Subject) -> str:
    return "、".join(accused.decision_no for accused in _accused(subject) if accused.decided)


def _effective_on(subject: Subject) -> str:
    days = [accused.effective_on for accused in _accused(subject) if accused.decided and accused.effective_on]
    return "、".join(day(each, subject.language) for each in days)


def _notified(subject: Subject) -> SanctionNotified | None:
    found = subject.last(SanctionNotified)
    return found[1] if found else None


def _proposed(subject: Subject) -> str:
    told = _notified(subject)
    return told.proposed if told else ""


def _answer_by(subject: Subject) -> str:
    told = _notified(subject)
    return day(told.answer_by, subject.language) if told else ""


def _objection(subject: Subject) -> str:
    found = subject.last(ObjectionFiled)
    return found[1].text if found else ""


def _objection_result(subject: Subject) -> str:
    found = subject.last(ObjectionDecided)
    if found is None:
        return ""
    upheld = Text("异议成立，撤销原处理决定。", "The objection is upheld; the decision is revoked.")
    return subject.say(upheld if found[1].upheld else Text("异议不成立，维持原处理决定。", "The decision stands."))


def _objection_reasons(subject: Subject) -> str:
    found = subject.last(ObjectionDecided)
    return found[1].reasons if found else ""


# -- what comes from one act -----------------------------------------------------------------------------------


def _of_declined(subject: Subject) -> tuple[str, str]:
    found = subject.last(Declined)
    return (subject.say(found[1].ground.label), found[1].reason) if found else ("", "")


def _of_extended(subject: Subject) -> tuple[str, str]:
    found = subject.last(Extended)
    return (subject.say(found[1].ground.label), found[1].reason) if found else ("", "")


def _of_suspended(subject: Subject) -> tuple[str, str]:
    found = subject.last(Suspended)
    return (subject.say(found[1].ground.label), found[1].reason) if found else ("", "")


def _question(subject: Subject) -> str:
    found = subject.last(Escalated)
    return found[1].question if found else ""


def _of_review(subject: Subject) -> tuple[str, str, str]:
    found = subject.last(ReviewDecided)
    return (found[1].process, found[1].timeliness, found[1].result) if found else ("", "", "")


def _of_closed(subject: Subject) -> tuple[str, str, str]:
    found = subject.last(Closed)
    return (subject.say(found[1].disposition.label), found[1].causes, found[1].lesson) if found else ("", "", "")


def _channel(subject: Subject) -> str:
    return subject.say(subject.case.channel.label) if subject.case.channel else ""


def _nothing(_subject: Subject) -> str:
    return ""


COMMON: Mapping[Content, Says] = {
    Content.COMPLAINANT: complainant,
    Content.AGENT: agent,
    Content.AGENT_CODE: _agent_code,
    Content.REFERRER: lambda subject: subject.case.referrer,
    Content.REFERRER_REF: lambda subject: subject.case.referrer_ref,
    Content.CASE_NUMBER: lambda subject: subject.case.number,
    Content.LETTER_NUMBER: lambda subject: subject.number,
    Content.DATE: lambda subject: day(subject.dated, subject.language),
    Content.UNIT: lambda subject: subject.issuer.name,
    Content.UNIT_PHONE: lambda subject: subject.issuer.phone,
    Content.UNIT_ADDRESS: lambda subject: subject.issuer.address,
    Content.SIGNER: _signer,
    Content.HANDLER: _handler,
    Content.RECEIVED_ON: _received_on,
    Content.CHANNEL: _channel,
    Content.FACTS: lambda subject: subject.case.facts,
    Content.REQUEST: lambda subject: subject.case.request,
    Content.NEXT_STEPS: _next_steps,
    Content.DUE_ON: _due_on,
    Content.RIGHTS: _rights,
    Content.PROMISED_ON: _promised_on,
    Content.GROUND: _nothing,
    Content.REASON: _nothing,
    Content.FINDINGS: findings,
    Content.RESULT: result,
    Content.BASIS: basis,
    Content.REMEDIES: _customers_remedies,
    Content.MEASURES: _measures,
    Content.PROPOSED: _proposed,
    Content.ANSWER_BY: _answer_by,
    Content.DECISION_NUMBER: _own_decision,
    Content.EFFECTIVE_ON: _effective_on,
    Content.OBJECTION: _objection,
    Content.QUESTION: _question,
    Content.INSTRUCTION: lambda subject: subject.case.instruction,
    Content.PROCESS: lambda subject: _of_review(subject)[0],
    Content.TIMELINESS: lambda subject: _of_review(subject)[1],
    Content.REVIEW_RESULT: lambda subject: _of_review(subject)[2],
    Content.DISPOSITION: lambda subject: _of_closed(subject)[0],
    Content.CAUSES: lambda subject: _of_closed(subject)[1],
    Content.LESSON: lambda subject: _of_closed(subject)[2],
    Content.ADDITION: _nothing,
}
"""Where each thing comes from."""

OWN: Mapping[PaperKind, Mapping[Content, Says]] = {
    PaperKind.NON_ACCEPTANCE: {
        Content.GROUND: lambda subject: _of_declined(subject)[0],
        Content.REASON: lambda subject: _of_declined(subject)[1],
    },
    PaperKind.EXTENSION_NOTICE: {
        Content.GROUND: lambda subject: _of_extended(subject)[0],
        Content.REASON: lambda subject: _of_extended(subject)[1],
    },
    PaperKind.SUSPENSION_NOTICE: {
        Content.GROUND: lambda subject: _of_suspended(subject)[0],
        Content.REASON: lambda subject: _of_suspended(subject)[1],
    },
    PaperKind.SANCTION_NOTICE: {Content.REMEDIES: _agents_remedies},
    PaperKind.OBJECTION_DECISION: {Content.RESULT: _objection_result, Content.REASON: _objection_reasons},
}
"""Where it comes from another place for one kind of paper."""
