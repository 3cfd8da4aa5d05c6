"""When an officer may be disturbed: the working hours of the installation, on the days his unit works."""

from datetime import datetime

from django.conf import settings

from anjie.access.models import Officer, Post
from anjie.directory.calendars import calendar_for
from anjie.procedure.calendar import SHANGHAI, Calendar
from anjie.procedure.reminding import WorkingHours


def working_hours() -> WorkingHours:
    """Give the installation's working hours."""
    return WorkingHours.parse(settings.ANJIE_WORKING_HOURS)


def calendar_of(officer: Officer, at: datetime) -> Calendar:
    """Give the calendar by which somebody works; the nation's if he holds no post."""
    held = Post.objects.on(at.astimezone(SHANGHAI).date()).filter(officer=officer)
    region = held.order_by("id").values_list("unit__calendar_region", flat=True).first()
    return calendar_for(region or "")
