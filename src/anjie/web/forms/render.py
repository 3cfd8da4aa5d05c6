"""The form on the page: fields with what was typed, what is offered, and what is wrong beside them.

    form = blank_form(Verified, choices, initial={"happened_at": now})
    form = posted_form(Verified, choices, request.POST)
    if form.act is None: show the page again; it says what is wrong, or has the row that was asked for

and in the template `{% act_form form action=url %}`. Everything works without scripts: rows are added and
removed by buttons that post the form.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic

from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.safestring import SafeString

from anjie.procedure.acts.base import Act
from anjie.procedure.engine import Refusal
from anjie.procedure.terms import Text
from anjie.procedure.values import Widget
from anjie.web.forms.choices import Choices, Option
from anjie.web.forms.fields import FieldSpec, Kind
from anjie.web.forms.irreversible import QUESTIONS
from anjie.web.forms.parse import Errors, SomeAct, asked, parse, spec_at
from anjie.web.forms.typed import (
    ADD,
    BETWEEN,
    MANY,
    NO,
    REMOVE,
    YES,
    Typed,
    row_numbers,
    row_prefix,
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
    typed = tidy(specs, sent)
    parsed = parse(act_class, typed, fixed)
    return ActForm(act_class, choices, typed, fixed, parsed.act, parsed.errors)


# -- controls ------------------------------------------------------------------------------------

FEW = 5
"""So many words are shown side by side; more of them in a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as it stands on the page."""

    value: str
    label: Text
    chosen: bool
    id: str
    attributes: SafeString


@dataclass(frozen=True, slots=True)
class Heading:
    """Options that stand under one heading, or under none."""

    label: Text | None
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One of several rows, with the button that removes it."""

    number: int
    name: str
    label: Text
    controls: "tuple[Control, ...]"


@dataclass(frozen=True, slots=True)
class Control:
    """A field as it stands on the page."""

    spec: FieldSpec
    id: str
    name: str
    path: str
    value: str
    errors: tuple[Text, ...]
    attributes: SafeString
    template: str
    wide: bool
    groups: tuple[Heading, ...] = ()
    controls: "tuple[Control, ...]" = ()
    """Of a part."""
    rows: tuple[Row, ...] = ()
    more: bool = False
    """Whether another row may be added."""
    open: bool = False
    """Whether something inside is filled in or wrong, so that it mustn't be folded away."""

    @property
    def label(self) -> Text:
        """What the field is called."""
        return self.spec.label.text

    @property
    def help(self) -> Text | None:
        """A sentence of help, if there is one."""
        return self.spec.label.help if self.spec.label.help_zh else None


TEMPLATES = {
    Kind.LINE: "input",
    Kind.WHOLE: "input",
    Kind.MONEY: "input",
    Kind.DAY: "input",
    Kind.MOMENT: "input",
    Kind.SUGGEST: "suggest",
    Kind.LOOKUP: "lookup",
    Kind.AREA: "area",
    Kind.PICK: "select",
    Kind.YES_NO: "select",
    Kind.WORDS: "chips",
    Kind.TICK: "tick",
    Kind.PART: "part",
    Kind.ROWS: "rows",
    Kind.LINES: "rows",
}
"""Which of `templates/web/form/` draws a field. One word is drawn as `radios` or as `select`."""

WIDE = frozenset({Kind.AREA, Kind.WORDS, Kind.PART, Kind.ROWS, Kind.LINES})
GROUPED = frozenset({"radios", "chips", "part", "rows"})
"""Drawn as a field set: what is wrong is said of the set."""

INPUTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.WHOLE: {"type": "text", "inputmode": "numeric"},
    Kind.MONEY: {"type": "text", "inputmode": "decimal"},
    Kind.DAY: {"type": "date"},
    Kind.MOMENT: {"type": "datetime-local"},
}

WHOLE_MINUTES = len("2026-11-22T17:30")


