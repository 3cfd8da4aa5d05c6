"""The fixed vocabulary in which clauses speak of a case: facts, collections and relations.

A rulebook may use these words and no others; each is typed and explained here, and `anjie rulebook check` refuses
any other. To let clauses speak of something new, add one word here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

from anjie.procedure.acts import opening, registration
from anjie.procedure.acts.approval import OpinionGiven
from anjie.procedure.acts.base import Act, persons
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.acts.intake import OWN_CHANNELS, Received
from anjie.procedure.acts.investigation import Interviewed
from anjie.procedure.acts.sanction import DefenceHeard, ObjectionFiled
from anjie.procedure.casefile import Accused, CaseFile
from anjie.procedure.filing import IndexLine, index_lines, missing_items
from anjie.procedure.gravity import alleged_severity, beyond, redress, severity, statutory_major
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Conditions, FileItemRow, May, Rulebook, Scalar
from anjie.procedure.terms import (
    ApprovalStation,
    CaseClass,
    Channel,
    ClassGround,
    DefenceOutcome,
    ExecutionStep,
    Genuineness,
    Level,
    Medium,
    Reach,
    Satisfaction,
    Severity,
    Stage,
    Text,
    Word,
)

BOOL: tuple[Scalar, ...] = (False, True)


@dataclass(frozen=True, slots=True)
class Fact:
    """One word: what it means, which values it takes, of what it is said, and how it is read off the file.

    `of` is "" for a fact of the whole case, else the collection whose item `read` is given the reference of.
    `figure` names the number of the rulebook without which it can't be read.
    """

    name: str
    means: Text
    values: tuple[Scalar, ...]
    read: Callable[[CaseFile, Rulebook, str], Scalar]
    of: str = ""
    figure: str = ""

    def say(self, wanted: Iterable[Scalar]) -> Text:
        """The condition in words."""
        if self.values == BOOL:
            return self.means if True in set(wanted) else Text("不是：", "not: ") + self.means
        words = {str(value): value for value in self.values}
        names = [_name(words[str(value)]) for value in wanted]
        return self.means + Text("为", " is ") + Text("或".join(n.zh for n in names), " or ".join(n.en for n in names))


def _name(value: Scalar) -> Text:
    if isinstance(value, Word):
        return value.label
    return Text(str(value), str(value)) if value else Text("未定", "undecided")


def _face_to_face(case: CaseFile, book: Rulebook) -> bool:
    return case.channel is Channel.VISIT and case.collective_count >= book.figure("major-face-to-face")


def _needs_decision(case: CaseFile, book: Rulebook) -> bool:
    """An ordinary complaint without fault and without money is the handler's to end; anything else is decided."""
    del book
    return case.case_class is not CaseClass.ORDINARY or bool(case.at_fault) or redress(case) > 0


def sampled(case: CaseFile, book: Rulebook) -> bool:
    """Whether an ordinary case is drawn to be called back: by its number, so that nobody can choose.

    The share is the rulebook's figure, in percent; what is major or special is called back in any case.
    """
    drawn = int.from_bytes(sha256(case.number.encode()).digest()[:4]) % 100
    return case.case_class is not CaseClass.ORDINARY or drawn < book.figure("call-back-sample")


def steps_wanted(accused: Accused, book: Rulebook) -> list[ExecutionStep]:
    """What is still to be done before the decision has been carried out, in order; by the rulebook's ladder."""
    codes = [each.sanction for each in accused.due_now]
    rows = [book.sanctions[code] for code in codes if code in book.sanctions]
    wanted = dict.fromkeys(step for row in rows for step in row.steps)
    return [step for step in wanted if step not in accused.steps]


DECISION = "decision"
"""Whose turn it is when every station has signed."""


def turn(case: CaseFile, book: Rulebook) -> str:
    """Whose turn it is to sign the proposal: a station's, then whoever decides."""
    return "" if case.pending is None else next_station(case, book) or DECISION


def next_station(case: CaseFile, book: Rulebook) -> ApprovalStation | None:
    """The first station required that hasn't signed the pending proposal; None if all have."""
    if case.pending is None:
        return None
    return next((each for each in stations(case, book) if each not in case.pending.stations), None)


