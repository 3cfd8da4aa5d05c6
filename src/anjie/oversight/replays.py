"""Trying an edition on last year's journals: asked once, done in portions by whoever is free, read as one report.

`start` writes the portions and puts a job for each into the queue, in one transaction. A worker of any machine, or a
process of the command line, takes a portion by its lock (`do_portion`, `do_next`); one that is done is passed over, so
that it does not matter how often or by whom it is tried.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Func, IntegerField, QuerySet, Sum

from anjie.access.models import Post
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.cases.dossiers import journals, rulebook_for
from anjie.cases.models import Case
from anjie.cases.projection import Place
from anjie.directory.calendars import calendar_for
from anjie.directory.models import Unit
from anjie.directory.words import word_of
from anjie.oversight.drafts import candidate
from anjie.oversight.replay_tables import Found, Portion, Replay
from anjie.oversight.replaying import Compared, Ground, compare
from anjie.oversight.selecting import Selection, cases_in
from anjie.oversight.words import Difference
from anjie.platform.deferring import Wanted, defer
from anjie.procedure.casefile import CaseFile, Entry
from anjie.procedure.office import Office
from anjie.procedure.terms import Department, Level, Reach, Role

TASK = "anjie.oversight.jobs.replay_portion"
PORTION = 50
"""Cases of a portion: about a second's work, and what is lost with a worker that dies."""

LAST_OF_ALL = -10
"""The priority of the jobs: limits and notices go first."""


# -- starting ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be tried: an edition's name, its text if it is a draft, and by whom it is asked."""

    edition: str
    text: str = ""
    by: str = ""


