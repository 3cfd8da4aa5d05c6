"""机构: the tree of units, seen from one unit; adding to it, renaming, taking out of use."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow, or_404
from anjie.access.models import Post
from anjie.access.recording import recorded
from anjie.access.words import Happening
from anjie.directory.keeping import (
    DirectoryRefusedError,
    Particulars,
    close_unit,
    describe_unit,
    found_unit,
    reopen_unit,
)
from anjie.directory.models import CODE, NAME, Unit
from anjie.directory.regions import NAMES
from anjie.directory.words import word_of
from anjie.procedure.terms import Level, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.forms.typed import clean
from anjie.web.language import say
from anjie.web.views.administration.plain import Line, PlainForm
from anjie.web.views.administration.reach import at_or_below, today, units_of

NATIONAL = Text("全国日历", "The national calendar")
CODE_FORM = RegexValidator(r"^[\w-]+$")


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit of the tree, how many people are posted in it, and what stands below it."""

    unit: Unit
    people: int
    below: "Sequence[Branch]" = ()


class ParticularsForm(PlainForm):
    """What a unit is called and where it is reached."""

    name = Line(NAME)
    short_name = Line(NAME, required=False)
    calendar_region = forms.ChoiceField(required=False)
    phone = Line(40, required=False)
    address = Line(200, required=False)

    labels: ClassVar[Mapping[str, Text]] = {
        "code": Text("机构代码", "Code"),
        "level": Text("级别", "Level"),
        "name": Text("机构名称", "Name"),
        "short_name": Text("简称", "Short name"),
        "calendar_region": Text("工作日历", "Working calendar"),
        "phone": Text("电话", "Phone"),
        "address": Text("地址", "Address"),
    }
    helps: ClassVar[Mapping[str, Text]] = {
        "code": Text("字母、数字、横线，设立后不能更改", "Letters, digits, hyphens; it never changes"),
        "short_name": Text("不填即同名称", "The name if left empty"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["calendar_region"]
        if isinstance(region, forms.ChoiceField):
            region.choices = [("", say(NATIONAL)), *((code, f"{say(name)} {code}") for code, name in NAMES.items())]

    def particulars(self) -> Particulars:
        """What was typed."""
        typed = {
            name: self.cleaned_data[name] for name in ("name", "short_name", "calendar_region", "phone", "address")
        }
        return Particulars(**(typed | {"short_name": typed["short_name"] or typed["name"]}))


class NewUnitForm(ParticularsForm):
    """A unit to be added."""

    code = Line(CODE, validators=[CODE_FORM])
    level = forms.ChoiceField()

    field_order = ["code", "level", "name"]

    def __init__(self, parent: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"calendar_region": parent.calendar_region}, "prefix": "new"} | kwargs)
        level = self.fields["level"]
        if isinstance(level, forms.ChoiceField):
            level.choices = [(each.value, say(each.label)) for each in levels_below(parent)]

    @property
    def rank(self) -> Level:
        """The level that was chosen."""
        return word_of(Level, self.cleaned_data["level"])


def described(unit: Unit) -> dict[str, str]:
    """What a unit is called and where it is reached, as the form shows it."""
    return {name: getattr(unit, name) for name in ("name", "short_name", "calendar_region", "phone", "address")}


def levels_below(parent: Unit) -> list[Level]:
    """The levels a unit under this one may be of, highest first."""
    return [level for level in reversed(Level) if level.rank < parent.rank.rank]


def kept(who: Acting, code: str) -> Unit:
    """The unit of that code, or 404 if there is none or he doesn't keep it."""
    return or_404(units_of(who), code=clean(code))


@require_GET
@allow(Role.ADMIN)
def units(request: HttpRequest) -> HttpResponse:
    """The tree below the administrator's own unit."""
    who = acting(request)
    return _show(request, who, who.seat.unit)


@require_GET
@allow(Role.ADMIN)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The tree below one of the units he keeps."""
    who = acting(request)
    return _show(request, who, kept(who, code))


@require_POST
@allow(Role.ADMIN)
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a unit below this one."""
    who = acting(request)
    parent = kept(who, code)
    form = NewUnitForm(parent, request.POST)
    if form.is_valid():
        try:
            with recorded(Happening.UNIT_CHANGED, request, f"{form.cleaned_data['code']} added below {parent.code}"):
                made = found_unit(form.cleaned_data["code"], form.rank, parent, form.particulars())
        except DirectoryRefusedError as error:
            form.refuse(error.reason, error.field)
        else:
            messages.success(request, say(Text(f"已新增机构 {made.name}", f"Added {made.name}")))
            return redirect("web:unit", parent.code)
    return _show(request, who, parent, adding=form)


