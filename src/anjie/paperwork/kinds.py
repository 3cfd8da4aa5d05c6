"""The register of the kinds of paper: for each, whom it goes to, about whom there is one, what must be so first.

A new kind is a word in `procedure/papers.py`, a row here, and a body in `bodies/` or a form in `forms.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from anjie.paperwork import bodies, forms
from anjie.paperwork.facts import OWN_NUMBERS, facts_of, shown
from anjie.paperwork.sheet import Block, Sheet, Signing
from anjie.paperwork.subject import Subject
from anjie.paperwork.wording import day
from anjie.procedure.acts.investigation import Interviewed
from anjie.procedure.casefile import CaseFile
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.rulebook import PaperRow, Rulebook
from anjie.procedure.terms import Text, Word


class Addressee(Word):
    """Whom a paper goes to."""

    COMPLAINANT = "complainant", "投诉人", "The complainant"
    AGENT = "agent", "被投诉代理人", "The agent"
    REFERRER = "referrer", "转办单位", "The referrer"
    INTERNAL = "internal", "内部", "Within the company"


About = Callable[[CaseFile], Sequence[str]]
Wanting = Callable[[Subject], Iterator[Text]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is to know of a kind of paper."""

    code: PaperKind
    addressee: Addressee
    about: About
    """The people or sessions of a case of which there is one each; one empty reference where it is about the case."""
    wanting: Wanting
    """What would have to be so first."""
    contents: tuple[Content, ...]
    """What it can say: the fields that a text may use."""
    open: tuple[Content, ...] = ()
    """What whoever issues it may put in words of his own."""
    form: Callable[[Subject], tuple[Block, ...]] | None = None
    """The boxes of a form; None for a letter, whose body is a text."""

    @property
    def agent_side(self) -> bool:
        """Whether an agent reads it: then nothing on it tells who complained."""
        return self.addressee is Addressee.AGENT

    @property
    def letter(self) -> bool:
        """Whether it is a letter with a body; otherwise it is a form."""
        return self.form is None


def lacking(kind: Kind, subject: Subject) -> list[Text]:
    """Why this paper can't be made (yet); empty if it can."""
    return [*kind.wanting(subject)]


def facts(kind: Kind, subject: Subject) -> dict[Content, str]:
    """What the paper says, thing by thing; empty for what is lacking."""
    return facts_of(kind.code, subject, kind.contents, agent_side=kind.agent_side)


def said(kind: Kind, subject: Subject) -> dict[Content, str]:
    """What the paper says, with what is lacking marked for everybody to see."""
    return shown(facts(kind, subject), subject.language)


def contained(kind: Kind, subject: Subject, body: str = "") -> tuple[Content, ...]:
    """What in fact stands on the paper: of a letter what its body uses and the file can say."""
    uses = bodies.used(body) if kind.letter else frozenset(kind.contents)
    return tuple(content for content, words in facts(kind, subject).items() if words and content in uses)


def demanded(kind: Kind, book: Rulebook, contains: Sequence[Content]) -> list[tuple[PaperRow, list[Content]]]:
    """What the rulebook demands of such a paper and is not there, by the row that demands it."""
    found = [(row, [each for each in row.must_contain if each not in contains]) for row in book.papers_of(kind.code)]
    return [(row, missing) for row, missing in found if missing]


def sheet(kind: Kind, subject: Subject, body: str = "", *, seal: str = "", stamp: str = "") -> Sheet:
    """The paper itself."""
    said = facts(kind, subject)
    if kind.form:
        blocks = kind.form(subject)
        addition = said.get(Content.ADDITION, "")
        if addition:
            blocks = (*blocks, *bodies.fill("{{ addition }}", {Content.ADDITION: addition}))
    else:
        signing = Signing(subject.issuer.name, day(subject.dated, subject.language), said.get(Content.SIGNER, ""), seal)
        blocks = (*bodies.fill(body, shown(said, subject.language)), signing)
    return Sheet(
        title=subject.say(kind.code.label),
        unit=subject.issuer.name,
        blocks=blocks,
        number=subject.number,
        language=subject.language,
        letter=kind.letter,
        sign_pages=forms.page_signers(subject) if kind.code is PaperKind.INTERVIEW_RECORD else (),
        stamp=stamp,
    )


# -- about whom ------------------------------------------------------------------------------------------------