@transaction.atomic
def start(asked: Asked, scope: Scope, unit: Unit, selection: Selection, at: datetime) -> Replay:
    """Write down what is to be done and have it done; the cases are those that the scope and the selection give."""
    ids = list(cases_in(scope, selection).order_by("id").values_list("id", flat=True))
    replay = Replay.objects.create(
        unit=unit, head_id=unit.head_id, region_id=unit.region_id, city_id=unit.city_id, county_id=unit.county_id,
        edition=asked.edition, text=asked.text, since=selection.since, until=selection.until,
        made_at=at, made_by=asked.by, cases=len(ids),
    )  # fmt: skip
    Portion.objects.bulk_create(
        Portion(replay=replay, place=place, cases=ids[first : first + PORTION])
        for place, first in enumerate(range(0, len(ids), PORTION))
    )
    places = range(-(-len(ids) // PORTION))
    defer(TASK, [Wanted({"replay": replay.pk, "place": place}) for place in places], priority=LAST_OF_ALL)
    return replay


# -- doing -------------------------------------------------------------------------------------------------------


def do_portion(replay: int, place: int, at: datetime) -> bool:
    """Do one portion if it is still to be done and nobody is at it; whether it was done now."""
    return _do(Portion.objects.filter(replay=replay, place=place), at)


def do_next(replay: int, at: datetime) -> bool:
    """Do a portion that nobody is at; False if there is none left."""
    return _do(Portion.objects.filter(replay=replay).order_by("place"), at)


@transaction.atomic
def _do(portions: QuerySet[Portion], at: datetime) -> bool:
    free = portions.filter(done_at=None).select_for_update(skip_locked=True, of=("self",))
    portion = free.select_related("replay").first()
    if portion is None:
        return False
    compared = list(_compared(portion.replay, portion.cases))
    Found.objects.bulk_create(found for case, each in compared for found in _rows(portion.replay, case, each))
    levels: Counter[tuple[str, str]] = Counter()
    for _, each in compared:
        levels.update(each.levels)
    portion.acts = sum(each.acts for _, each in compared)
    portion.duties = sum(each.duties for _, each in compared)
    portion.levels = [[was, becomes, count] for (was, becomes), count in sorted(levels.items())]
    portion.done_at = at
    portion.save()
    return True


def _compared(replay: Replay, ids: Sequence[int]) -> Iterable[tuple[Case, Compared]]:
    """Each case under the edition that binds it and under the other."""
    new = candidate(replay.edition, replay.text)
    cases = {case.pk: case for case in Case.objects.filter(pk__in=ids).select_related("unit")}
    read_ = list(journals(cases))
    roster = Roster.of(entry for _, entries in read_ for entry in entries)
    for case_id, entries in read_:
        case = cases[case_id]
        old = rulebook_for(case.edition, replay.made_at)
        calendar = calendar_for(case.unit.calendar_region)
        ground = Ground(old, new, word_of(Level, case.unit.level), calendar, replay.made_at)
        yield case, compare(entries, ground, roster.office_at)


def _rows(replay: Replay, case: Case, compared: Compared) -> Iterable[Found]:
    place = {level: getattr(case, level) for level in ("head_id", "region_id", "city_id", "county_id")}
    for each in compared.findings:
        said = each._asdict()
        yield Found(replay=replay, case=case, **place, **said)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who could act as what: the units, and the posts that whoever has an entry ever held.

    A journal says who acted and from which unit, not in which role. Everything one was there at that day is granted;
    somebody of whom no post is known is granted every role, so that he is refused by nothing but the case.
    """

    places: dict[str, Place]
    posts: dict[tuple[str, str], list[Post]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Roster":
        """The roster for some entries; two queries."""
        hands = {entry.acting_for or entry.by for entry in entries}
        places = {
            unit.code: Place(unit.pk, unit.head_id, unit.region_id, unit.city_id, unit.county_id, unit.calendar_region)
            for unit in Unit.objects.all()
        }
        posts: dict[tuple[str, str], list[Post]] = {}
        for post in Post.objects.filter(officer__username__in=hands).select_related("officer", "unit").order_by():
            posts.setdefault((post.officer.username, post.unit.code), []).append(post)
        return cls(places, posts)

    def office_at(self, entry: Entry, case: CaseFile) -> Office:
        """The office from which an entry was made."""
        owner = self.places.get(case.unit) or self.places[entry.unit]
        place = self.places[entry.unit]
        calendar = calendar_for(owner.calendar)
        day = entry.at.astimezone(calendar.zone).date()
        held = [
            post
            for post in self.posts.get((entry.acting_for or entry.by, entry.unit), ())
            if post.begins_on <= day and (post.ends_on is None or day <= post.ends_on)
        ]
        departments = [word_of(Department, post.department) for post in held if post.department]
        return Office(
            officer=entry.by,
            unit=entry.unit,
            level=place.level,
            roles=frozenset(word_of(Role, post.role) for post in held) or EVERY_ROLE,
            at=entry.at,
            calendar=calendar,
            department=departments[0] if departments else None,
            acting_for=entry.acting_for,
            reach=_reach(place, owner),
        )


EVERY_ROLE = frozenset(Role) - {Role.SYSTEM}


def _reach(place: Place, owner: Place) -> Reach:
    if place.unit == owner.unit:
        return Reach.OWN
    return Reach.ABOVE if place.unit in owner.levels else Reach.OUTSIDE


# -- the report --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """What a clause makes different: how often, in how many cases, for which act."""

    difference: Difference
    clause: str
    act: str
    times: int
    cases: int


@dataclass(frozen=True, slots=True)
class Report:
    """What is known so far."""

    replay: Replay
    portions: int
    done: int
    acts: int
    duties: int
    levels: Counter[tuple[str, str]]
    lines: Sequence[Line]
    affected: int
    """Cases in which anything would have been different."""

    @property
    def finished(self) -> bool:
        """Whether every portion is done."""
        return self.done == self.portions

    @property
    def share(self) -> int:
        """How much is done, in hundredths."""
        return 100 * self.done // self.portions if self.portions else 100

    def of(self, difference: Difference) -> list[Line]:
        """The lines of one kind, the most frequent first."""
        return [line for line in self.lines if line.difference is difference]

    def work(self) -> list[tuple[Level, int, int]]:
        """By level: proposals decided there under the edition that binds, and under the other."""
        was: Counter[str] = Counter()
        becomes: Counter[str] = Counter()
        for (one, other), count in self.levels.items():
            was[one] += count
            becomes[other] += count
        return [(level, was[level], becomes[level]) for level in Level if was[level] or becomes[level]]


def cases_done(replay: int) -> int:
    """In how many cases the work is done."""
    lengths = (
        Portion.objects.filter(replay=replay)
        .exclude(done_at=None)
        .annotate(n=Func("cases", function="cardinality", output_field=IntegerField()))
    )
    done: int = lengths.aggregate(done=Sum("n", default=0))["done"]
    return done


def report(replay: Replay) -> Report:
    """What the portions that are done have found; for whoever may see the replay. Three queries."""
    with within(Scope.SYSTEM):
        portions = Portion.objects.filter(replay=replay)
        counted = portions.aggregate(
            every=Count("id"), done=Count("done_at"), acts=Sum("acts", default=0), duties=Sum("duties", default=0)
        )
        levels: Counter[tuple[str, str]] = Counter()
        for each in portions.exclude(levels=[]).values_list("levels", flat=True):
            for was, becomes, count in each:
                levels[was, becomes] += count
        found = Found.objects.filter(replay=replay).order_by()
        rows = found.values("difference", "clause", "act").annotate(times=Count("id"), n=Count("case", distinct=True))
        lines = [
            Line(word_of(Difference, row["difference"]), row["clause"], row["act"], row["times"], row["n"])
            for row in rows.order_by("-times", "clause", "act")
        ]
        affected = found.aggregate(n=Count("case", distinct=True))["n"]
    return Report(
        replay, counted["every"], counted["done"], counted["acts"], counted["duties"], levels, lines, affected
    )
