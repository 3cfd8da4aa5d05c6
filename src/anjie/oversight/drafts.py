"""Drafts of the rulebook, as somebody who tries one hands them in. Pure: read without a database."""

from functools import lru_cache

from anjie.procedure.rulebook import Rulebook, RulebookError, RulebookFile, read, shipped


def candidate(edition: str, text: str = "") -> Rulebook:
    """The edition of that name as it is shipped, or the draft that a text holds; RulebookError if it is none."""
    return _drafted(text) if text else shipped().edition(edition)


@lru_cache(8)
def _drafted(text: str) -> Rulebook:
    file = draft(text)
    return shipped().having(file).edition(f"{file.id}@{file.edition}")


def draft(text: str) -> RulebookFile:
    """Read a draft; RulebookError says what is wrong with it."""
    file = read(text, "draft.toml")
    if file.kind != "measures":
        raise RulebookError("draft.toml: only measures can be tried; a law is tried with the measures that include it")
    return file
