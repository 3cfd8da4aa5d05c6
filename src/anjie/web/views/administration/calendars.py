"""工作日历: a year of a region's working days, the days entered for it, and a limit reckoned on it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow, or_404, refuse
from anjie.access.recording import recorded
from anjie.access.words import Happening
from anjie.directory.calendars import calendar_for
from anjie.directory.holidays import REGIONAL
from anjie.directory.keeping import DirectoryRefusedError, Marked, enter_day, publish_year, retract_year, strike_day
from anjie.directory.models import NAME, CalendarDay, CalendarYear, Unit
from anjie.directory.regions import NAMES
from anjie.directory.words import DayMark, word_of
from anjie.procedure.calendar import Calendar
from anjie.procedure.explaining import explain
from anjie.procedure.limits import LONGEST, Workdays
from anjie.procedure.reckoning import reckon
from anjie.procedure.terms import Level, Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.language import say
from anjie.web.views.administration.plain import Day, Line, PlainForm
from anjie.web.views.administration.reach import today
from anjie.web.yearview import WEEKDAYS, year_of

YEARS = range(2000, 2100)
"""Years that can be looked at; another is a slip of the pen."""

NATION = Text("全国", "The nation")


class DayForm(PlainForm):
    """A day that differs from its weekday."""

    day = Day()
    kind = forms.ChoiceField()
    name_zh = Line(NAME)
    name_en = Line(NAME, required=False)
    source = Line(300)

    labels: ClassVar[Mapping[str, Text]] = {
        "day": Text("日期", "Day"),
        "kind": Text("性质", "What it is"),
        "name_zh": Text("节日名称", "Name in Chinese"),
        "name_en": Text("英文名称", "Name in English"),
        "source": Text("依据", "Source"),
    }
    helps: ClassVar[Mapping[str, Text]] = {
        "name_zh": Text("如 国庆节；调休日填写所属节日", "The holiday it belongs to"),
        "name_en": Text("不填则沿用同名节日的英文", "That of the same holiday if left empty"),
        "source": Text("文号或网址", "The notice's number or address"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(mark.value, say(mark.label)) for mark in DayMark]

    def marked(self) -> Marked:
        """What was typed, as the directory takes it."""
        typed = self.cleaned_data
        english = typed["name_en"] or english_of(typed["name_zh"])
        return Marked(typed["day"], word_of(DayMark, typed["kind"]), Text(typed["name_zh"], english), typed["source"])


class YearForm(PlainForm):
    """Under which notice a year is published."""

    source = Line(300)

    labels: ClassVar[Mapping[str, Text]] = {"source": Text("依据", "Source")}
    helps: ClassVar[Mapping[str, Text]] = {"source": DayForm.helps["source"]}


class LimitForm(PlainForm):
    """A limit to be reckoned."""

    start = Day()
    days = forms.IntegerField(min_value=1, max_value=LONGEST)

    labels: ClassVar[Mapping[str, Text]] = {
        "start": Text("起算日", "From"),
        "days": Text("工作日数", "Working days"),
    }


class Shown(NamedTuple):
    """Which calendar is shown, and which year of it."""

    region: str
    year: int


def english_of(name: str) -> str:
    """What a holiday is called in English, as entered before; its own name if it never was."""
    known = CalendarDay.objects.filter(name_zh=name).values_list("name_en", flat=True).first()
    return known or name


def may_edit(unit: Unit, region: str) -> bool:
    """Whether an administrator of this unit keeps that calendar: limits in many units hang on it."""
    if unit.rank is Level.HEAD_OFFICE:
        return True
    return unit.rank is Level.REGION and region in ("", unit.calendar_region)


@require_GET
@allow(Role.ADMIN)
def calendars(request: HttpRequest) -> HttpResponse:
    """One year of one calendar."""
    who = acting(request)
    region = request.GET.get("region", who.seat.unit.calendar_region)
    year = request.GET.get("year", "")
    return _show(request, who, Shown(region if region in NAMES else "", _year(year, today(who))))


def _year(typed: str, day: date) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) in YEARS else day.year


@require_POST
@allow(Role.ADMIN)
def add_day(request: HttpRequest) -> HttpResponse:
    """Enter a day."""
    who, region = acting(request), request.POST.get("region", "")
    if not may_edit(who.seat.unit, region) or (region and region not in NAMES):
        return refuse(request)
    form = DayForm(request.POST, prefix="day")
    if form.is_valid():
        try:
            with recorded(Happening.CALENDAR_CHANGED, request, f"{region} {form.marked().day} entered".strip()):
                entered = enter_day(region, form.marked())
        except DirectoryRefusedError as error:
            form.refuse(error.reason, error.field)
        else:
            messages.success(request, say(Text(f"已登记 {entered.day}", f"{entered.day} is entered")))
            return _back(region, entered.day.year)
    shown = Shown(region, _year(request.POST.get("year", ""), today(who)))
    return _show(request, who, shown, entering=form)


@require_POST
@allow(Role.ADMIN)
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day out again."""
    entered = or_404(CalendarDay.objects.all(), pk=pk)
    if not may_edit(acting(request).seat.unit, entered.region):
        return refuse(request)
    with recorded(Happening.CALENDAR_CHANGED, request, f"{entered.region} {entered.day} removed".strip()):
        strike_day(entered)
    messages.success(request, say(Text(f"已删除 {entered.day}", f"{entered.day} is removed")))
    return _back(entered.region, entered.day.year)


