"""Letters in the demonstration: what the offices have issued of late, sent, and had come back."""

from collections.abc import Iterator
from datetime import datetime

from anjie.access.models import Officer
from anjie.cases.desk import Order, perform_many
from anjie.cases.dossiers import OpenCase, open_cases
from anjie.cases.models import Case
from anjie.demo.offices import LEVELS
from anjie.directory.models import Unit
from anjie.paperwork import templates
from anjie.paperwork.gathering import Wanted
from anjie.paperwork.issuing import Workshop
from anjie.paperwork.kinds import KINDS
from anjie.procedure.acts.letters import DeliveryNoted, LetterSent
from anjie.procedure.calendar import Calendar
from anjie.procedure.office import Office
from anjie.procedure.papers import Delivery, PaperKind
from anjie.procedure.terms import ContactMethod, Role

CASES = 40
"""Of how many cases, the newest that are open, something was issued."""
WRITTEN = (PaperKind.NOTICE_LETTER, PaperKind.DECISION_NOTICE, PaperKind.SANCTION_NOTICE)
BOUNCES = 9
"""Every so manieth letter comes back."""

OWN_TEXT = """{{ 投诉人 }}：
您好！您于{{ 收到日期 }}反映的问题已由我公司登记，案件编号为{{ 案件编号 }}。您反映的主要问题是：
{{ 投诉的主要事实 }}
本案由{{ 经办人 }}经办。{{ 下一步办理 }}我们将在{{ 办理期限 }}前告知您处理决定。
{{ 投诉人的权利 }}
{{ 补充说明 }}
感谢您对我们工作的监督。"""
"""What the region has laid down in place of the text that comes with us."""


def issue_letters(region: str, now: datetime, calendar: Calendar) -> None:
    """Lay down the region's own text; then have handlers issue letters of their newest open cases, and send them."""
    _lay_down(Unit.objects.get(code=region), now)
    newest = Case.objects.filter(closed_at=None, historic=False).exclude(handler="").order_by("-id")
    units = {unit.code: unit for unit in Unit.objects.all()}
    orders: list[Order] = []
    for opened in open_cases("number", list(newest.values_list("number", flat=True)[:CASES]), now):
        orders += _issued(opened, units, now, calendar)
    perform_many(orders)


def _lay_down(unit: Unit, now: datetime) -> None:
    made, approves = Officer.objects.filter(posts__unit=unit, posts__role__in=(Role.SUPERVISOR, Role.APPROVER))[:2]
    version = templates.propose_text(unit, PaperKind.NOTICE_LETTER, "zh", OWN_TEXT, (made, now))
    templates.approve(version, approves, now)


def _issued(opened: OpenCase, units: dict[str, Unit], now: datetime, calendar: Calendar) -> Iterator[Order]:
    """Issue what the case is ready for; gives what is entered of it afterwards."""
    case = opened.dossier.case
    unit = units[case.unit]
    office = Office(case.handler, unit.code, LEVELS[len(unit.code)], frozenset({Role.INSPECTOR}), now, calendar)
    ready = [each for each in Workshop(opened, office, unit).ready() if each.issuable and each.kind.code in WRITTEN]
    for each in ready[:1]:
        outcome = Workshop(opened, office, unit).issue(KINDS[each.kind.code], Wanted(about=each.about))
        if outcome.entry is None:
            return
        today = now.astimezone(calendar.zone).date()
        proof = f"EMS 11{outcome.entry.seq:03d}{opened.head.id:08d}"
        yield Order(case.number, LetterSent(letter="L1", method=ContactMethod.POST, sent_on=today, proof=proof), office)
        if opened.head.id % BOUNCES == 0:
            yield Order(case.number, DeliveryNoted(letter="L1", result=Delivery.BOUNCED, noted_on=today), office)