def stations(case: CaseFile, book: Rulebook) -> tuple[ApprovalStation, ...]:
    """The stations of the handling sheet that must sign before the lowest level with the authority decides."""
    able = authorities(case, book, "approved")
    return able[0][1].row.stations if able else ()


def authorities(case: CaseFile, book: Rulebook, kind: str) -> list[tuple[Level, May]]:
    """At which levels somebody has the authority for this act as the case stands, lowest level first."""
    found: list[tuple[Level, May]] = []
    for level in Level:
        for may in book.mays.get(kind, ()):
            fits = not may.row.level or level in may.row.level
            if fits and not list(beyond(case, book, may.row.up_to)) and facts_hold(case, book, may.row.when):
                found.append((level, may))
                break
    return found


def facts_hold(case: CaseFile, book: Rulebook, when: Conditions) -> bool:
    """Whether the case is as these conditions want it."""
    return all(FACTS[name].read(case, book, "") in allowed for name, allowed in when.items())


def file_index(case: CaseFile, book: Rulebook) -> tuple[IndexLine, ...]:
    """The index of the file: what is there and what is missing."""
    return tuple(index_lines(case, book, facts_hold))


def file_missing(case: CaseFile, book: Rulebook) -> tuple[FileItemRow, ...]:
    """What the file lacks."""
    return tuple(missing_items(case, book, facts_hold))


def _text(value: object) -> Scalar:
    return str(value) if value is not None else ""


FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("class", Text("案件分类", "the class"), tuple(CaseClass), lambda c, _b, _r: c.case_class),
        Fact("medium", Text("投诉形式", "the form"), (*Medium, ""), lambda c, _b, _r: _text(c.medium)),
        Fact(
            "channel",
            Text("来源渠道", "the channel"),
            (*Channel, ""),
            lambda c, _b, _r: _text(c.channel),
        ),
        Fact(
            "genuineness",
            Text("核实结果", "the result of verification"),
            (*Genuineness, ""),
            lambda c, _b, _r: _text(c.genuineness),
        ),
        Fact(
            "referred",
            Text("由其他单位转办", "referred by another body"),
            BOOL,
            lambda c, _b, _r: c.channel is not None and c.channel not in OWN_CHANNELS,
        ),
        Fact(
            "reply_date_set_by_referrer",
            Text("转办单位要求了回复日期", "the referrer set a date"),
            BOOL,
            lambda c, _b, _r: c.referrer_reply_by is not None,
        ),
        Fact(
            "opened",
            Text("已立案", "the case is opened"),
            BOOL,
            lambda c, _b, _r: c.opened_at is not None,
        ),
        Fact(
            "declined",
            Text("已决定不予受理", "the complaint was declined"),
            BOOL,
            lambda c, _b, _r: c.declined is not None,
        ),
        Fact(
            "withdrawn",
            Text("投诉人已撤回", "the complaint was withdrawn"),
            BOOL,
            lambda c, _b, _r: c.withdrawn,
        ),
        Fact(
            "merged",
            Text("已并入其他案件", "merged into another case"),
            BOOL,
            lambda c, _b, _r: bool(c.merged_into),
        ),
        Fact(
            "left_the_walk",
            Text("已不予受理、撤回或并案", "declined, withdrawn or merged"),
            BOOL,
            lambda c, _b, _r: c.left_the_walk is not None,
        ),
        Fact(
            "repeated",
            Text("属重复投诉", "a repeated complaint"),
            BOOL,
            lambda c, _b, _r: bool(c.repeat_of),
        ),
        Fact(
            "all_found",
            Text("投诉事项均已认定", "every allegation has its finding"),
            BOOL,
            lambda c, _b, _r: c.all_found,
        ),
        Fact(
            "any_at_fault",
            Text("已认定代理人违规", "an agent was found at fault"),
            BOOL,
            lambda c, _b, _r: bool(c.at_fault),
        ),
        Fact(
            "needs_decision",
            Text(
                "须经审批决定(重大、特殊、有违规或有补偿)",
                "a decision is needed (major, special, fault or redress)",
            ),
            BOOL,
            lambda c, b, _r: _needs_decision(c, b),
        ),
        Fact(
            "approved",
            Text("处理意见已批准", "the proposal is approved"),
            BOOL,
            lambda c, _b, _r: c.approved is not None,
        ),
        Fact(
            "proposed",
            Text("处理意见待审批", "a proposal awaits approval"),
            BOOL,
            lambda c, _b, _r: c.pending is not None,
        ),
        Fact(
            "turn",
            Text("轮到签署的环节", "the station whose turn it is"),
            (*ApprovalStation, DECISION, ""),
            lambda c, b, _r: turn(c, b),
        ),
        Fact(
            "redress_owed",
            Text("已批准的补偿或退款尚未支付", "redress was approved and is not paid"),
            BOOL,
            lambda c, _b, _r: c.approved is not None and redress(c) > 0 and c.redress_paid is None,
        ),
        Fact(
            "transfer_pending",
            Text("移送来的案件尚未接收", "a transfer waits to be accepted"),
            BOOL,
            lambda c, _b, _r: bool(c.transferred_from),
        ),
        Fact(
            "dissatisfied",
            Text("回访不满意", "the complainant was not satisfied"),
            BOOL,
            lambda c, _b, _r: c.satisfaction is Satisfaction.DISSATISFIED,
        ),
        Fact(
            "call_back_drawn",
            Text("须回访(重大、特殊或抽中)", "to be called back (major, special or drawn)"),
            BOOL,
            lambda c, b, _r: sampled(c, b),
            figure="call-back-sample",
        ),
        Fact(
            "escalated",
            Text("已上报且未批复", "sent up, not yet instructed"),
            BOOL,
            lambda c, _b, _r: c.escalated is not None and c.instructed is None,
        ),
        Fact(
            "told",
            Text("已答复投诉人", "the complainant has been told"),
            BOOL,
            lambda c, _b, _r: c.told is not None,
        ),
        Fact(
            "assigned",
            Text("已指派经办人", "a handler is assigned"),
            BOOL,
            lambda c, _b, _r: bool(c.handler),
        ),
        Fact(
            "twenty_face_to_face",
            Text("20人以上共同当面投诉", "20 or more complain face to face"),
            BOOL,
            lambda c, b, _r: _face_to_face(c, b),
            figure="major-face-to-face",
        ),
        Fact(
            "collective",
            Text("群体投诉", "a collective complaint"),
            BOOL,
            lambda c, b, _r: c.collective_count >= b.figure("collective"),
            figure="collective",
        ),
        Fact(
            "statutory_major",
            Text("法定重大投诉", "major by law"),
            BOOL,
            lambda c, b, _r: statutory_major(c, b),
        ),
        Fact(
            "severity",
            Text("认定违规的最高等级", "the gravest violation found"),
            (*Severity, ""),
            lambda c, b, _r: _text(severity(c, b)),
        ),
        Fact(
            "alleged_severity",
            Text("涉嫌违规的最高等级", "the gravest violation alleged"),
            (*Severity, ""),
            lambda c, b, _r: _text(alleged_severity(c, b)),
        ),
        Fact(
            "agents_known",
            Text("被投诉代理人工号均已查明", "every agent's code is known"),
            BOOL,
            lambda c, _b, _r: all(r.is_.agent for r in c.answering.values()),
        ),
        Fact(
            "party_unreachable",
            Text("当事人匿名、无法联系或死亡", "a party is anonymous, unreachable or dead"),
            BOOL,
            lambda c, _b, _r: not {ClassGround.ANONYMOUS, ClassGround.UNREACHABLE_PARTY}.isdisjoint(c.grounds),
        ),
        Fact(
            "review_open",
            Text("核查进行中", "a review is open"),
            BOOL,
            lambda c, _b, _r: c.review_open,
        ),
        Fact(
            "customer_track_ended",
            Text("客户一方已办结", "the customer's side is over"),
            BOOL,
            lambda c, _b, _r: c.customer_track_ended,
        ),
        Fact(
            "agent_track_ended",
            Text("代理人一方已办结", "the agents' side is over"),
            BOOL,
            lambda c, _b, _r: c.agent_tracks_ended,
        ),
        Fact(
            "clock_stopped", Text("计时已中止", "the clock is stopped"), BOOL, lambda c, _b, _r: c.suspended is not None
        ),
        Fact(
            "file_incomplete",
            Text("卷内材料不齐", "the file is incomplete"),
            BOOL,
            lambda c, b, _r: bool(file_missing(c, b)),
        ),
        Fact("on_hold", Text("已冻结销毁", "on hold"), BOOL, lambda c, _b, _r: c.on_hold),
        Fact(
            "disposed",
            Text("案卷已销毁", "the file was disposed of"),
            BOOL,
            lambda c, _b, _r: c.stage is Stage.DISPOSED,
        ),
        Fact(
            "respondent_at_fault",
            Text("该代理人已认定违规", "this agent was found at fault"),
            BOOL,
            lambda c, _b, r: r in c.at_fault,
            "respondent",
        ),
        Fact(
            "respondent_sanctioned",
            Text("该代理人已受处理", "this agent was sanctioned"),
            BOOL,
            lambda c, _b, r: c.respondents[r].sanctioned,
            "respondent",
        ),
        Fact(
            "sanction_to_execute",
            Text("对该代理人有尚未执行的处理", "something is to be carried out on this agent"),
            BOOL,
            lambda c, _b, r: c.respondents[r].to_execute,
            "respondent",
        ),
        Fact(
            "sanction_waiting",
            Text("对该代理人的处理在考验期内", "a sanction on this agent waits for the end of a probation"),
            BOOL,
            lambda c, _b, r: c.respondents[r].waiting,
            "respondent",
        ),
        Fact(
            "sanction_overtaken",
            Text("原处理决定已不符合现有认定或批准的意见", "a sanction stands that is no longer borne out"),
            BOOL,
            lambda c, _b, r: c.sanction_overtaken(r),
            "respondent",
        ),
        Fact(
            "respondent_alleged",
            Text("对该代理人已列投诉事项", "there is an allegation against this agent"),
            BOOL,
            lambda c, _b, r: any(a.respondent == r for a in c.allegations.values()),
            "respondent",
        ),
        Fact(
            "steps_wanting",
            Text("处理决定还有执行事项未办理", "steps of the execution are still to be done"),
            BOOL,
            lambda c, b, r: bool(steps_wanted(c.respondents[r], b)),
            "respondent",
        ),
        Fact(
            "record_to_repair",
            Text("已撤销的处理尚未恢复", "what was carried out under a revoked decision still stands"),
            BOOL,
            lambda c, _b, r: c.respondents[r].to_repair,
            "respondent",
        ),
        Fact(
            "signature_wanted",
            Text("所请的签署尚未作出", "the signature asked for is still to be given"),
            BOOL,
            lambda c, _b, r: c.signature_wanted(r),
            "signature",
        ),
        Fact(
            "respondent_decided",
            Text("对该代理人已按批准的意见作出决定", "this agent was decided on as approved"),
            BOOL,
            lambda c, _b, r: c.agent_decided(r),
            "respondent",
        ),
    )
}
"""Every fact by name."""


