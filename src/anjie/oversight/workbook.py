"""A return as a workbook: the figures with the formulas behind them, native charts, the words, and how each is counted.

Text is always written as text: nothing that somebody typed becomes a formula. A formula carries its value, so that
whatever shows the file without reckoning shows the same.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from anjie.oversight.figures import CAME_IN, WENT_OUT, Group
from anjie.oversight.lines import Line, Part, Return
from anjie.oversight.returns import Explained
from anjie.procedure.terms import Text

TOP = 4
"""The row of the headings."""
FIRST = 3
"""The first column of figures: the unit's own; before it stand both names and the code."""

FORMATS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "vcenter"},
    "group": {"bold": True, "bg_color": "#F4F6FA", "top": 1},
    "text": {"text_wrap": True, "valign": "top"},
    "faint": {"font_color": "#667382"},
    "count": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "rate": {"num_format": "0.0%"},
    "good": {"bold": True, "font_color": "#1B7F3B"},
    "bad": {"bold": True, "font_color": "#B42318"},
}

EXPLANATIONS = (
    ("hot", Text("热点问题", "Hot topics")),
    ("notable", Text("重大、典型案件", "Major and typical cases")),
    ("causes", Text("原因分析", "Causes")),
    ("measures", Text("改进措施", "Measures")),
)
"""The parts of the words, in order."""


def workbook(shown: Return, language: str) -> bytes:
    """A return as the bytes of an XLSX file."""
    into = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(into, options) as book:
        writing = _Writing(book, shown, language)
        writing.figures()
        writing.charts()
        writing.words()
        writing.formulas()
    return into.getvalue()


