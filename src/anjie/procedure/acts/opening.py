"""Step 4, opening: 立案, sorting, assigning; and the exits before it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from anjie.procedure.acts.base import RESPONDENT, Act, Fault, known
from anjie.procedure.casefile import Allegation, CaseFile, Entry
from anjie.procedure.rulebook import Rulebook
from anjie.procedure.terms import CaseClass, ClassGround, DeclineGround, Disposition, Stage, Text
from anjie.procedure.values import (
    AllegationMade,
    Label,
    RequiredShort,
    RequiredText,
    ShortText,
    Widget,
)

TWO = 2
"""Respondents, so that one can be split off."""


def class_faults(field: str, case_class: CaseClass, grounds: Iterable[ClassGround], book: Rulebook) -> Iterator[Fault]:
    """A fault for each ground that asks for a higher class than the one given."""
    for ground in grounds:
        makes = book.grounds[ground].makes if ground in book.grounds else CaseClass.ORDINARY
        if makes.rank > case_class.rank:
            yield Fault(
                field,
                ground.label + Text(f"的案件应列为{makes.label.zh}", f": the case must be {makes.label.en}"),
            )


def grounds_text(grounds: Iterable[ClassGround]) -> Text:
    """The grounds in brackets, empty if none."""
    labels = [ground.label for ground in grounds]
    if not labels:
        return Text("", "")
    return Text(f"({'；'.join(each.zh for each in labels)})", f" ({'; '.join(each.en for each in labels)})")


class _Alleging(Act):
    """An act that puts allegations on the file."""

    allegations: Annotated[
        tuple[AllegationMade, ...],
        Field(min_length=1),
        Label("投诉事项", "Allegations", "每位被投诉人至少一项", "At least one for each respondent"),
    ]

    @property
    def respondents(self) -> tuple[str, ...]:
        """Whom the allegations are against, each once."""
        return tuple(dict.fromkeys(made.respondent for made in self.allegations))

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Put the allegations on the file; each has yet to be found on."""
        case.stage = Stage.OPENED
        for made in self.allegations:
            ref = f"A{len(case.allegations) + 1}"
            case.allegations[ref] = Allegation(ref, entry.seq, made.respondent, made.violation, made.text)

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Known respondents and violations; nobody left without an allegation."""
        for number, made in enumerate(self.allegations):
            where = f"allegations.{number}"
            yield from known(f"{where}.respondent", made.respondent, case.respondents, RESPONDENT)
            if made.violation not in book.violations:
                yield Fault(
                    f"{where}.violation",
                    Text(
                        f"违规行为代码 {made.violation} 不在目录中",
                        f"Violation code {made.violation} is not in the catalogue",
                    ),
                )
        alleged = {each.respondent for each in case.allegations.values()}
        if missing := set(case.respondents) - alleged - set(self.respondents):
            names = "、".join(sorted(case.name_of(ref) for ref in missing))
            yield Fault("allegations", Text(f"{names}还没有投诉事项", f"No allegation yet against {names}"))


class Opened(_Alleging):
    """The case was opened: 立案, with what each agent is said to have done."""

    kind: ClassVar[str] = "opened"
    title: ClassVar[Text] = Text("立案", "Open the case")

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Open the case with its allegations."""
        super().apply(case, entry)
        case.opened_at = entry.at

    def sentence(self, case: CaseFile) -> Text:
        """How many allegations against whom."""
        names = "、".join(case.name_of(ref) for ref in self.respondents)
        count = len(self.allegations)
        return Text(f"立案，对{names}的投诉事项{count}项", f"Case opened: {count} allegation(s) against {names}")


class AllegationsAdded(_Alleging):
    """More came to light in the investigation: further allegations, or another agent's part."""

    kind: ClassVar[str] = "allegations_added"
    title: ClassVar[Text] = Text("增列投诉事项", "Add allegations")
    help: ClassVar[Text] = Text(
        "调查中发现的其他违规线索，增列后逐项认定",
        "What else came to light; each will need its finding",
    )

    def sentence(self, case: CaseFile) -> Text:
        """How many allegations against whom."""
        names = "、".join(case.name_of(ref) for ref in self.respondents)
        count = len(self.allegations)
        return Text(f"增列对{names}的投诉事项{count}项", f"{count} allegation(s) added against {names}")


