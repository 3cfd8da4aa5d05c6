"""Every kind of paper is drawn as it should be: kept as a picture, and looked into by other people's tools.

The pictures are made anew by `UPDATE_PICTURES=1 pytest tests/paperwork/test_drawing.py`; look at them, then commit.
"""

import io
import os
import shutil
import subprocess
import unicodedata
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from filed import BOOK, FACTS, dossier_for, full_case, subject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from anjie.paperwork import bodies, kinds
from anjie.paperwork.codes import PaperCode
from anjie.paperwork.kinds import KINDS
from anjie.paperwork.rendering import UnprintableError, picture_of, render, text_of
from anjie.paperwork.sheet import Sheet, words_of
from anjie.paperwork.word import document_of
from anjie.procedure.papers import Content, PaperKind

REFERENCES = Path(__file__).parent / "pictures"
UPDATE = os.environ.get("UPDATE_PICTURES") == "1"
SMALL = 0.6
UNLIKE = 0.01
"""Of the pixels, how many may differ: another release of the typesetter may move a hair."""
KINDS_AND_LANGUAGES = [(kind, language) for kind in KINDS for language in ("zh", "en")]


def sheet_of(kind: PaperKind, language: str = "zh", **changes: Any) -> Sheet:
    return kinds.sheet(KINDS[kind], subject(dossier_for(kind), kind, language, **changes), _body(kind, language))


def _body(kind: PaperKind, language: str = "zh") -> str:
    return bodies.built_in(kind, language) if KINDS[kind].letter else ""


def drawn(kind: PaperKind, language: str = "zh") -> bytes:
    at = subject(dossier_for(kind), kind).at
    return render(sheet_of(kind, language), at, PaperCode("450103-2026-00012", kind.value, 1)).data


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_paper_looks_as_it_did(kind: PaperKind) -> None:
    picture = picture_of(drawn(kind), 0, SMALL).convert("L")
    kept = REFERENCES / f"{kind}.png"
    if UPDATE:
        kept.parent.mkdir(exist_ok=True)
        picture.quantize(8).save(kept, optimize=True)
    with Image.open(kept) as reference:
        difference = ImageChops.difference(picture, reference.convert("L")).point(lambda value: 255 * (value > 96))
    assert picture.size == difference.size
    assert sum(difference.histogram()[255:]) <= UNLIKE * picture.width * picture.height


@pytest.mark.parametrize(("kind", "language"), KINDS_AND_LANGUAGES)
def test_a_paper_is_made_to_be_kept_and_to_be_read_aloud(kind: PaperKind, language: str) -> None:
    with pikepdf.open(io.BytesIO(drawn(kind, language))) as document:
        with document.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("2", "A", "1")
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith(language)
        fonts = [str(each.BaseFont) for each in document.objects if _is_font(each)]
    assert fonts
    assert all("+" in name for name in fonts), fonts


def _is_font(each: Any) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font" and "/BaseFont" in each


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_data_and_time_give_the_same_bytes(kind: PaperKind) -> None:
    assert drawn(kind) == drawn(kind)


@pytest.mark.parametrize(("kind", "language"), KINDS_AND_LANGUAGES)
def test_what_the_rulebook_demands_stands_in_the_texts_that_come_with_us(kind: PaperKind, language: str) -> None:
    about = subject(dossier_for(kind), kind, language)
    assert kinds.lacking(KINDS[kind], about) == []
    assert kinds.demanded(KINDS[kind], BOOK, kinds.contained(KINDS[kind], about, _body(kind, language))) == []
    if KINDS[kind].letter:
        assert not list(bodies.faults(_body(kind, language), KINDS[kind].contents))


def test_what_is_lacking_stands_there_for_everybody_to_see() -> None:
    kind = PaperKind.EXTENSION_NOTICE
    bare = subject(full_case(), kind, issuer=subject(full_case(), kind).issuer, said={})
    dossier = dossier_for(PaperKind.NON_ACCEPTANCE)
    sheet = kinds.sheet(KINDS[kind], subject(dossier, kind), _body(kind))
    assert "【缺：理由】" in words_of(sheet)
    assert "【缺：" not in words_of(kinds.sheet(KINDS[kind], bare, _body(kind)))


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_paper_is_a_word_document_too(kind: PaperKind) -> None:
    import docx

    sheet = sheet_of(kind)
    document = docx.Document(io.BytesIO(document_of(sheet, subject(full_case(), kind).at)))
    told = [paragraph.text for paragraph in document.paragraphs]
    told += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert sheet.title in told
    if kind is PaperKind.REGISTER_FORM:
        assert FACTS in told


