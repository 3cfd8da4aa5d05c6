"""What the case page shows, made from the folded case: one object, no query in it.

Everything the page says comes from the same fold: the stepper, the tracks, the clocks, what is demanded next, the
buttons and why some of them are missing. So they can't disagree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

from django.urls import reverse

from anjie.access.models import Officer
from anjie.cases.dossiers import OpenCase
from anjie.cases.models import Refusal
from anjie.paperwork.on_file import papers_of
from anjie.platform.masking import mask_name
from anjie.platform.sealing import is_sealed, mask_of
from anjie.procedure.acts import ACTS, STEPS
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.collaboration import Escalated, package_of
from anjie.procedure.casefile import Accused, Allegation, CaseFile, Entry, Party, Request
from anjie.procedure.engine import Dossier, Duty, Verdict, duties, permitted
from anjie.procedure.explaining import explain
from anjie.procedure.office import Office
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import DutyState, Role, Severity, Stage, Text
from anjie.procedure.values import Widget
from anjie.web.authority import AuthoritySaid, authority_for
from anjie.web.language import say
from anjie.web.proposalview import ProposalView, proposal_view

WALK: tuple[tuple[Text, frozenset[Stage]], ...] = (
    (Text("受理登记", "Registration"), frozenset({Stage.RECEIVED})),
    (Text("核实立案", "Verification"), frozenset({Stage.REGISTERED, Stage.VERIFIED})),
    (Text("调查取证", "Investigation"), frozenset({Stage.OPENED})),
    (Text("认定审批", "Decision"), frozenset({Stage.INVESTIGATED, Stage.PROPOSED})),
    (Text("处理答复", "Sanction and reply"), frozenset({Stage.DECIDED})),
    (Text("结案归档", "Closing and archive"), frozenset({Stage.CLOSED, Stage.ARCHIVED, Stage.DISPOSED})),
)
"""The six steps of the stepper and the stages each stands for."""

HIDDEN = frozenset({
    "received", "imported", "duty_missed", "calendar_revised", "identity_revealed", "absorbed",
    "sealed",
    "paper_redacted", "copy_disclosed",
})  # fmt: skip
"""Acts that have a place of their own, or are nobody's to press."""

PRIVILEGED = frozenset({"counsel_consulted", "counsel_advised"})
"""What passes between the company and its counsel: for those who handle and decide, and nobody else."""
ADVISED = frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL})
WITHHELD = Text("(内容限办案和审批人员阅读)", " (for those who handle and decide)")

STEP_TITLES: Mapping[str, Text] = {
    "intake": Text("当事人与事实", "Parties and facts"),
    "registration": Text("登记", "Registration"),
    "verification": Text("核实", "Verification"),
    "opening": Text("立案与分类", "Opening and sorting"),
    "investigation": Text("调查取证", "Investigation"),
    "collaboration": Text("协办与上报", "Departments and levels above"),
    "clocks": Text("时限", "Limits"),
    "decision": Text("认定与处理意见", "Finding and proposal"),
    "approval": Text("报批", "Approval"),
    "sanction": Text("对代理人的处理", "The agent's side"),
    "reply": Text("答复与反馈", "Reply"),
    "letters": Text("文书", "Letters"),
    "papers": Text("材料", "Papers"),
    "closing": Text("结案", "Closing"),
    "review": Text("核查与调解", "Review and mediation"),
    "archive": Text("归档", "Archive"),
    "system": Text("系统", "System"),
}

ICONS: Mapping[str, tuple[str, str]] = {
    "intake": ("inbox", "b"), "registration": ("file-plus", "b"), "verification": ("phone-call", "g"),
    "opening": ("folder-open", "b"), "investigation": ("search-check", "a"), "collaboration": ("users", "v"),
    "clocks": ("timer", "a"), "decision": ("gavel", "b"), "approval": ("stamp", "b"),
    "sanction": ("shield-alert", "a"), "reply": ("send", "g"), "letters": ("mail", "b"), "papers": ("paperclip", "b"),
    "closing": ("circle-check", "g"), "review": ("rotate-ccw", "v"), "archive": ("archive", ""), "system": ("info", ""),
}  # fmt: skip


