"""Django's name for this package."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The case file."""

    name = "anjie.cases"
    verbose_name = "案件"
