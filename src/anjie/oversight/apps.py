"""Oversight as a Django application."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """Tables and jobs; nothing happens by itself."""

    name = "anjie.oversight"
    label = "oversight"
