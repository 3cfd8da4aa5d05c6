"""`anjie rulebook`: the procedure as a document, whether it is sound, and what a new edition changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.text import Text as Styled

from anjie.cli.context import settings
from anjie.cli.output import FINDINGS, WRONG_USAGE, AsJson, Lang, Language, print_json, print_table, refuse
from anjie.cli.replay import replay
from anjie.procedure.acts import ACTS
from anjie.procedure.calendar import Calendar
from anjie.procedure.rulebook import (
    Clause,
    Library,
    May,
    Must,
    MustNot,
    Place,
    Rulebook,
    RulebookError,
    RulebookFile,
    load_folder,
    read,
    shipped,
)
from anjie.procedure.soundness import Assumed, Exploration, Flaw, assumptions, check_library, explore
from anjie.procedure.soundness.exploring import Trouble
from anjie.procedure.terms import Assumption, Severity, Text

if TYPE_CHECKING:
    from anjie.web.rulebookpage import RulebookPage

rulebook_app = typer.Typer(help="Read, check, compare and try rulebooks.", no_args_is_help=True)
rulebook_app.command()(replay)

TABLES: Mapping[str, Text] = {
    "must": Text("应当", "must"),
    "may": Text("可以", "may"),
    "must_not": Text("不得", "must not"),
    "violation": Text("违规行为", "violation"),
    "sanction": Text("处理种类", "sanction"),
    "ladder": Text("处理阶梯", "ladder"),
    "factor": Text("情节", "factor"),
    "ground": Text("分类依据", "ground"),
    "figure": Text("数额", "figure"),
    "reminder": Text("提醒", "reminder"),
    "report": Text("报表", "return"),
    "report_may": Text("报表权限", "authority over returns"),
    "paper": Text("文书内容", "contents of a paper"),
    "file_item": Text("卷内材料", "item of a file"),
    "retention": Text("保管期限", "time of keeping"),
    "script": Text("话术", "script"),
    "withholding": Text("不提供的依据", "ground for withholding"),
    "transitional": Text("过渡", "transitional"),
}

CODE, NAME, SOURCE = Text("代码", "Code"), Text("名称", "Name"), Text("出处", "Source")
ASSUMED = Text("假定", "assumed")
BLANK = Text("", "")


# -- show --------------------------------------------------------------------------------------------------------


@rulebook_app.command()
def show(
    rulebook_id: Annotated[str, typer.Argument(metavar="[ID]", help="Which rulebook; the measures if none.")] = "",
    *,
    edition: Annotated[str, typer.Option(metavar="E", help="Which edition; the newest if none.")] = "",
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Print a rulebook as a document: its clauses along the walk, then its catalogues."""
    book = _book(shipped(), rulebook_id, edition, lang)
    if as_json:
        print_json(_as_data(book))
    else:
        _tell(book, lang)


def _book(library: Library, rulebook_id: str, edition: str, language: str) -> Rulebook:
    chosen = rulebook_id or next(each for each in library.ids if library.editions(each)[-1].kind == "measures")
    if chosen not in library.ids:
        known = "、".join(library.ids)
        raise refuse(
            Text(f"没有“{chosen}”；现有 {known}", f"There is no {chosen!r}; there are {known}"), language, WRONG_USAGE
        )
    try:
        return library.edition(f"{chosen}@{edition}") if edition else library.editions(chosen)[-1]
    except RulebookError as error:
        known = "、".join(each.edition for each in library.editions(chosen))
        says = Text(
            f"{chosen} 没有版本“{edition}”；现有 {known}", f"{chosen} has no edition {edition!r}; it has {known}"
        )
        raise refuse(says, language, WRONG_USAGE) from error


def _as_data(book: Rulebook) -> Mapping[str, object]:
    catalogues: Mapping[str, Iterable[BaseModel]] = {
        "violations": book.violations.values(),
        "sanctions": book.sanctions.values(),
        "ladder": book.ladder.values(),
        "factors": book.factors.values(),
        "grounds": book.grounds.values(),
        "figures": book.figures.values(),
        "reminders": book.reminders.values(),
        "reports": book.reports.values(),
        "report_mays": book.report_mays,
        "papers": book.papers.values(),
        "file_items": book.file_items.values(),
        "retentions": book.retentions.values(),
        "script": book.script,
        "withholdings": book.withholdings.values(),
        "transitional": book.transitional,
    }
    return {
        "id": book.id,
        "edition": book.edition,
        "kind": book.kind,
        "title": _both(book.title),
        "in_force_from": book.in_force_from.isoformat(),
        "includes": book.includes,
        "clauses": [_clause_data(book, clause) for clause in book.clauses.values()],
        **{name: [_row_data(row) for row in rows] for name, rows in catalogues.items()},
    }


