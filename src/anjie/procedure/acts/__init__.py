"""The acts, one file for each step of the walk, in its order; and the one register of their kinds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeGuard

from anjie.procedure.acts import (
    approval,
    archive,
    clocks,
    closing,
    collaboration,
    decision,
    intake,
    investigation,
    letters,
    opening,
    papers,
    registration,
    reply,
    review,
    sanction,
    system,
    verification,
)
from anjie.procedure.acts.base import Act

STEPS = (
    intake, registration, verification, opening, investigation, collaboration, clocks,
    decision, approval, sanction, reply, letters, closing, review, papers, archive, system,
)  # fmt: skip
"""The modules of the walk, in its order."""


def _is_act(member: object) -> TypeGuard[type[Act]]:
    return isinstance(member, type) and issubclass(member, Act) and bool(member.kind)


ACTS: Mapping[str, type[Act]] = MappingProxyType(
    {act.kind: act for step in STEPS for act in filter(_is_act, vars(step).values()) if act.__module__ == step.__name__}
)
"""Every act by its kind, in the order of the walk."""


def parse(kind: str, body: object) -> Act:
    """Read an act from plain data. KeyError for an unknown kind, pydantic.ValidationError for a bad body."""
    return ACTS[kind].model_validate(body)
