"""代理授权: who stands in for whom while somebody is away, and taking it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from anjie.access.gate import allow, or_404
from anjie.access.models import Deputy, Post
from anjie.access.staffing import Absence, StaffingRefusedError, name_deputy, withdraw_deputy
from anjie.access.words import APART
from anjie.directory.models import Unit
from anjie.procedure.terms import Role, Text, Word
from anjie.web.acting import Acting, acting
from anjie.web.language import say
from anjie.web.views.administration.plain import Day, Line, OfficerField, PlainForm, UnitField
from anjie.web.views.administration.reach import at_or_below, hand, today, units_of

NAMERS = (Role.ADMIN, Role.SUPERVISOR, Role.APPROVER)
SHOWN = 100
"""Of those that are over, the latest so many are listed."""


class Standing(Word):
    """Whether a deputy acts today."""

    NOW = "now", "代理中", "In effect"
    AHEAD = "ahead", "未开始", "To come"
    OVER = "over", "已结束", "Over"
    WITHDRAWN = "withdrawn", "已撤销", "Withdrawn"


TONES: Mapping[Standing, str] = {Standing.NOW: "g", Standing.AHEAD: "b"}


@dataclass(frozen=True, slots=True)
class DeputyLine:
    """One deputy of the list."""

    row: Deputy
    standing: Standing
    may_withdraw: bool

    @property
    def tone(self) -> str:
        """The colour of its standing."""
        return TONES.get(self.standing, "")


class DeputyForm(PlainForm):
    """Who is to stand in, where, from when to when and why."""

    deputy = OfficerField()
    begins_on = Day()
    ends_on = Day()
    reason = Line(200)

    labels: ClassVar[Mapping[str, Text]] = {
        "principal": Text("被代理人", "For whom"),
        "deputy": Text("代理人员", "Deputy"),
        "unit": Text("机构", "Unit"),
        "begins_on": Text("起始日", "From"),
        "ends_on": Text("截止日", "Until"),
        "reason": Text("事由", "Reason"),
    }
    helps: ClassVar[Mapping[str, Text]] = {
        "principal": Text("填写账号或姓名", "Sign-in name, or the name"),
        "deputy": Text("填写账号或姓名", "Sign-in name, or the name"),
        "unit": Text("只代理在该机构的岗位", "Only the posts held there"),
        "ends_on": Text("当日仍有效", "The day itself included"),
    }

    def clean(self) -> dict[str, Any]:
        """Nobody is back before he has left."""
        typed = self.cleaned_data
        if typed.get("begins_on") and typed.get("ends_on") and typed["ends_on"] < typed["begins_on"]:
            self.refuse(Text("截止日早于起始日", "It ends before it begins"), "ends_on")
        return typed

    def absence(self, unit: Unit) -> Absence:
        """What was typed, as staffing takes it."""
        typed = self.cleaned_data
        return Absence(unit, typed["begins_on"], typed["ends_on"], typed["reason"])


class AnybodysForm(DeputyForm):
    """The administrator's: for anybody in the units he keeps."""

    principal = OfficerField()
    unit = UnitField()

    field_order = ["principal", "unit", "deputy"]

    def __init__(self, who: Acting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.units = units_of(who)


class OwnForm(DeputyForm):
    """One's own: for the units in which one holds a post that can be deputised."""

    unit = forms.ChoiceField()

    field_order = ["unit", "deputy"]

    def __init__(self, who: Acting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Post.objects.on(today(who)).filter(officer=who.officer).exclude(role__in=APART)
        self.units = {post.unit.code: post.unit for post in held.select_related("unit")}
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [(code, each.name) for code, each in self.units.items()]

    def clean_unit(self) -> Unit:
        """The unit chosen."""
        return self.units[self.cleaned_data["unit"]]


@require_http_methods(["GET", "POST"])
@allow(*NAMERS)
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; and naming somebody."""
    who = acting(request)
    form = _form(who, request)
    if form.is_valid() and _named(form, who):
        messages.success(request, say(Text("代理授权已登记", "The deputy is named")))
        return redirect("web:deputies")
    context = {
        "title": Text("代理授权", "Deputies"),
        "lines": _lines(who),
        "form": form,
        "keeper": _keeps(who),
        "may_name": not isinstance(form, OwnForm) or bool(form.units),
        "now": who.now,
    }
    return render(request, "web/administration/deputies.html", context, status=422 if form.errors else 200)


def _keeps(who: Acting) -> bool:
    """Whether he does this for others; an administrator holds no post that could be deputised."""
    return Role.ADMIN in who.office.roles


def _form(who: Acting, request: HttpRequest) -> DeputyForm:
    made = AnybodysForm if _keeps(who) else OwnForm
    return made(who, request.POST or None, initial={"begins_on": today(who)})


def _named(form: DeputyForm, who: Acting) -> bool:
    """Name the deputy, and tell whether it was done."""
    principal = form.cleaned_data.get("principal", who.officer)
    try:
        name_deputy(principal, form.cleaned_data["deputy"], form.absence(form.cleaned_data["unit"]), hand(who))
    except StaffingRefusedError as error:
        form.refuse(error.reason)
        return False
    return True


@require_POST
@allow(*NAMERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputy's period at once."""
    who = acting(request)
    lasting = _own(who).filter(withdrawn_at=None, ends_on__gte=today(who)).select_related("deputy", "principal", "unit")
    withdraw_deputy(or_404(lasting, pk=pk), hand(who))
    messages.success(request, say(Text("代理授权已撤销", "The deputy is withdrawn")))
    return redirect("web:deputies")


def _own(who: Acting) -> QuerySet[Deputy]:
    """Those he may take back."""
    return Deputy.objects.filter(at_or_below(who.seat.unit) if _keeps(who) else Q(principal=who.officer))


def _lines(who: Acting) -> list[DeputyLine]:
    """Those he may take back, and those in which he stands in himself; the latest first."""
    seen = Deputy.objects.filter(Q(pk__in=_own(who)) | Q(deputy=who.officer))
    rows = seen.select_related("principal", "deputy", "unit", "granted_by").order_by("-ends_on", "-pk")[:SHOWN]
    return [_line(row, who) for row in rows]


def _line(row: Deputy, who: Acting) -> DeputyLine:
    standing = standing_of(row, who)
    own = _keeps(who) or row.principal_id == who.officer.pk
    return DeputyLine(row, standing, own and standing in (Standing.NOW, Standing.AHEAD))


def standing_of(row: Deputy, who: Acting) -> Standing:
    """Whether a deputy acts today."""
    day = today(who)
    if row.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if row.ends_on < day:
        return Standing.OVER
    return Standing.AHEAD if row.begins_on > day else Standing.NOW


patterns = [
    path("deputies", deputies, name="deputies"),
    path("deputies/<int:pk>/withdraw", withdraw, name="deputy-withdraw"),
]
