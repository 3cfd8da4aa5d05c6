"""How what a case said can be destroyed: after two different people, not while it is held, and in no other way.

The bodies stay append-only for everybody. One function of the owner's may delete those of a case, and the trigger asks
the journal itself, whose envelopes nobody can change, whether its disposal stands; so it would refuse the function, and
the owner, all the same. What the clauses demand is judged by the desk; this is the wall behind it.
"""

from django.db import migrations

from anjie.access.wall import wall_behind

STANDS = """
create function disposal_stands(subject bigint) returns boolean
language sql stable set search_path = public, pg_temp as $$
    with last as (
        select
            max(seq) filter (where kind = 'disposal_proposed') proposed,
            max(seq) filter (where kind = 'disposal_approved') approved,
            max(seq) filter (where kind = 'disposed') disposed,
            max(seq) filter (where kind in ('hold_placed', 'reopened')) held
        from cases_entry where case_id = subject
    ), people as (
        select e.seq, array[e.by, coalesce(nullif(e.acting_for, ''), e.by)] hands
        from cases_entry e where e.case_id = subject
    )
    select coalesce(bool_or(
        coalesce(l.held, 0) < l.proposed and l.proposed < l.approved and l.approved < l.disposed
        and not p.hands && a.hands
    ), false)
    from last l join people p on p.seq = l.proposed join people a on a.seq = l.approved
$$
"""

GUARD = """
create function guard_bodies() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' and old.entry_id not in (
        select id from cases_entry where case_id = old.case_id
        and kind in ('disposal_proposed', 'disposal_approved', 'disposed')
    ) and disposal_stands(old.case_id) then
        return old;
    end if;
    raise exception '% can only be added to', tg_table_name using errcode = 'insufficient_privilege';
end $$;
drop trigger cases_body_append_only on cases_body;
create trigger cases_body_append_only before update or delete on cases_body
    for each row execute function guard_bodies()
"""

UNGUARD = """
drop trigger cases_body_append_only on cases_body;
create trigger cases_body_append_only before update or delete on cases_body
    for each row execute function append_only();
drop function guard_bodies()
"""

DESTROY = """
create function destroy_bodies(subject bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare gone bigint;
begin
    perform from cases_case where id = subject for update;
    if not disposal_stands(subject) then
        raise exception 'no disposal of case % stands', subject using errcode = 'insufficient_privilege';
    end if;
    delete from cases_body b using cases_entry e
    where b.case_id = subject and e.id = b.entry_id
    and e.kind not in ('disposal_proposed', 'disposal_approved', 'disposed');
    get diagnostics gone = row_count;
    return gone;
end $$
"""


class Migration(migrations.Migration):
    """The one way, and the wall around the files a case names."""

    dependencies = [("cases", "0006_archive"), ("access", "0001_initial")]

    operations = [
        migrations.RunSQL(STANDS, "drop function disposal_stands(bigint)"),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(DESTROY, "drop function destroy_bodies(bigint)"),
        *wall_behind("cases_filed", follows=("case_id", "cases_case")),
    ]