def _clause_data(book: Rulebook, clause: Clause) -> Mapping[str, object]:
    row = clause.row if isinstance(clause, Must | May | MustNot) else None
    place = book.places.get((clause.table, clause.id), "")
    head = {"kind": clause.table, "rulebook": clause.book, "place": place}
    return {**head, **(_row_data(row) if row else {})}


def _row_data(row: BaseModel) -> Mapping[str, object]:
    return row.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _both(text: Text) -> Mapping[str, str]:
    return {"zh": text.zh, "en": text.en}


def _tell(book: Rulebook, language: str) -> None:
    settings()

    from anjie.web.rulebookpage import RulebookPage

    page = RulebookPage(book, shipped(), {})
    since = Text(f"{book.name}，自 {book.in_force_from} 起施行", f"{book.name}, in force from {book.in_force_from}")
    _say(book.title, language, "bold")
    _say(since, language)
    for law in page.included:
        _say(Text("依据：", "On the basis of: ") + law.title, language)
    for section in page.sections:
        _say(Text("", ""), language)
        _say(section.title, language, "bold underline")
        for line in section.lines:
            head = Text("【", "[") + line.sort.label + Text("】", "] ") + line.clause.text
            _say(head, language, "bold")
            limit = Text("；", "; ") + line.limit if line.limit else Text("", "")
            who = line.whom + Text("：", ": ") + line.acts + limit
            _say(Text("  ", "  ") + who, language)
            for what, said in line.terms:
                _say(Text("  ", "  ") + what + Text("：", ": ") + said, language)
            if line.clause.assumed:
                _say(Text("  ", "  ") + _assumption(line.clause.assumed), language, "italic")
            source = str(line.clause.source)
            _say(Text(f"  {source}  ({line.clause.id})", f"  {source}  ({line.clause.id})"), language, "dim")
    for catalogue in (each for each in catalogues_of(page) if each.rows):
        _say(Text("", ""), language)
        _say(catalogue.title, language, "bold underline")
        print_table(catalogue.heads, [[_cell(each, language) for each in row] for row in catalogue.rows], language)


def _assumption(assumed: Assumption) -> Text:
    by = assumed.by.label
    return Text(f"假定(待{by.zh}确认)：", f"Assumed, to be confirmed by the {by.en.lower()}: ") + assumed.note


