"""Logs that say what failed and where, and nothing about the people concerned."""

import logging
import traceback
from types import TracebackType


class WithoutValues(logging.Formatter):
    """Writes an exception as its kind and its places in the code, without its message.

    A message repeats what it complains about: a unique constraint quotes the identity number, a
    parser the line it could not read.
    """

    def formatException(  # noqa: N802 - the name is the standard library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Return the chain of exceptions, each with where it was raised."""
        _, error, _ = ei
        chain: list[str] = []
        while error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            chain.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n  raised while handling:\n".join(chain)
