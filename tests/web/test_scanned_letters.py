"""来信: letters that are scanned, read in the background, and confirmed beside the picture."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.paperwork import ocr, scanned
from anjie.paperwork.jobs import read_scanned_letter
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.ocr import PageRead
from anjie.paperwork.reading_letters import Line
from anjie.platform.home import home
from casework import AT, Desk
from hostile import HTML, pdf, picture
from people import signed_in
from writing_letters import LETTER

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(hours=8)
LINES = tuple(Line(text, 1, 100, 50 * number, 500, 30) for number, text in enumerate(LETTER.splitlines(), start=1))


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield
    shutil.rmtree(home() / "files", ignore_errors=True)


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[PageRead]]:
    """Have letters read as this says, instead of recognising their text."""
    says = [PageRead(0, LINES)]

    def run(command: list[str], **_named: Any) -> Any:
        assert command[1:3] == ["-m", "anjie.paperwork.ocr"]
        return subprocess.CompletedProcess(command, 0, json.dumps([asdict(page) for page in says]).encode())

    monkeypatch.setattr(scanned.subprocess, "run", run)
    monkeypatch.setattr(ocr, "installed", lambda: True)
    return iter([says])  # type: ignore[return-value]


def brought(username: str = "wang", data: bytes | None = None, name: str = "来信一.jpg") -> ScannedLetter:
    file = SimpleUploadedFile(name, data or picture("JPEG", (300, 400)))
    answer = signed_in(username).post(reverse("web:letter-in"), {"letter": file})
    assert answer.status_code == 302
    with within(Scope.SYSTEM):
        return ScannedLetter.objects.latest("id")


def read(letter: ScannedLetter) -> ScannedLetter:
    read_scanned_letter(letter=letter.pk)
    with within(Scope.SYSTEM):
        letter.refresh_from_db()
    return letter


def test_a_letter_is_read_confirmed_and_becomes_the_first_paper_of_its_case(desk: Desk, reader: Any) -> None:
    letter = brought()
    assert letter.state == "waiting"
    assert read(letter).state == "to_confirm"
    assert "13877123456" not in letter.reading, "what was read lies sealed"
    client = signed_in("wang")
    page = client.get(reverse("web:letter", args=[letter.pk])).content.decode()
    for value in ("农秀英", "13877123456", "P2023450103000188", "梁展业"):
        assert f'value="{value}"' in page, value
    assert "<rect" in page
    sends = {
        "channel": "letter", "medium": "written", "received_by_company_at": "2026-11-02T16:00",
        "received_by_unit_at": "2026-11-02T16:00", "complainants-0-name": "农秀英",
        "complainants-0-role": "policyholder", "complainants-0-phone": "13877123456",
        "respondents-0-name": "梁展业", "facts": LETTER,
    }  # fmt: skip
    answer = client.post(reverse("web:letter", args=[letter.pk]), sends)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    number = read_again(letter).number
    act: Any = desk.case(number).entries[0].act
    assert act.papers[0].sha256 == letter.sha256
    assert letter.state == "taken_in"
    again = client.post(reverse("web:letter", args=[letter.pk]), sends)
    assert again.status_code == 302, "pressed twice, it is one case"
    file = client.get(reverse("web:paper-page", args=[number, 1, 0, 1]))
    assert file.headers["Content-Type"] == "image/jpeg"


def read_again(letter: ScannedLetter) -> ScannedLetter:
    with within(Scope.SYSTEM):
        letter.refresh_from_db()
    return letter


def test_a_page_that_lay_on_its_side_is_shown_upright(desk: Desk, reader: Any) -> None:
    next(reader)[0] = PageRead(90, LINES)
    letter = read(brought())
    answer = signed_in("wang").get(reverse("web:letter-page", args=[letter.pk, 1]))
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert shown.width > shown.height, "it was scanned upright and on its side"
    assert "已自动转正" in signed_in("wang").get(reverse("web:letter", args=[letter.pk])).content.decode()


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        (None, "没有识别出文字"),
        (subprocess.TimeoutExpired("ocr", 1), "识别没有成功"),
        (subprocess.CalledProcessError(-9, "ocr"), "识别没有成功"),
        ("not installed", "未安装文字识别"),
    ],
)
def test_a_letter_that_cannot_be_read_is_filled_in_by_hand(
    desk: Desk, reader: Any, monkeypatch: pytest.MonkeyPatch, fails: Any, says: str
) -> None:
    def run(*_args: Any, **_named: Any) -> Any:
        raise fails

    if fails is None:
        next(reader)[0] = PageRead(0, ())
    elif isinstance(fails, str):
        monkeypatch.setattr(ocr, "installed", lambda: False)
    else:
        monkeypatch.setattr(scanned.subprocess, "run", run)
    letter = read(brought())
    assert letter.state == "to_confirm"
    page = signed_in("wang").get(reverse("web:letter", args=[letter.pk])).content.decode()
    assert says in page
    assert 'name="complainants-0-name"' in page


def test_a_pdf_with_a_text_of_its_own_is_not_recognised(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    letter = read(brought(data=text_pdf(b"Tel 13877123456"), name="来信.pdf"))
    assert letter.wrong == ""
    page = signed_in("wang").get(reverse("web:letter", args=[letter.pk])).content.decode()
    assert 'value="13877123456"' in page


def text_pdf(text: bytes) -> bytes:
    import pikepdf

    def write(made: pikepdf.Pdf) -> None:
        page = made.pages[0]
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(b"BT /F1 18 Tf 72 700 Td (" + text + b") Tj ET")

    return pdf(write)


def test_letters_are_the_units_own(desk: Desk, reader: Any) -> None:
    letter = read(brought())
    addresses = [
        reverse("web:letter", args=[letter.pk]),
        reverse("web:letter-page", args=[letter.pk, 1]),
        reverse("web:letter-thumbnail", args=[letter.pk]),
    ]
    for who, status in (("wang", 200), ("li", 200), ("huang", 200), ("zhou", 404), ("tan", 404), ("ma", 404)):
        client = signed_in(who)
        assert {client.get(address).status_code for address in addresses} == {status}, who
        assert (letter.title in client.get(reverse("web:letters-in")).content.decode()) is (status == 200), who


def test_the_wall_hides_another_units_letters(desk: Desk, reader: Any) -> None:
    from anjie.access.scope import scope_of

    letter = brought()
    for who, seen in (("wang", True), ("tan", False), ("zhou", True)):
        with within(scope_of(desk.office(who))):
            assert ScannedLetter.objects.filter(pk=letter.pk).exists() is seen, who


def test_what_is_no_letter_is_not_taken(desk: Desk) -> None:
    client = signed_in("wang")
    for data, says in ((HTML, "不能上传"), (b"plain text", "请上传 PDF"), (pdf()[:-200], "已损坏")):
        answer = client.post(reverse("web:letter-in"), {"letter": SimpleUploadedFile("x.pdf", data)}, follow=True)
        assert says in answer.content.decode(), data
    with within(Scope.SYSTEM):
        assert not ScannedLetter.objects.exists()


def test_a_letter_is_set_aside_only_for_a_reason(desk: Desk, reader: Any) -> None:
    letter = read(brought())
    client = signed_in("wang")
    client.post(reverse("web:letter-aside", args=[letter.pk]), {"reason": " "})
    assert read_again(letter).state == "to_confirm"
    client.post(reverse("web:letter-aside", args=[letter.pk]), {"reason": "感谢信"})
    assert read_again(letter).state == "set_aside"
    assert "感谢信" in client.get(reverse("web:letters-in")).content.decode()


def test_the_same_letter_twice_is_one(desk: Desk) -> None:
    brought()
    brought()
    with within(Scope.SYSTEM):
        assert ScannedLetter.objects.count() == 1