class _Binder:
    """Puts the fields of one form together with what was typed and what is wrong."""

    def __init__(self, form: ActForm[Any], key: str, errors: Errors) -> None:
        self.form = form
        self.key = key
        self.errors = errors

    def controls(self, specs: Iterable[FieldSpec], prefix: str = "", *, demanded: bool = True) -> Iterator[Control]:
        """The fields as controls. Within what may be left out altogether nothing is demanded."""
        for spec in specs:
            yield self.control(spec, prefix + spec.name, demanded=demanded)

    def control(self, spec: FieldSpec, name: str, *, demanded: bool) -> Control:
        template = self._template(spec)
        path = name.replace(BETWEEN, ".")
        errors = self.errors.get(path, ())
        value = "".join(self.form.typed.get(name, ())[-1:])
        attributes = self._attributes(spec, name, template, errors, value)
        if spec.required and demanded and template not in GROUPED:
            attributes["required"] = True
        drawn = Control(
            spec,
            self._id(name),
            name,
            path,
            value,
            errors,
            flatatt(attributes),
            f"web/form/{template}.html",
            wide=spec.kind in WIDE or template == "radios",
        )
        return self._filled(drawn, demanded=demanded)

    def _filled(self, drawn: Control, *, demanded: bool) -> Control:
        """A control with what is inside of it."""
        kind = drawn.spec.kind
        if kind is Kind.PART:
            inside = tuple(self.controls(drawn.spec.fields, drawn.name + BETWEEN, demanded=False))
            used = self._touched(drawn.name + BETWEEN, drawn.path + ".")
            return replace(drawn, controls=inside, open=used or bool(drawn.errors))
        if kind in MANY:
            rows = tuple(self._rows(drawn, demanded=demanded))
            most = drawn.spec.most
            return replace(drawn, rows=rows, more=most is None or len(rows) < most)
        return replace(drawn, groups=tuple(self._groups(drawn)))

    def _touched(self, name: str, path: str) -> bool:
        typed = any(each.startswith(name) and any(self.form.typed[each]) for each in self.form.typed)
        return typed or any(each.startswith(path) for each in self.errors)

    def _rows(self, drawn: Control, *, demanded: bool) -> Iterator[Row]:
        spec, name = drawn.spec, drawn.name
        there = len(row_numbers(self.form.typed, name))
        shown = there + 1 if self.form.added == name else max(there, self._at_least(spec))
        for number in range(min(shown, spec.most or shown)):
            inside = demanded and number < spec.fewest
            prefix = row_prefix(spec, name, str(number))
            controls = tuple(self.controls(spec.fields, prefix, demanded=inside))
            label = spec.label.text + Text(f" {number + 1}", f" {number + 1}")
            yield Row(number, f"{name}{BETWEEN}{number}", label, controls)

    def _at_least(self, spec: FieldSpec) -> int:
        """How many rows stand ready. A line costs little, so one more than is demanded is there."""
        return spec.fewest + 1 if spec.kind is Kind.LINES and spec.fewest else spec.fewest

    # -- what stands in the element ----------------------------------------------------------------

    def _id(self, name: str) -> str:
        return f"{self.key}-{name}".rstrip(BETWEEN)

    def _template(self, spec: FieldSpec) -> str:
        if spec.kind is Kind.WORD:
            return "radios" if spec.required and len(spec.words) <= FEW else "select"
        if spec.kind is Kind.LOOKUP and not self.form.choices.lookup(spec.label.widget):
            return "input"
        return TEMPLATES[spec.kind]

    def _attributes(
        self, spec: FieldSpec, name: str, template: str, errors: Sequence[Text], value: str
    ) -> dict[str, str | bool]:
        own = self._id(name)
        # Of radios and chips the first one has the id, for there the cursor can go.
        made: dict[str, str | bool] = {} if template in {"radios", "chips"} else {"id": own}
        described = [f"{own}-help"] if spec.label.help_zh else []
        if errors:
            described.append(f"{own}-error")
        if described:
            made["aria-describedby"] = " ".join(described)
        if template in GROUPED:
            return made
        if errors:
            made["aria-invalid"] = "true"
        if self._has_cursor(name):
            made["autofocus"] = True
        return {**made, "name": name, **self._own_attributes(spec, own, template, value)}

    def _own_attributes(self, spec: FieldSpec, own: str, template: str, value: str) -> dict[str, str | bool]:
        made: dict[str, str | bool] = {}
        if template in {"input", "suggest", "lookup"}:
            # These are other people's particulars: the browser isn't to remember them.
            made = {"value": value, "autocomplete": "off", "type": "text"}
            made |= INPUTS.get(spec.kind, {})
            if spec.kind is Kind.MOMENT and len(value) > WHOLE_MINUTES:
                made["step"] = "any"
        if spec.longest and template in {"input", "suggest", "lookup", "area"}:
            made["maxlength"] = str(spec.longest)
        if template == "suggest":
            made["list"] = f"{own}-options"
        if template == "lookup":
            made |= self._lookup(spec, own)
        return made

    def _lookup(self, spec: FieldSpec, own: str) -> dict[str, str | bool]:
        """The script adds the roles of a combobox; without it this is a plain field."""
        return {
            "data-lookup": f"{own}-options",
            "hx-get": self.form.choices.lookup(spec.label.widget),
            "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{own}-options",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-params": "none",
        }

    def _has_cursor(self, name: str) -> bool:
        """Whether this is the first field of the row that was just added."""
        rows = self.form.added
        if not rows or not name.startswith(rows + BETWEEN):
            return False
        spec = spec_at(asked(self.form.act_class, self.form.assigned), rows.replace(BETWEEN, "."))
        if spec is None or spec.kind not in MANY:
            return False
        last = str(len(row_numbers(self.form.typed, rows)))
        return name == row_prefix(spec, rows, last) + spec.fields[0].name

    # -- what is offered ---------------------------------------------------------------------------

    def _groups(self, drawn: Control) -> Iterator[Heading]:
        chosen = self.form.typed.get(drawn.name, ())
        by_label: dict[Text | None, list[Choice]] = {}
        for number, option in enumerate(self._options(drawn.spec, chosen)):
            own = f"{drawn.id}-{number}" if number else drawn.id
            picked = option.value in chosen
            made: dict[str, str | bool] = {"name": drawn.name, "value": option.value, "id": own}
            if picked:
                made["checked"] = True
            choice = Choice(option.value, option.label, picked, own, flatatt(made))
            by_label.setdefault(option.group, []).append(choice)
        for label, choices in by_label.items():
            yield Heading(label, tuple(choices))

    def _options(self, spec: FieldSpec, chosen: Sequence[str]) -> Iterator[Option]:
        if spec.words:
            yield from (Option(word.value, word.label) for word in spec.words)
        elif spec.kind is Kind.YES_NO:
            yield from (Option(YES, Text("是", "Yes")), Option(NO, Text("否", "No")))
        elif spec.kind is Kind.PICK:
            yield from self._picked(spec.label.widget, chosen)
        elif spec.kind is Kind.SUGGEST:
            yield from self.form.choices.offered(spec.label.widget)

    def _picked(self, widget: Widget, chosen: Sequence[str]) -> Iterator[Option]:
        """What is offered, and what was chosen though it no longer is: it mustn't vanish in silence."""
        offered = self.form.choices.offered(widget)
        yield from offered
        known = {option.value for option in offered}
        yield from (Option(value, Text(value, value)) for value in chosen if value and value not in known)


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
    action: str
    title: Text
    help: Text
    controls: tuple[Control, ...]
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
    binder = _Binder(form, own, errors)
    controls = tuple(binder.controls(shown))
    question = QUESTIONS.get(form.act_class.kind)
    return FormPage(
        id=f"form-{own}",
        action=action,
        title=form.act_class.title,
        help=form.act_class.help,
        controls=tuple(each for each in controls if not each.spec.common),
        common=tuple(each for each in controls if each.spec.common),
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
