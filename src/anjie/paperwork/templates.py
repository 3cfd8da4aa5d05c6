"""What units lay down for their letters: which version counts where, and how a new one comes about.

A unit's own text counts before that of the units above it, and theirs before the one that comes with us. A version
counts once somebody else has approved it. Which version a letter was made by is written into the journal.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from anjie.access.models import Officer
from anjie.directory.models import Unit
from anjie.paperwork import bodies, word
from anjie.paperwork.kinds import KINDS, Kind
from anjie.paperwork.models import Template
from anjie.paperwork.seals import SEAL, faults_of_seal
from anjie.paperwork.words import Form
from anjie.platform.files import files
from anjie.procedure.papers import PaperKind
from anjie.procedure.terms import Text

LANGUAGES = ("zh", "en")
BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a letter is made by: the version's name, as the journal keeps it, and its text or file."""

    name: str
    text: str = ""
    sha256: str = ""


class TemplateRefusedError(Exception):
    """A version can't be taken, and each reason why."""

    def __init__(self, faults: Sequence[Text]) -> None:
        super().__init__("; ".join(each.en for each in faults))
        self.faults = faults


def name_of(template: Template) -> str:
    """How the journal names a version: unit, kind, form, language and number."""
    return f"{template.unit.code}/{template.kind}/{template.form}/{template.language}/{template.version}"


def in_force() -> QuerySet[Template]:
    """The versions that count."""
    return Template.objects.filter(approved_at__isnull=False, withdrawn_at=None).select_related("unit")


Standing = Mapping[tuple[str, str, str], Template]
"""What counts at a unit, by kind, form and language."""


def standing(unit: Unit) -> Standing:
    """The newest version that counts of everything, a unit's own before those of units above it; one query."""
    line = _upwards(unit)
    found = in_force().filter(unit__in=line).exclude(form=Form.SEAL)
    nearest_last = sorted(found, key=lambda row: (-line.index(row.unit_id), row.version))
    return {(row.kind, row.form, row.language): row for row in nearest_last}


def body_for(there: Standing, kind: Kind, language: str) -> Chosen:
    """The text of a letter: the one that counts there, else ours."""
    found = there.get((kind.code, Form.TEXT, language))
    if found:
        return Chosen(name_of(found), text=found.text)
    ours = bodies.built_in(kind.code, language) if kind.letter else ""
    return Chosen(f"{BUILT_IN}/{kind.code}/{language}", text=ours)


def _upwards(unit: Unit) -> list[int]:
    """A unit and those above it, the nearest first."""
    line = (unit.county_id, unit.city_id, unit.region_id, unit.head_id)
    return [pk for pk in line if pk is not None]


# -- new versions ----------------------------------------------------------------------------------------------


def propose_text(unit: Unit, kind: PaperKind, language: str, text: str, by: tuple[Officer, datetime]) -> Template:
    """Lay a new text before somebody who approves it. TemplateRefusedError says what is wrong with it."""
    chosen = KINDS[kind]
    wrong = list(bodies.faults(text, chosen.contents))
    if not chosen.letter:
        wrong.append(Text("表格的版式由办法规定，不能改写", "the boxes of a form are the procedure's"))
    _refuse(wrong)
    return _next_version(unit, (kind, Form.TEXT, language), by, text=text.strip())


def propose_file(unit: Unit, kind: PaperKind, language: str, data: bytes, by: tuple[Officer, datetime]) -> Template:
    """Lay a Word document before somebody who approves it. TemplateRefusedError says what is wrong with it."""
    _refuse(list(word.faults(data, KINDS[kind].contents)))
    return _next_version(unit, (kind, Form.WORD, language), by, sha256=files().put([data]).sha256)


def propose_seal(unit: Unit, data: bytes, by: tuple[Officer, datetime]) -> Template:
    """Lay the picture of a unit's seal before somebody who approves it."""
    _refuse(list(faults_of_seal(data)))
    return _next_version(unit, (SEAL, Form.SEAL, ""), by, sha256=files().put([data]).sha256)


def _refuse(wrong: Iterable[Text]) -> None:
    faults = tuple(wrong)
    if faults:
        raise TemplateRefusedError(faults)


def _next_version(
    unit: Unit, place: tuple[str, Form, str], by: tuple[Officer, datetime], *, text: str = "", sha256: str = ""
) -> Template:
    kind, form, language = place
    officer, at = by
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)  # two versions at once get two numbers
        same = Template.objects.filter(unit=unit, kind=kind, form=form, language=language)
        last = same.aggregate(last=Max("version"))["last"] or 0
        return Template.objects.create(
            unit=unit, kind=kind, form=form, language=language, version=last + 1, text=text, sha256=sha256,
            made_by=officer, made_at=at,
        )  # fmt: skip


def approve(template: Template, officer: Officer, at: datetime) -> bool:
    """Have a version count from now on; False if he made it himself, or it is approved or withdrawn already."""
    waiting = Template.objects.filter(pk=template.pk, approved_at=None, withdrawn_at=None).exclude(made_by=officer)
    return waiting.update(approved_by=officer, approved_at=at) == 1


def withdraw(template: Template, officer: Officer, at: datetime) -> bool:
    """Have a version not count any more; what it gave way to counts again. False if it was withdrawn already."""
    return Template.objects.filter(pk=template.pk, withdrawn_at=None).update(withdrawn_by=officer, withdrawn_at=at) == 1


def versions(unit: Unit) -> Iterator[Template]:
    """What a unit has laid down, the newest first."""
    return iter(Template.objects.filter(unit=unit).select_related("unit", "made_by", "approved_by").order_by("-pk"))
