"""An office's own Word document is filled in; whatever reaches for more than a field is refused."""

import io
import zipfile

import docx
import pytest

from anjie.paperwork.kinds import KINDS
from anjie.paperwork.word import MAIN, faults, fields_in, filled
from anjie.procedure.papers import Content, PaperKind

ALLOWED = KINDS[PaperKind.NOTICE_LETTER].contents


def document(*paragraphs: str) -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


def text_in(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_fields_are_filled_in_by_either_name_and_nothing_is_cut() -> None:
    made = document("{{ 投诉人 }}：", "案件{{ case_number }}")
    assert list(faults(made, ALLOWED)) == []
    assert fields_in(made) == {Content.COMPLAINANT, Content.CASE_NUMBER}
    told = text_in(filled(made, {Content.COMPLAINANT: "A&B<c>", Content.CASE_NUMBER: "{{ x }}"}))
    assert told == "A&B<c>：\n案件{{ x }}"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% for i in range(10**9) %}x{% endfor %}",
        "{{ 投诉人 * 10000000 }}",
        "{{ 投诉人|attr('__class__') }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% set x = 1 %}",
        "{{ lipsum() }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ 投诉人",
    ],
)
def test_whatever_is_no_plain_field_is_refused(text: str) -> None:
    assert list(faults(document(text), ALLOWED))


def test_a_field_of_another_kind_of_paper_is_refused_by_its_name() -> None:
    [fault] = faults(document("{{ 投诉人 }}{{ agent_code }}"), KINDS[PaperKind.SANCTION_NOTICE].contents)
    assert "投诉人" in fault.zh


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"PK\x03\x04 torn",
        with_part(document("x"), "word/vbaProject.bin", b"x"),
        with_part(document("x"), "word/embeddings/oleObject1.bin", b"x"),
        with_part(document("x"), "word/large.xml", b"0" * 21_000_000),
    ],
    ids=["nothing", "pdf", "torn", "macros", "objects", "too large"],
)
def test_what_is_no_plain_word_document_is_refused(data: bytes) -> None:
    assert list(faults(data, ALLOWED))


def test_a_zip_of_something_else_is_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(MAIN.replace("word", "xl"), "<x/>")
    assert list(faults(out.getvalue(), ALLOWED))