@cache
def step_of(kind: str) -> str:
    """The step of the walk an act belongs to, by the name of its module."""
    return ACTS[kind].__module__.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper."""

    number: int
    label: Text
    state: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Demand:
    """An open duty with what to press."""

    duty: Duty
    text: Text
    titles: Sequence[tuple[str, Text, bool]]
    """(kind, title, whether this officer may do it now)"""
    whom: Text
    about: str
    reckoning: Sequence[Text]

    @property
    def short(self) -> Text:
        """What is wanted, in a word or two."""
        return self.titles[0][1]

    @property
    def family(self) -> Text:
        """Whose clock it is: the law's, or the company's own."""
        return Text("法定", "by law") if self.duty.must.book.startswith("law") else Text("督察", "by our measures")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    entry: Entry
    title: Text
    sentence: Text
    who: str
    icon: str
    tone: str
    fields: Sequence[tuple[Text, str]]
    files: Sequence[tuple[str, str]] = ()
    """The titles of the papers, each with its address."""


@dataclass(frozen=True, slots=True)
class Button:
    """An act as the page offers it, or why it doesn't."""

    kind: str
    title: Text
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A complainant as shown to somebody who doesn't need to know more."""

    ref: str
    name: str
    role: Text
    phone: str
    id_no: str
    address: str


@dataclass(frozen=True, slots=True)
class Track:
    """One of the two tracks, as steps with their state."""

    label: Text
    ended: bool
    steps: Sequence[tuple[Text, bool]]


