"""Switching the language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anjie.access.gate import allow
from anjie.access.models import LANGUAGES, Officer

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Back to where one was, if that is one of our own pages."""
    where = request.POST.get("next", "/")
    here = url_has_allowed_host_and_scheme(where, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(where if here else "/")


@require_POST
@allow(public=True)
def language(request: HttpRequest) -> HttpResponse:
    """Read the pages in the other language from now on."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        if isinstance(request.user, Officer):
            Officer.objects.filter(pk=request.user.pk).update(language=chosen)
    return response
