"""What the database itself sees to: the record can only be added to, units are walled off, words are found."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from anjie.access.wall import visible, wall_around, wall_behind

RECORD = ("cases_entry", "cases_body", "cases_refusal")

APPEND_ONLY = """
create function append_only() returns trigger language plpgsql as $$
begin
    raise exception '% can only be added to', tg_table_name using errcode = 'insufficient_privilege';
end $$
"""

BIGRAMS = """
create function bigrams(s text) returns text[] language sql immutable parallel safe strict as $$
    select coalesce(array_agg(distinct substr(part, i, 2)), '{}')
    from regexp_split_to_table(s, '[^[:alnum:]]+') part, generate_series(1, greatest(length(part) - 1, 1)) i
    where part <> ''
$$
"""

# Both run as the owner, who alone may read the text, and ask the wall's own question of each row.
SEARCH_CASES = f"""
create function search_cases(pairs text[], patterns text[], most int) returns table (case_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.case_id from cases_searchtext s
    where bigrams(s.text) @> pairs and s.text like all (patterns) and {visible("s")}
    order by s.case_id desc limit most
$$
"""

SEARCH_TEXTS = f"""
create function search_texts(ids bigint[])
returns table (case_id bigint, head_id bigint, region_id bigint, city_id bigint, county_id bigint, text text)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.case_id, s.head_id, s.region_id, s.city_id, s.county_id, s.text
    from cases_searchtext s where s.case_id = any(ids) and {visible("s")}
$$
"""


def _guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        [
            f"create trigger {table}_append_only before update or delete on {table} "
            "for each row execute function append_only()",
            f"create trigger {table}_no_truncate before truncate on {table} "
            "for each statement execute function append_only()",
        ],
        [f"drop trigger {table}_append_only on {table}", f"drop trigger {table}_no_truncate on {table}"],
    )


def withhold(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take from the runtime role what no running application needs."""
    role = schema_editor.connection.ops.quote_name(settings.ANJIE_RUNTIME_ROLE)
    for table in RECORD:
        schema_editor.execute(f"revoke update, delete, truncate on {table} from {role}")
    schema_editor.execute(f"revoke select, truncate on cases_searchtext from {role}")
    schema_editor.execute(f"grant select (case_id) on cases_searchtext to {role}")


class Migration(migrations.Migration):
    """Triggers, rights, walls and the words index."""

    dependencies = [("cases", "0001_initial"), ("access", "0001_initial")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, "drop function append_only()"),
        *(_guard(table) for table in RECORD),
        migrations.RunSQL(BIGRAMS, "drop function bigrams(text)"),
        migrations.RunSQL(
            "create index cases_searchtext_words on cases_searchtext using gin (bigrams(text))",
            "drop index cases_searchtext_words",
        ),
        migrations.RunSQL(SEARCH_CASES, "drop function search_cases(text[], text[], int)"),
        migrations.RunSQL(SEARCH_TEXTS, "drop function search_texts(bigint[])"),
        *wall_around("cases_case", guests="guests"),
        *wall_around("cases_duty", follows=("case_id", "cases_case")),
        *wall_around("cases_party", follows=("case_id", "cases_case")),
        *wall_around("cases_allegation", follows=("case_id", "cases_case")),
        *wall_around("cases_sanction", follows=("case_id", "cases_case")),
        *wall_behind("cases_entry", follows=("case_id", "cases_case")),
        *wall_behind("cases_body", follows=("case_id", "cases_case")),
        *wall_behind("cases_refusal", follows=("case_id", "cases_case")),
        migrations.RunPython(withhold, migrations.RunPython.noop),
    ]
