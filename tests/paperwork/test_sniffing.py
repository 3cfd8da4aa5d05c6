"""What may come in, and what is refused with a clear word."""

import io
import re
import tracemalloc

import pytest
from PIL import Image

from anjie.paperwork.sniffing import Limits, RefusedError, Sort, sniff
from anjie.paperwork.sniffing.pictures import redrawn
from anjie.paperwork.sniffing.sorts import JPEG, PDF, PNG, SORTS, TIFF
from hostile import EICAR, GOOD, HTML, bad, pdf, picture, scan

BAD = bad()
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def admitted(data: bytes, limits: Limits | None = None) -> Sort:
    """Let a file in as `take_in` does: looked at and, where it is a picture, drawn anew."""
    sort = sniff(io.BytesIO(data), limits or Limits())
    if sort.picture:
        redrawn(io.BytesIO(data), sort, limits or Limits()).close()
    return sort


@pytest.mark.parametrize("name", GOOD)
def test_what_people_send_comes_in_as_what_it_is(name: str) -> None:
    sort, data = GOOD[name]
    assert admitted(data) is sort


@pytest.mark.parametrize("name", BAD)
def test_what_may_not_come_in_is_refused_with_a_clear_word(name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        admitted(BAD[name])
    says = refused.value.says
    assert CHINESE.search(says.zh), says
    assert says.en, says
    assert not CHINESE.search(says.en), says


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(BAD) >= 60
    assert {sort for sort, _ in GOOD.values()} == set(SORTS)


def test_a_name_makes_nothing_of_a_file_that_it_is_not() -> None:
    """The control of the corpus: only bytes were looked at, so the same bytes are refused under any name."""
    assert admitted(picture("PNG")) is PNG
    with pytest.raises(RefusedError):
        admitted(HTML)


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    tracemalloc.start()
    try:
        for name in ("word bomb.docx", "word bomb that lies.docx", "65535 by 65535.png"):
            with pytest.raises(RefusedError):
                admitted(BAD[name])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40_000_000


def test_too_large_is_said_with_the_figure() -> None:
    with pytest.raises(RefusedError, match="larger than 1 MB"):
        admitted(pdf() + b"\n" * 1_100_000, Limits(paper=1024 * 1024))


def test_a_picture_keeps_its_points_and_nothing_else() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x0112] = 6  # lies on its side
    data = picture("JPEG", (200, 120), exif=exif) + b"<script>alert(1)</script>PK\x03\x04"
    assert b"SECRETMAKER" in data
    with redrawn(io.BytesIO(data), sniff(io.BytesIO(data), Limits()), Limits()) as anew:
        bare = anew.read()
    assert b"SECRETMAKER" not in bare
    assert b"script" not in bare
    with Image.open(io.BytesIO(bare)) as drawn:
        assert drawn.size == (120, 200), "it stands upright"
        assert drawn.format == "JPEG"
        assert not drawn.getexif()


def test_all_pages_of_a_scan_are_drawn() -> None:
    with redrawn(io.BytesIO(scan(5)), TIFF, Limits()) as anew, Image.open(anew) as drawn:
        assert drawn.n_frames == 5  # type: ignore[attr-defined]
        assert drawn.mode == "1"


def test_a_pdf_is_looked_at_and_not_changed() -> None:
    data = io.BytesIO(pdf())
    before = data.getvalue()
    assert sniff(data, Limits()) is PDF
    assert data.getvalue() == before


def test_a_virus_is_the_scanners_to_find() -> None:
    """By itself it is a text; what a scanner says of it is tested where the scanner is asked."""
    assert admitted(EICAR).media_type == "text/plain"
    assert admitted(picture()) is JPEG
