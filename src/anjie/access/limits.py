"""How long a session may last.

The idle limit is Django's: `SESSION_COOKIE_AGE` after the session was last saved, kept by its row in the database and
not by the cookie. A request saves it anew unless it was saved less than `SAVED_EACH` ago, so that most requests write
nothing: an idle session ends up to a minute before its limit, and never after it. The absolute limit is here:
`ANJIE_SESSION_LIMIT` after signing in, whatever the activity.
"""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from anjie.access.models import Officer
from anjie.access.recording import record
from anjie.access.words import Happening
from anjie.platform.clock import now

BEGAN = "began"
"""The session's key for when it began, in seconds since 1970."""
SEEN = "seen"
"""The session's key for the last request that was written down, in seconds since 1970."""
SAVED_EACH = timedelta(minutes=1)


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
            elif present - request.session.get(SEEN, 0) >= SAVED_EACH.total_seconds():
                request.session[SEEN] = present
        return self.get_response(request)
