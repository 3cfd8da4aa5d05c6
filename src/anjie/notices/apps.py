"""Notices as a Django application."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Tables and jobs; nothing happens by itself."""

    name = "anjie.notices"
    label = "notices"
