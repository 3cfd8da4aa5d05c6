"""The case page: everything that is so, what is demanded next, and the form of the act in its place."""

from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.cases import reading
from anjie.cases.desk import NoSuchCaseError, Outcome
from anjie.cases.pairs import perform_with_pair
from anjie.cases.secrets import reveal
from anjie.paperwork.taking_in import keep
from anjie.procedure.acts import ACTS
from anjie.procedure.acts.approval import UnderProposal
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import IdentityRevealed
from anjie.procedure.acts.sanction import probation_of
from anjie.procedure.casefile import Request
from anjie.procedure.facts import next_station, steps_wanted
from anjie.procedure.gravity import redress
from anjie.procedure.ladder import MONTHS, Record, Suggestion, suggest
from anjie.procedure.terms import Role, Text
from anjie.web import drafts
from anjie.web.acting import Acting, acting
from anjie.web.authority import authority_for
from anjie.web.byletter import from_letter
from anjie.web.caseopening import case_page
from anjie.web.casepage import HIDDEN, CasePage
from anjie.web.forms.choices import CaseChoices
from anjie.web.forms.fields import fields_of
from anjie.web.forms.parse import asked
from anjie.web.forms.render import ActForm, blank_form, posted_form
from anjie.web.forms.typed import tidy, typed_in
from anjie.web.language import say
from anjie.web.uploads import attachable, record_papers, taken_in

READERS = (
    Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL, Role.DEPARTMENT, Role.AUDITOR,
)  # fmt: skip
SEEN = "seen"
"""The hidden field that carries the version of the case an officer saw."""