Cell = str | Text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One table of the rulebook that holds no clauses, as it is printed."""

    table: str
    title: Text
    heads: Sequence[Text]
    rows: list[Sequence[Cell]]


def _cell(said: Cell, language: str) -> str:
    return said.in_language(language) if isinstance(said, Text) else said


def _mark(assumed: Assumption | None) -> Text:
    return ASSUMED if assumed else BLANK


def catalogues_of(page: "RulebookPage") -> Iterator[Catalogue]:
    """Every table of the rulebook beside its clauses, in the order of the page."""
    yield from _on_violations(page.book)
    yield from _on_classes(page.book)
    yield from _on_returns(page)
    yield from _on_papers(page)
    yield from _on_files(page)
    yield from _on_disclosure(page)


def _on_violations(book: Rulebook) -> Iterator[Catalogue]:
    yield Catalogue(
        "violation",
        Text("违规行为目录", "Violations"),
        (CODE, NAME, Text("等级", "Severity"), Text("依据", "Basis"), BLANK),
        [
            (row.code, row.label, _graded(row.severity), row.basis, _mark(row.assumption))
            for row in book.violations.values()
        ],
    )
    yield Catalogue(
        "sanction",
        Text("处理种类", "Sanctions"),
        (Text("级", "Rung"), NAME, Text("扣分", "Points"), CODE, BLANK),
        [
            (str(row.rank), row.label, f"{row.points[0]}-{row.points[1]}", row.code, _mark(row.assumption))
            for row in sorted(book.sanctions.values(), key=lambda each: each.rank)
        ],
    )
    yield Catalogue(
        "ladder",
        Text("处理阶梯", "Where on the ladder a violation stands"),
        (Text("等级", "Severity"), Text("起点", "First"), Text("至多", "Highest"), Text("扣分", "Points"), BLANK),
        [
            (_graded(row.severity), str(row.first), str(row.highest), str(row.points), _mark(row.assumption))
            for row in book.ladder.values()
        ],
    )
    yield Catalogue(
        "factor",
        Text("从重、从轻情节", "What lifts or lowers it"),
        (NAME, Text("级", "Rungs"), BLANK),
        [(row.code.label, f"{row.rungs:+}", _mark(row.assumption)) for row in book.factors.values()],
    )


def _on_classes(book: Rulebook) -> Iterator[Catalogue]:
    yield Catalogue(
        "ground",
        Text("重大、特殊投诉的依据", "What makes a complaint major or special"),
        (NAME, Text("列为", "Makes it"), SOURCE, BLANK),
        [(row.code.label, row.makes.label, row.source, _mark(row.assumption)) for row in book.grounds.values()],
    )
    yield Catalogue(
        "figure",
        Text("数额", "Figures"),
        (NAME, Text("数", "Value"), SOURCE, BLANK),
        [(Text(row.zh, row.en), str(row.value), row.source, _mark(row.assumption)) for row in book.figures.values()],
    )


def _on_returns(page: "RulebookPage") -> Iterator[Catalogue]:
    yield Catalogue(
        "reminder",
        Text("提醒与上报", "Reminders and escalation"),
        (NAME, Text("何时", "When"), Text("提醒谁", "To whom"), SOURCE, BLANK),
        [(row.label, moment, whom, row.source, _mark(row.assumption)) for row, moment, whom in page.reminders],
    )
    yield Catalogue(
        "report",
        Text("报表", "Returns"),
        (NAME, Text("期间", "Period"), Text("编制", "Prepared"), Text("报送", "Due"), SOURCE, BLANK),
        [
            (row.label, row.period.label, prepared, due, row.stands, _mark(row.assumption))
            for row, prepared, due in page.reports
        ],
    )
    yield Catalogue(
        "report_may",
        Text("报表由谁办理", "Who may do what with a return"),
        (Text("事项", "Step"), Text("何人", "Who"), Text("规定", "Says"), SOURCE, BLANK),
        [(steps, who, row.label, row.stands, _mark(row.assumption)) for row, steps, who in page.report_mays],
    )


def _on_papers(page: "RulebookPage") -> Iterator[Catalogue]:
    yield Catalogue(
        "paper",
        Text("文书必须载明的内容", "What a paper must contain"),
        (Text("文书", "Paper"), Text("必须载明", "Must contain"), SOURCE, BLANK),
        [(row.kind.label, row.contents, row.stands, _mark(row.assumption)) for row in page.book.papers.values()],
    )
    yield Catalogue(
        "script",
        Text("话术", "What to say and ask"),
        (NAME, Text("何时", "When"), SOURCE, BLANK),
        [(row.label, title, row.source, _mark(row.assumption)) for row, title in page.script],
    )


def _on_files(page: "RulebookPage") -> Iterator[Catalogue]:
    yield Catalogue(
        "file_item",
        Text("案卷必备材料", "What a file must hold"),
        (NAME, Text("何时须有", "When"), Text("由何事项带入", "Brought in by"), SOURCE, BLANK),
        [(row.label, wanted, brought, row.stands, _mark(row.assumption)) for row, wanted, brought in page.file_items],
    )
    yield Catalogue(
        "retention",
        Text("案卷保管期限", "How long a file is kept"),
        (Text("自何时起", "From"), Text("保管", "Kept for"), Text("规定", "Says"), SOURCE, BLANK),
        [(start, length, row.label, row.stands, _mark(row.assumption)) for row, start, length in page.retentions],
    )


def _on_disclosure(page: "RulebookPage") -> Iterator[Catalogue]:
    yield Catalogue(
        "withholding",
        Text("不提供或遮盖的依据", "Grounds for withholding"),
        (NAME, Text("不提供给", "Withheld from"), Text("依规定遮盖", "By rule"), SOURCE, BLANK),
        [
            (row.label, readers, entries, row.stands, _mark(row.assumption))
            for row, readers, entries in page.withholdings
        ],
    )
    yield Catalogue(
        "transitional",
        Text("对在办案件的适用", "What binds open cases too"),
        (Text("条款", "Clause"), NAME, SOURCE),
        [(row.clause, row.label, row.source) for row in page.book.transitional],
    )


def _graded(severity: Severity) -> Text:
    return Text(f"{severity} ", f"{severity} ") + severity.label


def _say(text: Text, language: str, style: str = "") -> None:
    """One line: styled and folded on a terminal, as it is in a pipe."""
    console = Console()
    words = text.in_language(language)
    if console.is_terminal:
        console.print(Styled(words, style=style))
    else:
        typer.echo(words)


# -- check -------------------------------------------------------------------------------------------------------

PLAIN = Calendar(known_from=date(2026, 1, 1), known_until=date(2027, 1, 1))
"""The calendar cases are walked through on; which days are off decides nothing there."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a check found."""

    flaws: list[Flaw]
    explored: Mapping[str, Exploration]
    assumed: list[Assumed]