class Declined(Act):
    """The complaint won't be opened, for a coded reason (2020 No. 3 art. 18)."""

    kind: ClassVar[str] = "declined"
    title: ClassVar[Text] = Text("不予受理", "Decline")

    ground: Annotated[DeclineGround, Label("不予受理的情形", "Ground")]
    reason: Annotated[RequiredText, Label("具体理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Leave the walk by this exit."""
        case.declined = self.ground

    def sentence(self, case: CaseFile) -> Text:
        """On which ground."""
        return Text("不予受理：", "Declined: ") + self.ground.label

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A repeated complaint names the one it repeats."""
        if self.ground is DeclineGround.REPEATED and not case.repeat_of:
            yield Fault(
                "ground",
                Text("接收时没有注明重复的原案件", "The case it repeats was not named on receipt"),
            )


class Merged(Act):
    """The case goes on within another one, whose journal says so too (`absorbed`)."""

    kind: ClassVar[str] = "merged"
    title: ClassVar[Text] = Text("并入其他案件", "Merge into another case")

    into: Annotated[RequiredShort, Label("并入案件", "Merged into", widget=Widget.CASE)]
    reason: Annotated[RequiredText, Label("并案理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Leave the walk."""
        case.merged_into = self.into

    def sentence(self, case: CaseFile) -> Text:
        """Into which."""
        return Text(f"并入案件 {self.into}", f"Merged into case {self.into}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Not into itself."""
        if self.into == case.number:
            yield Fault("into", Text("须写明另一个案件", "Name another case"))


class Absorbed(Act):
    """The case took another one in."""

    kind: ClassVar[str] = "absorbed"
    title: ClassVar[Text] = Text("并入本案", "Take a case in")

    case_number: Annotated[RequiredShort, Label("并入本案的案件", "Case taken in", widget=Widget.CASE)]
    reason: Annotated[RequiredText, Label("并案理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Note what was taken in."""
        case.absorbed.append(self.case_number)

    def sentence(self, case: CaseFile) -> Text:
        """Which."""
        return Text(f"案件 {self.case_number} 并入本案", f"Case {self.case_number} merged into this one")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Not itself."""
        if self.case_number == case.number:
            yield Fault("case_number", Text("须写明另一个案件", "Name another case"))


class Split(Act):
    """What one respondent is said to have done went into a case of its own."""

    kind: ClassVar[str] = "split"
    title: ClassVar[Text] = Text("分案", "Split")

    respondent: Annotated[RequiredShort, Label("分出的被投诉人", "Whose part", widget=Widget.RESPONDENT)]
    to: Annotated[ShortText, Label("分出的案件", "New case", widget=Widget.ASSIGNED)] = ""
    reason: Annotated[RequiredText, Label("分案理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """He answers for it in the other case, and here no more."""
        case.respondents[self.respondent].split_off = entry.seq

    def sentence(self, case: CaseFile) -> Text:
        """Whose part, into which case."""
        name = case.name_of(self.respondent)
        return Text(f"{name}的部分分出为案件 {self.to}", f"The part of {name} was split off as case {self.to}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Somebody who answers here and isn't the only one; nothing was decided on him."""
        yield from known("respondent", self.respondent, case.answering, RESPONDENT)
        if len(case.answering) < TWO:
            yield Fault("respondent", Text("只有一名被投诉人，无须分案", "There is only one respondent"))
        if self.respondent in case.answering and case.answering[self.respondent].decided:
            yield Fault("respondent", Text("已对该代理人作出决定", "It was decided on him already"))


class Classified(Act):
    """The class was set, raised, or (by the level above) lowered."""

    kind: ClassVar[str] = "classified"
    title: ClassVar[Text] = Text("案件分类", "Classify")

    case_class: Annotated[CaseClass, Label("案件分类", "Class")]
    grounds: Annotated[tuple[ClassGround, ...], Label("依据", "Grounds")] = ()
    reason: Annotated[RequiredText, Label("理由", "Reasons", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Set the class."""
        case.case_class = self.case_class
        case.grounds = tuple(self.grounds)

    def sentence(self, case: CaseFile) -> Text:
        """Into which class, on which grounds."""
        return Text("分类为", "Classified ") + self.case_class.label + grounds_text(self.grounds)

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """A class as high as its grounds ask for."""
        yield from class_faults("case_class", self.case_class, self.grounds, book)


class Assigned(Act):
    """The case got its handler."""

    kind: ClassVar[str] = "assigned"
    title: ClassVar[Text] = Text("指派经办人", "Assign")

    handler: Annotated[RequiredShort, Label("经办人", "Handler", widget=Widget.OFFICER)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Set the handler."""
        case.handler = self.handler

    def sentence(self, case: CaseFile) -> Text:
        """To whom."""
        return Text(f"指派 {self.handler} 经办", f"Assigned to {self.handler}")

    def faults(self, case: CaseFile, book: Rulebook) -> Iterator[Fault]:
        """Nobody who is shut out."""
        if self.handler in case.recused:
            yield Fault("handler", Text("该人员已回避本案", "This officer is recused"))


class Recused(Act):
    """An officer is shut out because of an interest in the matter (2020 No. 3 art. 17)."""

    kind: ClassVar[str] = "recused"
    title: ClassVar[Text] = Text("回避", "Recuse")

    officer: Annotated[RequiredShort, Label("回避人员", "Officer", widget=Widget.OFFICER)]
    reason: Annotated[RequiredText, Label("回避事由", "Reason", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Shut the officer out; a recused handler loses the case."""
        case.recused.add(self.officer)
        if case.handler == self.officer:
            case.handler = ""

    def sentence(self, case: CaseFile) -> Text:
        """Who."""
        return Text(f"{self.officer} 回避：{self.reason}", f"{self.officer} recused: {self.reason}")


class Withdrawn(Act):
    """The complainant withdrew; the procedure ends the day that is received (2020 No. 3 art. 15)."""

    kind: ClassVar[str] = "withdrawn"
    title: ClassVar[Text] = Text("撤回投诉", "Withdraw")

    received_on: Annotated[date, Label("收到撤回之日", "Received on")]
    reason: Annotated[RequiredText, Label("撤回理由", "Reason", widget=Widget.AREA)]

    def apply(self, case: CaseFile, entry: Entry) -> None:
        """Leave the walk by this exit."""
        case.withdrawn = True

    def sentence(self, case: CaseFile) -> Text:
        """On which day."""
        return Text(
            f"投诉人于 {self.received_on} 撤回投诉",
            f"Withdrawn by the complainant on {self.received_on}",
        )


EXITS = {
    Declined.kind: Disposition.DECLINED,
    Withdrawn.kind: Disposition.WITHDRAWN,
    Merged.kind: Disposition.MERGED,
}
"""Acts by which a case leaves the walk, and how it is then closed."""
