"""`anjie workdays`: reckon limits by hand, one with its days explained or a file of them."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple, TextIO

import typer

from anjie.cli.context import database
from anjie.procedure.calendar import Calendar, workdays_between
from anjie.procedure.clocks import DAY, last_day
from anjie.procedure.explaining import day_text, explain, step_text
from anjie.procedure.limits import LONGEST, Limit, SameDay, Workdays, amount, due_of, parse_limit
from anjie.procedure.reckoning import Step, StepKind, reckon, steps_between
from anjie.procedure.terms import Text

commands = typer.Typer()

DONE, FINDINGS, WRONG_USAGE = 0, 1, 2

START, COUNT, DUE = "start", "n_workdays", "due"
"""Columns of a batch: two are read, the third is added."""

YEARS = range(1900, 3000)
"""Years a day may lie in; another is a slip of the pen."""

NO_DAY = Text("不是日期，应如2026-10-09", " is not a day such as 2026-10-09")
NO_COUNT = Text(f"不是0至{LONGEST}的整数", f" is not a whole number from 0 to {LONGEST}")
PROVISIONAL = Text("due: 暂定，所涉日期的放假安排尚未公布", "due: provisional, days off not published")


class Language(StrEnum):
    """In which language to answer."""

    ZH = "zh"
    EN = "en"


@commands.command()
def workdays(  # noqa: PLR0913 - a command's arguments are its language
    start: Annotated[
        str | None, typer.Argument(metavar="FROM", help="A day, or a day and time, as in ISO 8601.")
    ] = None,
    unit_word: Annotated[str | None, typer.Argument(metavar="days|workdays", help="The unit, after `--add N`.")] = None,
    *,
    add: Annotated[str | None, typer.Option(metavar="N", help="How many to add.")] = None,
    unit: Annotated[str | None, typer.Option(help="The unit, said as an option.")] = None,
    until: Annotated[str | None, typer.Option(metavar="TO", help="Count working days up to this day.")] = None,
    batch: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help=f"CSV file with {START} and {COUNT}."),
    ] = None,
    region: Annotated[str, typer.Option(help="A region's calendar, such as GX.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the answer.")] = Language.ZH,
) -> None:
    """Say when a limit ends and why, or how many working days lie between two days.

    The first day isn't counted: `2026-10-09 --add 1 workdays` ends on 2026-10-10, a make-up day.
    """
    added = " ".join(word for word in (add, unit_word, unit) if word)
    if batch is not None:
        if start or added or until or as_json:
            raise typer.BadParameter("--batch goes alone, or with --region and --lang")
        source = _read(batch)
        with open_calendar(region) as calendar:
            raise typer.Exit(run_batch(calendar, source, sys.stdout, sys.stderr, language=lang))
    if start is None or bool(added) == bool(until):
        raise typer.BadParameter("give FROM and either --add N days|workdays or --until TO")
    begun = _argument(start, "FROM")
    if until:
        end = _argument(until, "--until").date()
        if end < begun.date():
            raise typer.BadParameter(f"{until} lies before {start}", param_hint="--until")
        with open_calendar(region) as calendar:
            answer = count_days(calendar, begun.date(), end)
    else:
        limit = _limit(added)
        with open_calendar(region) as calendar:
            answer = add_limit(calendar, begun, limit)
    typer.echo(answer.as_json() if as_json else answer.in_words(lang))


@contextmanager
def open_calendar(region: str) -> Generator[Calendar]:
    """Have the database's calendar of a region; one without days of its own has the nation's."""
    with database():
        from anjie.directory.calendars import calendar_for

        yield calendar_for(region.upper())


def _moment(text: str) -> datetime | None:
    """Read a day, or a day and time; None if it is neither or lies outside `YEARS`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def _argument(text: str, name: str) -> datetime:
    moment = _moment(text)
    if moment is None:
        raise typer.BadParameter(repr(text) + NO_DAY.en, param_hint=name)
    return moment


def _limit(text: str) -> Limit:
    if text in ("0 workday", "0 workdays"):
        return SameDay()
    try:
        return parse_limit(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--add") from error


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command found: as facts for programs, as sentences for people."""

    facts: Mapping[str, object]
    sentences: list[Text]

    def as_json(self) -> str:
        """Give the facts."""
        return json.dumps(self.facts, ensure_ascii=False, indent=2)

    def in_words(self, language: str) -> str:
        """Give the sentences, one to a line."""
        return "\n".join(sentence.in_language(language) for sentence in self.sentences)


def add_limit(calendar: Calendar, start: datetime, limit: Limit) -> Answer:
    """Reckon a limit from `start`, which is on the calendar's wall clock unless it has a zone."""
    reckoning = reckon(calendar, _aware(start, calendar), limit)
    facts = {
        "from": reckoning.start.isoformat(),
        "limit": _both(limit.label),
        "due": reckoning.due.isoformat() if reckoning.due else None,
        "last_day": reckoning.last_day.isoformat() if reckoning.last_day else None,
        "provisional": reckoning.provisional,
        "steps": [_step(step) for step in reckoning.steps],
    }
    return Answer(facts, explain(reckoning))


def count_days(calendar: Calendar, start: date, end: date) -> Answer:
    """Count the working days after `start` up to and with `end`."""
    steps = steps_between(calendar, start, end)
    count = workdays_between(calendar, start, end)
    total, last = amount(count, Workdays.unit), day_text(end)
    facts = {
        "from": start.isoformat(),
        "until": end.isoformat(),
        "workdays": count,
        "days": (end - start).days,
        "provisional": any(step.kind is StepKind.UNKNOWN for step in steps),
        "steps": [_step(step) for step in steps],
    }
    result = Text(f"至{last.zh}共{total.zh}。", f"{total.en} up to {last.en}.")
    return Answer(facts, [*map(step_text, steps), result])


def _aware(moment: datetime, calendar: Calendar) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)


