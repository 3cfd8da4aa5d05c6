"""Checkpoints are only added to and are the system's own; when a file is free is seen by whoever sees the case."""

from django.db import migrations

from anjie.access.wall import wall_around, wall_for_system
from anjie.platform.append_only import append_only


class Migration(migrations.Migration):
    """Walls and locks."""

    dependencies = [("archive", "0001_initial"), ("access", "0001_initial")]

    operations = [
        *append_only("archive_checkpoint"),
        *append_only("archive_anchor"),
        *wall_for_system("archive_checkpoint"),
        *wall_for_system("archive_anchor"),
        *wall_around("archive_keeping", follows=("case_id", "cases_case")),
    ]
