"""What a form offers to choose from. The engine asks a `Choices`; it knows neither cases nor the directory."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from anjie.platform.masking import mask_name
from anjie.procedure.casefile import CaseFile, Request
from anjie.procedure.rulebook import Clause, Rulebook
from anjie.procedure.terms import Severity, Text
from anjie.procedure.values import Paper, Widget
from anjie.web.navigation import address

LOOKUPS = frozenset({
    Widget.OFFICER, Widget.UNIT, Widget.AGENT, Widget.CUSTOMER, Widget.POLICY, Widget.CASE,
})  # fmt: skip
"""What is looked up in the directory at `web:lookup`; the answer is a list of options.

GET /lookup/<widget>/?q=…&field=<name of the input> answers with items like

    <li role="option" data-value="李淼" data-fill='{"agent": "A310008821", "team": "浦东营业三部"}'>…</li>

`data-value` goes into the field itself, `data-fill` into the fields beside it, by their names in the model.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the act will hold, and what people read."""

    value: str
    label: Text
    group: Text | None = None


class Choices(Protocol):
    """Where a form's choices come from."""

    def offered(self, widget: Widget) -> Sequence[Option]:
        """What there is to choose from; empty for what is looked up instead."""
        ...

    def lookup(self, widget: Widget) -> str:
        """Where to look up while somebody types; empty where there is nowhere, and he types it in full."""
        ...

    def paper(self, sha256: str) -> "Attachable | None":
        """A file that whoever fills in the form may attach, by the digest of its bytes; None for any other."""
        ...


@dataclass(frozen=True, slots=True)
class Attachable:
    """A file that may be attached, or may be once the virus scanner has looked at it."""

    paper: Paper
    held: bool = False


def nothing_to_attach(_sha256: str) -> Attachable | None:
    """What there is where nothing can be attached."""
    return None


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """The choices of one case under its rulebook.

    `clauses` are the demands that a missed limit may be explained for. `name` says how a complainant's name
    is shown; an office that may read it passes `str`.
    """

    case: CaseFile
    book: Rulebook
    clauses: tuple[Clause, ...] = ()
    name: Callable[[str], str] = mask_name
    officers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Officers' names by sign-in name."""
    requests: Sequence[Request] | None = None
    """What departments were asked, as far as the office may know of it; None for all of it."""
    attachable: Callable[[str], Attachable | None] = nothing_to_attach
    """The officer's own uploads."""

    def offered(self, widget: Widget) -> Sequence[Option]:
        """What the case file and the rulebook have to choose from."""
        offer = _OFFERS.get(widget)
        return tuple(offer(self)) if offer else ()

    def lookup(self, widget: Widget) -> str:
        """The address of the look-up, once there is one."""
        return address("web:lookup", widget.value) if widget in LOOKUPS else ""

    def paper(self, sha256: str) -> Attachable | None:
        """An upload of the officer's."""
        return self.attachable(sha256) if sha256 else None


def _respondents(choices: CaseChoices) -> Iterator[Option]:
    for ref, accused in choices.case.respondents.items():
        yield Option(ref, _both(f"{ref} {accused.is_.name}"), Text("被投诉人", "Respondents"))


def _complainants(choices: CaseChoices) -> Iterator[Option]:
    for ref, party in choices.case.complainants.items():
        name = choices.name(party.is_.name)
        yield Option(ref, _both(f"{ref} {name}"), Text("投诉人", "Complainants"))


def _persons(choices: CaseChoices) -> Iterator[Option]:
    yield from _complainants(choices)
    yield from _respondents(choices)


def _allegations(choices: CaseChoices) -> Iterator[Option]:
    for ref, allegation in choices.case.allegations.items():
        row = choices.book.violations.get(allegation.violation)
        what = row.label if row else _both(allegation.violation)
        yield Option(ref, _both(f"{ref} {choices.case.name_of(allegation.respondent)} · ") + what)


ENOUGH = 30
"""Characters of a question by which it is known again."""


def _requests(choices: CaseChoices) -> Iterator[Option]:
    every = choices.case.requests.values() if choices.requests is None else choices.requests
    for request in every:
        if request.open:
            question = _both(f" · {request.question[:ENOUGH]}")
            yield Option(request.ref, _both(f"{request.ref} ") + request.department.label + question)


def _signatures(choices: CaseChoices) -> Iterator[Option]:
    case = choices.case
    for ref, signature in case.signatures.items():
        if case.signature_wanted(ref):
            yield Option(ref, _both(f"{ref} · {choices.officers.get(signature.officer, signature.officer)}"))


def _letters(choices: CaseChoices) -> Iterator[Option]:
    for ref, letter in choices.case.letters.items():
        yield Option(ref, _both(f"{ref} ") + letter.kind.label + _both(f" {letter.number}"))


def _violations(choices: CaseChoices) -> Iterator[Option]:
    """The catalogue, gravest first."""
    for severity in reversed(Severity):
        group = _both(f"{severity.value} ") + severity.label
        for row in choices.book.violations.values():
            if row.severity is severity:
                yield Option(row.code, _both(f"{row.code} ") + row.label, group)


def _sanctions(choices: CaseChoices) -> Iterator[Option]:
    """The ladder, from its lowest rung."""
    for row in sorted(choices.book.sanctions.values(), key=lambda each: each.rank):
        yield Option(row.code, row.label)


def _clauses(choices: CaseChoices) -> Iterator[Option]:
    for clause in choices.clauses:
        yield Option(clause.id, clause.text + _both(f" ({clause.source})"))


def _both(same: str) -> Text:
    """What reads the same in both languages."""
    return Text(same, same)


_OFFERS: dict[Widget, Callable[[CaseChoices], Iterable[Option]]] = {
    Widget.RESPONDENT: _respondents,
    Widget.COMPLAINANT: _complainants,
    Widget.PERSON: _persons,
    Widget.ALLEGATION: _allegations,
    Widget.REQUEST: _requests,
    Widget.SIGNATURE: _signatures,
    Widget.LETTER: _letters,
    Widget.VIOLATION: _violations,
    Widget.SANCTION: _sanctions,
    Widget.CLAUSE: _clauses,
}