class CasePage:
    """The page of one case for one office at one moment."""

    def __init__(
        self, opened: OpenCase, office: Office, officers: Mapping[str, str], refusals: Sequence[Refusal] = ()
    ) -> None:
        """Take the folded case, the office looking, and officers' names by sign-in name."""
        self.dossier: Dossier = opened.dossier
        self.case_id = opened.head.id
        self.office = office
        self.officers = officers
        self.refusals = refusals

    @property
    def case(self) -> CaseFile:
        """The folded case."""
        return self.dossier.case

    @property
    def book(self) -> Rulebook:
        """The rulebook that binds it."""
        return self.dossier.book

    @property
    def version(self) -> int:
        """What the officer has seen; the desk refuses what was decided on less."""
        return self.case.version

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """Every demand, met or open."""
        return () if self.case.historic else duties(self.dossier, self.office.calendar, self.office.at)

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """For each act, whether this office may do it now."""
        return permitted(self.dossier, self.office)

    @property
    def heading(self) -> Text:
        """Who complains about whom."""
        who = "、".join(mask_name(party.is_.name) for party in list(self.case.complainants.values())[:2]) or "—"
        more = (
            Text(f"等{self.case.collective_count}人", f" and {self.case.collective_count - 1} more")
            if self.case.collective_count > 1
            else Text("", "")
        )
        against = "、".join(accused.is_.name for accused in self.case.respondents.values()) or "—"
        return Text(who, who) + more + Text(f" 投诉 {against}", f" v. {against}")

    @cached_property
    def steps(self) -> list[Step]:
        """The stepper."""
        reached = next((n for n, (_, stages) in enumerate(WALK) if self.case.stage in stages), -1)
        finished = self.case.stage in (Stage.ARCHIVED, Stage.DISPOSED)
        return [
            Step(n + 1, label, "done" if n < reached or finished else "now" if n == reached else "", self._entered(n))
            for n, (label, _) in enumerate(WALK)
        ]

    def _entered(self, number: int) -> datetime | None:
        kinds = (
            ("received",),
            ("registered",),
            ("opened",),
            ("found",),
            ("approved", "answered_on_spot", "replied"),
            ("closed",),
        )[number]
        return next((entry.at for entry in self.case.entries if entry.kind in kinds), None)

    @property
    def step_now(self) -> Step | None:
        """The step the case is at."""
        return next((step for step in self.steps if step.state == "now"), None)

    @cached_property
    def clocks(self) -> list[Demand]:
        """The nearest limits, the law's and the company's, three at most."""
        dated = sorted(
            (d for d in self.duties if d.open and d.limit),
            key=lambda d: (d.due is None, d.due or self.office.at, d.key),
        )
        law = [d for d in dated if d.must.book.startswith("law")][:1]
        own = [d for d in dated if d not in law][: 3 - len(law)]
        return [
            self._demand(duty) for duty in sorted(own + law, key=lambda d: (d.due is None, d.due or self.office.at))
        ]

    @cached_property
    def demands(self) -> list[Demand]:
        """What is demanded next: what this office can do now first, then by limit."""
        found = [self._demand(duty) for duty in self.duties if duty.open]
        far = max((d.duty.due for d in found if d.duty.due), default=self.office.at)
        return sorted(found, key=lambda d: (not any(may for _, _, may in d.titles), d.duty.due or far, d.duty.key))

    def _demand(self, duty: Duty) -> Demand:
        titles = [(kind, ACTS[kind].title, self.verdicts[kind].allowed) for kind in duty.does]
        reckoned = duty.reckoning(self.office.calendar)
        about = self.describe(duty.item) if duty.item else ""
        return Demand(
            duty, duty.must.text, titles, duty.must.row.by.label, about, explain(reckoned) if reckoned else ()
        )

    def describe(self, ref: str) -> str:
        """An item of the file in a few words."""
        case = self.case
        if ref in case.respondents:
            return case.respondents[ref].is_.name
        if ref in case.complainants:
            return mask_name(case.complainants[ref].is_.name)
        if ref in case.allegations:
            code = case.allegations[ref].violation
            return f"{ref} {say(self.book.violations[code].label) if code in self.book.violations else code}"
        if ref in case.requests:
            return f"{ref} {say(case.requests[ref].department)}"
        return ref

    @cached_property
    def buttons(self) -> list[tuple[Text, list[Button]]]:
        """The acts this office may do now, by step."""
        found = [(STEP_TITLES[name], rows) for name, rows in self._by_step(allowed=True)]
        return self._still_asked(found) if self.only_asked else found

    def _still_asked(self, found: list[tuple[Text, list[Button]]]) -> list[tuple[Text, list[Button]]]:
        """Of a department's buttons those for which there is something: an open request, a limit it missed."""
        asked, late = any(each.open for each in self.own_requests), bool(self.missed)
        kept = [(title, [b for b in rows if (late if b.kind == "late_explained" else asked)]) for title, rows in found]
        return [(title, rows) for title, rows in kept if rows]

    @cached_property
    def missing(self) -> list[tuple[Text, list[Button]]]:
        """The acts of the walk that it may not do now, with the reasons."""
        return [(STEP_TITLES[name], rows) for name, rows in self._by_step(allowed=False)]

    def _by_step(self, *, allowed: bool) -> Iterator[tuple[str, list[Button]]]:
        for step in STEPS:
            name = step.__name__.rpartition(".")[2]
            rows = [
                Button(kind, ACTS[kind].title, judged)
                for kind, judged in self.verdicts.items()
                if step_of(kind) == name and kind not in HIDDEN and judged.allowed is allowed
            ]
            if rows and name != "system":
                yield name, rows

    @cached_property
    def suggested(self) -> str:
        """The act to put before the officer: the first demand he can meet himself."""
        return next(
            (kind for demand in self.demands for kind, _, may in demand.titles if may and kind not in HIDDEN), ""
        )

    @property
    def complainants(self) -> list[PartyLine]:
        """The complainants, masked."""
        return [party_line(party) for party in self.case.complainants.values()]

    @property
    def allegations(self) -> list[tuple[Allegation, Accused, Text, Severity | None]]:
        """Each allegation with its respondent, the violation's name and severity."""
        rows: list[tuple[Allegation, Accused, Text, Severity | None]] = []
        for each in self.case.allegations.values():
            row = self.book.violations.get(each.violation)
            label = row.label if row else Text(each.violation, each.violation)
            rows.append((each, self.case.respondents[each.respondent], label, row.severity if row else None))
        return rows

    @cached_property
    def tracks(self) -> list[Track]:
        """The customer's track, and one for each agent."""
        case = self.case
        kinds = {entry.kind for entry in case.entries}
        customer = [
            (Text("知会", "Notice"), bool(kinds & {"notice_sent", "acknowledged", "reply_promised", "verified"})),
            (Text("处理意见", "Outcome"), bool(case.proposal and case.proposal.approved) or case.told is not None),
            (Text("答复", "Reply"), case.told is not None),
            (Text("满意度", "Satisfaction"), case.satisfaction is not None),
        ]
        found = [Track(Text("客户一方", "The customer's side"), case.customer_track_ended, customer)]
        return found + [self._agent_track(accused) for accused in case.respondents.values()]

    def _agent_track(self, accused: Accused) -> Track:
        case = self.case
        mine = [a for a in case.allegations.values() if a.respondent == accused.ref]
        steps = [
            (Text("立案", "Allegation"), bool(mine)),
            (Text("认定", "Finding"), bool(mine) and all(a.result for a in mine)),
        ]
        if accused.ref in case.at_fault or not (mine and all(a.result for a in mine)):
            steps += [
                (
                    Text("免予处理", "Exempted") if accused.exempted else Text("决定", "Decision"),
                    accused.decided is not None,
                ),
                (Text("送达", "Served"), accused.served is not None or accused.exempted),
                (Text("执行", "Executed"), accused.executed is not None or accused.exempted),
            ]
        name = accused.is_.name
        return Track(Text(f"代理人 {name}", f"Agent {name}"), case.agent_track_ended(accused.ref), steps)

    @cached_property
    def authority(self) -> AuthoritySaid:
        """Who may decide as things stand, by which clause, and who signs first."""
        return authority_for(self.dossier, self.office)

    @cached_property
    def proposal(self) -> ProposalView | None:
        """What is proposed, and how far it has been signed."""
        return proposal_view(self.case, self.book, self.officers)

    @cached_property
    def package(self) -> list[Moment]:
        """What goes up with the case, or went up with it: as the act says, else as it would be assembled now."""
        sent = next((e.act for e in self.case.entries if e.seq == self.case.escalated), None)
        seqs = sent.package if isinstance(sent, Escalated) else package_of(self.case)
        return [self._moment(entry) for entry in self.case.entries if entry.seq in seqs]

    @property
    def handler_name(self) -> str:
        """The handler, by name."""
        return self.officers.get(self.case.handler, self.case.handler)

    @property
    def only_asked(self) -> bool:
        """Whether the office belongs to a department that was asked, and sees no more than what it was asked.

        Whoever is asked to sign reads what he is to sign.
        """
        return self.office.roles <= {Role.DEPARTMENT} and not self._signs

    @property
    def _signs(self) -> bool:
        """Whether a signature is wanted from this office by name."""
        case, mine = self.case, self.office.persons
        return any(each.officer in mine and case.signature_wanted(ref) for ref, each in case.signatures.items())

    @property
    def own_requests(self) -> list[Request]:
        """What was asked of the office's own department."""
        mine = (self.office.unit, self.office.department)
        return [each for each in self.case.requests.values() if (each.unit, each.department) == mine]

    @property
    def requests(self) -> list[Request]:
        """What departments were asked, as far as it is this office's to know."""
        return self.own_requests if self.only_asked else list(self.case.requests.values())

    @property
    def missed(self) -> list[Duty]:
        """Limits that were missed, as far as it is this office's to know."""
        own = {each.ref for each in self.own_requests}
        return [duty for duty in self.duties if duty.late and (not self.only_asked or duty.item in own)]

    def shows(self, entry: Entry) -> bool:
        """Whether what an entry holds, its papers with it, is this office's to read."""
        return self._may_read(entry) and not (entry.kind in PRIVILEGED and self.office.roles.isdisjoint(ADVISED))

    @cached_property
    def timeline(self) -> list[Moment]:
        """The journal as sentences, newest first, as much of it as is this office's to read."""
        return [self._moment(entry) for entry in reversed(self.case.entries) if self._may_read(entry)]

    def _may_read(self, entry: Entry) -> bool:
        if not self.only_asked:
            return True
        mine = self.own_requests
        return entry.seq in {each.seq for each in mine} or getattr(entry.act, "request", "") in {q.ref for q in mine}

    def _moment(self, entry: Entry) -> Moment:
        act = by_names(entry.act, self.officers) if isinstance(entry.act, Act) else None
        title = ACTS[entry.kind].title
        icon, tone = ICONS[step_of(entry.kind)]
        who = self.officers.get(entry.by, entry.by)
        if entry.acting_for:
            who = f"{who}(代{self.officers.get(entry.acting_for, entry.acting_for)})"
        sentence = act.sentence(self.case) if act else title
        if entry.kind in PRIVILEGED and self.office.roles.isdisjoint(ADVISED):
            return Moment(entry, title, sentence + WITHHELD, who, icon, tone, ())
        return Moment(entry, title, sentence, who, icon, tone, said(act) if act else (), self._files(entry))

    def _files(self, entry: Entry) -> Sequence[tuple[str, str]]:
        number = self.case.number
        return [
            (each.paper.title, reverse("web:paper", args=[number, each.seq, each.place])) for each in papers_of(entry)
        ]

    @property
    def met(self) -> list[Duty]:
        """Demands that are over."""
        return [duty for duty in self.duties if duty.state is not DutyState.OPEN]


