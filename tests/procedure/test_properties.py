"""What must hold of every case, however it is handled: random officers do random things at random times."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from anjie.procedure.acts import ACTS
from anjie.procedure.acts.approval import Approved, Countersigned, OpinionGiven, Returned, UnderProposal
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.casefile import Entry
from anjie.procedure.duties import Duty, duties, fold, open_duties
from anjie.procedure.engine import allowed, permitted, verdict
from anjie.procedure.gravity import redress, sanction_rank, severity, statutory_major
from anjie.procedure.office import Office
from anjie.procedure.soundness import exploring
from anjie.procedure.soundness.exploring import Position, Staff
from anjie.procedure.soundness.specimens import beginnings, specimens
from anjie.procedure.terms import ApprovalStation, CaseClass, DutyState, Level, Role, Severity
from procedure.stories import BOOK, CALENDAR

START = datetime(2026, 6, 1, 9, tzinfo=CALENDAR.zone)
WAITS = st.sampled_from(
    [timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=6), timedelta(days=40)]
)
STATIONS = {
    Level.COUNTY: {ApprovalStation.UNIT_HEAD},
    Level.CITY: {ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER},
    Level.REGION: {ApprovalStation.UNIT_HEAD, ApprovalStation.MANAGER, ApprovalStation.COUNSEL},
}
"""Who signs before the lowest level with the authority decides, said anew like that level."""
RELATIVE = "relative"
"""An officer in every post who is related to the agent A1."""


class Handling(RuleBasedStateMachine):
    """One case from its receipt on."""

    @initialize(level=st.sampled_from(list(Level)), number=st.integers(0, len(beginnings(START)) - 1))
    def receive(self, level: Level, number: int) -> None:
        self.staff = Staff(level, CALENDAR)
        self.now = START
        self.dossier = fold([Entry(1, START, "intake", level.value, beginnings(START)[number])], BOOK)
        self.known: dict[str, Duty] = {}
        self.look()

    def offices(self, at: datetime) -> list[Office]:
        here = self.staff.at(at)
        relative = replace(here[0], officer=RELATIVE, roles=frozenset(Role), ties=frozenset({"A1"}))
        several = replace(here[0], officer="inspector", roles=frozenset({Role.INSPECTOR, Role.APPROVER}))
        deputy = replace(here[0], officer="deputy", acting_for="inspector", roles=frozenset({Role.APPROVER}))
        return [*here, relative, several, deputy]

    @rule(data=st.data(), wait=WAITS)
    def go_on(self, data: st.DataObject, wait: timedelta) -> None:
        """Somebody does something that is allowed."""
        at = self.now + wait
        owed = open_duties(self.dossier, CALENDAR, at)
        able = [
            (kind, office)
            for office in self.offices(at)
            for kind in ACTS
            if allowed(self.dossier, kind, None, office, owed)
        ]
        kind, office = data.draw(st.sampled_from(able))
        acts = [
            act
            for act in specimens(self.dossier, at)
            if act.kind == kind and allowed(self.dossier, kind, act, office, owed)
        ]
        if acts:
            self.attempt(office, data.draw(st.sampled_from(acts)))

    @rule(steps=st.integers(1, 8))
    def go_on_plainly(self, steps: int) -> None:
        """The case is brought nearer to its closing."""
        position = Position(self.dossier.branch(), self.staff)
        for move in islice(exploring._towards_closing(position), steps):
            seen = self.dossier.case.version
            self.attempt(move.step.office, move.step.act)
            assert self.dossier.case.version == seen + 1

    @rule(data=st.data(), wait=WAITS)
    def try_anything(self, data: st.DataObject, wait: timedelta) -> None:
        """Somebody attempts something, allowed or not."""
        at = self.now + wait
        office = data.draw(st.sampled_from(self.offices(at)))
        self.attempt(office, data.draw(st.sampled_from(specimens(self.dossier, at))))

    @rule(data=st.data(), wait=WAITS)
    def sign_what_was_before(self, data: st.DataObject, wait: timedelta) -> None:
        """Somebody signs a proposal that was changed since, or none at all."""
        case = self.dossier.case
        digests = ["0" * 64, *(entry.act.digest for entry in case.entries if isinstance(entry.act, Proposed))]
        stale = [digest for digest in digests if case.pending is None or digest != case.pending.digest]
        office = data.draw(st.sampled_from(self.offices(self.now + wait)))
        digest = data.draw(st.sampled_from(stale))
        opinion = OpinionGiven(digest=digest, station=data.draw(st.sampled_from(ApprovalStation)), opinion="…")
        for act in (opinion, Countersigned(digest=digest, signature="S1", opinion="…"), Approved(digest=digest)):
            assert not verdict(self.dossier, act, office).allowed

    def attempt(self, office: Office, act: Act) -> None:
        judged = verdict(self.dossier, act, office)
        owed = open_duties(self.dossier, CALENDAR, office.at)
        assert judged.allowed == allowed(self.dossier, act.kind, act, office, owed)
        if not judged.allowed:
            assert all(refusal.wanting.zh and refusal.wanting.en for refusal in judged.refusals)
            return
        assert permitted(self.dossier, office)[act.kind].allowed
        self.watch(office, act, owed)
        case = self.dossier.case
        self.now = office.at
        self.dossier.add(Entry(case.version + 1, office.at, office.officer, office.unit, act, office.acting_for))
        self.look()

    def watch(self, office: Office, act: Act, owed: list[Duty]) -> None:
        """What must be so of an act that was allowed, before it is done."""
        case = self.dossier.case
        assert office.persons.isdisjoint(case.recused)
        assert office.officer != RELATIVE or all(r.is_.agent != "A1" for r in case.respondents.values())
        assert not [duty for duty in owed if act.kind in duty.blocks and not duty.must.row.gate]
        if act.kind == "closed":
            assert case.customer_track_ended or case.withdrawn or case.merged_into
            assert case.agent_tracks_ended
        if isinstance(act, UnderProposal):
            assert case.pending is not None
            assert act.digest == case.pending.digest
            assert office.persons.isdisjoint(case.pending.drafter)
        if act.kind == "approved":
            assert office.level.rank >= self.lowest_level().rank
            assert self.signed_by() >= STATIONS[self.lowest_level()]
            assert not [ref for ref in case.signatures if case.signature_wanted(ref)]

    def signed_by(self) -> set[ApprovalStation]:
        """Which stations have signed the very proposal that awaits approval, told from the journal alone."""
        signed: set[ApprovalStation] = set()
        order = list(ApprovalStation)
        for entry in self.dossier.case.entries:
            match entry.act:
                case Proposed() as made:
                    signed, digest = set(), made.digest
                case OpinionGiven() as opinion:
                    assert opinion.digest == digest
                    signed.add(opinion.station)
                case Returned(to=ApprovalStation() as back):
                    signed = {station for station in signed if order.index(station) < order.index(back)}
                case _:
                    pass
        return signed

    def lowest_level(self) -> Level:
        """The level the design asks for, said anew so that the rulebook is not its own witness."""
        case = self.dossier.case
        gravest = severity(case, BOOK)
        rung = sanction_rank(case, BOOK)
        if gravest is Severity.S4 or statutory_major(case, BOOK) or redress(case) > 50_000 or rung > 8:
            return Level.REGION
        mild = gravest in (None, Severity.S1) and case.case_class is CaseClass.ORDINARY
        return Level.COUNTY if mild and redress(case) <= 5_000 and rung <= 4 else Level.CITY

    def look(self) -> None:
        """Compare what is demanded now with what was demanded before."""
        made = duties(self.dossier, CALENDAR, self.now)
        demanded = {duty.key: duty for duty in made}
        assert len(demanded) == len(made), "each duty has a key of its own"
        for key, before in self.known.items():
            after = demanded[key]
            assert not before.late or after.late, f"{key} was missed"
            if before.state is not DutyState.OPEN:
                assert (after.state, after.ended_at, after.late) == (before.state, before.ended_at, before.late)
            elif before.due and after.due:
                assert after.due >= before.due, f"{key} was due later"
        self.known = demanded

    @invariant()
    def the_journal_says_it_all(self) -> None:
        """Whatever was tried and refused has left no trace, and what was done can be done again."""
        assert fold(self.dossier.case.entries, BOOK) == self.dossier

    @invariant()
    def a_closed_case_owes_nothing_older(self) -> None:
        case = self.dossier.case
        if case.closed_at is None:
            return
        for duty in open_duties(self.dossier, CALENDAR, self.now):
            assert "closed" not in duty.blocks or duty.since > case.closed_at, duty.key

    @invariant()
    def references_are_known(self) -> None:
        case = self.dossier.case
        assert {each.respondent for each in case.allegations.values()} <= case.respondents.keys()
        assert case.at_fault <= case.respondents.keys()


TestHandling = Handling.TestCase
TestHandling.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