@rulebook_app.command()
def check(
    *,
    folder: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Rulebooks to check instead of the shipped.")
    ] = None,
    turns: Annotated[int, typer.Option(min=0, max=4, help="How many turns off the plain way to follow each case.")] = 1,
    as_json: AsJson = False,
    lang: Lang = Language.ZH,
) -> None:
    """Prove rulebooks sound: no clause at odds with itself or another, and no case that can't be closed.

    Lists what is assumed, and by whom it must be confirmed. Exit 1 if anything is wrong.
    """
    try:
        proof = prove(load_folder(folder) if folder else shipped(), turns)
    except RulebookError as error:
        raise refuse(Text(str(error), str(error)), lang, FINDINGS) from error
    if as_json:
        print_json(_proof_data(proof))
    else:
        _tell_proof(proof, lang)
    for flaw in proof.flaws:
        typer.echo(_flaw_line(flaw).in_language(lang), err=True)
    raise typer.Exit(FINDINGS if proof.flaws else 0)


def prove(library: Library, turns: int) -> Proof:
    """Check the clauses of every edition; walk cases through the measures, unless the clauses are wrong already."""
    books = [book for rulebook_id in library.ids for book in library.editions(rulebook_id)]
    flaws = check_library(library)
    explored: dict[str, Exploration] = {}
    if not flaws:
        explored = {book.name: explore(book, PLAIN, turns=turns) for book in books if book.kind == "measures"}
        flaws = [flaw for name, found in explored.items() for flaw in _found_flaws(name, found)]
    assumed = dict.fromkeys(each for book in books for each in assumptions(book))
    return Proof(flaws, explored, list(assumed))


def _found_flaws(name: str, found: Exploration) -> Iterator[Flaw]:
    for kind in found.unreachable:
        yield Flaw(name, kind, Text("办理中无从发生", "can never come about"))
    for trouble in found.stuck:
        yield Flaw(
            name, _owing(trouble), Text("由此无法结案：", "from here the case can't be closed: ") + _path(trouble)
        )
    for trouble in found.left_owing:
        yield Flaw(name, _owing(trouble), Text("结案后仍未完成：", "is left owing at closing: ") + _path(trouble))


def _owing(trouble: Trouble) -> str:
    return "、".join(dict.fromkeys(duty.must.id for duty in trouble.owed))


def _path(trouble: Trouble) -> Text:
    titles = [ACTS[entry.kind].title for entry in trouble.journal]
    return Text(" → ".join(each.zh for each in titles), " → ".join(each.en for each in titles))


def _flaw_line(flaw: Flaw) -> Text:
    where = flaw.place or flaw.rulebook
    return Text(f"{where}: {flaw.clause}: ", f"{where}: {flaw.clause}: ") + flaw.says


def _tell_proof(proof: Proof, language: str) -> None:
    for name, found in proof.explored.items():
        visited, acts = found.states, len(found.done)
        says = Text(
            f"{name}：走查 {visited} 种案情，办理行为 {acts} 种",
            f"{name}: {visited} states of a case visited, {acts} kinds of act done",
        )
        _say(says, language)
    if proof.assumed:
        _say(Text(f"假定 {len(proof.assumed)} 项：", f"{len(proof.assumed)} assumptions:"), language, "bold")
        heads = (Text("条款", "Clause"), Text("内容", "Says"), Text("假定", "Assumed"), Text("待谁确认", "To confirm"))
        print_table(heads, [_assumed_row(each, language) for each in proof.assumed], language)
    sound = Text("未发现问题", "Nothing is wrong")
    found_wrong = Text(f"发现 {len(proof.flaws)} 个问题", f"{len(proof.flaws)} things are wrong")
    _say(found_wrong if proof.flaws else sound, language, "bold")


