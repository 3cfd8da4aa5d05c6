"""What happens to whom: one story for each complaint, drawn by a dice of its own.

A story holds what is true and how people will decide, not when anybody gets round to it: that is the offices' doing
(`simulation`). The shares are those of the inspection units' own half-year figures where there are any (85 in a
hundred by the hotline, 65 of a hundred closed with a violation), else assumed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, auto
from random import Random

from anjie.demo.complaints import complaint, one_of, sentences
from anjie.demo.population import MadePolicy, Population
from anjie.procedure.acts.intake import Received
from anjie.procedure.calendar import Calendar
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import (
    CaseClass,
    Channel,
    ClassGround,
    CustomerOutcome,
    Department,
    FindingResult,
    SanctionManner,
    Severity,
    Stage,
)
from anjie.procedure.values import SanctionProposed

SEED = "anjie-demo-2026"

A_DAY = 3.15
"""Complaints on an average day, rest days included."""

SHARE: Mapping[str, int] = {
    "4501": 8, "450103": 14, "450107": 14, "450110": 10, "4502": 7, "450204": 12, "450223": 9, "4503": 7, "450302": 10,
    "450321": 9,
}  # fmt: skip
"""How many of a hundred complaints each unit gets."""


LYING = (Stage.RECEIVED, Stage.RECEIVED, Stage.REGISTERED, Stage.REGISTERED, Stage.VERIFIED, Stage.VERIFIED)
"""What the last complaints are left at, so that there is something to do next for whoever looks."""


class Ending(Enum):
    """How a complaint will end, if it comes to that."""

    HANDLED = auto()
    ON_SPOT = auto()
    NOT_GENUINE = auto()
    WITHDRAWN = auto()


class Turn(Enum):
    """What may come in between."""

    UNREACHABLE = auto()
    REVEALED = auto()
    ESCALATED = auto()
    MEDIATED = auto()
    RETURNED = auto()
    SIGNED_AGAIN = auto()
    """A station of the handling sheet is asked to sign once more."""
    COUNTERSIGNED = auto()
    """The unit head asks somebody else to sign as well."""
    BEYOND = auto()
    """Somebody without the authority tries to approve it, and is refused."""
    HASTY = auto()
    """Somebody tries to close it too early, and is refused."""
    HANDED_OVER = auto()
    """Whoever was asked to sign passes it on."""
    COPIED = auto()
    TAKEN_BACK = auto()
    """The handler takes his proposal back before anybody has signed."""
    ASKED_BACK = auto()
    """The department wants to know more before it answers."""
    OBJECTED = auto()
    UPHELD = auto()
    """An objection, if there is one, is upheld."""
    REVIEWED = auto()
    NEW_FACTS = auto()
    RELAPSED = auto()
    """An agent on probation does it again."""


LIKELY: Mapping[Turn, float] = {
    Turn.UNREACHABLE: 0.04,
    Turn.REVEALED: 0.08,
    Turn.ESCALATED: 0.5,
    Turn.MEDIATED: 0.02,
    Turn.RETURNED: 0.06,
    Turn.SIGNED_AGAIN: 0.05,
    Turn.COUNTERSIGNED: 0.06,
    Turn.BEYOND: 0.03,
    Turn.HASTY: 0.02,
    Turn.HANDED_OVER: 0.4,
    Turn.COPIED: 0.05,
    Turn.TAKEN_BACK: 0.03,
    Turn.ASKED_BACK: 0.2,
    Turn.OBJECTED: 0.06,
    Turn.UPHELD: 0.3,
    Turn.REVIEWED: 0.03,
    Turn.NEW_FACTS: 0.02,
    Turn.RELAPSED: 0.3,
}
"""How likely each turn is where it can be taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to another department, and whether its answer says that the matter isn't its own."""

    department: Department
    declines: bool


