"""The form on the page: fields with what was typed, what is offered, and what is wrong beside them.

    form = blank_form(Verified, choices, initial={"happened_at": now})
    form = posted_form(Verified, choices, request.POST)
    if form.act is None: show the page again; it says what is wrong, or has the row that was asked for

and in the template `{% act_form form action=url %}`. Everything works without scripts: rows are added and
removed by buttons that post the form.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic

from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString

from anjie.procedure.acts.base import Act
from anjie.procedure.engine import Refusal
from anjie.procedure.terms import Text
from anjie.web.forms.attached import PAPERS, with_files
from anjie.web.forms.choices import Choices
from anjie.web.forms.controls import Binder, Control
from anjie.web.forms.fields import FieldSpec, Kind
from anjie.web.forms.irreversible import QUESTIONS
from anjie.web.forms.parse import Errors, SomeAct, asked, parse
from anjie.web.forms.typed import (
    ADD,
    BETWEEN,
    MANY,
    REMOVE,
    UPLOAD,
    Typed,
    tidy,
    typed_in,
    without_row,
    written,
)
from anjie.web.language import say


@dataclass(frozen=True, slots=True)
class ActForm(Generic[SomeAct]):
    """One act's form: what was typed, what is wrong with it, and the act it makes."""

    act_class: type[SomeAct]
    choices: Choices
    typed: Typed
    """As JSON this is a draft."""
    assigned: Mapping[str, object]
    """What the page fills in itself; such fields are not asked for."""
    act: SomeAct | None = None
    errors: Errors = field(default_factory=dict[str, tuple[Text, ...]])
    refusals: tuple[Refusal, ...] = ()
    added: str = ""
    """Name of the rows to which one was just added; the cursor goes there."""

    @property
    def title(self) -> Text:
        """What the act is called."""
        return self.act_class.title

    @property
    def asks_for_rows(self) -> bool:
        """Whether a row was to be added or removed, and nothing to be done yet."""
        return self.act is None and not self.errors and not self.refusals

    def refused(self, refusals: Iterable[Refusal]) -> "ActForm[SomeAct]":
        """The same form, saying why the act may not be done."""
        return replace(self, act=None, refusals=tuple(refusals))

    def without(self, refused: Iterable[Text]) -> "ActForm[SomeAct]":
        """The same form, saying which files could not be taken in; unchanged if all could."""
        says = tuple(refused)
        return replace(self, act=None, errors={**self.errors, PAPERS: says}) if says else self


def blank_form(
    act_class: type[SomeAct],
    choices: Choices,
    *,
    initial: Mapping[str, object] | Act | None = None,
    draft: Typed | None = None,
    assigned: Mapping[str, object] | None = None,
) -> ActForm[SomeAct]:
    """A form to be filled in; what a draft (or a query) holds goes before the initial values."""
    specs = asked(act_class, assigned or {})
    typed = {**written(specs, initial or {}), **tidy(specs, draft or {})}
    return ActForm(act_class, choices, typed, assigned or {})


def posted_form(
    act_class: type[SomeAct],
    choices: Choices,
    data: QueryDict,
    *,
    assigned: Mapping[str, object] | None = None,
) -> ActForm[SomeAct]:
    """A form as it was sent: with its act, or with what is wrong, or with the rows that were asked for."""
    specs, sent, fixed = asked(act_class, assigned or {}), typed_in(data), assigned or {}
    if ADD in sent:
        (rows,) = sent[ADD][-1:]
        return ActForm(act_class, choices, tidy(specs, sent, keep=True), fixed, added=rows)
    if REMOVE in sent:
        (row,) = sent[REMOVE][-1:]
        rest = tidy(specs, without_row(sent, row), keep=True)
        return ActForm(act_class, choices, rest, fixed)
    if UPLOAD in sent:
        return ActForm(act_class, choices, tidy(specs, sent, keep=True), fixed)
    typed = tidy(specs, sent)
    parsed = with_files(parse(act_class, typed, fixed), choices)
    return ActForm(act_class, choices, typed, fixed, parsed.act, parsed.errors)


