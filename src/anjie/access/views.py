"""Signing in and out, changing the password, switching between one's offices."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anjie.access.forms import ChangePasswordForm, SignInForm
from anjie.access.models import Officer
from anjie.access.office import choose_seat
from anjie.access.recording import record
from anjie.access.throttle import one_at_a_time, remember_device
from anjie.access.words import Happening


class SignIn(LoginView):
    """The sign-in page. What it answers doesn't tell whether there is such an account."""

    template_name = "access/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Judge one try at an account at a time."""
        if not one_at_a_time(request):
            return throttled(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin a session of a new name, in the officer's language."""
        officer = form.get_user()
        response = super().form_valid(form)
        record(Happening.SIGNED_IN, self.request, officer=officer)
        remember_device(self.request, response)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, officer.language, samesite="Lax")
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Put the try on record; axes has counted it, and answers in our place once it was one too many."""
        held_up = getattr(self.request, "axes_locked_out", False)
        officer = Officer.objects.filter(username=form.cleaned_data.get("username", "")).first()
        record(Happening.THROTTLED if held_up else Happening.FAILED, self.request, officer=officer)
        return super().form_invalid(form)


def throttled(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, str] | None = None
) -> HttpResponse:
    """Ask for patience; axes calls this too."""
    del response, credentials
    answer = render(request, "access/throttled.html", status=429)
    answer.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer


class SignOut(LogoutView):
    """Ends the session, and has the browser forget the pages it has seen."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put it on record while it is still known who leaves."""
        if isinstance(request.user, Officer):
            record(Happening.SIGNED_OUT, request, officer=request.user)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(PasswordChangeView):
    """Changes one's password; every other session of the account ends with it."""

    template_name = "access/password.html"
    form_class = ChangePasswordForm

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Keep the new password; it is nobody else's now."""
        form.user.must_change_password = False
        response = super().form_valid(form)
        record(Happening.PASSWORD_CHANGED, self.request, officer=form.user)
        return response

    def get_success_url(self) -> str:
        """Go on where one would have been after signing in."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act from another of one's offices: `office` is the seat's key, `next` where to go on."""
    seat = choose_seat(request, request.POST.get("office", ""))
    if seat is None:
        raise Http404
    record(Happening.SWITCHED, request, officer=seat.holder, detail=seat.key)
    onward = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        return redirect(onward)
    return redirect(settings.LOGIN_REDIRECT_URL)
