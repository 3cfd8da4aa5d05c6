"""The archive as a Django application."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Tables of checkpoints and of keeping; what was done to a file stands in its journal."""

    name = "anjie.archive"
    label = "archive"