def _the_case(_case: CaseFile) -> Sequence[str]:
    return ("",)


def _complainants(case: CaseFile) -> Sequence[str]:
    return (*case.complainants,)


def _agents(case: CaseFile) -> Sequence[str]:
    return (*case.answering,)


def _sessions(case: CaseFile) -> Sequence[str]:
    """Each session that was entered, and one to be written by hand."""
    return (*(str(entry.seq) for entry in case.entries if isinstance(entry.act, Interviewed)), "")


# -- what must be so first -------------------------------------------------------------------------------------


def _at_once(_subject: Subject) -> Iterator[Text]:
    yield from ()


def _after(*kinds: str, says: Text) -> Wanting:
    """One of these acts must have been done, about the agent where the paper is about one."""

    def wanting(subject: Subject) -> Iterator[Text]:
        agents = subject.about in subject.case.respondents
        done = [
            entry for entry in subject.case.entries
            if entry.kind in kinds and (not agents or getattr(entry.act, "respondent", subject.about) == subject.about)
        ]  # fmt: skip
        if not done:
            yield says

    return wanting


def _decided(subject: Subject) -> Iterator[Text]:
    case = subject.case
    if case.approved is None and not case.told_on_spot:
        yield Text("处理意见尚未批准", "Nothing has been approved yet")


def _sanctioned(subject: Subject) -> Iterator[Text]:
    accused = subject.case.respondents.get(subject.about)
    if accused is None or accused.decided is None:
        yield Text("对该代理人还没有作出处理决定", "There is no decision on this agent yet")


def _found(subject: Subject) -> Iterator[Text]:
    if not subject.case.all_found:
        yield Text("投诉事项尚未全部认定", "Not every allegation has its finding yet")


def _referred(subject: Subject) -> Iterator[Text]:
    if not subject.case.referrer:
        yield Text("本案没有转办单位", "Nobody referred this case")
    yield from _decided(subject)


def _opened(subject: Subject) -> Iterator[Text]:
    if subject.case.opened_at is None:
        yield Text("尚未立案", "The case was not opened yet")


_HEAD = (
    Content.CASE_NUMBER,
    Content.HANDLER,
    Content.UNIT_PHONE,
    Content.UNIT_ADDRESS,
    Content.RECEIVED_ON,
    *OWN_NUMBERS,
)
_OF_COMPLAINT = (Content.CHANNEL, Content.FACTS, Content.REQUEST)
_CUSTOMER = (Content.COMPLAINANT, *_HEAD, *_OF_COMPLAINT, Content.AGENT)
_AGENT = (Content.AGENT, Content.AGENT_CODE, *(each for each in _HEAD if each is not Content.RECEIVED_ON))
_FOUND = (Content.FINDINGS, Content.RESULT, Content.BASIS, Content.REMEDIES)
_WHY = (Content.GROUND, Content.REASON)
_ADDED = (Content.ADDITION,)

