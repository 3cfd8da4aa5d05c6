"""The platform as a Django application."""

from django.apps import AppConfig, apps
from django.core.checks import Tags, register
from django.db.models.signals import pre_migrate

from anjie.platform.checks import check_databases
from anjie.platform.grants import grant_to_runtime_role


class PlatformConfig(AppConfig):
    """Registers the checks and the grants; there are no tables."""

    name = "anjie.platform"

    def ready(self) -> None:
        """Connect what Django calls by itself."""
        register(check_databases, Tags.database)
        # Sent once for each application that has models, which this one has not.
        pre_migrate.connect(grant_to_runtime_role, sender=apps.get_app_config("contenttypes"))
