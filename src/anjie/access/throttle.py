"""Slowing down whoever guesses passwords, without letting a stranger lock the owner out.

django-axes counts failed sign-ins in the database; this says which of them count together. Within the cool-off:

    5    of one account from one address
    50   from one address, whatever the accounts: an office may share one address
    20   of one account from anywhere, so that a thousand addresses don't help

A browser that has signed in to an account before carries a signed cookie that says so. It has 5 tries of its own for
that account, and the tries of others don't count against it: that is how the owner gets in while he is being attacked.
"""

from collections.abc import Mapping
from datetime import timedelta
from secrets import token_urlsafe

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.db import connection
from django.db.models import Q, Sum
from django.http import HttpRequest, HttpResponse

from anjie.platform.sealing import blind_index

PER_PAIR = settings.AXES_FAILURE_LIMIT
PER_ADDRESS = 50
PER_ACCOUNT = 20

COOKIE = "device"
SALT = "anjie.access.device"
REMEMBERED = timedelta(days=180)


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Counts in three ways and reports the fullest, in tries of one account from one address."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, str] | None = None) -> int:
        """Give the count that axes compares with AXES_FAILURE_LIMIT."""
        username = counted_name(request, credentials)
        address = getattr(request, "axes_ip_address", None)
        device = known_device(request, username)
        if device:
            return _count(request, Q(username=username, user_agent=device))
        return max(
            _count(request, Q(username=username, ip_address=address)),
            _count(request, Q(ip_address=address)) * PER_PAIR // PER_ADDRESS,
            _count(request, Q(username=username)) * PER_PAIR // PER_ACCOUNT,
        )

    def user_login_failed(
        self, sender: object, credentials: dict[str, str], request: HttpRequest | None = None, **kwargs: object
    ) -> None:
        """Count a failure under the known browser, if it comes from one."""
        if request is not None:
            device = known_device(request, counted_name(request, credentials))
            if device:
                request.axes_user_agent = device  # type: ignore[attr-defined]  # set by axes on every request
        super().user_login_failed(sender, credentials, request, **kwargs)


def _count(request: HttpRequest, which: Q) -> int:
    recent = AccessAttempt.objects.filter(which, attempt_time__gt=get_cool_off_threshold(request))
    return recent.aggregate(total=Sum("failures_since_start"))["total"] or 0


def counted_name(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Give a digest of the name that was typed: enough to count by, and nothing to read in the table of failures.

    What somebody types for a name may be his password, in the wrong box.
    """
    typed = (credentials or request.POST).get("username", "")
    return blind_index(typed.strip().lower(), "sign-in")


def known_device(request: HttpRequest, username: str) -> str:
    """Give the name of the browser, if it has signed in to this account before; else nothing."""
    try:
        owner, device = loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBERED)
    except (BadSignature, ValueError, TypeError):
        return ""
    return f"device {device}" if owner == username else ""


def remember_device(request: HttpRequest, response: HttpResponse) -> None:
    """Have the browser remember that the account was signed in to from it."""
    response.set_cookie(
        COOKIE,
        dumps((counted_name(request), token_urlsafe(12)), salt=SALT),
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def one_at_a_time(request: HttpRequest) -> bool:
    """Keep a second try of an account waiting its turn from being judged before the first is counted.

    Holds until the transaction ends; false if another try is being judged right now.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [counted_name(request)])
        [taken] = cursor.fetchone()
    return bool(taken)
