"""Who asks: the seat, the scope it gives, and the moment, as every view needs them."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from anjie.access.models import Officer
from anjie.access.office import Seat, seat_for
from anjie.access.scope import Scope
from anjie.procedure.office import Office


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer at work."""

    officer: Officer
    seat: Seat
    scope: Scope

    @property
    def office(self) -> Office:
        """The office as the procedure knows it."""
        return self.seat.office

    @property
    def now(self) -> datetime:
        """The moment of the request."""
        return self.seat.office.at


def acting(request: HttpRequest) -> Acting:
    """Who asks; PermissionDenied for somebody without a post."""
    seat = seat_for(request)
    if seat is None or not isinstance(request.user, Officer):
        raise PermissionDenied
    return Acting(request.user, seat, seat.scope)
