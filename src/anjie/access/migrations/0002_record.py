"""The record of access is only added to."""

from django.db import migrations

from anjie.platform.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [*append_only("access_accessevent")]