@dataclass(frozen=True, slots=True)
class Story:
    """One complaint and all that will come of it."""

    number: int
    unit: str
    dice: Random
    at: datetime
    """When it is entered."""
    received: Received
    policy: MadePolicy
    ending: Ending
    case_class: CaseClass
    grounds: tuple[ClassGround, ...]
    violations: tuple[str, ...]
    results: tuple[FindingResult, ...]
    outcome: CustomerOutcome
    redress: Decimal
    sanctions: tuple[SanctionProposed, ...]
    asked: Asked | None
    turns: frozenset[Turn]
    stays: Stage | None = None
    """The stage at which it is left lying."""

    @property
    def at_fault(self) -> bool:
        """Whether the agent is found at fault."""
        return any(result.at_fault for result in self.results)


def tell(population: Population, book: Rulebook, calendar: Calendar, began_on: date, until: datetime) -> list[Story]:
    """Draw the stories that begin between a day and a moment, in the order in which they begin."""
    days = (until.astimezone(calendar.zone).date() - began_on).days + 1
    teller = _Teller(population, book, calendar)
    stories = [
        teller.story(number, began_on + timedelta(days=int((number - 1) / A_DAY)))
        for number in range(1, int(days * A_DAY) + 1)
    ]
    begun = [each for each in stories if each.at <= until]
    lying = [teller.lying(len(stories) + place, stage, until) for place, stage in enumerate(LYING, start=1)]
    return sorted([*begun, *lying], key=lambda each: (each.at, each.number))


class _Teller:
    """Draws stories against one population."""

    def __init__(self, population: Population, book: Rulebook, calendar: Calendar) -> None:
        self.population, self.book, self.calendar = population, book, calendar

    def story(self, number: int, day: date) -> Story:
        """Draw one story that begins on a day, or the next working day if it comes in writing."""
        dice = Random(f"{SEED}/{number}")  # noqa: S311 - no secret: the same stories every time
        channel = one_of(dice, {Channel.HOTLINE: 85, Channel.LETTER: 10, Channel.REGULATOR: 5})
        return self._story(number, dice, channel, self._arrival(dice, day, channel))

    def lying(self, number: int, stage: Stage, until: datetime) -> Story:
        """Draw one that came by telephone just now, or on the last working morning, and is left lying."""
        dice = Random(f"{SEED}/{number}")  # noqa: S311 - no secret: the same stories every time
        called = until - timedelta(minutes=dice.randrange(30, 90))
        if stage is not Stage.RECEIVED:
            day = until.astimezone(self.calendar.zone)
            while not self.calendar.is_workday(day.date()) or day.time() < EVENING:
                day = datetime.combine(day.date() - timedelta(days=1), time.max, self.calendar.zone)
            called = self._morning(dice, day.date())
        drawn = self._story(number, dice, Channel.HOTLINE, (called, called + timedelta(minutes=10)))
        return replace(drawn, ending=Ending.HANDLED, stays=stage, turns=frozenset())

    def _story(self, number: int, dice: Random, channel: Channel, arrived: tuple[datetime, datetime]) -> Story:
        unit = one_of(dice, SHARE)
        policy = dice.choice(self.population.policies[unit])
        case_class = one_of(dice, {CaseClass.ORDINARY: 80, CaseClass.MAJOR: 8, CaseClass.SPECIAL: 12})
        grounds = _grounds(dice, case_class, channel)
        violations = _violations(dice, grounds)
        ending = _ending(dice, case_class, channel)
        results = _results(dice, violations, ending)
        worst = self._worst(violations, results)
        if ending is Ending.ON_SPOT and worst and worst is not Severity.S1:
            ending = Ending.HANDLED
        received = complaint(dice, policy, channel, arrived, (grounds, violations[0]))
        outcome, redress = _for_customer(dice, policy, worst)
        return Story(
            number=number,
            unit=unit,
            dice=dice,
            at=received.received_by_unit_at + timedelta(minutes=dice.randrange(3, 16)),
            received=received,
            policy=policy,
            ending=ending,
            case_class=case_class,
            grounds=grounds,
            violations=violations,
            results=results,
            outcome=outcome,
            redress=redress,
            sanctions=_sanctions(dice, policy, worst),
            asked=_asked(dice, ending),
            turns=frozenset(turn for turn, chance in LIKELY.items() if dice.random() < chance),
        )

    def _worst(self, violations: Sequence[str], results: Sequence[FindingResult]) -> Severity | None:
        proved = [code for code, result in zip(violations, results, strict=True) if result.at_fault]
        return max((self.book.severity_of(code) for code in proved), key=lambda each: each.rank, default=None)

    def _arrival(self, dice: Random, day: date, channel: Channel) -> tuple[datetime, datetime]:
        """When the company and when the unit received it: the hotline works every day, the post doesn't."""
        if channel is Channel.HOTLINE:
            called = datetime.combine(day, time(8), self.calendar.zone) + timedelta(minutes=dice.randrange(12 * 60))
            return called, self._passed_on(dice, called)
        brought_on = day if self.calendar.is_workday(day) else self.calendar.next_workday(day)
        brought = self._morning(dice, brought_on)
        return brought - timedelta(days=dice.randrange(1, 4), minutes=dice.randrange(300)), brought

    def _passed_on(self, dice: Random, called: datetime) -> datetime:
        """At once by day, and on rest days to whoever is on duty; in the evening, on the next working morning."""
        if self.calendar.is_workday(called.date()) and called.time() > EVENING:
            return self._morning(dice, self.calendar.next_workday(called.date()))
        return called + timedelta(minutes=dice.randrange(5, 46))

    def _morning(self, dice: Random, day: date) -> datetime:
        return datetime.combine(day, time(8, 30), self.calendar.zone) + timedelta(minutes=dice.randrange(90))


