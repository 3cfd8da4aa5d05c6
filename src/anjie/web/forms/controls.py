"""The fields of a form as they stand on the page: with what was typed, what is offered, what is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from anjie.paperwork.sniffing import Sort, sort_of
from anjie.procedure.terms import Text
from anjie.procedure.values import Widget
from anjie.web.forms.attributes import GROUPED, Attributes, described, entered, looked_up
from anjie.web.forms.choices import Attachable, Choices, Option
from anjie.web.forms.fields import DIGEST, FieldSpec, Kind
from anjie.web.forms.parse import Errors
from anjie.web.forms.typed import BETWEEN, MANY, NO, YES, Typed, row_numbers, row_prefix

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
    attached: Attachable | None = None
    """Of a row that is a paper: its file."""

    @property
    def sort(self) -> Sort | None:
        """What kind of file is attached."""
        return sort_of(self.attached.paper.media_type) if self.attached else None


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
    Kind.PAPERS: "papers",
}
"""Which of `templates/web/form/` draws a field. One word is drawn as `radios` or as `select`."""

WIDE = frozenset({Kind.AREA, Kind.WORDS, Kind.PART, Kind.ROWS, Kind.LINES, Kind.PAPERS})


@dataclass(slots=True)
class Binder:
    """Puts the fields of one form together with what was typed and what is wrong."""

    key: str
    """What the ids begin with."""
    choices: Choices
    typed: Typed
    errors: Errors
    added: str = ""
    """Name of the rows to which one was just added."""
    _cursor: str = ""
    """Name of the first field of that row."""

    def controls(self, specs: Iterable[FieldSpec], prefix: str = "", *, demanded: bool = True) -> Iterator[Control]:
        """The fields as controls. Within what may be left out altogether nothing is demanded."""
        for spec in specs:
            yield self.control(spec, prefix + spec.name, demanded=demanded)

    def control(self, spec: FieldSpec, name: str, *, demanded: bool) -> Control:
        """One field as a control."""
        template = self._template(spec)
        path = name.replace(BETWEEN, ".")
        attributes = self._attributes(spec, name, template)
        if spec.required and demanded and template not in GROUPED:
            attributes["required"] = True
        drawn = Control(
            spec,
            self._id(name),
            name,
            path,
            self._value(name),
            self.errors.get(path, ()),
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
        typed = any(each.startswith(name) and any(self.typed[each]) for each in self.typed)
        return typed or any(each.startswith(path) for each in self.errors)

    def _rows(self, drawn: Control, *, demanded: bool) -> Iterator[Row]:
        spec, name = drawn.spec, drawn.name
        there = len(row_numbers(self.typed, name))
        shown = max(there, self._at_least(spec))
        if self.added == name:
            shown = there + 1
            self._cursor = row_prefix(spec, name, str(there)) + spec.fields[0].name
        for number in range(min(shown, spec.most or shown)):
            yield self.row(spec, name, number, demanded=demanded and number < spec.fewest)

    def row(self, spec: FieldSpec, name: str, number: int, *, demanded: bool = False) -> Row:
        """One row of several."""
        prefix = row_prefix(spec, name, str(number))
        controls = tuple(self.controls(spec.fields, prefix, demanded=demanded))
        label = spec.label.text + Text(f" {number + 1}", f" {number + 1}")
        attached = self.choices.paper(self._value(prefix + DIGEST)) if spec.kind is Kind.PAPERS else None
        return Row(number, f"{name}{BETWEEN}{number}", label, controls, attached)

    def _at_least(self, spec: FieldSpec) -> int:
        """How many rows stand ready. A line costs little, so one more than is demanded is there."""
        return spec.fewest + 1 if spec.kind is Kind.LINES and spec.fewest else spec.fewest

    # -- what stands in the element ----------------------------------------------------------------

    def _id(self, name: str) -> str:
        return f"{self.key}-{name}".rstrip(BETWEEN)

    def _template(self, spec: FieldSpec) -> str:
        if spec.kind is Kind.WORD:
            return "radios" if spec.required and len(spec.words) <= FEW else "select"
        if spec.kind is Kind.LOOKUP and not self.choices.lookup(spec.label.widget):
            return "input"
        return TEMPLATES[spec.kind]

    def _attributes(self, spec: FieldSpec, name: str, template: str) -> Attributes:
        own, errors = self._id(name), self.errors.get(name.replace(BETWEEN, "."), ())
        made = described(spec, own, template, errors)
        if template in GROUPED:
            return made
        made |= {"name": name, **entered(spec, own, template, self._value(name))}
        if template == "lookup":
            made |= looked_up(own, self.choices.lookup(spec.label.widget))
        if name == self._cursor:
            made["autofocus"] = True
        return made

    def _value(self, name: str) -> str:
        return "".join(self.typed.get(name, ())[-1:])

    # -- what is offered ---------------------------------------------------------------------------

    def _groups(self, drawn: Control) -> Iterator[Heading]:
        chosen = self.typed.get(drawn.name, ())
        by_label: dict[Text | None, list[Choice]] = {}
        for number, option in enumerate(self._options(drawn.spec, chosen)):
            own = f"{drawn.id}-{number}" if number else drawn.id
            picked = option.value in chosen
            made: Attributes = {"name": drawn.name, "value": option.value, "id": own}
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
            yield from self.choices.offered(spec.label.widget)

    def _picked(self, widget: Widget, chosen: Sequence[str]) -> Iterator[Option]:
        """What is offered, and what was chosen though it no longer is: it mustn't vanish in silence."""
        offered = self.choices.offered(widget)
        yield from offered
        known = {option.value for option in offered}
        yield from (Option(value, Text(value, value)) for value in chosen if value and value not in known)
