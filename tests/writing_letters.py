"""Letters as people write them, drawn here, and scanned as scanners do it: tilted, noisy, turned."""

import random
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FACE = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSerifSC-Regular.otf"
LETTER = """督察部门负责同志：
我叫农秀英，身份证号码45010319850307252X，
是贵公司客户，保单号P2023450103000188。
2026年3月8日，业务员梁展业到我家收取现金保费
3200元，只写了收条，至今没有入账。
我多次打电话，他都说过几天就办。
请查清事实，退还保费。
联系电话：13877123456
此致
敬礼
投诉人：农秀英
2026年11月20日"""


def written(text: str = LETTER, size: tuple[int, int] = (900, 1000), face: int = 30) -> Image.Image:
    """The letter as a clean page."""
    page = Image.new("L", size, 255)
    font = ImageFont.truetype(str(FACE), face)
    for number, line in enumerate(text.splitlines()):
        ImageDraw.Draw(page).text((70, 80 + number * face * 2), line, fill=20, font=font)
    return page


def tilted(page: Image.Image, degrees: float = 1.7) -> Image.Image:
    """Put in askew."""
    return page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=True)


def noisy(page: Image.Image, seed: int = 7) -> Image.Image:
    """Out of focus, grey and speckled."""
    dice = random.Random(seed)  # noqa: S311 - dust, not a secret
    grey = page.filter(ImageFilter.GaussianBlur(0.7)).point(lambda value: round(value * 0.8 + 30))
    for _ in range(2500):
        grey.putpixel((dice.randrange(grey.width), dice.randrange(grey.height)), dice.choice((0, 90, 255)))
    return grey


def errors(read: str, meant: str) -> float:
    """The character error rate: how many characters must be changed, of those that were meant. Blanks don't count."""
    got, want = "".join(read.split()), "".join(meant.split())
    row = list(range(len(got) + 1))
    for place, sign in enumerate(want, start=1):
        last, row[0] = row[0], place
        for number, other in enumerate(got, start=1):
            last, row[number] = row[number], min(row[number] + 1, row[number - 1] + 1, last + (sign != other))
    return row[-1] / max(len(want), 1)
