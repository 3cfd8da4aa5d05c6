"""Papers that come in: taken in with a form or by themselves, on file, looked at and taken away, by whom it may be."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from anjie.access.models import Officer
from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.paperwork.models import Handling, Upload
from anjie.paperwork.sniffing.sorts import JPEG
from anjie.paperwork.taking_in import Arrived, discard, scan_held, sweep, take_in, title_from
from anjie.platform.files import Folder, files, waiting_files
from anjie.platform.home import home
from anjie.procedure.terms import Department
from anjie.procedure.values import Paper
from casework import AT, Desk, asked
from hostile import EICAR, HTML, bad, office, pdf, picture
from people import signed_in

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(hours=8)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    """Each test begins and ends without files."""
    shutil.rmtree(home() / "files", ignore_errors=True)
    yield
    shutil.rmtree(home() / "files", ignore_errors=True)


@pytest.fixture
def desk(people: dict[str, Officer]) -> Desk:
    return Desk()


@pytest.fixture
def number(desk: Desk) -> str:
    """A case of 450103, with its handler 王."""
    return desk.walks(desk.takes(), until="assigned")


def as_file(data: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def send(client: Client, data: bytes, name: str = "照片.jpg") -> Any:
    return client.post(reverse("web:upload"), {"papers-files": as_file(data, name), "number": "0", "key": "k"})


def uploaded(username: str, data: bytes | None = None, name: str = "照片.jpg") -> Upload:
    assert send(signed_in(username), data or picture(), name).status_code == 200
    with within(Scope.SYSTEM):
        return Upload.objects.filter(officer__username=username).latest("id")


def consulted(client: Client, number: str, **more: Any) -> Any:
    """Do an act to which papers are attached."""
    address = reverse("web:act", args=[number, "customer_record_consulted"])
    return client.post(address, {"found": "保单有效", "seen": "", **more})


def on_file(desk: Desk, number: str) -> tuple[Paper, ...]:
    act: Any = desk.case(number).entries[-1].act
    return tuple(act.papers)


def put_on_file(desk: Desk, number: str, data: bytes | None = None) -> tuple[int, Paper]:
    """Have 王 attach a file to an act; gives the entry's seq, and the paper."""
    upload = uploaded("wang", data)
    row = {"papers-0-title": "收条照片", "papers-0-sha256": upload.sha256}
    assert consulted(signed_in("wang"), number, **row).status_code == 302
    (paper,) = on_file(desk, number)
    return desk.case(number).version, paper


def addresses(number: str, seq: int) -> dict[str, str]:
    return {
        "list": reverse("web:papers", args=[number]),
        "look": reverse("web:paper", args=[number, seq, 0]),
        "small": reverse("web:paper-thumbnail", args=[number, seq, 0]),
        "page": reverse("web:paper-page", args=[number, seq, 0, 1]),
        "file": reverse("web:paper-file", args=[number, seq, 0]),
    }


# -- coming in -----------------------------------------------------------------------------------------------------


def test_an_upload_answers_with_its_row_and_the_act_takes_it(desk: Desk, number: str) -> None:
    client = signed_in("wang")
    answer = send(client, picture(), "../../收条\u202egpj.jpg")
    row = answer.content.decode()
    sha256 = re.findall(r'name="papers-0-sha256"\s+value="(\w+)"', row)[0]
    assert 'value="收条gpj"' in row
    small = client.get(reverse("web:upload-picture", args=[sha256]))
    assert small.headers["Content-Type"] == "image/jpeg"
    done = consulted(client, number, **{"papers-0-title": "收条", "papers-0-sha256": sha256})
    assert done.status_code == 302
    (paper,) = on_file(desk, number)
    assert (paper.title, paper.sha256, paper.media_type) == ("收条", sha256, JPEG.media_type)
    with files().open(sha256) as file:
        data = file.read()
    assert hashlib.sha256(data).hexdigest() == sha256
    assert paper.size == len(data)


def test_without_scripts_files_come_with_the_form(desk: Desk, number: str) -> None:
    several = [as_file(picture(), "一.jpg"), as_file(pdf(), "二.pdf")]
    answer = consulted(signed_in("wang"), number, **{"papers-files": several})
    assert answer.status_code == 302
    assert [(paper.title, bool(paper.sha256)) for paper in on_file(desk, number)] == [("一", True), ("二", True)]


