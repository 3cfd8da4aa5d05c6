"""What an administrator keeps: his own unit and those below it, and who works in them.

Nobody can be made more than his administrator could make him: an account whose owner also has a post outside is kept
by whoever keeps both, for whoever can set its password can act as its owner.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from anjie.access.models import Officer, Post
from anjie.access.staffing import Hand
from anjie.directory.models import Unit
from anjie.web.acting import Acting


def today(who: Acting) -> date:
    """The day it is where the office is."""
    return who.now.astimezone(who.office.calendar.zone).date()


def hand(who: Acting) -> Hand:
    """Whose doing a change is."""
    return Hand(who.officer, who.now)


def units_of(who: Acting) -> QuerySet[Unit]:
    """The units he keeps."""
    return Unit.objects.within(who.seat.unit)


def at_or_below(unit: Unit) -> Q:
    """What belongs to a unit or to one below it, by its own `unit`."""
    return Q(**{f"unit__{unit.column}_id": unit.pk})


def people_of(who: Acting) -> QuerySet[Officer]:
    """Whoever has or had a post in these units, and whoever never had one anywhere."""
    posts = Post.objects.filter(officer=OuterRef("pk"))
    return Officer.objects.filter(Exists(posts.filter(at_or_below(who.seat.unit))) | ~Exists(posts))


def keeps_account(who: Acting, officer: Officer) -> bool:
    """Whether the account itself is his to close or to reset: not his own, and no post of it lies outside."""
    lasting = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today(who)), officer=officer)
    return officer != who.officer and not lasting.exclude(at_or_below(who.seat.unit)).exists()