class Item(Protocol):
    """What `for_each` goes over."""

    ref: str
    seq: int


@dataclass(frozen=True, slots=True)
class Collection:
    """Things a demand may be made for one by one.

    `made_by` are the acts that add to it; `left` says in which entry a thing left the case: nothing is demanded for
    it afterwards, and what was demanded is over.
    """

    name: str
    means: Text
    items: Callable[[CaseFile], Mapping[str, Item]]
    made_by: frozenset[str]
    left: Callable[[CaseFile, str], int | None] = lambda _case, _ref: None


COLLECTIONS: Mapping[str, Collection] = {
    each.name: each
    for each in (
        Collection(
            "respondent",
            Text("每位被投诉人", "each respondent"),
            lambda c: c.respondents,
            frozenset({"received", "party_changed"}),
            lambda c, r: c.respondents[r].split_off,
        ),
        Collection(
            "complainant",
            Text("每位投诉人", "each complainant"),
            lambda c: c.complainants,
            frozenset({"received", "party_changed"}),
        ),
        Collection(
            "allegation",
            Text("每项投诉事项", "each allegation"),
            lambda c: c.allegations,
            frozenset({"opened", "allegations_added"}),
            lambda c, r: c.respondents[c.allegations[r].respondent].split_off,
        ),
        Collection(
            "request",
            Text("每项协办请求", "each request"),
            lambda c: c.requests,
            frozenset({"cohandling_requested", "cohandling_handed_on"}),
        ),
        Collection(
            "signature",
            Text("每项会签", "each signature asked for"),
            lambda c: c.signatures,
            frozenset({"signers_added", "signature_handed_over", "signature_delegated"}),
        ),
    )
}
"""Every collection by name."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How the officer, or what he wants to do, stands to the case.

    `holds` returns None when that can't be told before the act's fields are known; `figure` is as for a fact. `people`
    gives everybody who stands so by what the file alone says, where that is all there is to it.
    """

    name: str
    means: Text
    holds: Callable[[CaseFile, Act | None, Office, Rulebook], bool | None]
    figure: str = ""
    people: Callable[[CaseFile], frozenset[str]] | None = None

    @classmethod
    def of_people(cls, name: str, means: Text, people: Callable[[CaseFile], frozenset[str]]) -> "Relation":
        """A relation in which the file says by name who stands."""
        return cls(name, means, lambda case, _act, office, _book: bool(people(case) & office.persons), people=people)


