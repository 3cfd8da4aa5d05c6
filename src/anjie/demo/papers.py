"""Papers of the demonstration: small pictures and letters, drawn here, so that every page has something to show."""

from contextlib import closing
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

from anjie.access.models import Officer
from anjie.cases.desk import perform
from anjie.cases.dossiers import open_cases
from anjie.cases.models import Case
from anjie.directory.models import Unit
from anjie.paperwork.drawing import PDF_TYPE, PRINTING, page_picture
from anjie.paperwork.gathering import Wanted
from anjie.paperwork.issuing import Workshop
from anjie.paperwork.kinds import KINDS
from anjie.paperwork.models import ScannedLetter
from anjie.paperwork.rendering import render
from anjie.paperwork.returning import pictures_as_pdf
from anjie.paperwork.scanned import bring, read_letter
from anjie.paperwork.sheet import Prose, Sheet
from anjie.paperwork.taking_in import Arrived
from anjie.platform.files import files
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.investigation import EvidenceAdded
from anjie.procedure.acts.papers import SignedPaperReturned
from anjie.procedure.calendar import Calendar
from anjie.procedure.office import Office
from anjie.procedure.papers import PaperKind
from anjie.procedure.terms import Role, Stage
from anjie.procedure.values import Paper

SIZE = (560, 760)
SIGNS_A_LINE = 20
FACE = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSerifSC-Regular.otf"

PRINTED_LETTER = """督察部门负责同志：
我叫韦桂香，联系电话：13907710266。
业务员黎建国 2026 年 5 月上门时说是银行存款，三年后连本带利取出，让我在空白处签了字。
现在急用钱去退，只能退回不到一半。请查清他是怎样说的，退还全部保费。
此致
敬礼
韦桂香
{day:%Y年%m月%d日}"""
WRITTEN_LETTER = (
    "领导：\n我父亲买的保险，\n业务员没有讲清楚\n要交十年，现在停了\n又说要扣钱。\n请给一个说法。\n13877150933\n莫小玲"
)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FACE), size)


def page(text: str) -> bytes:
    """A page with these words, as a telephone would have taken it."""
    picture = Image.new("L", SIZE, 244)
    draw = ImageDraw.Draw(picture)
    lines = [
        line[at : at + SIGNS_A_LINE] for line in text.splitlines() for at in range(0, max(len(line), 1), SIGNS_A_LINE)
    ]
    for number, line in enumerate(lines):
        draw.text((50, 60 + number * 44), line, fill=40, font=_font(23))
    out = BytesIO()
    picture.rotate(0.6, fillcolor=230).save(out, "JPEG", quality=70)
    return out.getvalue()


def with_papers(act: Act) -> Act:
    """Evidence with the picture of it; any other act as it is."""
    if not isinstance(act, EvidenceAdded):
        return act
    stored = files().put([page(f"{act.title_of}\n\n{act.content or act.source}")])
    paper = Paper(title=act.title_of, sha256=stored.sha256, media_type="image/jpeg", size=stored.size)
    return act.model_copy(update={"papers": (paper,)})


def bring_letters(unit: Unit, officer: Officer, now: datetime) -> None:
    """Two letters in a unit's inbox: one that was printed and has been read, and one by hand that waits."""
    sheet = Sheet("来信", "", (Prose(PRINTED_LETTER.format(day=now), indent=False),))
    letter = bring(Arrived("韦桂香来信.pdf", BytesIO(render(sheet, now).data)), unit, officer, now)
    bring(Arrived("来信扫描.jpg", BytesIO(page(WRITTEN_LETTER))), unit, officer, now)
    if isinstance(letter, ScannedLetter):
        read_letter(letter)


def sign_and_return(now: datetime, calendar: Calendar) -> None:
    """Of one case in hand a form was printed and signed, and its scan came back."""
    case = Case.objects.filter(stage=Stage.OPENED, handler__gt="").select_related("unit").order_by("-id").first()
    if case is None:
        return
    office = Office(case.handler, case.unit.code, case.unit.rank, frozenset({Role.INSPECTOR}), now, calendar)
    shop = Workshop(open_cases("number", [case.number], now)[0], office, case.unit)
    kind = KINDS[PaperKind.REGISTER_FORM]
    about = next(iter(kind.about(shop.opened.dossier.case)))
    shop.issue(kind, Wanted(about=about))
    letters = open_cases("number", [case.number], now)[0].dossier.case.letters
    for letter in reversed(letters.values()):
        with closing(files().open(letter.sha256)) as file:
            leaves = (page_picture(file, letter.media_type, leaf, PRINTING) for leaf in range(1, letter.pages + 1))
            stored = files().put([pictures_as_pdf(leaves)])
        scan = Paper(
            title=f"{letter.kind.label.zh}（签字件）", sha256=stored.sha256, media_type=PDF_TYPE, size=stored.size
        )
        pages = tuple(range(1, letter.pages + 1))
        perform(case.number, SignedPaperReturned(letter=letter.ref, pages=pages, papers=(scan,)), office)
        return
