"""Papers as Word documents: drawn from the same sheet as the PDF, or filled into a document that an office has made.

An office's document is a template with fields in it, `{{ 投诉人 }}` or `{{ complainant }}`. It is run in a sandbox that
reaches nothing but the values it is given, and only fields that its kind of paper has are accepted.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from anjie.paperwork.bodies import BY_NAME
from anjie.paperwork.sheet import Block, Cell, Cover, Grid, Heading, Lines, NewPage, Prose, Sheet, Signing, Table
from anjie.procedure.papers import Content
from anjie.procedure.terms import Text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 2_000_000
"""Bytes of an office's document."""
UNPACKED = 20_000_000
"""Bytes it may come to when it is unpacked."""
MAIN = "word/document.xml"
FORBIDDEN = ("vbaproject", "activex", "embeddings", "oleobject")
"""Parts that a letter has no need of."""


# -- a sheet as a document -------------------------------------------------------------------------------------


def document_of(sheet: Sheet, at: datetime) -> bytes:
    """Draw a sheet as a Word document; `at` is the time that stands in it."""
    document = docx.Document()
    _dress(document, sheet)
    properties = document.core_properties
    properties.title, properties.author, properties.language = sheet.title, sheet.unit, _language(sheet)
    properties.created = properties.modified = at.replace(tzinfo=None, microsecond=0)
    _head(document, sheet)
    for block in sheet.blocks:
        _put(document, block)
    _foot(document, sheet)
    return _saved(document)


def _language(sheet: Sheet) -> str:
    return "en-GB" if sheet.language == "en" else "zh-CN"


def _dress(document: Document, sheet: Sheet) -> None:
    """The page, the faces and the language of the whole document."""
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if sheet.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Mm(27 if sheet.letter else 20)
    section.top_margin = section.bottom_margin = Mm(22)
    style = document.styles["Normal"]
    style.font.size = Pt(11)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script, face in (("w:ascii", "Times New Roman"), ("w:hAnsi", "Times New Roman"), ("w:eastAsia", "宋体")):
        fonts.set(qn(script), face)
    # Without it Chinese punctuation is set as in Traditional Chinese.
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _language(sheet))
    spoken.set(qn("w:eastAsia"), "zh-CN")
    style.element.get_or_add_rPr().append(spoken)


