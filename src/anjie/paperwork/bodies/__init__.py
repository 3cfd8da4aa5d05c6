"""The text of a letter: how its fields are written, checked and filled in; and the texts that come with us.

A body is plain text. `{{ 投诉人 }}` or `{{ complainant }}` stands for a field, a line that begins with `# ` is a
heading, every other line a paragraph. There is nothing else in it: no conditions, no calls, nothing to escape from.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from anjie.paperwork.sheet import Block, Heading, Prose
from anjie.procedure.papers import Content, PaperKind
from anjie.procedure.terms import Text

_FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_STRAY = re.compile(r"\{[{%#]|[}%#]\}")
_SALUTATION = ("：", ":")
_HEADING = "# "

BY_NAME: Mapping[str, Content] = {
    **{content.value: content for content in Content},
    **{content.label.zh: content for content in Content},
}
"""Fields by the names under which a body may use them: the code, or what it is called in Chinese."""


@cache
def built_in(kind: PaperKind, language: str) -> str:
    """The text that comes with us."""
    return (files("anjie.paperwork") / "bodies" / f"{kind}.{language}.txt").read_text("utf-8").strip()


def used(body: str) -> frozenset[Content]:
    """The fields that a body uses."""
    return frozenset(BY_NAME[name] for name in _FIELD.findall(body) if name in BY_NAME)


def faults(body: str, allowed: Sequence[Content]) -> Iterator[Text]:
    """What is wrong with a body: fields that this kind of paper doesn't have, and braces that are no field."""
    for name in dict.fromkeys(_FIELD.findall(body)):
        if BY_NAME.get(name) not in allowed:
            yield Text(f"这种文书没有“{name}”这个字段", f"this kind of paper has no field {name!r}")
    rest = _FIELD.sub("", body)
    if stray := _STRAY.search(rest):
        yield Text(f"花括号只能用于字段，不能写“{stray[0]}”", f"braces are for fields only, not {stray[0]!r}")
    if not body.strip():
        yield Text("正文不能为空", "the text is empty")


def fill(body: str, words: Mapping[Content, str]) -> tuple[Block, ...]:
    """Put the words in, and make blocks of the lines; a line that stays empty is left out."""
    blocks: list[Block] = []
    for line in body.splitlines():
        filled = _FIELD.sub(lambda found: words[BY_NAME[found[1]]], line).strip()
        if not filled:
            continue
        if line.startswith(_HEADING):
            blocks.append(Heading(filled.removeprefix(_HEADING)))
        else:
            blocks.append(Prose(filled, indent=bool(blocks) or not filled.endswith(_SALUTATION)))
    return tuple(blocks)
