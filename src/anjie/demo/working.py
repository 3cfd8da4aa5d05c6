"""A case at work, as whoever works on it sees it: the file, and what is owed."""

from collections.abc import Mapping
from datetime import datetime

from anjie.demo.offices import HABITS, USUAL, posted
from anjie.demo.stories import Story
from anjie.procedure.calendar import Calendar
from anjie.procedure.casefile import CaseFile
from anjie.procedure.duties import Duty, duties, fold
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Role


class Working:
    """One case, its people, and the moment at which it is looked at."""

    def __init__(self, story: Story, book: Rulebook, calendar: Calendar) -> None:
        self.story, self.calendar = story, calendar
        self.dossier = fold((), book)
        self.habit = HABITS.get(story.unit, USUAL)
        self.handler, self.colleague = story.dice.sample(posted(story.unit, Role.INSPECTOR), 2)
        self.willing = story.dice.random() > self.habit.slack * 4
        """Whether somebody thinks of extending the limit in time."""
        self.explains = story.dice.random() < self.habit.explains
        """Whether the cause of a missed limit is written down."""
        self.tried: set[str] = set()
        """What was tried and refused."""
        self.now = story.at
        self.owed: tuple[Duty, ...] = ()
        self.demanded: Mapping[str, Duty] = {}

    def look(self, now: datetime) -> None:
        """See what is owed at a moment."""
        self.now = now
        self.owed = duties(self.dossier, self.calendar, now)
        self.demanded = {kind: duty for duty in reversed(self.owed) if duty.open for kind in duty.does}

    @property
    def case(self) -> CaseFile:
        """The file."""
        return self.dossier.case

    @property
    def missed(self) -> str:
        """The clause of a limit that was missed, if any."""
        return next((duty.must.id for duty in self.owed if duty.late and not duty.open), "")

    @property
    def unnoted(self) -> Duty | None:
        """A limit that has passed and isn't on record, if any."""
        return next((duty for duty in self.owed if duty.open and duty.late and duty.key not in self.case.noted), None)

    def done(self, kind: str) -> bool:
        """Whether something was done already."""
        return kind in self.dossier.by_kind

    def owes(self, *clauses: str) -> bool:
        """Whether one of these clauses still demands something."""
        return any(duty.open and duty.must.id in clauses for duty in self.owed)
