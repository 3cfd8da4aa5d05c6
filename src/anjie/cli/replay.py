"""`anjie rulebook replay`: another edition tried on the journals there are, before it is published."""

from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Annotated

import typer

from anjie.cli.context import database
from anjie.cli.output import WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, progress, refuse
from anjie.cli.selecting import Asked, From, OfUnit, To
from anjie.platform.clock import now
from anjie.procedure.acts import ACTS
from anjie.procedure.rulebook import RulebookError, shipped
from anjie.procedure.terms import Text

if TYPE_CHECKING:
    from anjie.oversight.replay_tables import Replay
    from anjie.oversight.replays import Line, Report

LABEL = Text("试行", "Trying")
SECONDS = 0.3
"""How often it is looked how far the work is."""

Advance = Callable[[int], object]

WHAT, CLAUSE, ACT = Text("变化", "Difference"), Text("条款", "Clause"), Text("事项", "Act")
TIMES, CASES = Text("次数", "Times"), Text("案件", "Cases")
LEVEL, WAS, BECOMES = Text("审批层级", "Decided at"), Text("现行", "Now"), Text("试行", "Tried")


def replay(  # noqa: PLR0913 - a command's arguments are its language
    edition: Annotated[str, typer.Argument(metavar="EDITION_OR_FILE", help="Like measures-gx@2026.1, or a TOML file.")],
    *,
    unit: OfUnit = "",
    since: From = None,
    until: To = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes work on it here.")] = 2,
    resume: Annotated[int, typer.Option(metavar="NUMBER", help="Go on with a trial that was broken off.")] = 0,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Try another edition on journals: which limits would have been missed, which acts refused, who would decide.

    No case is changed. The work is cut into portions, which the workers of this installation take part in; a trial that
    was broken off goes on where it was.
    """
    name, text = _edition(edition, lang)
    with database():
        from anjie.access.scope import Scope
        from anjie.access.wall import within
        from anjie.oversight.replays import report

        asked = Asked(unit, since, until)
        with within(Scope.SYSTEM):
            row = _found(resume, lang) if resume else _started(name, text, asked, lang)
        _work(row.pk, row.cases, processes, lang)
        with within(Scope.SYSTEM):
            told = report(row)
    if as_json:
        print_json(_as_data(told))
    else:
        _tell(told, lang)


def _edition(named: str, lang: Language) -> tuple[str, str]:
    """The name of an edition and, if it is a file, its text; exit 2 if it is neither or unsound to read."""
    from anjie.oversight.drafts import draft

    path = Path(named)
    try:
        if path.is_file():
            text = path.read_text("utf-8")
            file = draft(text)
            return f"{file.id}@{file.edition}", text
        return shipped().edition(named).name, ""
    except (RulebookError, UnicodeDecodeError) as error:
        raise refuse(Text(f"无法试行：{error}", f"Can't be tried: {error}"), lang, WRONG_USAGE) from error


def _started(name: str, text: str, asked: Asked, lang: Language) -> "Replay":
    from anjie.access.scope import Scope
    from anjie.directory.models import Unit
    from anjie.oversight import replays

    selection = asked.selection(lang, notes=False)
    unit = selection.unit or Unit.objects.filter(parent=None).first()
    if unit is None:
        raise refuse(Text("还没有机构", "There is no unit yet"), lang, WRONG_USAGE)
    return replays.start(replays.Asked(name, text), Scope.SYSTEM, unit, selection, now())


def _found(number: int, lang: Language) -> "Replay":
    from anjie.oversight.models import Replay

    row = Replay.objects.filter(pk=number).first()
    if row is None:
        raise refuse(Text(f"没有试行 {number}", f"There is no trial {number}"), lang, WRONG_USAGE)
    return row


def _work(number: int, cases: int, processes: int, lang: Language) -> None:
    """Do what is still to be done, in several processes, and wait for those that others are at."""
    from django.db import connections

    from anjie.access.scope import Scope
    from anjie.access.wall import within
    from anjie.oversight.replays import cases_done

    connections.close_all()  # a child must not share them
    context = get_context("fork")
    children = [context.Process(target=work_on, args=(number,)) for _ in range(processes)]
    for child in children:
        child.start()
    with within(Scope.SYSTEM), progress(LABEL, cases, lang) as advance:
        seen = 0
        while seen < cases:
            done = cases_done(number)
            advance(done - seen)
            seen = done
            if seen < cases and not any(child.is_alive() for child in children):
                break
            sleep(SECONDS)
    for child in children:
        child.join()


def work_on(number: int) -> None:
    """Do portions of a replay until none is left: one process."""
    from anjie.access.scope import Scope
    from anjie.access.wall import within
    from anjie.oversight.replays import do_next

    with within(Scope.SYSTEM):
        while do_next(number, now()):
            pass


# -- telling -----------------------------------------------------------------------------------------------------


def _as_data(told: "Report") -> dict[str, object]:
    return {
        "number": told.replay.pk,
        "edition": told.replay.edition,
        "cases": told.replay.cases,
        "finished": told.finished,
        "acts": told.acts,
        "duties": told.duties,
        "affected": told.affected,
        "levels": [{"was": was, "becomes": new, "proposals": n} for (was, new), n in sorted(told.levels.items())],
        "differences": [
            {
                "difference": line.difference.value,
                "clause": line.clause,
                "act": line.act,
                "times": line.times,
                "cases": line.cases,
            }
            for line in told.lines
        ],
    }


def _tell(told: "Report", lang: Language) -> None:
    row = told.replay
    said = Text(
        f"试行 {row.pk}：{row.edition}，{row.cases} 件案件、{told.acts} 项办理，{told.affected} 件有变化",
        f"Trial {row.pk}: {row.edition}, {row.cases} cases and {told.acts} acts; {told.affected} would differ",
    )
    typer.echo(said.in_language(lang))
    if not told.finished:
        more = Text("尚未完成，用 --resume 继续", "Not finished; go on with --resume")
        typer.echo(more.in_language(lang))
    if told.lines:
        print_table((WHAT, CLAUSE, ACT, TIMES, CASES), [_line(line, lang) for line in told.lines], lang)
    work = [(level.label.in_language(lang), str(was), str(new)) for level, was, new in told.work()]
    if work:
        print_table((LEVEL, WAS, BECOMES), work, lang)


def _line(line: "Line", lang: Language) -> tuple[str, ...]:
    act = ACTS[line.act].title.in_language(lang) if line.act else ""
    return line.difference.label.in_language(lang), line.clause or "—", act, str(line.times), str(line.cases)