def test_the_upload_button_only_uploads(desk: Desk, number: str) -> None:
    before = desk.case(number).version
    answer = consulted(signed_in("wang"), number, **{"papers-files": as_file(pdf(), "保单.pdf"), "_upload": "papers"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="保单"' in page
    assert "保单有效" in page, "what was typed is still there"
    assert desk.case(number).version == before


def test_a_refused_file_is_named_with_the_reason_and_nothing_is_done(desk: Desk, number: str) -> None:
    before = desk.case(number).version
    several = [as_file(HTML, "页面.jpg"), as_file(pdf(), "好的.pdf")]
    answer = consulted(signed_in("wang"), number, **{"papers-files": several})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "页面.jpg：网页、SVG、脚本类文件不能上传" in page
    assert 'value="好的"' in page, "the one that came in is kept"
    assert desk.case(number).version == before


@pytest.mark.parametrize(("language", "says"), [("zh-hans", "不能上传"), ("en", "can&#x27;t be uploaded")])
def test_a_refusal_is_said_in_the_readers_language(desk: Desk, language: str, says: str) -> None:
    Officer.objects.filter(username="wang").update(language=language)
    client = signed_in("wang")
    client.post("/language", {"language": language})
    answer = send(client, HTML)
    assert answer.status_code == 422
    assert says.replace("&#x27;", "'") in answer.json()["wrong"]


def test_no_bad_file_leaves_anything_behind(desk: Desk) -> None:
    client = signed_in("wang")
    for name, data in bad().items():
        if data:
            assert send(client, data, name).status_code == 422, name
    with within(Scope.SYSTEM):
        assert not Upload.objects.exists()
    assert [path for path in (home() / "files").rglob("*") if path.is_file()] == []


def test_too_many_and_too_large_are_said(desk: Desk, number: str, settings: LazySettings) -> None:
    settings.ANJIE_PAPERS, settings.ANJIE_PAPER_BYTES, settings.ANJIE_RECORDING_BYTES = 2, 200_000, 200_000
    client = signed_in("wang")
    answer = consulted(client, number, **{"papers-files": [as_file(pdf(), f"{n}.pdf") for n in range(3)]})
    assert answer.status_code == 422
    assert "一次最多 2 个文件" in answer.content.decode()
    answer = send(client, b"%PDF-" + bytes(500_000))
    assert answer.status_code == 422
    assert "每个不超过" in answer.json()["wrong"]


def test_a_draft_keeps_the_files(desk: Desk, number: str) -> None:
    upload = uploaded("wang")
    client = signed_in("wang")
    draft = reverse("web:draft", args=[number, "customer_record_consulted"])
    client.post(draft, {"papers-0-title": "收条", "papers-0-sha256": upload.sha256})
    page = client.get(reverse("web:case", args=[number]), {"act": "customer_record_consulted"}).content.decode()
    assert f'value="{upload.sha256}"' in page
    assert 'value="收条"' in page


def test_what_is_only_named_stays_so(desk: Desk, number: str) -> None:
    consulted(signed_in("wang"), number, **{"papers-0-title": "原件存保险柜"})
    (paper,) = on_file(desk, number)
    assert (paper.title, paper.sha256) == ("原件存保险柜", "")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("..\\..\\win.ini.jpg", "win.ini"),
        ("a\x00b\nc.pdf", "abc"),
        ("x" * 255 + ".jpg", "x" * 200),
        (".jpg", "照片"),
        ("", "照片"),
        ("2026.11.28 收条", "2026.11.28 收条"),
    ],
)
def test_a_name_is_brought_to_a_title(name: str, title: str) -> None:
    assert title_from(name, JPEG) == title


# -- whose it is ---------------------------------------------------------------------------------------------------


def test_an_upload_is_its_uploaders_alone(desk: Desk, number: str) -> None:
    """Whoever knows the digest of somebody else's upload can neither see nor attach it."""
    upload = uploaded("wang")
    other = signed_in("li")
    assert other.get(reverse("web:upload-picture", args=[upload.sha256])).status_code == 404
    answer = consulted(other, number, **{"papers-0-title": "x", "papers-0-sha256": upload.sha256})
    assert answer.status_code == 422
    assert "文件已不在暂存区" in answer.content.decode()
    assert signed_in("wang").get(reverse("web:upload-picture", args=[upload.sha256])).status_code == 200