_KINDS = (
    Kind(PaperKind.REGISTER_FORM, Addressee.INTERNAL, _the_case, _at_once,
         (Content.COMPLAINANT, *_HEAD, *_OF_COMPLAINT), _ADDED, forms.register_form),
    Kind(PaperKind.NON_ACCEPTANCE, Addressee.COMPLAINANT, _complainants,
         _at_once, (*_CUSTOMER, *_WHY, Content.REMEDIES), (*_WHY, Content.REMEDIES, *_ADDED)),
    Kind(PaperKind.PROMISE_NOTICE, Addressee.COMPLAINANT, _complainants,
         _opened, (*_CUSTOMER, Content.PROMISED_ON), (Content.PROMISED_ON, *_ADDED)),
    Kind(PaperKind.HANDLING_SHEET, Addressee.INTERNAL, _the_case, _opened, (Content.CASE_NUMBER, *OWN_NUMBERS),
         _ADDED, forms.handling_sheet),
    Kind(PaperKind.NOTICE_LETTER, Addressee.COMPLAINANT, _complainants, _opened,
         (*_CUSTOMER, Content.NEXT_STEPS, Content.DUE_ON, Content.RIGHTS),
         (Content.FACTS, Content.NEXT_STEPS, Content.RIGHTS, *_ADDED)),
    Kind(PaperKind.INTERVIEW_RECORD, Addressee.INTERNAL, _sessions, _opened, (Content.CASE_NUMBER, *OWN_NUMBERS),
         _ADDED, forms.interview_record),
    Kind(PaperKind.EXTENSION_NOTICE, Addressee.COMPLAINANT, _complainants, _opened,
         (*_CUSTOMER, *_WHY, Content.DUE_ON), (*_WHY, Content.DUE_ON, *_ADDED)),
    Kind(PaperKind.SUSPENSION_NOTICE, Addressee.COMPLAINANT, _complainants, _opened,
         (*_CUSTOMER, *_WHY), (*_WHY, *_ADDED)),
    Kind(PaperKind.ESCALATION, Addressee.INTERNAL, _the_case,
         _after("escalated", says=Text("尚未上报", "The case was not sent up yet")),
         (Content.CASE_NUMBER, Content.QUESTION, *OWN_NUMBERS), _ADDED, forms.escalation),
    Kind(PaperKind.INSTRUCTION, Addressee.INTERNAL, _the_case,
         _after("instructed", says=Text("上级尚未批复", "The level above has not instructed yet")),
         (*_HEAD, Content.QUESTION, Content.INSTRUCTION), _ADDED),
    Kind(PaperKind.PRIOR_NOTICE, Addressee.AGENT, _agents, _found,
         (*_AGENT, Content.FINDINGS, Content.PROPOSED, Content.ANSWER_BY),
         (Content.FINDINGS, Content.PROPOSED, Content.ANSWER_BY, *_ADDED)),
    Kind(PaperKind.SANCTION_NOTICE, Addressee.AGENT, _agents, _sanctioned,
         (*_AGENT, Content.FINDINGS, Content.BASIS, Content.MEASURES, Content.DECISION_NUMBER, Content.EFFECTIVE_ON,
          Content.REMEDIES),
         (Content.FINDINGS, Content.BASIS, Content.REMEDIES, *_ADDED)),
    Kind(PaperKind.SERVICE_RECEIPT, Addressee.AGENT, _agents, _sanctioned, (*_AGENT, Content.DECISION_NUMBER),
         (), forms.service_receipt),
    Kind(PaperKind.OBJECTION_DECISION, Addressee.AGENT, _agents,
         _after("objection_decided", says=Text("异议尚未处理", "No objection was decided yet")),
         (*_AGENT, Content.DECISION_NUMBER, Content.OBJECTION, Content.RESULT, Content.REASON),
         (Content.OBJECTION, Content.REASON, *_ADDED)),
    Kind(PaperKind.DECISION_NOTICE, Addressee.COMPLAINANT, _complainants, _decided, (*_CUSTOMER, *_FOUND),
         (*_FOUND, *_ADDED)),
    Kind(PaperKind.REFERRER_REPLY, Addressee.REFERRER, _the_case, _referred,
         (Content.REFERRER, Content.REFERRER_REF, *_HEAD, Content.AGENT, *_FOUND),
         (Content.FINDINGS, Content.RESULT, *_ADDED)),
    Kind(PaperKind.REVIEW_DECISION, Addressee.COMPLAINANT, _complainants,
         _after("review_decided", says=Text("核查尚未作出决定", "The review was not decided yet")),
         (*_CUSTOMER, Content.PROCESS, Content.TIMELINESS, Content.REVIEW_RESULT), _ADDED),
    Kind(PaperKind.CLOSING_REPORT, Addressee.INTERNAL, _the_case,
         _after("closed", says=Text("尚未结案", "The case was not closed yet")),
         (Content.CASE_NUMBER, Content.FACTS, Content.FINDINGS, Content.RESULT, Content.BASIS, Content.DISPOSITION,
          Content.CAUSES, Content.LESSON, *OWN_NUMBERS), _ADDED, forms.closing_report),
    Kind(PaperKind.ARCHIVE_COVER, Addressee.INTERNAL, _the_case,
         _after("closed", says=Text("尚未结案", "The case was not closed yet")),
         (Content.CASE_NUMBER, *OWN_NUMBERS), (), forms.archive_cover),
    Kind(PaperKind.ARCHIVE_INDEX, Addressee.INTERNAL, _the_case, _at_once, (Content.CASE_NUMBER, *OWN_NUMBERS),
         (), forms.archive_index),
)  # fmt: skip

KINDS: Mapping[PaperKind, Kind] = {kind.code: kind for kind in _KINDS}
"""Every kind, in the order of the walk."""
