"""消息: what an officer was told of limits, and how he wants it to reach him besides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from anjie.access.gate import allow
from anjie.access.models import Officer
from anjie.directory.words import word_of
from anjie.notices import reading
from anjie.notices.models import Notice, Preference
from anjie.notices.sending import address_of, ways_open
from anjie.notices.words import Fate, Way, Wish
from anjie.procedure.terms import Text
from anjie.web.acting import Acting, acting
from anjie.web.language import say
from anjie.web.views.administration.plain import PlainForm

LONGEST_KEY = 18
TONES: Mapping[Fate, str] = {Fate.SENT: "g", Fate.FAILED: "r"}
MISSING: Mapping[Way, Text] = {
    Way.EMAIL: Text("您的账号没有电子邮箱，请联系管理员", "Your account has no e-mail address: ask the administrator"),
    Way.SMS: Text("您的账号没有电话号码，请联系管理员", "Your account has no phone number: ask the administrator"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message by one way."""

    words: Text
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the list."""

    notice: Notice
    says: Text
    sent: tuple[Sent, ...]


class PreferenceForm(PlainForm):
    """How messages reach somebody besides the list."""

    email = forms.ChoiceField()
    sms = forms.ChoiceField()
    chat = forms.ChoiceField()

    labels: ClassVar[Mapping[str, Text]] = {way.value: way.label for way in Way}
    offered: ClassVar[Mapping[Way, tuple[Wish, ...]]] = {
        Way.EMAIL: (Wish.DIGEST, Wish.EACH, Wish.LATE, Wish.NONE),
        Way.SMS: (Wish.NONE, Wish.LATE, Wish.EACH),
        Way.CHAT: (Wish.NONE, Wish.LATE, Wish.EACH),
    }

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        """Offer the ways that there are."""
        super().__init__(*args, **kwargs)
        for way in Way:
            field = self.fields[way.value]
            if way not in ways_open():
                del self.fields[way.value]
            elif isinstance(field, forms.ChoiceField):
                field.choices = [(wish.value, say(wish)) for wish in self.offered[way]]
                field.help_text = "" if address_of(officer, way) else say(MISSING.get(way))


@require_GET
@allow(signed_in=True)
def messages(request: HttpRequest) -> HttpResponse:
    """Unread first, then what was read, newest first."""
    who = acting(request)
    kept = reading.preference(who.officer)
    form = PreferenceForm(who.officer, initial={way.value: getattr(kept, way.value) for way in Way})
    return render(request, "web/messages.html", _context(request, who, form))


@require_GET
@allow(signed_in=True)
def unread(request: HttpRequest) -> HttpResponse:
    """How many messages are new, for the bell; nothing for none. No page waits for it."""
    number = reading.unread_count(acting(request).officer)
    return HttpResponse(str(min(number, reading.MANY - 1)) if number else "", content_type="text/plain; charset=utf-8")


@require_POST
@allow(signed_in=True)
def mark_read(request: HttpRequest) -> HttpResponse:
    """Note that messages were read: those named, or all of them."""
    who = acting(request)
    named = [int(key) for key in request.POST.getlist("message") if key.isdecimal() and len(key) <= LONGEST_KEY]
    reading.mark_read(who.officer, None if "all" in request.POST else named, who.now)
    return redirect("web:messages")


@require_POST
@allow(signed_in=True)
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep how somebody wants his messages."""
    who = acting(request)
    form = PreferenceForm(who.officer, request.POST)
    if not form.is_valid():
        return render(request, "web/messages.html", _context(request, who, form), status=422)
    Preference.objects.update_or_create(officer=who.officer, defaults=form.cleaned_data)
    flash.success(request, say(Text("已保存", "Saved")))
    return redirect("web:messages")


def _context(request: HttpRequest, who: Acting, form: PreferenceForm) -> dict[str, object]:
    before = request.GET.get("before", "")
    found = reading.messages_of(who.officer, before=int(before) if _is_key(before) else None)
    last = found.read[-1].pk if found.read else None
    return {
        "title": Text("消息", "Messages"),
        "unread": _lines(found.unread),
        "read": _lines(found.read),
        "failures": [word_of(Way, each.way).label for each in reading.failures(who.officer)],
        "next_url": f"{reverse('web:messages')}?before={last}" if found.more and last else "",
        "previous_url": reverse("web:messages") if _is_key(before) else "",
        "form": form,
        "now": who.now,
    }


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_KEY


def _lines(notices: Iterable[Notice]) -> list[Line]:
    return [Line(notice, Text(notice.zh, notice.en), tuple(_sent(notice))) for notice in notices]


def _sent(notice: Notice) -> list[Sent]:
    fates = [(each.way, each.state) for each in notice.deliveries.all()]
    if notice.digest:
        fates.append((notice.digest.way, notice.digest.state))
    known = [(word_of(Way, way), word_of(Fate, state)) for way, state in fates]
    return [Sent(way.label + Text("：", ": ") + fate.label, TONES.get(fate, "")) for way, fate in known]


patterns = [
    path("messages", messages, name="messages"),
    path("messages/unread", unread, name="messages-unread"),
    path("messages/read", mark_read, name="messages-read"),
    path("messages/preferences", prefer, name="messages-preferences"),
]