@require_POST
@allow(Role.ADMIN)
def publish(request: HttpRequest, year: int) -> HttpResponse:
    """Say that a year's national arrangement is entered whole; what rests on it is provisional no more."""
    who = acting(request)
    if not may_edit(who.seat.unit, "") or year not in YEARS:
        return refuse(request)
    form = YearForm(request.POST, prefix="year")
    if not form.is_valid():
        return _show(request, who, Shown("", year), publishing=form)
    with recorded(Happening.CALENDAR_CHANGED, request, f"{year} published"):
        publish_year(year, form.cleaned_data["source"])
    messages.success(request, say(Text(f"{year}年已标记为公布", f"{year} is marked as published")))
    return _back("", year)


@require_POST
@allow(Role.ADMIN)
def retract(request: HttpRequest, year: int) -> HttpResponse:
    """Say that it isn't, after all."""
    if not may_edit(acting(request).seat.unit, ""):
        return refuse(request)
    with recorded(Happening.CALENDAR_CHANGED, request, f"{year} retracted"):
        retract_year(year)
    messages.success(request, say(Text(f"{year}年已改为未公布", f"{year} is unpublished again")))
    return _back("", year)


def _back(region: str, year: int) -> HttpResponseRedirect:
    return redirect(f"{reverse('web:calendars')}?{urlencode({'region': region, 'year': year})}")


# -- the page --------------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    who: Acting,
    shown: Shown,
    *,
    entering: DayForm | None = None,
    publishing: YearForm | None = None,
) -> HttpResponse:
    region, year = shown.region, shown.year
    calendar = calendar_for(region)
    limit = LimitForm(request.GET) if "start" in request.GET else LimitForm(initial={"start": today(who), "days": 1})
    context = {
        "title": Text("工作日历", "Working calendar"),
        "region": region,
        "regions": _regions(region),
        "year": year,
        "months": year_of(calendar, year, today(who)),
        "weekdays": WEEKDAYS,
        "days": _days(region, year),
        "published": CalendarYear.objects.filter(year=year).first(),
        "known": calendar.known_from.year <= year < calendar.known_until.year,
        "may_edit": may_edit(who.seat.unit, region),
        "entering": entering or DayForm(prefix="day"),
        "publishing": publishing or YearForm(prefix="year"),
        "hidden": [("region", region), ("year", year)],
        "limit": limit,
        "reckoning": reckoned(calendar, limit.cleaned_data) if limit.is_valid() else (),
    }
    wrong = entering or publishing or limit.errors
    return render(request, "web/administration/calendars.html", context, status=422 if wrong else 200)


def _days(region: str, year: int) -> list[tuple[CalendarDay, DayMark]]:
    entered = CalendarDay.objects.filter(region=region, day__year=year).order_by("day")
    return [(day, word_of(DayMark, day.kind)) for day in entered]


def _regions(shown: str) -> list[tuple[str, Text]]:
    """The nation, and the regions that have days or units of their own."""
    used = set(Unit.objects.exclude(calendar_region="").order_by().values_list("calendar_region", flat=True).distinct())
    codes = sorted({*REGIONAL, *used, shown} & NAMES.keys())
    return [("", NATION), *((code, NAMES[code]) for code in codes)]


def reckoned(calendar: Calendar, typed: Mapping[str, Any]) -> list[Text]:
    """A limit of so many working days from a day, in sentences; nothing for one past the end of time."""
    start = datetime.combine(typed["start"], time(), calendar.zone)
    try:
        return explain(reckon(calendar, start, Workdays(typed["days"])))
    except OverflowError:
        return [Text("超出可以计算的范围", "Past what can be reckoned")]


patterns = [
    path("calendars", calendars, name="calendars"),
    path("calendars/days", add_day, name="calendar-day"),
    path("calendars/days/<int:pk>/remove", remove_day, name="calendar-day-remove"),
    path("calendars/years/<int:year>/publish", publish, name="calendar-year"),
    path("calendars/years/<int:year>/retract", retract, name="calendar-year-retract"),
]
