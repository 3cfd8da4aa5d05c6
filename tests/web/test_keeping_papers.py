"""Signed papers come back by their codes; parts are blacked out; copies of the file are given out."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from anjie.access.models import Officer
from anjie.directory.models import Unit
from anjie.paperwork.codes import PaperCode, decode, encode
from anjie.paperwork.gathering import Wanted
from anjie.paperwork.issuing import Workshop
from anjie.paperwork.kinds import KINDS
from anjie.paperwork.returning import codes_in, parts_of, pictures_as_pdf
from anjie.platform.files import files
from anjie.platform.home import home
from anjie.procedure.acts.investigation import CustomerRecordConsulted
from anjie.procedure.papers import PaperKind
from anjie.procedure.values import Paper
from casework import AT, Desk
from hostile import pdf, picture
from people import signed_in
from writing_letters import noisy, tilted, written

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(hours=8)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
    shutil.rmtree(home() / "files", ignore_errors=True)


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


@pytest.fixture
def number(desk: Desk) -> str:
    return desk.walks(desk.takes(), until="handling_sheet_opened")


# -- signed papers -------------------------------------------------------------------------------------------------


def issue(desk: Desk, number: str, *kinds: PaperKind) -> list[str]:
    """Have 王 issue papers; gives their references."""
    from anjie.access.scope import scope_of
    from anjie.access.wall import within

    for kind in kinds:
        desk.at += timedelta(minutes=1)
        office = desk.office("wang")
        with within(scope_of(office)):
            shop = Workshop(desk.opens(number), office, Unit.objects.get(code="450103"))
            found = KINDS[kind]
            about = next(iter(found.about(shop.opened.dossier.case)))
            outcome = shop.issue(found, Wanted(about=about))
        assert outcome.done, outcome.verdict
    return list(desk.case(number).letters)


def leaves(data: bytes, scale: float = 2.2) -> list[Image.Image]:
    """A printed paper, put on the scanner."""
    with closing(pypdfium2.PdfDocument(data)) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]


def scan(*pages: Image.Image) -> SimpleUploadedFile:
    return SimpleUploadedFile("扫描.pdf", pictures_as_pdf(iter(pages)))


def printed(desk: Desk, number: str, ref: str) -> list[Image.Image]:
    with files().open(desk.case(number).letters[ref].sha256) as file:
        return leaves(file.read())


def bring(number: str, *scans: SimpleUploadedFile, who: str = "wang") -> list[str]:
    answer = signed_in(who).post(reverse("web:paper-returned", args=[number]), {"scan": scans}, follow=True)
    assert answer.status_code == 200, answer.status_code
    return [str(each) for each in answer.context["messages"]]


def test_a_signed_paper_goes_beside_its_letter(desk: Desk, number: str) -> None:
    [ref] = issue(desk, number, PaperKind.HANDLING_SHEET)
    desk.at = NOW
    pages = [noisy(tilted(page, 1.0)) for page in printed(desk, number, ref)]
    said = bring(number, scan(*pages))
    assert "齐全" in said[0]
    act: Any = desk.case(number).entries[-1].act
    assert act.kind == "signed_paper_returned"
    assert act.letter == ref
    assert act.pages == tuple(range(1, len(pages) + 1))
    assert files().has(act.papers[0].sha256)


def test_several_papers_in_one_scan_are_parted_and_missing_pages_named(desk: Desk, number: str) -> None:
    first, second = issue(desk, number, PaperKind.HANDLING_SHEET, PaperKind.REGISTER_FORM)
    there = [*printed(desk, number, second), *printed(desk, number, first)[:1]]
    back = written("背面")
    before = desk.case(number).version
    bring(number, scan(there[0], back, *there[1:]))
    acts: list[Any] = [entry.act for entry in desk.case(number).entries if entry.seq > before]
    assert [act.letter for act in acts] == [second, first]
    with files().open(acts[0].papers[0].sha256) as file, closing(pypdfium2.PdfDocument(file)) as document:
        assert len(document) == len(printed(desk, number, second)) + 1, "its back is with it"
    letter = desk.case(number).letters[first]
    if letter.pages > 1:
        assert "缺第" in acts[1].sentence(desk.case(number)).zh


def test_a_scan_without_a_code_is_for_a_person_to_place(desk: Desk, number: str) -> None:
    [ref] = issue(desk, number, PaperKind.HANDLING_SHEET)
    said = bring(number, SimpleUploadedFile("照片.jpg", picture("JPEG", (400, 500))))
    assert "请选择这是哪一份文书" in said[0]
    client = signed_in("wang")
    page = client.get(reverse("web:case", args=[number]), {"act": "signed_paper_returned"}).content.decode()
    assert 'value="照片"' in page
    assert f'value="{ref}"' in page
    [sha256] = re.findall(r'name="papers-0-sha256"\s+value="(\w+)"', page)
    sends = {"letter": ref, "papers-0-title": "照片", "papers-0-sha256": sha256}
    assert client.post(reverse("web:act", args=[number, "signed_paper_returned"]), sends).status_code == 302
    act: Any = desk.case(number).entries[-1].act
    assert (act.letter, act.pages) == (ref, ())


def test_another_cases_paper_is_not_put_on_this_file(desk: Desk, number: str) -> None:
    other = desk.walks(desk.takes(), until="handling_sheet_opened")
    [ref] = issue(desk, other, PaperKind.HANDLING_SHEET)
    before = desk.case(number).version
    assert "不是本案的文书" in bring(number, scan(*printed(desk, other, ref)))[0]
    assert desk.case(number).version == before


def test_who_may_not_put_papers_on_file_is_told_why(desk: Desk, number: str) -> None:
    assert signed_in("tan").post(reverse("web:paper-returned", args=[number]), {}).status_code == 404
    assert signed_in("mo").post(reverse("web:paper-returned", args=[number]), {}).status_code == 403


def test_pages_belong_to_the_code_before_them() -> None:
    first, second = (
        PaperCode("450103-2026-00001", "notice_letter", 1),
        PaperCode("450103-2026-00001", "promise_notice", 2),
    )
    parts = parts_of([None, first, None, second, first])
    assert [(part.code and part.code.serial, part.pages) for part in parts] == [(None, (1,)), (1, (2, 3, 5)), (2, (4,))]
    assert decode(encode(first)) == first


def test_a_page_without_a_code_says_so() -> None:
    assert codes_in(io.BytesIO(pdf()), "application/pdf", 1) == [None]


# -- blacking out and copies ---------------------------------------------------------------------------------------


def with_a_paper(desk: Desk, number: str, page: Image.Image | None = None) -> int:
    out = io.BytesIO()
    (page or written("本人农秀英，电话13877123456。")).save(out, "JPEG")
    stored = files().put([out.getvalue()])
    paper = Paper(title="来信", sha256=stored.sha256, media_type="image/jpeg", size=stored.size)
    assert desk("wang", number, CustomerRecordConsulted(found="来信", papers=(paper,))).done
    return desk.case(number).version


def black_out(number: str, seq: int, who: str = "wang", **more: str) -> Any:
    sends = {
        "0-page": "1", "0-left": "0", "0-top": "5", "0-width": "100", "0-height": "10", "reader": "department",
        "ground": "complainants-identity", "reason": "协办不需要知道投诉人", **more,
    }  # fmt: skip
    return signed_in(who).post(reverse("web:paper-redact", args=[number, seq, 0]), sends)


def test_what_was_blacked_out_is_gone_from_the_copy_and_not_from_the_original(desk: Desk, number: str) -> None:
    seq = with_a_paper(desk, number)
    before: Any = desk.case(number).entries[-1].act
    assert black_out(number, seq).status_code == 302
    act: Any = desk.case(number).entries[-1].act
    assert (act.entry, act.place, act.reader.value, act.grounds) == (seq, 0, "department", ("complainants-identity",))
    with files().open(act.papers[0].sha256) as file, closing(pypdfium2.PdfDocument(file)) as document:
        assert document[0].get_textpage().get_text_bounded() == "", "only points"
        drawn = document[0].render(scale=1).to_pil().convert("L")
        band = drawn.crop((2, round(drawn.height * 0.06), drawn.width - 2, round(drawn.height * 0.14)))
        assert band.getextrema()[1] < 40, "black all over"
    with files().open(before.papers[0].sha256) as file, Image.open(file) as original:
        assert original.convert("L").getextrema()[1] > 200


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"0-left": "", "0-top": "", "0-width": "", "0-height": ""}, "至少标出一处"),
        ({"0-left": "x"}, "数字有误"),
        ({"0-page": "7"}, "数字有误"),
        ({"0-left": "1e400"}, "数字有误"),
        ({"0-width": "101"}, "数字有误"),
        ({"reader": "everybody"}, "请选择供谁阅读"),
        ({"ground": "none of the rulebook's"}, "没有这个依据"),
        ({"reason": " "}, "写明理由"),
    ],
)
def test_what_is_wanting_is_said(desk: Desk, number: str, more: dict[str, str], says: str) -> None:
    seq = with_a_paper(desk, number)
    answer = black_out(number, seq, **more)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert desk.case(number).version == seq


def test_a_department_reads_the_blacked_out_copy_and_not_the_original(desk: Desk, number: str) -> None:
    from casework import asked

    seq = with_a_paper(desk, number)
    assert desk("wang", number, asked()).done
    assert black_out(number, seq, request="Q1").status_code == 302
    copy = desk.case(number).version
    client = signed_in("qin")
    assert client.get(reverse("web:paper-page", args=[number, copy, 0, 1])).status_code == 200
    assert client.get(reverse("web:paper-page", args=[number, seq, 0, 1])).status_code == 404


def test_who_may_black_out(desk: Desk, number: str) -> None:
    seq = with_a_paper(desk, number)
    assert [black_out(number, seq, who).status_code for who in ("huang", "tan", "mo", "qin")] == [403, 404, 403, 403]
    assert black_out(number, seq, "li").status_code == 302


def disclose(number: str, who: str = "li", **more: str) -> Any:
    sends = {"reader": "complainant", "to_whom": "农秀英", "basis": "查阅复制申请书", **more}
    return signed_in(who).post(reverse("web:disclose", args=[number]), sends)


def test_a_copy_lists_what_is_given_and_what_is_withheld_and_why(desk: Desk, number: str) -> None:
    seq = with_a_paper(desk, number)
    assert disclose(number).status_code == 302
    act: Any = desk.case(number).entries[-1].act
    assert {each.ground for each in act.withheld} == {"agents-record"}, "by rule"
    with files().open(act.papers[0].sha256) as file, closing(pypdfium2.PdfDocument(file)) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        last = document[len(document) - 1].render(scale=1).to_pil().convert("L")
    assert "来信" in text
    assert "代理人的人事" in text
    assert "梁展业的代理人资料" not in text, "what is withheld is not told in the walk either"
    assert last.getextrema()[0] < 100, "the letter's page is in it"
    assert seq


def test_a_person_may_withhold_more_on_a_ground(desk: Desk, number: str) -> None:
    seq = with_a_paper(desk, number)
    assert disclose(number, **{f"ground-{seq}-0": "third-person"}).status_code == 302
    act: Any = desk.case(number).entries[-1].act
    assert (seq, "third-person") in [(each.entry, each.ground) for each in act.withheld]


def test_the_blacked_out_copy_goes_to_its_reader_in_place_of_the_original(desk: Desk, number: str) -> None:
    seq = with_a_paper(desk, number)
    assert black_out(number, seq, reader="complainant", ground="third-person").status_code == 302
    page = signed_in("li").get(reverse("web:disclose", args=[number])).content.decode()
    assert "来信（遮盖件）" in page
    court = signed_in("li").get(reverse("web:disclose", args=[number]), {"reader": "court"}).content.decode()
    assert "来信（遮盖件）" not in court


def test_copies_are_the_heads_to_give(desk: Desk, number: str) -> None:
    with_a_paper(desk, number)
    assert [disclose(number, who).status_code for who in ("wang", "tan", "mo")] == [403, 403, 403]
    assert disclose(number, to_whom=" ").status_code == 422
    assert disclose(number).status_code == 302
