"""Tables that are only ever added to. Two locks: a trigger that stops everybody, and rights that are not given.

    operations = [*append_only("cases_entry")]

The trigger can't be switched off by a setting of the session; only the tables' owner could drop it, by name.
"""

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps

REFUSE = "platform_refuse_change"


def append_only(table: str) -> list[Operation]:
    """Give the operations that make a table append-only, and undo it."""
    lock = f"""
        create or replace function {REFUSE}() returns trigger language plpgsql as $$
        begin raise exception '% is only added to', tg_table_name using errcode = 'insufficient_privilege'; end $$;
        create trigger append_only before update or delete on {table}
            for each statement execute function {REFUSE}();
        create trigger append_only_truncate before truncate on {table}
            for each statement execute function {REFUSE}()"""
    unlock = f"drop trigger append_only on {table}; drop trigger append_only_truncate on {table}"

    def withhold(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _rights(editor, f"revoke update, delete, truncate on {table} from")

    def give(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        _rights(editor, f"grant update, delete on {table} to")

    return [RunSQL(lock, unlock), RunPython(withhold, give)]


def _rights(editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    """Change the runtime role's rights, where that role isn't the owner itself."""
    connection = editor.connection
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        [owner] = cursor.fetchone() or ("",)
        if settings.ANJIE_RUNTIME_ROLE not in ("", owner):
            role = connection.ops.quote_name(settings.ANJIE_RUNTIME_ROLE)
            cursor.execute(f"{statement} {role}")
