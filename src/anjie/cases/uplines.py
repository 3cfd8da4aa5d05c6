"""The managers above the agents complained of, put on the file with them.

They are written into the act as the directory knows them on that day: whoever is related to one of them has no hand
in the case, and a later move of the agent to another team changes nothing of that.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.db import connection

from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import PartyChanged, Received
from anjie.procedure.values import Respondent

DEEPEST = 12
"""Ranks of managers above an agent; more would be a circle."""

Uplines = Mapping[str, tuple[str, ...]]

ABOVE = """
with recursive above (code, boss, rank) as (
  select a.code, a.manager_id, 1 from directory_agent a where a.code = any(%s) and a.manager_id is not null
  union all
  select above.code, a.manager_id, above.rank + 1 from above join directory_agent a on a.id = above.boss
  where a.manager_id is not null and above.rank < %s
)
select above.code, boss.code from above join directory_agent boss on boss.id = above.boss order by above.rank
"""


def uplines_for(acts: Iterable[Act]) -> Uplines:
    """The managers above every agent these acts name; one query, none where nobody is named."""
    codes = sorted({each.agent for act in acts for each in _named(act) if each.agent})
    found: dict[str, tuple[str, ...]] = {}
    if codes:
        with connection.cursor() as cursor:
            cursor.execute(ABOVE, [codes, DEEPEST])
            for code, boss in cursor.fetchall():
                found[code] = (*found.get(code, ()), boss)
    return found


def with_uplines(act: Act, uplines: Uplines) -> Act:
    """The act with the managers above those it names."""
    if isinstance(act, Received) and any(each.agent in uplines for each in act.respondents):
        return act.model_copy(update={"respondents": tuple(_below(each, uplines) for each in act.respondents)})
    if isinstance(act, PartyChanged) and act.respondent and act.respondent.agent in uplines:
        return act.model_copy(update={"respondent": _below(act.respondent, uplines)})
    return act


def _named(act: Act) -> Iterator[Respondent]:
    if isinstance(act, Received):
        yield from act.respondents
    if isinstance(act, PartyChanged) and act.respondent:
        yield act.respondent


def _below(respondent: Respondent, uplines: Uplines) -> Respondent:
    return respondent.model_copy(update={"upline": uplines.get(respondent.agent, ())})
