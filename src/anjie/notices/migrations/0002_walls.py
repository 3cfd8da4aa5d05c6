"""What is one officer's own is shown to him alone; and the index by which limits are watched."""

from django.db import migrations

from anjie.access.wall import wall_for_one, wall_for_system


class Migration(migrations.Migration):
    """Walls, and an index on the open duties of cases."""

    dependencies = [("notices", "0001_initial"), ("access", "0001_initial"), ("cases", "0002_record")]

    operations = [
        *wall_for_one("notices_notice", "officer_id"),
        *wall_for_one("notices_delivery", "officer_id"),
        *wall_for_one("notices_preference", "officer_id"),
        *wall_for_system("notices_reminded"),
        # The sweep's own index leaves out what it has noted; reminders go on after that.
        migrations.RunSQL(
            "create index notices_open_limits on cases_duty (due, id) where state = 'open' and due is not null",
            "drop index notices_open_limits",
        ),
    ]
