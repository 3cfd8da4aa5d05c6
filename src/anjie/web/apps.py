"""The pages as a Django application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """No tables; nothing happens by itself."""

    name = "anjie.web"
    label = "web"
