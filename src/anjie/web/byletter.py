"""What an act can take over from a letter that was issued, so that nobody types it twice."""

from collections.abc import Mapping

from anjie.paperwork.gathering import Wanted, subject_for
from anjie.paperwork.issuing import newest
from anjie.paperwork.kinds import KINDS, facts
from anjie.procedure.casefile import Letter
from anjie.procedure.papers import Content, PaperKind
from anjie.web.acting import Acting
from anjie.web.caseopening import open_for
from anjie.web.casepage import CasePage

LETTER_OF = {
    "reply_promised": PaperKind.PROMISE_NOTICE,
    "notice_sent": PaperKind.NOTICE_LETTER,
    "extended": PaperKind.EXTENSION_NOTICE,
    "suspended": PaperKind.SUSPENSION_NOTICE,
    "sanction_notified": PaperKind.PRIOR_NOTICE,
    "sanction_served": PaperKind.SANCTION_NOTICE,
    "replied": PaperKind.DECISION_NOTICE,
    "referrer_informed": PaperKind.REFERRER_REPLY,
}
"""By which letter an act is done."""

SAYS: Mapping[str, Mapping[str, Content]] = {
    "replied": {"result": Content.RESULT, "basis": Content.BASIS, "remedies": Content.REMEDIES},
    "referrer_informed": {"text": Content.RESULT},
    "extended": {"reason": Content.REASON},
    "suspended": {"reason": Content.REASON},
    "sanction_notified": {"facts": Content.FINDINGS, "proposed": Content.PROPOSED},
}
"""Which fields of an act stand on its letter."""

SENT_ON = ("sent_on", "told_on", "served_on")
"""The field in which an act says when it was sent or told."""


def from_letter(page: CasePage, who: Acting, kind: str, specs: set[str]) -> dict[str, object]:
    """What the newest letter of the act's kind says of it: itself, how it was sent, and the words on it."""
    paper = LETTER_OF.get(kind)
    letter = newest([*page.case.letters.values()], paper) if paper else None
    if letter is None:
        return {}
    known: dict[str, object] = {"letter": letter.ref, **_sending(letter, specs)}
    for name in ("complainant", "respondent"):
        if name in specs and letter.about:
            known[name] = letter.about
    return known | _words(page, who, kind, letter)


def _sending(letter: Letter, specs: set[str]) -> dict[str, object]:
    if letter.sent is None:
        return {}
    days = {name: letter.sent_on for name in SENT_ON if name in specs}
    return {**days, "method": letter.method, **({"proof": letter.proof} if "proof" in specs else {})}


def _words(page: CasePage, who: Acting, kind: str, letter: Letter) -> dict[str, object]:
    wanted = SAYS.get(kind, {})
    if not wanted:
        return {}
    opened = open_for(who, page.case.number)
    asked = Wanted(letter.about, letter.language or "zh", letter.dated, letter.signer, letter.said)
    said = facts(KINDS[letter.kind], subject_for(opened, page.office, who.seat.unit, asked))
    return {name: said.get(content, "") for name, content in wanted.items()}
