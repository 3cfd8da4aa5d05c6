"""Keeping the complainant out of what an agent reads.

A finding or a summary is typed by people who know who complained, so it may name him. Before such a text goes onto a
paper for the agent, whatever names a complainant is put out of it: his name, for whom he speaks, his address and
number, the policies, and anything that looks like a mobile or identity number. The agent's own name stays, even where
a complainant's name is a part of it.
"""

import re
from collections.abc import Iterator

from anjie.procedure.casefile import CaseFile
from anjie.procedure.terms import Text

SOMEBODY = Text("投诉人", "the complainant")
SOMETHING = Text("(略)", "(withheld)")
ANONYMOUS = frozenset({"匿名", "anonymous", ""})

_NUMBERS = r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)"


def withheld(text: str, case: CaseFile, language: str = "zh") -> str:
    """The same text without anything that tells who complained."""
    persons, things = set(_persons(case)), set(_things(case))
    kept = {accused.is_.name for accused in case.respondents.values()} - persons
    words = sorted(kept | persons | things, key=lambda word: (-len(word), word))
    if not words:
        return re.sub(_NUMBERS, SOMETHING.in_language(language), text)

    def put(found: re.Match[str]) -> str:
        word = found[0]
        if word in kept:
            return word
        return (SOMEBODY if word in persons else SOMETHING).in_language(language)

    return re.sub("|".join([*map(re.escape, words), _NUMBERS]), put, text)


def _persons(case: CaseFile) -> Iterator[str]:
    for party in case.complainants.values():
        for name in (party.is_.name, party.is_.proxy_for):
            if name not in ANONYMOUS:
                yield name


def _things(case: CaseFile) -> Iterator[str]:
    for party in case.complainants.values():
        yield from (each for each in (party.is_.address, party.is_.customer) if each)
    for policy in case.policies:
        yield policy.number
