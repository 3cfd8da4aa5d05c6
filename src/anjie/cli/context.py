"""What a command stands in while it works."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import django

from anjie.platform.database import ensure_started

SETTINGS = "anjie.config.settings"


def settings() -> None:
    """Have Django ready, without a database: what only words things needs no more."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


@contextmanager
def database() -> Generator[None]:
    """Have Django ready and the database running, suitable, and in the shape the code expects.

    Modules with models can be imported only inside.
    """
    with ensure_started():
        settings()

        from django.db import connections

        from anjie.platform.migrations import migrate_if_behind, refuse_unsuitable

        try:
            refuse_unsuitable()
            migrate_if_behind()
            connections.close_all()  # what is forked from here on must not share them
            yield
        finally:
            connections.close_all()
