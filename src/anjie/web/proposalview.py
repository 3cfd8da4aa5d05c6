"""A proposal as it is laid before those who sign: what is proposed, who has signed, who is next, who decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anjie.procedure.acts.approval import Approved, Countersigned, OpinionGiven, Returned
from anjie.procedure.acts.decision import Proposed
from anjie.procedure.casefile import CaseFile, Entry, Proposal, Signature
from anjie.procedure.facts import authorities, next_station, stations
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.saying import sanction_text
from anjie.procedure.terms import ApprovalStation, Level, SigningMode, Text
from anjie.procedure.values import Measure


@dataclass(frozen=True, slots=True)
class Opinion:
    """A place for a signature: whose, and what was said there."""

    label: Text
    state: str
    """done, now, ahead, or off where it is not wanted any more"""
    who: str = ""
    at: datetime | None = None
    agrees: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True)
class Imposed:
    """What is proposed for one agent."""

    name: str
    sanctions: Sequence[Text]
    factors: Sequence[Text]
    exemption: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """The proposal, its handling sheet, and the authority it needs."""

    outcome: Text
    redress: Decimal
    reasons: str
    measures: Sequence[Imposed]
    state: tuple[str, Text]
    """Colour and words."""
    sheet: Sequence[Opinion]
    asked: Sequence[Opinion]
    level: Level | None
    clause: Text | None
    returns: Sequence[tuple[str, datetime, Text]]
    """Who returned it, when, and why."""


def proposal_view(case: CaseFile, book: Rulebook, names: Mapping[str, str]) -> ProposalView | None:
    """The proposal last made; None while there is none."""
    made = case.proposal
    if made is None:
        return None
    entries = {entry.seq: entry for entry in case.entries}
    act = entries[made.seq].act if made.seq in entries else None
    able = authorities(case, book, "approved")
    return ProposalView(
        made.outcome.label,
        made.redress,
        act.reasons if isinstance(act, Proposed) else "",
        [_imposed(case, book, measure) for measure in made.measures.values()],
        _state(case, made),
        [*_sheet(case, book, made, entries, names)],
        [_asked(case, each, entries, names) for each in case.signatures.values() if each.proposal == made.seq],
        able[0][0] if able else None,
        able[0][1].text if able else None,
        [*_returns(case, made, names)],
    )


def _state(case: CaseFile, made: Proposal) -> tuple[str, Text]:
    if made.approved:
        return "g", Text("已批准", "Approved")
    if made.returned:
        return "r", Text("已退回或撤回", "Returned or withdrawn")
    return ("a", Text("待审批", "Awaiting approval")) if case.pending else ("", Text("已终止", "Ended"))


def _imposed(case: CaseFile, book: Rulebook, measure: Measure) -> Imposed:
    return Imposed(
        case.name_of(measure.respondent),
        [sanction_text(each, book) for each in measure.sanctions],
        [factor.label for factor in measure.factors],
        measure.exemption,
    )


def _sheet(
    case: CaseFile, book: Rulebook, made: Proposal, entries: Mapping[int, Entry], names: Mapping[str, str]
) -> Iterator[Opinion]:
    """The handling sheet from its first station to the decision."""
    drafted = entries.get(made.seq)
    if drafted:
        yield Opinion(ApprovalStation.HANDLER.label, "done", _hand(drafted, names), drafted.at)
    due = next_station(case, book)
    signed = made.stations
    for station in ApprovalStation:
        entry = entries.get(signed[station]) if station in signed else None
        if entry and isinstance(entry.act, OpinionGiven):
            yield Opinion(station.label, "done", _hand(entry, names), entry.at, entry.act.agrees, entry.act.opinion)
        elif station in stations(case, book) and not made.approved:
            yield Opinion(station.label, "now" if station is due else "ahead")
    decided = entries.get(made.approved) if made.approved else None
    label = Text("审批", "Decision")
    if decided and isinstance(decided.act, Approved):
        yield Opinion(label, "done", _hand(decided, names), decided.at, words=decided.act.opinion)
    else:
        yield Opinion(label, "now" if case.pending and due is None else "ahead")


def _asked(case: CaseFile, each: Signature, entries: Mapping[int, Entry], names: Mapping[str, str]) -> Opinion:
    """Somebody who was asked besides."""
    mode = Text("会签", "All") if each.mode is SigningMode.ALL else Text("或签", "Any")
    label = Text(f"{each.ref} ", f"{each.ref} ") + (Text("受委派", "Asked first") if each.back_to else mode)
    who = names.get(each.officer, each.officer)
    entry = entries.get(each.signed) if each.signed else None
    if entry and isinstance(entry.act, Countersigned):
        return Opinion(label, "done", _hand(entry, names), entry.at, entry.act.agrees, entry.act.opinion)
    if each.passed_on:
        return Opinion(label + Text("(已转办)", " (handed over)"), "off", who)
    return Opinion(label, "now" if case.signature_wanted(each.ref) else "off", who)


def _returns(case: CaseFile, made: Proposal, names: Mapping[str, str]) -> Iterator[tuple[str, datetime, Text]]:
    for entry in case.entries:
        if entry.seq > made.seq and isinstance(entry.act, Returned):
            yield _hand(entry, names), entry.at, entry.act.sentence(case)


def _hand(entry: Entry, names: Mapping[str, str]) -> str:
    """Whose hand it was; a deputy's with the one he stood in for."""
    who = names.get(entry.by, entry.by)
    return f"{who}(代{names.get(entry.acting_for, entry.acting_for)})" if entry.acting_for else who
