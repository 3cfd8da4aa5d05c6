"""What several places say of a case in the same words."""

from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import Text
from anjie.procedure.values import SanctionProposed


def sanction_text(each: SanctionProposed, book: Rulebook) -> Text:
    """A sanction with its particulars, in words."""
    row = book.sanctions.get(each.sanction)
    said = row.label if row else Text(each.sanction, each.sanction)
    if each.months:
        said += Text(f" {each.months}个月", f", {each.months} months")
    if each.amount:
        said += Text(f" {each.amount:,.2f}元", f", {each.amount:,.2f} yuan")
    if each.points:
        said += Text(f" {each.points}分", f", {each.points} points")
    if each.manner:
        said += Text("，", ", ") + each.manner.label
    if each.probation:
        said += Text(f"，考验期{each.probation}个月", f", {each.probation} months of probation")
    if each.begins_on:
        said += Text(f"，自{each.begins_on}起", f", from {each.begins_on} on")
    return said + Text(f"({each.condition})", f" ({each.condition})") if each.condition else said