def test_the_wall_keeps_uploads_apart_without_the_gate(desk: Desk) -> None:
    upload = uploaded("wang")
    wang, li = (Officer.objects.get(username=name).pk for name in ("wang", "li"))
    with within(Scope().read_by(li)):
        assert not Upload.objects.filter(pk=upload.pk).exists()
    with within(Scope().read_by(wang)):
        assert Upload.objects.filter(pk=upload.pk).exists()


def test_what_no_case_took_is_swept_and_what_one_took_stays(desk: Desk, number: str) -> None:
    _, paper = put_on_file(desk, number)
    left = uploaded("wang", pdf())
    with within(Scope.SYSTEM):
        assert sweep(NOW - timedelta(days=7)) == 0
        assert sweep(NOW + timedelta(days=7)) == 2
        assert not Upload.objects.exists()
    assert not waiting_files(left.officer_id).has(left.sha256)
    assert files().has(paper.sha256)


def test_sweeping_one_officers_upload_leaves_anothers_of_the_same_bytes(desk: Desk) -> None:
    paper = pdf()
    first, second = uploaded("wang", paper), uploaded("li", paper)
    assert first.sha256 == second.sha256
    with within(Scope.SYSTEM):
        discard(first)
    assert waiting_files(second.officer_id).has(second.sha256)


# -- on file -------------------------------------------------------------------------------------------------------


def test_papers_are_shown_to_whoever_may_read_the_case(desk: Desk, number: str) -> None:
    seq, _ = put_on_file(desk, number)
    for who in ("wang", "li", "zhou", "mo", "guan"):
        client = signed_in(who)
        for what, address in addresses(number, seq).items():
            if who == "guan":
                assert client.get(address).status_code == 403, what
            else:
                assert client.get(address).status_code == 200, (who, what)
    assert "收条照片" in signed_in("wang").get(reverse("web:papers", args=[number])).content.decode()


def test_papers_of_another_units_case_are_as_if_there_were_none(desk: Desk, number: str) -> None:
    seq, paper = put_on_file(desk, number)
    for who in ("tan", "ma", "liang"):
        for what, address in addresses(number, seq).items():
            answer = signed_in(who).get(address)
            assert answer.status_code == 404, (who, what)
            assert paper.title not in answer.content.decode()


def test_an_address_that_names_no_paper_is_answered_the_same(desk: Desk, number: str) -> None:
    seq, _ = put_on_file(desk, number)
    client = signed_in("wang")
    for args in ([number, seq, 1], [number, seq + 1, 0], [number, 1, 0], [number, 999999, 0]):
        assert client.get(reverse("web:paper-file", args=args)).status_code == 404, args
        assert client.get(reverse("web:paper-page", args=[*args, 1])).status_code == 404, args
    assert client.get(reverse("web:paper-page", args=[number, seq, 0, 2])).status_code == 404


def test_a_department_sees_the_papers_of_its_own_request_and_no_other(desk: Desk, number: str) -> None:
    seq, _ = put_on_file(desk, number)
    handed = uploaded("wang", pdf(), "请核.pdf")
    desk.at = NOW
    from anjie.paperwork.taking_in import keep, paper_of

    with within(Scope.SYSTEM):
        keep([paper_of(handed)], handed.officer_id)
    request = asked(Department.CLAIMS).model_copy(update={"papers": (paper_of(handed),)})
    assert desk("wang", number, request).done
    own = desk.case(number).version
    client = signed_in("qin")
    assert client.get(reverse("web:paper-file", args=[number, own, 0])).status_code == 200
    assert client.get(reverse("web:paper-file", args=[number, seq, 0])).status_code == 404
    page = client.get(reverse("web:papers", args=[number])).content.decode()
    assert "请核" in page
    assert "收条照片" not in page


