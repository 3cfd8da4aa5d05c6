"""In which of the two languages a page speaks."""

from django.utils.translation import get_language

from anjie.procedure.terms import Text, Word


def language() -> str:
    """Return the language of this request; Chinese where none was chosen."""
    return get_language() or "zh-hans"


def say(words: Text | Word | str | None) -> str:
    """Put words into the language of this request; a plain string is a name and stays as it is."""
    match words:
        case None:
            return ""
        case Text():
            return words.in_language(language())
        case Word():
            return words.label.in_language(language())
        case _:
            return words