# -- whatever is typed -------------------------------------------------------------------------------------------

TYPED = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"]), min_size=1, max_size=40
)  # fmt: skip
CAREFUL = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@CAREFUL
@given(st.sampled_from(list(KINDS)), TYPED)
def test_whatever_is_typed_comes_out_unharmed_or_the_character_is_named(kind: PaperKind, text: str) -> None:
    dossier = full_case(facts=f"始{text}终") if kind is not PaperKind.NON_ACCEPTANCE else dossier_for(kind)
    said = {Content.ADDITION: f"始{text}终"} if Content.ADDITION in KINDS[kind].open else {}
    sheet = kinds.sheet(KINDS[kind], subject(dossier, kind, said=said), _body(kind))
    wanted = "始" + text + "终" in words_of(sheet)
    told = _printed_or_named(sheet, subject(dossier, kind).at)
    if wanted and isinstance(told, bytes):
        typed, printed = _bare(f"始{text}终"), _bare(text_of(told))
        # What is written from right to left stands in another order on the page.
        assert typed in printed or (_turned(text) and not Counter(typed) - Counter(printed))
    if isinstance(told, str):
        assert any(f"U+{ord(each):04X}" in told for each in text)


def _printed_or_named(sheet: Sheet, at: datetime) -> bytes | str:
    try:
        return render(sheet, at).data
    except UnprintableError as error:
        return error.says.zh


def _turned(text: str) -> bool:
    """Whether some of it is written from right to left."""
    return any(unicodedata.bidirectional(each) in {"R", "AL", "AN"} for each in text)


def _bare(text: str) -> str:
    """The characters alone: a line is broken where the page ends, and fonts have the same shape for several blanks."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if not each.isspace() and each != "\ufffe")


@CAREFUL
@given(
    st.text("农秀英梁展业小梅韦 13877123456X的是。", min_size=2, max_size=60),
    st.sampled_from(["农秀英", "梁展", "韦", "展业"]),
)
def test_a_paper_for_an_agent_never_tells_who_complained(told: str, name: str) -> None:
    from anjie.procedure.terms import PartyRole
    from anjie.procedure.values import Complainant

    people = (Complainant(name=name, role=PartyRole.PROXY, proxy_for="韦小梅", address="民族大道100号"),)
    dossier = full_case(complainants=people, facts=told)
    said = dict.fromkeys(Content, f"{told}{name}，韦小梅，民族大道100号，13877123456，P2018450103000188。")
    for code, kind in KINDS.items():
        if kind.agent_side:
            about = subject(dossier, code, said={each: said[each] for each in kind.open})
            text = words_of(kinds.sheet(kind, about, _body(code))).replace("梁展业", "")
            for secret in (name, "韦小梅", "民族大道100号", "13877123456", "P2018450103000188"):
                assert secret not in text, (code, secret)


def test_an_interview_with_the_agent_names_no_complainant() -> None:
    sheet = sheet_of(PaperKind.INTERVIEW_RECORD)
    dossier = full_case()
    sessions = KINDS[PaperKind.INTERVIEW_RECORD].about(dossier.case)
    assert "农秀英" not in words_of(sheet)
    with_her = sheet_of(PaperKind.INTERVIEW_RECORD, about=sessions[1])
    assert "农秀英" in words_of(with_her)


@pytest.fixture(scope="module")
def opened_by_an_office_suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have LibreOffice open the Word document of every kind, and print each; all in one go."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("no LibreOffice: scripts/browser.sh installs one on Debian")
    folder = tmp_path_factory.mktemp("office")
    for kind in KINDS:
        (folder / f"{kind}.docx").write_bytes(document_of(sheet_of(kind), subject(dossier_for(kind), kind).at))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, *folder.glob("*.docx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.office
@pytest.mark.parametrize("kind", list(KINDS))
def test_an_office_suite_opens_the_word_document_and_loses_nothing(
    opened_by_an_office_suite: Path, kind: PaperKind
) -> None:
    printed = text_of((opened_by_an_office_suite / f"{kind}.pdf").read_bytes())
    wanted, there = (Counter("".join(text.split())) for text in (words_of(sheet_of(kind)), printed))
    assert wanted - there == Counter()