@require_POST
@allow(Role.ADMIN)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change what the unit is called and where it is reached."""
    who = acting(request)
    changed = kept(who, code)
    form = ParticularsForm(request.POST, initial=described(changed))
    if not form.is_valid():
        return _show(request, who, changed, changing=form)
    with recorded(Happening.UNIT_CHANGED, request, f"{changed.code} {', '.join(form.changed_data)}"):
        describe_unit(changed, form.particulars())
    messages.success(request, say(Text("机构信息已更新", "The unit is changed")))
    return redirect("web:unit", changed.code)


@require_POST
@allow(Role.ADMIN)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Take the unit out of use, once nobody is posted there."""
    who = acting(request)
    closing = kept(who, code)
    against = _against_closing(who, closing)
    if against:
        messages.error(request, say(against))
        return redirect("web:unit", closing.code)
    return _done(request, closing, close_unit, "closed", Text("机构已停用", "The unit is closed"))


@require_POST
@allow(Role.ADMIN)
def reopen(request: HttpRequest, code: str) -> HttpResponse:
    """Take a closed unit into use again."""
    reopening = kept(acting(request), code)
    return _done(request, reopening, reopen_unit, "reopened", Text("机构已启用", "The unit is open again"))


def _done(request: HttpRequest, unit: Unit, do: Callable[[Unit], None], what: str, said: Text) -> HttpResponse:
    try:
        with recorded(Happening.UNIT_CHANGED, request, f"{unit.code} {what}"):
            do(unit)
    except DirectoryRefusedError as error:
        messages.error(request, say(error.reason))
    else:
        messages.success(request, say(said))
    return redirect("web:unit", unit.code)


def _against_closing(who: Acting, unit: Unit) -> Text | None:
    """Closing a unit takes everybody's post there away; so it is done one by one, and knowingly."""
    held = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today(who)), unit=unit, officer__is_active=True)
    number = held.values("officer").distinct().count()
    if number:
        return Text(
            f"还有 {number} 人在该机构任职，请先免去或调离",
            f"{number} people are still posted there: end their posts first",
        )
    return None


# -- the page --------------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    who: Acting,
    unit: Unit,
    *,
    adding: NewUnitForm | None = None,
    changing: ParticularsForm | None = None,
) -> HttpResponse:
    below = Unit.objects.filter(Q(parent=unit) | Q(parent__parent=unit))
    people = _people(unit, who)
    context = {
        "title": Text("机构", "Units"),
        "unit": unit,
        "people": people.get(unit.pk, 0),
        "path": _path(who, unit),
        "branches": _branches(unit, list(below), people),
        "adding": adding or (NewUnitForm(unit) if unit.active and levels_below(unit) else None),
        "changing": changing or ParticularsForm(initial=described(unit)),
        "own": unit == who.seat.unit,
    }
    return render(request, "web/administration/units.html", context, status=422 if adding or changing else 200)


def _branches(unit: Unit, below: Sequence[Unit], people: Mapping[int, int]) -> list[Branch]:
    """The two levels of the tree below a unit."""
    return [
        Branch(each, people.get(each.pk, 0), _branches(each, below, people))
        for each in below
        if each.parent_id == unit.pk
    ]


def _people(unit: Unit, who: Acting) -> Mapping[int, int]:
    """How many are posted in each unit at or below this one today."""
    held = Post.objects.on(today(who)).filter(at_or_below(unit), officer__is_active=True).order_by()
    return dict(held.values("unit").annotate(people=Count("officer", distinct=True)).values_list("unit", "people"))


def _path(who: Acting, unit: Unit) -> list[Unit]:
    """The units above, as far as he keeps them, highest first."""
    above = {pk for pk in (unit.head_id, unit.region_id, unit.city_id) if pk and pk != unit.pk}
    return sorted(units_of(who).filter(pk__in=above), key=lambda each: -each.rank.rank)


patterns = [
    path("units", units, name="units"),
    path("units/<str:code>", unit, name="unit"),
    path("units/<str:code>/add", add, name="unit-add"),
    path("units/<str:code>/change", change, name="unit-change"),
    path("units/<str:code>/close", close, name="unit-close"),
    path("units/<str:code>/reopen", reopen, name="unit-reopen"),
]
