"""One person's page: the posts, past and to come, the password, the end of the account."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow, or_404
from anjie.access.models import Officer, Post
from anjie.access.staffing import StaffingRefusedError, appoint, dismiss, give_password, relieve
from anjie.procedure.terms import Role, Text
from anjie.web.acting import Acting, acting
from anjie.web.language import say
from anjie.web.views.administration.posts import EndForm, PostForm, post_label
from anjie.web.views.administration.reach import at_or_below, hand, keeps_account, people_of, today, units_of

NOT_YOURS = Text(
    "该人员还在您管理范围以外任职，或是您本人，须由上级管理员办理",
    "He is also posted outside what you keep, or he is yourself: ask the administrator above",
)
HELD = Text("该人员已有此岗位", "He holds this post already")


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post on somebody's page."""

    post: Post
    label: Text
    over: bool
    ending: EndForm | None
    """Asked for where the post is the administrator's to end."""


@require_GET
@allow(Role.ADMIN)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its owner's posts, past and to come."""
    who = acting(request)
    return _show(request, who, or_404(people_of(who), pk=pk))


@require_POST
@allow(Role.ADMIN)
def add_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a post."""
    who = acting(request)
    officer = or_404(people_of(who), pk=pk, is_active=True)
    form = PostForm(units_of(who), request.POST, prefix="new")
    if form.is_valid() and not _refused(form, officer, who):
        messages.success(request, say(Text("岗位已任命", "The post is given")))
        return redirect("web:person", officer.pk)
    return _show(request, who, officer, appointing=form)


def _refused(form: PostForm, officer: Officer, who: Acting) -> bool:
    """Appoint, and tell whether it was refused."""
    position, period = form.position, form.period
    same = officer.posts.filter(unit=position.unit, role=position.role, department=position.department or "")
    if same.filter(Q(ends_on=None) | Q(ends_on__gte=period.begins_on)).exists():
        form.refuse(HELD, "role")
        return True
    try:
        appoint(officer, position, period, hand(who))
    except StaffingRefusedError as error:
        form.refuse(error.reason, "role")
        return True
    return False


@require_POST
@allow(Role.ADMIN)
def end_post(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """End a post with a day."""
    who = acting(request)
    officer = or_404(people_of(who), pk=pk)
    ending = or_404(officer.posts.filter(at_or_below(who.seat.unit)).select_related("unit", "officer"), pk=post)
    form = EndForm(request.POST, prefix=f"post-{ending.pk}")
    if form.is_valid() and form.cleaned_data["ends_on"] < ending.begins_on:
        form.refuse(Text("早于任职起始日", "Before the post begins"), "ends_on")
    if form.is_valid() and officer == who.officer:
        form.refuse(Text("不能结束自己的任职", "Nobody ends his own post"), "ends_on")
    if not form.is_valid():
        return _show(request, who, officer, ending={ending.pk: form})
    relieve(ending, form.cleaned_data["ends_on"], hand(who))
    messages.success(request, say(Text("任职截止日已登记", "The last day is set")))
    return redirect("web:person", officer.pk)


@require_POST
@allow(Role.ADMIN)
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a temporary password, shown once."""
    who = acting(request)
    officer = or_404(people_of(who), pk=pk, is_active=True)
    if keeps_account(who, officer):
        return show_password(request, officer, give_password(officer, hand(who)))
    messages.error(request, say(NOT_YOURS))
    return redirect("web:person", officer.pk)


@require_POST
@allow(Role.ADMIN)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account; what its owner did stays his."""
    who = acting(request)
    officer = or_404(people_of(who), pk=pk, is_active=True)
    if keeps_account(who, officer):
        dismiss(officer, hand(who))
        messages.success(request, say(Text("账号已停用", "The account is closed")))
    else:
        messages.error(request, say(NOT_YOURS))
    return redirect("web:person", officer.pk)


def _show(
    request: HttpRequest,
    who: Acting,
    officer: Officer,
    *,
    appointing: PostForm | None = None,
    ending: Mapping[int, EndForm] | None = None,
) -> HttpResponse:
    context = {
        "title": Text("人员", "People"),
        "officer": officer,
        "posts": _posts(who, officer, ending or {}),
        "appointing": appointing or PostForm(units_of(who), initial={"begins_on": today(who)}, prefix="new"),
        "keeps": keeps_account(who, officer),
        "not_yours": NOT_YOURS,
    }
    return render(request, "web/administration/person.html", context, status=422 if appointing or ending else 200)


def _posts(who: Acting, officer: Officer, ending: Mapping[int, EndForm]) -> list[PostLine]:
    mine = {*officer.posts.filter(at_or_below(who.seat.unit)).values_list("pk", flat=True)}
    return [
        PostLine(
            post,
            post_label(post),
            over=post.ends_on is not None and post.ends_on < today(who),
            ending=_ending(who, post, ending) if post.pk in mine and officer != who.officer else None,
        )
        for post in officer.posts.select_related("unit").order_by("-begins_on", "-pk")
    ]


def _ending(who: Acting, post: Post, ending: Mapping[int, EndForm]) -> EndForm | None:
    if post.ends_on is not None and post.ends_on < today(who):
        return None
    initial = {"ends_on": post.ends_on or max(today(who), post.begins_on)}
    return ending.get(post.pk) or EndForm(initial=initial, prefix=f"post-{post.pk}")


def show_password(request: HttpRequest, officer: Officer, password: str) -> HttpResponse:
    """Show a password once. No redirect: to survive one it would have to be kept somewhere."""
    context = {"title": Text("临时密码", "Temporary password"), "officer": officer, "password": password}
    response = render(request, "web/administration/password.html", context)
    response["Cache-Control"] = "no-store"
    return response


patterns = [
    path("people/<int:pk>", person, name="person"),
    path("people/<int:pk>/posts", add_post, name="person-post"),
    path("people/<int:pk>/posts/<int:post>/end", end_post, name="person-post-end"),
    path("people/<int:pk>/password", reset_password, name="person-password"),
    path("people/<int:pk>/close", close, name="person-close"),
]
