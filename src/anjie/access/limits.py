"""How long a session may last.

The idle limit is Django's: `SESSION_COOKIE_AGE`, begun anew by each request (`SESSION_SAVE_EVERY_REQUEST`), and kept
by the session's row in the database, not by the cookie. The absolute limit is here: `ANJIE_SESSION_LIMIT` after signing
in, whatever the activity.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from anjie.access.models import Officer
from anjie.access.recording import record
from anjie.access.words import Happening
from anjie.platform.clock import now

BEGAN = "began"
"""The session's key for when it began, in seconds since 1970."""


class SessionLimits:
    """Ends sessions that have lasted too long. Stands right after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out a session past its limit; the request goes on as an anonymous one."""
        if isinstance(request.user, Officer):
            present = now().timestamp()
            began = request.session.setdefault(BEGAN, present)
            if present - began >= settings.ANJIE_SESSION_LIMIT.total_seconds():
                record(Happening.EXPIRED, request, officer=request.user)
                logout(request)
        return self.get_response(request)
