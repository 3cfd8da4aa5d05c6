"""Acts that two journals tell of: merging, and splitting off; both are written, or neither."""

from collections.abc import Sequence

from anjie.cases.desk import NoSuchCaseError, Order, Outcome, perform, perform_together
from anjie.cases.dossiers import open_cases
from anjie.procedure.acts.base import Act
from anjie.procedure.acts.intake import Received
from anjie.procedure.acts.opening import Absorbed, Merged, Split
from anjie.procedure.casefile import CaseFile
from anjie.procedure.engine import Refusal, Verdict
from anjie.procedure.office import Office
from anjie.procedure.terms import Text


def perform_with_pair(number: str, act: Act, office: Office, *, seen: int | None = None) -> Outcome:
    """Do an act, and what it comes to in another case; the outcome is the act's, or that of what stood in its way."""
    match act:
        case Merged():
            outcomes = _merge(number, act, office, seen)
        case Split():
            outcomes = _split(number, act, office, seen)
        case _:
            return perform(number, act, office, seen=seen)
    return next((outcome for outcome in outcomes if outcome.stale or outcome.verdict.refusals), outcomes[-1])


def _merge(number: str, act: Merged, office: Office, seen: int | None) -> Sequence[Outcome]:
    taken_in = Order(act.into, Absorbed(case_number=number, reason=act.reason), office)
    try:
        return perform_together(Order(number, act, office, seen), lambda _: [taken_in])
    except NoSuchCaseError as error:
        if error.args != (act.into,):
            raise
    missing = Refusal(Text(f"没有案件 {act.into}", f"There is no case {act.into}"), field="into")
    return [Outcome(number, Verdict(act.kind, (missing,)))]


def _split(number: str, act: Split, office: Office, seen: int | None) -> Sequence[Outcome]:
    """The new case begins as the old one did, with the one respondent; then the old one says where he went."""
    found = open_cases("number", [number], office.at)
    if not found or act.respondent not in found[0].dossier.case.respondents:
        return [perform(number, act, office, seen=seen)]
    begun = Order(None, beginning_of(found[0].dossier.case, act.respondent), office)
    return perform_together(
        begun, lambda outcome: [Order(number, act.model_copy(update={"to": outcome.number}), office, seen)]
    )


def beginning_of(case: CaseFile, respondent: str) -> Received:
    """The receipt of the part that concerns one respondent: the same complainants, facts and times."""
    first = case.entries[0].act
    if not isinstance(first, Received):
        raise TypeError("the case did not begin with a complaint")
    return first.model_copy(
        update={
            "number": "",
            "unit": case.unit,
            "complainants": tuple(party.is_ for party in case.complainants.values()),
            "respondents": (case.respondents[respondent].is_,),
            "source": "",
            "source_number": "",
        }
    )