def party_line(party: Party) -> PartyLine:
    """A complainant, masked."""
    who = party.is_
    return PartyLine(party.ref, mask_name(who.name), who.role.label, masked(who.phone), masked(who.id_no), "")


def masked(token: str) -> str:
    """What may be shown of a sealed value."""
    return mask_of(token) if is_sealed(token) else token


PRIVATE = frozenset({"complainants", "complainant", "whom", "seal", "digest", "number", "unit", "register_no"})


def said(act: Act) -> list[tuple[Text, str]]:
    """The free text of an act, for reading under its sentence; nothing that names a complainant."""
    from anjie.web.forms.fields import label_of

    rows: list[tuple[Text, str]] = []
    for name in type(act).model_fields:
        value = getattr(act, name)
        if name not in PRIVATE and isinstance(value, str) and len(value) > 1 and not is_sealed(value):
            label = label_of(type(act), name)
            if label and not label.personal and not label.secret:
                rows.append((label.text, say(value)))
    return rows


def by_names(act: Act, officers: Mapping[str, str]) -> Act:
    """The act as people read it: officers by their names instead of their sign-in names."""
    named: dict[str, object] = {}
    for field in _officer_fields(type(act)):
        value = getattr(act, field)
        several = isinstance(value, tuple)
        named[field] = tuple(officers.get(each, each) for each in value) if several else officers.get(value, value)
    return act.model_copy(update=named) if named else act


def _officers_in(act: Act) -> Iterator[str]:
    for field in _officer_fields(type(act)):
        value = getattr(act, field)
        yield from value if isinstance(value, tuple) else (value,)


@cache
def _officer_fields(act_class: type[Act]) -> tuple[str, ...]:
    """The fields of an act that hold officers' sign-in names."""
    from anjie.web.forms.fields import label_of

    labels = {field: label_of(act_class, field) for field in act_class.model_fields}
    return tuple(field for field, label in labels.items() if label and label.widget is Widget.OFFICER)


def officer_names(usernames: Iterable[str]) -> dict[str, str]:
    """Names by sign-in name, one query."""
    found = dict(Officer.objects.filter(username__in=set(usernames)).values_list("username", "name"))
    return {**found, "system": say(Role.SYSTEM)}


def people_on(case: CaseFile) -> set[str]:
    """Everybody the page names by sign-in name."""
    names = {entry.by for entry in case.entries} | {entry.acting_for or "" for entry in case.entries} | {case.handler}
    names.update(*(_officers_in(entry.act) for entry in case.entries if isinstance(entry.act, Act)))
    asked = {signature.officer for signature in case.signatures.values()}
    return {name for name in names | case.recused | asked if name}
