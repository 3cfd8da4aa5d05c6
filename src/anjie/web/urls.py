"""Addresses of the pages."""

from django.urls import path

from anjie.web.views import (
    administration,
    agents,
    approvals,
    blanks,
    case,
    cohandling,
    groups,
    intake,
    keeping,
    letters,
    lookups,
    messages,
    papers,
    procedure,
    register,
    scanned,
    session,
    worklist,
)

app_name = "web"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("assign", worklist.assign, name="assign"),
    path("views", worklist.save_view, name="save-view"),
    path("intake", intake.intake, name="intake"),
    path("intake/draft", intake.keep_draft, name="intake-draft"),
    path("intake/draft/drop", intake.drop_draft, name="intake-drop"),
    path("intake/earlier", intake.earlier, name="intake-earlier"),
    *scanned.patterns,
    *blanks.patterns,
    path("intake/<str:number>", intake.received, name="received"),
    path("register", register.register, name="register"),
    path("search", register.search, name="search"),
    path("cases/<str:number>", case.case, name="case"),
    path("cases/<str:number>/acts/<str:kind>", case.act, name="act"),
    path("cases/<str:number>/acts/<str:kind>/draft", case.keep_draft, name="draft"),
    path("cases/<str:number>/reveal", case.reveal_party, name="reveal"),
    path("lookup/<str:kind>/", lookups.lookup, name="lookup"),
    path("cases/<str:number>/authority", case.authority, name="authority"),
    *approvals.patterns,
    *cohandling.patterns,
    *messages.patterns,
    *papers.patterns,
    *keeping.patterns,
    *letters.patterns,
    *agents.patterns,
    *groups.patterns,
    *procedure.patterns,
    *administration.patterns,
    path("language", session.language, name="language"),
]