# -- the page ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the summary of what is wrong, with the field it leads to."""

    says: Text
    field: str = ""
    source: str = ""
    """The clause that forbids it, as cited."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """All that `web/form/form.html` shows."""

    id: str
    key: str
    """What the ids of its fields begin with."""
    action: str
    title: Text
    help: Text
    controls: tuple[Control, ...]
    papers: tuple[Control, ...]
    common: tuple[Control, ...]
    wrong: tuple[Wrong, ...]
    hidden: tuple[tuple[str, str], ...]
    draft_url: str
    confirm: str
    swap: SafeString
    """What makes the buttons of rows replace only this form."""

    @property
    def common_open(self) -> bool:
        """Whether something in the fields that every act has is filled in or wrong."""
        return any(each.value or each.errors or each.rows for each in self.common)


def page_of(
    form: ActForm[Any],
    action: str,
    *,
    key: str = "",
    hidden: Mapping[str, object] | None = None,
    draft_url: str = "",
) -> FormPage:
    """Lay a form out to be shown.

    `key` tells two forms of one act on one page apart; `hidden` travels with the form, such as the version of
    the case that was seen; at `draft_url` a draft is kept.
    """
    own = key or form.act_class.kind.replace("_", BETWEEN)
    shown, errors = _placed(form)
    binder = Binder(own, form.choices, form.typed, errors, form.added)
    controls = tuple(binder.controls(shown))
    question = QUESTIONS.get(form.act_class.kind)
    return FormPage(
        id=f"form-{own}",
        key=own,
        action=action,
        title=form.act_class.title,
        help=form.act_class.help,
        controls=tuple(each for each in controls if not each.spec.common),
        papers=tuple(each for each in controls if each.spec.kind is Kind.PAPERS),
        common=tuple(each for each in controls if each.spec.common and each.spec.kind is not Kind.PAPERS),
        wrong=tuple(_summary(form, controls, errors)),
        hidden=tuple((name, str(value)) for name, value in (hidden or {}).items()),
        draft_url=draft_url,
        confirm=say(question),
        swap=_swap(action, own),
    )


def _swap(action: str, own: str) -> SafeString:
    target = f"#form-{own}"
    return flatatt(
        {
            "hx-post": action,
            "hx-target": target,
            "hx-select": target,
            "hx-swap": "outerHTML",
        }
    )


def _placed(form: ActForm[Any]) -> tuple[tuple[FieldSpec, ...], Errors]:
    """The fields shown, and each error at the field that shows it, or at '' where none does."""
    shown = asked(form.act_class, form.assigned)
    found: dict[str, tuple[Text, ...]] = {}
    for path, says in form.errors.items():
        place = _place(shown, path)
        found[place] = (*found.get(place, ()), *says)
    for refusal in form.refusals:
        place = _place(shown, refusal.field)
        if place:
            found[place] = (*found.get(place, ()), refusal.wanting)
    return shown, found


def _place(specs: Iterable[FieldSpec], path: str) -> str:
    """The path as far as the form shows it: an error in one of several words belongs to all of them."""
    shown: list[str] = []
    inside: Iterable[FieldSpec] = specs
    many = False
    for step in path.split("."):
        spec = next((each for each in inside if each.name == step), None)
        if many and step.isdigit():
            shown.append(step)
        elif spec is not None:
            shown.append(step)
            inside, many = spec.fields, spec.kind in MANY
        else:
            break
    return ".".join(shown)


def _summary(form: ActForm[Any], controls: Iterable[Control], errors: Errors) -> Iterator[Wrong]:
    """Every error, in the order of the fields, each with the field it leads to."""
    for refusal in form.refusals:
        if not _place(asked(form.act_class, form.assigned), refusal.field):
            source = str(refusal.clause.source) if refusal.clause else ""
            yield Wrong(refusal.wanting, source=source)
    yield from (Wrong(says) for says in errors.get("", ()))
    yield from _wrong(controls, Text("", ""))


def _wrong(controls: Iterable[Control], within: Text) -> Iterator[Wrong]:
    for control in controls:
        yield from (Wrong(within + says, control.id) for says in control.errors)
        yield from _wrong(control.controls, within + control.label + COLON)
        for row in control.rows:
            yield from _wrong(row.controls, within + row.label + COLON)


COLON = Text("：", ": ")