def _assumed_row(assumed: Assumed, language: str) -> Sequence[str]:
    table, key = assumed.place
    return (
        f"{TABLES[table].in_language(language)} {key}",
        assumed.says.in_language(language),
        assumed.assumption.note.in_language(language),
        assumed.assumption.by.label.in_language(language),
    )


def _proof_data(proof: Proof) -> Mapping[str, object]:
    return {
        "flaws": [
            {"rulebook": flaw.rulebook, "clause": flaw.clause, "place": flaw.place, **_both(flaw.says)}
            for flaw in proof.flaws
        ],
        "explored": {
            name: {"states": found.states, "complete": found.complete, "acts": sorted(found.done)}
            for name, found in proof.explored.items()
        },
        "assumptions": [
            {
                "kind": each.place[0],
                "id": each.place[1],
                "says": _both(each.says),
                "source": each.source,
                "assumed": _both(each.assumption.note),
                "by": each.assumption.by,
            }
            for each in proof.assumed
        ],
    }


# -- diff --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one row from one edition to the other; `fields` are old and new values, by field."""

    place: Place
    old: BaseModel | None
    new: BaseModel | None

    @property
    def sign(self) -> str:
        """Added, removed or changed."""
        if self.old is None:
            return "+"
        return "-" if self.new is None else "~"

    @property
    def fields(self) -> Mapping[str, tuple[object, object]]:
        """The fields that differ, each with its old and its new value; none for a row added or removed."""
        if self.old is None or self.new is None:
            return {}
        was, now = _row_data(self.old), _row_data(self.new)
        names = dict.fromkeys([*was, *now])
        return {name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)}


Edition = Annotated[str, typer.Argument(help="An edition as ID@EDITION, or a file.")]


@rulebook_app.command()
def diff(old: Edition, new: Edition, *, as_json: AsJson = False, lang: Lang = Language.ZH) -> None:
    """Say what a new edition adds, removes and changes, clause by clause and field by field."""
    differences = compare(_file(old, lang), _file(new, lang))
    if as_json:
        print_json([_difference_data(each) for each in differences])
        return
    for each in differences:
        _tell_difference(each, lang)
    if not differences:
        _say(Text("没有不同", "No difference"), lang)


def compare(old: RulebookFile, new: RulebookFile) -> list[Difference]:
    """What differs: what was removed or changed, in the old order; then what was added, in the new."""
    before, after = dict(old.rows), dict(new.rows)
    head = ("rulebook", new.id)
    were, are = _head(old), _head(new)
    found = [Difference(head, were, are)] if were != are else []
    found += [Difference(place, row, after.get(place)) for place, row in before.items() if after.get(place) != row]
    return [*found, *(Difference(place, None, row) for place, row in after.items() if place not in before)]


def _head(file: RulebookFile) -> RulebookFile:
    """A rulebook without its rows."""
    return file.model_copy(update=dict.fromkeys(TABLES, ()))


def _file(name: str, language: str) -> RulebookFile:
    path = Path(name)
    try:
        return read(path.read_text("utf-8"), path.name) if path.suffix == ".toml" else shipped().file(name)
    except (RulebookError, OSError) as error:
        raise refuse(Text(str(error), str(error)), language, WRONG_USAGE) from error


def _difference_data(difference: Difference) -> Mapping[str, object]:
    table, key = difference.place
    return {
        "kind": table,
        "id": key,
        "change": {"+": "added", "-": "removed", "~": "changed"}[difference.sign],
        "fields": {name: {"old": was, "new": now} for name, (was, now) in difference.fields.items()},
    }


SIGN_STYLES = {"+": "green", "-": "red", "~": "yellow"}


def _tell_difference(difference: Difference, language: str) -> None:
    table, key = difference.place
    kind = TABLES.get(table, Text("办法", "rulebook"))
    says = Text(f"{difference.sign} ", f"{difference.sign} ") + kind + Text(f" {key}", f" {key}")
    _say(says, language, SIGN_STYLES[difference.sign])
    for name, (was, now) in difference.fields.items():
        change = f"    {name}: {_value(was)} → {_value(now)}"
        _say(Text(change, change), language)


def _value(value: object) -> str:
    return "—" if value is None else str(value)
