"""Replays and rectifications are shown to whoever may see the unit they are about; a record is only added to."""

from django.db import migrations

from anjie.access.wall import wall_around, wall_behind
from anjie.platform.append_only import append_only


class Migration(migrations.Migration):
    """Walls and locks."""

    dependencies = [("oversight", "0002_process"), ("access", "0001_initial"), ("cases", "0002_record")]

    operations = [
        *wall_around("oversight_replay"),
        *wall_behind("oversight_portion", follows=("replay_id", "oversight_replay")),
        *wall_around("oversight_found"),
        *wall_around("oversight_rectification", guests="guests"),
        *wall_behind("oversight_rectificationentry", follows=("rectification_id", "oversight_rectification")),
        *append_only("oversight_rectificationentry"),
    ]