EVENING = time(16, 30)


GROUNDS: Mapping[CaseClass, Mapping[ClassGround, int]] = {
    CaseClass.ORDINARY: {},
    CaseClass.MAJOR: {
        ClassGround.EMBEZZLEMENT: 40,
        ClassGround.COLLECTIVE: 20,
        ClassGround.MANAGER: 20,
        ClassGround.LARGE_AMOUNT: 10,
        ClassGround.MEDIA: 10,
    },
    CaseClass.SPECIAL: {
        ClassGround.VULNERABLE: 50,
        ClassGround.AGENT_LEFT: 30,
        ClassGround.LITIGATION: 10,
        ClassGround.PROXY_SURRENDER: 10,
    },
}


def _grounds(dice: Random, case_class: CaseClass, channel: Channel) -> tuple[ClassGround, ...]:
    if case_class is CaseClass.MAJOR and channel is Channel.REGULATOR:
        return (ClassGround.REGULATOR_REPORT,)
    shares = GROUNDS[case_class]
    return (one_of(dice, shares),) if shares else ()


def _violations(dice: Random, grounds: Sequence[ClassGround]) -> tuple[str, ...]:
    """What is alleged: mostly one thing, sometimes two; the gravest only where it made the case major."""
    usual = {code: each.weight for code, each in sentences().items() if each.weight}
    grave = [code for code, each in sentences().items() if not each.weight]
    first = dice.choice(grave) if ClassGround.EMBEZZLEMENT in grounds else one_of(dice, usual)
    second = one_of(dice, usual)
    return (first, second) if dice.random() < TWO_THINGS and second != first else (first,)


TWO_THINGS = 0.25
FAULT = 0.75
"""Among what is handled; with what is declined or withdrawn it makes 65 in a hundred closed."""

NOT_GENUINE, WITHDRAWN, EASY = 0.08, 0.025, 0.3


def _ending(dice: Random, case_class: CaseClass, channel: Channel) -> Ending:
    drawn = dice.random()
    if channel is Channel.HOTLINE and drawn < NOT_GENUINE:
        return Ending.NOT_GENUINE
    if drawn < NOT_GENUINE + WITHDRAWN:
        return Ending.WITHDRAWN
    easy = case_class is CaseClass.ORDINARY and channel is Channel.HOTLINE and dice.random() < EASY
    return Ending.ON_SPOT if easy else Ending.HANDLED


