"""模板: what a unit lays down for its letters; each version is made by one person and approved by another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from anjie.access.gate import allow, or_404
from anjie.access.recording import recorded
from anjie.access.words import Happening
from anjie.cases.dossiers import rulebook_now
from anjie.cases.reading import case_for
from anjie.directory.words import word_of
from anjie.paperwork import bodies, kinds, templates, word
from anjie.paperwork.gathering import Wanted
from anjie.paperwork.issuing import Workshop
from anjie.paperwork.kinds import KINDS, Kind
from anjie.paperwork.models import Template
from anjie.paperwork.rendering import UnprintableError
from anjie.paperwork.rendering import render as draw
from anjie.paperwork.seals import LARGEST, SEAL
from anjie.paperwork.templates import LANGUAGES, TemplateRefusedError
from anjie.paperwork.words import Form
from anjie.platform.files import files
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.language import say
from anjie.web.leaves import TONGUES, leaves_of
from anjie.web.views.administration.plain import Line, PlainForm

KEEPERS = (Role.ADMIN, Role.SUPERVISOR, Role.APPROVER)
APPROVERS = (Role.SUPERVISOR, Role.APPROVER)
LONGEST = 20_000
PNG = "image/png"
SUBMITTED = Text("已提交，由另一人批准后启用", "Submitted: it counts once somebody else approves it")


@dataclass(frozen=True, slots=True)
class Row:
    """A letter in a language: which text counts here."""

    kind: Kind
    language: str
    tongue: Text
    text: str
    word: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version as the page lists it."""

    row: Template
    title: Text
    form: Text
    state: Text
    tone: str
    may_approve: bool


