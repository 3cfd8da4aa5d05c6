"""Drafts: what was typed isn't lost, whatever happens to the browser. Sealed, and gone once the act is done."""

import json

from anjie.access.models import Officer
from anjie.platform.clock import now
from anjie.platform.sealing import SealBrokenError, seal, unseal
from anjie.web.forms.typed import Typed
from anjie.web.models import Draft

CONTEXT = "web.draft"


def keep(officer: Officer, number: str, kind: str, typed: Typed) -> None:
    """Keep what was typed, in place of what was kept before."""
    sealed = seal(json.dumps(typed, ensure_ascii=False), CONTEXT, "…")
    Draft.objects.update_or_create(
        officer=officer, number=number, kind=kind, defaults={"typed": sealed, "saved_at": now()}
    )


def kept(officer: Officer, number: str, kind: str) -> Typed | None:
    """What was kept, None if nothing was or it can't be opened any more."""
    draft = Draft.objects.filter(officer=officer, number=number, kind=kind).first()
    if draft is None:
        return None
    try:
        typed: Typed = json.loads(unseal(draft.typed, CONTEXT))
    except SealBrokenError:
        return None
    return typed


def kept_kinds(officer: Officer, number: str) -> set[str]:
    """The forms of a case for which something is kept."""
    return set(Draft.objects.filter(officer=officer, number=number).values_list("kind", flat=True))


def drop(officer: Officer, number: str, kind: str) -> None:
    """Forget a draft."""
    Draft.objects.filter(officer=officer, number=number, kind=kind).delete()
