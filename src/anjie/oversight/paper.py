"""A return on paper: the same figures and words, drawn by the same hand as the forms."""

from collections.abc import Iterator

from anjie.oversight.lines import Part, Return, shown
from anjie.oversight.workbook import EXPLANATIONS, said
from anjie.paperwork.rendering import render
from anjie.paperwork.sheet import Block, Heading, Prose, Sheet, Signing, Table
from anjie.procedure.calendar import SHANGHAI
from anjie.procedure.terms import Text

MOST_UNITS = 8
"""Columns of lower units that fit across a page; of more, the paper shows own and total, and the workbook all."""

DRAFT = Text("草稿，未签发", "Draft, not signed")


def paper(found: Return, language: str) -> bytes:
    """A return as PDF."""
    unsigned = "" if found.version else DRAFT.in_language(language)
    sheet = Sheet(
        title=found.title.in_language(language),
        unit=found.unit.name,
        blocks=tuple(_blocks(found, language)),
        number=f"{found.unit.code}-{found.standing.span.code}",
        language=language,
        landscape=True,
        author=found.unit.name,
        stamp=unsigned,
    )
    return render(sheet, found.version.at if found.version else found.standing.span.end).data


def _blocks(found: Return, language: str) -> Iterator[Block]:
    if found.sheet.missing:
        names = "、".join(name for _, name in found.sheet.missing)
        yield Prose(Text(f"缺下级报表：{names}", f"Missing from below: {names}").in_language(language), indent=False)
    yield Prose(_reconciled(found).in_language(language), indent=False)
    for part in found.parts:
        yield Heading(part.group.label.in_language(language))
        yield _table(found, part, language)
    for name, title in EXPLANATIONS:
        if words := said(found.explanation, name):
            yield Heading(title.in_language(language))
            yield Prose(words)
    if found.version:
        at = found.version.at.astimezone(SHANGHAI).date()
        date = Text(f"{at.year}年{at.month}月{at.day}日", at.isoformat()).in_language(language)
        yield Prose(f"SHA-256 {found.version.digest}", indent=False)
        yield Signing(found.unit.name, date, found.signed_by)


def _reconciled(found: Return) -> Text:
    figures = found.sheet.total
    names = ("opening", "received", "reopened", "transferred_in", "closed", "transferred_out", "closing")
    a, b, c, d, e, f, g = (figures.get(name, 0) for name in names)
    return Text(
        f"核对：期初{a}＋新收{b}＋重新办理{c}＋移入{d}－结案{e}－移出{f}＝期末未结{g}",
        f"Check: carried over {a} + received {b} + reopened {c} + in {d} - closed {e} - out {f} = in hand {g}",
    )


def _table(found: Return, part: Part, language: str) -> Table:
    columns = found.columns if len(found.columns) <= MOST_UNITS else []
    own, total = Text("本级", "Own"), Text("合计", "Total")
    heads = [Text("指标", "Figure"), own] if found.columns else [Text("指标", "Figure")]
    head = (*(each.in_language(language) for each in heads), *columns, total.in_language(language))
    rows = []
    for line in part.lines:
        lower = line.lower if columns else ()
        numbers = (line.own, *lower, line.total) if found.columns else (line.total,)
        rows.append((line.figure.title.in_language(language), *(shown(line, number) for number in numbers)))
    return Table(head, (3, *(1 for _ in head[1:])), tuple(rows))