@require_GET
@allow(*KEEPERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Which texts count for the unit, and the versions it has made."""
    who = acting(request)
    context = {
        "rows": list(_rows(who)),
        "versions": [_version(who, row) for row in templates.versions(who.seat.unit)],
        "unit": who.seat.unit,
        "largest": LARGEST // 1000,
    }
    return render(request, "web/administration/templates.html", context)


def _rows(who: Acting) -> Iterator[Row]:
    there = templates.standing(who.seat.unit)
    for kind in KINDS.values():
        for language in LANGUAGES:
            own = there.get((kind.code, Form.WORD, language))
            text = templates.body_for(there, kind, language).name if kind.letter else ""
            yield Row(kind, language, TONGUES[language], _shown(text), _shown(templates.name_of(own)) if own else "")


def _shown(name: str) -> str:
    """A version's name as people read it: whose, and which number."""
    if not name:
        return ""
    if name.startswith(templates.BUILT_IN):
        return say(Text("内置", "Built in"))
    unit, *_, number = name.split("/")
    return say(Text(f"{unit} 第{number}版", f"{unit}, version {number}"))


def _version(who: Acting, row: Template) -> Version:
    title = Text("单位印章", "Seal") if row.kind == SEAL else word_of(PaperKind, row.kind).label
    if row.withdrawn_at:
        state, tone = Text("已停用", "Withdrawn"), ""
    elif row.approved_at:
        state, tone = Text("使用中或备用", "Approved"), "g"
    else:
        state, tone = Text("待批准", "Awaiting approval"), "a"
    waits = not row.approved_at and not row.withdrawn_at
    may = waits and row.made_by != who.officer and not who.office.roles.isdisjoint(APPROVERS)
    return Version(row, title, word_of(Form, row.form).label, state, tone, may)


# -- one letter's text -----------------------------------------------------------------------------------------


class TextForm(PlainForm):
    """The text of a letter, and a case to see it with."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 18, "class": "form-control"}))
    number = Line(80, required=False)

    labels: ClassVar[Mapping[str, Text]] = {
        "text": Text("正文", "Text"),
        "number": Text("用哪个案件预览", "Preview with the case"),
    }
    helps: ClassVar[Mapping[str, Text]] = {
        "text": Text(
            "字段写在两层花括号里，如 {{ 投诉人 }}；以“# ”开头的行是小标题",
            "Fields stand in two braces, as {{ complainant }}; a line that begins with '# ' is a heading",
        ),
    }

    def clean_text(self) -> str:
        """The text without what can't be kept."""
        return clean(str(self.cleaned_data["text"])).replace("\r\n", "\n").strip()


@require_http_methods(["GET", "POST"])
@allow(*KEEPERS)
def template(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """Change the text of a letter: see it with a real case, then lay it before somebody who approves it."""
    who = acting(request)
    if kind not in set(PaperKind) or language not in LANGUAGES or not KINDS[word_of(PaperKind, kind)].letter:
        raise Http404
    chosen = KINDS[word_of(PaperKind, kind)]
    now = templates.body_for(templates.standing(who.seat.unit), chosen, language)
    form = TextForm(request.POST or None, initial={"text": now.text})
    form.fields["text"].widget.attrs["lang"] = language
    pictures: list[str] = []
    if request.method == "POST" and form.is_valid():
        wrong = list(bodies.faults(form.cleaned_data["text"], chosen.contents))
        for each in wrong:
            form.refuse(each, "text")
        if not wrong and request.POST.get("do") == "propose":
            return _proposed(request, who, chosen, language, form.cleaned_data["text"])
        if not wrong:
            pictures = _tried(who, chosen, language, form)
    context = {
        "kind": chosen,
        "tongue": TONGUES[language],
        "language": language,
        "form": form,
        "counts": _shown(now.name),
        "fields": _fields(chosen.contents),
        "demanded": rulebook_now(who.now).papers_of(chosen.code),
        "pictures": pictures,
    }
    return render(request, "web/administration/template.html", context, status=422 if form.errors else 200)


def _fields(contents: Sequence[Content]) -> list[tuple[str, Text]]:
    """How each field is written in a text; in Chinese it may be called by its Chinese name."""
    names = [(say(content.label), content) for content in contents]
    return [
        (f"{{{{ {name if name in bodies.BY_NAME else content.value} }}}}", content.label) for name, content in names
    ]


def _tried(who: Acting, kind: Kind, language: str, form: TextForm) -> list[str]:
    """The pages of the letter with this text, for the case that was named."""
    opened = case_for(who.scope, form.cleaned_data["number"], who.now)
    if opened is None:
        form.refuse(Text("没有这个案件，或不在您可见的范围内", "There is no such case within your sight"), "number")
        return []
    case = opened.dossier.case
    wanted = Wanted(about=next(iter(kind.about(case)), ""), language=language)
    subject = Workshop(opened, who.office, who.seat.unit).subject(wanted)
    try:
        sheet = kinds.sheet(kind, subject, form.cleaned_data["text"], stamp=say(Text("样张", "Specimen")))
        return leaves_of(draw(sheet, subject.at))
    except UnprintableError as error:
        form.refuse(error.says, "text")
        return []


def _proposed(request: HttpRequest, who: Acting, kind: Kind, language: str, text: str) -> HttpResponse:
    with recorded(Happening.TEMPLATE_CHANGED, request, f"{who.seat.unit.code} {kind.code} {language}"):
        templates.propose_text(who.seat.unit, kind.code, language, text, (who.officer, who.now))
    messages.success(
        request, say(Text("已提交，由另一人批准后启用", "Submitted: it counts once somebody else approves it"))
    )
    return redirect("web:templates")


# -- files -------------------------------------------------------------------------------------------------------


@require_POST
@allow(*KEEPERS)
def add_file(request: HttpRequest) -> HttpResponse:
    """Take a Word document for a letter, or the picture of the seal."""
    who = acting(request)
    came, kind, language = request.FILES.get("file"), request.POST.get("kind", ""), request.POST.get("language", "")
    try:
        with recorded(Happening.TEMPLATE_CHANGED, request, f"{who.seat.unit.code} {kind[:40]} {language[:5]}"):
            _add(who, came, kind, language)
    except TemplateRefusedError as error:
        for each in error.faults:
            messages.error(request, say(each))
    else:
        messages.success(request, say(SUBMITTED))
    return redirect("web:templates")


def _add(who: Acting, came: "UploadedFile[Any] | None", kind: str, language: str) -> None:
    by = (who.officer, who.now)
    if came is None or (came.size or 0) > word.LARGEST:
        raise TemplateRefusedError([Text("请选择不超过 2 MB 的文件", "Choose a file of 2 MB at most")])
    if kind == SEAL:
        templates.propose_seal(who.seat.unit, came.read(), by)
    elif kind in set(PaperKind) and language in LANGUAGES:
        templates.propose_file(who.seat.unit, word_of(PaperKind, kind), language, came.read(), by)
    else:
        raise TemplateRefusedError([Text("没有这种文书", "There is no such kind of paper")])


@require_GET
@allow(*KEEPERS)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a version, or its text."""
    row = _own(acting(request), pk)
    if not row.sha256:
        return HttpResponse(row.text, content_type="text/plain; charset=utf-8")
    ending, media_type = ("png", PNG) if row.form == Form.SEAL else ("docx", word.MEDIA_TYPE)
    with files().open(row.sha256) as opened:
        response = HttpResponse(opened.read(), content_type=media_type)
    name = f"{row.kind}-{row.version}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _own(who: Acting, pk: int) -> Template:
    return or_404(Template.objects.select_related("unit", "made_by"), pk=pk, unit=who.seat.unit)


@require_POST
@allow(*APPROVERS)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a version count; whoever made it doesn't approve it."""
    who = acting(request)
    row = _own(who, pk)
    with recorded(Happening.TEMPLATE_CHANGED, request, templates.name_of(row)):
        done = templates.approve(row, who.officer, who.now)
    if done:
        messages.success(request, say(Text("已批准启用", "It counts from now on")))
    else:
        messages.error(request, say(Text("须由编制人以外的人员批准", "Somebody other than its maker approves it")))
    return redirect("web:templates")


@require_POST
@allow(*KEEPERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a version not count any more; what it gave way to counts again."""
    who = acting(request)
    row = _own(who, pk)
    with recorded(Happening.TEMPLATE_CHANGED, request, templates.name_of(row)):
        templates.withdraw(row, who.officer, who.now)
    messages.success(request, say(Text("已停用", "Withdrawn")))
    return redirect("web:templates")


patterns = [
    path("administration/templates/", overview, name="templates"),
    path("administration/templates/file", add_file, name="template-add"),
    path("administration/templates/versions/<int:pk>/", file, name="template-file"),
    path("administration/templates/versions/<int:pk>/approve", approve, name="template-approve"),
    path("administration/templates/versions/<int:pk>/withdraw", withdraw, name="template-withdraw"),
    path("administration/templates/<str:kind>/<str:language>/", template, name="template"),
]