@require_GET
@allow(*READERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one case; `?act=` puts a form in place, about the item of the file that `?about=` names."""
    who = acting(request)
    page = case_page(who, number)
    kind = request.GET.get("act", "") or page.suggested
    may = kind in ACTS and kind not in HIDDEN and page.verdicts[kind].allowed
    form = _blank(page, who, kind, request.GET.get("about", "")) if may else None
    # Why a department can't do something would tell it how the rest of the case stands.
    return _render(request, page, who, form, asked_for="" if page.only_asked else request.GET.get("act", ""))


@require_POST
@allow(*READERS)
def act(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Do an act; whatever is wrong is said in the form, and nothing typed is lost."""
    if kind not in ACTS or kind in HIDDEN:
        raise Http404
    who = acting(request)
    page = case_page(who, number)
    came = taken_in(request, who)
    assigned = _assigned(ACTS[kind], came.data)
    form = posted_form(ACTS[kind], _choices(page, who), came.data, assigned=assigned).without(came.refused)
    if form.act is None:
        return _render(request, page, who, form, status=200 if form.asks_for_rows else 422)
    outcome = _perform(number, form.act, who, request.POST)
    if outcome.done:
        record_papers(outcome, who)
        drafts.drop(who.officer, number, kind)
        messages.success(request, say(Text("已办理：", "Done: ") + form.act.title))
        return redirect("web:case", number)
    if outcome.stale:
        messages.warning(
            request,
            say(
                Text(
                    "案件在您填写时有了新的进展，请核对后再提交",
                    "The case has moved on while you were writing: check, then send again",
                )
            ),
        )
        return _render(request, case_page(who, number), who, form, status=409)
    return _render(request, page, who, form.refused(outcome.verdict.refusals), status=422)


@require_POST
@allow(Role.INSPECTOR, Role.SUPERVISOR)
def authority(request: HttpRequest, number: str) -> HttpResponse:
    """Who would decide the proposal in hand: said while it is being written, and nothing is done."""
    who = acting(request)
    page = case_page(who, number)
    form = posted_form(ACTS["proposed"], _choices(page, who), request.POST)
    said = authority_for(page.dossier, page.office, form.act)
    return render(request, "web/parts/authority.html", {"said": said})


@require_POST
@allow(*READERS)
def keep_draft(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Keep what has been typed so far."""
    if kind not in ACTS:
        raise Http404
    who = acting(request)
    if not reading.case_visible(who.scope, number):
        raise Http404
    drafts.keep(who.officer, number, kind, tidy(asked(ACTS[kind], {}), typed_in(request.POST)))
    return HttpResponse(status=204)


@require_POST
@allow(Role.INTAKE, Role.INSPECTOR, Role.SUPERVISOR, Role.APPROVER, Role.COUNSEL)
def reveal_party(request: HttpRequest, number: str) -> HttpResponse:
    """Show one person's full particulars, once the look itself is on record."""
    who = acting(request)
    ref, reason = request.POST.get("ref", ""), request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, say(Text("查看完整信息须写明理由", "Say why the full particulars are needed")))
        return redirect("web:case", number)
    outcome = _perform(number, IdentityRevealed(ref=ref, reason=reason), who, QueryDict())
    if not outcome.done:
        for refusal in outcome.verdict.refusals:
            messages.error(request, say(refusal.wanting))
        return redirect("web:case", number)
    page = case_page(who, number)
    party = page.case.complainants.get(ref)
    if party is None:
        raise Http404
    context = {
        "page": page,
        "party": party.is_,
        "ref": ref,
        "phone": reveal("phone", party.is_.phone),
        "id_no": reveal("id_no", party.is_.id_no),
    }
    response = render(request, "web/revealed.html", context)
    response["Cache-Control"] = "no-store"
    return response


# -- making the page -------------------------------------------------------------------------------------------


def _choices(page: CasePage, who: Acting) -> CaseChoices:
    missed = tuple(duty.must for duty in page.missed)
    return CaseChoices(
        page.case, page.book, missed, officers=page.officers, requests=page.requests, attachable=attachable(who)
    )


def _blank(page: CasePage, who: Acting, kind: str, about: str) -> ActForm[Act]:
    draft = drafts.kept(who.officer, page.case.number, kind)
    specs = {spec.name for spec in fields_of(ACTS[kind])}
    known = {**prefilled(page, kind, who.now, about), **from_letter(page, who, kind, specs)}
    return blank_form(ACTS[kind], _choices(page, who), initial=known, draft=draft, assigned=_digest(page, kind))


def prefilled(page: CasePage, kind: str, now: datetime, about: str = "") -> Mapping[str, object]:
    """What the file already says, so that nobody types it twice; `about` names the item meant, where it is known."""
    specs = {spec.name for spec in fields_of(ACTS[kind])}
    today = now.astimezone(page.office.calendar.zone).date()
    known = {**{name: today for name in TODAY if name in specs}, **_about(page, kind, specs, about)}
    return {**known, **_PREFILLED[kind](page, today, known)} if kind in _PREFILLED else known


TODAY = (
    "sent_on", "told_on", "served_on", "filed_on", "received_on", "effective_on", "done_on", "paid_on",
)  # fmt: skip
"""Days that are today's, as a rule."""


def _about(page: CasePage, kind: str, specs: Container[str], about: str) -> dict[str, object]:
    """The item of the file it is about: the one that was named or is demanded, else the first."""
    case = page.case
    demanded = next((d.duty.item for d in page.demands if kind in [k for k, _, _ in d.titles] and d.duty.item), "")
    meant = about or demanded
    return {
        name: meant if meant in refs else next(iter(refs))
        for name, refs in (
            ("respondent", case.respondents),
            ("complainant", case.complainants),
            ("allegation", case.allegations),
            ("request", _requests(page, kind)),
            ("letter", case.letters),
            ("signature", {ref: each for ref, each in case.signatures.items() if case.signature_wanted(ref)}),
        )
        if name in specs and refs
    }


def _requests(page: CasePage, kind: str) -> dict[str, Request]:
    """The requests an act can be about: those open; to explain, those in which something was asked back."""
    explains = kind == "cohandling_explained"
    return {each.ref: each for each in page.requests if each.open and (each.asked_back or not explains)}


Known = Mapping[str, object]


def _interview(page: CasePage, _today: date, _known: Known) -> Known:
    asked = next(
        (d.duty.item for d in page.demands if "interviewed" in [k for k, _, _ in d.titles] and d.duty.item), ""
    )
    return {"person": asked or next(iter(page.case.respondents), ""), "interviewers": (page.office.officer,)}


def _allegations(page: CasePage, _today: date, _known: Known) -> Known:
    return {"allegations": [{"respondent": ref, "violation": ""} for ref in page.case.respondents]}


def _measures(page: CasePage, _today: date, _known: Known) -> Known:
    """For each agent at fault what the ladder suggests, to be changed by whoever proposes."""
    found = dict(_suggested(page))
    return {
        "measures": [
            {"respondent": ref, "sanctions": [found[ref].proposed.model_dump() if ref in found else {"sanction": ""}]}
            for ref in sorted(page.case.at_fault)
        ]
    }


def _suggestions(page: CasePage) -> Iterator[tuple[str, Suggestion]]:
    """What the ladder suggests, by the agents' names."""
    for ref, suggestion in _suggested(page):
        yield page.case.name_of(ref), suggestion


def _suggested(page: CasePage) -> Iterator[tuple[str, Suggestion]]:
    case = page.case
    codes = {ref: case.respondents[ref].is_.agent for ref in sorted(case.at_fault)}
    today = page.office.at.astimezone(page.office.calendar.zone).date()
    records = reading.records([*codes.values()], today, page.book.figure(MONTHS), besides=case.number)
    for ref, code in codes.items():
        if suggestion := suggest(case, page.book, ref, records.get(code, Record())):
            yield ref, suggestion


def _sorted_as(page: CasePage, _today: date, _known: Known) -> Known:
    return {"case_class": page.case.case_class, "grounds": page.case.grounds}


def _answer_by(page: CasePage, today: date, _known: Known) -> Known:
    return {"answer_by": today + timedelta(days=page.book.figure("days-to-answer"))}


def _probation(page: CasePage, _today: date, known: Known) -> Known:
    return {"probation_until": probation_of(page.case.respondents[str(known["respondent"])])}


def _steps(page: CasePage, _today: date, known: Known) -> Known:
    return {"steps": steps_wanted(page.case.respondents[str(known["respondent"])], page.book)}


_PREFILLED: Mapping[str, Callable[[CasePage, date, Known], Known]] = {
    "interviewed": _interview,
    "opened": _allegations,
    "proposed": _measures,
    "registered": _sorted_as,
    "sanction_notified": _answer_by,
    "sanction_served": _probation,
    "step_done": _steps,
    "assigned": lambda page, _today, _known: {"handler": page.office.officer},
    "opinion_given": lambda page, _today, _known: {"station": next_station(page.case, page.book)},
    "redress_paid": lambda page, _today, _known: {"amount": redress(page.case)},
}


def _digest(page: CasePage, kind: str) -> Mapping[str, object]:
    """What is signed is bound to the words the officer has before him."""
    signs = issubclass(ACTS[kind], UnderProposal) and page.case.proposal is not None
    return {"digest": page.case.proposal.digest} if signs and page.case.proposal else {}


def _assigned(act_class: type[Act], data: QueryDict) -> Mapping[str, object]:
    return {"digest": data.get("digest", "")} if issubclass(act_class, UnderProposal) else {}


def _perform(number: str, done: Act, who: Acting, data: QueryDict) -> Outcome:
    seen = data.get(SEEN, "")
    keep(done.papers, who.officer.pk)
    try:
        return perform_with_pair(number, done, who.office, seen=int(seen) if seen.isdigit() else None)
    except NoSuchCaseError as error:
        raise Http404 from error


def _render(  # noqa: PLR0913  # a page, a form, and how they met
    request: HttpRequest,
    page: CasePage,
    who: Acting,
    form: ActForm[Act] | None,
    *,
    status: int = 200,
    asked_for: str = "",
) -> HttpResponse:
    hidden: dict[str, object] = {SEEN: page.version}
    kind = form.act_class.kind if form else ""
    if form:
        hidden |= _digest(page, kind)
    context = {
        "page": page,
        "case": page.case,
        "now": who.now,
        "form": form,
        "form_title": form.act_class.title if form else None,
        "kind": kind,
        "hidden": hidden,
        "action": reverse("web:act", args=[page.case.number, kind]) if form else "",
        "draft_url": reverse("web:draft", args=[page.case.number, kind]) if form else "",
        "refused": page.verdicts.get(asked_for) if asked_for and form is None else None,
        "refused_title": ACTS[asked_for].title if asked_for in ACTS and form is None else None,
        "suggestions": [*_suggestions(page)] if kind == "proposed" else (),
        "script": [row.label for row in page.book.script if row.act == kind],
        "drafts": drafts.kept_kinds(who.officer, page.case.number),
    }
    return render(request, "web/asked.html" if page.only_asked else "web/case.html", context, status=status)
