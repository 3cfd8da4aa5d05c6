"""A sealed package proves itself: any byte that is touched is found, and the file it stands in is named."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anjie.access.scope import Scope
from anjie.access.wall import within
from anjie.archive import sealing
from anjie.archive.checkpoints import make_checkpoint
from anjie.archive.opening import NoPackageError, opened, read_tar
from anjie.archive.sealing import CannotSealError, Sealing, package_of
from anjie.archive.sealing import seal as seal_file
from anjie.archive.verifying import Report, Wrong, verify
from anjie.platform.files import files
from anjie.procedure.values import Paper
from casework import MAJOR, ON_THE_SPOT, Desk

LETTER = "投诉信：本人要求退还保费。".encode() * 200


@pytest.fixture
def package(desk: Desk, seal: Callable[[str], bytes]) -> bytes:
    """Give the package of a case with a letter, a checkpoint made while it was handled."""
    letter = files().put([LETTER])
    paper = Paper(title="投诉信", sha256=letter.sha256, media_type="text/plain", size=letter.size)
    number = desk.takes(papers=(paper,))
    with within(Scope.SYSTEM):
        desk.takes()
        make_checkpoint(desk.at)
    return seal(desk.walks(number, MAJOR))


def looked_at(data: bytes) -> Report:
    return verify(read_tar(io.BytesIO(data)))


def first(report: Report) -> tuple[Wrong, str]:
    finding = report.findings[0]
    return finding.wrong, finding.file


def unpacked(data: bytes, to: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        tar.extractall(to, filter="data")
    [root] = to.iterdir()
    return root


def test_a_package_is_whole_and_says_what_it_holds(desk: Desk, package: bytes) -> None:
    report = looked_at(package)
    assert report.whole, report.findings
    assert (report.entries, report.papers, report.checkpoint) == (len(MAJOR) + 1, 1, 1)
    assert desk.case(report.number).package


def test_the_library_of_congress_s_own_tool_finds_it_valid(package: bytes, tmp_path: Path) -> None:
    root = unpacked(package, tmp_path)
    bag = bagit.Bag(str(root))
    bag.validate()
    assert bag.info["External-Identifier"] == root.name
    index = json.loads((root / "data/index.json").read_text())
    assert [item["id"] for item in index["items"]][:2] == ["complaint", "letter"]
    assert "农秀英" not in (root / "data/timeline.html").read_text()
    assert 'id = "measures-gx"' in next((root / "data/rulebook").glob("measures*")).read_text()


def test_the_index_is_pdf_a(package: bytes, tmp_path: Path) -> None:
    with pikepdf.open(unpacked(package, tmp_path) / "data/index.pdf") as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfaid:part"] == "2"


def test_the_same_journal_gives_the_same_bytes(desk: Desk, package: bytes) -> None:
    taken = desk.opens(looked_at(package).number)
    case = taken.dossier.case
    through = case.archived or 0
    with within(Scope.SYSTEM):
        again = b"".join(package_of(Sealing(taken, through, case.entries[through - 1].at)))
    assert again == package


def test_sealing_twice_makes_no_second_package(desk: Desk, package: bytes) -> None:
    number = looked_at(package).number
    version = desk.case(number).version
    with within(Scope.SYSTEM):
        assert seal_file(number, desk.at) == desk.case(number).package
    assert desk.case(number).version == version


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), which=st.floats(0, 1, exclude_max=True))
def test_any_bit_of_any_file_is_found_and_its_file_named(package: bytes, where: float, bit: int, which: float) -> None:
    tar = read_tar(io.BytesIO(package))
    name = tar.names()[int(which * len(tar.names()))]
    start, size = tar.places[name]
    touched = bytearray(package)
    touched[start + int(where * size)] ^= 1 << bit
    assert first(looked_at(bytes(touched)))[1] == name


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_bit_of_the_stored_file_is_found(package: bytes, where: float, bit: int) -> None:
    touched = bytearray(package)
    touched[int(where * len(package))] ^= 1 << bit
    try:
        assert not looked_at(bytes(touched)).whole
    except NoPackageError:
        assert where * len(package) < 512  # its very first header says what it is


def test_a_file_taken_out_put_in_or_exchanged_is_told_apart(package: bytes, tmp_path: Path) -> None:
    root = unpacked(package, tmp_path)
    [paper] = (root / "data/papers").iterdir()
    with opened(root) as folder:
        assert verify(folder).whole
    paper.rename(root / "elsewhere")
    with opened(root) as folder:
        assert first(verify(folder)) == (Wrong.MISSING, f"data/papers/{paper.name}")
    (root / "elsewhere").rename(paper)
    (root / "data/extra.txt").write_text("x")
    with opened(tmp_path) as folder:
        assert first(verify(folder)) == (Wrong.ADDED, "data/extra.txt")


def test_a_chain_that_was_made_anew_is_found_in_a_package_signed_anew(desk: Desk, package: bytes) -> None:
    """Whoever holds the key can sign anything; the chain and the checkpoint are still against him."""
    taken = desk.opens(looked_at(package).number)
    made = sealing.contents_of

    def forged(of: Sealing) -> object:
        for content in made(of):
            if content.path == "journal.jsonl":
                data = b"".join(content.chunks()).replace(b'"by": "huang"', b'"by": "hueng"')
                yield sealing.Content.of(content.path, data)
            else:
                yield content

    case = taken.dossier.case
    with pytest.MonkeyPatch.context() as patch, within(Scope.SYSTEM):
        patch.setattr(sealing, "contents_of", forged)
        through = case.archived or 0
        data = b"".join(package_of(Sealing(taken, through, case.entries[through - 1].at)))
    assert first(looked_at(data)) == (Wrong.CHAIN, "data/journal.jsonl")


def test_a_paper_whose_bytes_are_gone_stops_the_sealing_and_is_named(desk: Desk) -> None:
    number = desk.walks(desk.takes(papers=(Paper(title="信", sha256="ab" * 32),)), ON_THE_SPOT)
    with within(Scope.SYSTEM), pytest.raises(CannotSealError, match="abab"):
        seal_file(number, desk.at)
    assert desk.case(number).package == ""


def test_a_case_that_was_not_put_away_is_not_sealed(desk: Desk) -> None:
    number = desk.walks(desk.takes(), ON_THE_SPOT, until="closed")
    with within(Scope.SYSTEM), pytest.raises(CannotSealError):
        seal_file(number, desk.at)


def test_what_is_no_package_is_none(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(NoPackageError), opened(tmp_path / "x"):
        pass
    with pytest.raises(NoPackageError), opened(tmp_path / "y"):
        pass