def test_a_file_leaves_as_a_download_in_a_sandbox(desk: Desk, number: str) -> None:
    seq, paper = put_on_file(desk, number)
    answer = signed_in("wang").get(reverse("web:paper-file", args=[number, seq, 0]))
    assert hashlib.sha256(b"".join(answer)).hexdigest() == paper.sha256  # type: ignore[call-overload]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_page_is_a_picture_made_here(desk: Desk, number: str) -> None:
    seq, _ = put_on_file(desk, number, pdf())
    answer = signed_in("wang").get(reverse("web:paper-page", args=[number, seq, 0, 1]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert drawn.width == 1100


def test_storing_looking_and_taking_away_are_on_record(desk: Desk, number: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "MAKER"
    seq, paper = put_on_file(desk, number, picture("JPEG", exif=exif))
    list(signed_in("li").get(reverse("web:paper-file", args=[number, seq, 0])))  # type: ignore[call-overload]
    signed_in("li").get(reverse("web:paper", args=[number, seq, 0]))
    signed_in("li").get(reverse("web:paper-thumbnail", args=[number, seq, 0]))
    with within(Scope.SYSTEM):
        lines = list(Handling.objects.order_by("id").values_list("what", "officer__username", "seq", "place", "sha256"))
        assert "来件指纹" in Handling.objects.earliest("id").detail, "what came was another file: the camera's notes"
    assert lines == [(what, who, seq, 0, paper.sha256) for what, who in (
        ("stored", "wang"), ("taken", "li"), ("looked_at", "li"))]  # fmt: skip
    page = signed_in("wang").get(reverse("web:paper", args=[number, seq, 0])).content.decode()
    assert "下载" in page
    assert "存入案卷" in page


def test_a_complaint_for_another_unit_takes_its_papers_along(desk: Desk) -> None:
    """Whoever takes it in doesn't see the case any more; its papers are on record all the same."""
    sends = {
        "unit": "450203", "channel": "hotline", "medium": "oral", "received_by_company_at": "2026-11-02T09:00",
        "received_by_unit_at": "2026-11-02T09:00", "complainants-0-name": "甲",
        "complainants-0-role": "policyholder", "respondents-0-name": "梁展业", "facts": "x",
        "papers-files": as_file(pdf(), "来信.pdf"),
    }  # fmt: skip
    assert signed_in("wang").post(reverse("web:intake"), sends).status_code == 302
    with within(Scope.SYSTEM):
        assert list(Handling.objects.values_list("what", "officer__username")) == [("stored", "wang")]


def test_bytes_that_are_lost_are_a_404_and_not_an_error(desk: Desk, number: str) -> None:
    seq, paper = put_on_file(desk, number)
    files().delete(paper.sha256)
    assert signed_in("wang").get(reverse("web:paper-file", args=[number, seq, 0])).status_code == 404


# -- a request that breaks off -------------------------------------------------------------------------------------


def test_a_torn_upload_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(*_args: Any, **_named: Any) -> Any:
        raise ConnectionResetError

    officer = Officer.objects.get(username="wang")
    monkeypatch.setattr(Upload, "save", torn)
    with within(Scope.SYSTEM), pytest.raises(ConnectionResetError):
        take_in(Arrived("x.pdf", io.BytesIO(pdf())), officer, NOW)
    assert [path for path in (home() / "files").rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    kept = folder.put([b"kept"])
    (tmp_path / ".coming-x").write_bytes(b"torn")
    folder.tidy(NOW - timedelta(days=9999))
    assert (tmp_path / ".coming-x").exists()
    folder.tidy(NOW + timedelta(days=9999))
    assert not (tmp_path / ".coming-x").exists()
    assert folder.has(kept.sha256)


# -- the virus scanner ---------------------------------------------------------------------------------------------


@pytest.fixture
def scanner(settings: LazySettings) -> Iterator[Any]:
    from clamd import Daemon

    with Daemon() as daemon:
        settings.ANJIE_CLAMAV_URL = daemon.url
        yield daemon


def test_a_virus_is_refused_by_its_name(desk: Desk, scanner: Any) -> None:
    answer = send(signed_in("wang"), EICAR, "说明.txt")
    assert answer.status_code == 422
    assert "Eicar-Test-Signature" in answer.json()["wrong"]
    assert send(signed_in("wang"), office(), "说明.docx").status_code == 200
    assert scanner.seen == 2


def test_while_the_scanner_is_away_uploads_are_held(desk: Desk, number: str, scanner: Any) -> None:
    scanner.stop()
    good, virus = uploaded("wang", pdf()), uploaded("wang", EICAR, "说明.txt")
    assert good.held
    assert virus.held
    client = signed_in("wang")
    row = {"papers-0-title": "x", "papers-0-sha256": good.sha256}
    assert "病毒扫描尚未完成" in consulted(client, number, **row).content.decode()
    with within(Scope.SYSTEM):
        assert scan_held() == (0, 0)
        scanner.start()
        assert scan_held() == (1, 1)
        assert [each.sha256 for each in Upload.objects.all()] == [good.sha256]
    assert consulted(client, number, **row).status_code == 302
