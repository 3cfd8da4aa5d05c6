"""The picture of a unit's seal: what may be one, and the one that counts."""

import base64
import io
import warnings
from collections.abc import Iterator

from PIL import Image

from anjie.directory.models import Unit
from anjie.paperwork.models import Template
from anjie.paperwork.words import Form
from anjie.platform.files import files
from anjie.procedure.terms import Text

SEAL = "seal"
LARGEST = 400_000
"""Bytes of a picture."""
SMALLEST_SIDE, LONGEST_SIDE = 100, 1200
"""Pixels."""


def faults_of_seal(data: bytes) -> Iterator[Text]:
    """What is wrong with a picture; nothing for a square PNG of a fair size."""
    if len(data) > LARGEST:
        yield Text("图片太大，不能超过 400 KB", "the picture is too large: 400 KB at most")
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
                picture.load()
                width, height = picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        yield Text("不是 PNG 图片，或者已损坏", "no PNG picture, or a damaged one")
        return
    if width != height or not SMALLEST_SIDE <= width <= LONGEST_SIDE:
        yield Text("须为正方形，边长 100 至 1200 像素", "it must be square, 100 to 1200 pixels wide")


def seal_of(unit: Unit) -> str:
    """The picture of a unit's own seal as base64; empty if it has none. A seal is not inherited."""
    found = (
        Template.objects.filter(unit=unit, form=Form.SEAL, approved_at__isnull=False, withdrawn_at=None)
        .order_by("-version")
        .first()
    )
    if found is None:
        return ""
    with files().open(found.sha256) as file:
        return base64.b64encode(file.read()).decode()
