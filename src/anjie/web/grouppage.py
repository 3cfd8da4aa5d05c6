"""What the page of a team or a unit shows of its agents, made from what was read: one object, no query in it.

It counts as the page of one agent does: a complaint is a complaint, and a violation is one once it was found and the
decision on it is in effect.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from anjie.cases.models import Allegation, Case
from anjie.cases.patterns import YEAR, stands_out
from anjie.cases.reading import GroupFile
from anjie.cases.standing import in_effect
from anjie.directory.models import Agent
from anjie.directory.words import word_of
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import FindingResult, Text
from anjie.web.agentpage import Force, Imposed, imposed, points_of, violation_label
from anjie.web.trend import Trend, trend_of

LISTED = 10
"""How many agents are compared by name, and how many violations are listed."""

SANCTIONS = 20
"""How many sanctions in force are listed, the latest."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One agent beside the others."""

    code: str
    agent: Agent | None
    """None for one who is not in the directory."""
    complaints: int
    proven: int
    stands_out: bool


class GroupPage:
    """What the case files hold about a group's agents, within a scope, on one day."""

    def __init__(self, file: GroupFile, agents: int, book: Rulebook, now: datetime) -> None:
        """Take the group's file, how many agents it has, and the rulebook in force."""
        self.file = file
        self.agents = agents
        self.book = book
        self.now = now

    @property
    def today(self) -> date:
        """The day it is in China."""
        return self.now.astimezone(SHANGHAI).date()

    @property
    def since(self) -> date | None:
        """From which day on the cases were looked at, where there were more."""
        return self.file.cases[-1].received_at.astimezone(SHANGHAI).date() if self.file.more else None

    @cached_property
    def recent(self) -> list[Case]:
        """The complaints of the last twelve months."""
        return [case for case in self.file.cases if case.received_at >= self.now - YEAR]

    @cached_property
    def complaints(self) -> Mapping[str, int]:
        """How many complaints of the last twelve months are about each agent, the most first."""
        return Counter(code for case in self.recent for code in sorted(self.file.accused.get(case.pk, ())))

    @cached_property
    def sanctions(self) -> Sequence[Imposed]:
        """Every decision, the latest first."""
        return imposed(self.file.sanctions, self.book, self.today)

    @cached_property
    def in_force(self) -> Sequence[Imposed]:
        """Those in force."""
        return [each for each in self.sanctions if each.force is Force.IN_FORCE]

    @property
    def listed(self) -> Sequence[Imposed]:
        """The latest of them."""
        return self.in_force[:SANCTIONS]

    @property
    def points(self) -> int:
        """This calendar year's, of decisions in effect."""
        return points_of(self.sanctions)

    @cached_property
    def proven(self) -> Sequence[Allegation]:
        """What was found and is decided in effect."""
        decided = {(row.case_id, row.respondent) for row in self.file.sanctions if in_effect(row, self.today)}
        return [
            each
            for each in self.file.allegations
            if (each.case_id, each.respondent) in decided and word_of(FindingResult, each.result).at_fault
        ]

    @cached_property
    def alleged(self) -> Mapping[int, frozenset[str]]:
        """By case, the codes of what is alleged of the group's agents."""
        found: dict[int, frozenset[str]] = {}
        for each in self.file.allegations:
            found[each.case_id] = found.get(each.case_id, frozenset()) | {each.violation}
        return found

    @property
    def violations(self) -> Sequence[tuple[Text, int]]:
        """The proven violations by what they are, the most frequent first."""
        label, counted = violation_label(self.book), Counter(each.violation for each in self.proven)
        return [(label(code), number) for code, number in counted.most_common(LISTED)]

    @cached_property
    def trend(self) -> Trend:
        """Month by month: what was complained of, and what of it is proven."""
        came = {case.pk: case.received_at for case in self.file.cases}
        return trend_of(came.values(), (came[each.case_id] for each in self.proven), self.today, self.since)

    @property
    def most(self) -> Sequence[str]:
        """The codes of those complained of most."""
        ranked = sorted(self.complaints.items(), key=lambda each: (-each[1], each[0]))
        return [code for code, _ in ranked[:LISTED]]

    @property
    def named(self) -> set[str]:
        """The codes of all agents whom the page names."""
        return {*self.most, *(each.row.agent_code for each in self.listed)}

    @property
    def average(self) -> float:
        """Complaints of twelve months for each agent."""
        return sum(self.complaints.values()) / self.agents if self.agents else 0.0

    def compared(self, known: Mapping[str, Agent]) -> Sequence[Compared]:
        """Those complained of most, beside all agents of the group."""
        together, proven = sum(self.complaints.values()), Counter(each.agent_code for each in self.proven)
        return [
            Compared(
                code,
                known.get(code),
                self.complaints[code],
                proven[code],
                stands_out(self.complaints[code], together, self.agents),
            )
            for code in self.most
        ]
