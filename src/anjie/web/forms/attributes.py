"""What stands in the element of a field: its name, its kind of input, and what belongs to it."""

from collections.abc import Mapping, Sequence

from anjie.procedure.terms import Text
from anjie.web.forms.fields import FieldSpec, Kind

Attributes = dict[str, str | bool]

GROUPED = frozenset({"radios", "chips", "part", "rows", "papers"})
"""Drawn as a field set: what is wrong is said of the set."""

SINGLE_LINED = frozenset({"input", "suggest", "lookup"})

INPUTS: Mapping[Kind, Mapping[str, str]] = {
    Kind.WHOLE: {"inputmode": "numeric"},
    Kind.MONEY: {"inputmode": "decimal"},
    Kind.DAY: {"type": "date"},
    Kind.MOMENT: {"type": "datetime-local"},
}

WHOLE_MINUTES = len("2026-11-22T17:30")


def described(spec: FieldSpec, own: str, template: str, errors: Sequence[Text]) -> Attributes:
    """The id, and by which other elements the field is explained."""
    # Of radios and chips the first one has the id, for there the cursor can go.
    made: Attributes = {} if template in {"radios", "chips"} else {"id": own}
    by = [f"{own}-help"] if spec.label.help_zh else []
    if errors:
        by.append(f"{own}-error")
    if by:
        made["aria-describedby"] = " ".join(by)
    if errors and template not in GROUPED:
        made["aria-invalid"] = "true"
    return made


def entered(spec: FieldSpec, own: str, template: str, value: str) -> Attributes:
    """What is entered, and how."""
    made: Attributes = {}
    if template in SINGLE_LINED:
        # These are other people's particulars: the browser isn't to remember them.
        made = {"type": "text", "value": value, "autocomplete": "off", **INPUTS.get(spec.kind, {})}
        if spec.kind is Kind.MOMENT and len(value) > WHOLE_MINUTES:
            made["step"] = "any"
    if spec.longest and template in SINGLE_LINED | {"area"}:
        made["maxlength"] = str(spec.longest)
    if template == "suggest":
        made["list"] = f"{own}-options"
    return made


def looked_up(own: str, address: str) -> Attributes:
    """The look-up while typing. The script adds the roles of a combobox; without it this is a plain field."""
    return {
        "data-lookup": f"{own}-options",
        "hx-get": address,
        "hx-trigger": "input changed delay:250ms",
        "hx-target": f"#{own}-options",
        "hx-swap": "innerHTML",
        "hx-sync": "this:replace",
        "hx-params": "none",
    }
