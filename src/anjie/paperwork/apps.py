"""Paperwork as a Django application."""

from django.apps import AppConfig


class PaperworkConfig(AppConfig):
    """Tables and jobs; nothing happens by itself."""

    name = "anjie.paperwork"
    label = "paperwork"
