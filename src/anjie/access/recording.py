"""Writing into the record of access."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from anjie.access.models import AccessEvent, Officer
from anjie.access.words import Happening
from anjie.platform.clock import now

CLIENT = 200
DETAIL = 300


def record(kind: Happening, request: HttpRequest, *, officer: Officer | None, detail: str = "") -> None:
    """Put on record what happened in a request, and to whose account."""
    user = request.user
    AccessEvent.objects.create(
        at=now(),
        kind=kind,
        by=user if isinstance(user, Officer) else None,
        officer=officer,
        address=client_address(request),
        client=request.headers.get("User-Agent", "")[:CLIENT],
        detail=detail[:DETAIL],
    )


@contextmanager
def recorded(kind: Happening, request: HttpRequest, detail: str) -> Iterator[None]:
    """Put on record what is changed within, together with it or not at all; a refusal leaves no record."""
    with transaction.atomic():
        yield
        record(kind, request, officer=None, detail=detail)


def client_address(request: HttpRequest) -> str | None:
    """Give the address a request came from.

    Behind our own proxy that is the last address of X-Forwarded-For, the one the proxy saw and added itself; all before
    it was written by the client. Without a proxy the header is ignored altogether.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.ANJIE_BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        return str(ip_address(address))
    except ValueError:
        return None
