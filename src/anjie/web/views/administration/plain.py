"""Forms that are no acts: named in both languages, with what is wrong beside the field, nothing typed lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from anjie.access.models import Officer
from anjie.directory.models import Unit
from anjie.procedure.terms import Text
from anjie.procedure.values import Widget
from anjie.web.forms.typed import clean
from anjie.web.language import say

NONE = Text("不填", "Not stated")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the summary of what is wrong, as `web/form/wrong.html` shows it."""

    says: str
    field: str = ""
    source: str = ""


class PlainForm(forms.Form):
    """A form of a few fields. `labels` and `helps` say what they are called."""

    labels: ClassVar[Mapping[str, Text]]
    helps: ClassVar[Mapping[str, Text]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            label = self.labels[name]
            field.label, field.help_text = say(label), say(self.helps.get(name))
            field.error_messages |= {kind: say(words) for kind, words in _messages(label).items()}
            field.widget.attrs |= self._attributes(name, field)

    def _attributes(self, name: str, field: forms.Field) -> dict[str, str]:
        if isinstance(field.widget, forms.Select):
            return {"class": "form-select"}
        made = {"class": "form-control", "autocomplete": "off"}
        if isinstance(field, FoundField):
            own = f"{self[name].auto_id}-options"
            made |= {
                "data-lookup": own,
                "hx-get": reverse("web:lookup", args=[field.finds.value]),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#{own}",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-params": "none",
            }
        return made

    def refuse(self, reason: Text, field: str = "") -> None:
        """Say why it can't be done, beside the field that is at fault if there is one."""
        self.add_error(field if field in self.fields else None, say(reason))

    @property
    def wrong(self) -> list[Fault]:
        """Everything that is wrong, with the field it leads to."""
        told = [Fault(str(each)) for each in self.non_field_errors()]
        for bound in self:
            told += [Fault(str(each), bound.auto_id) for each in bound.errors]
        return told


def _messages(label: Text) -> Mapping[str, Text]:
    name = Text(f"“{label.zh}”", f"“{label.en}”")
    return {
        "required": Text("请填写", "Fill in ") + name,
        "invalid": name + Text("填写有误", " is not right"),
        "invalid_choice": name + Text("不在可选范围内", " is not one of the choices"),
    }


class Day(forms.DateField):
    """A day, asked for with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class Line(forms.CharField):
    """A line of text."""

    def __init__(self, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, **kwargs)

    def to_python(self, value: Any) -> str:
        """Drop what can't be kept."""
        return clean(str(super().to_python(value) or ""))


class FoundField(Line):
    """Something looked up while typing; without scripts its code or its whole name is typed."""

    finds: ClassVar[Widget]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(100, **kwargs)


class UnitField(FoundField):
    """A unit, by its code or its name; `units` are those that may be chosen."""

    finds = Widget.UNIT
    units: QuerySet[Unit] = Unit.objects.none()

    def clean(self, value: Any) -> Unit | None:
        """Find the unit."""
        typed = str(super().clean(value))
        found = typed and (_only(self.units.filter(code=typed)) or _only(self.units.filter(name=typed)))
        if typed and not found:
            raise ValidationError(
                say(Text("没有这个机构，或不在您管理的范围内", "There is no such unit, or it isn't yours to keep"))
            )
        return found or None


class OfficerField(FoundField):
    """An officer who still works here, by his sign-in name, or by his name if nobody else has it."""

    finds = Widget.OFFICER

    def clean(self, value: Any) -> Officer | None:
        """Find the officer."""
        typed = str(super().clean(value))
        working = Officer.objects.filter(is_active=True)
        found = typed and (_only(working.filter(username=typed.lower())) or _only(working.filter(name=typed)))
        if typed and not found:
            raise ValidationError(
                say(
                    Text(
                        "没有这个人员，或有同名人员，请填写账号",
                        "There is nobody of that name, or several: give the sign-in name",
                    )
                )
            )
        return found or None


def _only(rows: QuerySet[Any]) -> Any:
    """The one row, None if there is none or several."""
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None
