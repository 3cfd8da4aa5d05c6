"""受理登记: one page while talking on the phone. Nothing typed is lost, and earlier complaints show themselves."""

from secrets import token_urlsafe

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.cases.desk import Outcome, perform
from anjie.cases.dossiers import rulebook_now
from anjie.paperwork.taking_in import keep
from anjie.procedure.acts.intake import Received
from anjie.procedure.casefile import CaseFile
from anjie.procedure.terms import Channel, Medium, Role, Text
from anjie.web import drafts
from anjie.web.acting import Acting, acting
from anjie.web.forms.choices import CaseChoices
from anjie.web.forms.parse import asked
from anjie.web.forms.render import ActForm, blank_form, posted_form
from anjie.web.forms.typed import tidy, typed_in
from anjie.web.language import say
from anjie.web.lines import lines
from anjie.web.uploads import attachable, record_papers, taken_in

INTAKE_PAGE = "intake"
"""The source that complaints typed in here state; with the number of their sheet it makes each come in once."""

SHEET, SHEET_LENGTH = "sheet", 64

RECEIVERS = (Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR)


@require_http_methods(["GET", "POST"])
@allow(*RECEIVERS)
def intake(request: HttpRequest) -> HttpResponse:
    """Take a complaint in; it is a case of its own from this moment on."""
    who = acting(request)
    if request.method != "POST":
        draft = drafts.kept(who.officer, "", Received.kind)
        form = blank_form(Received, intake_choices(who), initial=_initial(who), draft=draft)
        return _render(request, form, kept=draft is not None)
    came = taken_in(request, who)
    form = posted_form(Received, intake_choices(who), came.data).without(came.refused)
    if form.act is None:
        return _render(request, form, status=200 if form.asks_for_rows else 422)
    sheet = request.POST.get(SHEET, "")[:SHEET_LENGTH] or token_urlsafe()
    outcome = receive(form.act.model_copy(update={"source": INTAKE_PAGE, "source_number": sheet}), who)
    if outcome is None:  # pressed twice: the first press took it in
        return _go_to(request, who, reading.number_from(INTAKE_PAGE, sheet))
    if not outcome.done:
        return _render(request, form.refused(outcome.verdict.refusals), status=422)
    drafts.drop(who.officer, "", Received.kind)
    return _go_to(request, who, outcome.number)


def receive(act: Received, who: Acting) -> Outcome | None:
    """Take the complaint in; None if this very sheet was taken in before."""
    if reading.number_from(INTAKE_PAGE, act.source_number):
        return None
    keep(act.papers, who.officer.pk)
    try:
        outcome = perform(None, act, who.office)
    except IntegrityError:  # two presses at the same moment: the database lets one through
        return None
    record_papers(outcome, who)
    return outcome


def _go_to(request: HttpRequest, who: Acting, number: str) -> HttpResponse:
    messages.success(request, say(Text(f"已接收，案件编号 {number}", f"Received: case {number}")))
    return redirect("web:case" if reading.case_visible(who.scope, number) else "web:received", number)


@require_GET
@allow(*RECEIVERS)
def received(request: HttpRequest, number: str) -> HttpResponse:
    """What to tell the caller when the case now belongs to a unit one doesn't see."""
    return render(request, "web/received.html", {"number": number})


@require_POST
@allow(*RECEIVERS)
def keep_draft(request: HttpRequest) -> HttpResponse:
    """Keep what has been typed so far."""
    who = acting(request)
    drafts.keep(who.officer, "", Received.kind, tidy(asked(Received, {}), typed_in(request.POST)))
    return HttpResponse(status=204)


@require_POST
@allow(*RECEIVERS)
def drop_draft(request: HttpRequest) -> HttpResponse:
    """Begin with an empty page."""
    drafts.drop(acting(request).officer, "", Received.kind)
    return redirect("web:intake")


@require_POST
@allow(*RECEIVERS)
def earlier(request: HttpRequest) -> HttpResponse:
    """Complaints that this one may repeat, as a part of the page.

    Asked for by a form that is sent: a phone has no place in an address.
    """
    who = acting(request)
    data = request.POST
    found = reading.earlier_complaints(
        who.scope,
        phone=data.get("complainants-0-phone", "").strip(),
        id_no=data.get("complainants-0-id_no", "").strip(),
        agent=data.get("respondents-0-agent", "").strip(),
        policy=data.get("policies-0-number", "").strip(),
    )
    return render(request, "web/parts/earlier.html", {"lines": lines(found, who.now)})


def _initial(who: Acting) -> dict[str, object]:
    """A call to the hotline, now: what most complaints are."""
    minute = who.now.replace(second=0, microsecond=0)
    return {
        "channel": Channel.HOTLINE if Role.INTAKE in who.office.roles else Channel.PHONE,
        "medium": Medium.ORAL,
        "received_by_company_at": minute,
        "received_by_unit_at": minute,
    }


def intake_choices(who: Acting) -> CaseChoices:
    return CaseChoices(CaseFile(), rulebook_now(who.now), attachable=attachable(who))


def _render(request: HttpRequest, form: ActForm[Received], *, status: int = 200, kept: bool = False) -> HttpResponse:
    hidden = {SHEET: request.POST.get(SHEET, "") or token_urlsafe()}
    context = {
        "form": form,
        "hidden": hidden,
        "action": reverse("web:intake"),
        "draft_url": reverse("web:intake-draft"),
        "kept": kept,
    }
    return render(request, "web/intake.html", context, status=status)
