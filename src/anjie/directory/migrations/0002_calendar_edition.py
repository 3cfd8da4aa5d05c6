"""Renew the calendar's edition with every change, whoever makes it and by whatever means."""

from django.db import migrations

FUNCTION = """
create function directory_renew_edition() returns trigger language plpgsql as $$
begin
  insert into directory_calendaredition (id, token) values (1, gen_random_uuid())
  on conflict (id) do update set token = excluded.token;
  return null;
end $$
"""
TABLES = ("directory_calendarday", "directory_calendaryear")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function directory_renew_edition()"),
        *(
            migrations.RunSQL(
                f"create trigger renew_edition after insert or update or delete on {table} "
                "for each statement execute function directory_renew_edition()",
                f"drop trigger renew_edition on {table}",
            )
            for table in TABLES
        ),
    ]
