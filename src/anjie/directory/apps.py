"""The directory as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as registry
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    """Has the calendar filled wherever its tables have just been made or emptied."""

    name = "anjie.directory"
    label = "directory"

    def ready(self) -> None:
        """Connect what Django calls by itself."""
        post_migrate.connect(fill_calendar, sender=self)


def fill_calendar(using: str, apps: Apps = registry, **_kwargs: Any) -> None:
    """Enter the days that are known and were never entered."""
    from anjie.directory.calendars import seed_calendars

    if ("directory", "calendaryear") in {
        (model._meta.app_label, model._meta.model_name)  # noqa: SLF001 - Django documents it as public
        for model in apps.get_models()
    }:
        seed_calendars(using)
