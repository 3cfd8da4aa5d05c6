"""Access as a Django application."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Only tables; nothing happens by itself."""

    name = "anjie.access"
    label = "access"
