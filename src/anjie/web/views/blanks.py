"""Paper for a day without power: blank forms and what became of their numbers; and the register, printed."""

from datetime import date
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjie.access.gate import allow
from anjie.access.recording import recorded
from anjie.access.words import Happening
from anjie.cases.reserving import mark_spoilt, open_numbers, put_numbers_by
from anjie.paperwork.books import Period, blank_forms, one_file, register_book
from anjie.procedure.terms import Role, Text
from anjie.web.acting import acting
from anjie.web.forms.parse import FIRST_YEAR, LAST_YEAR
from anjie.web.forms.typed import clean
from anjie.web.language import language, say
from anjie.web.views.administration.plain import PlainForm
from anjie.web.views.register import PRINTERS

TAKERS = (Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR)
MOST = 50
"""Forms at a time."""


class BlankForm(PlainForm):
    """How many forms."""

    count = forms.IntegerField(min_value=1, max_value=MOST, initial=10)

    labels: ClassVar = {"count": Text("张数", "How many")}


@require_http_methods(["GET", "POST"])
@allow(*TAKERS)
def blanks(request: HttpRequest) -> HttpResponse:
    """The numbers that wait for their cases; and new forms, as one file to be printed."""
    who = acting(request)
    form = BlankForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        unit, count = who.seat.unit, form.cleaned_data["count"]
        with recorded(Happening.NUMBERS_RESERVED, request, f"{unit.code} {count}"):
            numbers = put_numbers_by(unit, count, who.officer.username, who.now)
        printed = blank_forms(unit, numbers, who.now, _tongue())
        response = HttpResponse(printed.data, content_type="application/pdf")
        name = f"blank-{numbers[0]}.pdf"
        response["Content-Disposition"] = content_disposition_header(True, name) or ""
        return response
    context = {"form": form, "waiting": open_numbers(who.seat.unit), "now": who.now}
    return render(request, "web/blanks.html", context, status=422 if form.errors else 200)


def _tongue() -> str:
    return "en" if language().startswith("en") else "zh"


@require_POST
@allow(*TAKERS)
def spoilt(request: HttpRequest) -> HttpResponse:
    """Mark a form as spoilt, so that its number is accounted for."""
    who = acting(request)
    number, reason = request.POST.get("number", ""), clean(request.POST.get("reason", "")).strip()[:200]
    ours = number in {each.number for each in open_numbers(who.seat.unit)}
    if not reason or not ours:
        messages.error(request, say(Text("请写明作废原因", "Say why the form is spoilt")))
    else:
        with recorded(Happening.NUMBERS_RESERVED, request, f"{number} 作废"):
            mark_spoilt(number, reason, who.officer.username, who.now)
        messages.success(request, say(Text(f"{number} 已作废", f"{number} is marked as spoilt")))
    return redirect("web:blanks")


@require_GET
@allow(*PRINTERS)
def book(request: HttpRequest) -> StreamingHttpResponse:
    """The unit's register for a period, streamed booklet by booklet."""
    who = acting(request)
    today = who.now.astimezone(who.office.calendar.zone).date()
    since = _day(request.GET.get("from")) or date(today.year, 1, 1)
    until = _day(request.GET.get("to")) or today
    period = Period(who.seat.unit, since, max(since, until), _tongue())
    name, chunks = one_file(register_book(who.scope, period, who.now), f"register-{who.seat.unit.code}-{since}")
    kind = "application/pdf" if name.endswith(".pdf") else "application/zip"
    response = StreamingHttpResponse(chunks, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


patterns = [
    path("intake/blank/", blanks, name="blanks"),
    path("intake/blank/spoilt", spoilt, name="blank-spoilt"),
    path("register/book", book, name="register-book"),
]
