"""Addresses."""

from django.urls import include, path

from anjie.access.gate import allow
from anjie.platform.health import health

urlpatterns = [
    path("health", allow(public=True)(health), name="health"),
    path("", include("anjie.access.urls")),
    path("", include("anjie.web.urls")),
]
