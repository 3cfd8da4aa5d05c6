"""Addresses."""

from django.urls import path

from anjie.platform.health import health

urlpatterns = [
    path("health", health, name="health"),
]