def _results(dice: Random, violations: Sequence[str], ending: Ending) -> tuple[FindingResult, ...]:
    chance = FAULT / 2 if ending is Ending.ON_SPOT else FAULT
    proved = {FindingResult.SUBSTANTIATED: 70, FindingResult.PARTLY: 30}
    unproved = {FindingResult.UNSUBSTANTIATED: 70, FindingResult.INCONCLUSIVE: 30}
    return tuple(one_of(dice, proved if dice.random() < chance else unproved) for _ in violations)


LADDER: Mapping[Severity, Mapping[str, int]] = {
    Severity.S1: {"admonition": 75, "warning": 25},
    Severity.S2: {"admonition": 35, "warning": 40, "censure": 25},
    Severity.S3: {"admonition": 25, "warning": 32, "censure": 12, "suspension": 22, "termination": 9},
    Severity.S4: {"termination": 85, "suspension": 15},
}
POINTS = {"admonition": 1, "warning": 2, "censure": 3, "suspension": 5, "termination": 12}
EXEMPTED, CLAWBACK, REFERRED = 0.03, 0.3, 0.2
SUSPENDED = 0.25
"""How often a warning, a censure or a suspension from selling waits for the end of a probation."""


def _sanctions(dice: Random, policy: MadePolicy, worst: Severity | None) -> tuple[SanctionProposed, ...]:
    """What will be imposed; nothing is a reasoned exemption."""
    if worst is None or dice.random() < EXEMPTED:
        return ()
    first = one_of(dice, LADDER[worst])
    months = dice.choice([1, 3, 6]) if first == "suspension" else None
    imposed = SanctionProposed(sanction=first, months=months, points=POINTS[first])
    if first not in ("admonition", "termination") and dice.random() < SUSPENDED:
        probation = dice.choice([1, 2, 3])
        waits = {"manner": SanctionManner.SUSPENDED, "probation": probation, "condition": "考验期内无新的违规"}
        imposed = imposed.model_copy(update=waits)
    sanctions = [imposed]
    if worst.rank >= Severity.S3.rank and dice.random() < CLAWBACK:
        sanctions.append(SanctionProposed(sanction="clawback", amount=Decimal(policy.premium) / 5))
    if worst is Severity.S4 and dice.random() < REFERRED:
        sanctions.append(SanctionProposed(sanction="referral", points=12))
    return tuple(sanctions)


OUTCOMES: Mapping[int, Mapping[CustomerOutcome, int]] = {
    0: {CustomerOutcome.EXPLAINED: 70, CustomerOutcome.NOT_SUPPORTED: 30},
    1: {CustomerOutcome.APOLOGY: 50, CustomerOutcome.SERVICE: 50},
    2: {CustomerOutcome.APOLOGY: 40, CustomerOutcome.EXPLAINED: 30, CustomerOutcome.SETTLEMENT: 30},
    3: {CustomerOutcome.RESCISSION: 55, CustomerOutcome.SETTLEMENT: 30, CustomerOutcome.EXPLAINED: 15},
    4: {CustomerOutcome.REDRESS: 100},
}
"""What the customer gets, by the rank of the gravest violation proved."""


def _for_customer(dice: Random, policy: MadePolicy, worst: Severity | None) -> tuple[CustomerOutcome, Decimal]:
    outcome = one_of(dice, OUTCOMES[worst.rank if worst else 0])
    if outcome in (CustomerOutcome.RESCISSION, CustomerOutcome.REDRESS):
        return outcome, Decimal(policy.paid)
    if outcome is CustomerOutcome.SETTLEMENT:
        return outcome, Decimal(policy.premium // 1000 * 100)
    return outcome, Decimal(0)


ASKED = 0.35
DECLINING = 0.08


def _asked(dice: Random, ending: Ending) -> Asked | None:
    if ending is not Ending.HANDLED or dice.random() > ASKED:
        return None
    department = one_of(dice, {Department.POLICY_SERVICE: 65, Department.FINANCE: 35})
    return Asked(department, dice.random() < DECLINING)