def _drafters(case: CaseFile) -> frozenset[str]:
    return case.proposal.drafter if case.proposal else frozenset()


def _deciders(case: CaseFile) -> frozenset[str]:
    """Everybody who drafted, approved or decided what may be objected to."""
    hands = {"proposed", "approved", "sanction_decided"}
    return frozenset[str]().union(*(persons(entry) for entry in case.entries if entry.kind in hands))


def _tied(case: CaseFile, _act: Act | None, office: Office, _book: Rulebook) -> bool:
    """To the agent himself, or to a manager above him, whose force it is."""
    codes = {code for each in case.respondents.values() for code in (each.is_.agent, *each.is_.upline) if code}
    return not codes.isdisjoint(office.ties)


def _signer(case: CaseFile, act: Act | None, office: Office, _book: Rulebook) -> bool | None:
    mine = [ref for ref, each in case.signatures.items() if each.officer in office.persons]
    ref = getattr(act, "signature", None)
    return ref in mine or ref not in case.signatures if isinstance(ref, str) else bool(mine)


def _not_its_turn(case: CaseFile, act: Act | None, _office: Office, book: Rulebook) -> bool | None:
    """Whether a station signs before one that comes earlier."""
    if act is None:
        return None
    due, order = next_station(case, book), list(ApprovalStation)
    return isinstance(act, OpinionGiven) and due is not None and order.index(act.station) > order.index(due)


def _days_still_running(case: CaseFile, act: Act | None, office: Office, _book: Rulebook) -> bool | None:
    """Whether an agent's silence is noted while he may still answer."""
    if act is None:
        return None
    if not isinstance(act, DefenceHeard) or act.outcome is not DefenceOutcome.NO_ANSWER:
        return False
    accused = case.respondents.get(act.respondent)
    today = office.at.astimezone(office.calendar.zone).date()
    return accused is not None and accused.answer_by is not None and today <= accused.answer_by


def _objects_too_late(case: CaseFile, act: Act | None, _office: Office, book: Rulebook) -> bool | None:
    if act is None:
        return None
    accused = case.respondents.get(act.respondent) if isinstance(act, ObjectionFiled) else None
    if accused is None or accused.served_on is None or not isinstance(act, ObjectionFiled):
        return False
    return act.filed_on > accused.served_on + timedelta(days=book.figure("days-to-object"))


def _lowers(case: CaseFile, act: Act | None, _office: Office, _book: Rulebook) -> bool | None:
    if act is None:
        return None
    return isinstance(act, opening.Classified) and act.case_class.rank < case.case_class.rank