def _step(step: Step) -> dict[str, object]:
    return {
        "kind": step.kind.value,
        "start": step.start.isoformat(),
        "end": step.end.isoformat() if step.end else None,
        "days_counted": step.counted / DAY,
        "text": _both(step_text(step)),
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


class BadCellError(Exception):
    """A cell of a batch that can't be reckoned with: its column, and why."""

    def __init__(self, column: str, reason: Text) -> None:
        super().__init__(column, reason)
        self.column = column
        self.reason = reason


def run_batch(calendar: Calendar, source: TextIO, out: TextIO, err: TextIO, *, language: str = Language.ZH) -> int:
    """Print the rows of a CSV file again, each with the last day of its limit as `due`.

    A row starts on the day `start` and is given `n_workdays` working days, the first day not
    counted; 0 means the start itself or, if that is a rest day, the next working day. A column
    `due` that is there already is filled anew. A row that can't be reckoned keeps an empty `due`
    and is named on `err`: its row as a spreadsheet numbers it, its column and the reason. A row
    whose result is provisional is named there too. Gives the exit code: 0, 1 if a row was bad, 2 if
    a column is missing.
    """

    def say(text: Text) -> None:
        err.write(f"{text.in_language(language)}\n")

    rows = csv.reader(source)
    writer = csv.writer(out, lineterminator="\n")
    header, code = next(rows, list[str]()), DONE
    if missing := [name for name in (START, COUNT) if name not in header]:
        say(Text("缺少列 ", "missing columns: ") + _same(", ".join(missing)))
        return WRONG_USAGE
    writer.writerow(_with_due(header, header, DUE))
    try:
        for number, row in enumerate(rows, start=2):
            if not row:
                continue
            verdict = _judge(calendar, header, row)
            if verdict.remark:
                say(Text(f"第{number}行 ", f"row {number}, ") + verdict.remark)
            if not verdict.due:
                code = FINDINGS
            writer.writerow(_with_due(header, row, verdict.due))
    except csv.Error as error:
        line = rows.line_num
        say(Text(f"文件第{line}行无法读取: ", f"line {line} is unreadable: ") + _same(str(error)))
        return FINDINGS
    return code


class _Verdict(NamedTuple):
    """What a row comes to: its due day, empty if it has none, and what to say about it."""

    due: str
    remark: Text | None = None


def _judge(calendar: Calendar, header: list[str], row: list[str]) -> _Verdict:
    try:
        start, limit = _cells(header, row)
    except BadCellError as bad:
        return _Verdict("", _same(f"{bad.column}: ") + bad.reason)
    due, provisional = due_of(calendar, _aware(start, calendar), limit)
    last = "" if due is None else date.fromordinal(last_day(due)).isoformat()
    return _Verdict(last, PROVISIONAL if provisional else None)


def _cells(header: list[str], row: list[str]) -> tuple[datetime, Limit]:
    """Read the two cells that matter; BadCellError for the first fault."""
    if len(row) < len(header):
        raise BadCellError(header[len(row)], Text("此行缺少该列", "the row ends before it"))
    if len(row) > len(header):
        raise BadCellError(f"#{len(header) + 1}", Text("此列没有表头", "the column has no header"))
    cells = dict(zip(header, row, strict=True))
    start, count = _moment(cells[START]), cells[COUNT].strip()
    if start is None:
        raise BadCellError(START, _same(repr(cells[START])) + NO_DAY)
    if not re.fullmatch("[0-9]{1,5}", count) or int(count) > LONGEST:
        raise BadCellError(COUNT, _same(repr(cells[COUNT])) + NO_COUNT)
    return start, Workdays(int(count)) if int(count) else SameDay()


def _same(words: str) -> Text:
    return Text(words, words)


def _with_due(header: list[str], row: list[str], due: str) -> list[str]:
    """Put `due` into its column: where the header has one, or after the header's last."""
    place = header.index(DUE) if DUE in header else len(header)
    padded = row + [""] * (place - len(row))
    return [*padded[:place], due, *padded[place + (DUE in header) :]]


def _read(path: Path) -> TextIO:
    """Open a CSV file as Excel writes it in China: UTF-8, with or without a mark, or GB 18030."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _gb18030(content)
    return io.StringIO(text, newline="")


def _gb18030(content: bytes) -> str:
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        message = "the file is text in neither UTF-8 nor GB 18030"
        raise typer.BadParameter(message, param_hint="--batch") from error