class _Writing:
    """One workbook being written."""

    def __init__(self, book: Any, shown: Return, language: str) -> None:
        self._book, self._shown, self._language = book, shown, language
        self._looks = {name: book.add_format(look) for name, look in FORMATS.items()}
        self._parts = shown.parts
        self._rows: dict[str, int] = {}
        """In which row each figure stands."""
        self._sheet_name = self._say(Text("报表", "Return"))
        self._last = FIRST + len(shown.columns) + 1

    def _say(self, text: Text) -> str:
        return text.in_language(self._language)

    # -- the figures ---------------------------------------------------------------------------------------------

    def figures(self) -> None:
        """The sheet of figures, to be printed on A4 across."""
        sheet = self._book.add_worksheet(self._sheet_name)
        self._head(sheet)
        row = TOP + 1
        for part in self._parts:
            sheet.write_string(row, 0, self._say(part.group.label), self._looks["group"])
            for column in range(1, self._last + 1):
                sheet.write_blank(row, column, None, self._looks["group"])
            row += 1
            for line in part.lines:
                self._rows[line.figure.id] = row
                row += 1
        for part in self._parts:
            for line in part.lines:
                self._line(sheet, line)
        self._reconcile(sheet, row + 1)
        sheet.freeze_panes(TOP + 1, FIRST)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, TOP)
        sheet.print_area(0, 0, row + 2, self._last)
        sheet.set_footer("&L&F&R&P / &N")
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 30)
        sheet.set_column(2, 2, 20, self._looks["faint"], {"level": 1, "hidden": True})
        sheet.set_column(FIRST, self._last, 12)

    def _head(self, sheet: Any) -> None:
        shown, standing = self._shown, self._shown.standing
        sheet.write_string(0, 0, self._say(shown.title), self._looks["title"])
        version = shown.version
        state = standing.state.label
        told = (
            Text(
                f"第{version.number}版，{shown.signed_by}签发", f"Version {version.number}, signed by {shown.signed_by}"
            )
            if version
            else Text("草稿，未签发", "Draft, not signed")
        )
        sheet.write_string(1, 0, f"{self._say(state)} · {self._say(told)}", self._looks["faint"])
        if version:
            sheet.write_string(2, 0, f"SHA-256 {version.digest}", self._looks["faint"])
        missing = "、".join(name for _, name in shown.sheet.missing)
        if missing:
            text = Text(f"缺下级报表：{missing}", f"Missing from below: {missing}")
            sheet.write_string(3, 0, self._say(text), self._looks["bad"])
        titles = [
            Text("指标", "Figure"),
            Text("英文", "In the other language"),
            Text("代码", "Code"),
            Text("本级", "Own"),
        ]
        heads = [*(self._say(each) for each in titles), *shown.columns, self._say(Text("合计", "Total"))]
        for column, head in enumerate(heads):
            sheet.write_string(TOP, column, head, self._looks["head"])

    def _line(self, sheet: Any, line: Line) -> None:
        row = self._rows[line.figure.id]
        other = line.figure.title.en if self._language == "zh" else line.figure.title.zh
        sheet.write_string(row, 0, f"  {self._say(line.figure.title)}")
        sheet.write_string(row, 1, other, self._looks["faint"])
        sheet.write_string(row, 2, line.figure.id, self._looks["faint"])
        look = self._looks["rate" if line.is_rate else "money" if line.is_money else "count"]
        for column, number in enumerate((line.own, *line.lower), start=FIRST):
            if line.is_rate:
                self._rate(sheet, line, column, number)
            else:
                sheet.write_number(row, column, float(number or 0), look)
        if line.is_rate:
            self._rate(sheet, line, self._last, line.total)
            return
        cells = f"{xl_rowcol_to_cell(row, FIRST)}:{xl_rowcol_to_cell(row, self._last - 1)}"
        sheet.write_formula(row, self._last, f"=SUM({cells})", look, float(line.total or 0))

    def _rate(self, sheet: Any, line: Line, column: int, number: object) -> None:
        part, whole = line.figure.of
        below = self._sum(column, CAME_IN, ("transferred_out",)) if whole == "to_handle" else self._cell(whole, column)
        formula = f'=IF({below}=0,"",{self._cell(part, column)}/({below}))'
        sheet.write_formula(
            self._rows[line.figure.id], column, formula, self._looks["rate"], "" if number is None else number
        )

    def _cell(self, code: str, column: int) -> str:
        return str(xl_rowcol_to_cell(self._rows[code], column))

    def _sum(self, column: int, plus: Sequence[str], minus: Sequence[str]) -> str:
        added = "+".join(self._cell(code, column) for code in plus)
        taken = "".join(f"-{self._cell(code, column)}" for code in minus)
        return f"({added}{taken})"

    def _reconcile(self, sheet: Any, row: int) -> None:
        """What came, less what left, less what is in hand: nought in every column."""
        title = Text("核对：期初+新收+重新办理+移入-结案-移出-期末未结", "Check: carried over + came - left - in hand")
        sheet.write_string(row, 0, self._say(title), self._looks["group"])
        for column in range(FIRST, self._last + 1):
            formula = f"={self._sum(column, CAME_IN, (*WENT_OUT, 'closing'))}"
            look = self._looks["good" if self._shown.sheet.reconciled else "bad"]
            sheet.write_formula(row, column, formula, look, 0)

    # -- charts, words, formulas ---------------------------------------------------------------------------------

    def charts(self) -> None:
        """Charts that the program which opens the file draws from the figures."""
        sheet = self._book.add_worksheet(self._say(Text("图表", "Charts")))
        sheet.hide_gridlines(2)
        place = 0
        for part in self._parts:
            if part.group in (Group.FLOW, Group.CHANNEL, Group.AGE, Group.REASON, Group.PRODUCT):
                sheet.insert_chart(1 + place // 2 * 18, 1 + place % 2 * 9, self._chart(part))
                place += 1
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)

    def _chart(self, part: Part) -> Any:
        lines = [line for line in part.lines if not line.is_rate]
        first, last = self._rows[lines[0].figure.id], self._rows[lines[-1].figure.id]
        flow = part.group is Group.FLOW
        chart = self._book.add_chart({"type": "column" if flow else "bar"})
        name = f"'{self._sheet_name}'"
        column = xl_col_to_name(self._last)
        chart.add_series(
            {
                "name": self._say(part.group.label),
                "categories": f"={name}!$A${first + 1}:$A${last + 1}",
                "values": f"={name}!${column}${first + 1}:${column}${last + 1}",
                "fill": {"color": "#1559C9"},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        chart.set_title({"name": self._say(part.group.label), "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        if not flow:
            chart.set_y_axis({"reverse": True})
        chart.set_size({"width": 560, "height": 340})
        return chart

    def words(self) -> None:
        """What the figures don't say."""
        sheet = self._book.add_worksheet(self._say(Text("说明", "Explanation")))
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 100)
        for row, (name, title) in enumerate(EXPLANATIONS):
            sheet.write_string(row, 0, self._say(title), self._looks["head"])
            sheet.write_string(row, 1, said(self._shown.explanation, name), self._looks["text"])
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def formulas(self) -> None:
        """How each figure is counted."""
        sheet = self._book.add_worksheet(self._say(Text("计算口径", "How it is counted")))
        titles = (
            Text("代码", "Code"),
            Text("指标", "Figure"),
            Text("口径", "Formula"),
            Text("口径(英文)", "In English"),
        )
        for column, title in enumerate(titles):
            sheet.write_string(0, column, self._say(title), self._looks["head"])
        row = 1
        for part in self._parts:
            for line in part.lines:
                cells = (line.figure.id, line.figure.title.zh, line.figure.formula.zh, line.figure.formula.en)
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell, self._looks["text"])
                row += 1
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, row - 1, len(titles) - 1)
        for column, width in enumerate((20, 24, 60, 70)):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def said(explanation: Explained, name: str) -> str:
    """One part of the words."""
    return str(getattr(explanation, name))