def _too_many(_case: CaseFile, act: Act | None, _office: Office, book: Rulebook) -> bool | None:
    if act is None:
        return None
    return isinstance(act, Received) and len(act.complainants) > book.figure("representatives")


def _too_few_interviewers(_case: CaseFile, act: Act | None, _office: Office, book: Rulebook) -> bool | None:
    if act is None:
        return None
    return isinstance(act, Interviewed) and len(set(act.interviewers)) < book.figure("interviewers")


def _asked(case: CaseFile, act: Act | None, office: Office, _book: Rulebook) -> bool | None:
    mine = [ref for ref, q in case.requests.items() if (q.unit, q.department) == (office.unit, office.department)]
    ref = getattr(act, "request", None)
    return ref in mine or ref not in case.requests if isinstance(ref, str) else bool(mine)


def _names_unsorted_twenty(case: CaseFile, act: Act | None, _office: Office, book: Rulebook) -> bool | None:
    """Whether a face-to-face complaint by twenty or more is being sorted below major."""
    if act is None:
        return None
    sorted_as = act.case_class if isinstance(act, (registration.Registered, opening.Classified)) else None
    return sorted_as is not None and sorted_as is not CaseClass.MAJOR and _face_to_face(case, book)


def _sanction_without_fault(case: CaseFile, act: Act | None, _office: Office, _book: Rulebook) -> bool | None:
    if act is None:
        return None
    return isinstance(act, Proposed) and any(m.sanctions and m.respondent not in case.at_fault for m in act.measures)


RELATIONS: Mapping[str, Relation] = {
    each.name: each
    for each in (
        Relation(
            "handler",
            Text("本案经办人", "the handler"),
            lambda c, _a, o, _b: not c.handler or c.handler in o.persons,
        ),
        Relation.of_people("drafter", Text("处理意见的起草人", "the drafter of the proposal"), _drafters),
        Relation.of_people(
            "recused", Text("已回避本案的人员", "recused from the case"), lambda case: frozenset(case.recused)
        ),
        Relation(
            "tied", Text("与被投诉代理人或其上级主管有关系的人员", "related to the agent or a manager above him"), _tied
        ),
        Relation.of_people(
            "named", Text("投诉所涉及的工作人员", "named in the complaint"), lambda case: frozenset(case.staff_named)
        ),
        Relation("signer", Text("被请签署的人员", "whoever was asked to sign"), _signer),
        Relation("not_its_turn", Text("前面的环节尚未签署", "a station before has not signed"), _not_its_turn),
        Relation("days_still_running", Text("陈述申辩期限未满", "the days to answer still run"), _days_still_running),
        Relation(
            "objects_too_late",
            Text("超过异议期限", "after the days to object"),
            _objects_too_late,
            "days-to-object",
        ),
        Relation(
            "own_unit",
            Text("承办单位自己", "the unit in charge itself"),
            lambda _c, _a, o, _b: o.reach is Reach.OWN,
        ),
        Relation("lowers_class", Text("降低案件分类", "lowering the class"), _lowers),
        Relation(
            "too_many_representatives",
            Text("投诉人代表超过规定人数", "more representatives than allowed"),
            _too_many,
            "representatives",
        ),
        Relation(
            "too_few_interviewers",
            Text("访谈人不足规定人数", "fewer interviewers than required"),
            _too_few_interviewers,
            "interviewers",
        ),
        Relation.of_people(
            "decided_before",
            Text("参与过原处理决定的人员", "took part in the decision objected to"),
            _deciders,
        ),
        Relation("asked_department", Text("被请求协办的部门", "the department that was asked"), _asked),
        Relation.of_people(
            "proposed_disposal",
            Text("提请销毁的人员", "who proposed the disposal"),
            lambda case: case.disposal_proposed_by,
        ),
        Relation(
            "sorts_twenty_below_major",
            Text("20人以上当面投诉未列为重大", "twenty face to face sorted below major"),
            _names_unsorted_twenty,
            "major-face-to-face",
        ),
        Relation(
            "sanctions_without_fault",
            Text("对未认定违规的代理人处理", "a sanction without a finding"),
            _sanction_without_fault,
        ),
    )
}
"""Every relation by name."""
