"""Letters that were drawn here are read back: clean, askew and dirty, and turned every way."""

from datetime import date

import pytest
from PIL import Image

from anjie.paperwork import ocr
from anjie.paperwork.reading_letters import Known, proposals
from writing_letters import LETTER, errors, noisy, tilted, written

pytestmark = pytest.mark.slow

PAGES = {
    "clean": (written(), 0, 0.01),
    "askew and dirty": (noisy(tilted(written())), 0, 0.04),
    "on its head": (written().rotate(180), 180, 0.02),
    "on its side": (written().rotate(90, expand=True), 270, 0.02),
}


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    if not ocr.installed():
        pytest.skip("text recognition is not installed (the extra `ocr`)")


@pytest.mark.parametrize("name", PAGES)
def test_a_letter_is_read_whichever_way_it_lies(name: str) -> None:
    page, turned, most = PAGES[name]
    read = ocr.read_page(page)
    text = "\n".join(line.text for line in read.lines)
    rate = errors(_even(text), _even(LETTER))
    print(f"{name}: character error rate {rate:.2%}")  # noqa: T201 - a figure to be seen with -s
    assert read.turned == turned
    assert rate <= most, text
    found = {each.field: each.value for each in reversed(proposals(read.lines, Known(date(2026, 11, 28))))}
    assert found["complainants-0-phone"] == "13877123456"
    assert found["complainants-0-name"] == "农秀英"
    assert all(0 <= line.left <= 1000 and 0 <= line.top <= 1000 and line.width and line.height for line in read.lines)


def _even(text: str) -> str:
    """Full and half width are one to a recogniser, and to whoever reads."""
    return text.translate(str.maketrans("：，（）", ":,()"))


def test_a_page_without_text_has_no_line() -> None:
    assert ocr.read_page(Image.new("RGB", (600, 800), "white")).lines == ()
    assert ocr.read_page(Image.new("RGB", (3, 3), "white")).lines == ()