def _head(document: Document, sheet: Sheet) -> None:
    unit = document.add_paragraph()
    unit.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = unit.add_run(sheet.unit)
    run.font.size = Pt(20 if sheet.letter else 11)
    if sheet.letter:
        run.font.color.rgb = RGBColor(0xC0, 0, 0)
    _heading(document, sheet.title, 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if sheet.number:
        document.add_paragraph(sheet.number).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if sheet.stamp:
        document.add_paragraph(sheet.stamp).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _put(document: Document, block: Block) -> None:
    match block:
        case Grid():
            _grid(document, block.rows)
        case Table():
            _table(document, block)
        case Cover():
            _cover(document, block)
        case NewPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case _:
            _put_text(document, block)


def _put_text(document: Document, block: Heading | Prose | Lines | Signing) -> None:
    match block:
        case Heading(text):
            _heading(document, text, 2)
        case Prose(text, indent):
            for line in text.split("\n"):
                paragraph = document.add_paragraph(line)
                paragraph.paragraph_format.first_line_indent = Pt(22) if indent else None
        case Lines(count):
            for _ in range(count):
                document.add_paragraph("_" * 72)
        case Signing():
            for line in filter(None, (block.unit, block.date, block.signer)):
                document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _heading(document: Document, text: str, level: int) -> Paragraph:
    """A heading in the other face, and black."""
    heading: Paragraph = document.add_heading(text, level=level)
    for run in heading.runs:
        run.font.name = "黑体"
        run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
        run.font.color.rgb = RGBColor(0, 0, 0)
    return heading


def _cover(document: Document, block: Cover) -> None:
    for text, size in ((block.title, 30), (block.number, 14)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).font.size = Pt(size)


COLUMNS = (Mm(26), Mm(59), Mm(26), Mm(59))


def _grid(document: Document, rows: Sequence[tuple[Cell, ...]]) -> None:
    table = document.add_table(rows=0, cols=len(COLUMNS), style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        place = 0
        for each in row:
            cells[place].text = each.label
            until = place + each.span * 2 - 1
            cells[place + 1].merge(cells[until]).text = each.value + "\n" * (each.tall // 5)
            place = until + 1
    _widths(table, COLUMNS)


def _table(document: Document, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = name
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - python-docx has no other way to repeat a head
    for row in block.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = value
    share = Mm(170) // sum(block.widths)
    _widths(table, [share * each for each in block.widths])


def _widths(table: DocxTable, widths: Sequence[int]) -> None:
    """Real widths, of the grid and of each cell: some programs read the one, some the other."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _foot(document: Document, sheet: Sheet) -> None:
    words = "　".join(f"{who}：________" for who in sheet.sign_pages) or f"{sheet.unit}　{sheet.number}".strip()
    document.sections[0].footer.paragraphs[0].text = words


def _saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# -- an office's own document ----------------------------------------------------------------------------------


def environment() -> SandboxedEnvironment:
    """What an office's document is run in; it escapes what it puts in, and reaches nothing."""
    return SandboxedEnvironment(autoescape=True)


def faults(data: bytes, allowed: Sequence[Content]) -> Iterator[Text]:
    """What is wrong with an office's document: no Word document, parts it must not have, anything but known fields."""
    wrong = _package_fault(data)
    if wrong:
        yield wrong
        return
    try:
        names = _names_in(data)
    except (TemplateError, ValueError, KeyError, SyntaxError) as error:
        yield Text(f"模板不能使用：{error}", f"the template doesn't work: {error}")
        return
    known = {name for name, content in BY_NAME.items() if content in allowed}
    for name in sorted(names - known):
        yield Text(f"这种文书没有“{name}”这个字段", f"this kind of paper has no field {name!r}")


def _names_in(data: bytes) -> set[str]:
    """The names of the fields in every part of a document. ValueError for anything in braces that is no plain field."""
    template, found = DocxTemplate(io.BytesIO(data)), set[str]()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [name for name in package.namelist() if name.endswith(".xml")]
        for name in parts:
            source = template.patch_xml(package.read(name).decode("utf-8"))
            for node in environment().parse(source).find_all(nodes.Node):
                match node:
                    case nodes.Name():
                        found.add(node.name)
                    case nodes.Output() | nodes.TemplateData():
                        pass
                    case _:  # no statement, call, filter or sum
                        raise ValueError(f"{type(node).__name__} ({name})")
    return found


def _package_fault(data: bytes) -> Text | None:
    if len(data) > LARGEST:
        return Text("文件太大，不能超过 2 MB", "the file is too large: 2 MB at most")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        parts = []
    return _parts_fault(parts)


def _parts_fault(parts: Sequence[zipfile.ZipInfo]) -> Text | None:
    names = [part.filename for part in parts]
    if MAIN not in names:
        return Text("不是 Word 文档(.docx)", "no Word document (.docx)")
    if sum(part.file_size for part in parts) > UNPACKED:
        return Text("文件展开后太大", "the file is too large when unpacked")
    if any(word in name.lower() for name in names for word in FORBIDDEN):
        return Text("文档中有宏或嵌入对象，请去掉", "the document has macros or embedded objects: take them out")
    return None


def fields_in(data: bytes) -> frozenset[Content]:
    """The fields that an office's document uses."""
    return frozenset(BY_NAME[name] for name in _names_in(data) if name in BY_NAME)


def filled(data: bytes, words: Mapping[Content, str]) -> bytes:
    """Fill an office's document."""
    template = DocxTemplate(io.BytesIO(data))
    context = {name: words.get(content, "") for name, content in BY_NAME.items()}
    template.render(context, environment(), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()
